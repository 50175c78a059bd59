using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExprGrad.Benchmarks.Comparison;

/// <summary>Writes NaN, which stands for what was not measured, as null, since JSON has no NaN; of other numbers no digits that a second run would not repeat.</summary>
internal sealed class MeasuredNumber : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Rows are only written.");

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsNaN(value))
            writer.WriteNullValue();
        else
            writer.WriteNumberValue(Math.Round(value, 3));
    }
}
