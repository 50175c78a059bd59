using System.Linq.Expressions;
using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties.Losses;

/// <summary>A loss of a model, of numbers and of picked rows, with what it takes to call it.</summary>
internal sealed class RandomLoss
{
    public required ulong Seed { get; init; }

    public required bool IsSingle { get; init; }

    public required LambdaExpression Lambda { get; init; }

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int Hidden { get; init; }

    /// <summary>The arguments of the call with a number, freshly made: after the first with more rows, or fewer.</summary>
    public object[] Arguments(int call)
    {
        var random = new SplitMix64(SplitMix64.Mix(Seed ^ (ulong)(call + 1)));
        int rows = call == 0 ? Rows : random.Within(3, 2 * Rows);
        return IsSingle ? Arguments(rows, random, unit => (float)unit) : Arguments(rows, random, unit => unit);
    }

    /// <summary>The arguments, the model's numbers moved along a direction.</summary>
    public object[] Moved(object[] arguments, double[] direction, double step) =>
        [Leaves.Unflatten(arguments[0], [.. Leaves.Flatten(arguments[0]).Zip(direction, (number, d) => number + step * d)])!, .. arguments[1..]];

    /// <summary>The arguments, the model's numbers changed in their last bits.</summary>
    public object[] Nudged(object[] arguments)
    {
        var random = new SplitMix64(Seed);
        double unit = IsSingle ? 1e-7 : 2e-16;
        return [Leaves.Unflatten(arguments[0], [.. Leaves.Flatten(arguments[0]).Select(number => number * (1 + random.Pick(-2, 2) * unit))])!, .. arguments[1..]];
    }

    private object[] Arguments<T>(int rows, SplitMix64 random, Func<double, T> convert)
    {
        T Number() => convert(random.Unit() * 2 - 1);
        T[] Vector(int length) => [.. Enumerable.Range(0, length).Select(_ => Number())];
        T[,] Matrix(int height, int width)
        {
            var matrix = new T[height, width];
            for (int i = 0; i < height; i++)
            {
                for (int j = 0; j < width; j++) matrix[i, j] = Number();
            }

            return matrix;
        }

        TElement[] Each<TElement>(int count, Func<int, TElement> element) => [.. Enumerable.Range(0, count).Select(element)];
        var model = new LossModel<T>(
            Matrix(rows, Columns),
            Vector(rows),
            Each(Hidden, _ => Vector(Columns)),
            Vector(Columns),
            Each(rows, _ => new LossPoint<T>(Number(), Number())),
            Each(Hidden, _ => new LossLayer<T>(Matrix(Columns, Columns), Vector(Columns))),
            Each(Hidden, _ => Matrix(Columns, Columns)),
            Each(Hidden, h => Vector(Columns + (h % (LossGenerator.MoreColumns + 1)))));
        return [model, Vector(rows), Each(rows, _ => random.Below(rows))];
    }
}
