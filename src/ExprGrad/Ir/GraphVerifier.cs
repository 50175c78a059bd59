using System.Diagnostics;
using System.Linq.Expressions;

namespace ExprGrad.Ir;

/// <summary>What a legal program is, as code; run after each stage in Debug. The first rule that is broken is an exception that names the node.</summary>
internal static class GraphVerifier
{
    /// <summary>Checks the program in Debug builds only.</summary>
    [Conditional("DEBUG")]
    public static void Verify(Program program) => Check(program);

    /// <summary>Checks the program in every build.</summary>
    /// <exception cref="InvalidOperationException">A rule is broken.</exception>
    public static void Check(Program program)
    {
        var live = LiveNodes.Of(program);
        var sets = new HashSet<AxisSet>();
        foreach (var node in live)
        {
            CheckPlace(program.Graph, node);
            CheckAxes(node, sets);
            CheckNode(node);
        }

        foreach (var (node, expansion) in program.Expansions)
        {
            Require(expansion.Type == node.Type, node, $"is expanded to {expansion}, which has its type");
            Require(node.Axes.ContainsAll(expansion.Axes), node, $"is expanded to {expansion}, which varies over no other axes");
        }

        ProgramRules.Check(program);
    }

    public static void Require(bool holds, object at, string rule)
    {
        if (!holds) throw new InvalidOperationException($"{(at is Node ? $"{at} ({at.GetType().Name})" : at)}: {rule}.");
    }

    private static void CheckAxis(Axis axis)
    {
        Require(axis.Bound.Axes.MaxId < axis.Id, axis, "an axis is inner to those that its bound varies over");
        if (axis.IsGuard)
        {
            Require(axis.Bound.Type == typeof(bool), axis, "a guard's predicate is a bool");
            Require(
                axis.Complement is { } other && other.Complement == axis && other.Bound == axis.Bound && other.IsNegated != axis.IsNegated, axis,
                "a guard and its complement are the two outcomes of one predicate");
        }
        else
        {
            Require(axis.Bound.Type == typeof(int), axis, "an extent is an int");
        }
    }

    private static void CheckPlace(Graph graph, Node node)
    {
        Require(node.Id >= 0 && node.Id < graph.Nodes.Count && graph.Nodes[node.Id] == node, node, "a node is in its graph at its id");
        foreach (var operand in node.Operands)
            Require(operand.Id >= 0 && operand.Id < node.Id && graph.Nodes[operand.Id] == operand, node, $"operand {operand} is an earlier node of the graph");
        foreach (var axis in node.OwnAxes.Leading) Require(axis.Bound.Id < node.Id, node, $"the bound {axis.Bound} of {axis} is an earlier node");
    }

    // Nodes share the outer parts of their axes, which need be checked once.
    private static void CheckAxes(Node node, HashSet<AxisSet> seen)
    {
        foreach (var own in node.OwnAxes.Leading) CheckAxis(own);
        for (var axes = node.Axes; !axes.IsEmpty && seen.Add(axes); axes = axes.Outer)
        {
            var axis = axes.Innermost;
            CheckAxis(axis);
            Require(axes.ContainsAll(axis.Bound.Axes), node, $"varies over {axis} but not over all that bounds {axis}");
            Require(axis.Complement is not { } complement || !axes.Contains(complement), node, $"varies over both branches of {axis.Bound}");
        }

        // Binders are free to drop what they bind; everything else varies over what its operands vary over.
        if (node is At or Choose or Reduce or Final or Scatter) return;
        foreach (var operand in node.Operands) Require(node.Axes.ContainsAll(operand.Axes), node, $"varies over the axes of its operand {operand}");
    }

    private static void CheckNode(Node node)
    {
        switch (node)
        {
            case Apply apply:
                CheckApply(apply);
                break;
            case Load load:
                CheckIndices(load, load.Indices, load.Array.Type.IsArray ? load.Array.Type.GetArrayRank() : 0);
                Require(load.Type == load.Array.Type.GetElementType(), load, "has the array's element type");
                break;
            case Length length:
                Require(length.Array.Type.IsArray && length.Dimension >= 0 && length.Dimension < length.Array.Type.GetArrayRank(), length, "is of a dimension of an array");
                break;
            case RangeChecked range:
                Require(range.Array.Type.IsSZArray && range.Low.Type == typeof(long) && range.High.Type == typeof(long), range, "checks longs against the length of an array");
                break;
            case Choose choose:
                CheckChoose(choose);
                break;
            case At at:
                CheckIndices(at, at.Indices, at.Replaced.Length);
                foreach (var axis in at.Replaced) Require(at.Value.Axes.Contains(axis), at, $"replaces {axis}, which the value varies over");
                Require(at.Replaced.Distinct().Count() == at.Replaced.Length, at, "replaces an axis once");
                if (In.Through(at.Value) is Recurrence { IsOfRows: true } rows) CheckRow(at, rows);
                break;
            case Reduce reduce:
                CheckReduce(reduce);
                break;
            case Carry carry:
                CheckCarry(carry);
                break;
            case Recurrence recurrence:
                Require(recurrence.Axis.Kind == AxisKind.Sequential, recurrence, "is made along a sequential axis");
                Require(recurrence.ResultAxes.All(dimension => dimension.Id < recurrence.Axis.Id), recurrence, "is an array around the loop that makes it");
                Require(recurrence.Whole is { } whole && whole.Recurrence == recurrence, recurrence, "is what a loop has made of an array that knows it");
                if (recurrence.IsOfRows) CheckRows(recurrence);
                break;
            case Scatter scatter:
                CheckScatter(scatter);
                break;
        }
    }

    private static void CheckApply(Apply apply)
    {
        Require(apply.Operands.Length == apply.Primitive.Arity, apply, $"{apply.Primitive} takes {apply.Primitive.Arity} operands");
        var types = Array.ConvertAll(apply.Operands, operand => operand.Type);
        Require(apply.Primitive.ResultType(types) == apply.Type, apply, $"{apply.Primitive} gives {apply.Type.Name}");
        switch (apply.Primitive)
        {
            case OperatorPrimitive { NodeType: ExpressionType.Conditional }:
                Require(types[0] == typeof(bool) && types[1] == types[2], apply, "selects by a bool from two values of one type");
                break;
            case OperatorPrimitive { Arity: 2, NodeType: not (ExpressionType.LeftShift or ExpressionType.RightShift) }:
                Require(types[0] == types[1], apply, $"{apply.Primitive} takes two operands of one type");
                break;
        }
    }

    private static void CheckIndices(Node node, ReadOnlySpan<Node> indices, int count)
    {
        Require(indices.Length == count, node, $"has {count} indices");
        foreach (var index in indices) Require(index.Type == typeof(int), node, $"index {index} is an int");
    }

    private static void CheckChoose(Choose choose)
    {
        Require(choose.Guard is { IsGuard: true, IsNegated: false }, choose, "chooses by a guard that is entered when its predicate holds");
        Require(choose.WhenTrue.Type == choose.WhenFalse.Type, choose, "chooses from two values of one type");
        Require(!choose.WhenTrue.Axes.Contains(choose.Guard.Complement!), choose, "the first arm is under the guard or outside of the branch");
        Require(!choose.WhenFalse.Axes.Contains(choose.Guard), choose, "the second arm is under the complement or outside of the branch");
    }

    private static void CheckReduce(Reduce reduce)
    {
        Require(!reduce.Reduced.IsEmpty && reduce.Body.Axes.ContainsAll(reduce.Reduced), reduce, "reduces axes that the body varies over");
        switch (reduce.Kind)
        {
            case ReductionKind.Find:
                Require(reduce.Body.Type == typeof(bool) && IsOverOneLoop(reduce) && reduce.Reduced.Count == 1, reduce, "finds where a bool holds along one loop");
                break;
            case ReductionKind.ArgMax or ReductionKind.ArgMin:
                Require(IsOverOneLoop(reduce), reduce, "gives the index along one loop");
                break;
            case ReductionKind.CheckedSum:
                Require(!reduce.IsReal, reduce, "checks the sum of integers");
                break;
        }
    }

    private static bool IsOverOneLoop(Reduce reduce) => reduce.Reduced.Count(axis => !axis.IsGuard) == 1;

    private static void CheckCarry(Carry carry)
    {
        Require(carry.Axis.Kind == AxisKind.Sequential, carry, "is carried along a sequential axis");
        Require(!carry.Initial.Axes.Contains(carry.Axis), carry, "starts from a value outside of its loop");
        Require(carry.Next is not null, carry, "has a next state");
        Require(carry.Next!.Type == carry.Type, carry, $"the next state {carry.Next} has the type of the initial one");
        Require(carry.Next.Axes.Equals(carry.Axes), carry, $"the next state {carry.Next} {carry.Next.Axes} varies over the same axes {carry.Axes}");
    }

    private static void CheckRow(At at, Recurrence rows)
    {
        var place = Array.IndexOf(at.Replaced, rows.ResultAxes[0]);
        Require(place >= 0 && In.Through(at.Indices[place]) is IndexOf { Axis: var axis } && axis == rows.Axis, at, "reads the row of its own step");
    }

    private static void CheckRows(Recurrence rows)
    {
        Require(rows.Whole.Stores, rows, "stores rows");
        foreach (var contribution in rows.Whole.MadeInLoop)
        {
            Require(
                In.Through(contribution.Indices[0]) is Apply { Primitive: var primitive, Operands: [var step, Constant { Value: 1 }] }
                    && primitive == Primitives.Add && In.Through(step) is IndexOf { Axis: var axis } && axis == rows.Axis,
                rows,
                "makes the row after that of its own step");
        }
    }

    private static void CheckScatter(Scatter scatter)
    {
        var results = AxisSet.Create(scatter.ResultAxes);
        Require(
            scatter.Recurrence is not { } made || (made.Type == scatter.Type && made.ResultAxes.AsSpan().SequenceEqual(scatter.ResultAxes) && made.Outer.Equals(scatter.Outer)),
            scatter, "is read along the same axes while it is made");
        Require(results.Count == scatter.ResultAxes.Length && !results.Any(axis => axis.IsGuard), scatter, "is read along distinct loops");
        foreach (var contribution in scatter.Contributions)
        {
            CheckIndices(scatter, contribution.Indices, scatter.ResultAxes.Length);
            Require(contribution.Value.Type == scatter.Type, scatter, $"contribution {contribution.Value} has the type of the sums");
            ProgramRules.CheckDomain(scatter, contribution, scatter.Outer);
        }
    }
}
