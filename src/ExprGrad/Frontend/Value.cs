using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>What an expression stands for while it is lowered: a node, or a structure of nodes that never exists at run time.</summary>
internal abstract class Value
{
    /// <summary>The same structure with each scalar replaced.</summary>
    public abstract Value Map(Func<Node, Node> change);

    /// <summary>The scalars of the structure in a fixed order.</summary>
    public abstract IEnumerable<Node> Leaves { get; }
}

/// <summary>A single node: a number, a bool, or a reference to an object that is not looked into.</summary>
internal sealed class ScalarValue(Node node) : Value
{
    public Node Node { get; } = node;

    public override IEnumerable<Node> Leaves => [Node];

    public override Value Map(Func<Node, Node> change) => new ScalarValue(change(Node));
}

/// <summary>A tuple, record, anonymous object or other container whose members are known one by one.</summary>
internal sealed class StructureValue(Type type, IReadOnlyDictionary<string, Value> members) : Value
{
    public Type Type { get; } = type;

    public IReadOnlyDictionary<string, Value> Members { get; } = members;

    public override IEnumerable<Node> Leaves => Members.Values.SelectMany(member => member.Leaves);

    public override Value Map(Func<Node, Node> change) =>
        new StructureValue(Type, Members.ToDictionary(member => member.Key, member => member.Value.Map(change), StringComparer.Ordinal));
}

/// <summary>Stands in for what was refused, so that lowering goes on and finds the other refusals. What is made of it is not refused once more.</summary>
internal sealed class RefusedValue(Type type) : Value
{
    public Type Type { get; } = type;

    /// <summary>Whether nothing was refused: it is what an element would be of a sequence that has none.</summary>
    public bool IsOfNothing { get; init; }

    public override IEnumerable<Node> Leaves => [];

    public override Value Map(Func<Node, Node> change) => this;
}

/// <summary>A member of a new container that nothing has set: null, which is refused where it is read.</summary>
internal sealed class AbsentValue : Value
{
    public static readonly AbsentValue Instance = new();

    public override IEnumerable<Node> Leaves => [];

    public override Value Map(Func<Node, Node> change) => this;
}

/// <summary>A lambda with the variables that it sees; applied by lowering its body.</summary>
internal sealed class FunctionValue(LambdaExpression lambda, Bindings bindings) : Value
{
    public LambdaExpression Lambda { get; } = lambda;

    public Bindings Bindings { get; } = bindings;

    public override IEnumerable<Node> Leaves => [];

    public override Value Map(Func<Node, Node> change) => this;
}

/// <summary>An immutable chain of variables and their values, so that a deferred lambda keeps the variables of its own place.</summary>
internal sealed class Bindings
{
    public static readonly Bindings None = new(null, null!, null!);

    private readonly Bindings? outer;
    private readonly ParameterExpression variable;
    private readonly Value value;

    private Bindings(Bindings? outer, ParameterExpression variable, Value value) =>
        (this.outer, this.variable, this.value) = (outer, variable, value);

    public Bindings With(ParameterExpression parameter, Value bound) => new(this, parameter, bound);

    public Value? Find(ParameterExpression parameter)
    {
        for (var at = this; at.outer is not null; at = at.outer)
        {
            if (at.variable == parameter) return at.value;
        }

        return null;
    }
}
