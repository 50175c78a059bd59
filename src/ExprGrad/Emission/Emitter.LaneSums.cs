using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>
/// Sums in a vectorised loop, their products as multiply-adds, which round once. A sum that begins with a product begins with another of its terms instead, one that is there early:
/// e + a b + c d is a multiply-add for each product, a b + c d + e is a multiplication and an addition more.
/// </summary>
internal sealed partial class Emitter
{
    // Sums are taken apart as deep as this.
    private const int SpineLimit = 16;

    // A sum or difference with a product in it.
    private Expression? Fused(Apply apply, EmissionContext at)
    {
        if (!_reassociates || !IsSum(apply)) return null;
        var terms = Terms(apply, at);
        if (!terms.Exists(term => Product(term.Node, at) is not null)) return null;
        BeginEarly(terms, at);
        var (first, isNegated) = terms[0];
        var sum = isNegated ? _lanes!.Form.Call("Negate", InLanes(first, at)) : InLanes(first, at);
        foreach (var (term, isSubtracted) in terms.Skip(1)) sum = Plus(sum, term, isSubtracted, at);
        return sum;
    }

    // The terms of a sum in their order; those of the sum that it adds to, too, if nothing else uses that.
    private List<(Node Node, bool IsNegated)> Terms(Apply sum, EmissionContext at)
    {
        var terms = new List<(Node, bool)>();
        while (true)
        {
            var (rest, term) = (sum.Operands[0], sum.Operands[1]);
            if (sum.Primitive == Primitives.Add && IsEarly(rest, at) && IsPartOfSum(term, at)) (rest, term) = (term, rest);
            terms.Add((term, sum.Primitive == Primitives.Subtract));
            if (terms.Count == SpineLimit || !IsPartOfSum(rest, at))
            {
                terms.Add((rest, false));
                terms.Reverse();
                return terms;
            }

            sum = (Apply)rest;
        }
    }

    private void BeginEarly(List<(Node Node, bool IsNegated)> terms, EmissionContext at)
    {
        if (Product(terms[0].Node, at) is null) return;
        var begin = terms.FindIndex(term => !term.IsNegated && IsEarly(term.Node, at));
        if (begin < 0 && Product(terms[1].Node, at) is null) begin = 1;
        if (begin < 0) return;
        var first = terms[begin];
        terms.RemoveAt(begin);
        terms.Insert(0, first);
    }

    // What comes from memory or from outside of the loop: that nothing has to wait for.
    private bool IsEarly(Node node, EmissionContext at) => node is Ir.Load or At || !Varies(node)
        || (!_schedule.Facts.IsFloating(node) && _schedule.Placements[node] is { Layout: not null } placement && !IsCurrent(placement, at));

    /// <summary>A sum and one more term.</summary>
    private Expression Plus(Expression sum, Node term, bool isSubtracted, EmissionContext at)
    {
        var isNegation = IsUnplaced(term, Primitives.Negate, at);
        if (isNegation && Product(term.Operands[0], at) is { } negated) return PlusProduct(sum, negated, !isSubtracted, at);
        if (Product(term, at) is { } product) return PlusProduct(sum, product, isSubtracted, at);
        return _lanes!.Form.Call(isSubtracted ? "Subtract" : "Add", sum, InLanes(term, at));
    }

    private Expression PlusProduct(Expression sum, Node product, bool isSubtracted, EmissionContext at)
    {
        var (a, b) = (InLanes(product.Operands[0], at), InLanes(product.Operands[1], at));
        return _lanes!.Form.Call(isSubtracted ? "FusedMultiplySubtract" : "FusedMultiplyAdd", a, b, sum);
    }

    // The node if it is a product that is not computed by itself.
    private Node? Product(Node node, EmissionContext at) => _reassociates && IsUnplaced(node, Primitives.Multiply, at) ? node : null;

    private bool IsPartOfSum(Node node, EmissionContext at) => node is Apply apply && IsSum(apply) && IsUsedOnce(node) && IsUnplaced(node, apply.Primitive, at);

    private static bool IsSum(Apply apply) => apply.Primitive == Primitives.Add || apply.Primitive == Primitives.Subtract;

    private bool IsUnplaced(Node node, Primitive primitive, EmissionContext at) => node is Apply apply && apply.Primitive == primitive && Varies(node)
        && _lanes!.Kinds.Of(node) == LaneKind.Real && (_schedule.Facts.IsFloating(node) || IsDeferred(node)) && at.Find(node, _lanes.Replica) is null && !_schedule.Program.Expansions.ContainsKey(node);
}
