using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Tests.Support;
using static System.Linq.Expressions.Expression;
using static ExprGrad.Tests.Language.NestedShapes;

namespace ExprGrad.Tests.Language;

/// <summary>Lambdas of any depth and length are compiled, run and refused on the small stacks that threads of servers have.</summary>
public sealed class DeepLambdaTests
{
    private const int Levels = 10_000;
    private const int Terms = 100_000;
    private const double At = 0.7;

    // It compiles for longer than all others: the test of calls that have too little stack holds its value and gradient too.
    private const string Conditions = "condition, then, of calls";

    public static TheoryData<string> Shapes => [.. All.Keys.Where(shape => shape != Conditions)];

    public static TheoryData<string> Wrapping => [.. Wrappings.Keys];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Ten_thousand_levels_have_their_value_and_gradient(string shape)
    {
        var (lambda, expected) = All[shape](Levels, At);
        var (value, slope) = SmallStack.Run(() => Grad.ValueAndGradient(lambda)(At));
        AssertClose(expected, (value, slope));
    }

    [Theory]
    [MemberData(nameof(Wrapping))]
    public void The_refusal_of_what_is_inside_of_ten_thousand_levels_quotes_it(string shape)
    {
        var lambda = Nested(shape, Levels, Call(typeof(NestedShapes), nameof(Opaque), null, X));
        var refusal = Assert.Throws<DifferentiationException>(() => SmallStack.Run(() => Grad.ValueAndGradient(lambda)));
        Assert.Contains("NestedShapes.Opaque(x)", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sum_of_a_hundred_thousand_terms_has_its_value_and_gradient(bool isLeft)
    {
        var terms = Enumerable.Range(0, Terms).Select(i => (Expression)Multiply(X, Constant(i * 1e-3))).ToArray();
        var sum = isLeft ? terms.Aggregate(Add) : terms.Reverse().Aggregate((rest, term) => Add(term, rest));
        var slope = Enumerable.Range(0, Terms).Sum(i => i * 1e-3);
        var actual = SmallStack.Run(() => Grad.ValueAndGradient(Lambda<Func<double, double>>(sum, X))(At));
        AssertClose((slope * At, slope), actual);
    }

    [Fact]
    public void A_call_that_has_too_little_stack_left_is_refused()
    {
        var (lambda, expected) = All[Conditions](Levels, At);
        var function = SmallStack.Run(() => Grad.ValueAndGradient(lambda));
        Assert.Throws<InsufficientExecutionStackException>(() => SmallStack.Run(() => AtTheEndOfTheStack(() => function(At))));
        AssertClose(expected, SmallStack.Run(() => function(At)));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    private static T AtTheEndOfTheStack<T>(Func<T> function) => RuntimeHelpers.TryEnsureSufficientExecutionStack() ? AtTheEndOfTheStack(function) : function();

    [Fact]
    public void An_array_of_ten_thousand_written_elements_is_summed_and_read()
    {
        var elements = NewArrayInit(typeof(double), Enumerable.Range(0, Levels).Select(i => Multiply(X, Constant((double)i))));
        var index = Convert(Multiply(X, Constant(10.0)), typeof(int));
        var body = Add(Call(typeof(Enumerable), nameof(Enumerable.Sum), null, elements), ArrayIndex(elements, index));
        var slope = (Levels * (Levels - 1.0) / 2) + 7;
        var actual = SmallStack.Run(() => Grad.ValueAndGradient(Lambda<Func<double, double>>(body, X))(At));
        AssertClose((slope * At, slope), actual);
    }

    [Fact]
    public void A_parameter_of_hundreds_of_numbers_gets_a_gradient_of_its_shape()
    {
        // Seven tuples of seven tuples of seven tuples of two numbers.
        var type = Enumerable.Range(0, 3).Aggregate(typeof((double, double)), (inner, _) => typeof(ValueTuple<,,,,,,>).MakeGenericType(Enumerable.Repeat(inner, 7).ToArray()));
        var parameter = Parameter(type, "p");
        var leaves = new List<Expression> { parameter };
        while (leaves[0].Type != typeof(double)) leaves = [.. leaves.SelectMany(leaf => leaf.Type.GetFields().Select(field => Field(leaf, field)))];
        var body = leaves.Select((leaf, i) => Multiply(leaf, Multiply(leaf, Constant(i * 1.0)))).Aggregate(Add);
        var point = ArgumentLeaves.With(Activator.CreateInstance(type), [.. leaves.Select((_, i) => 1 + (i * 0.01))]);

        var gradient = SmallStack.Run(() => Executors.Fresh(Lambda(body, parameter), GradOptions.Default)([point])).Gradient;
        Assert.Equal(686, gradient.Length);
        for (var i = 0; i < gradient.Length; i++) Assert.Equal(2 * i * (1 + (i * 0.01)), gradient[i], 1e-9);
    }

    [Fact]
    public void A_loop_of_thousands_of_operations_is_split_inside()
    {
        Expression<Func<double[], double>> empty = xs => xs.Sum(x => x);
        var x = Parameter(typeof(double), "x");
        Expression body = x;
        var (slope, bound) = (1.0, At);
        for (var i = 0; i < 5_000; i++)
        {
            body = Add(Multiply(Constant(0.999), Call(typeof(Math), nameof(Math.Sin), null, body)), Multiply(x, Constant(1e-4 * i)));
            slope = (0.999 * Math.Cos(bound) * slope) + (1e-4 * i);
            bound = (0.999 * Math.Sin(bound)) + (At * (1e-4 * i));
        }

        var sum = (MethodCallExpression)empty.Body;
        var lambda = Lambda<Func<double[], double>>(Call(sum.Method, sum.Arguments[0], Lambda<Func<double, double>>(body, x)), empty.Parameters);
        var (value, gradient) = SmallStack.Run(() => Grad.ValueAndGradient(lambda)([At, At, At]));
        AssertClose((3 * bound, slope), (value, gradient[1]));
    }

    private static void AssertClose((double Value, double Slope) expected, (double Value, double Slope) actual)
    {
        Assert.Equal(expected.Value, actual.Value, 1e-9 * Math.Max(1, Math.Abs(expected.Value)));
        Assert.Equal(expected.Slope, actual.Slope, 1e-9 * Math.Max(1, Math.Abs(expected.Slope)));
    }
}
