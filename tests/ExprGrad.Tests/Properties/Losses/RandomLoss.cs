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
        var x = new T[rows, Columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < Columns; j++) x[i, j] = Number();
        }

        T[][] v = [.. Enumerable.Range(0, Hidden).Select(_ => Vector(Columns))];
        return [new LossModel<T>(x, Vector(rows), v, Vector(Columns)), Vector(rows), Enumerable.Range(0, rows).Select(_ => random.Below(rows)).ToArray()];
    }
}
