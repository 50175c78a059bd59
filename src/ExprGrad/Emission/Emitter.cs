using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>Writes a schedule as one expression tree: flat blocks of assignments to local variables, loops, branches.</summary>
internal sealed partial class Emitter
{
    private readonly Schedule _schedule;
    private readonly Signature _signature;
    private readonly List<ParameterExpression> _variables = [];
    private readonly Dictionary<Node, ParameterExpression> _locals = [];
    private readonly Dictionary<Node, BufferAccess> _buffers = [];
    private readonly Dictionary<Item, List<Placement>> _before = [];
    private readonly Dictionary<Item, List<Placement>> _after = [];
    private ParameterExpression? _workspace;
    private int _bufferCount;

    private Emitter(Schedule schedule, Signature signature)
    {
        _schedule = schedule;
        _signature = signature;
        foreach (var placement in schedule.Placements.Values)
        {
            Note(_before, placement.First, placement);
            Note(_after, placement.Last, placement);
        }
    }

    /// <summary>The emitted function, and how many buffers a workspace of it has.</summary>
    public static EmittedFunction Run(Schedule schedule, Signature signature) => new Emitter(schedule, signature).Emit();

    private static void Note(Dictionary<Item, List<Placement>> at, Item item, Placement placement)
    {
        if (!at.TryGetValue(item, out var list)) at.Add(item, list = []);
        list.Add(placement);
    }

    private EmittedFunction Emit()
    {
        var root = new EmissionContext(parent: null, _schedule.Root, AxisSet.Empty);
        EmitInputs(root);
        EmitOutputs(root);
        EmitItems(root);

        var program = _schedule.Program;
        var value = program.Value is { } node ? Value(node, root) : null;
        var result = _signature.Finish(value, program.Scalars.ToDictionary(output => output.Of, output => Value(output.Value, root)), root.Code);
        root.Code.Add(result);
        _variables.AddRange(_signature.Variables);

        if (_workspace is not { } workspace) return new EmittedFunction(Expression.Block(_variables, root.Code), null, 0);

        var pool = Expression.Parameter(typeof(Runtime.WorkspacePool), "pool");
        var body = Expression.Block(
            [workspace],
            Expression.Assign(workspace, Expression.Call(pool, nameof(Runtime.WorkspacePool.Rent), null)),
            Expression.TryFinally(
                Expression.Block(_variables, root.Code), Expression.Call(pool, nameof(Runtime.WorkspacePool.Return), null, workspace)));
        return new EmittedFunction(body, pool, _bufferCount);
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
        if (!_locals.TryGetValue(node, out var local)) _locals.Add(node, local = Variable(node.Type, Name(node)));
        return local;
    }

    private static string Name(Node node) => $"v{node.Id}";

    private Expression Workspace() => _workspace ??= Expression.Variable(typeof(Runtime.Workspace), "workspace");
}

/// <summary>An emitted body; where it needs workspaces, with the variable that stands for their pool.</summary>
internal sealed record EmittedFunction(Expression Body, ParameterExpression? Pool, int BufferCount);
