using ExprGrad.Benchmarks.Comparison;
using ExprGrad.Benchmarks.PyTorch.Programs;

namespace ExprGrad.Benchmarks.PyTorch;

/// <summary>What <c>pytorch</c> was asked for.</summary>
/// <param name="Python">The Python that has PyTorch.</param>
/// <param name="Json">Where the rows go; null for nowhere.</param>
/// <param name="Save">Whether the table goes to <c>benchmarks/results</c>.</param>
/// <param name="Programs">The programs, by name; all if empty.</param>
internal sealed record PyTorchRequest(string Python, string? Json, bool Save, IReadOnlyList<string> Programs);

/// <summary>Measures the same losses compiled and by PyTorch; prints the table.</summary>
internal static class PyTorchVerb
{
    private const string Explanation =
        "Times of one value and gradient, one thread each, medians of interleaved rounds. PyTorch: written with its functions of whole arrays, the gradient by backward(). ExprGrad: the compiled lambda, in place.\n"
        + "compile: the call of Grad to the end of the first invocation, less a later one, in a process that has compiled before; with what the JIT compiles of the library on first use, such as its products of matrices in double. PyTorch compiles nothing.\n";

    // Longer turns than elsewhere: after the other's turn it takes a while until all is in the caches again.
    private static readonly MeasurementOptions s_options = new(101, TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(2));

    /// <summary>The exit code: 1 if a result is wrong or PyTorch's process fails, 2 if there is no PyTorch.</summary>
    public static int Run(PyTorchRequest request)
    {
        try
        {
            using var process = PyTorchProcess.Start(request.Python);
            return Measure(request, process);
        }
        catch (PyTorchMissingException e)
        {
            Console.Error.WriteLine($"benchmarks: {e.Message}. Install PyTorch (Debian: apt install python3-torch, for /usr/bin/python3) or name another Python with --python.");
            return 2;
        }
        catch (PyTorchFailedException e)
        {
            Console.Error.WriteLine($"benchmarks: {e.Message}");
            return 1;
        }
    }

    private static int Measure(PyTorchRequest request, PyTorchProcess process)
    {
        var programs = PyTorchSuite.All.Where(entry => request.Programs.Count == 0 || request.Programs.Contains(entry.Name, StringComparer.Ordinal)).ToList();
        List<PyTorchRow> rows = [];
        var wrong = 0;
        foreach (var (name, create) in programs)
        {
            Console.Error.WriteLine($"measuring {name}");
            try
            {
                // The first compilation of a process pays for the JIT's work on the engine, and is not measured.
                if (rows.Count + wrong == 0) create().CompileGradientAndCall();
                rows.Add(PyTorchMeasurement.Run(create(), process, s_options));
            }
            catch (Exception e) when (e is WrongResultException or DifferentiationException)
            {
                wrong++;
                Console.Error.WriteLine(e.Message);
            }
        }

        var page = $"# Beside PyTorch\n\n{Explanation}\n{Machine.Description()}- {process.Description}\n\n{PyTorchTable.Of(rows)}";
        Console.WriteLine(page);
        Console.WriteLine(wrong > 0 ? $"{wrong} programs are wrong" : "all results agree");
        if (request.Json is { } json) File.WriteAllText(json, RowFile.Text(rows));
        if (request.Save) ResultsFolder.Write("pytorch.md", page);
        return wrong > 0 ? 1 : 0;
    }
}
