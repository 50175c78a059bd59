namespace ExprGrad.Tests.Properties.Generation;

/// <summary>Which captured locals a lambda sees.</summary>
internal sealed partial class LambdaGenerator
{
    private readonly Captures captures;

    private List<Term> Captured()
    {
        int count = random.Pick(0, 0, 1, 2, 3, 4);
        for (int i = 0; i < count; i++)
        {
            var (path, shape) = CapturedField();
            if (!captures.Fields.Any(f => f.Path.SequenceEqual(path)))
                captures.Add(shape, path);
        }

        return [.. captures.Fields.Select(f => new Term(CSharp.Captured(captures.Closure, f.Path), f.Shape, Active: false))];
    }

    private (string[] Path, Shape Shape) CapturedField()
    {
        bool isSingle = random.Pick(reals) == Kind.Single;
        var kind = isSingle ? Kind.Single : Kind.Double;
        return random.Below(12) switch
        {
            < 2 => ([isSingle ? random.Pick("slope", "bias") : random.Pick("scale", "shift")], RealShape(kind)),
            2 => (["count"], new ScalarShape(Kind.Int32, new(-2, 5))),
            3 => (["flag"], new ScalarShape(Kind.Boolean, new(0, 1))),
            < 6 => ([isSingle ? "weights" : "table"], new SequenceShape(RealShape(kind), RandomSize())),
            6 => (["picks"], Picks()),
            7 when !isSingle => (["grid"], new MatrixShape(RealShape(kind), RandomSize(), RandomSize())),
            8 when !isSingle => (["rows"], new SequenceShape(new SequenceShape(RealShape(kind), new Interval(1, 3)), RandomSize())),
            9 when !isSingle => (["settings", "Knots"], new SequenceShape(RealShape(kind), RandomSize())),
            10 => (["settings", "Order"], new ScalarShape(Kind.Int32, new(0, 4))),
            11 => (["locals", "order"], Picks()),
            _ when isSingle => (random.Chance(0.5) ? ["settings", "Slope"] : ["locals", "gain"], RealShape(kind)),
            _ => (random.Chance(0.5) ? ["settings", "Rate"] : ["locals", "decay"], RealShape(kind)),
        };
    }
}
