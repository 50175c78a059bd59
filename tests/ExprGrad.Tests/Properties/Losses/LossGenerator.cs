using System.Linq.Expressions;
using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties.Losses;

/// <summary>
/// Losses over the rows, columns and hidden values of matrices, as a seed has them: sums in sums, totals and arrays that several sums read, columns by number, windows,
/// triangles, gathers, with extents around those of vectors. Other random lambdas have everything that the language has, and arrays of few elements.
/// </summary>
internal sealed partial class LossGenerator
{
    private const int MostIterations = 20_000;

    private readonly SplitMix64 random;
    private readonly Type real;
    private readonly ParameterExpression model, data, picks;
    private readonly Expression points, layers, images, ragged;
    private readonly Axis rows, columns, hidden;
    private readonly List<Stored> stored = [];
    private readonly bool areExtentsLiteral, hasContainers;
    private int named;

    private LossGenerator(ulong seed)
    {
        random = new(seed);
        IsSingle = random.Chance(0.35);
        real = IsSingle ? typeof(float) : typeof(double);
        var vector = real.MakeArrayType();
        model = Expression.Parameter(typeof(LossModel<>).MakeGenericType(real), "p");
        data = Expression.Parameter(vector, "y");
        picks = Expression.Parameter(typeof(int[]), "k");
        var (x, w, v, b) = (Member("X"), Member("W"), Member("V"), Member("B"));
        (points, layers, images, ragged) = (Member("Points"), Member("Layers"), Member("Images"), Member("Ragged"));
        areExtentsLiteral = random.Chance(0.3);
        rows = new(random.Pick(3, 5, 8, 9, 16, 17, 31, 33, 40, 67, 130), [CSharp.GetLength(x, 0), CSharp.Length(w), CSharp.Length(data), CSharp.Length(points)]);
        columns = new(random.Pick(3, 3, 4, 5, 8, 9, 17), [CSharp.GetLength(x, 1), CSharp.Length(b), CSharp.Length(CSharp.Index(v, CSharp.Integer(0)))]);
        hidden = new(random.Pick(3, 4, 6, 8, 16), [CSharp.Length(v), CSharp.Length(layers)]);
        stored.Add(new(x, [rows, columns]));
        stored.Add(new(w, [rows]));
        stored.Add(new(v, [hidden, columns]));
        stored.Add(new(b, [columns]));
        stored.Add(new(data, [rows]));
        if (random.Chance(0.6)) return;
        stored.Add(new(points, [rows]) { Member = "X" });
        stored.Add(new(points, [rows]) { Member = "Y" });
        stored.Add(new(layers, [hidden, columns, columns]) { Member = "W" });
        stored.Add(new(layers, [hidden, columns]) { Member = "B" });
        stored.Add(new(images, [hidden, columns, columns]));
        stored.Add(new(ragged, [hidden, columns]));
        hasContainers = true;
    }

    public bool IsSingle { get; }

    public static RandomLoss Generate(ulong seed)
    {
        var generator = new LossGenerator(seed);
        return generator.With(seed, generator.Loss(), generator.model, generator.data, generator.picks);
    }

    /// <summary>A function of the data, then of the model and the picks, to a row of numbers.</summary>
    public static RandomLoss GenerateRow(ulong seed)
    {
        var generator = new LossGenerator(seed);
        var axis = generator.random.Pick(generator.rows, generator.columns, generator.hidden);
        var body = generator.Bound(generator.random.Within(8, 26), Scope.Empty, scope => generator.Vector(axis, generator.random.Within(4, 12), scope));
        return generator.With(seed, body, generator.data, generator.model, generator.picks);
    }

    private RandomLoss With(ulong seed, Expression body, params ParameterExpression[] parameters) => new()
    {
        Seed = seed,
        IsSingle = IsSingle,
        Lambda = Expression.Lambda(body, parameters),
        Rows = rows.Extent,
        Columns = columns.Extent,
        Hidden = hidden.Extent,
    };

    private Expression Member(string name) => Expression.PropertyOrField(model, name);

    private Expression Loss() =>
        Bound(random.Within(8, 26), Scope.Empty, scope => Enumerable.Range(0, random.Within(1, 3)).Select(_ => Sum(random.Within(4, 12), scope)).Aggregate(Added));

    /// <summary>The body under one to three totals or arrays that it may read.</summary>
    private Expression Bound(int budget, Scope scope, Func<Scope, Expression> body, int most = 3)
    {
        if (most == 0 || random.Chance(0.3)) return body(scope);
        var (value, axes) = Value(budget / 2, scope);
        var variable = Expression.Parameter(value.Type, $"v{named++}");
        var inner = axes.Length == 0 ? scope with { Totals = [.. scope.Totals, variable] } : scope with { Stored = [.. scope.Stored, new(variable, axes)] };
        return LibraryFunctions.Let(value, Expression.Lambda(Bound(budget, inner, body, most - 1), variable));
    }

    private (Expression Value, Axis[] Axes) Value(int budget, Scope scope)
    {
        var axis = random.Pick(rows, columns, hidden);
        switch (random.Below(scope.Loops.Length == 0 ? 14 : 8))
        {
            case 0 or 1 or 2:
                return (Sum(budget, scope), []);
            case 3:
                return (stored[2].Array is var matrix && random.Chance(0.5) ? CSharp.Index(matrix, Index(hidden, scope)) : Vector(columns, budget, scope), [columns]);
            case < 9:
                return (Vector(axis, budget, scope), [axis]);
            case 9:
                return (Iterated(axis, budget, scope), [axis]);
            case 10:
                return (Scattered(budget, scope), [rows]);
            case 11:
                return (Expression.Call(LibraryFunctions.OfArray(nameof(Ad.Softmax), real.MakeArrayType())!, Vector(axis, budget, scope)), [axis]);
            default:
                var (outer, inner) = random.Chance(0.5) ? (rows, random.Pick(columns, hidden)) : (hidden, columns);
                return (Array(outer, scope, around => Vector(inner, budget, around)), [outer, inner]);
        }
    }

    private Expression Vector(Axis axis, int budget, Scope scope) => Array(axis, scope, inner => Real(budget, inner));

    private Expression Array(Axis axis, Scope scope, Func<Scope, Expression> element)
    {
        var loop = Loop(axis, scope);
        var body = element(scope.With(loop));
        var mapped = Linq.Call(nameof(Enumerable.Select), [typeof(int), body.Type], Range(0, Extent(axis)), Expression.Lambda(body, loop.Index));
        return Linq.Call(nameof(Enumerable.ToArray), [body.Type], mapped);
    }

    private Expression Literal(double value) => IsSingle ? Expression.Constant((float)value) : Expression.Constant(value);

    private static Expression Added(Expression a, Expression b) => CSharp.Binary(ExpressionType.Add, a, b);
}
