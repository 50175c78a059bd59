namespace ExprGrad.Benchmarks.PyTorch.Programs;

internal static class Heat
{
    /// <summary>By which temperatures a rod began that has others after some explicit steps; those at its ends are held.</summary>
    public static PyTorchProgram Rod()
    {
        const int steps = 100, places = 1000;
        var t = Data.Vector<double>(1, places);
        return new PyTorchProgram<double[], double>(
            "heat",
            $"{steps} steps, {places} places",
            Data.Vector<double>(2, places),
            start => Enumerable.Range(0, steps).Aggregate(
                start,
                (u, _) => Enumerable.Range(0, places).Select(i => i > 0 && i < places - 1 ? u[i] + 0.2 * (u[i - 1] - 2 * u[i] + u[i + 1]) : u[i]).ToArray(),
                u => Enumerable.Range(0, places).Sum(i => (u[i] - t[i]) * (u[i] - t[i]))));
    }
}
