using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExprGrad.Runtime.Vectors;

/// <summary>Vectors of 256 bits of double or float.</summary>
internal readonly struct Lanes256<T> : ILanes<Vector256<T>, T>
    where T : unmanaged
{
    public static int Count => Vector256<T>.Count;

    public static Vector256<T> Indices => Vector256<T>.Indices;

    private static bool IsDouble
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(double);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Create(T value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Convert(double value) =>
        IsDouble ? Vector256.Create(value).As<double, T>() : Vector256.Create((float)value).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> FromBits(long bits) =>
        IsDouble ? Vector256.Create(bits).As<long, T>() : Vector256.Create((int)bits).As<int, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T GetLane(Vector256<T> x, int lane) => x.GetElement(lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Add(Vector256<T> a, Vector256<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Subtract(Vector256<T> a, Vector256<T> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Multiply(Vector256<T> a, Vector256<T> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Divide(Vector256<T> a, Vector256<T> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Negate(Vector256<T> x) => -x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> FusedMultiplyAdd(Vector256<T> a, Vector256<T> b, Vector256<T> c) =>
        IsDouble
            ? Vector256.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>()
            : Vector256.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAddEstimate(Vector256<T> a, Vector256<T> b, Vector256<T> c) =>
        IsDouble
            ? Vector256.MultiplyAddEstimate(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>()
            : Vector256.MultiplyAddEstimate(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sqrt(Vector256<T> x) => Vector256.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Abs(Vector256<T> x) => Vector256.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> CopySign(Vector256<T> x, Vector256<T> sign) => Vector256.CopySign(x, sign);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Floor(Vector256<T> x) =>
        IsDouble ? Vector256.Floor(x.AsDouble()).As<double, T>() : Vector256.Floor(x.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Ceiling(Vector256<T> x) =>
        IsDouble ? Vector256.Ceiling(x.AsDouble()).As<double, T>() : Vector256.Ceiling(x.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Truncate(Vector256<T> x) =>
        IsDouble ? Vector256.Truncate(x.AsDouble()).As<double, T>() : Vector256.Truncate(x.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Round(Vector256<T> x) =>
        IsDouble ? Vector256.Round(x.AsDouble()).As<double, T>() : Vector256.Round(x.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Max(Vector256<T> a, Vector256<T> b) => Vector256.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Min(Vector256<T> a, Vector256<T> b) => Vector256.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MaxNumber(Vector256<T> a, Vector256<T> b) => Vector256.MaxNumber(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MinNumber(Vector256<T> a, Vector256<T> b) => Vector256.MinNumber(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MaxMagnitude(Vector256<T> a, Vector256<T> b) => Vector256.MaxMagnitude(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MinMagnitude(Vector256<T> a, Vector256<T> b) => Vector256.MinMagnitude(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MaxMagnitudeNumber(Vector256<T> a, Vector256<T> b) => Vector256.MaxMagnitudeNumber(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MinMagnitudeNumber(Vector256<T> a, Vector256<T> b) => Vector256.MinMagnitudeNumber(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MaxNative(Vector256<T> a, Vector256<T> b) => Vector256.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MinNative(Vector256<T> a, Vector256<T> b) => Vector256.MinNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Equal(Vector256<T> a, Vector256<T> b) => Vector256.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> NotEqual(Vector256<T> a, Vector256<T> b) => ~Vector256.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LessThan(Vector256<T> a, Vector256<T> b) => Vector256.LessThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LessThanOrEqual(Vector256<T> a, Vector256<T> b) => Vector256.LessThanOrEqual(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> GreaterThan(Vector256<T> a, Vector256<T> b) => Vector256.GreaterThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> GreaterThanOrEqual(Vector256<T> a, Vector256<T> b) => Vector256.GreaterThanOrEqual(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Select(Vector256<T> mask, Vector256<T> whenTrue, Vector256<T> whenFalse) =>
        Vector256.ConditionalSelect(mask, whenTrue, whenFalse);

    // As integers: a lane with all bits set is NaN, and equals nothing as a number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Across(Vector256<T> earlier, Vector256<T> later, int first) =>
        !Avx512F.VL.IsSupported ? AcrossByShuffles(earlier, later, first)
        : IsDouble ? Avx512F.VL.PermuteVar4x64x2(earlier.AsDouble(), Vector256<long>.Indices + Vector256.Create((long)first), later.AsDouble()).As<double, T>()
        : Avx512F.VL.PermuteVar8x32x2(earlier.AsSingle(), Vector256<int>.Indices + Vector256.Create(first), later.AsSingle()).As<float, T>();

    /// <summary>The same where there is no instruction that takes lanes of two vectors: a shuffle has zeros for lanes that a vector doesn't have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> AcrossByShuffles(Vector256<T> earlier, Vector256<T> later, int first)
    {
        if (IsDouble)
        {
            var lanes = Vector256<long>.Indices + Vector256.Create((long)first);
            return (Vector256.Shuffle(earlier.AsDouble(), lanes) | Vector256.Shuffle(later.AsDouble(), lanes - Vector256.Create((long)Count))).As<double, T>();
        }

        var places = Vector256<int>.Indices + Vector256.Create(first);
        return (Vector256.Shuffle(earlier.AsSingle(), places) | Vector256.Shuffle(later.AsSingle(), places - Vector256.Create(Count))).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector256<T> mask) => mask.AsInt64() != Vector256<long>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> And(Vector256<T> a, Vector256<T> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Or(Vector256<T> a, Vector256<T> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> ExclusiveOr(Vector256<T> a, Vector256<T> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Not(Vector256<T> x) => ~x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> AddBits(Vector256<T> a, Vector256<T> b) =>
        IsDouble ? (a.AsInt64() + b.AsInt64()).As<long, T>() : (a.AsInt32() + b.AsInt32()).As<int, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> ShiftLeft(Vector256<T> x, int count) =>
        IsDouble ? (x.AsInt64() << count).As<long, T>() : (x.AsInt32() << count).As<int, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> ShiftRight(Vector256<T> x, int count) =>
        IsDouble ? (x.AsInt64() >>> count).As<long, T>() : (x.AsInt32() >>> count).As<int, T>();

    public static bool HasSixteenthPower => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> SixteenthPower(Vector256<T> bits) => throw new NotSupportedException();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Scale(Vector256<T> x, Vector256<T> n)
    {
        if (!Avx512F.VL.IsSupported) return PortableExponents<Vector256<T>, T, Lanes256<T>>.Scale(x, n);
        return IsDouble
            ? Avx512F.VL.Scale(x.AsDouble(), n.AsDouble()).As<double, T>()
            : Avx512F.VL.Scale(x.AsSingle(), n.AsSingle()).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> ScaleB(Vector256<T> x, Vector256<T> n) => Avx512F.VL.IsSupported ? Scale(x, n) : PortableExponents<Vector256<T>, T, Lanes256<T>>.ScaleB(x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Exponent(Vector256<T> x)
    {
        if (!Avx512F.VL.IsSupported) return PortableExponents<Vector256<T>, T, Lanes256<T>>.Exponent(x);
        return IsDouble ? Avx512F.VL.GetExponent(x.AsDouble()).As<double, T>() : Avx512F.VL.GetExponent(x.AsSingle()).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Mantissa(Vector256<T> x)
    {
        // From 1 to 2, NaN for negative numbers, and the sign of zero dropped.
        const byte Control = 0b1100;
        if (!Avx512F.VL.IsSupported) return PortableExponents<Vector256<T>, T, Lanes256<T>>.Mantissa(x);
        return IsDouble
            ? Avx512F.VL.GetMantissa(x.AsDouble(), Control).As<double, T>()
            : Avx512F.VL.GetMantissa(x.AsSingle(), Control).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Except(Vector256<T> y, Vector256<T> mask, Vector256<T> x, Func<T, T> function) => Any(mask) ? LaneByLane<Vector256<T>, T>.Compute(y, mask, x, function) : y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Except(Vector256<T> y, Vector256<T> mask, Vector256<T> a, Vector256<T> b, Func<T, T, T> function) => Any(mask) ? LaneByLane<Vector256<T>, T>.Compute(y, mask, a, b, function) : y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadUnsafe(ref readonly T source, nuint index) => Vector256.LoadUnsafe(in source, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreUnsafe(Vector256<T> x, ref T target, nuint index) => x.StoreUnsafe(ref target, index);

    public static bool HasMaskedAccess => Avx.IsSupported;

    // The instructions take a pointer, and the element is pinned as long.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<T> LoadWhere(ref readonly T source, Vector256<T> mask)
    {
        fixed (T* first = &source)
        {
            return IsDouble
                ? Avx.MaskLoad((double*)first, mask.As<T, double>()).As<double, T>()
                : Avx.MaskLoad((float*)first, mask.As<T, float>()).As<float, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreWhere(Vector256<T> x, ref T target, Vector256<T> mask)
    {
        fixed (T* first = &target)
        {
            if (Avx512F.VL.IsSupported)
            {
                if (IsDouble) Avx512F.VL.MaskStore((double*)first, mask.As<T, double>(), x.As<T, double>());
                else Avx512F.VL.MaskStore((float*)first, mask.As<T, float>(), x.As<T, float>());
            }
            else if (IsDouble)
            {
                Avx.MaskStore((double*)first, mask.As<T, double>(), x.As<T, double>());
            }
            else
            {
                Avx.MaskStore((float*)first, mask.As<T, float>(), x.As<T, float>());
            }
        }
    }

    // The mask is made where it is used, so that it stays a mask; of integers, which takes no conversion.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<T> LoadFirst(ref readonly T source, int count)
    {
        if (Avx.IsSupported)
        {
            fixed (T* first = &source)
            {
                return IsDouble
                    ? Avx.MaskLoad((double*)first, Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).AsDouble()).As<double, T>()
                    : Avx.MaskLoad((float*)first, Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle()).As<float, T>();
            }
        }

        var half = Lanes128<T>.Count;
        return count < half
            ? Vector256.Create(Lanes128<T>.LoadFirst(in source, count), Vector128<T>.Zero)
            : Vector256.Create(Vector128.LoadUnsafe(in source), Lanes128<T>.LoadFirst(in Unsafe.Add(ref Unsafe.AsRef(in source), half), count - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreFirst(Vector256<T> x, ref T target, int count)
    {
        if (Avx512F.VL.IsSupported)
        {
            fixed (T* first = &target)
            {
                if (IsDouble) Avx512F.VL.MaskStore((double*)first, Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).AsDouble(), x.As<T, double>());
                else Avx512F.VL.MaskStore((float*)first, Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle(), x.As<T, float>());
            }

            return;
        }

        var half = Lanes128<T>.Count;
        if (count < half)
        {
            Lanes128<T>.StoreFirst(x.GetLower(), ref target, count);
            return;
        }

        x.GetLower().StoreUnsafe(ref target);
        Lanes128<T>.StoreFirst(x.GetUpper(), ref Unsafe.Add(ref target, half), count - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Gather(ref readonly T first, nint stride) =>
        Vector256.Create(
            Lanes128<T>.Gather(in first, stride),
            Lanes128<T>.Gather(in Unsafe.Add(ref Unsafe.AsRef(in first), Lanes128<T>.Count * stride), stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> GatherAt<TElement>(ReadOnlySpan<TElement> source, Vector256<T> positions)
        where TElement : unmanaged => Vector256.Create(Lanes128<T>.GatherAt(source, positions.GetLower()), Lanes128<T>.GatherAt(source, positions.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairs(ref readonly T first, nint stride, out Vector256<T> a, out Vector256<T> b)
    {
        if (IsDouble && Avx.IsSupported)
        {
            var even = Vector256.Create(Row(in first, 0), Row(in first, 2 * stride));
            var odd = Vector256.Create(Row(in first, stride), Row(in first, 3 * stride));
            (a, b) = (Avx.UnpackLow(even, odd).As<double, T>(), Avx.UnpackHigh(even, odd).As<double, T>());
            return;
        }

        Lanes128<T>.LoadPairs(in first, stride, out var a0, out var b0);
        Lanes128<T>.LoadPairs(in Unsafe.Add(ref Unsafe.AsRef(in first), Lanes128<T>.Count * stride), stride, out var a1, out var b1);
        (a, b) = (Vector256.Create(a0, a1), Vector256.Create(b0, b1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(Vector256<T> a, Vector256<T> b, ref T first, nint stride)
    {
        if (IsDouble && Avx.IsSupported)
        {
            var even = Avx.UnpackLow(a.As<T, double>(), b.As<T, double>());
            var odd = Avx.UnpackHigh(a.As<T, double>(), b.As<T, double>());
            SetRow(even.GetLower(), ref first, 0);
            SetRow(odd.GetLower(), ref first, stride);
            SetRow(even.GetUpper(), ref first, 2 * stride);
            SetRow(odd.GetUpper(), ref first, 3 * stride);
            return;
        }

        Lanes128<T>.StorePairs(a.GetLower(), b.GetLower(), ref first, stride);
        Lanes128<T>.StorePairs(a.GetUpper(), b.GetUpper(), ref Unsafe.Add(ref first, Lanes128<T>.Count * stride), stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<double> Row(ref readonly T first, nint offset) => Vector128.LoadUnsafe(ref Unsafe.As<T, double>(ref Unsafe.Add(ref Unsafe.AsRef(in first), offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SetRow(Vector128<double> pair, ref T first, nint offset) => pair.StoreUnsafe(ref Unsafe.As<T, double>(ref Unsafe.Add(ref first, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadConverted<TElement>(ref readonly TElement source, nuint index)
        where TElement : unmanaged =>
        IsDouble ? Widened(Vector128.LoadUnsafe(in source, index)) : Vector256.ConvertToSingle(Vector256.LoadUnsafe(in source, index).AsInt32()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> GatherConverted<TElement>(ref readonly TElement first, nint stride)
        where TElement : unmanaged
    {
        // Of 32 bits, whatever they are.
        ref var bits = ref Unsafe.As<TElement, float>(ref Unsafe.AsRef(in first));
        return IsDouble ? Widened(Lanes128<float>.Gather(in bits, stride).As<float, TElement>()) : Vector256.ConvertToSingle(Lanes256<float>.Gather(in bits, stride).AsInt32()).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Widened<TElement>(Vector128<TElement> elements)
        where TElement : unmanaged =>
        (typeof(TElement) == typeof(float) ? Vector256.WidenLower(elements.AsSingle().ToVector256Unsafe()) : Vector256.ConvertToDouble(Vector256.WidenLower(elements.AsInt32().ToVector256Unsafe()))).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> RoundToSingle(Vector256<T> x) => Vector256.WidenLower(Vector256.Narrow(x.As<T, double>(), x.As<T, double>())).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector256<T> x) => Vector256.Sum(x);
}
