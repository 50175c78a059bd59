using System.Linq.Expressions;
using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties.Losses;

/// <summary>Numbers: elements, totals, arithmetic, functions, choices, sums.</summary>
internal sealed partial class LossGenerator
{
    private static readonly string[] functions = ["Sin", "Cos", "Tanh", "Atan", "Abs", "Exp", "Sqrt", "Log", "Square"];

    private Expression Real(int budget, Scope scope)
    {
        if (budget <= 1) return Leaf(scope);
        switch (random.Below(16))
        {
            case 0 or 1 when CanLoop(scope):
                return Sum(budget - 1, scope);
            case 2 or 3:
                return Function(random.Pick(functions), Real(budget - 1, scope));
            case 4:
                return Choice(budget - 1, scope);
            case 5 when CanLoop(scope):
                return Bound(budget / 2, scope, inner => Real(budget / 2, inner), most: 1);
            case 6:
                return Divided(budget - 1, scope);
            case 7 or 8 when CanLoop(scope):
                return Product(scope);
            case 9 when CanLoop(scope) && random.Chance(0.5):
                return Fold(budget - 1, scope);
            case 10 when random.Chance(0.5):
                return OfWhole(scope);
            default:
                var share = random.Split(budget, 2);
                var operation = random.Pick(ExpressionType.Add, ExpressionType.Subtract, ExpressionType.Multiply, ExpressionType.Multiply, ExpressionType.Multiply);
                return CSharp.Binary(operation, Real(share[0], scope), Real(share[1], scope));
        }
    }

    private Expression Leaf(Scope scope)
    {
        if (scope.Totals.Length > 0 && random.Chance(0.25)) return random.PickLater(scope.Totals);
        if (random.Chance(0.04)) return Literal(Math.Round(random.Unit() * 2 - 1, 2));
        var arrays = stored.Concat(scope.Stored).ToList();
        return Element(scope.Stored.Length > 0 && random.Chance(0.4) ? random.Pick(scope.Stored) : random.Pick(arrays), scope);
    }

    private Expression Element(Stored array, Scope scope) => array.Element([.. array.Axes.Select(axis => Index(axis, scope))]);

    /// <summary>A function that neither grows nor leaves the reals, so that losses of any depth have derivatives of ordinary size.</summary>
    private Expression Function(string name, Expression operand)
    {
        if (name == "Square") return Let(operand, value => CSharp.Binary(ExpressionType.Multiply, value, value));
        if (name is "Sqrt" or "Log") operand = Let(operand, value => Added(Literal(1.5), CSharp.Binary(ExpressionType.Multiply, value, value)));
        if (name == "Exp") operand = Call("Tanh", operand);
        return Call(name, operand);
    }

    private Expression Call(string name, Expression operand) => Expression.Call((IsSingle ? typeof(MathF) : typeof(Math)).GetMethod(name, [real])!, operand);

    private Expression Let(Expression value, Func<Expression, Expression> body)
    {
        var variable = Expression.Parameter(value.Type, $"s{named++}");
        return LibraryFunctions.Let(value, Expression.Lambda(body(variable), variable));
    }

    private Expression Divided(int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget, 2), 2);
        return CSharp.Binary(ExpressionType.Divide, Real(share[0], scope), Added(Literal(2), Function(random.Pick("Sin", "Tanh"), Real(share[1], scope))));
    }

    private Expression Choice(int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget, 4), 4);
        return Expression.Condition(Condition(share[0], share[1], scope), Real(share[2], scope), Real(share[3], scope));
    }

    private Expression Condition(int left, int right, Scope scope)
    {
        var kin = scope.Loops.Where(l => scope.Loops.Count(other => other.Axis == l.Axis) > 1).ToList();
        if (kin.Count > 1 && random.Chance(0.4))
            return CSharp.Binary(random.Pick(ExpressionType.LessThan, ExpressionType.Equal, ExpressionType.NotEqual), kin[0].Index, kin[1].Index);
        if (scope.Loops.Length > 0 && random.Chance(0.25))
            return CSharp.Binary(random.Pick(ExpressionType.LessThan, ExpressionType.GreaterThanOrEqual), random.PickLater(scope.Loops).Index, CSharp.Integer(random.Within(1, 2)));
        return CSharp.Binary(random.Pick(ExpressionType.LessThan, ExpressionType.GreaterThan), Real(left, scope), Real(right, scope));
    }

    private bool CanLoop(Scope scope) => scope.Loops.Length < 4 && scope.Loops.Aggregate(1.0, (n, loop) => n * loop.Axis.Extent) * 40 < MostIterations;

    /// <summary>A sum or another reduction of a loop over an axis, a part of it, or the pairs of it that a loop around makes.</summary>
    private Expression Sum(int budget, Scope scope)
    {
        if (hasContainers && random.Chance(0.3)) return Each(budget, scope);
        var affordable = new[] { rows, rows, columns, hidden }.Where(a => IsAffordable(a, scope)).ToList();
        if (affordable.Count == 0) return Leaf(scope);
        var axis = random.Pick(affordable);
        var (range, loop) = Source(axis, scope);
        var body = Real(budget, scope.With(loop));
        string name = random.Below(12) switch { 0 => nameof(Enumerable.Max), 1 => nameof(Enumerable.Average), _ => nameof(Enumerable.Sum) };
        if (loop.MayBeEmpty) name = nameof(Enumerable.Sum);
        if (random.Chance(0.1) && name == nameof(Enumerable.Sum))
            range = Linq.Call(nameof(Enumerable.Where), [typeof(int)], range, Expression.Lambda(Condition(2, 2, scope.With(loop)), loop.Index));
        var sum = Linq.Call(name, [typeof(int)], range, Expression.Lambda(body, loop.Index));
        return name == nameof(Enumerable.Sum) ? Scaled(sum, axis) : sum;
    }

    /// <summary>Mostly by how many terms there are, so that sums of sums stay of ordinary size.</summary>
    private Expression Scaled(Expression sum, Axis axis) => random.Chance(0.88) ? CSharp.Binary(ExpressionType.Multiply, sum, Literal(Math.Round(1.0 / axis.Extent, 4))) : sum;

    private static bool IsAffordable(Axis axis, Scope scope) => scope.Loops.Aggregate((double)axis.Extent, (n, l) => n * l.Axis.Extent) <= MostIterations;
}
