using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Scheduling;

namespace ExprGrad.Compilation;

/// <summary>What a compilation went through, kept with the delegate for its report.</summary>
internal sealed record CompilationReport(
    Program Program, Schedule Schedule, LambdaExpression Emitted, IReadOnlyList<DifferentiationError> Warnings, IReadOnlyList<StageTime> Stages, Runtime.WorkspacePool? Pool);

/// <summary>How long a stage took.</summary>
internal readonly record struct StageTime(string Stage, TimeSpan Time);
