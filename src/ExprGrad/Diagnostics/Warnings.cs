namespace ExprGrad.Diagnostics;

/// <summary>What is differentiated as written but rarely meant so: rows as in <see cref="Refusals"/>, with ids EG9xxx.</summary>
internal static class Warnings
{
    internal static readonly Warning ZeroGradient = new("EG9001",
        "The gradient with respect to `{0}` is 0 for every input: nothing leads from it to the value, or only rounding and comparisons.",
        "Don't ask for it, or check the formula: casts to integers, `Math.Floor`, comparisons and `Ad.StopGradient` all give 0.");

    internal static readonly Warning IntegerDivision = new("EG9002",
        "An integer division, which drops the fraction, is converted to `{0}`: `1 / 2 * x` is `0 * x`.",
        "Divide floating-point numbers: `1.0 / 2`, or `(double)n / m`; or write `Math.Truncate` where dropping the fraction is meant.");

    internal static readonly Warning MutableLoopVariable = new("EG9003",
        "The captured variable `{0}` is a `for` loop's own: it is read at each call, and after the loop it holds its last value.",
        "Copy it to a local variable inside the loop and capture that.");
}
