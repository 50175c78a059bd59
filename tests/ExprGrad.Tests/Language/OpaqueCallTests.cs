using System.Linq.Expressions;

namespace ExprGrad.Tests.Language;

/// <summary>Methods that can't be read are run as often as C# runs them, and in its order.</summary>
public sealed class OpaqueCallTests
{
    private static readonly List<string> s_log = [];
    private static int s_count;

    private static double Note(int i)
    {
        s_log.Add($"{i}");
        return i + 0.5;
    }

    private static double Next() => ++s_count;

    private static double Late() => s_count < 0 ? throw new TimeoutException("later") : 2;

    private static int Index(int i)
    {
        s_log.Add($"at {i}");
        return i;
    }

    private static double Data(double x)
    {
        s_log.Add($"{x}");
        return x * x;
    }

    private static double[] Make(int n)
    {
        s_log.Add($"make {n}");
        return [.. Enumerable.Range(0, n).Select(i => i + 1.0)];
    }

    private static bool Decide(int i)
    {
        s_log.Add($"decide {i}");
        return i % 2 == 0;
    }

    // The calls of the compiled functions are those of lambda.Compile(), and so are the values.
    private static void CheckCalls(LambdaExpression lambda, params object?[] arguments)
    {
        s_log.Clear();
        s_count = 0;
        var expected = Executors.Call(lambda.Compile(), arguments);
        string[] calls = [.. s_log];
        foreach (var compiled in new[] { Executors.Fresh(lambda, GradOptions.Default), Executors.InPlace(lambda, GradOptions.Default), Executors.Fresh(lambda, GradOptions.Default, onTape: true) })
        {
            for (var call = 0; call < 2; call++)
            {
                s_log.Clear();
                s_count = 0;
                Assert.Equal(expected, compiled(arguments).Value);
                Assert.Equal(calls, s_log, StringComparer.Ordinal);
            }
        }
    }

    private static double OfSpan(ReadOnlySpan<double> numbers)
    {
        s_log.Add($"span of {numbers.Length}");
        return numbers[0] + numbers.Length;
    }

    private delegate double OfSpans(ReadOnlySpan<double> w, ReadOnlySpan<int> n, Span<double> dw);

    [Fact]
    public void Arrays_are_handed_to_methods_of_spans()
    {
        double[] data = [2, 3];
        int[] n = [5, 3, 5, 7];
        CheckCalls((double x) => x * OfSpan(data), 2.0);
        CheckCalls((double x) => (x * n.LastIndexOf(5)) + (n.ContainsAny(3, 9) ? x * x : OfSpan(data)), 2.0);
        CheckCalls((double[] w, int[] n) => w[n.IndexOfAny(3, 7)] * w[n.BinarySearch(5) & 1], new[] { 2.0, 3.0 }, n);
        Assert.Equal(4 * 2 * 1.5, Grad.Derivative((double x) => x * x * OfSpan(data)).Compile()(1.5));

        var gradient = new double[2];
        Assert.Equal(9, Grad.Compile<OfSpans>((double[] w, int[] n) => w[n.IndexOfAny(3, 7)] * w[n.LastIndexOf(3)])([2, 3], n, gradient));
        Assert.Equal([0, 6], gradient);
    }

    [Fact]
    public void Once_for_each_place()
    {
        CheckCalls((double x) => x * Note(1), 2.0);
        CheckCalls((double x) => (x * Note(1)) + (x * Note(1)), 2.0);
        CheckCalls((double x) => (Note(3) * x) + (Note(1) * x) + (Note(2) * x * x), 2.0);
    }

    [Fact]
    public void A_method_that_gives_something_else_each_time() => CheckCalls((double x) => (x * Next()) + (10 * x * Next()), 2.0);

    [Fact]
    public void In_the_arm_that_is_taken()
    {
        CheckCalls((double x) => x > 0 ? x * Note(1) : x * Note(2), 2.0);
        CheckCalls((double x) => x > 0 ? x * Note(1) : x * Note(2), -2.0);
        CheckCalls((double x) => x > 0 && Decide(1) ? x * Note(1) : x, 2.0);
        CheckCalls((double x) => x > 0 || Decide(1) ? x * Note(1) : x, 2.0);
        CheckCalls((double x) => (Decide(1) ? x : 2 * x) * (Decide(3) ? x : Note(5)), 2.0);
    }

    [Fact]
    public void In_each_iteration_in_order()
    {
        CheckCalls((double[] w) => Enumerable.Range(0, w.Length).Sum(i => w[i] * Note(i)), new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => w.Select((v, i) => v * Note(i)).Sum(), new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => w.Sum(v => v * Note(7)), new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => w.Sum(v => v * Note(7)), new double[0]);
        CheckCalls((double[] w) => w.Sum(v => v * Next()), new[] { 1.0, 2, 3 });
    }

    [Fact]
    public void In_nested_loops()
    {
        CheckCalls((double[] w) => Enumerable.Range(0, 2).Sum(i => Note(i) * Enumerable.Range(0, 3).Sum(j => w[j] * Note((10 * i) + j))), new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => Enumerable.Range(0, 2).Sum(i => Enumerable.Range(0, i + 1).Sum(j => w[j] * Note((10 * i) + j)) * Note(i)), new[] { 1.0, 2, 3 });
    }

    [Fact]
    public void In_two_loops_after_each_other() =>
        CheckCalls((double[] w) => w.Select((v, i) => v * Note(i)).Sum() + w.Select((v, i) => v * Note(10 + i)).Sum(), new[] { 1.0, 2, 3 });

    [Fact]
    public void Two_calls_in_one_iteration() => CheckCalls((double[] w) => w.Select((v, i) => (v * Note(i)) + Note(10 + i)).Sum(), new[] { 1.0, 2, 3 });

    [Fact]
    public void In_a_filter_and_behind_it()
    {
        CheckCalls((double[] w) => w.Where((v, i) => Decide(i)).Sum(v => v * v), new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => w.Where(v => v > 1).Sum(v => v * Note(1)), new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => Enumerable.Range(0, 3).Where(i => Decide(i)).Sum(i => w[i] * Note(i)), new[] { 1.0, 2, 3 });
    }

    [Fact]
    public void In_sequences_that_are_read_as_they_are_needed()
    {
        CheckCalls((double[] w) => Enumerable.Range(0, 3).Select(i => w[i] * Note(i)).Take(2).Sum(), new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => Enumerable.Range(0, 3).Any(i => Decide(i + 1)) ? w[0] : w[1], new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => Enumerable.Range(0, 3).First(i => Decide(i + 1)) * w[0], new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => Enumerable.Range(0, 3).Select(i => w[i] * Note(i)).Max(), new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => Enumerable.Range(0, 3).Select(i => w[i] * Note(i)).Average(), new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => Enumerable.Range(0, 3).Select(i => w[i] * Note(i)).Count() * w[0], new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => Enumerable.Range(0, 3).Select(i => w[i] * Note(i)).First(), new[] { 1.0, 2, 3 });
    }

    [Fact]
    public void Behind_ToArray_once_for_each_element() =>
        CheckCalls((double[] w) => Ad.Let(w.Select((v, i) => v * Note(i)).ToArray(), a => a.Sum() * a.Sum(v => v * v) * a[0]), new[] { 1.0, 2, 3 });

    [Fact]
    public void In_a_let()
    {
        CheckCalls((double x) => Ad.Let(Note(1), n => x * n * n), 2.0);
        CheckCalls((double[] w) => w.Sum(v => Ad.Let(Next(), n => v * n * n)), new[] { 1.0, 2, 3 });
    }

    [Fact]
    public void In_an_aggregate()
    {
        CheckCalls((double[] w) => w.Aggregate(1.0, (s, v) => (s * v) + Note(1)), new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => w.Aggregate(1.0, (s, v) => (s * v * Next()) + s), new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => Enumerable.Range(0, w.Length).Aggregate(0.5, (s, i) => s * Note(i) * w[i]), new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => w.Aggregate(1.0, (s, v) => v > 1.5 ? s * Next() * v : s), new[] { 1.0, 2, 3 });
    }

    [Fact]
    public void As_an_index()
    {
        CheckCalls((double[] w) => w[Index(1)] * w[Index(0)], new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => Enumerable.Range(0, 3).Sum(i => w[Index(2 - i)] * i), new[] { 1.0, 2, 3 });
    }

    [Fact]
    public void With_data_as_argument()
    {
        CheckCalls((double[] w, double[] x) => w.Zip(x, (a, b) => a * Data(b)).Sum(), new[] { 1.0, 2 }, new[] { 3.0, 4 });
        CheckCalls((double[] w) => w[0] * Data(Ad.StopGradient(w[1])), new[] { 1.0, 2 });
        CheckCalls((double[] w, double[] x) => w[0] * x.Sum(v => Data(v)), new[] { 1.0, 2 }, new[] { 3.0, 4 });
    }

    [Fact]
    public void That_returns_an_array()
    {
        CheckCalls((double[] w) => Make(3).Sum() * w[0], new[] { 1.0, 2 });
        CheckCalls((double[] w) => Ad.Let(Make(3), m => m.Select((v, i) => v * i * w[0]).Sum() + m[1]), new[] { 1.0, 2 });
        CheckCalls((double[] w) => w.Sum(v => Make(2).Sum() * v), new[] { 1.0, 2 });
    }

    [Fact]
    public void Methods_of_objects_strings_and_dictionaries()
    {
        var names = new Dictionary<string, double>(StringComparer.Ordinal) { ["k"] = 2.5 };
        var text = "abc";
        var list = new List<double> { 1, 2, 3 };
        CheckCalls((double x) => x * names["k"], 2.0);
        CheckCalls((double x) => x * text.Length, 2.0);
        CheckCalls((double x) => x * text[1], 2.0);
        CheckCalls((double x) => x * text.IndexOf('c'), 2.0);
        CheckCalls((double x) => x * double.Parse("2.5", System.Globalization.CultureInfo.InvariantCulture), 2.0);
        CheckCalls((double x) => x * list[1], 2.0);
        CheckCalls((double x) => x * list.Count, 2.0);
        CheckCalls((double x) => x * Convert.ToDouble(3), 2.0);
        int[] known = [3, 4];
        CheckCalls((double x) => x * Array.IndexOf(known, 4), 2.0);
        CheckCalls((double x) => x * names[string.Concat("k", string.Empty)], 2.0);
    }

    [Fact]
    public void In_an_expression_that_is_invoked()
    {
        Expression<Func<double, double>> noted = v => v * Next();
        CheckCalls((double[] w) => w.Sum(v => noted.Invoke(v)), new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => noted.Invoke(w[0]) + noted.Invoke(w[0]), new[] { 1.0, 2, 3 });
        CheckCalls((double[] w) => w.Select((v, i) => v * w[i]).Sum() + w.Sum(v => noted.Invoke(v)) + w.Sum(v => noted.Invoke(v * 2)), new[] { 1.0, 2, 3 });
    }

    [Fact]
    public void An_exception_in_a_call_is_passed_on_and_the_next_call_is_right()
    {
        s_count = -1;
        var f = Grad.ValueAndGradient((double[] w) => w.Sum(v => v * v * Late()));
        Assert.Equal("later", Assert.Throws<TimeoutException>(() => f([1, 2])).Message);
        s_count = 0;
        Assert.Equal(10, f([1, 2]).Value);
        Assert.Equal([4.0, 8.0], f([1, 2]).Gradient);
    }

    [Fact]
    public void With_an_active_argument_they_are_refused()
    {
        Assert.Equal("EG4001", Assert.Throws<DifferentiationException>(() => Grad.Gradient((double x) => Data(x))).Errors[0].Id);
        Assert.Equal("EG4001", Assert.Throws<DifferentiationException>(() => Grad.Gradient((double x) => Data(x * x) + 1)).Errors[0].Id);
    }

    [Fact]
    public void Integers_and_booleans_from_reals_are_data()
    {
        CheckCalls((double[] w) => w[0] * Note((int)w[1]), new[] { 1.0, 2 });
        CheckCalls((double[] w) => w[0] * Note(w[1] > 0 ? 3 : 4), new[] { 1.0, 2 });
    }

    [Fact]
    public void Delegates_and_operators_of_data_are_calls()
    {
        Func<int, double> note = Note;
        var name = "a";
        var (start, end) = (new DateTime(2000, 1, 1), new DateTime(2000, 1, 3));
        CheckCalls((Expression<Func<double, double>>)(x => x * note(2) + note.Invoke(1) * x), 1.5);
        CheckCalls((Expression<Func<double, double>>)(x => name == "a" ? x * x : 0), 1.5);
        CheckCalls((Expression<Func<double, double>>)(x => (end - start).TotalDays * x), 1.5);
    }
}
