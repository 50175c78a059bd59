using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExprGrad.Runtime.Vectors;

/// <summary>Vectors of 128 bits of double or float.</summary>
internal readonly struct Lanes128<T> : ILanes<Vector128<T>, T>
    where T : unmanaged
{
    public static int Count => Vector128<T>.Count;

    public static Vector128<T> Indices => Vector128<T>.Indices;

    private static bool IsDouble
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(double);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Create(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Convert(double value) =>
        IsDouble ? Vector128.Create(value).As<double, T>() : Vector128.Create((float)value).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> FromBits(long bits) =>
        IsDouble ? Vector128.Create(bits).As<long, T>() : Vector128.Create((int)bits).As<int, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T GetLane(Vector128<T> x, int lane) => x.GetElement(lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> a, Vector128<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Subtract(Vector128<T> a, Vector128<T> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Multiply(Vector128<T> a, Vector128<T> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Divide(Vector128<T> a, Vector128<T> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Negate(Vector128<T> x) => -x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> FusedMultiplyAdd(Vector128<T> a, Vector128<T> b, Vector128<T> c) =>
        IsDouble
            ? Vector128.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>()
            : Vector128.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAddEstimate(Vector128<T> a, Vector128<T> b, Vector128<T> c) =>
        IsDouble
            ? Vector128.MultiplyAddEstimate(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>()
            : Vector128.MultiplyAddEstimate(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Sqrt(Vector128<T> x) => Vector128.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Abs(Vector128<T> x) => Vector128.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> CopySign(Vector128<T> x, Vector128<T> sign) => Vector128.CopySign(x, sign);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Floor(Vector128<T> x) =>
        IsDouble ? Vector128.Floor(x.AsDouble()).As<double, T>() : Vector128.Floor(x.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Ceiling(Vector128<T> x) =>
        IsDouble ? Vector128.Ceiling(x.AsDouble()).As<double, T>() : Vector128.Ceiling(x.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Truncate(Vector128<T> x) =>
        IsDouble ? Vector128.Truncate(x.AsDouble()).As<double, T>() : Vector128.Truncate(x.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Round(Vector128<T> x) =>
        IsDouble ? Vector128.Round(x.AsDouble()).As<double, T>() : Vector128.Round(x.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Max(Vector128<T> a, Vector128<T> b) => Vector128.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Min(Vector128<T> a, Vector128<T> b) => Vector128.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MaxNumber(Vector128<T> a, Vector128<T> b) => Vector128.MaxNumber(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MinNumber(Vector128<T> a, Vector128<T> b) => Vector128.MinNumber(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MaxMagnitude(Vector128<T> a, Vector128<T> b) => Vector128.MaxMagnitude(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MinMagnitude(Vector128<T> a, Vector128<T> b) => Vector128.MinMagnitude(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MaxMagnitudeNumber(Vector128<T> a, Vector128<T> b) => Vector128.MaxMagnitudeNumber(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MinMagnitudeNumber(Vector128<T> a, Vector128<T> b) => Vector128.MinMagnitudeNumber(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MaxNative(Vector128<T> a, Vector128<T> b) => Vector128.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MinNative(Vector128<T> a, Vector128<T> b) => Vector128.MinNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Equal(Vector128<T> a, Vector128<T> b) => Vector128.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> NotEqual(Vector128<T> a, Vector128<T> b) => ~Vector128.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LessThan(Vector128<T> a, Vector128<T> b) => Vector128.LessThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LessThanOrEqual(Vector128<T> a, Vector128<T> b) => Vector128.LessThanOrEqual(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> GreaterThan(Vector128<T> a, Vector128<T> b) => Vector128.GreaterThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> GreaterThanOrEqual(Vector128<T> a, Vector128<T> b) => Vector128.GreaterThanOrEqual(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Select(Vector128<T> mask, Vector128<T> whenTrue, Vector128<T> whenFalse) =>
        Vector128.ConditionalSelect(mask, whenTrue, whenFalse);

    // As integers: a lane with all bits set is NaN, and equals nothing as a number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Across(Vector128<T> earlier, Vector128<T> later, int first) =>
        !Avx512F.VL.IsSupported ? AcrossByShuffles(earlier, later, first)
        : IsDouble ? Avx512F.VL.PermuteVar2x64x2(earlier.AsDouble(), Vector128<long>.Indices + Vector128.Create((long)first), later.AsDouble()).As<double, T>()
        : Avx512F.VL.PermuteVar4x32x2(earlier.AsSingle(), Vector128<int>.Indices + Vector128.Create(first), later.AsSingle()).As<float, T>();

    /// <summary>The same where there is no instruction that takes lanes of two vectors: a shuffle has zeros for lanes that a vector doesn't have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> AcrossByShuffles(Vector128<T> earlier, Vector128<T> later, int first)
    {
        if (IsDouble)
        {
            var lanes = Vector128<long>.Indices + Vector128.Create((long)first);
            return (Vector128.Shuffle(earlier.AsDouble(), lanes) | Vector128.Shuffle(later.AsDouble(), lanes - Vector128.Create((long)Count))).As<double, T>();
        }

        var places = Vector128<int>.Indices + Vector128.Create(first);
        return (Vector128.Shuffle(earlier.AsSingle(), places) | Vector128.Shuffle(later.AsSingle(), places - Vector128.Create(Count))).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector128<T> mask) => mask.AsInt64() != Vector128<long>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> And(Vector128<T> a, Vector128<T> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Or(Vector128<T> a, Vector128<T> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ExclusiveOr(Vector128<T> a, Vector128<T> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Not(Vector128<T> x) => ~x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> AddBits(Vector128<T> a, Vector128<T> b) =>
        IsDouble ? (a.AsInt64() + b.AsInt64()).As<long, T>() : (a.AsInt32() + b.AsInt32()).As<int, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ShiftLeft(Vector128<T> x, int count) =>
        IsDouble ? (x.AsInt64() << count).As<long, T>() : (x.AsInt32() << count).As<int, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ShiftRight(Vector128<T> x, int count) =>
        IsDouble ? (x.AsInt64() >>> count).As<long, T>() : (x.AsInt32() >>> count).As<int, T>();

    public static bool HasSixteenthPower => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> SixteenthPower(Vector128<T> bits) => throw new NotSupportedException();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Scale(Vector128<T> x, Vector128<T> n)
    {
        if (!Avx512F.VL.IsSupported) return PortableExponents<Vector128<T>, T, Lanes128<T>>.Scale(x, n);
        return IsDouble
            ? Avx512F.VL.Scale(x.AsDouble(), n.AsDouble()).As<double, T>()
            : Avx512F.VL.Scale(x.AsSingle(), n.AsSingle()).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ScaleB(Vector128<T> x, Vector128<T> n) => Avx512F.VL.IsSupported ? Scale(x, n) : PortableExponents<Vector128<T>, T, Lanes128<T>>.ScaleB(x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Exponent(Vector128<T> x)
    {
        if (!Avx512F.VL.IsSupported) return PortableExponents<Vector128<T>, T, Lanes128<T>>.Exponent(x);
        return IsDouble ? Avx512F.VL.GetExponent(x.AsDouble()).As<double, T>() : Avx512F.VL.GetExponent(x.AsSingle()).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Mantissa(Vector128<T> x)
    {
        // From 1 to 2, NaN for negative numbers, and the sign of zero dropped.
        const byte Control = 0b1100;
        if (!Avx512F.VL.IsSupported) return PortableExponents<Vector128<T>, T, Lanes128<T>>.Mantissa(x);
        return IsDouble
            ? Avx512F.VL.GetMantissa(x.AsDouble(), Control).As<double, T>()
            : Avx512F.VL.GetMantissa(x.AsSingle(), Control).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Except(Vector128<T> y, Vector128<T> mask, Vector128<T> x, Func<T, T> function) => Any(mask) ? LaneByLane<Vector128<T>, T>.Compute(y, mask, x, function) : y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Except(Vector128<T> y, Vector128<T> mask, Vector128<T> a, Vector128<T> b, Func<T, T, T> function) => Any(mask) ? LaneByLane<Vector128<T>, T>.Compute(y, mask, a, b, function) : y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadUnsafe(ref readonly T source, nuint index) => Vector128.LoadUnsafe(in source, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreUnsafe(Vector128<T> x, ref T target, nuint index) => x.StoreUnsafe(ref target, index);

    public static bool HasMaskedAccess => Avx.IsSupported;

    // The instructions take a pointer, and the element is pinned as long.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector128<T> LoadWhere(ref readonly T source, Vector128<T> mask)
    {
        fixed (T* first = &source)
        {
            return IsDouble
                ? Avx.MaskLoad((double*)first, mask.As<T, double>()).As<double, T>()
                : Avx.MaskLoad((float*)first, mask.As<T, float>()).As<float, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreWhere(Vector128<T> x, ref T target, Vector128<T> mask)
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadFirst(ref readonly T source, int count)
    {
        if (count >= Count) return Vector128.LoadUnsafe(in source);
        if (count <= 0) return Vector128<T>.Zero;
        if (IsDouble || count == 1) return Vector128.CreateScalar(source);
        ref var single = ref Unsafe.As<T, float>(ref Unsafe.AsRef(in source));
        return Vector128.Create(single, Unsafe.Add(ref single, 1), count > 2 ? Unsafe.Add(ref single, 2) : 0, 0).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Vector128<T> x, ref T target, int count)
    {
        if (count >= Count)
        {
            x.StoreUnsafe(ref target);
            return;
        }

        if (count > 0) target = x.ToScalar();
        if (IsDouble) return;
        if (count > 1) Unsafe.Add(ref target, 1) = x.GetElement(1);
        if (count > 2) Unsafe.Add(ref target, 2) = x.GetElement(2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Gather(ref readonly T first, nint stride) =>
        IsDouble
            ? Vector128.Create(At<double>(in first, 0), At<double>(in first, stride)).As<double, T>()
            : Vector128.Create(At<float>(in first, 0), At<float>(in first, stride), At<float>(in first, 2 * stride), At<float>(in first, 3 * stride)).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> GatherAt<TElement>(ReadOnlySpan<TElement> source, Vector128<T> positions)
        where TElement : unmanaged =>
        IsDouble
            ? Vector128.Create(At<TElement, double>(source, positions, 0), At<TElement, double>(source, positions, 1)).As<double, T>()
            : Vector128.Create(At<TElement, float>(source, positions, 0), At<TElement, float>(source, positions, 1), At<TElement, float>(source, positions, 2), At<TElement, float>(source, positions, 3)).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairs(ref readonly T first, nint stride, out Vector128<T> a, out Vector128<T> b) =>
        (a, b) = (Gather(in first, stride), Gather(in Unsafe.Add(ref Unsafe.AsRef(in first), 1), stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(Vector128<T> a, Vector128<T> b, ref T first, nint stride)
    {
        for (var lane = 0; lane < Count; lane++)
        {
            ref var row = ref Unsafe.Add(ref first, lane * stride);
            (row, Unsafe.Add(ref row, 1)) = (a[lane], b[lane]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadConverted<TElement>(ref readonly TElement source, nuint index)
        where TElement : unmanaged =>
        IsDouble ? GatherConverted(in Unsafe.Add(ref Unsafe.AsRef(in source), index), 1) : Vector128.ConvertToSingle(Vector128.LoadUnsafe(in source, index).AsInt32()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> GatherConverted<TElement>(ref readonly TElement first, nint stride)
        where TElement : unmanaged => IsDouble
            ? Vector128.Create(LaneValues.Number<TElement, double>(first), LaneValues.Number<TElement, double>(Unsafe.Add(ref Unsafe.AsRef(in first), stride))).As<double, T>()
            : Vector128.ConvertToSingle(Lanes128<float>.Gather(in Unsafe.As<TElement, float>(ref Unsafe.AsRef(in first)), stride).AsInt32()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> RoundToSingle(Vector128<T> x) => Vector128.WidenLower(Vector128.Narrow(x.As<T, double>(), x.As<T, double>())).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector128<T> x) => Vector128.Sum(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TAs At<TAs>(ref readonly T first, nint offset) => Unsafe.As<T, TAs>(ref Unsafe.Add(ref Unsafe.AsRef(in first), offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TAs At<TElement, TAs>(ReadOnlySpan<TElement> source, Vector128<T> positions, int lane)
        where TElement : unmanaged => LaneValues.Number<TElement, TAs>(source[LaneValues.Integer(positions.GetElement(lane))]);
}
