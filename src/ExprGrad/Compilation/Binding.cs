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
