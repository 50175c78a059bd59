using System.Reflection;
using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// Numbers in structs of an array that is read, <c>points[i].X</c>, as elements of a matrix, which is what the array's memory is: lanes read those at equal distances.
/// </summary>
internal static class StructFields
{
    public static Program Run(Program program)
    {
        var graph = program.Graph;
        if (graph.Nodes.All(node => node is not Member)) return program;
        var expansions = new Dictionary<Node, Node>(program.Expansions);
        var matrices = new Dictionary<(Slot Array, Type Number), Node>();
        var places = new Dictionary<(Slot Array, string Path), (int Column, int Columns)?>();
        foreach (var node in LiveNodes.Of(program))
        {
            if (expansions.ContainsKey(node) || FieldOf(node) is not var (slot, load, path)) continue;
            var key = (slot, string.Join('.', path.Select(member => member.Name)));
            if (!places.TryGetValue(key, out var place)) places.Add(key, place = StructLayouts.PlaceOf(slot.Type.GetElementType()!, path));
            if (place is not var (column, columns)) continue;
            if (!matrices.TryGetValue((slot, node.Type), out var matrix))
                matrices.Add((slot, node.Type), matrix = graph.Add(new Parameter(new Slot($"{slot.Name}[]", new StructRows(slot, node.Type, columns)) { MayBeNull = slot.MayBeNull })));

            // In the branches of the original: elsewhere there may be no such struct.
            expansions.Add(node, graph.In(graph.Add(new Load(graph.In(matrix, load.Array.Axes), [load.Indices[0], graph.Constant(column)])), node.Axes));
        }

        return matrices.Count == 0 ? program : program with { Expansions = expansions };
    }

    private static (Slot Array, Load Load, IReadOnlyList<MemberInfo> Path)? FieldOf(Node node)
    {
        var path = new Stack<MemberInfo>();
        while (node is Member { Info: var info } && info.DeclaringType!.IsValueType && StoredMembers.Contains(info))
        {
            path.Push(info);
            node = In.Through(node.Operands[0]);
        }

        return path.Count > 0 && node is Load { Indices.Length: 1 } load && In.Through(load.Array) is Parameter { Slot: { Type.IsSZArray: true } slot } ? (slot, load, [.. path]) : null;
    }
}
