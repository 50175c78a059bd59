using System.Linq.Expressions;

namespace ExprGrad.Compilation;

/// <summary>What a delegate asks for, in terms of the lambda: which of its parameters are inputs, which take gradients, what is returned.</summary>
internal sealed record Binding(Type DelegateType, IReadOnlyList<ParameterExpression> Parameters)
{
    /// <summary>The delegate's parameter for each parameter of the lambda; the same object unless the types differ.</summary>
    public required IReadOnlyDictionary<ParameterExpression, ParameterExpression> Inputs { get; init; }

    /// <summary>The gradients that are asked for, in order.</summary>
    public required IReadOnlyList<GradientRequest> Gradients { get; init; }

    public required ReturnKind Returns { get; init; }

    /// <summary>The inputs that have a direction; derivatives along it are with respect to all of them at once.</summary>
    public IReadOnlyList<Direction> Directions { get; init; } = [];

    /// <summary>What gradients are asked for along the direction: stands in for the parameter whose gradient it is the derivative of.</summary>
    public IReadOnlyDictionary<ParameterExpression, ParameterExpression> Products { get; init; } = new Dictionary<ParameterExpression, ParameterExpression>();

    /// <summary>Stands in for the value's derivative along the direction; null if that is not asked for.</summary>
    public ParameterExpression? Tangent { get; init; }
}

/// <summary>A direction in which an input changes.</summary>
/// <param name="Of">The lambda's parameter.</param>
/// <param name="Tangent">Its tangent, which is an input of its own, of the same type.</param>
internal sealed record Direction(ParameterExpression Of, ParameterExpression Tangent)
{
    public const string Suffix = "Dot";

    /// <summary>What stands in for the derivative of the value along the directions.</summary>
    public static ParameterExpression OfValue(Type type) => Expression.Parameter(type, $"result{Suffix}");

    public static ParameterExpression Along(ParameterExpression parameter) => Expression.Parameter(parameter.Type, $"{parameter.Name}{Suffix}");
}

/// <summary>A request for the gradient with respect to one parameter.</summary>
/// <param name="Of">The lambda's parameter.</param>
/// <param name="Target">The delegate's parameter that takes it, or null if it is made fresh and returned.</param>
internal sealed record GradientRequest(ParameterExpression Of, ParameterExpression? Target)
{
    /// <summary>Whether the delegate's parameter is <c>out</c>: made fresh and assigned.</summary>
    public bool IsOut { get; init; }

    public bool IsFresh => Target is null || IsOut;

    public string Name => Target?.Name ?? $"d{Of.Name}";
}

/// <summary>What a compiled delegate returns.</summary>
internal enum ReturnKind
{
    Nothing,
    Value,

    /// <summary>The gradient, or the tuple of several.</summary>
    Gradient,

    /// <summary>A tuple of the value and the gradient.</summary>
    ValueAndGradient,
}
