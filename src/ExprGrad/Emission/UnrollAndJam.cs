using System.Linq.Expressions;
using ExprGrad.Diagnostics.CSharp;
using ExprGrad.Emission.Bounds;
using ExprGrad.Emission.Splitting;
using ExprGrad.Emission.Vectors;

namespace ExprGrad.Emission;

/// <summary>
/// Two iterations of a loop at once, with one loop inside that they share: what that reads for both of them it reads once. Variables that differ from one iteration to the other are there
/// twice. Each of the two computes what it would alone, in the same order.
/// </summary>
/// <remarks>
/// "Unroll and jam": D. Callahan, J. Cocke, K. Kennedy, "Estimating interlock and improving balance for pipelined architectures", 1988. Which loops it may be done to is for the caller to say:
/// no iteration may read what another writes, and the loop inside writes to variables only.
/// </remarks>
internal sealed class UnrollAndJam
{
    // What is larger waits for other things than memory.
    private const int MostExpressions = 2_000;

    // Behind the value of an assignment, before its variable.
    private static readonly Expression s_isAssigned = Expression.Empty();

    private readonly ChildExpressions _children = new();
    private readonly HashSet<ParameterExpression> _assigned = [];

    // Those that are read before they are assigned: they go on from one iteration to the next.
    private readonly HashSet<ParameterExpression> _carried = [];

    // The index, and what depends on it.
    private readonly HashSet<ParameterExpression> _varying = [];

    private UnrollAndJam()
    {
    }

    /// <summary>The code of two iterations: of the index and of the one after it.</summary>
    /// <param name="body">The code of one.</param>
    /// <param name="index">The loop's index.</param>
    /// <param name="second">A variable that has the index of the second iteration.</param>
    /// <param name="fewestShared">How many values must be the same in both for it to pay.</param>
    /// <param name="variable">Makes another variable like a given one.</param>
    /// <returns>Null where it would not pay.</returns>
    public static IReadOnlyList<Expression>? Of(
        IReadOnlyList<Expression> body, ParameterExpression index, ParameterExpression second, int fewestShared, Func<ParameterExpression, ParameterExpression> variable) =>
        Nest.Of(body) is { } nest && new UnrollAndJam() is var jam && jam.Pays(nest, body, index, fewestShared) ? jam.Both(nest, index, second, variable) : null;

    private bool Pays(Nest nest, IReadOnlyList<Expression> body, ParameterExpression index, int fewestShared)
    {
        if (!FindAssigned(body) || Occur([.. nest.Before, nest.Loop], _carried)) return false;
        FindVarying(body, index);
        return !Occur([nest.Exit, nest.Step], _varying) && nest.Items.Count(item => !IsCopied(item) && Reads(item)) >= fewestShared;
    }

    private List<Expression> Both(Nest nest, ParameterExpression index, ParameterExpression second, Func<ParameterExpression, ParameterExpression> variable)
    {
        var copy = new Renaming(_assigned.Where(name => _varying.Contains(name) && !_carried.Contains(name)).ToDictionary(name => name, variable), index, second);
        IEnumerable<Expression> Second(IEnumerable<Expression> items) => items.Where(IsCopied).Select(item => copy.Visit(item)!);
        // Labels belong to one loop each.
        var loop = Expression.Label();
        var end = new Relabelling(nest.Loop.BreakLabel!, loop);
        return
        [
            .. nest.Before[..^1], .. Second(nest.Before), nest.Before[^1],
            Expression.Loop(Expression.Block([end.Visit(nest.Exit), .. nest.Items.SelectMany(item => Second([item]).Prepend(item)), nest.Step]), loop),
            .. nest.After, .. Second(nest.After),
        ];
    }

    // In the order of evaluation. Whether all that gives a variable a value is an assignment.
    private bool FindAssigned(IReadOnlyList<Expression> body)
    {
        var (read, passed) = (new HashSet<ParameterExpression>(), new HashSet<ParameterExpression>());
        var pending = new Stack<Expression>();
        for (var i = body.Count - 1; i >= 0; i--) pending.Push(body[i]);
        for (var count = 0; pending.TryPop(out var node); count++)
        {
            if (count == MostExpressions || ExpressionReader.IsCompoundAssignment(node.NodeType)) return false;
            switch (node)
            {
                case BinaryExpression { NodeType: ExpressionType.Assign, Left: ParameterExpression variable, Right: var value }:
                    pending.Push(variable);
                    pending.Push(s_isAssigned);
                    pending.Push(value);
                    continue;
                case BinaryExpression { NodeType: ExpressionType.Assign } or UnaryExpression { NodeType: >= ExpressionType.PreIncrementAssign and <= ExpressionType.PostDecrementAssign }:
                    return false;
                case DefaultExpression when node == s_isAssigned:
                    var assigned = (ParameterExpression)pending.Pop();
                    if (_assigned.Add(assigned) && read.Contains(assigned)) _carried.Add(assigned);
                    continue;
                case ParameterExpression variable:
                    read.Add(variable);
                    continue;
                case MethodCallExpression call:
                    foreach (var parameter in call.Method.GetParameters())
                    {
                        if (Assignments.PassedFor(parameter, call) is { } argument) passed.Add(argument);
                    }

                    break;
            }

            var children = _children.Of(node);
            for (var i = children.Count - 1; i >= 0; i--) pending.Push(children[i]);
        }

        return !passed.Overlaps(_assigned);
    }

    private void FindVarying(IReadOnlyList<Expression> body, ParameterExpression index)
    {
        _varying.UnionWith([index, .. _carried]);
        int known;
        do
        {
            known = _varying.Count;
            foreach (var statement in body) FindVarying(statement, isControlled: false);
        }
        while (_varying.Count > known);
    }

    // What is assigned under a condition that varies, does so itself.
    private void FindVarying(Expression statement, bool isControlled)
    {
        switch (statement)
        {
            case BinaryExpression { NodeType: ExpressionType.Assign, Left: ParameterExpression variable, Right: var value }:
                if (isControlled || Occur([value], _varying)) _varying.Add(variable);
                break;
            case ConditionalExpression conditional:
                isControlled |= Occur([conditional.Test], _varying);
                FindVarying(conditional.IfTrue, isControlled);
                FindVarying(conditional.IfFalse, isControlled);
                break;
            case BlockExpression block:
                foreach (var inner in block.Expressions) FindVarying(inner, isControlled);
                break;
            case LoopExpression loop:
                FindVarying(loop.Body, isControlled);
                break;
        }
    }

    // A variable that is the same in both iterations gets its value once; everything else is done for each of them.
    private bool IsCopied(Expression statement) => statement is not BinaryExpression { NodeType: ExpressionType.Assign, Left: ParameterExpression variable } || _varying.Contains(variable);

    // Whether memory is read, or something else that takes as long.
    private bool Reads(Expression statement)
    {
        var pending = new Stack<Expression>([statement]);
        while (pending.TryPop(out var node))
        {
            if (node is MethodCallExpression { Method.DeclaringType.Namespace: { } owner } && owner.StartsWith("ExprGrad.Runtime", StringComparison.Ordinal)) return true;
            foreach (var child in _children.Of(node)) pending.Push(child);
        }

        return false;
    }

    private bool Occur(IEnumerable<Expression> nodes, HashSet<ParameterExpression> variables)
    {
        var pending = new Stack<Expression>(nodes);
        while (pending.TryPop(out var node))
        {
            if (node is ParameterExpression variable && variables.Contains(variable)) return true;
            foreach (var child in _children.Of(node)) pending.Push(child);
        }

        return false;
    }

    // A loop's body with one loop in it, before which its index gets its first value.
    private sealed record Nest(List<Expression> Before, LoopExpression Loop, Expression Exit, IReadOnlyList<Expression> Items, Expression Step, List<Expression> After)
    {
        public static Nest? Of(IReadOnlyList<Expression> body)
        {
            var (before, after) = (new List<Expression>(), new List<Expression>());
            LoopExpression? loop = null;
            foreach (var statement in body)
            {
                foreach (var inner in statement is BlockExpression { Variables.Count: 0 } block ? block.Expressions : (IReadOnlyList<Expression>)[statement])
                {
                    if (inner is not LoopExpression next) (loop is null ? before : after).Add(inner);
                    else if (loop is not null) return null;
                    else loop = next;
                }
            }

            return before.Count > 0 && loop is { BreakLabel: not null, Body: BlockExpression { Expressions: [ConditionalExpression exit, .., var step] items } } ? new Nest(before, loop, exit, [.. items.Skip(1).SkipLast(1)], step, after) : null;
        }
    }

    private sealed class Renaming(Dictionary<ParameterExpression, ParameterExpression> names, ParameterExpression index, ParameterExpression second) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == index ? second : names.GetValueOrDefault(node, node);

        protected override Expression VisitExtension(Expression node) => node is ElementaryCall call ? call.On([.. call.Function.Arguments.Select(Visit)!]) : base.VisitExtension(node);
    }

    private sealed class Relabelling(LabelTarget from, LabelTarget to) : ExpressionVisitor
    {
        protected override LabelTarget? VisitLabelTarget(LabelTarget? node) => node == from ? to : node;
    }
}
