using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExprGrad.GradBench.Protocol;

/// <summary>Matrices as arrays of rows of one length. Without rows there are no columns.</summary>
internal sealed class MatrixConverter : JsonConverter<double[,]>
{
    public override double[,] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var rows = JsonSerializer.Deserialize<double[][]>(ref reader, options)!;
        var matrix = new double[rows.Length, rows.Length == 0 ? 0 : rows[0].Length];
        foreach (var (i, row) in rows.Index())
        {
            if (row.Length != matrix.GetLength(1)) throw new JsonException("The rows of a matrix have different lengths.");
            for (var j = 0; j < row.Length; j++) matrix[i, j] = row[j];
        }

        return matrix;
    }

    public override void Write(Utf8JsonWriter writer, double[,] value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        for (var i = 0; i < value.GetLength(0); i++)
        {
            writer.WriteStartArray();
            for (var j = 0; j < value.GetLength(1); j++) writer.WriteNumberValue(value[i, j]);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }
}
