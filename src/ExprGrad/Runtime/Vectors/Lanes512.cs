using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExprGrad.Runtime.Vectors;

/// <summary>Vectors of 512 bits of double or float.</summary>
internal readonly struct Lanes512<T> : ILanes<Vector512<T>, T>
    where T : unmanaged
{
    public static int Count => Vector512<T>.Count;

    public static Vector512<T> Indices => Vector512<T>.Indices;

    private static bool IsDouble
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(double);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Create(T value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Convert(double value) =>
        IsDouble ? Vector512.Create(value).As<double, T>() : Vector512.Create((float)value).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> FromBits(long bits) =>
        IsDouble ? Vector512.Create(bits).As<long, T>() : Vector512.Create((int)bits).As<int, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T GetLane(Vector512<T> x, int lane) => x.GetElement(lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Add(Vector512<T> a, Vector512<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Subtract(Vector512<T> a, Vector512<T> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Multiply(Vector512<T> a, Vector512<T> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Divide(Vector512<T> a, Vector512<T> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Negate(Vector512<T> x) => -x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> FusedMultiplyAdd(Vector512<T> a, Vector512<T> b, Vector512<T> c) =>
        IsDouble
            ? Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>()
            : Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAddEstimate(Vector512<T> a, Vector512<T> b, Vector512<T> c) =>
        IsDouble
            ? Vector512.MultiplyAddEstimate(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>()
            : Vector512.MultiplyAddEstimate(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sqrt(Vector512<T> x) => Vector512.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Abs(Vector512<T> x) => Vector512.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> CopySign(Vector512<T> x, Vector512<T> sign) => Vector512.CopySign(x, sign);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Floor(Vector512<T> x) =>
        IsDouble ? Vector512.Floor(x.AsDouble()).As<double, T>() : Vector512.Floor(x.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Ceiling(Vector512<T> x) =>
        IsDouble ? Vector512.Ceiling(x.AsDouble()).As<double, T>() : Vector512.Ceiling(x.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Truncate(Vector512<T> x) =>
        IsDouble ? Vector512.Truncate(x.AsDouble()).As<double, T>() : Vector512.Truncate(x.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Round(Vector512<T> x) =>
        IsDouble ? Vector512.Round(x.AsDouble()).As<double, T>() : Vector512.Round(x.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Max(Vector512<T> a, Vector512<T> b) => Vector512.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Min(Vector512<T> a, Vector512<T> b) => Vector512.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MaxNumber(Vector512<T> a, Vector512<T> b) => Vector512.MaxNumber(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MinNumber(Vector512<T> a, Vector512<T> b) => Vector512.MinNumber(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MaxMagnitude(Vector512<T> a, Vector512<T> b) => Vector512.MaxMagnitude(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MinMagnitude(Vector512<T> a, Vector512<T> b) => Vector512.MinMagnitude(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MaxMagnitudeNumber(Vector512<T> a, Vector512<T> b) => Vector512.MaxMagnitudeNumber(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MinMagnitudeNumber(Vector512<T> a, Vector512<T> b) => Vector512.MinMagnitudeNumber(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MaxNative(Vector512<T> a, Vector512<T> b) => Vector512.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MinNative(Vector512<T> a, Vector512<T> b) => Vector512.MinNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Equal(Vector512<T> a, Vector512<T> b) => Vector512.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> NotEqual(Vector512<T> a, Vector512<T> b) => ~Vector512.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LessThan(Vector512<T> a, Vector512<T> b) => Vector512.LessThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LessThanOrEqual(Vector512<T> a, Vector512<T> b) => Vector512.LessThanOrEqual(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> GreaterThan(Vector512<T> a, Vector512<T> b) => Vector512.GreaterThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> GreaterThanOrEqual(Vector512<T> a, Vector512<T> b) => Vector512.GreaterThanOrEqual(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Select(Vector512<T> mask, Vector512<T> whenTrue, Vector512<T> whenFalse) =>
        Vector512.ConditionalSelect(mask, whenTrue, whenFalse);

    // As integers: a lane with all bits set is NaN, and equals nothing as a number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Across(Vector512<T> earlier, Vector512<T> later, int first) =>
        !Avx512F.IsSupported ? AcrossByShuffles(earlier, later, first)
        : IsDouble ? Avx512F.PermuteVar8x64x2(earlier.AsDouble(), Vector512<long>.Indices + Vector512.Create((long)first), later.AsDouble()).As<double, T>()
        : Avx512F.PermuteVar16x32x2(earlier.AsSingle(), Vector512<int>.Indices + Vector512.Create(first), later.AsSingle()).As<float, T>();

    /// <summary>The same where there is no instruction that takes lanes of two vectors: a shuffle has zeros for lanes that a vector doesn't have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> AcrossByShuffles(Vector512<T> earlier, Vector512<T> later, int first)
    {
        if (IsDouble)
        {
            var lanes = Vector512<long>.Indices + Vector512.Create((long)first);
            return (Vector512.Shuffle(earlier.AsDouble(), lanes) | Vector512.Shuffle(later.AsDouble(), lanes - Vector512.Create((long)Count))).As<double, T>();
        }

        var places = Vector512<int>.Indices + Vector512.Create(first);
        return (Vector512.Shuffle(earlier.AsSingle(), places) | Vector512.Shuffle(later.AsSingle(), places - Vector512.Create(Count))).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector512<T> mask) => mask.AsInt64() != Vector512<long>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> And(Vector512<T> a, Vector512<T> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Or(Vector512<T> a, Vector512<T> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ExclusiveOr(Vector512<T> a, Vector512<T> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Not(Vector512<T> x) => ~x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> AddBits(Vector512<T> a, Vector512<T> b) =>
        IsDouble ? (a.AsInt64() + b.AsInt64()).As<long, T>() : (a.AsInt32() + b.AsInt32()).As<int, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ShiftLeft(Vector512<T> x, int count) =>
        IsDouble ? (x.AsInt64() << count).As<long, T>() : (x.AsInt32() << count).As<int, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ShiftRight(Vector512<T> x, int count) =>
        IsDouble ? (x.AsInt64() >>> count).As<long, T>() : (x.AsInt32() >>> count).As<int, T>();

    public static bool HasSixteenthPower
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(double) && Avx512F.IsSupported;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> SixteenthPower(Vector512<T> bits)
    {
        var low = Vector512.Create(
            1.0, 1.0442737824274138, 1.0905077326652577, 1.1387886347566916, 1.189207115002721, 1.241857812073484, 1.2968395546510096, 1.3542555469368927);
        var high = Vector512.Create(
            1.4142135623730951, 1.4768261459394993, 1.5422108254079407, 1.6104903319492543, 1.681792830507429, 1.7562521603732995, 1.8340080864093424, 1.9152065613971474);
        return Avx512F.PermuteVar8x64x2(low, bits.AsInt64(), high).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Scale(Vector512<T> x, Vector512<T> n)
    {
        if (!Avx512F.IsSupported) return PortableExponents<Vector512<T>, T, Lanes512<T>>.Scale(x, n);
        return IsDouble
            ? Avx512F.Scale(x.AsDouble(), n.AsDouble()).As<double, T>()
            : Avx512F.Scale(x.AsSingle(), n.AsSingle()).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ScaleB(Vector512<T> x, Vector512<T> n) => Avx512F.IsSupported ? Scale(x, n) : PortableExponents<Vector512<T>, T, Lanes512<T>>.ScaleB(x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Exponent(Vector512<T> x)
    {
        if (!Avx512F.IsSupported) return PortableExponents<Vector512<T>, T, Lanes512<T>>.Exponent(x);
        return IsDouble ? Avx512F.GetExponent(x.AsDouble()).As<double, T>() : Avx512F.GetExponent(x.AsSingle()).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Mantissa(Vector512<T> x)
    {
        // From 1 to 2, NaN for negative numbers, and the sign of zero dropped.
        const byte Control = 0b1100;
        if (!Avx512F.IsSupported) return PortableExponents<Vector512<T>, T, Lanes512<T>>.Mantissa(x);
        return IsDouble
            ? Avx512F.GetMantissa(x.AsDouble(), Control).As<double, T>()
            : Avx512F.GetMantissa(x.AsSingle(), Control).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Except(Vector512<T> y, Vector512<T> mask, Vector512<T> x, Func<T, T> function) => Any(mask) ? LaneByLane<Vector512<T>, T>.Compute(y, mask, x, function) : y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Except(Vector512<T> y, Vector512<T> mask, Vector512<T> a, Vector512<T> b, Func<T, T, T> function) => Any(mask) ? LaneByLane<Vector512<T>, T>.Compute(y, mask, a, b, function) : y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LoadUnsafe(ref readonly T source, nuint index) => Vector512.LoadUnsafe(in source, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreUnsafe(Vector512<T> x, ref T target, nuint index) => x.StoreUnsafe(ref target, index);

    public static bool HasMaskedAccess => Avx512F.IsSupported;

    // The instructions take a pointer, and the element is pinned as long.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<T> LoadWhere(ref readonly T source, Vector512<T> mask)
    {
        fixed (T* first = &source)
        {
            return IsDouble
                ? Avx512F.MaskLoad((double*)first, mask.As<T, double>(), Vector512<double>.Zero).As<double, T>()
                : Avx512F.MaskLoad((float*)first, mask.As<T, float>(), Vector512<float>.Zero).As<float, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreWhere(Vector512<T> x, ref T target, Vector512<T> mask)
    {
        fixed (T* first = &target)
        {
            if (IsDouble) Avx512F.MaskStore((double*)first, mask.As<T, double>(), x.As<T, double>());
            else Avx512F.MaskStore((float*)first, mask.As<T, float>(), x.As<T, float>());
        }
    }

    // The mask is made where it is used, so that it stays a mask; of integers, which takes no conversion.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<T> LoadFirst(ref readonly T source, int count)
    {
        if (Avx512F.IsSupported)
        {
            fixed (T* first = &source)
            {
                return IsDouble
                    ? Avx512F.MaskLoad((double*)first, Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).AsDouble(), Vector512<double>.Zero).As<double, T>()
                    : Avx512F.MaskLoad((float*)first, Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle(), Vector512<float>.Zero).As<float, T>();
            }
        }

        var half = Lanes256<T>.Count;
        return count < half
            ? Vector512.Create(Lanes256<T>.LoadFirst(in source, count), Vector256<T>.Zero)
            : Vector512.Create(Vector256.LoadUnsafe(in source), Lanes256<T>.LoadFirst(in Unsafe.Add(ref Unsafe.AsRef(in source), half), count - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreFirst(Vector512<T> x, ref T target, int count)
    {
        if (Avx512F.IsSupported)
        {
            fixed (T* first = &target)
            {
                if (IsDouble) Avx512F.MaskStore((double*)first, Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).AsDouble(), x.As<T, double>());
                else Avx512F.MaskStore((float*)first, Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle(), x.As<T, float>());
            }

            return;
        }

        var half = Lanes256<T>.Count;
        if (count < half)
        {
            Lanes256<T>.StoreFirst(x.GetLower(), ref target, count);
            return;
        }

        x.GetLower().StoreUnsafe(ref target);
        Lanes256<T>.StoreFirst(x.GetUpper(), ref Unsafe.Add(ref target, half), count - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Gather(ref readonly T first, nint stride) =>
        Vector512.Create(
            Lanes256<T>.Gather(in first, stride),
            Lanes256<T>.Gather(in Unsafe.Add(ref Unsafe.AsRef(in first), Lanes256<T>.Count * stride), stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> GatherAt<TElement>(ReadOnlySpan<TElement> source, Vector512<T> positions)
        where TElement : unmanaged => Vector512.Create(Lanes256<T>.GatherAt(source, positions.GetLower()), Lanes256<T>.GatherAt(source, positions.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairs(ref readonly T first, nint stride, out Vector512<T> a, out Vector512<T> b)
    {
        if (IsDouble && Avx512F.IsSupported)
        {
            var even = Rows(in first, 2 * stride);
            var odd = Rows(in Unsafe.Add(ref Unsafe.AsRef(in first), stride), 2 * stride);
            (a, b) = (Avx512F.UnpackLow(even, odd).As<double, T>(), Avx512F.UnpackHigh(even, odd).As<double, T>());
            return;
        }

        Lanes256<T>.LoadPairs(in first, stride, out var a0, out var b0);
        Lanes256<T>.LoadPairs(in Unsafe.Add(ref Unsafe.AsRef(in first), Lanes256<T>.Count * stride), stride, out var a1, out var b1);
        (a, b) = (Vector512.Create(a0, a1), Vector512.Create(b0, b1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(Vector512<T> a, Vector512<T> b, ref T first, nint stride)
    {
        if (IsDouble && Avx512F.IsSupported)
        {
            SetRows(Avx512F.UnpackLow(a.As<T, double>(), b.As<T, double>()), ref first, 2 * stride);
            SetRows(Avx512F.UnpackHigh(a.As<T, double>(), b.As<T, double>()), ref Unsafe.Add(ref first, stride), 2 * stride);
            return;
        }

        Lanes256<T>.StorePairs(a.GetLower(), b.GetLower(), ref first, stride);
        Lanes256<T>.StorePairs(a.GetUpper(), b.GetUpper(), ref Unsafe.Add(ref first, Lanes256<T>.Count * stride), stride);
    }

    // Two elements side by side of four rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Rows(ref readonly T first, nint stride) => Vector512.Create(
        Vector256.Create(Lanes256<T>.Row(in first, 0), Lanes256<T>.Row(in first, stride)),
        Vector256.Create(Lanes256<T>.Row(in first, 2 * stride), Lanes256<T>.Row(in first, 3 * stride)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetRows(Vector512<double> pairs, ref T first, nint stride)
    {
        Lanes256<T>.SetRow(pairs.GetLower().GetLower(), ref first, 0);
        Lanes256<T>.SetRow(pairs.GetLower().GetUpper(), ref first, stride);
        Lanes256<T>.SetRow(pairs.GetUpper().GetLower(), ref first, 2 * stride);
        Lanes256<T>.SetRow(pairs.GetUpper().GetUpper(), ref first, 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LoadConverted<TElement>(ref readonly TElement source, nuint index)
        where TElement : unmanaged =>
        IsDouble ? Widened(Vector256.LoadUnsafe(in source, index)) : Vector512.ConvertToSingle(Vector512.LoadUnsafe(in source, index).AsInt32()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> GatherConverted<TElement>(ref readonly TElement first, nint stride)
        where TElement : unmanaged
    {
        // Of 32 bits, whatever they are.
        ref var bits = ref Unsafe.As<TElement, float>(ref Unsafe.AsRef(in first));
        return IsDouble ? Widened(Lanes256<float>.Gather(in bits, stride).As<float, TElement>()) : Vector512.ConvertToSingle(Lanes512<float>.Gather(in bits, stride).AsInt32()).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Widened<TElement>(Vector256<TElement> elements)
        where TElement : unmanaged =>
        (typeof(TElement) == typeof(float) ? Vector512.WidenLower(elements.AsSingle().ToVector512Unsafe()) : Vector512.ConvertToDouble(Vector512.WidenLower(elements.AsInt32().ToVector512Unsafe()))).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> RoundToSingle(Vector512<T> x) => Vector512.WidenLower(Vector512.Narrow(x.As<T, double>(), x.As<T, double>())).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector512<T> x) => Vector512.Sum(x);
}
