namespace ExprGrad.Ir;

/// <summary>A reduction on its way through its domain.</summary>
internal sealed class Fold(Reduce reduce)
{
    private readonly Axis _loop = reduce.Reduced.LastOrDefault(axis => !axis.IsGuard) ?? reduce.Reduced[0];
    private IComparable? _best;
    private int _index = -1;
    private object? _sum = reduce.IsFromFirst ? -0.0 : reduce.Kind is ReductionKind.Sum or ReductionKind.CheckedSum ? Convert.ChangeType(0, reduce.IsSumOfFloats ? typeof(double) : reduce.Type, provider: null) : null;

    /// <summary>Whether the rest of the domain is not to be looked at.</summary>
    public bool IsDecided { get; private set; }

    public object? Result => reduce.Kind switch
    {
        ReductionKind.Sum when reduce.IsSumOfFloats => (float)(double)_sum!,
        ReductionKind.Sum or ReductionKind.CheckedSum => _sum,
        ReductionKind.Max => _best ?? Limit("MinValue", double.NegativeInfinity, float.NegativeInfinity),
        ReductionKind.Min => _best ?? Limit("MaxValue", double.PositiveInfinity, float.PositiveInfinity),
        _ => _index,
    };

    public void Add(Point at, object? value)
    {
        switch (reduce.Kind)
        {
            case ReductionKind.Sum:
                _sum = EvaluatedFunctions.Apply(Primitives.Add, _sum, reduce.IsSumOfFloats ? (double)(float)value! : value);
                break;
            case ReductionKind.CheckedSum:
                _sum = EvaluatedFunctions.Apply(Primitives.CheckedAdd, _sum, value);
                break;
            case ReductionKind.Find:
                IsDecided = (bool)value!;
                if (IsDecided) _index = at[_loop];
                break;
            default:
                // The default comparer is LINQ's order: NaN below all numbers, 0 equal to -0.
                var order = _best is null ? 0 : ((IComparable)value!).CompareTo(_best);
                if (_best is null || (reduce.Kind is ReductionKind.Max or ReductionKind.ArgMax ? order > 0 : order < 0))
                    (_best, _index) = ((IComparable)value!, at[_loop]);
                break;
        }
    }

    private object? Limit(string field, double limit, float limitInFloat) =>
        reduce.Type == typeof(double) ? limit : reduce.Type == typeof(float) ? limitInFloat : reduce.Type.GetField(field)?.GetValue(null);
}
