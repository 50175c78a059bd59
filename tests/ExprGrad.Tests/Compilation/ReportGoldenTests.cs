using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Compilation;

/// <summary>Graph, schedule and code of a dozen lambdas, to be read as a user of a report reads them.</summary>
public sealed class ReportGoldenTests
{
    public static TheoryData<string> Examples => [.. ReportExamples.All.Keys];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Graph_schedule_and_code(string name)
    {
        var report = Report(name, vectorBits: 0);
        GoldenFile.Verify($"tests/ExprGrad.Tests/Golden/Report.{name}.txt", $"{report.SourceText}\n\n{report.Graph}\n{report.Schedule}\n{report.Code}\n");
    }

    [Theory]
    [InlineData("Logistic")]
    [InlineData("Floats")]
    [InlineData("Mixture")]
    [InlineData("Gather")]
    [InlineData("Directions")]
    [InlineData("WhereMax")]
    [InlineData("DenseLayer")]
    public void Schedule_and_code_in_lanes(string name)
    {
        var report = Report(name, vectorBits: 512);
        GoldenFile.Verify($"tests/ExprGrad.Tests/Golden/Report.{name}.Lanes.txt", $"{report.SourceText}\n\n{report.Schedule}\n{OnAnyMachine(report.Code)}\n");
    }

    // Without an instruction for it the difference to a product is the sum with the negated one.
    private static string OnAnyMachine(string code) => code.Replace("Avx512F.FusedMultiplyAddNegated(", "Vector512.FusedMultiplyAdd(-", StringComparison.Ordinal);

    [Fact]
    public void Pages_show_what_reports_say()
    {
        var report = Report("Softplus", vectorBits: 512);
        foreach (var page in new[] { "README.md", "docs/report.md" }) GoldenFile.VerifyBlock(page, report.Schedule);

        // How it comes about is easier to see one number at a time.
        var scalar = Report("Softplus", vectorBits: 0);
        GoldenFile.VerifyBlock("ARCHITECTURE.md", scalar.Graph);
        GoldenFile.VerifyBlock("ARCHITECTURE.md", scalar.Schedule);
        GoldenFile.VerifyBlock("ARCHITECTURE.md", scalar.Code);
    }

    private static CompilationReport Report(string name, int vectorBits) => Grad.Report(ReportExamples.All[name].Compile(new GradOptions { VectorBits = vectorBits }));
}
