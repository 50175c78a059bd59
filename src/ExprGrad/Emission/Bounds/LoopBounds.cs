using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;

namespace ExprGrad.Emission.Bounds;

/// <summary>Goes through what each iteration of one loop does, and takes the checks of accesses and products of integers out of it.</summary>
internal sealed class LoopBounds(BoundsHoister hoister, IndexReader reader, int index, Polynomial start, Polynomial extent, int step)
{
    private readonly Dictionary<(ParameterExpression Span, string Key), RangeCheck> _checks = [];

    private readonly Dictionary<string, BinaryExpression> _products = [];
    private readonly List<BinaryExpression> _moved = [];
    private readonly Dictionary<(string Place, int Size), BinaryExpression> _places = [];

    /// <summary>Places that are computed once in each iteration, at its start.</summary>
    public IEnumerable<Expression> Places => _places.Values;

    /// <summary>The products for before the loop, those of loops inside first.</summary>
    public IEnumerable<Expression> Products => [.. _moved, .. _products.Values];

    /// <summary>The checks for before the loop, in the order in which they were found.</summary>
    public IEnumerable<RangeCheck> Checks => _checks.Values;

    /// <summary>The expression with unchecked accesses. What may not be done in each iteration stays as it is: inner loops, the arms of conditionals.</summary>
    public Expression Rewrite(Expression expression)
    {
        if (DeepStack.IsNearlyFull) return DeepStack.Continue(Rewrite, expression);
        if (hoister.CheckOf(expression) is { } check) return Around(check) is { } outer && Take(outer) ? Expression.Empty() : expression;
        return expression switch
        {
            BlockExpression block => block.Update(block.Variables, Rewrite(block.Expressions)),
            MethodCallExpression call => Rewrite(call),
            ElementaryCall elementary => elementary.On(Rewrite(elementary.Function.Arguments)),
            UnaryExpression { Operand: { } operand } unary => unary.Update(Rewrite(operand)),
            MemberExpression { Expression: { } of } member => member.Update(Rewrite(of)),
            ConditionalExpression conditional => conditional.Update(Rewrite(conditional.Test), conditional.IfTrue, conditional.IfFalse),
            BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.OrElse or ExpressionType.Coalesce } binary => binary.Update(Rewrite(binary.Left), binary.Conversion, binary.Right),
            BinaryExpression { NodeType: ExpressionType.Assign, Left: ParameterExpression variable } assignment => Assign(assignment, variable),
            BinaryExpression { NodeType: ExpressionType.Multiply, Left: not ConstantExpression, Right: not ConstantExpression } product when reader.Read(product) is { } value && IsConstant(value) => Before(product, value),
            BinaryExpression binary => binary.Update(Rewrite(binary.Left), binary.Conversion, Rewrite(binary.Right)),
            _ => expression,
        };
    }

    private Expression[] Rewrite(IReadOnlyCollection<Expression> expressions) => [.. expressions.Select(Rewrite)];

    private Expression Assign(BinaryExpression assignment, ParameterExpression variable)
    {
        reader.Assign(variable, assignment.Right);
        if (hoister.IsProduct(assignment) && reader.Read(assignment.Right) is { } product && IsConstant(product))
        {
            _moved.Add(hoister.Define(variable, Outside(assignment.Right, product)));
            return Expression.Empty();
        }

        return assignment.Update(variable, assignment.Conversion, Rewrite(assignment.Right));
    }

    // The variable of a product that is the same in each iteration.
    private Expression Before(BinaryExpression product, Polynomial value)
    {
        if (!_products.TryGetValue(value.Key, out var definition)) _products.Add(value.Key, definition = hoister.Define(Outside(product, value)));
        return definition.Left;
    }

    // As it stands, or, where the body gives its variables their values first, in what these are made of.
    private Expression Outside(Expression product, Polynomial value) => reader.IsReady(product) ? product : hoister.Write(value);

    private Expression Rewrite(MethodCallExpression node)
    {
        var isChecked = Access.Of(node) is not { } original || ChecksOf(original) is not { } checks || !Take(checks);
        var call = node.Update(node.Object is { } of ? Rewrite(of) : null, Rewrite(node.Arguments));
        if (isChecked) return call;
        var access = Access.Of(call)!.Value;
        var (index, offset) = reader.Split(access.Index) ?? (access.Index, 0);
        if (IsNatural(index)) return (offset > 0 ? access.UncheckedFrom(index, offset) : null) ?? access.Unchecked;
        var isRow = index is BinaryExpression { NodeType: ExpressionType.Multiply };
        return (offset > 0 || isRow ? access.UncheckedAt(PlaceInBytes(index, access.ElementSize), offset) : null) ?? access.Unchecked;
    }

    // The loop's index, from a first one that is not negative.
    private bool IsNatural(Expression place) => start is { IsConstant: true, Offset: >= 0 } && reader.IsIndex(place);

    // The vectors of a round lie side by side: where the first of them is, in bytes, is computed once.
    private ParameterExpression PlaceInBytes(Expression first, int size)
    {
        var place = reader.Read(first)!;
        if (!_places.TryGetValue((place.Key, size), out var definition))
        {
            var code = reader.IsReady(first) ? first : hoister.Write(place);
            _places.Add((place.Key, size), definition = hoister.Define(Expression.Multiply(Expression.Convert(code, typeof(long)), Expression.Constant((long)size))));
        }

        return (ParameterExpression)definition.Left;
    }

    private RangeCheck[]? ChecksOf(Access access)
    {
        if (reader.Read(access.Index) is not { } place) return null;
        if (access.Stride is null) return OfLoop(new RangeCheck(access.Span, place, access.Lanes, []));
        return reader.Read(access.Stride) is { } stride && IsConstant(stride) ? OfLoop(new RangeCheck(access.Span, place, 1, [new RangeLoop(stride, Polynomial.Constant(access.Lanes), 1)])) : null;
    }

    // A check inside of this loop, with what it reads as it is before it.
    private RangeCheck[]? Around(RangeCheck check)
    {
        if (reader.Read(check.First) is not { } first) return null;
        var loops = new List<RangeLoop>();
        RangeLoop? triangle = null;
        foreach (var loop in check.Loops)
        {
            if (reader.Read(loop.Stride) is not { } stride || reader.Read(loop.Extent) is not { } extent || !IsConstant(stride)) return null;
            var inner = loop with { Stride = stride, Extent = extent };
            if (IsConstant(extent)) loops.Add(inner);
            else if (triangle is null) triangle = inner;
            else return null;
        }

        check = check with { First = first, Loops = loops };
        return triangle is { } side ? OfTriangle(check, side) : OfLoop(check);
    }

    // The place grows by a stride with this loop's index; a loop that it does not grow with is one of the check too, since nothing is accessed if it does not run.
    private RangeCheck[]? OfLoop(RangeCheck check) => PlaceOf(check) is var (first, stride) ? Of(check, (stride, first, extent)) : null;

    // The places of an inner loop that is longer or shorter by one in each iteration of this one: the first of each iteration are those of a loop, and the last too.
    private RangeCheck[]? OfTriangle(RangeCheck check, RangeLoop inner)
    {
        if (step != 1 || inner.Step != 1 || inner.Extent.Linear(index) is not var (growth, shortest) || !growth.IsConstant || PlaceOf(check) is not var (first, stride)) return null;
        var extents = Polynomial.Sum(shortest, Polynomial.Product(growth, start));
        var last = Polynomial.Sum(stride, inner.Stride, growth.Offset);
        Polynomial? trips;
        switch (growth.Offset)
        {
            case 1 when extents is { IsConstant: true }:
                // Its first iterations have nothing inside.
                var skipped = Math.Max(0, 1 - extents.Offset);
                first = Polynomial.Sum(first, stride, skipped);
                extents = Polynomial.Constant(extents.Offset + skipped);
                trips = Polynomial.Sum(extent, Polynomial.Constant(skipped), -1);
                break;
            case -1 when Polynomial.Sum(extent, extents, -1) is { IsConstant: true } rest:
                // So have its last ones.
                trips = rest.Offset > 0 ? extents : extent;
                break;
            default:
                return null;
        }

        var end = Polynomial.Sum(first, Polynomial.Product(inner.Stride, Polynomial.Sum(extents, Polynomial.Constant(1), -1)));
        return Of(check, (stride, first, trips), (last, end, trips));
    }

    // Where the first iteration begins, and the distance from iteration to iteration.
    private (Polynomial First, Polynomial Stride)? PlaceOf(RangeCheck check) =>
        check.First.Linear(index) is var (perIndex, rest) && Polynomial.Sum(rest, Polynomial.Product(perIndex, start)) is { } first && Polynomial.Product(perIndex, Polynomial.Constant(step)) is { } stride
            ? (first, stride)
            : null;

    private RangeCheck[]? Of(RangeCheck check, params (Polynomial? Stride, Polynomial? First, Polynomial? Trips)[] lines) =>
        check.Loops.Count < RangeCheck.MostLoops && Array.TrueForAll(lines, line => line is { Stride: not null, First: not null, Trips: not null })
            ? Array.ConvertAll(lines, line => check with { First = line.First!, Loops = [.. check.Loops, new RangeLoop(line.Stride!, line.Trips!, step)] })
            : null;

    private bool IsConstant(Polynomial polynomial) => !polynomial.Integers.Contains(index);

    private bool Take(RangeCheck[] checks)
    {
        if (!reader.IsConstant(checks[0].Span)) return false;
        foreach (var check in checks)
        {
            var key = (check.Span, check.Key);
            _checks[key] = _checks.TryGetValue(key, out var other) ? other.And(check) : check;
        }

        return true;
    }
}
