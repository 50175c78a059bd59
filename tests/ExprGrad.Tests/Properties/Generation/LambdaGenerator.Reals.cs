using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>Real expressions: arithmetic, functions, conversions, and the ways to keep a value inside a range.</summary>
internal sealed partial class LambdaGenerator
{
    private static readonly Interval moderate = new(-25, 25);

    private bool hasActiveEstimate;

    private Term Real(Kind kind, int budget, Scope scope)
    {
        if (budget <= 1)
            return Leaf(kind, scope);
        bool mayLoop = budget >= 3 && scope.LoopDepth < DeepestLoop;
        var term = new Alternatives(random)
            .Add(13, () => Arithmetic(kind, budget, scope))
            .Add(38, () => Function(kind, budget, scope))
            .Add(6, () => Element(kind, budget, scope))
            .Add(5, () => Choice(kind, budget, scope))
            .Add(5, () => Protected(kind, budget, scope))
            .Add(4, () => GuardedElement(kind, budget, scope))
            .Add(7, () => Converted(kind, budget, scope))
            .Add(mayLoop ? 26 : 0, () => Reduction(kind, budget, scope))
            .Add(mayLoop ? 6 : 0, () => Stepped(kind, budget, scope))
            .Add(mayLoop ? 1 : 0, () => FlatRows(kind, budget, scope))
            .Add(3, () => Invocation(kind, budget, scope))
            .Add(3, () => Let(kind, budget, scope))
            .Add(6, () => ArrayFunction(kind, budget, scope))
            .Add(2, () => Stopped(kind, budget, scope))
            .Add(1, () => OpaqueCall(kind, scope))
            .Draw() ?? Leaf(kind, scope);
        return Fit(term, moderate);
    }

    private Term Leaf(Kind kind, Scope scope)
    {
        if (random.Chance(0.12))
            return Constant(kind, new(-3, 3));
        var scalars = scope.Terms.Where(t => t.Is(kind)).ToList();
        var active = scalars.Where(t => t.Active).ToList();
        if (active.Count > 0 && random.Chance(0.5))
            return random.PickLater(active);
        if (scalars.Count > 0 && random.Chance(0.3))
            return random.PickLater(scalars);
        return Element(kind, 1, scope) ?? (scalars.Count > 0 ? random.PickLater(scalars) : Converted(kind, 1, scope)) ?? Constant(
            kind, new(-3, 3));
    }

    private Term Arithmetic(Kind kind, int budget, Scope scope)
    {
        var share = random.Split(budget - 1, 2);
        switch (random.Below(12))
        {
            case 0:
                return Negated(Real(kind, budget - 1, scope));
            case < 4:
                return Binary(ExpressionType.Add, Real(kind, share[0], scope), Real(kind, share[1], scope));
            case < 6:
                return Binary(ExpressionType.Subtract, Real(kind, share[0], scope), Real(kind, share[1], scope));
            case < 9:
                return Binary(ExpressionType.Multiply, Real(kind, share[0], scope), Real(kind, share[1], scope));
            case < 11:
                return Binary(ExpressionType.Divide, Real(kind, share[0], scope), NonZero(Real(kind, share[1], scope)));
            default:
                return Binary(ExpressionType.Modulo, Real(kind, share[0], scope), NonZero(Real(kind, share[1], scope)));
        }
    }

    private static Term Negated(Term term) =>
        Scalar(CSharp.Unary(ExpressionType.Negate, term.Node), term.Kind, -term.Range, term);

    private static Term Binary(ExpressionType operation, Term left, Term right)
    {
        var range = operation switch
        {
            ExpressionType.Add => left.Range + right.Range,
            ExpressionType.Subtract => left.Range - right.Range,
            ExpressionType.Multiply => left.Range * right.Range,
            ExpressionType.Divide => left.Range / right.Range,
            _ => left.Range % right.Range,
        };
        return Scalar(CSharp.Binary(operation, left.Node, right.Node), left.Kind, range, left, right);
    }

    /// <summary>Moves a divisor away from 0.</summary>
    private Term NonZero(Term term) =>
        term.Range.Low > 0.3 || term.Range.High < -0.3 ? term : Fit(term, random.Chance(0.2) ? new(-6, -0.4) : new(0.4, 6));

    private Term Function(Kind kind, int budget, Scope scope)
    {
        var rows = Primitives.Of(kind, PrimitiveResult.Real).Concat(Primitives.Of(kind, PrimitiveResult.Pair))
            .Where(r => usesEstimates || r.Primitive.Exact).ToList();
        if (usesEstimates && random.Chance(0.5))
            rows.RemoveAll(r => r.Primitive.Exact);
        else if (random.Chance(0.03))
            rows.RemoveAll(r => !r.Primitive.IsFlat);
        var row = random.Pick(rows);

        // Of something constant an estimate is as good as any function; elsewhere there is nothing to compare its derivative with.
        var term = Call(row, budget, row.Primitive.Exact || random.Chance(0.4) ? scope : scope.Inactive);
        hasActiveEstimate |= term.Active && !row.Primitive.Exact;
        if (row.Primitive.Result != PrimitiveResult.Pair)
            return term;
        return term with { Node = Expression.Field(term.Node, random.Pick("Item1", "Item2")) };
    }

    private Term Call(PrimitiveRow row, int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget - 1, row.Primitive.Arguments.Length), row.Primitive.Arguments.Length);
        var arguments = row.Primitive.Arguments.Select((argument, i) => argument.Kind switch
        {
            Kind.Double => Fit(Real(row.Kind, share[i], scope), argument.Domain),
            Kind.Int32 => FitInteger(Integer(share[i], scope), argument.Domain),
            _ => null,
        }).ToArray();
        return Call(row, arguments);
    }

    /// <summary>A call with given real and integer arguments; the literal ones (null) are drawn.</summary>
    private Term Call(PrimitiveRow row, params Term?[] arguments)
    {
        var literals = row.Primitive.Arguments.Select(a => a.Kind is null ? random.Pick(a.Literals) : null).ToArray();
        var nodes = arguments.Zip(literals, (a, literal) => a?.Node ?? Expression.Constant(literal));
        var range = row.Primitive.Result == PrimitiveResult.Pair
            ? new Interval(-1, 1)
            : row.Range([.. arguments.Zip(literals, (a, literal) => a is null ? literal! : (object)a.Range)]);
        return Scalar(
            Expression.Call(types.IsTwin ? row.Twin : row.Method, nodes), row.Kind, range,
            row.Primitive.IsFlat ? [] : [.. arguments.OfType<Term>()]);
    }

    /// <summary>A conversion from another real or integer type, cast or implicit.</summary>
    private Term? Converted(Kind kind, int budget, Scope scope)
    {
        var data = scope.Terms.Where(t => t.Shape is ScalarShape { Kind: Kind.Int64 or Kind.Int16 or Kind.Byte or Kind.UInt32 or Kind.Char })
            .ToList();
        return new Alternatives(random)
            .Add(
                reals.Length > 1 && budget > 1 ? 5 : 0,
                () => ConvertTo(kind, Real(kind == Kind.Double ? Kind.Single : Kind.Double, budget - 1, scope)))
            .Add(3, () => ConvertTo(kind, Integer(budget - 1, scope)))
            .Add(budget > 1 ? 11 : 0, () => ConvertTo(kind, ThroughInteger(budget - 1, scope)))
            .Add(data.Count > 0 ? 8 : 0, () => ConvertTo(kind, random.Pick(data)))
            .Draw();
    }

    private Term ConvertTo(Kind kind, Term term) => Scalar(CSharp.Convert(term.Node, types.Of(kind)), kind, term.Range, term);

    /// <summary>Maps a term into a range, in one of the ways in which people write it; a term that is in the range is left alone.</summary>
    private Term Fit(Term term, Interval target)
    {
        if (term.Range.IsWithin(target))
            return term;
        if (term.Node is ConstantExpression)
            return Constant(term.Kind, target);
        bool isHalfLine = target is { Low: > 0, High: >= 5 };
        return new Alternatives(random)
            .Add(isHalfLine ? 0 : 3, () => Scaled(term, target))
            .Add(isHalfLine ? 1 : 3, () => Squashed(term, target))
            .Add(isHalfLine && term.Range.Magnitude < target.High - 0.7 ? 5 : 0, () => ShiftedAbsolute(term, target))
            .Add(isHalfLine && term.Range.Magnitude < 2 ? 3 : 0, () => ShiftedSquare(term, target))
            .Add(1, () => Clamped(term, target))
            .Draw() ?? Squashed(term, target);
    }

    /// <summary><c>e * scale + offset</c></summary>
    private Term? Scaled(Term term, Interval target)
    {
        double scale = Math.Round(0.95 * target.Width / Math.Max(term.Range.Width, 1e-3), 3);
        if (scale is < 0.01 or > 1)
            return null;
        var scaled = Binary(ExpressionType.Multiply, term, Literal(term.Kind, scale));
        if (!scaled.Range.IsWithin(target))
            scaled = Binary(ExpressionType.Add, scaled, Literal(term.Kind, Math.Round(target.Middle - scaled.Range.Middle, 2)));
        return scaled.Range.IsWithin(target) ? scaled : null;
    }

    /// <summary><c>middle + half * g(e)</c> for a bounded g.</summary>
    private Term Squashed(Term term, Interval target)
    {
        var host = term.Kind == Kind.Double ? typeof(Math) : typeof(MathF);
        var inner = term.Range.Magnitude > 3
            ? Binary(ExpressionType.Multiply, term, Literal(term.Kind, Math.Round(3 / term.Range.Magnitude, 3)))
            : term;
        string name = random.Pick("Tanh", "Sin", "Atan");
        double bound = name == "Atan" ? Math.PI / 2 : 1;
        var bounded = Call(Primitives.Find(name, term.Kind, host), inner) with { Shape = new ScalarShape(term.Kind, new(-bound, bound)) };
        var scaled = Binary(ExpressionType.Multiply, Literal(term.Kind, Math.Floor(0.45 * target.Width / bound * 100) / 100), bounded);
        return scaled.Range.IsWithin(target)
            ? scaled
            : Binary(ExpressionType.Add, Literal(term.Kind, Math.Round(target.Middle, 2)), scaled);
    }

    private Term ShiftedAbsolute(Term term, Interval target) =>
        Binary(ExpressionType.Add, Call(RowNamed("Abs", term.Kind), term), Constant(term.Kind, new(target.Low, target.Low + 0.5)));

    private Term ShiftedSquare(Term term, Interval target)
    {
        var square = Binary(ExpressionType.Multiply, term, term);
        double largest = term.Range.Magnitude * term.Range.Magnitude;
        square = square with { Shape = new ScalarShape(term.Kind, new(0, largest)) };
        return Binary(ExpressionType.Add, square, Constant(term.Kind, new(target.Low, target.Low + 0.5)));
    }

    private PrimitiveRow RowNamed(string name, Kind kind) =>
        random.Pick(Primitives.Rows.Where(r => r.Primitive.Name == name && r.Kind == kind).ToList());

    private Term Clamped(Term term, Interval target) =>
        Call(RowNamed("Clamp", term.Kind), term, Literal(term.Kind, target.Low), Literal(term.Kind, target.High));
}
