using System.Buffers;
using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Diagnostics;

/// <summary>What users read when a lambda is refused.</summary>
public sealed class ErrorTextTests
{
    private static readonly Expression<Func<double[], double>> Sorted = w => w.OrderBy(x => x).First() + w.Distinct().Sum();

    private static DifferentiationException Refuse(Action<RefusalList> add, CallerSource source)
    {
        var refusals = new RefusalList(source);
        add(refusals);
        return Assert.Throws<DifferentiationException>(refusals.ThrowIfAny);
    }

    private static void AddTwo(RefusalList refusals)
    {
        var sum = (BinaryExpression)Sorted.Body;
        refusals.Add(Refusals.Ordering, ((MethodCallExpression)sum.Left).Arguments[0], "OrderBy");
        refusals.Add(Refusals.SetOperation, ((MethodCallExpression)sum.Right).Arguments[0], "Distinct");
    }

    [Fact]
    public void All_refusals_of_a_lambda_come_in_one_exception()
    {
        const string Text = "(double[] w) =>\n            w.OrderBy(x => x).First()\n            + w.Distinct().Sum()";
        var source = new CallerSource(Text, "/home/ann/Model/Main.cs", 41);
        var exception = Refuse(AddTwo, source);

        Assert.Equal("EG1101 EG1104", string.Join(' ', exception.Errors.Select(e => e.Id)));
        Assert.Equal("w.Distinct()", exception.Errors[1].Expression);
        Assert.Equal(41, exception.Errors[0].SourceLine);
        GoldenFile.Verify("tests/ExprGrad.Tests/Golden/Errors.Two.txt", exception.Message);
    }

    [Fact]
    public void An_error_of_the_request_quotes_no_expression() =>
        GoldenFile.Verify("tests/ExprGrad.Tests/Golden/Errors.Binding.txt", Refuse(
            r => r.Add(Refusals.UnmatchedParameter, null, "dW", "double Loss(double[] w, Span<double> dW)", CSharpWriter.Signature(Sorted)),
            new CallerSource("w => w[0]", @"C:\Users\Ann\Main.cs", 7)).Message);

    [Fact]
    public void An_unknown_caller_is_left_out() =>
        GoldenFile.Verify("tests/ExprGrad.Tests/Golden/Errors.NoSource.txt", Refuse(r => r.Add(Refusals.InstanceMethod, null, "Console.WriteLine"), CallerSource.Unknown).Message);

    [Fact]
    public void Long_texts_and_long_lists_are_cut()
    {
        var text = string.Join('\n', Enumerable.Range(0, 30).Select(i => $"        + line {i}" + new string('x', i == 3 ? 1000 : 0)));
        var exception = Refuse(
            refusals =>
            {
                var x = Expression.Parameter(typeof(double), "x");
                var sum = Enumerable.Range(0, 100_000).Aggregate((Expression)x, (e, _) => Expression.Add(x, e));
                refusals.Add(Refusals.FreeVariable, sum, "x");
                for (var i = 0; i < 24; i++) refusals.Add(Refusals.InstanceMethod, null, $"Log{i}");
            },
            new CallerSource(text, "Main.cs", 1));

        Assert.Equal(25, exception.Errors.Count);
        Assert.Equal(200, exception.Errors[0].Expression.Length);
        GoldenFile.Verify("tests/ExprGrad.Tests/Golden/Errors.Long.txt", exception.Message);
    }

    [Fact]
    public void What_is_met_repeatedly_is_reported_once()
    {
        var exception = Refuse(
            refusals =>
            {
                AddTwo(refusals);
                AddTwo(refusals);
            },
            CallerSource.Unknown);
        Assert.Equal(2, exception.Errors.Count);
    }

    [Fact]
    public void Warnings_can_be_made_errors()
    {
        var warnings = new WarningList(new CallerSource("(double x) => 1 / 2 * x", "Main.cs", 3));
        warnings.ThrowIfAny();
        Assert.False(warnings.Any);

        warnings.Add(Warnings.IntegerDivision, Expression.Constant(0), "double");
        Assert.True(warnings.Items[0].IsWarning);
        GoldenFile.Verify("tests/ExprGrad.Tests/Golden/Errors.Warning.txt", Assert.Throws<DifferentiationException>(warnings.ThrowIfAny).Message);
        GoldenFile.Verify("tests/ExprGrad.Tests/Golden/Errors.OneWarning.txt", warnings.Items[0].ToString());
    }

    [Fact]
    public void A_row_is_filled_with_as_many_arguments_as_its_texts_take() =>
        Assert.Throws<ArgumentException>(() => new RefusalList(CallerSource.Unknown).Add(Refusals.Ordering, null));

    [Fact]
    public void Signatures_read_as_declarations()
    {
        Assert.Equal("(double[] w) => double", CSharpWriter.Signature(Sorted));
        Assert.Equal("void SpanAction<double, int>(Span<double> span, int arg)", CSharpWriter.Signature(typeof(SpanAction<double, int>)));
        Assert.Equal("bool ErrorTextTests.Step(in double x, ref int y, out (double, float?) z)", CSharpWriter.Signature(typeof(Step)));
    }

    private delegate bool Step(in double x, ref int y, out (double A, float? B) z);
}
