namespace ExprGrad.Tests.Properties.Generation;

/// <summary>
/// What <c>Ad.StopGradient</c> is in the twin that finite differences use: the values met at the point itself are recorded, and replayed
/// in the same order while the parameters are moved, so that differencing sees constants where the gradient has to.
/// </summary>
internal sealed class FrozenValues
{
    private readonly List<double> values = [];
    private int next;

    public bool IsReplaying { get; private set; }

    public void Record()
    {
        values.Clear();
        IsReplaying = false;
    }

    public void Replay()
    {
        next = 0;
        IsReplaying = true;
    }

    /// <summary>
    /// Called by the twin. Where a moved parameter changed the number of calls, the differences make no sense, nor do they agree.
    /// </summary>
    public double Pass(double value)
    {
        if (IsReplaying)
            return next < values.Count ? values[next++] : value;
        values.Add(value);
        return value;
    }
}
