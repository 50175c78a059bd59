using System.Linq.Expressions;
using System.Runtime.InteropServices;
using ExprGrad.Emission.Bounds;
using ExprGrad.Emission.Instructions;
using ExprGrad.Emission.Splitting;
using ExprGrad.Emission.Threads;
using ExprGrad.Ir;
using ExprGrad.Runtime.Threading;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>Writes a schedule as one expression tree: flat blocks of assignments to local variables, loops, branches.</summary>
internal sealed partial class Emitter
{
    private readonly Signature _signature;
    private readonly ScalarForm _form;
    private readonly List<ParameterExpression> _variables = [];
    private readonly Dictionary<Node, ParameterExpression> _locals = [];
    private readonly Dictionary<Item, List<Placement>> _before = [];
    private readonly Dictionary<Item, List<Placement>> _after = [];
    private readonly BoundsHoister _bounds;
    private Schedule _schedule;
    private ParameterExpression? _workspace;

    private Emitter(Schedule schedule, Signature signature, ScalarForm form, bool reassociates)
    {
        (_schedule, _signature, _form, _reassociates, _bounds) = (schedule, signature, form, reassociates, new BoundsHoister(type => Variable(type, "row")));
        _readsForeign = ForeignMemory.IsReadBy(schedule.Facts.Ordered);
    }

    /// <summary>The function with matrix products left to the kernel, for when they are large; null if there are none.</summary>
    private Schedule? Contracted { get; init; }

    /// <summary>The emitted function, and how many buffers a workspace of it has.</summary>
    /// <param name="checks">What is run before anything is written: whatever may throw and does not depend on real numbers.</param>
    /// <param name="main">The function itself.</param>
    /// <param name="contracted">The function with matrix products left to the kernel, for when they are large; null if there are none.</param>
    /// <param name="signature">Where inputs come from and outputs go.</param>
    /// <param name="reassociates">Whether sums may be added up in another order.</param>
    /// <param name="threads">How many threads may run the blocks of loops that are cut into some.</param>
    /// <param name="fewestNested">The fewest statements of a block whose values are nested; null for those from which that pays.</param>
    public static EmittedFunction Run(Schedule checks, Schedule main, Schedule? contracted, Signature signature, bool reassociates, int threads, int? fewestNested) =>
        new Emitter(main, signature, ScalarForm.Plain, reassociates) { Contracted = contracted, Threads = threads, FewestNested = fewestNested ?? ListScheduling.Longest + 1 }.Emit(checks);

    /// <summary>The function that computes the value by recording it on a tape, and the gradients by the tape's sweep.</summary>
    public static EmittedFunction RunOnTape(Schedule checks, Schedule main, Signature signature, TapeForm form) =>
        new Emitter(main, signature, form, reassociates: false).Emit(checks);

    private static void Note<T>(Dictionary<Item, List<T>> at, Item item, T note)
    {
        if (!at.TryGetValue(item, out var list)) at.Add(item, list = []);
        list.Add(note);
    }

    private static ReadOnlySpan<T> NotesAt<T>(Dictionary<Item, List<T>> at, Item item) => CollectionsMarshal.AsSpan(at.GetValueOrDefault(item));

    private EmittedFunction Emit(Schedule checks)
    {
        var root = new EmissionContext(parent: null, _schedule.Root);
        Node[] nodes = [.. checks.Facts.Ordered, .. _schedule.Facts.Ordered];
        EmitInputs(nodes, root);
        EmitOutputs(root);
        CopySpans(nodes, root);
        if (_form is TapeForm) RecordInputs(nodes, root);
        EmitSchedule(checks, root);
        EmitResults(checks, root);
        var computed = Contracted is { } contracted ? EmitEither(contracted, root) : EmitFunction(root);
        var (value, scalars) = FinishLater(computed.Value, computed.Scalars, root.Code);
        var result = _signature.Finish(value is null ? null : Number(value, _schedule.Program.Value!.Type), scalars, root.Code);
        root.Code.Add(result);
        RemoveBlocksVariables(root.Code);
        _variables.AddRange(_signature.Variables);

        // A long function is split into methods, which hand values to each other through buffers.
        var main = Expression.Block(_variables, ListScheduling.Arrange(root.Code));
        var hasVectors = _schedule.VectorLoops.Count > 0 || Contracted is { VectorLoops.Count: > 0 };
        var limits = SplitLimits.Of(hasVectors).Function;
        if (_workspace is null && (_variables.Count > limits.Locals || !MethodSize.Of(Expression.Lambda(main)).FitsIn(limits))) Workspace();
        if (_workspace is not { } workspace) return new EmittedFunction(main, null, null, 0, hasVectors, [], _alternatives);

        var pool = Expression.Parameter(typeof(Runtime.WorkspacePool), "pool");
        var body = Expression.Block(
            [workspace],
            Expression.Assign(workspace, Expression.Call(pool, nameof(Runtime.WorkspacePool.Rent), null)),
            Expression.TryFinally(main, Expression.Call(pool, nameof(Runtime.WorkspacePool.Return), null, workspace)));
        return new EmittedFunction(body, pool, workspace, _bufferCount, hasVectors, _blockMethods, _alternatives);
    }

    private (Expression? Value, Dictionary<Slot, Expression> Scalars) EmitFunction(EmissionContext root)
    {
        ClearOutputs(root);
        EmitSchedule(_schedule, root);
        var program = _schedule.Program;
        var value = program.Value is { } node ? Value(node, root) : null;
        return (value, _form is TapeForm ? SweepTape(value!, root) : program.Scalars.ToDictionary(output => output.Of, output => Value(output.Value, root)));
    }

    private void EmitSchedule(Schedule schedule, EmissionContext root)
    {
        // What the root computes in registers is good for both schedules; loops and buffers are each one's own.
        var main = _schedule;
        _schedule = schedule;
        _onlyUses = null;
        _vanishing = null;
        root.Block = schedule.Root;
        DeclareBuffers(schedule, root);
        foreach (var placement in schedule.Placements.Values)
        {
            // Nothing else starts with a value, or is stored or rounded once it is complete.
            if (placement.Node is Reduce or Scatter) Note(_before, placement.First, placement);
            if (placement.Layout is not null || placement.Node is Reduce) Note(_after, placement.Last, placement);
        }

        EmitItems(root, schedule.Root);
        _schedule = main;
    }

    private Expression Number(Expression value, Type type)
    {
        var number = _form.Number(value);
        return number.Type == type ? number : Expression.Convert(number, type);
    }

    private ParameterExpression Variable(Type type, string name)
    {
        var variable = Expression.Variable(type, name);
        _variables.Add(variable);
        return variable;
    }

    /// <summary>The variable of a placed node that is kept, or made before it is stored, in a local.</summary>
    private ParameterExpression Local(Node node)
    {
        // A state has one variable: during the loop, and after it.
        if (node is Final final) node = final.Carry;
        if (Varies(node)) return LaneLocal(node);
        if (!_locals.TryGetValue(node, out var local)) _locals.Add(node, local = Variable(_form.TypeOf(node), Name(node)));
        return local;
    }

    private BinaryExpression Assign(Node node, Expression value)
    {
        var local = Local(node);
        return Expression.Assign(local, _form.Lift(value, local.Type));
    }

    // No input has such a name; reports put the number in the printed graph in place of the id.
    private static string Name(Node node) => $"%{node.Id}";

    private Expression Workspace() => _workspace ??= Expression.Variable(typeof(Runtime.Workspace), "workspace");
}

/// <summary>An emitted body; where it needs workspaces, with the variables that stand for their pool and for that of the call.</summary>
/// <param name="Body">The body.</param>
/// <param name="Pool">The variable of the pool of workspaces; null if it needs none.</param>
/// <param name="Workspace">The variable of the call's workspace.</param>
/// <param name="BufferCount">How many buffers a workspace has.</param>
/// <param name="HasVectors">Whether there are vectorised loops.</param>
/// <param name="Blocks">The methods of the blocks that loops are cut into.</param>
/// <param name="Alternatives">The conditionals between ways of which extents decide.</param>
internal sealed record EmittedFunction(
    Expression Body, ParameterExpression? Pool, ParameterExpression? Workspace, int BufferCount, bool HasVectors, IReadOnlyList<BlockMethod> Blocks, IReadOnlySet<Expression> Alternatives)
{
    /// <summary>The function as one method, or as several of the lengths that the JIT optimises; blocks are methods of their own.</summary>
    public SplitFunction Split(LambdaExpression emitted)
    {
        // Pages for the values that the methods of a split one hand to each other: behind the function's own buffers. A block's workspace serves the blocks of all loops.
        var next = BufferCount;
        SplitFunction Split(LambdaExpression method, Expression workspace)
        {
            Expression Spill(Type page) => Expression.Call(workspace, nameof(Runtime.Workspace.Part), [page], Expression.Constant(next++));
            return MethodSplitter.Split(method, Spill, SplitLimits.Of(HasVectors), Alternatives);
        }

        var parts = new List<MethodPart>();
        foreach (var block in Blocks)
        {
            var method = Split(block.Lambda, block.Own);
            parts.AddRange([method.OutermostIn(block.Holder), .. method.Parts]);
        }

        // A function without a workspace is short, and need not be read unless there are vectors in it.
        var function = Workspace is not null ? Split(emitted, Workspace) : HasVectors ? MethodSplitter.Whole(emitted) : new SplitFunction(emitted, []);
        return function with { Parts = [.. function.Parts, .. parts] };
    }
}
