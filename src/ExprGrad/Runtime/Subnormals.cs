using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime;

/// <summary>Numbers smaller than any normal one, which some processors take a hundred times as long for.</summary>
internal static class Subnormals
{
    /// <summary>The smallest normal number, 2^-1022.</summary>
    public const double SmallestNormal = 2.2250738585072014e-308;

    /// <summary>The smallest normal number in single precision, 2^-126.</summary>
    public const float SmallestNormalSingle = 1.17549435e-38f;

    /// <summary>The number itself, or 0 for a subnormal one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ToZero(double x) => Math.Abs(x) < SmallestNormal ? 0 : x;

    /// <inheritdoc cref="ToZero(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToZero(float x) => Math.Abs(x) < SmallestNormalSingle ? 0 : x;
}
