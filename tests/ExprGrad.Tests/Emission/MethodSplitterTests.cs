using System.Linq.Expressions;
using ExprGrad.Emission;
using ExprGrad.Emission.Splitting;
using static System.Linq.Expressions.Expression;

namespace ExprGrad.Tests.Emission;

public sealed class MethodSplitterTests
{
    // The branch is split by itself and gives the variable another value before it reads it: what the variable had before goes nowhere.
    [Fact]
    public void A_variable_that_each_method_assigns_before_it_reads_it()
    {
        var (x, again, sum) = (Parameter(typeof(double), "x"), Variable(typeof(double), "again"), Variable(typeof(double), "sum"));
        Expression[] Statements(double number) =>
        [
            Assign(again, Add(x, Constant(number))), Assign(sum, Add(sum, Multiply(again, again))), .. Enumerable.Repeat(Assign(sum, Add(sum, Multiply(sum, x))), 40),
        ];
        var lambda = Lambda<Func<double, double>>(Block([again, sum], [.. Statements(1), IfThen(GreaterThan(x, Constant(0.0)), Block(Statements(2))), sum]), x);

        var split = MethodSplitter.Split(lambda, method => method.Compile(), (type, length) => NewArrayBounds(type, length), MethodSize.Limits / 100);

        Assert.InRange(split.Parts.Count, 4, 100);
        var outermost = (Expression<Func<double, double>>)split.Outermost;
        Assert.Equal(lambda.Compile()(1.5), outermost.Compile()(1.5));
        Assert.Equal(lambda.Compile()(-1.5), outermost.Compile()(-1.5));
    }
}
