using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>The library's functions of whole arrays: LogSumExp, Softmax, ScatterAdd.</summary>
internal sealed partial class LambdaGenerator
{
    /// <summary>An array of reals of the kind: one that is there, or one computed by LINQ.</summary>
    private Term? RealArray(Kind kind, int budget, Scope scope)
    {
        var arrays = scope.Terms.Where(t => t.IsArray && t.Sequence.Element is ScalarShape scalar && scalar.Kind == kind).ToList();
        if (arrays.Count > 0 && random.Chance(0.5))
            return random.PickLater(arrays);
        return scope.LoopDepth < DeepestLoop && RealSequence(kind, budget, scope) is { } sequence && IsAffordable(sequence, scope)
            ? ToArray(sequence)
            : null;
    }

    private Term? ArrayFunction(Kind kind, int budget, Scope scope) => random.Below(7) switch
    {
        0 => LogSumExp(kind, budget, scope),
        1 => SoftmaxElement(kind, budget, scope),
        < 5 => ScatteredElement(kind, budget, scope),
        _ => ScatteredTerms(kind, budget, scope),
    };

    private Term? LogSumExp(Kind kind, int budget, Scope scope)
    {
        if (RealArray(kind, budget - 1, scope) is not { } array || LibraryFunctions.OfArray("LogSumExp", array.Node.Type) is not { } method)
            return null;
        var range = ((ScalarShape)array.Sequence.Element).Range;
        return Guarded(
            array, Scalar(Expression.Call(method, array.Node), kind, new(range.Low, range.High + Math.Log(longestSequence)), array), 1,
            scope);
    }

    private Term? SoftmaxElement(Kind kind, int budget, Scope scope)
    {
        if (RealArray(kind, budget - 1, scope) is not { } array || LibraryFunctions.OfArray("Softmax", array.Node.Type) is not { } method)
            return null;
        var softmax = new Term(
            Expression.Call(method, array.Node), array.Sequence with { Element = new ScalarShape(kind, new(0, 1)) }, array.Active);
        if (array.Lengths.Low < 1 || random.Chance(0.5))
            return Guarded(array, Plain(kind, softmax, scope), 1, scope);
        return Descend(softmax, kind, 1, scope);
    }

    /// <summary><c>Ad.ScatterAdd(w.Length, picks, xs)[i]</c>: the picks index w, and there are as many of them as of the xs.</summary>
    private Term? ScatteredElement(Kind kind, int budget, Scope scope)
    {
        var candidates = from picks in scope.Terms
                         where picks.IsArray && picks.Sequence.Element is ScalarShape { Kind: Kind.Int32, Below: not null }
                         from values in scope.Terms
                         where values.IsArray && values.Sequence.Element is ScalarShape scalar && scalar.Kind == kind
                             && values.Sequence.Size is { } size && size == picks.Sequence.Size
                         from target in scope.Terms
                         where target.IsArray && target.Sequence.Size is { } length && length == ((ScalarShape)picks.Sequence.Element).Below
                         select (picks, values, target);
        if (candidates.ToList() is not { Count: > 0 } found || LibraryFunctions.ScatterAdd(types.Of(kind)) is not { } method)
            return null;
        var (p, v, t) = random.Pick(found);
        var element = ((ScalarShape)v.Sequence.Element).Range * new Interval(0, v.Lengths.High);
        var sums = new Term(
            Expression.Call(method, LengthOf(t, 0).Node, p.Node, v.Node),
            new SequenceShape(new ScalarShape(kind, element), t.Lengths, t.Sequence.Size), v.Active);
        return Descend(sums, kind, budget - 1, scope);
    }
}
