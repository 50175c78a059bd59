using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>
/// Proves that an index lies in 0..length-1 by linear arithmetic over loop indices, lengths and parameters. The steps may wrap around in int:
/// sums and products are exact modulo 2^32, and the proven value is in range.
/// </summary>
internal static class IndexRange
{
    public static bool IsInRange(Node index, Node length)
    {
        var form = LinearForm.Of(index);
        return form is not null && LinearForm.Of(length) is { } bound && bound.CannotWrap() && form.Minimum()?.IsNonNegative() == true
            && bound.Minus(form).PlusConstant(-1).Minimum()?.IsNonNegative() == true;
    }

    /// <summary>Whether the sum of two numbers is at most the largest int: if it is at most one length and a small constant more.</summary>
    public static bool IsSumInRange(Node a, Node b) => LinearForm.Of(a)?.Plus(b)?.Maximum()?.IsAtMostOneLength() == true;

    /// <summary>Whether a number is at least 0 in all iterations of the loops around it.</summary>
    public static bool IsNonNegative(Node number) => LinearForm.Of(number, keepsCounts: true) is { } form && form.CannotWrap() && form.Minimum()?.IsNonNegative() == true;

    /// <summary>Whether one count is at most the other. What was checked to be no negative count is none.</summary>
    /// <param name="count">The count that may be smaller.</param>
    /// <param name="other">The other one.</param>
    /// <param name="isCount">Whether a number is known to be at least 0.</param>
    public static bool IsAtMost(Node count, Node other, Func<Node, bool> isCount) =>
        LinearForm.Of(count, keepsCounts: true) is { } low && LinearForm.Of(other, keepsCounts: true) is { } high && low.CannotWrap() && high.CannotWrap()
        && high.Minus(low).IsNonNegative(isCount);

    /// <summary>
    /// The smallest and largest index over all iterations of the loops, as sums of nodes that don't vary over them; null if it is not linear
    /// in the loop indices.
    /// </summary>
    public static Range? Extremes(Node index, AxisSet loops)
    {
        var form = LinearForm.Of(index);
        return form?.Minimum(loops)?.ToTerms(loops) is { } low && form.Maximum(loops)?.ToTerms(loops) is { } high ? new Range(low, high) : null;
    }

    public readonly record struct Range(Terms Low, Terms High)
    {
        public bool IsEarly(Earliness earliness) => Low.Factors.Concat(High.Factors).All(term => earliness.IsEarly(term.Node));
    }

    /// <summary>A constant plus multiples of nodes.</summary>
    public readonly record struct Terms(long Constant, IReadOnlyList<(Node Node, long Factor)> Factors);

    /// <summary>A constant plus integer multiples of nodes.</summary>
    private sealed class LinearForm
    {
        private readonly Dictionary<Node, long> _terms = [];
        private readonly bool _keepsCounts;
        private long _constant;

        private LinearForm(bool keepsCounts) => _keepsCounts = keepsCounts;

        /// <summary>The form of a node. A count that was checked is a term of its own, or what was checked.</summary>
        public static LinearForm? Of(Node node, bool keepsCounts = false)
        {
            var form = new LinearForm(keepsCounts);
            return form.Add(node, 1, depth: 0) ? form : null;
        }

        /// <summary>The smallest value over all iterations of the loops, or null if it can't be told.</summary>
        public LinearForm? Minimum(AxisSet? loops = null) => Extreme(towards: -1, loops);

        public LinearForm? Maximum(AxisSet? loops = null) => Extreme(towards: 1, loops);

        public LinearForm? Plus(Node node) => Add(node, 1, depth: 0) ? this : null;

        /// <summary>Whether the form is no larger than the largest int: an array is 56 elements shorter.</summary>
        public bool IsAtMostOneLength() =>
            _constant <= (_terms.Count == 0 ? int.MaxValue : int.MaxValue - Array.MaxLength) && _terms.All(term => In.Through(term.Key) is Length && term.Value <= 1)
            && _terms.Values.Count(factor => factor > 0) <= 1;

        public LinearForm Minus(LinearForm other)
        {
            var difference = new LinearForm(_keepsCounts) { _constant = _constant - other._constant };
            foreach (var (node, factor) in _terms) difference.AddTerm(node, factor);
            foreach (var (node, factor) in other._terms) difference.AddTerm(node, -factor);
            return difference;
        }

        public LinearForm PlusConstant(long constant)
        {
            _constant += constant;
            return this;
        }

        /// <summary>Whether the form is at least 0 whatever the values of its nodes; lengths and checked counts are at least 0.</summary>
        public bool IsNonNegative(Func<Node, bool>? isCount = null) => _constant >= 0
            && _terms.All(term => term.Value >= 0 && (In.Through(term.Key) is Length || IsCheckedCount(In.Through(term.Key)) || isCount?.Invoke(In.Through(term.Key)) == true));

        /// <summary>
        /// Whether the form's value is that of the int arithmetic it stands for: at most one node, or the difference of two lengths, and a small constant.
        /// (One step past the largest int gives a negative count, and such a loop does not run.)
        /// </summary>
        public bool CannotWrap() =>
            Math.Abs(_constant) < 1 << 30 && _terms.Count <= 2 && _terms.Values.All(factor => factor is 1 or -1)
            && _terms.Values.Count(factor => factor == 1) <= 1 && (_terms.Values.All(factor => factor == 1) || _terms.Keys.All(node => In.Through(node) is Length));

        public Terms? ToTerms(AxisSet loops) => _terms.Count <= 8 && _terms.Keys.All(node => node.Axes.Intersect(loops).IsEmpty && Totality.IsTotal(node))
            ? new Terms(_constant, [.. _terms.OrderBy(term => term.Key.Id).Select(term => (term.Key, term.Value))])
            : null;

        // Replaces each loop index by 0 or by its extent - 1, innermost loops first: their extents may depend on outer indices.
        private LinearForm? Extreme(int towards, AxisSet? loops)
        {
            var form = Minus(new LinearForm(_keepsCounts));
            while (form._terms.Keys.Select(In.Through).Where(node => IsReplaced(node, loops)).MaxBy(node => LoopOf(node)!.Id) is { } index)
            {
                var loop = LoopOf(index)!;
                var factor = 0L;
                foreach (var key in form._terms.Keys.Where(key => In.Through(key) == index).ToList())
                {
                    form._terms.Remove(key, out var part);
                    factor += part;
                }

                if (Math.Sign(factor) != towards) continue;
                if (Of(loop.Bound)?.CannotWrap() != true || !form.Add(loop.Bound, factor, depth: 0)) return null;
                form._constant -= factor;
            }

            return form;
        }

        private static bool IsReplaced(Node node, AxisSet? loops) => loops is null ? LoopOf(node) is not null : node is IndexOf index && loops.Contains(index.Axis);

        // The loop that the node is an index of: the current one, or that of the element that a search has found. A search for an extreme that is not checked was made where there is one.
        private static Axis? LoopOf(Node node) => node switch
        {
            IndexOf index => index.Axis,
            Apply { Primitive: var check, Operands: [var operand] } when check == Primitives.CheckMatch && In.Through(operand) is Reduce found => found.Reduced.Loops.Innermost,
            Reduce { Kind: ReductionKind.ArgMax or ReductionKind.ArgMin } found => found.Reduced.Loops.Innermost,
            _ => null,
        };

        private bool Add(Node node, long factor, int depth)
        {
            if (Math.Abs(factor) > int.MaxValue || depth > 64) return false;
            node = In.Through(node);
            switch (node)
            {
                case Constant { Value: int value }:
                    _constant += factor * value;
                    return true;
                case Apply { Primitive: MethodPrimitive check } apply when check == Primitives.CheckNotEmpty || !_keepsCounts && IsCheckedCount(apply):
                    return Add(apply.Operands[0], factor, depth + 1);
                case Apply { Primitive: OperatorPrimitive { NodeType: ExpressionType.Add } } sum when sum.Type == typeof(int):
                    return Add(sum.Operands[0], factor, depth + 1) && Add(sum.Operands[1], factor, depth + 1);
                case Apply { Primitive: OperatorPrimitive { NodeType: ExpressionType.Subtract } } difference when difference.Type == typeof(int):
                    return Add(difference.Operands[0], factor, depth + 1) && Add(difference.Operands[1], -factor, depth + 1);
                case Apply { Primitive: OperatorPrimitive { NodeType: ExpressionType.Multiply } } product when product.Type == typeof(int):
                    if (In.Through(product.Operands[0]) is Constant { Value: int a }) return Add(product.Operands[1], factor * a, depth + 1);
                    if (In.Through(product.Operands[1]) is Constant { Value: int b }) return Add(product.Operands[0], factor * b, depth + 1);
                    AddTerm(product, factor);
                    return true;
                default:
                    AddTerm(node, factor);
                    return node.Type == typeof(int);
            }
        }

        private void AddTerm(Node node, long factor)
        {
            node = In.Through(node);
            var total = _terms.GetValueOrDefault(node) + factor;
            if (total == 0) _terms.Remove(node);
            else _terms[node] = total;
        }

        private static bool IsCheckedCount(Node node) => node is Apply { Primitive: MethodPrimitive check } && check == Primitives.CheckCount;
    }
}
