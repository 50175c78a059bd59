using System.Linq.Expressions;

namespace ExprGrad.Tests.Diagnostics;

/// <summary>What goes wrong inside is told as a bug, with its cause; what belongs to the user or to a back end passes.</summary>
public sealed class InternalErrorTests
{
    private sealed class BackEnd(Func<LambdaExpression, Delegate> compile) : IDelegateCompiler
    {
        public Delegate Compile(LambdaExpression lambda) => compile(lambda);
    }

    private sealed class Thrower
    {
        public static Expression<Func<double, double>> Function => throw new TimeoutException();
    }

    private static DifferentiationException Fail(Func<LambdaExpression, Delegate> compile) =>
        Assert.Throws<DifferentiationException>(() => Grad.Gradient((double x) => x * x, new GradOptions { Compiler = new BackEnd(compile) }));

    [Fact]
    public void A_failure_inside_is_a_bug_and_says_where()
    {
        var exception = Fail(_ => throw new InvalidCastException("no such cast"));
        var error = Assert.Single(exception.Errors);
        Assert.Equal("EG9900", error.Id);
        Assert.False(error.IsWarning);
        Assert.Contains("The compilation stopped with InvalidCastException: no such cast", error.Reason, StringComparison.Ordinal);
        Assert.Equal("(double x) => x * x", error.SourceText);
        Assert.IsType<InvalidCastException>(exception.InnerException);
    }

    [Fact]
    public void A_back_end_that_returns_nothing() =>
        Assert.Contains("returned null", Fail(_ => null!).Message, StringComparison.Ordinal);

    [Fact]
    public void What_a_back_end_lacks_passes()
    {
        var options = new GradOptions { Compiler = new BackEnd(_ => throw new NotSupportedException("no loops")) };
        Assert.Equal("no loops", Assert.Throws<NotSupportedException>(() => Grad.Gradient((double x) => x * x, options)).Message);
    }

    [Fact]
    public void What_users_code_throws_passes()
    {
        var exception = Assert.Throws<System.Reflection.TargetInvocationException>(() => Grad.Gradient((double x) => Thrower.Function.Invoke(x)));
        Assert.IsType<TimeoutException>(exception.InnerException);
    }

    [Fact]
    public void Options_are_never_null()
    {
        Assert.Throws<ArgumentNullException>(() => new GradOptions { Compiler = null! });
        Assert.Throws<ArgumentNullException>(() => new GradOptions { Rules = null! });
        Assert.Throws<ArgumentNullException>(() => new GradOptions { Rules = [null!] });
    }
}
