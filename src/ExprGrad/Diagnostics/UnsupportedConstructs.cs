using System.Collections.Frozen;
using System.Linq.Expressions;

namespace ExprGrad.Diagnostics;

/// <summary>Finds the row of the catalogue for a node kind or a LINQ operator that is refused by its name.</summary>
internal static class UnsupportedConstructs
{
    private static readonly FrozenDictionary<string, Refusal> RowsByName = new (Refusal Row, string[] Names)[]
    {
        (Refusals.Ordering, ["OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "Order", "OrderDescending", "Shuffle"]),
        (Refusals.Grouping, ["GroupBy", "ToLookup", "AggregateBy", "CountBy"]),
        (Refusals.Joining, ["Join", "GroupJoin", "LeftJoin", "RightJoin"]),
        (Refusals.SetOperation, ["Distinct", "DistinctBy", "Union", "UnionBy", "Intersect", "IntersectBy", "Except", "ExceptBy"]),
        (Refusals.ConditionalPrefix, ["TakeWhile", "SkipWhile"]),
        (Refusals.Chunking, ["Chunk"]),
        (Refusals.Materializing, ["ToList", "ToDictionary", "ToHashSet", "AsEnumerable", "AsQueryable"]),
        (Refusals.UntypedElements, ["Cast", "OfType"]),
        (Refusals.OrDefault,
            ["FirstOrDefault", "LastOrDefault", "ElementAtOrDefault", "Single", "SingleOrDefault", "DefaultIfEmpty"]),
        (Refusals.OperatorOverload,
            ["Take", "ElementAt", "Max", "Min", "MaxBy", "MinBy", "Contains", "IndexOf", "SequenceEqual", "Sum", "Average"]),
    }.SelectMany(r => r.Names, (r, name) => KeyValuePair.Create(name, r.Row)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The refusal for an operator, or an overload of one, that is not lowered; its first argument is the operator's name.</summary>
    internal static Refusal Operator(string name) => RowsByName.GetValueOrDefault(name, Refusals.UnknownOperator);

    /// <summary>Adds the refusal for a node that has no lowering, by the name of its kind.</summary>
    internal static void AddNode(RefusalList refusals, Expression node)
    {
        var kind = node.NodeType.ToString();
        switch (node)
        {
            case BlockExpression: refusals.Add(Refusals.Block, node); break;
            case LoopExpression: refusals.Add(Refusals.Loop, node); break;
            case GotoExpression or LabelExpression: refusals.Add(Refusals.Jump, node, kind); break;
            case TryExpression: refusals.Add(Refusals.Try, node); break;
            case SwitchExpression: refusals.Add(Refusals.Switch, node); break;
            case DynamicExpression: refusals.Add(Refusals.Dynamic, node); break;
            case DebugInfoExpression or RuntimeVariablesExpression: refusals.Add(Refusals.DebuggingNode, node, kind); break;
            case TypeBinaryExpression or UnaryExpression { NodeType: ExpressionType.TypeAs }: refusals.Add(Refusals.TypeTest, node); break;
            case UnaryExpression { NodeType: ExpressionType.Throw }: refusals.Add(Refusals.Throw, node); break;
            case { NodeType: ExpressionType.Extension }: refusals.Add(Refusals.ExtensionNode, node, CSharpNames.Of(node.GetType())); break;
            case { NodeType: >= ExpressionType.AddAssign and <= ExpressionType.PostDecrementAssign or ExpressionType.Assign }:
                refusals.Add(Refusals.Assignment, node, kind);
                break;
            default: refusals.Add(Refusals.UnsupportedNode, node, kind); break;
        }
    }
}
