using ExprGrad.Frontend;
using ExprGrad.Ir;

namespace ExprGrad.Emission;

/// <summary>
/// Memory that nothing is known of when a call begins: what methods and members of the user's read and return, and what lies deep in data. It may be that of a gradient.
/// </summary>
internal static class ForeignMemory
{
    /// <summary>Whether such memory is read.</summary>
    /// <param name="nodes">Nodes, operands before what uses them.</param>
    public static bool IsReadBy(IEnumerable<Node> nodes)
    {
        // Through how many members each object and array is reached from an element of an input.
        var depths = new Dictionary<Node, int>();
        foreach (var node in nodes)
        {
            if (node is Call || (node is Member member && !StoredMembers.Contains(member.Info))) return true;
            var isNumber = ScalarTypes.Contains(node.Type);
            if (isNumber && node is not Load { IsReal: true }) continue;
            var depth = DepthOf(node, depths);
            if (!isNumber) depths.Add(node, depth);
            else if (depth > ContainersPart.Deepest) return true;
        }

        return false;
    }

    // Of an object that is an input by itself nothing is looked at: its members are inputs too, but for those at the end of long paths.
    private static int DepthOf(Node node, Dictionary<Node, int> depths)
    {
        if (node is Member { Operands: [var owner] } && In.Through(owner) is Parameter { Type.IsArray: false }) return ContainersPart.Deepest + 1;
        var depth = node is Member ? 1 : 0;
        return depth + node.Operands.Select(operand => depths.GetValueOrDefault(operand)).DefaultIfEmpty().Max();
    }
}
