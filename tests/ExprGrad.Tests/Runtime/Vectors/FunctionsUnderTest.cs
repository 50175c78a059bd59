using System.Reflection;
using System.Runtime.Intrinsics;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>Runs vector functions on arrays, whatever their width.</summary>
internal static class FunctionsUnderTest
{
    public static readonly Type[] Doubles = [typeof(Vector512<double>), typeof(Vector256<double>), typeof(Vector128<double>)];

    public static readonly Type[] Singles = [typeof(Vector512<float>), typeof(Vector256<float>), typeof(Vector128<float>)];

    /// <summary>The function of the primitive, from arrays of operands to an array of results; null where there is none.</summary>
    public static Func<double[][], double[]>? Find(string primitive, Type vectorType, FloatMode mode = FloatMode.Fast) =>
        VectorFunctions.Find(primitive, vectorType, mode) is { } method ? OnArrays(vectorType, type => method.CreateDelegate(type), method.GetParameters().Length) : null;

    /// <summary>A function of so many vectors, made as a delegate of the type that it is given, from arrays of operands to an array of results.</summary>
    public static Func<double[][], double[]> OnArrays(Type vectorType, Func<Type, Delegate> function, int arity)
    {
        var scalar = vectorType.GenericTypeArguments[0];
        var run = typeof(FunctionsUnderTest).GetMethod(nameof(Run), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(vectorType, VectorFunctions.Lanes(vectorType), scalar);
        return run.CreateDelegate<Func<Func<Type, Delegate>, int, Func<double[][], double[]>>>()(function, arity);
    }

    private static Func<double[][], double[]> Run<TVector, TLanes, TScalar>(Func<Type, Delegate> function, int arity)
        where TVector : struct
        where TScalar : unmanaged
        where TLanes : struct, ILanes<TVector, TScalar>
    {
        var one = arity == 1 ? (Func<TVector, TVector>)function(typeof(Func<TVector, TVector>)) : null;
        var two = arity == 2 ? (Func<TVector, TVector, TVector>)function(typeof(Func<TVector, TVector, TVector>)) : null;
        var three = arity == 3 ? (Func<TVector, TVector, TVector, TVector>)function(typeof(Func<TVector, TVector, TVector, TVector>)) : null;
        return operands =>
        {
            var results = new double[operands[0].Length];
            for (var i = 0; i < results.Length; i += TLanes.Count)
            {
                var vectors = Array.ConvertAll(operands, operand => Pack<TVector, TLanes, TScalar>(operand, i));
                var y = one is not null ? one(vectors[0]) : two is not null ? two(vectors[0], vectors[1]) : three!(vectors[0], vectors[1], vectors[2]);
                for (var lane = 0; lane < TLanes.Count && i + lane < results.Length; lane++)
                    results[i + lane] = Convert.ToDouble(TLanes.GetLane(y, lane));
            }

            return results;
        };
    }

    private static TVector Pack<TVector, TLanes, TScalar>(double[] values, int start)
        where TVector : struct
        where TScalar : unmanaged
        where TLanes : struct, ILanes<TVector, TScalar>
    {
        TScalar[] lanes = [.. Enumerable.Range(start, TLanes.Count).Select(i => (TScalar)Convert.ChangeType(i < values.Length ? values[i] : 0.75, typeof(TScalar)))];
        return TLanes.LoadUnsafe(in lanes[0], 0);
    }
}
