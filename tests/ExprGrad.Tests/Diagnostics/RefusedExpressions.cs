namespace ExprGrad.Tests.Diagnostics;

/// <summary>What of a lambda is refused: ids with their quotes, in the order of the exception.</summary>
internal static class RefusedExpressions
{
    /// <summary>Checks that the compilation is refused for just these reasons, each <c>EG1234: quote</c>, or an id alone where there is nothing to quote.</summary>
    internal static void Check(Func<object> compile, params string[] reasons)
    {
        var exception = Assert.Throws<DifferentiationException>(compile);
        Assert.Equal(string.Join('\n', reasons), string.Join('\n', exception.Errors.Select(error => error.Expression.Length == 0 ? error.Id : $"{error.Id}: {error.Expression}")));
    }
}
