using System.Diagnostics;
using System.Globalization;
using ExprGrad.Benchmarks.Comparison;
using ExprGrad.Runtime;
using ExprGrad.Runtime.Matrices;

namespace ExprGrad.Benchmarks.Matrices;

/// <summary>The matrix kernel beside the multiply-add peak of one core and OpenBLAS, in GFLOP/s.</summary>
internal static class MatrixVerb
{
    private const int Rounds = 15;
    private const double SmallestBlock = 100_000;

    private static readonly int[] DefaultSizes = [16, 17, 18, 19, 20, 24, 28, 31, 32, 33, 40, 48, 57, 64, 100, 128, 192, 256, 512, 768, 1024];

    public static int Run(IReadOnlyList<int> sizes, bool save)
    {
        if (!OpenBlas.IsAvailable)
            Console.Error.WriteLine("libopenblas.so.0 is not installed (Debian: libopenblas0): its columns stay empty.");
        List<IReadOnlyList<string>> rows = [];
        bool right = true;
        foreach (int size in sizes.Count > 0 ? sizes : DefaultSizes)
        {
            right &= Measure<double>(size, OpenBlas.Multiply, rows);
            right &= Measure<float>(size, OpenBlas.Multiply, rows);
        }

        string table = MarkdownTable.Of(["size", "type", "product", "GFLOP/s", "of peak", "OpenBLAS", "ratio", "two threads"], rows);
        string page = $"# Matrix products\n\nSquare, one thread; the fastest of {Rounds} rounds, in which all take turns with a measurement of the peak. The last column: how many times faster on two threads.\n\n{Machine.Description()}- OpenBLAS: {OpenBlas.Description}\n\n{table}";
        Console.Write(page);
        if (save)
            ResultsFolder.Write("matrix.md", page);
        return right ? 0 : 1;
    }

    private delegate void Multiplication<T>(int size, T[] a, bool transposeA, T[] b, bool transposeB, T[] c);

    // The three products that a layer of a network and its gradient have.
    private static bool Measure<T>(int size, Multiplication<T> blas, List<IReadOnlyList<string>> rows)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        Random random = new(1);
        T[] Fill() => [.. Enumerable.Range(0, size * size).Select(_ => T.CreateChecked(random.Next(-8, 9)))];
        T[] a = Fill(), b = Fill(), c = new T[size * size], d = new T[size * size], expected = new T[size * size];
        T[] workspace = new T[MatrixProduct.WorkspaceLength<T>(size, size, size)];
        Workspace buffers = new(new WorkspaceStack(), number: 0);
        bool isCut = !ProductPlan.IsWhole(size, size, size, SmallestBlock), right = true;
        foreach (var (name, transposeA, transposeB) in new[] { ("A B", false, false), ("A' B", true, false), ("A B'", false, true) })
        {
            void Own() => MatrixProduct.Run(View(a, size, transposeA), View(b, size, transposeB), View(c, size, transpose: false), ProductMode.Set, workspace);
            void Two() => MatrixProduct.RunInBlocks(View(a, size, transposeA), View(b, size, transposeB), View(d, size, transpose: false), ProductMode.Set, buffers, 0, threads: 2, SmallestBlock);
            void Blas() => blas(size, a, transposeA, b, transposeB, expected);

            double flops = 2.0 * size * size * size;
            int calls = (int)Math.Max(1, 2e7 / flops);

            // As long as a measurement of the product, so that a busy machine takes as much from both.
            int peakSteps = (int)(flops * calls / MultiplyAddPeak.Operations(1, typeof(T) == typeof(float)));
            double own = double.MaxValue, other = double.MaxValue, two = double.MaxValue, peak = double.MaxValue;
            for (int round = 0; round < Rounds; round++)
            {
                own = Math.Min(own, Seconds(Own, calls) / calls);
                if (isCut)
                    two = Math.Min(two, Seconds(Two, calls) / calls);
                if (OpenBlas.IsAvailable)
                    other = Math.Min(other, Seconds(Blas, calls) / calls);
                peak = Math.Min(peak, Seconds(() => MultiplyAddPeak.Run(peakSteps), 1));
            }

            // Small integers: both are exact.
            right &= !isCut || c.AsSpan().SequenceEqual(d);
            right &= !OpenBlas.IsAvailable || c.AsSpan().SequenceEqual(expected);
            double rate = flops / own / 1e9, peakRate = MultiplyAddPeak.Operations(peakSteps, typeof(T) == typeof(float)) / peak / 1e9;
            rows.Add(
            [
                size.ToString(CultureInfo.InvariantCulture), typeof(T) == typeof(float) ? "float" : "double", name, Text(rate), $"{100 * rate / peakRate:F0} %",
                OpenBlas.IsAvailable ? Text(flops / other / 1e9) : "", OpenBlas.IsAvailable ? $"{other / own:F2}" : "", isCut ? $"{own / two:F2}" : "",
            ]);
        }

        if (!right)
            Console.Error.WriteLine($"{typeof(T).Name} {size}: a product is wrong");
        return right;
    }

    private static MatrixView<T> View<T>(T[] elements, int size, bool transpose)
        where T : unmanaged => transpose ? new(elements, 0, size, size, 1, size) : new(elements, 0, size, size, size, 1);

    private static double Seconds(Action action, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static string Text(double rate) => rate.ToString("F1", CultureInfo.InvariantCulture);
}
