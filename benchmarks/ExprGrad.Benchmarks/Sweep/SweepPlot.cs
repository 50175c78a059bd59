using System.Globalization;
using System.Text;
using ExprGrad.Benchmarks.Comparison;

namespace ExprGrad.Benchmarks.Sweep;

/// <summary>Time over number of parameters, both logarithmic, as SVG.</summary>
internal sealed class SweepPlot
{
    private const int Width = 720, Height = 480, Left = 80, Right = 190, Top = 40, Bottom = 50;
    private readonly StringBuilder _svg = new();
    private readonly IReadOnlyList<Row> _rows;
    private readonly int _firstX, _lastX, _firstY, _lastY; // decades

    private SweepPlot(IReadOnlyList<Row> rows)
    {
        _rows = rows;
        (_firstX, _lastX) = Decades(rows.Select(row => (double)row.Parameters));
        (_firstY, _lastY) = Decades(rows.SelectMany(row => new[] { row.HandwrittenNs, row.GradientNs, row.TapeNs, row.FiniteDifferenceNs }));
    }

    public static string Svg(IReadOnlyList<Row> rows) => rows.Count > 1 ? new SweepPlot(rows).Draw() : throw new ArgumentException("A curve takes two rows.", nameof(rows));

    private string Draw()
    {
        Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"13\">");
        Append($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        Text(Left, 24, "start", "Time of one gradient over the number of parameters");
        for (int decade = _firstX; decade <= _lastX; decade++)
        {
            double x = X(Math.Pow(10, decade));
            Append($"<path d=\"M{x:F1} {Top}V{Height - Bottom}\" stroke=\"#ddd\"/>");
            Power(x, Height - Bottom + 20, "middle", decade);
        }

        for (int decade = _firstY; decade <= _lastY; decade++)
        {
            double y = Y(Math.Pow(10, decade));
            Append($"<path d=\"M{Left} {y:F1}H{Width - Right}\" stroke=\"#ddd\"/>");
            Power(Left - 8, y + 4, "end", decade);
        }

        Text((Left + Width - Right) / 2.0, Height - 8, "middle", "parameters");
        Text(8, Top - 8, "start", "ns");
        var measured = _rows.TakeWhile(row => !row.FiniteDifferenceExtrapolated).ToList();
        Curve(measured, row => row.FiniteDifferenceNs, "#c0392b", "");
        Curve([.. _rows.Skip(measured.Count - 1)], row => row.FiniteDifferenceNs, "#c0392b", "stroke-dasharray=\"5 5\"");
        Text(X(_rows[^1].Parameters) + 8, Y(_rows[^1].FiniteDifferenceNs) + 4, "start", "finite differences");
        Text(X(_rows[^1].Parameters) + 8, Y(_rows[^1].FiniteDifferenceNs) + 20, "start", "(dashed: extrapolated)");
        Curve(_rows, row => row.TapeNs, "#8e44ad", "");
        Text(X(_rows[^1].Parameters) + 8, Y(_rows[^1].TapeNs) + 4, "start", "tape");
        Curve(_rows, row => row.HandwrittenNs, "#7f8c8d", "stroke-dasharray=\"2 3\"");
        Curve(_rows, row => row.GradientNs, "#2471a3", "");
        Text(X(_rows[^1].Parameters) + 8, Y(_rows[^1].GradientNs) + 4, "start", "compiled");
        Text(X(_rows[^1].Parameters) + 8, Y(_rows[^1].GradientNs) + 20, "start", "(dotted: by hand)");
        Append($"</svg>");
        return _svg.ToString();
    }

    private void Curve(IReadOnlyList<Row> rows, Func<Row, double> time, string color, string style)
    {
        string points = string.Join(' ', rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{X(row.Parameters):F1},{Y(time(row)):F1}")));
        Append($"<polyline points=\"{points}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\" {style}/>");
    }

    private void Power(double x, double y, string anchor, int decade) =>
        Append($"<text x=\"{x:F1}\" y=\"{y:F1}\" text-anchor=\"{anchor}\">10<tspan dy=\"-5\" font-size=\"10\">{decade}</tspan></text>");

    private void Text(double x, double y, string anchor, string text) => Append($"<text x=\"{x:F1}\" y=\"{y:F1}\" text-anchor=\"{anchor}\">{text}</text>");

    private void Append(FormattableString line) => _svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private double X(double parameters) => Left + (Width - Left - Right) * (Math.Log10(parameters) - _firstX) / (_lastX - _firstX);

    private double Y(double nanoseconds) => Height - Bottom - (Height - Top - Bottom) * (Math.Log10(nanoseconds) - _firstY) / (_lastY - _firstY);

    private static (int First, int Last) Decades(IEnumerable<double> numbers)
    {
        double[] logarithms = [.. numbers.Select(Math.Log10)];
        return ((int)Math.Floor(logarithms.Min()), (int)Math.Ceiling(logarithms.Max()));
    }
}
