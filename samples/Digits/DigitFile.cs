using System.IO.Compression;

namespace DigitsSample;

/// <summary>Reads digits from CSV, gzipped or not: a line for each, with 64 pixels from 0 to 16 and the label.</summary>
internal static class DigitFile
{
    private const int Ink = 16;

    /// <summary>The digits that are part of this program. Data/NOTICE.md tells more about them.</summary>
    public static DigitSet Embedded()
    {
        using var stream = typeof(DigitFile).Assembly.GetManifestResourceStream("digits.csv.gz")!;
        return Read(stream, "E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits. UCI Machine Learning Repository, 1998, CC BY 4.0");
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">The file can't be read, or is none of digits.</exception>
    public static DigitSet Read(string path)
    {
        try
        {
            return Read(new MemoryStream(File.ReadAllBytes(path)), path);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: {e.Message}");
        }
    }

    private static DigitSet Read(Stream stream, string source)
    {
        using var reader = new StreamReader(Unzipped(stream));
        var digits = new List<Digit>();
        while (reader.ReadLine() is { } line) digits.Add(Parse(line, source, digits.Count + 1));
        return digits.Count >= 5 ? DigitSet.Of(digits, source) : throw new InputException($"{source}: expected 5 digits or more, found {digits.Count}.");
    }

    private static Stream Unzipped(Stream stream)
    {
        var isZipped = stream.ReadByte() == 0x1f && stream.ReadByte() == 0x8b;
        stream.Position = 0;
        return isZipped ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    private static Digit Parse(string line, string source, int row)
    {
        var fields = line.Split(',');
        if (fields.Length != Network.Pixels + 1)
            throw new InputException($"{source}, line {row}: expected {Network.Pixels} pixels and a label, found {fields.Length} fields.");

        return new([.. fields[..^1].Select(field => (double)Number(field, Ink) / Ink)], Number(fields[^1], Network.Labels - 1), row);

        int Number(string field, int largest) => int.TryParse(field, out var number) && number >= 0 && number <= largest
            ? number
            : throw new InputException($"{source}, line {row}: expected a whole number from 0 to {largest}, found '{field}'.");
    }
}
