namespace ExprGrad;

public static partial class Ad
{
    /// <summary>
    /// All states that <c>items.Aggregate(seed, step)</c> goes through: the seed, then the state after each item. There is one state more than there
    /// are items, and the one at an index is that before the item of this index.
    /// </summary>
    /// <param name="seed">The first state.</param>
    /// <param name="items">What the steps run through.</param>
    /// <param name="step">The next state from a state and an item. In a lambda that is differentiated it is written in place.</param>
    public static TState[] Scan<TState, T>(TState seed, IEnumerable<T> items, Func<TState, T, TState> step)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(step);
        List<TState> states = [seed];
        foreach (var item in items) states.Add(step(states[^1], item));
        return [.. states];
    }
}
