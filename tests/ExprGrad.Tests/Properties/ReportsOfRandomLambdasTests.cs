using System.Linq.Expressions;
using ExprGrad.Tests.Properties.Generation;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Properties;

/// <summary>Whatever is compiled can be reported on, and the report is the same each time.</summary>
public sealed class ReportsOfRandomLambdasTests
{
    private const ulong FirstSeed = 41_000_000;

    [Fact]
    public void All_parts_can_be_printed()
    {
        var refused = 0;
        for (var i = 0; i < 300; i++)
        {
            var lambda = LambdaGenerator.Generate(FirstSeed + (ulong)i, 4 + (i % 33)).Lambda;
            if (Compiled(lambda) is not { } compiled)
            {
                refused++;
                continue;
            }

            var report = Grad.Report(compiled);
            Assert.StartsWith("graph f(", report.Graph, StringComparison.Ordinal);
            Assert.Contains("\n  return ", report.Schedule, StringComparison.Ordinal);
            Assert.Contains("return ", report.Code, StringComparison.Ordinal);
            Assert.Contains("\nCode\n", report.ToString(), StringComparison.Ordinal);
            Assert.Equal(Code(Grad.Report(Compiled(lambda)!)), Code(report));
        }

        Assert.InRange(refused, 0, 30);

        static string Code(CompilationReport report) => report.Graph + report.Schedule + report.Code;
    }

    private static Delegate? Compiled(LambdaExpression lambda)
    {
        try
        {
            return CompiledGradient.Compile(lambda);
        }
        catch (DifferentiationException)
        {
            return null;
        }
    }
}
