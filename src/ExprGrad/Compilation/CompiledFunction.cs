using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Diagnostics;
using ExprGrad.Emission;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;

namespace ExprGrad.Compilation;

/// <summary>What a compilation went through, for reports on its delegate, and the workspaces of that.</summary>
internal sealed class CompiledFunction
{
    // An entry lives as long as its delegate. It refers to nothing that the delegate doesn't hold, but for what the library has made.
    private static readonly ConditionalWeakTable<Delegate, CompiledFunction> s_all = [];

    public required Type DelegateType { get; init; }

    public required CallerSource Source { get; init; }

    public required GradOptions Options { get; init; }

    public required bool OnTape { get; init; }

    public required IReadOnlyList<DifferentiationError> Warnings { get; init; }

    public required IReadOnlyList<StageTime> Stages { get; init; }

    /// <summary>What is computed, after simplification.</summary>
    public required Program Program { get; init; }

    /// <summary>How many nodes the lambda has; those with larger ids came with the derivative, or are simpler forms of others.</summary>
    public required int LambdaNodes { get; init; }

    public required Schedules Schedules { get; init; }

    /// <summary>The emitted function, before it is split.</summary>
    public required LambdaExpression Emitted { get; init; }

    /// <summary>The methods of the blocks that its loops are cut into, before they are split.</summary>
    public required IReadOnlyList<LambdaExpression> Blocks { get; init; }

    public required SplitFunction Methods { get; init; }

    /// <summary>The workspaces; null for a function that needs none.</summary>
    public required WorkspacePool? Pool { get; init; }

    /// <summary>The names in all texts.</summary>
    public GraphNames Names => field ??= GraphNames.For(Program, [.. Schedules.Checks.Facts.Ordered, .. Schedules.Main.Facts.Ordered, .. Schedules.Contracted?.Facts.Ordered ?? []]);

    /// <summary>Keeps the function for as long as the delegate lives.</summary>
    public void KeepFor(Delegate compiled) => s_all.AddOrUpdate(compiled, this);

    /// <summary>The function that was compiled to the delegate.</summary>
    /// <exception cref="ArgumentException">ExprGrad did not make the delegate.</exception>
    public static CompiledFunction Of(Delegate compiled, string parameter)
    {
        ArgumentNullException.ThrowIfNull(compiled, parameter);
        if (s_all.TryGetValue(compiled, out var function)) return function;
        throw new ArgumentException(
            compiled.Target is Delegate inner && s_all.TryGetValue(inner, out _)
                ? "This delegate was made from one of ExprGrad's: pass the one that Grad or Tape returned."
                : $"This {CSharpNames.Of(compiled.GetType())} was not made by ExprGrad: pass the delegate itself that a method of Grad, or Tape.Compile, returned.",
            parameter);
    }
}
