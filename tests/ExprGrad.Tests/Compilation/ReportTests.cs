using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ExprGrad.Tests.Compilation;

public sealed class ReportTests
{
    public delegate void Slope(double x, out double dx);

    public readonly record struct Place(double X);

    public readonly record struct Body(Place Place, Place[] Trace);

    public delegate void Partials(double x, double y, int n, int m, out double dx, out double dy);

    public static TheoryData<string> Requests => ["Gradient", "ValueAndGradient", "ValueAndGradientInto", "Compile", "Tape.Compile"];

    [Theory]
    [MemberData(nameof(Requests))]
    public void All_delegates_that_are_made_have_one(string request)
    {
        Delegate compiled = request switch
        {
            "Gradient" => Grad.Gradient((double x) => Math.Exp(x)),
            "ValueAndGradient" => Grad.ValueAndGradient((double x) => Math.Exp(x)),
            "ValueAndGradientInto" => Grad.ValueAndGradientInto((double[] x) => Math.Exp(x[0])),
            "Compile" => Grad.Compile<Slope>((double x) => Math.Exp(x)),
            _ => Tape.Compile<Slope>((double x) => Math.Exp(x)),
        };
        var report = Grad.Report(compiled);
        Assert.Contains("exp", report.Graph, StringComparison.Ordinal);
        Assert.Contains("Math.Exp", report.SourceText, StringComparison.Ordinal);
        Assert.EndsWith("ReportTests.cs", report.SourceFile, StringComparison.Ordinal);
        Assert.InRange(report.SourceLine, 1, 30);
        Assert.Equal(request == "Tape.Compile", report.OnTape);
        foreach (var text in new[] { report.Signature, report.Graph, report.Schedule, report.Code }) Assert.Contains(text.TrimEnd().Split('\n')[^1], report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_delegates_have_none()
    {
        Assert.StartsWith("This Func<double, double> was not made by ExprGrad", Refused<Func<double, double>>(Math.Sin), StringComparison.Ordinal);
        Assert.StartsWith("This delegate was made from one of ExprGrad's", Refused<Converter<double, double>>(new(Grad.Gradient((double x) => x))), StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("compiled", () => Grad.Report(null!));

        static string Refused<T>(T other)
            where T : Delegate => Assert.Throws<ArgumentException>("compiled", () => Grad.Report(other)).Message;
    }

    [Fact]
    public void A_signature_has_the_names_of_the_lambda_where_the_delegate_has_none()
    {
        Assert.Equal("double (double[] w, int k, double[] dw)", Grad.Report(Grad.ValueAndGradientInto((double[] w, int k) => w[k] * w[0])).Signature);
        Assert.Equal("void (double x, out double dx)", Grad.Report(Grad.Compile<Slope>((double x) => Math.Exp(x))).Signature);
    }

    [Fact]
    public void Members_of_structs_in_an_array_have_brackets_where_there_is_an_array() => Assert.StartsWith(
        "graph f(bodies[].Place.X: f64[], bodies[].Trace[].X: f64[][]) -> f64",
        Grad.Report(Grad.ValueAndGradient((Body[] bodies) => bodies.Sum(b => b.Place.X * b.Trace.Sum(p => p.X)))).Graph,
        StringComparison.Ordinal);

    [Fact]
    public void Numbers_of_another_precision_are_named_as_what_keeps_a_loop_out_of_lanes() => Assert.Contains(
        " is a float, and other numbers of the loop are a double",
        Grad.Report(Grad.ValueAndGradient((float[] x) => x.Sum(v => (double)v * v))).Schedule,
        StringComparison.Ordinal);

    [Fact]
    public void What_keeps_a_loop_of_floats_out_of_lanes_is_told_of_floats()
    {
        var schedule = Grad.Report(Grad.ValueAndGradient((float[] x, int[] k) => Enumerable.Range(0, x.Length).Sum(i => x[i] * k[i]))).Schedule;
        Assert.Contains("one at a time: %", schedule, StringComparison.Ordinal);
        Assert.Contains(" has no form in lanes", schedule, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cotangent_of_a_sum_of_floats_is_1() => Assert.DoesNotContain(
        "1f",
        Grad.Report(Grad.ValueAndGradient((float[] x) => x.Sum(v => v * v))).Code,
        StringComparison.Ordinal);

    [Fact]
    public void Lengths_of_results_are_no_checks()
    {
        var schedule = Grad.Report(Grad.Jacobian((double[] x) => new[] { x[0] * x[1], x[1] })).Schedule;
        Assert.Contains("length of a result: 2", schedule, StringComparison.Ordinal);
        Assert.DoesNotContain("check 2", schedule, StringComparison.Ordinal);
    }

    [Fact]
    public void Stages_stand_in_their_order()
    {
        var report = Grad.Report(Grad.Gradient((double x) => x * x));
        Assert.Equal(
            "binding, frontend, differentiation, simplification, scheduling, emission, splitting, compilation",
            string.Join(", ", report.Stages.Select(stage => stage.Stage)));
        Assert.Equal(report.Stages.Sum(stage => stage.Time.Ticks), report.CompileTime.Ticks);
        Assert.All(report.Stages, stage => Assert.InRange(stage.Time, TimeSpan.Zero, TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void Operations_are_counted_by_loops_and_by_what_needs_them()
    {
        var report = Grad.Report(Grad.ValueAndGradient((double[] w) => Math.Log(Enumerable.Range(0, w.Length).Sum(i => Math.Exp(w[i])))));
        Assert.Equal("{}: 1 log\n{i0}: 1 exp, 1 load, 1 sum", report.Forward.ToString());
        Assert.Equal("{}: 1 div\n{i0}: 1 mul, 1 scatter", report.Reverse.ToString());
        Assert.Equal(4, report.Forward.Total);
        Assert.Equal(3, report.Reverse.Total);
    }

    [Fact]
    public void A_gradient_alone_counts_as_forward_what_it_needs_of_the_value()
    {
        var report = Grad.Report(Grad.Gradient((double x) => Math.Exp(x) + Math.Sqrt(2)));
        Assert.Equal([new OperationCount("exp", "{}", 1)], report.Forward.Items);
        Assert.Empty(report.Reverse.Items);
    }

    [Fact]
    public void A_tape_takes_the_gradients_from_no_graph()
    {
        var report = Grad.Report(Tape.Compile<Slope>((double x) => Math.Exp(x)));
        Assert.DoesNotContain("gradient", report.Graph + report.Schedule, StringComparison.Ordinal);
        Assert.Equal(0, report.Reverse.Total);
        Assert.Contains("on the tape", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_function_is_one_method()
    {
        var report = Grad.Report(Grad.Gradient((double x) => x * x));
        Assert.Equal(report.Code, Assert.Single(report.Methods).Code);
        Assert.Equal("The function is small enough for the JIT to optimise as one method.", report.MethodsReason);
    }

    [Fact]
    public void A_large_function_is_several_methods_and_its_text_is_cut()
    {
        var x = Expression.Parameter(typeof(double), "x");
        Expression sum = x;
        for (var i = 1; i < 800; i++) sum = Expression.Add(sum, Expression.Call(typeof(Math), nameof(Math.Sin), null, Expression.Multiply(x, Expression.Constant((double)i))));
        var report = Grad.Report(Grad.ValueAndGradient(Expression.Lambda<Func<double, double>>(sum, x)));

        Assert.True(report.Methods.Count > 2);
        Assert.All(report.Methods, method => Assert.InRange(method.Locals, 0, 600));
        Assert.Matches("^As one method it would have [0-9,]+ locals \\(at most 600\\)", report.MethodsReason);
        Assert.Matches("\n  \\.\\.\\. and [0-9,]+ more lines in Graph\n", report.ToString());
    }

    [Fact]
    public void Texts_grow_with_the_depth_of_branches_and_not_with_its_square()
    {
        var (once, twice) = (Lengths(100), Lengths(200));
        Assert.All(once.Zip(twice), pair => Assert.InRange(pair.Second / (double)pair.First, 1.5, 2.5));

        static int[] Lengths(int depth)
        {
            var x = Expression.Parameter(typeof(double), "x");
            Expression body = x;
            for (var k = 0; k < depth; k++) body = Expression.Condition(Expression.GreaterThan(x, Expression.Constant((double)k)), Expression.Multiply(x, body), Expression.Constant(1.0));
            var report = Grad.Report(Grad.Gradient(Expression.Lambda<Func<double, double>>(body, x)));
            return [report.Graph.Length, report.Schedule.Length, report.Code.Length];
        }
    }

    [Fact]
    public void The_methods_of_a_large_function_call_each_other_by_name_and_get_values_from_pages()
    {
        var x = Expression.Parameter(typeof(double), "x");
        Expression sum = x;
        for (var i = 1; i < 800; i++) sum = Expression.Add(sum, Expression.Call(typeof(Math), nameof(Math.Sin), null, Expression.Multiply(x, Expression.Constant((double)i))));
        var methods = Grad.Report(Grad.ValueAndGradient(Expression.Lambda<Func<double, double>>(sum, x))).Methods;

        Assert.Null(methods[0].Name);
        foreach (var method in methods.Skip(1))
        {
            Assert.Contains($" {method.Name} = (", method.Code, StringComparison.Ordinal);
            Assert.Contains(methods, caller => caller != method && caller.Code.Contains($" {method.Name}(", StringComparison.Ordinal));
        }

        Assert.Contains(methods, method => method.Code.Contains(" page.R0.E", StringComparison.Ordinal));
    }

    [Fact]
    public void Warnings_and_options_are_told()
    {
        var options = new GradOptions { FloatMode = FloatMode.Strict };
        var report = Grad.Report(Grad.Compile<Partials>((double x, double y, int n, int m) => x * (n / m), options));
        Assert.Equal("EG9002, EG9001", string.Join(", ", report.Warnings.Select(warning => warning.Id)));
        Assert.Same(options, report.Options);
        Assert.Contains("FloatMode.Strict, GradientMode.Overwrite, 0 rules, warnings are reported, compiled by System.Linq.Expressions", report.ToString(), StringComparison.Ordinal);
        Assert.Contains("EG9001\n    Why:     The gradient with respect to `y` is 0", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_can_be_errors()
    {
        var options = new GradOptions { WarningsAsErrors = true };
        var refusal = Assert.Throws<DifferentiationException>(() => Grad.Gradient((double x, double y) => x * x, options));
        Assert.Equal("EG9001", Assert.Single(refusal.Errors).Id);
        Assert.Empty(Grad.Report(Grad.Gradient((double x, double y) => x * y, options)).Warnings);
    }

    [Fact]
    public void It_keeps_nothing_alive_that_the_delegate_does_not()
    {
        var (slope, unused, used) = CompileWithCaptures();
        GC.Collect();
        Assert.False(unused.IsAlive);
        Assert.True(used.IsAlive);
        slope(2, out var derivative);
        Assert.Equal(3, derivative);
        Assert.Contains("gradient x = Value", Grad.Report(slope).Graph, StringComparison.Ordinal);
    }

    [Fact]
    public void It_goes_with_the_delegate()
    {
        var (compiled, used) = Drop();
        GC.Collect();
        Assert.False(compiled.IsAlive);
        Assert.False(used.IsAlive);
    }

    // d/dx of x * a + b is a: the value is not asked for, and b is read nowhere.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Slope Slope, WeakReference Unused, WeakReference Used) CompileWithCaptures()
    {
        var (a, b) = (new StrongBox<double>(3), new StrongBox<double>(4));
        var x = Expression.Parameter(typeof(double), "x");
        Expression Value(StrongBox<double> box) => Expression.Field(Expression.Constant(box), nameof(StrongBox<>.Value));
        var lambda = Expression.Lambda<Func<double, double>>(Expression.Add(Expression.Multiply(x, Value(a)), Value(b)), x);
        var slope = Grad.Compile<Slope>(lambda);
        Assert.Contains("Value", Grad.Report(slope).ToString(), StringComparison.Ordinal);
        return (slope, new WeakReference(b), new WeakReference(a));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Compiled, WeakReference Used) Drop()
    {
        var (slope, _, used) = CompileWithCaptures();
        return (new WeakReference(slope), used);
    }
}
