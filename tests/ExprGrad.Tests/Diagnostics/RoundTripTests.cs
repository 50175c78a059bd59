using System.Linq.Expressions;
using ExprGrad.Diagnostics;

namespace ExprGrad.Tests.Diagnostics;

using static Expression;

/// <summary>Random trees are printed, compiled by the C# compiler, and must compute what the trees compute.</summary>
public sealed class RoundTripTests
{
    private const int Count = 150;

    private delegate double Function(double x, double y, int i, double[] a);

    private static readonly (double X, double Y, int I)[] Points =
        [(0.5, -2, 1), (-1.25, 3, 2), (0, -0.0, 0), (double.NaN, 1e300, 3), (7, 0.1, -4)];

    [Fact]
    public void Printed_expressions_compute_the_same()
    {
        var trees = Enumerable.Range(0, Count).Select(seed => new RandomTrees(seed).Lambda()).ToList();
        AssertSame(trees, trees.ConvertAll(t => CSharpWriter.Write(t)));
    }

    [Fact]
    public void Printed_statements_compute_the_same()
    {
        var trees = Enumerable.Range(0, Count).Select(seed => new RandomTrees(seed).StatementLambda()).ToList();
        AssertSame(trees, trees.ConvertAll(lambda => CSharpWriter.WriteLambda(lambda)));
    }

    private static void AssertSame(List<Expression<Func<double, double, int, double[], double>>> trees, List<string> texts)
    {
        var compiled = PrintedCode.Compile<Func<double, double, int, double[], double>>(texts);
        for (var k = 0; k < trees.Count; k++)
        {
            var expected = trees[k].Compile();
            foreach (var (x, y, i) in Points)
            {
                var (before, after) = (Outcome(expected, x, y, i), Outcome(compiled[k], x, y, i));
                Assert.True(before == after, $"seed {k} at ({x}, {y}, {i}): {before} became {after}\n{texts[k]}");
            }
        }
    }

    // The bits of the value and of what was written, or the exception's name.
    private static string Outcome(Func<double, double, int, double[], double> function, double x, double y, int i)
    {
        var array = new[] { 1.5, -0.5, 2.25, 4 };
        string result;
        try
        {
            var value = function(x, y, i, array);
            // The sign of a NaN depends on the order of operands that the machine code happens to use.
            result = double.IsNaN(value) ? "NaN" : BitConverter.DoubleToInt64Bits(value).ToString("x16", null);
        }
        catch (ArithmeticException e)
        {
            result = e.GetType().Name;
        }
        catch (IndexOutOfRangeException e)
        {
            result = e.GetType().Name;
        }

        return $"{result} [{string.Join(' ', array)}]";
    }

    /// <summary>Trees over two numbers, an integer and an array, with every operator that the printer knows a precedence for.</summary>
    private sealed class RandomTrees(int seed)
    {
        private static readonly Expression Range =
            Call(typeof(Enumerable), nameof(Enumerable.Range), null, Constant(0), Constant(3));

        private readonly Random _random = new(seed);
        private readonly ParameterExpression _x = Parameter(typeof(double), "x");
        private readonly ParameterExpression _y = Parameter(typeof(double), "y");
        private readonly ParameterExpression _i = Parameter(typeof(int), "i");
        private readonly ParameterExpression _a = Parameter(typeof(double[]), "a");
        private readonly List<ParameterExpression> _numbers = [];
        private readonly List<ParameterExpression> _integers = [];
        private readonly List<ParameterExpression> _counters = [];

        internal Expression<Func<double, double, int, double[], double>> Lambda() =>
            Lambda<Func<double, double, int, double[], double>>(Number(5), _x, _y, _i, _a);

        internal Expression<Func<double, double, int, double[], double>> StatementLambda()
        {
            _numbers.AddRange([Variable(typeof(double), "s"), Variable(typeof(double), "t"), Variable(typeof(double), "s")]);
            _integers.AddRange([Variable(typeof(int), "n"), Variable(typeof(int))]);
            _counters.AddRange([Variable(typeof(int), "k"), Variable(typeof(int), "k"), Variable(typeof(int), "j")]);
            var body = Block([.. _numbers, .. _integers, .. _counters], [.. Statements(3), Number(2)]);
            return Lambda<Func<double, double, int, double[], double>>(body, _x, _y, _i, _a);
        }

        private Expression Number(int depth)
        {
            if (depth == 0) return Pick<Expression>(_x, _y, Constant(_random.Next(-3, 4) / 2.0), Pick([_x, .. _numbers]));
            return _random.Next(14) switch
            {
                0 => Add(Number(depth - 1), Number(depth - 1)),
                1 => Subtract(Number(depth - 1), Number(depth - 1)),
                2 => Multiply(Number(depth - 1), Number(depth - 1)),
                3 => Divide(Number(depth - 1), Number(depth - 1)),
                4 => Modulo(Number(depth - 1), Number(depth - 1)),
                5 => Negate(Number(depth - 1)),
                6 => Condition(Truth(depth - 1), Number(depth - 1), Number(depth - 1)),
                7 => Convert(Integer(depth - 1), typeof(double)),
                8 => Call(typeof(Math), nameof(Math.Max), null, Number(depth - 1), Number(depth - 1)),
                9 => ArrayIndex(_a, And(Integer(depth - 1), Constant(3))),
                10 => Convert(Convert(Number(depth - 1), typeof(float)), typeof(double)),
                11 => Call(typeof(Enumerable), nameof(Enumerable.Sum), [typeof(int)], Range, Inner(depth - 1)),
                12 => Coalesce(Convert(Number(depth - 1), typeof(double?)), Number(depth - 1)),
                _ => Switch(Integer(depth - 1), Number(depth - 1), SwitchCase(Number(depth - 1), Constant(1), Constant(2))),
            };
        }

        private LambdaExpression Inner(int depth)
        {
            var k = Parameter(typeof(int), Pick("k", "x", "q"));
            return Lambda<Func<int, double>>(Add(Number(depth), Convert(k, typeof(double))), k);
        }

        private Expression Integer(int depth)
        {
            if (depth == 0)
                return Pick<Expression>(_i, ArrayLength(_a), Constant(_random.Next(-2, 6)), Pick([_i, .. _integers, .. _counters]));
            return _random.Next(14) switch
            {
                0 => Add(Integer(depth - 1), Integer(depth - 1)),
                1 => Subtract(Integer(depth - 1), Integer(depth - 1)),
                2 => MultiplyChecked(Integer(depth - 1), Integer(depth - 1)),
                3 => Divide(Integer(depth - 1), Or(_i, Constant(1))),
                4 => Modulo(Integer(depth - 1), Or(_i, Constant(1))),
                5 => And(Integer(depth - 1), Integer(depth - 1)),
                6 => Or(Integer(depth - 1), Integer(depth - 1)),
                7 => ExclusiveOr(Integer(depth - 1), Integer(depth - 1)),
                8 => LeftShift(Integer(depth - 1), And(Integer(depth - 1), Constant(3))),
                9 => RightShift(Integer(depth - 1), And(Integer(depth - 1), Constant(3))),
                10 => Not(Integer(depth - 1)),
                11 => AddChecked(Integer(depth - 1), NegateChecked(Integer(depth - 1))),
                12 => Convert(Convert(Add(_i, Integer(depth - 1)), typeof(byte)), typeof(int)),
                _ => Condition(Truth(depth - 1), Integer(depth - 1), Integer(depth - 1)),
            };
        }

        private Expression Truth(int depth)
        {
            if (depth == 0) return GreaterThan(_x, Constant(0.0));
            return _random.Next(9) switch
            {
                0 => LessThan(Number(depth - 1), Number(depth - 1)),
                1 => GreaterThanOrEqual(Integer(depth - 1), Integer(depth - 1)),
                2 => Equal(Truth(depth - 1), Truth(depth - 1)),
                3 => NotEqual(Number(depth - 1), Convert(Integer(depth - 1), typeof(double))),
                4 => AndAlso(Truth(depth - 1), Truth(depth - 1)),
                5 => OrElse(Truth(depth - 1), Truth(depth - 1)),
                6 => Not(Truth(depth - 1)),
                7 => ExclusiveOr(Truth(depth - 1), Truth(depth - 1)),
                _ => And(Truth(depth - 1), Or(Truth(depth - 1), Truth(depth - 1))),
            };
        }

        private List<Expression> Statements(int depth) =>
            [.. Enumerable.Range(0, _random.Next(1, 4)).SelectMany(_ => Statement(depth))];

        private BlockExpression Body(int depth) => Block(typeof(void), Statements(depth));

        private IEnumerable<Expression> Statement(int depth)
        {
            var number = Pick([.. _numbers]);
            return (depth == 0 ? _random.Next(4) : _random.Next(12)) switch
            {
                0 => [Assign(Pick([.. _integers]), Integer(1))],
                1 => [Assign(ArrayAccess(_a, And(Integer(1), Constant(3))), Number(1))],
                2 => [Assign(number, Add(number, Number(1)))],
                3 => [Assign(number, Number(2))],
                4 => [IfThen(Truth(1), Body(depth - 1))],
                5 => [IfThenElse(Truth(1), Body(depth - 1), Body(depth - 1))],
                6 => [Assign(number, Block([.. Statements(depth - 1), Number(1)]))],
                7 => [Assign(number, Condition(Truth(1), Block([.. Statements(depth - 1), Number(1)]), Number(1)))],
                8 => [TryFinally(Body(depth - 1), Body(0))],
                9 => [Switch(Integer(1), Body(depth - 1), SwitchCase(Body(depth - 1), Constant(0), Constant(2)))],
                _ => CountedLoop(depth),
            };
        }

        // Counters are no targets of other assignments while their loop runs, so that every loop ends.
        private Expression[] CountedLoop(int depth)
        {
            if (_counters.Count == 0) return [Assign(_numbers[0], Number(1))];
            var (k, exit) = (_counters[0], Label());
            _counters.RemoveAt(0);
            var step = Pick(Assign(k, Add(k, Constant(1))), AddAssign(k, Constant(2)), (Expression)PreIncrementAssign(k));
            Expression[] body = [.. Statements(depth - 1), IfThen(Truth(1), Break(exit)), .. Statements(depth - 1)];
            var loop = Pick(
                Loop(Block([IfThen(GreaterThanOrEqual(k, Constant(3)), Break(exit)), .. body, step]), exit),
                Loop(IfThenElse(LessThan(k, Constant(3)), Block([.. body, step]), Break(exit)), exit),
                Loop(Block([step, .. body, IfThen(Not(LessThan(k, Constant(4))), Break(exit))]), exit));
            // A counter whose loop is over may be read, or count again.
            if (_random.Next(2) == 0) _counters.Add(k);
            return [Assign(k, Constant(0)), loop];
        }

        private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
    }
}
