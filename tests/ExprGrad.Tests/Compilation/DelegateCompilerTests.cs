using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Compilation;

public sealed class DelegateCompilerTests
{
    private delegate double Dot(ReadOnlySpan<double> x, Span<double> dx);

    [Theory]
    [MemberData(nameof(CompilersUnderTest.All), MemberType = typeof(CompilersUnderTest))]
    public void A_lambda_becomes_a_delegate_of_its_own_type(IDelegateCompiler compiler)
    {
        var square = Assert.IsType<Func<double, double>>(compiler.Compile((Expression<Func<double, double>>)(x => x * x)));
        Assert.Equal(9, square(3));
    }

    [Theory]
    [MemberData(nameof(CompilersUnderTest.All), MemberType = typeof(CompilersUnderTest))]
    public void Spans_are_parameters_like_any_other(IDelegateCompiler compiler)
    {
        var x = Expression.Parameter(typeof(ReadOnlySpan<double>), "x");
        var dx = Expression.Parameter(typeof(Span<double>), "dx");
        var copy = Expression.Call(x, nameof(ReadOnlySpan<>.CopyTo), null, dx);
        var lambda = Expression.Lambda<Dot>(Expression.Block(copy, Expression.Constant(1.0)), x, dx);
        var target = new double[2];
        Assert.Equal(1.0, ((Dot)compiler.Compile(lambda))([3, 4], target));
        Assert.Equal([3, 4], target);
    }

    [Theory]
    [MemberData(nameof(CompilersUnderTest.All), MemberType = typeof(CompilersUnderTest))]
    public void Null_is_refused(IDelegateCompiler compiler) => Assert.Throws<ArgumentNullException>("lambda", () => compiler.Compile(null!));

    [Theory]
    [InlineData("ExprGrad.DelegateCompilers.Default.Compile(square)")]
    [InlineData("ExprGrad.Grad.Gradient(square)")]
    [InlineData("ExprGrad.Grad.ValueAndGradient((double[] x, int n) => x.Aggregate(new double[n], (h, v) => h.Select((a, i) => Math.Tanh(a + v * (i + 1))).ToArray()).Sum())")]
    public void Without_dynamic_code_compiling_is_refused_and_nothing_is_interpreted(string compile)
    {
        var code = $$"""
            System.Linq.Expressions.Expression<Func<double, double>> square = x => x * x;
            try { {{compile}}; }
            catch (PlatformNotSupportedException e) { Console.WriteLine(e.Message); }
            """;
        var (exitCode, output) = ChildProgram.Run(code, ("System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported", "false"));
        Assert.Contains("This runtime does not support dynamic code", output, StringComparison.Ordinal);
        Assert.Contains("#:property PublishAot=false", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void A_back_end_says_its_name() => Assert.Equal("System.Linq.Expressions", DelegateCompilers.Default.ToString());
}
