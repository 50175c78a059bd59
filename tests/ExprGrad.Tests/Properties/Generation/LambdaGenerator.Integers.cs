using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>Integers: data, lengths, loop variables, counts, and reals cast to them. Their ranges are exact.</summary>
internal sealed partial class LambdaGenerator
{
    private static readonly Interval indexRange = new(-40, 40);

    private static readonly Kind[] dataKinds = [Kind.Int64, Kind.Int16, Kind.Byte, Kind.Char, Kind.UInt32, Kind.Enum];

    private Term Integer(int budget, Scope scope)
    {
        if (budget <= 1)
            return IntegerLeaf(scope);
        bool mayLoop = budget >= 3 && scope.LoopDepth < DeepestLoop;
        var term = new Alternatives(random)
            .Add(13, () => IntegerArithmetic(budget, scope))
            .Add(4, () => IntegerFunction(budget, scope))
            .Add(3, () => CastReal(budget, scope))
            .Add(2, () => Element(Kind.Int32, budget, scope))
            .Add(1, () => IntegerChoice(budget, scope))
            .Add(3, () => IntegerFrom(random.Pick(dataKinds), scope))
            .Add(4, () => IntegerOf(budget, scope))
            .Add(5, () => ThroughInteger(budget, scope))
            .Add(1, () => BigProduct(budget, scope))
            .Add(2, () => IndexOf(budget, scope))
            .Add(2, () => OpaqueBucket(budget, scope))
            .Add(mayLoop ? 4 : 0, () => Count(budget, scope))
            .Add(mayLoop ? 3 : 0, () => IntegerReduction(budget, scope))
            .Draw() ?? IntegerLeaf(scope);
        return FitInteger(term, indexRange);
    }

    private Term IntegerLeaf(Scope scope)
    {
        var scalars = scope.Terms.Where(t => t.Is(Kind.Int32)).ToList();
        var arrays = scope.Terms.Where(t => t.IsArray || t.Shape is MatrixShape).ToList();
        return new Alternatives(random)
            .Add(2, () => IntegerLiteral(random.Within(-1, 4)))
            .Add(scalars.Count > 0 ? 10 : 0, () => random.PickLater(scalars))
            .Add(arrays.Count > 0 ? 3 : 0, () => LengthOf(random.Pick(arrays), random.Below(2)))
            .Add(2, () => Element(Kind.Int32, 1, scope))
            .Add(4, () => IntegerFrom(random.Pick(dataKinds), scope))
            .Draw()!;
    }

    private static Term IntegerLiteral(int value) => Scalar(CSharp.Integer(value), Kind.Int32, Interval.Of(value));

    private static Term Integer(Expression node, Interval range, params Term[] operands) => Scalar(node, Kind.Int32, range, operands);

    private Term IntegerArithmetic(int budget, Scope scope)
    {
        var share = random.Split(budget, 2);
        var left = Integer(share[0], scope);
        bool isChecked = random.Chance(0.45);
        switch (random.Below(14))
        {
            case 12:
                return Integer(CSharp.Binary(ExpressionType.RightShift, left.Node, CSharp.Integer(1)), Halved(left.Range), left);
            case 9:
                int mask = random.Pick(1, 3, 7);
                return Integer(CSharp.Binary(ExpressionType.And, left.Node, CSharp.Integer(mask)), new(0, mask), left);
            case 10 or 11:
                return random.Chance(0.5)
                    ? Integer(CSharp.Unary(ExpressionType.Not, left.Node), -left.Range - Interval.Of(1), left)
                    : Integer(CSharp.Binary(ExpressionType.LeftShift, left.Node, CSharp.Integer(1)), left.Range * Interval.Of(2), left);
            case 0 or 13:
                return Integer(
                    CSharp.Unary(isChecked ? ExpressionType.NegateChecked : ExpressionType.Negate, left.Node), -left.Range, left);
            case < 3:
                return IntegerSum(isChecked ? ExpressionType.AddChecked : ExpressionType.Add, left, Integer(share[1], scope));
            case < 5:
                var right = Integer(share[1], scope);
                return Integer(
                    CSharp.Binary(isChecked ? ExpressionType.SubtractChecked : ExpressionType.Subtract, left.Node, right.Node),
                    left.Range - right.Range, left, right);
            case 5 or 6 when random.Chance(0.6):
                var factor = Integer(share[1], scope);
                return Integer(
                    CSharp.Binary(isChecked ? ExpressionType.MultiplyChecked : ExpressionType.Multiply, left.Node, factor.Node),
                    left.Range * factor.Range, left, factor);
            case 5 or 6:
                int divisor = random.Within(2, 4);
                return Integer(
                    CSharp.Binary(ExpressionType.Divide, left.Node, CSharp.Integer(divisor)),
                    (left.Range * Interval.Of(1.0 / divisor)).Truncated(), left);
            case 7:
                return Remainder(left, IntegerLiteral(random.Within(2, 4)));
            default:
                // Division by data is guarded where the divisor may be 0.
                var guarded = IntegerLeaf(scope);
                var test = CSharp.Binary(ExpressionType.NotEqual, guarded.Node, CSharp.Integer(0));
                var quotient = CSharp.Binary(
                    random.Pick(ExpressionType.Divide, ExpressionType.Modulo), left.Node,
                    guarded.Node is ConstantExpression ? CSharp.Integer(3) : guarded.Node);
                if (test is ConstantExpression)
                    return Integer(quotient, left.Range.Union(Interval.Of(0)), left);
                return Integer(
                    Expression.Condition(test, quotient, CSharp.Integer(1)), new(-left.Range.Magnitude - 1, left.Range.Magnitude + 1), left,
                    guarded);
        }
    }

    private static Term IntegerSum(ExpressionType operation, Term left, Term right) =>
        Integer(CSharp.Binary(operation, left.Node, right.Node), left.Range + right.Range, left, right);

    /// <summary>The divisor is positive.</summary>
    private static Term Remainder(Term left, Term right)
    {
        double largest = Math.Min(left.Range.Magnitude, right.Range.High - 1);
        return Integer(
            CSharp.Binary(ExpressionType.Modulo, left.Node, right.Node),
            new(left.Range.Low < 0 ? -largest : 0, left.Range.High > 0 ? largest : 0), left, right);
    }

    private static Expression MathCall(string name, params Expression[] arguments) => Expression.Call(typeof(Math), name, null, arguments);

    private Term IntegerFunction(int budget, Scope scope)
    {
        var share = random.Split(budget, 2);
        var left = Integer(share[0], scope);
        switch (random.Below(5))
        {
            case 0:
                return Absolute(left);
            case 1:
                return Integer(MathCall(nameof(Math.Sign), left.Node), new(-1, 1), left);
            case 2:
                return FitInteger(left, new(random.Within(-2, 0), random.Within(1, 5)));
            case 3:
                var a = Integer(share[1], scope);
                return Integer(
                    MathCall(nameof(Math.Max), left.Node, a.Node),
                    new(Math.Max(left.Range.Low, a.Range.Low), Math.Max(left.Range.High, a.Range.High)), left, a);
            default:
                var b = Integer(share[1], scope);
                return Integer(
                    MathCall(nameof(Math.Min), left.Node, b.Node),
                    new(Math.Min(left.Range.Low, b.Range.Low), Math.Min(left.Range.High, b.Range.High)), left, b);
        }
    }

    private static Term Absolute(Term term) =>
        Integer(
            MathCall(nameof(Math.Abs), term.Node),
            new(term.Range.Low > 0 ? term.Range.Low : 0, term.Range.Magnitude), term);

    /// <summary><c>(int)x</c>, <c>checked((int)x)</c>, <c>(int)Math.Floor(x)</c></summary>
    private Term CastReal(int budget, Scope scope)
    {
        var kind = random.Pick(reals);
        var real = Fit(Real(kind, budget - 1, scope), new(-6, 6));
        if (random.Chance(0.3))
            real = Call(
                Primitives.Find(random.Pick("Floor", "Round", "Ceiling"), kind, kind == Kind.Double ? typeof(Math) : typeof(MathF)), real);
        return Integer(CSharp.Convert(real.Node, typeof(int), random.Chance(0.3)), real.Range.Truncated(), real);
    }

    private Term? IntegerFrom(Kind kind, Scope scope)
    {
        var scalars = scope.Terms.Where(t => t.Is(kind)).ToList();
        var term = scalars.Count > 0 ? random.Pick(scalars) : Element(kind, 1, scope);
        return term is null
            ? null
            : Integer(CSharp.Convert(term.Node, typeof(int), kind == Kind.Int64 && random.Chance(0.6)), term.Range, term);
    }

    private Term IntegerChoice(int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget, 3), 3);
        var test = Condition(share[0], scope);
        var (yes, no) = (Integer(share[1], scope), Integer(share[2], scope));
        return Integer(Expression.Condition(test.Node, yes.Node, no.Node), yes.Range.Union(no.Range), yes, no);
    }

    /// <summary>A function of a real that returns an integer: Sign, ILogB.</summary>
    private Term IntegerOf(int budget, Scope scope)
    {
        var row = random.Pick(Primitives.Of(random.Pick(reals), PrimitiveResult.Integer).ToList());
        var term = Call(row, budget, scope);
        return Integer(term.Node, new(Math.Floor(term.Range.Low), Math.Ceiling(term.Range.High)), term);
    }

    private static Term LengthOf(Term array, int dimension)
    {
        if (array.Shape is not MatrixShape matrix)
            return new(CSharp.Length(array.Node), new ScalarShape(Kind.Int32, array.Lengths, Size: array.Sequence.Size), Active: false);
        var size = dimension == 0 ? matrix.Rows : matrix.Columns;
        return new(CSharp.GetLength(array.Node, dimension), new ScalarShape(Kind.Int32, size.Range, Size: size), Active: false);
    }

    /// <summary><c>picks.IndexOf(k)</c>, bound to the span overload: -1 where there is none.</summary>
    private Term? IndexOf(int budget, Scope scope)
    {
        var arrays = scope.Terms.Where(t => t.IsArray && t.Sequence.Element is ScalarShape { Kind: Kind.Int32 }).ToList();
        if (arrays.Count == 0)
            return null;
        var array = random.Pick(arrays);
        var value = Integer(budget - 1, scope);
        return Integer(CSharp.SpanCall(nameof(MemoryExtensions.IndexOf), array.Node, value.Node), new(-1, array.Lengths.High - 1), value);
    }

    private Term FitInteger(Term term, Interval target)
    {
        if (term.Range.IsWithin(target))
            return term;
        if (term.Node is ConstantExpression)
            return IntegerLiteral(random.Within((int)target.Low, (int)target.High));
        if (random.Chance(0.5))
        {
            var (low, high) = (CSharp.Integer((int)target.Low), CSharp.Integer((int)target.High));
            return Integer(MathCall(nameof(Math.Clamp), term.Node, low, high), target, term);
        }

        var remainder = Remainder(term.Range.Low < 0 ? Absolute(term) : term, IntegerLiteral((int)target.Width + 1));
        return target.Low == 0 ? remainder : IntegerSum(ExpressionType.Add, remainder, IntegerLiteral((int)target.Low));
    }
}
