using System.Linq.Expressions;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Emission.Vectors;

/// <summary>Conversions that write down what those between vectors of two types compute.</summary>
internal readonly struct TracedWidening<TSingle, TDouble> : IWidening<TracedVector, TracedVector>
    where TSingle : struct
    where TDouble : struct
{
    private static readonly Type Own = VectorFunctions.RuntimesOwn(typeof(TSingle));

    public static (TracedVector Lower, TracedVector Upper) Widen(TracedVector x) => (Call("WidenLower", x), Call("WidenUpper", x));

    public static TracedVector Narrow(TracedVector lower, TracedVector upper) => Call("Narrow", lower, upper);

    private static TracedVector Call(string conversion, params ReadOnlySpan<TracedVector> operands) => TracedVector.Of(values => Expression.Call(Own, conversion, null, values), operands);
}
