using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>Captured lambdas called by Invoke, Let, StopGradient, opaque calls.</summary>
internal sealed partial class LambdaGenerator
{
    private readonly FrozenValues frozen = new();
    private bool stopsGradient;
    private Scope captured = Scope.Empty;
    private bool isInsideCapture;

    /// <summary><c>curve.Invoke(x)</c> of a captured expression, which may call another one.</summary>
    private Term? Invocation(Kind kind, int budget, Scope scope)
    {
        if (!LibraryFunctions.HasInvoke)
            return null;
        bool isSingle = kind == Kind.Single;
        string name = isSingle ? "bend" : isInsideCapture ? "curve" : random.Pick("curve", "mix", "pick");
        if (name == "pick")
            return InvokedPick(budget, scope);
        if (!captures.Has(name) && (isInsideCapture || !captures.Add(name, CapturedLambda(kind, name == "mix" ? 2 : 1))))
            return null;
        int count = name == "mix" ? 2 : 1;
        var share = random.Split(Math.Max(budget, count), count);
        var arguments = share.Select(s => Fit(Real(kind, s, scope), lambdaArgument)).ToArray();
        return Invoked(name, kind, arguments);
    }

    private static readonly Interval lambdaArgument = new(-3, 3);

    private Term Invoked(string name, Kind kind, params Term[] arguments)
    {
        var field = CSharp.Captured(captures.Closure, name);
        return Scalar(
            Expression.Call(LibraryFunctions.Invocation(field.Type)!, [field, .. arguments.Select(a => a.Node)]), kind, moderate,
            arguments);
    }

    private LambdaExpression CapturedLambda(Kind kind, int count)
    {
        isInsideCapture = true;
        var parameters = new[] { "u", "v" }.Take(count).Select(n => Expression.Parameter(types.Of(kind), n)).ToArray();
        var scope = captured.With([.. parameters.Select(p => new Term(p, new ScalarShape(kind, lambdaArgument), Active: true))]);
        if (count == 2 && LibraryFunctions.HasInvoke && !captures.Has("curve"))
            captures.Add("curve", CapturedLambda(kind, 1));
        isInsideCapture = true;
        var body = Real(kind, random.Within(2, 6), scope);
        isInsideCapture = false;
        return (LambdaExpression)Unsharing.Copy(Expression.Lambda(body.Node, parameters));
    }

    /// <summary><c>pick.Invoke(xs, i)</c>: a captured lambda over an array.</summary>
    private Term? InvokedPick(int budget, Scope scope)
    {
        var arrays = scope.Terms
            .Where(t => t.IsArray && t.Sequence.Element is ScalarShape { Kind: Kind.Double } s && s.Range.IsWithin(lambdaArgument)).ToList();
        if (arrays.Count == 0)
            return null;
        var array = random.PickLater(arrays);
        if (Index(array.Lengths, array.Sequence.Size, () => LengthOf(array, 0), budget, scope) is not { } index)
            return null;
        if (!captures.Has("pick") && (isInsideCapture || !captures.Add("pick", PickLambda())))
            return null;
        return Invoked("pick", Kind.Double, array, index);
    }

    private LambdaExpression PickLambda()
    {
        isInsideCapture = true;
        var size = new Dimension(1, 7);
        var (xs, i) = (Expression.Parameter(typeof(double[]), "xs"), Expression.Parameter(typeof(int), "k"));
        var scope = captured.With(
            new Term(xs, new SequenceShape(new ScalarShape(Kind.Double, lambdaArgument), size), Active: true),
            new Term(i, new ScalarShape(Kind.Int32, new(0, 6), size), Active: false));
        var body = Real(Kind.Double, random.Within(2, 6), scope);
        isInsideCapture = false;
        return (LambdaExpression)Unsharing.Copy(Expression.Lambda(body.Node, xs, i));
    }

    /// <summary><c>Ad.Let(value, v =&gt; body)</c> for a scalar, an array or a container.</summary>
    private Term? Let(Kind kind, int budget, Scope scope)
    {
        if (!LibraryFunctions.HasLet)
            return null;
        var share = random.Split(Math.Max(budget, 3), 3);
        var value = random.Below(4) switch
        {
            0 when scope.LoopDepth < DeepestLoop && RealSequence(random.Pick(reals), share[0], scope) is { } sequence
                && IsAffordable(sequence, scope) => ToArray(sequence),
            1 => NewContainer(share[0], scope),
            _ => Real(random.Pick(reals), share[0], scope),
        };
        var variable = Sized(value with { Node = Variable(value.Node.Type, scope, $"v{share[1] + share[2]}") });
        var body = Real(kind, share[1] + share[2], scope.With(variable));
        return new(
            LibraryFunctions.Let(value.Node, Expression.Lambda(body.Node, (ParameterExpression)variable.Node)), Outside(body.Shape),
            body.Active);
    }

    /// <summary><c>Ad.StopGradient(x)</c></summary>
    private Term? Stopped(Kind kind, int budget, Scope scope)
    {
        if (!LibraryFunctions.HasStopGradient)
            return null;
        stopsGradient = true;
        var value = Real(kind, budget - 1, scope);
        var node = types.IsTwin
            ? Expression.Call(Expression.Constant(frozen), nameof(FrozenValues.Pass), null, value.Node)
            : Expression.Call(LibraryFunctions.StopGradient(value.Node.Type)!, value.Node);
        return new(node, value.Shape, Active: false);
    }

    /// <summary>A call that the engine has no derivative of; its arguments are data.</summary>
    private Term? OpaqueCall(Kind kind, Scope scope)
    {
        var data = scope.Terms.Where(t => t.Is(Kind.Int32)).ToList();
        var key = data.Count > 0 ? random.PickLater(data) : IntegerLiteral(random.Within(0, 5));
        var call = random.Chance(0.5)
            ? Expression.Call(CSharp.Captured(captures.Closure, "settings"), nameof(Settings<double>.Preset), null, key.Node)
            : Expression.Call(typeof(Opaque), nameof(Opaque.Lookup), null, key.Node);
        return ConvertTo(kind, Scalar(call, Kind.Double, new(0.2, 2.5)));
    }

    private Term? OpaqueBucket(int budget, Scope scope)
    {
        var data = scope.Terms.Where(t => t.Is(Kind.Int32)).ToList();
        if (data.Count == 0)
            return null;
        var key = random.PickLater(data);
        return Integer(
            Expression.Call(typeof(Opaque), nameof(Opaque.Bucket), null, Expression.Constant(budget % 2 == 0 ? "odd" : "even"), key.Node),
            new(0, 2));
    }
}
