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

    /// <summary>Stands in for a value that is an array; null if that is not asked for.</summary>
    public ParameterExpression? Result { get; init; }

    /// <summary>What Jacobians are asked for: stands in for one, with the parameter that it is with respect to.</summary>
    public IReadOnlyDictionary<ParameterExpression, ParameterExpression> Jacobians { get; init; } = new Dictionary<ParameterExpression, ParameterExpression>();

    /// <summary>What stands in for something that is given out, and is no parameter of the lambda.</summary>
    public IEnumerable<ParameterExpression> StandIns => [.. Products.Keys, .. Tangent is null ? Array.Empty<ParameterExpression>() : [Tangent], .. Result is null ? Array.Empty<ParameterExpression>() : [Result], .. Jacobians.Keys];
}

/// <summary>Values that are arrays, and their derivatives.</summary>
internal static class ArrayResult
{
    /// <summary>Whether a lambda may return the type as an array of numbers: of numbers, or of rows of as many numbers each.</summary>
    public static bool Is(Type type) => ElementOf(type) is not null;

    /// <summary>What stands in for the value: its numbers, row after row.</summary>
    public static ParameterExpression Value(Type type) => Expression.Parameter(ElementOf(type)!.MakeArrayType(), "result");

    /// <summary>What stands in for the Jacobian: a row for each number of the value, a column for each element of the parameter.</summary>
    public static ParameterExpression Jacobian(Type type, ParameterExpression of) => Expression.Parameter(ElementOf(type)!.MakeArrayType(2), $"d{of.Name}");

    /// <summary>The type of the numbers; null if it is no such array.</summary>
    public static Type? ElementOf(Type type)
    {
        var element = type.IsSZArray ? type.GetElementType()! : null;
        if (element?.IsSZArray == true) element = element.GetElementType()!;
        return element is not null && Frontend.ScalarTypes.IsReal(element) ? element : null;
    }
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

    /// <summary>Whether <see cref="Of"/> stands in for what is given out, and is not what a gradient is of.</summary>
    public bool IsOwn { get; init; }

    public string Name => Target?.Name ?? (IsOwn ? Of.Name! : $"d{Of.Name}");
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
