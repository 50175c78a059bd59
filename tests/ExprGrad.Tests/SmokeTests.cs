namespace ExprGrad.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void The_library_loads() => Assert.Equal("ExprGrad", typeof(Ad).Namespace);
}
