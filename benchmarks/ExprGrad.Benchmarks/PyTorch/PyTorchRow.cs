using System.Text.Json.Serialization;

namespace ExprGrad.Benchmarks.PyTorch;

/// <summary>A line of the table: times are for one value and gradient, in nanoseconds.</summary>
internal sealed record PyTorchRow(string Program, string Size, string Type, double PyTorchNs, double GradientNs, double CompileMs)
{
    /// <summary>How many times longer PyTorch takes.</summary>
    [JsonIgnore]
    public double Ratio => PyTorchNs / GradientNs;
}
