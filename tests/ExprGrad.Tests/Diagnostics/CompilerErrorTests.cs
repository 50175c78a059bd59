using System.Reflection;
using ExprGrad.Tests.Support;
using Microsoft.CodeAnalysis;

namespace ExprGrad.Tests.Diagnostics;

/// <summary>What the index of errors says that the C# compiler refuses, it refuses by that id; and what to write instead compiles, and is differentiated.</summary>
public sealed class CompilerErrorTests
{
    private static readonly string[][] s_rows = [.. Repository.Read($"{ErrorPage.Folder}/README.md").Split('\n')
        .Where(line => line.StartsWith("| CS", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split(" | ").Select(cell => cell.Trim()).ToArray())];

    public static TheoryData<string, string> Refused => [.. s_rows.Select(row => (row[0], Code(row[2])))];

    public static TheoryData<string> Instead => [.. s_rows.Select(row => Code(row[3]))];

    [Theory]
    [MemberData(nameof(Refused))]
    public void It_is_refused_by_this_id(string id, string lambda) =>
        Assert.Contains(id, CSharpCode.Compile(OutputKind.DynamicallyLinkedLibrary, [Program(lambda)]).GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Id), StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Instead))]
    public void This_is_differentiated(string lambda)
    {
        using var image = CSharpCode.Emit(OutputKind.DynamicallyLinkedLibrary, [Program(lambda)]);
        Assert.IsType<Func<double[], (double, double[])>>(Assembly.Load(image.ToArray()).GetType("Row")!.GetMethod("Compile")!.Invoke(null, null));
    }

    // In a table a bar stands with a backslash.
    private static string Code(string cell) => cell.Trim('`').Replace("\\|", "|", StringComparison.Ordinal);

    private static SyntaxTree Program(string lambda) => CSharpCode.Parse("Row.cs", $$"""
        using System.Linq.Expressions;
        using ExprGrad;

        public static class Row
        {
            public static Delegate Compile()
            {
                double Square(double v) => v * v;
                Expression<Func<double, double>> square = v => v * v;
                _ = Square(2) + square.Compile()(2);
                return Grad.ValueAndGradient<double[], double>({{lambda}});
            }
        }

        record Point(double X, double Y);
        """);
}
