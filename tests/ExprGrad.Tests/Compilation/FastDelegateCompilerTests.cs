#if FAST_EXPRESSION_COMPILER
using System.Linq.Expressions;
using ExprGrad.Compilation.Fec;

namespace ExprGrad.Tests.Compilation;

/// <summary>What FastExpressionCompiler computes wrongly is refused; as soon as it computes it right, these tests are the place to see it.</summary>
public sealed class FastDelegateCompilerTests
{
    private static void Refuse(LambdaExpression lambda) => Assert.Throws<NotSupportedException>(() => FastDelegateCompiler.Instance.Compile(lambda));

    [Fact]
    public void Unsigned_comparisons_and_divisions()
    {
        Refuse((uint a, uint b) => a < b);
        Refuse((ulong a, ulong b) => a >= b);
        Refuse((ulong a, ulong b) => a / b);
        Refuse((uint a, uint b) => a % b);
    }

    [Fact]
    public void Conversions_from_and_to_unsigned_integers()
    {
        Refuse((uint a) => (long)a);
        Refuse((int a) => (ulong)a);
        Refuse((ulong a) => checked((short)a));
    }

    [Fact]
    public void The_checked_negation() => Refuse((int a) => checked(-a));

    [Fact]
    public void What_is_right_is_compiled() =>
        Assert.Equal(7.0, ((Func<uint, ulong, double>)FastDelegateCompiler.Instance.Compile((Expression<Func<uint, ulong, double>>)((a, b) => a + (double)(b + 1))))(1, 5));
}
#endif
