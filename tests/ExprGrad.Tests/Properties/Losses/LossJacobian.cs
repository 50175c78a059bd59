using System.Linq.Expressions;
using ExprGrad.Compilation;
using ExprGrad.Diagnostics;
using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties.Losses;

/// <summary>The Jacobian of a random row of numbers, held against differences of C# along a direction.</summary>
internal static class LossJacobian
{
    /// <summary>What is wrong with the row of a seed, or null; and how many of its elements were compared.</summary>
    public static string? Problem(ulong seed, out int compared)
    {
        compared = 0;
        var row = LossGenerator.GenerateRow(seed);
        var plain = row.Lambda.Compile();
        var options = LossCheck.Way(new(SplitMix64.Mix(seed + 3)), seed % 2 == 0 ? FloatMode.Strict : FloatMode.Fast) with { GradientMode = GradientMode.Overwrite };
        var type = Expression.GetFuncType([.. row.Lambda.Parameters.Select(p => p.Type), row.IsSingle ? typeof(float[,]) : typeof(double[,])]);
        var jacobian = Pipeline.Compile<Delegate>(row.Lambda, options, CallerSource.Unknown, Requests.Jacobian(type));
        for (int call = 0; call < 2; call++)
        {
            object[] given = row.Arguments(call);
            object[] arguments = [given[1], given[0], given[2]];
            double[] products = Leaves.Flatten(jacobian.DynamicInvoke(arguments));
            var random = new SplitMix64(SplitMix64.Mix(seed + (ulong)call));
            double[] direction = [.. Leaves.Flatten(arguments[0]).Select(_ => random.Unit() * 2 - 1)];
            double[] At(double step) => Leaves.Flatten(plain.DynamicInvoke(row.Moved(arguments, direction, step)));
            double[] Slopes(double step) => [.. At(step).Zip(At(-step), (right, left) => (right - left) / (2 * step))];

            // Floats are too coarse for small steps.
            double step = row.IsSingle ? 1e-2 : 1e-6;
            var (large, small) = (Slopes(2 * step), Slopes(step));
            double[] actual = [.. small.Select((_, i) => direction.Select((d, j) => d * products[i * direction.Length + j]).Sum())];
            var (noise, tolerance) = row.IsSingle ? (2e-3, 2e-2) : (1e-5, 1e-4);
            double scale = Comparison.Scale(small);
            bool Counts(int i) => Math.Abs(large[i] - small[i]) <= noise * scale;
            compared += Enumerable.Range(0, small.Length).Count(Counts);
            if (Comparison.Worst(small, actual, tolerance, Counts) is { } worst) return $"seed {seed}, call {call}, {LossCheck.Text(options)}: {worst}\n{CSharpWriter.Write(row.Lambda)}";
        }

        return null;
    }
}
