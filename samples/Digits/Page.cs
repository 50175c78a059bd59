using System.Net;

namespace DigitsSample;

/// <summary>The page that a run leaves behind: one HTML file that needs nothing else.</summary>
internal sealed class Page
{
    private readonly string _path;

    /// <summary>Chooses the place of the page.</summary>
    /// <exception cref="InputException">No file can be there.</exception>
    public Page(string path)
    {
        if (path.Length == 0 || Directory.Exists(path)) throw new InputException($"The page needs a file name, and '{path}' is not one.");
        _path = Path.GetFullPath(path);
        if (!Directory.Exists(Path.GetDirectoryName(_path))) throw new InputException($"The page can't be written to '{_path}': there is no such folder.");
    }

    /// <summary>Writes the page.</summary>
    /// <returns>The file's full name.</returns>
    /// <exception cref="InputException">The file can't be written.</exception>
    public string Write(Report report)
    {
        try
        {
            File.WriteAllText(_path, Html(report));
            return _path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(e.Message);
        }
    }

    public static string Html(Report report) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Handwritten digits, learned with ExprGrad</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <h1>Handwritten digits, learned with ExprGrad</h1>
        <p>A network of {Network.Pixels} pixels, {Network.Hidden} hidden neurons and {Network.Labels} scores saw {report.Digits.Train.Count:N0} handwritten digits.
        Its loss is one C# lambda; ExprGrad compiled the gradient.</p>
        <dl class="facts">
        <div><dt>read right, of {report.Digits.Test.Count:N0} digits that it had never seen</dt><dd>{report.TestAccuracy:0.0%}</dd></div>
        <div><dt>of training, {report.Epochs}</dt><dd>{Report.ThreeDigits(report.Curve[^1].Elapsed.TotalSeconds)} s</dd></div>
        <div><dt>from the lambda to its first gradient; {report.CompileTime.Again.TotalMilliseconds:N0} ms for doing that again</dt><dd>{report.CompileTime.First.TotalMilliseconds:N0} ms</dd></div>
        <div><dt>for loss and gradient of {Network.Parameters:N0} parameters on {report.Comparison.BatchSize} images</dt><dd>{Milliseconds(report.Comparison.Measurements[0])}</dd></div>
        </dl>
        <h2>Learning curve</h2>
        <div class="charts">
        <figure><figcaption>Training loss, mean of each epoch, logarithmic</figcaption>
        {LossChart(report.Curve)}</figure>
        <figure><figcaption>Test accuracy</figcaption>
        {AccuracyChart(report.Curve)}</figure>
        </div>
        <h2>{(report.Misread.Count == 0 ? "No digit was misread" : $"Misread digits: {report.Misread.Count} of {report.Digits.Test.Count:N0}")}</h2>
        <div class="digits">
        {string.Join('\n', report.Misread.Select(Picture))}
        </div>
        <h2>Three ways to the same gradient</h2>
        <p>One loss and gradient on {report.Batch}; {Comparison.Timing}.</p>
        <table>
        <thead><tr><th>method</th><th>time</th><th>ratio</th><th>gradient differs by</th></tr></thead>
        <tbody>
        {string.Join('\n', report.Comparison.Measurements.Select(Row))}
        </tbody>
        </table>
        <footer>Digits: {WebUtility.HtmlEncode(report.Digits.Source)}. Every fifth row is for the test.</footer>
        </body>
        </html>

        """;

    private static string LossChart(IReadOnlyList<Progress> curve)
    {
        var losses = curve.Select(progress => Math.Max(progress.TrainLoss, 1e-9)).ToArray(); // a logarithm needs more than 0
        var axis = Axis.Logarithmic(losses.Min() / 2, losses.Max() * 1.25);
        return Chart.Svg("training loss", [.. curve.Zip(losses, (progress, loss) => (progress.Epoch, loss))], Epochs(curve), axis, "0.#########");
    }

    private static string AccuracyChart(IReadOnlyList<Progress> curve)
    {
        var least = Math.Min(curve.Min(progress => progress.TestAccuracy), 0.9);
        var axis = Axis.Linear(Math.Floor(10 * least) / 10, 1);
        return Chart.Svg("test accuracy", [.. curve.Select(progress => (progress.Epoch, progress.TestAccuracy))], Epochs(curve), axis, "0.##%");
    }

    private static Axis Epochs(IReadOnlyList<Progress> curve) => Axis.Linear(0, curve[^1].Epoch);

    private static string Picture(Misreading misreading)
    {
        var (digit, readAs) = misreading;
        var pixels = digit.Pixels.Index().Where(pixel => pixel.Item > 0)
            .Select(pixel => $"""<rect x="{pixel.Index % 8}" y="{pixel.Index / 8}" width="1" height="1" fill-opacity="{pixel.Item:0.##}"/>""");
        return $"""
            <figure class="digit"><svg viewBox="0 0 8 8" role="img" aria-label="a {digit.Label}">{string.Concat(pixels)}</svg>
            <figcaption><b>{digit.Label}</b>, read as <b class="wrong">{readAs}</b><br><small>row {digit.Row}</small></figcaption></figure>
            """;
    }

    private static string Row(Measurement measurement)
    {
        var difference = measurement.Difference == 0 ? "" : $"{measurement.Difference:0e-0}";
        return $"<tr><td>{measurement.Method}</td><td>{Milliseconds(measurement)}</td><td>{Report.ThreeDigits(measurement.Ratio)}</td><td>{difference}</td></tr>";
    }

    private static string Milliseconds(Measurement measurement) => $"{Report.ThreeDigits(measurement.Time.TotalMilliseconds)} ms";

    private const string Style = """
        :root { color-scheme: light dark; --ink: #1d2330; --soft: #667085; --line: #e3e6ec; --card: #f6f7f9; --accent: #2563eb; --wrong: #c2410c; --paper: #fff; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e8eaf0; --soft: #98a1b3; --line: #303645; --card: #1d212b; --accent: #7aa2ff; --wrong: #fb923c; --paper: #14171e; }
        }
        body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2.5rem auto; padding: 0 1.25rem; }
        h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; }
        h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
        p { margin: 0 0 1rem; max-width: 44rem; }
        figure { margin: 0; }
        small, footer, dt, th, figcaption { color: var(--soft); }
        .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 1rem; margin: 1.5rem 0; }
        .facts div { display: flex; flex-direction: column-reverse; justify-content: flex-end; background: var(--card); border-radius: .6rem; padding: .8rem 1rem; }
        dt { font-size: .85rem; line-height: 1.35; }
        dd { margin: 0; font-size: 1.6rem; font-weight: 650; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1.5rem; }
        .charts figcaption { font-size: .9rem; margin-bottom: .25rem; }
        .chart { width: 100%; display: block; }
        .chart text { font-size: 12px; fill: var(--soft); }
        .grid { stroke: var(--line); }
        .curve { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; }
        .end { fill: var(--accent); }
        .digits { display: grid; grid-template-columns: repeat(auto-fill, minmax(7rem, 1fr)); gap: 1rem; }
        .digit { background: var(--card); border-radius: .6rem; padding: .7rem; text-align: center; }
        .digit svg { width: 100%; display: block; fill: var(--ink); shape-rendering: crispEdges; }
        .digit figcaption { font-size: .85rem; line-height: 1.35; margin-top: .4rem; }
        .digit b { color: var(--ink); }
        .digit .wrong { color: var(--wrong); }
        table { border-collapse: collapse; }
        th, td { padding: .4rem 1.5rem .4rem 0; border-bottom: 1px solid var(--line); text-align: right; font-variant-numeric: tabular-nums; }
        th:first-child, td:first-child { text-align: left; }
        th { font-weight: 500; font-size: .85rem; }
        footer { margin-top: 3rem; font-size: .85rem; }
        """;
}
