namespace ExprGrad.Benchmarks.Generation;

/// <summary>A random formula: two of the formulas so far are joined by a random operation until one is left.</summary>
internal static class FormulaGenerator
{
    private const string Operators = "+++--***/"; // as often as they stand here

    public static Formula Run(int seed, int operations, double[] at)
    {
        var random = new Random(seed);
        List<Formula> pool = [.. Enumerable.Range(0, operations + 1).Select(_ => random.Next(at.Length)).Select(variable => Formula.OfVariable(variable, at[variable]))];
        while (pool.Count > 1)
        {
            var (left, right) = (random.Next(pool.Count), random.Next(pool.Count));
            if (left == right)
                continue;
            var joined = Formula.Of(Operators[random.Next(Operators.Length)], pool[left], pool[right]);

            // Values stay of moderate size, and nothing is divided by next to nothing.
            if (Math.Abs(joined.Value) is < 0.1 or > 20 || (joined.Operator == '/' && Math.Abs(joined.Right!.Value) < 0.2))
                continue;
            pool[left] = joined;
            pool.RemoveAt(right);
        }

        return pool[0];
    }
}
