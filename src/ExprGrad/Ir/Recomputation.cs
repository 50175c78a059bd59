namespace ExprGrad.Ir;

/// <summary>Tells values that are cheaper to compute again at another index than to keep in an array.</summary>
internal static class Recomputation
{
    private const int Limit = 4;

    /// <summary>Whether the node is a few loads and additions of inputs and indices.</summary>
    public static bool IsCheap(Node node)
    {
        var cost = 0;
        var pending = new Stack<Node>([node]);
        while (pending.TryPop(out var next))
        {
            switch (next)
            {
                case Constant or Parameter or IndexOf or In:
                    break;
                case Load or Length:
                    cost++;
                    break;
                case Apply apply:
                    cost += apply.Primitive.Cost;
                    break;
                default:
                    return false;
            }

            if (cost > Limit) return false;
            foreach (var operand in next.Operands) pending.Push(operand);
        }

        return true;
    }
}
