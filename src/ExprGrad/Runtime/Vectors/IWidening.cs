using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExprGrad.Runtime.Vectors;

/// <summary>A vector in single precision as two in double.</summary>
internal interface IWidening<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    static abstract (TDouble Lower, TDouble Upper) Widen(TSingle x);

    static abstract TSingle Narrow(TDouble lower, TDouble upper);
}

/// <summary>Of 512 bits.</summary>
internal readonly struct Widening512 : IWidening<Vector512<float>, Vector512<double>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Lower, Vector512<double> Upper) Widen(Vector512<float> x) => Vector512.Widen(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Narrow(Vector512<double> lower, Vector512<double> upper) => Vector512.Narrow(lower, upper);
}

/// <summary>Of 256 bits.</summary>
internal readonly struct Widening256 : IWidening<Vector256<float>, Vector256<double>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<double> Lower, Vector256<double> Upper) Widen(Vector256<float> x) => Vector256.Widen(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Narrow(Vector256<double> lower, Vector256<double> upper) => Vector256.Narrow(lower, upper);
}

/// <summary>Of 128 bits.</summary>
internal readonly struct Widening128 : IWidening<Vector128<float>, Vector128<double>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<double> Lower, Vector128<double> Upper) Widen(Vector128<float> x) => Vector128.Widen(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Narrow(Vector128<double> lower, Vector128<double> upper) => Vector128.Narrow(lower, upper);
}
