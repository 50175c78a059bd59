using System.IO.Compression;
using System.Text;

namespace DigitsSample.Tests;

/// <summary>A file of some bytes that is gone after the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(byte[] content) => File.WriteAllBytes(Name, content);

    public TemporaryFile(string content)
        : this(Encoding.UTF8.GetBytes(content))
    {
    }

    public string Name { get; } = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public static byte[] Gzipped(string content)
    {
        var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionMode.Compress)) zip.Write(Encoding.UTF8.GetBytes(content));
        return zipped.ToArray();
    }

    public void Dispose() => File.Delete(Name);
}
