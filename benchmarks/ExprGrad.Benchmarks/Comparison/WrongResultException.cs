namespace ExprGrad.Benchmarks.Comparison;

/// <summary>Two ways to the same gradient disagree.</summary>
internal sealed class WrongResultException(string message) : Exception(message);
