using System.Text;

namespace DigitsSample;

/// <summary>A line chart as SVG. Its colours are classes of the page's style sheet.</summary>
internal static class Chart
{
    private const int Width = 460, Height = 260, Left = 48, Right = 12, Top = 12, Bottom = 42;

    public static string Svg(string name, IReadOnlyList<(double X, double Y)> points, Axis x, Axis y, string format)
    {
        double Across(double value) => Left + x.Position(value) * (Width - Left - Right);
        double Down(double value) => Height - Bottom - y.Position(value) * (Height - Top - Bottom);

        var svg = new StringBuilder($"""<svg class="chart" viewBox="0 0 {Width} {Height}" role="img" aria-label="{name}">""").AppendLine();
        foreach (var tick in y.Ticks)
        {
            svg.AppendLine($"""<line class="grid" x1="{Left}" x2="{Width - Right}" y1="{Down(tick):0.#}" y2="{Down(tick):0.#}"/>""");
            svg.AppendLine($"""<text x="{Left - 8}" y="{Down(tick) + 4:0.#}" text-anchor="end">{tick.ToString(format)}</text>""");
        }

        foreach (var tick in x.Ticks)
            svg.AppendLine($"""<text x="{Across(tick):0.#}" y="{Height - Bottom + 18}" text-anchor="middle">{tick:0.##}</text>""");
        svg.AppendLine($"""<text x="{(Left + Width - Right) / 2}" y="{Height - 6}" text-anchor="middle">epoch</text>""");

        var line = string.Join(' ', points.Select(point => $"{Across(point.X):0.#},{Down(point.Y):0.#}"));
        svg.AppendLine($"""<polyline class="curve" points="{line}"/>""");
        svg.AppendLine($"""<circle class="end" cx="{Across(points[^1].X):0.#}" cy="{Down(points[^1].Y):0.#}" r="4"/>""");
        return svg.Append("</svg>").ToString();
    }
}
