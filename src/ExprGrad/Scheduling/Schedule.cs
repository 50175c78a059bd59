using ExprGrad.Ir;
using ExprGrad.Scheduling.Contractions;
using ExprGrad.Scheduling.Threads;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Scheduling;

/// <summary>A function as nested loops and branches over statements: what is computed where, in which order, and what is kept in buffers.</summary>
internal sealed class Schedule(Program program, Block root, NodeFacts facts)
{
    public Program Program { get; } = program;

    public Block Root { get; } = root;

    public NodeFacts Facts { get; } = facts;

    /// <summary>Where the values of placed nodes are.</summary>
    public Dictionary<Node, Placement> Placements { get; } = [];

    /// <summary>The outputs that a loop makes element by element; the others are cleared first and then added to.</summary>
    public Dictionary<ArrayOutput, Window> Windows { get; } = [];

    /// <summary>Whether iterations of the loop hand on elements of a gradient to the next ones.</summary>
    public bool HandsOn(LoopItem loop) => Windows.Values.Any(window => window.Loop == loop && window.Width > 0);

    /// <summary>The loops whose iterations run several at once.</summary>
    public Dictionary<LoopItem, VectorLoop> VectorLoops { get; } = [];

    /// <summary>The extrema that loops in lanes take together with their indices.</summary>
    public IndexedExtrema Extrema => field ??= new IndexedExtrema(this);

    /// <summary>Those of them that do so for the extents that are assumed where they are not known.</summary>
    public IEnumerable<VectorLoop> ExpectedVectorLoops
    {
        get
        {
            var chosen = VectorLoops.Values.Where(vector => vector.Where is { IsExpected: true }).ToList();
            return VectorLoops.Values.Where(vector => vector.Where is null ? !chosen.Exists(outer => vector.Loop.Body.IsInside(outer.Loop.Body)) : vector.Where.IsExpected);
        }
    }

    /// <summary>Of the other loops that were considered: why they are not vectorised.</summary>
    public Dictionary<LoopItem, ScalarReason> ScalarLoops { get; } = [];

    /// <summary>What each loop costs, in additions, for the extents that are assumed where they are not known; nothing if no loop was considered for lanes.</summary>
    public Dictionary<LoopItem, double> ExpectedCosts { get; } = [];

    /// <summary>What all loops cost.</summary>
    public double ExpectedCost => ExpectedCosts.Where(loop => loop.Key.Parent.Axes.Loops.IsEmpty).Sum(loop => loop.Value);

    /// <summary>Whether there are so many buffers that each has a room of its own (<see cref="Lifetimes"/>).</summary>
    public bool HasManyBuffers { get; set; }

    /// <summary>The loops that run in blocks.</summary>
    public Dictionary<LoopItem, BlockLoop> BlockLoops { get; } = [];

    /// <summary>What a block takes at least, in additions, of loops and of products of matrices; null if there are no blocks.</summary>
    public double? SmallestBlock { get; set; }

    /// <summary>Of the other outermost loops: why they stay whole.</summary>
    public Dictionary<LoopItem, string> WholeLoops { get; } = [];

    /// <summary>The value that is read at other indices: where it is placed, or the array that a loop is making.</summary>
    public Node SourceOf(At read)
    {
        var source = read.Value;
        while (source is In entered && !Placements.ContainsKey(source)) source = entered.Value;
        return source is Recurrence array ? array.Whole : source;
    }

    /// <summary>The nodes in the formula of a node: its operands, but for the array that is read at other indices.</summary>
    public IReadOnlyList<Node> PartsOf(Node node) => Program.Expansions.TryGetValue(node, out var expansion) ? [expansion]
        : node is At at ? at.Indices.ToArray()
        : node.Operands;
}

/// <summary>A list of items in the order of their execution; the body of a loop, the arm of a branch, or the whole function.</summary>
internal sealed class Block
{
    private readonly List<Item> _items = [];

    // A block farther out, by which any one around this is found in logarithmic time (see AxisSet).
    private readonly Block _jump;

    public Block(Item? owner, Axis? axis)
    {
        (Owner, Axis) = (owner, axis);
        _jump = this;
        if (Parent is not { } parent) return;
        Depth = parent.Depth + 1;
        Axes = parent.Axes.Union([axis!]);
        var jump = parent._jump;
        _jump = parent.Depth - jump.Depth == jump.Depth - jump._jump.Depth ? jump._jump : parent;
    }

    /// <summary>The loop or branch that this is the body of; null for the whole function.</summary>
    public Item? Owner { get; }

    /// <summary>The axis that is entered here.</summary>
    public Axis? Axis { get; }

    /// <summary>The axes that are entered here and in the blocks around.</summary>
    public AxisSet Axes { get; } = AxisSet.Empty;

    public Block? Parent => Owner?.Parent;

    public int Depth { get; }

    public IReadOnlyList<Item> Items => _items;

    public T Append<T>(T item)
        where T : Item
    {
        item.Index = _items.Count;
        _items.Add(item);
        return item;
    }

    /// <summary>Puts each item behind the one that has the index which is given for it, if that is another; apart from that the items stay in their order.</summary>
    public void Reorder(Func<Item, int> behind)
    {
        Item[] ordered = [.. _items.OrderBy(behind).ThenBy(item => item.Index)];
        _items.Clear();
        foreach (var item in ordered) Append(item);
    }

    public bool IsInside(Block outer) => AtDepth(outer.Depth) == outer;

    /// <summary>The block at a depth around this one; itself if it is less deep.</summary>
    public Block AtDepth(int depth)
    {
        var block = this;
        while (block.Depth > depth) block = block._jump.Depth >= depth ? block._jump : block.Parent!;
        return block;
    }

    public static Block CommonAncestor(Block a, Block b)
    {
        (a, b) = (a.AtDepth(b.Depth), b.AtDepth(a.Depth));
        while (a != b) (a, b) = a._jump != b._jump ? (a._jump, b._jump) : (a.Parent!, b.Parent!);
        return a;
    }

    /// <summary>This block's item that contains the inner block.</summary>
    public Item ItemAround(Block inner) => inner.AtDepth(Depth + 1).Owner!;
}

/// <summary>One step of a block.</summary>
internal abstract class Item(Block parent)
{
    public Block Parent { get; } = parent;

    public int Index { get; set; }
}

/// <summary>A loop over an axis.</summary>
internal sealed class LoopItem : Item
{
    public LoopItem(Block parent, Axis axis)
        : base(parent)
    {
        Axis = axis;
        Body = new Block(this, axis);
    }

    public Axis Axis { get; }

    public Block Body { get; }

    /// <summary>The states that are carried from one iteration to the next.</summary>
    public List<Carry> States { get; } = [];
}

/// <summary>A branch on a predicate.</summary>
internal sealed class BranchItem : Item
{
    public BranchItem(Block parent, Axis guard)
        : base(parent)
    {
        Predicate = guard.Bound;
        var whenTrue = guard.IsNegated ? guard.Complement! : guard;
        Then = new Block(this, whenTrue);
        Else = new Block(this, whenTrue.Complement!);
    }

    public Node Predicate { get; }

    public Block Then { get; }

    public Block Else { get; }

    public Block Arm(Axis guard) => guard.IsNegated ? Else : Then;
}

/// <summary>Something that is done once where it stands.</summary>
internal abstract class Statement(Block parent) : Item(parent);

/// <summary>Computes a node, to be used or for what it may throw.</summary>
internal sealed class Compute(Block parent, Node node) : Statement(parent)
{
    public Node Node { get; } = node;
}

/// <summary>Takes one element into a reduction.</summary>
internal sealed class Accumulate(Block parent, Reduce reduction) : Statement(parent)
{
    public Reduce Reduction { get; } = reduction;
}

/// <summary>Adds a product of matrices to a sum, or makes it the sum.</summary>
internal sealed class MultiplyMatrices(Block parent, Contraction contraction, OutputProduct? output = null) : Statement(parent)
{
    public Contraction Contraction { get; } = contraction;

    /// <summary>The gradient that the product is added to; null for a sum that is kept.</summary>
    public OutputProduct? Output { get; } = output;
}

/// <summary>Gives a branch's value the value of one arm.</summary>
internal sealed class AssignArm(Block parent, Choose choice, Axis guard) : Statement(parent)
{
    public Choose Choice { get; } = choice;

    public Node Value { get; } = guard.IsNegated ? choice.WhenFalse : choice.WhenTrue;
}

/// <summary>Adds one contribution to an array.</summary>
internal sealed class ScatterAdd(Block parent, Contribution contribution, Scatter? target, ArrayOutput? output) : Statement(parent)
{
    public Contribution Contribution { get; } = contribution;

    /// <summary>The array inside the function that takes it, or null.</summary>
    public Scatter? Target { get; } = target;

    /// <summary>The output that takes it, or null.</summary>
    public ArrayOutput? Output { get; } = output;
}

/// <summary>Where a node's value is computed and kept.</summary>
internal sealed class Placement(Node node)
{
    public Node Node { get; } = node;

    /// <summary>The statements that make the value: one, or the arms of a branch, or the contributions to an array.</summary>
    public List<Statement> Parts { get; } = [];

    /// <summary>The block in which the value is complete.</summary>
    public Block Home { get; set; } = null!;

    /// <summary>The item of the home block before which the value starts to be made (an accumulator is set to zero there).</summary>
    public Item First { get; set; } = null!;

    /// <summary>The item of the home block after which the value is complete.</summary>
    public Item Last { get; set; } = null!;

    /// <summary>The innermost block around the home and all uses.</summary>
    public Block Shared { get; set; } = null!;

    /// <summary>The array in which the value is kept; null if it is a local variable.</summary>
    public BufferLayout? Layout { get; set; }

    /// <summary>Another value, which nothing reads any more when this one starts to be made, and whose room in the workspace it takes; null if it has one of its own.</summary>
    public Placement? Follows { get; set; }

    /// <summary>The gradient in whose array the value is kept until that takes its place; null if it is kept in the workspace.</summary>
    public ArrayOutput? Output { get; set; }
}
