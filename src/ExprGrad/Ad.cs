namespace ExprGrad;

/// <summary>Functions that differentiable lambdas may call beside those of <see cref="Math"/> and LINQ.</summary>
public static partial class Ad;
