#:property PublishAot=false

// Whether a package has what nuget.org shows and what debuggers load: dotnet run check.cs -- FOLDER NAME VERSION. .ci/run copies this file away and runs it.
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

var (folder, name, version) = (args[0], args[1], args[2]);
var missing = new List<string>();

using (var package = ZipFile.OpenRead(Path.Combine(folder, $"{name}.{version}.nupkg")))
{
    var nuspec = XDocument.Parse(Read(package, $"{name}.nuspec"));
    Demand(Element(nuspec, "license") is { Value: "MIT" } license && license.Attribute("type")?.Value == "expression", "the licence expression MIT");
    Demand(Element(nuspec, "readme")?.Value == "README.md", "the entry of the readme");
    Demand(Read(package, "README.md").StartsWith($"# {name}", StringComparison.Ordinal), "README.md");
    Demand(package.GetEntry($"lib/net10.0/{name}.dll") is { Length: > 0 }, "the library");
    Demand(package.GetEntry($"lib/net10.0/{name}.xml") is { Length: > 0 }, "its documentation");
}

var symbols = Path.Combine(folder, $"{name}.{version}.snupkg");
Demand(File.Exists(symbols), "the package of symbols");
if (File.Exists(symbols))
{
    using var package = ZipFile.OpenRead(symbols);
    Demand(package.GetEntry($"lib/net10.0/{name}.pdb") is { Length: > 0 }, "the library's symbols");
}

Console.WriteLine(missing.Count == 0 ? $"{name} {version} is complete." : $"{name} {version} lacks {string.Join(", ", missing)}.");
return missing.Count == 0 ? 0 : 1;

void Demand(bool isThere, string what)
{
    if (!isThere) missing.Add(what);
}

static XElement? Element(XDocument nuspec, string name) => nuspec.Descendants().SingleOrDefault(element => element.Name.LocalName == name);

static string Read(ZipArchive package, string name)
{
    if (package.GetEntry(name) is not { } entry) return "";
    using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
    return reader.ReadToEnd();
}
