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

    /// <summary>
    /// The state after <paramref name="count"/> steps from the seed: <c>step(step(...step(seed)))</c>, the seed itself if the count is 0.
    /// </summary>
    /// <param name="count">The number of steps.</param>
    /// <param name="seed">The first state.</param>
    /// <param name="step">The next state from a state. In a lambda that is differentiated it is written in place.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public static TState Iterate<TState>(int count, TState seed, Func<TState, TState> step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return Iterate(count, seed, (state, _) => step(state));
    }

    /// <summary>The state after <paramref name="count"/> steps from the seed, in a step that knows its number.</summary>
    /// <param name="count">The number of steps.</param>
    /// <param name="seed">The first state.</param>
    /// <param name="step">The next state from a state and the number of the step, from 0. In a lambda that is differentiated it is written in place.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public static TState Iterate<TState>(int count, TState seed, Func<TState, int, TState> step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(step);
        var state = seed;
        for (var i = 0; i < count; i++) state = step(state, i);
        return state;
    }
}
