using System.Linq.Expressions;
using ExprGrad.Compilation;
using ExprGrad.Compilation.Reports;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;
using ExprGrad.Scheduling;

namespace ExprGrad;

/// <summary>What ExprGrad made of a lambda, stage by stage; <see cref="Grad.Report"/> gives it.</summary>
/// <remarks>The texts are written when they are asked for. What they are written from lives as long as the compiled delegate or a report of it.</remarks>
public sealed class CompilationReport
{
    private readonly CompiledFunction _function;

    internal CompilationReport(CompiledFunction function) => _function = function;

    /// <summary>The signature of the delegate, with the names of the lambda where it has none of its own: <c>double (ReadOnlySpan&lt;double> w, out double dy)</c>.</summary>
    public string Signature => CSharpNames.Signature(_function.DelegateType, [.. _function.Emitted.Parameters.Select(parameter => parameter.Name)]);

    /// <summary>The text of the lambda at the call that compiled it; null where the compiler did not pass it on.</summary>
    public string? SourceText => _function.Source.Text;

    /// <summary>The source file of that call; null where unknown.</summary>
    public string? SourceFile => _function.Source.File;

    /// <summary>The line of that call; 0 where unknown.</summary>
    public int SourceLine => _function.Source.Line;

    /// <summary>The options that were in force.</summary>
    public GradOptions Options => _function.Options;

    /// <summary>Whether gradients come from a tape, as <see cref="Tape.Compile"/> makes them, and not from a reverse sweep in the graph.</summary>
    public bool OnTape => _function.OnTape;

    /// <summary>What was compiled as it is written, though it is rarely meant so.</summary>
    public IReadOnlyList<DifferentiationError> Warnings => _function.Warnings;

    /// <summary>How long the stages of the compilation took, in their order. The last one makes machine code, but for ways of the function that only some extents ask for: the first call that takes one compiles it.</summary>
    public IReadOnlyList<StageTime> Stages => _function.Stages;

    /// <summary>How long the compilation took.</summary>
    public TimeSpan CompileTime => TimeSpan.FromTicks(Stages.Sum(stage => stage.Time.Ticks));

    /// <summary>What is computed for each point of which loops and branches, value and gradients, after simplification; in the grammar of docs/graph-grammar.md.</summary>
    public string Graph => field ??= GraphPrinter.Print(_function.Program, _function.Names);

    /// <summary>The loops and branches with their statements, and the buffers; docs/report.md tells how to read it.</summary>
    public string Schedule => field ??= SchedulePrinter.Print(_function.Schedules, _function.Program, _function.Names);

    /// <summary>The loops with states of which not all are kept, as <see cref="GradOptions.Checkpoints"/> asks, a line each: what is kept, in which memory, and what is computed again. Empty if there are none.</summary>
    public string Checkpoints => field ??= CheckpointText.Of(_function.Schedules.Main, _function.Names);

    /// <summary>The emitted function as C#, whole, before a large one is split into methods; behind it the blocks that its loops run in, if there are threads for them.</summary>
    public string Code => field ??= string.Join("\n\n", _function.Blocks.Select(MethodOf).Prepend(CSharpWriter.WriteLambda(_function.Emitted, _function.Names.OfVariable)));

    private string MethodOf(LambdaExpression block) => MethodReport.CodeOf(block, _function.Names.OfVariable);

    /// <summary>The methods that were compiled: the one that is called, then those that it calls, if the function was too large for one.</summary>
    public IReadOnlyList<MethodReport> Methods => field ??= MethodReport.Of(_function.Methods, _function.Names.OfVariable);

    /// <summary>Why there are so many methods.</summary>
    public string MethodsReason => field ??= MethodReport.Reason(_function.Emitted);

    /// <summary>The operations that the value takes.</summary>
    public OperationCounts Forward => field ??= OperationCounter.Forward(_function);

    /// <summary>The operations that the gradients take beyond those of the value; none if a tape takes them.</summary>
    public OperationCounts Reverse => field ??= OperationCounter.Reverse(_function);

    /// <summary>The whole report; of texts that are too long to be read their start.</summary>
    public override string ToString() => ReportText.Of(this);
}
