using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>An element of an input that a load may read.</summary>
/// <param name="Input">The input.</param>
/// <param name="Indices">Of the input's dimensions and then of those of its rows.</param>
/// <param name="Guards">The branches in which it is this element that is read.</param>
internal readonly record struct ElementSource(Parameter Input, Node[] Indices, AxisSet Guards)
{
    /// <summary>Where the load reads: one source, or one for each array that branches may have chosen. Arrays that are no inputs have none.</summary>
    public static IEnumerable<ElementSource> Of(Graph graph, Load load)
    {
        var pending = new Stack<(Node Array, Node[] Indices, AxisSet Guards)>([(load.Array, load.Indices.ToArray(), AxisSet.Empty)]);
        while (pending.TryPop(out var at))
        {
            switch (at.Array)
            {
                case Parameter input:
                    yield return new ElementSource(input, at.Indices, at.Guards);
                    break;
                case Load row:
                    pending.Push(at with { Array = row.Array, Indices = [.. row.Indices, .. at.Indices] });
                    break;
                case In or RangeChecked:
                    pending.Push(at with { Array = at.Array.Operands[0] });
                    break;
                case Choose choose:
                    pending.Push(at with { Array = choose.WhenFalse, Guards = at.Guards.Union([choose.Guard.Complement!]) });
                    pending.Push(at with { Array = choose.WhenTrue, Guards = at.Guards.Union([choose.Guard]) });
                    break;
                case At read:
                    pending.Push(at with { Array = Resolved(graph, read) });
                    break;
            }
        }
    }

    // The array that is read in another iteration, found by its own indices there.
    private static Node Resolved(Graph graph, At read)
    {
        var substitution = new Substitution(graph, read.Axes) { ReadsLoops = true };
        for (var i = 0; i < read.Replaced.Length; i++)
        {
            if (read.Replaced[i].IsGuard) substitution.Drop(read.Replaced[i]);
            else substitution.Replace(read.Replaced[i], read.Indices[i]);
        }

        return substitution.Copy(read.Value);
    }
}
