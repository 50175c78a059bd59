using System.Linq.Expressions;

namespace ExprGrad.Emission.Splitting;

/// <summary>The arrays, one for each type, through which values go from one method to another.</summary>
internal sealed class SpillArrays
{
    private readonly Dictionary<Type, SpillArray> _arrays = [];

    public IEnumerable<SpillArray> All => _arrays.Values;

    public static SpillArrays For(Code code)
    {
        var arrays = new SpillArrays();
        var crossing = code.Locals.Where(Crossings.IsLoaded).Select(local => (Local: local, IsDefinedFirst: Crossings.IsDefinedFirst(local))).ToList();
        // Elements that must be there from the start, and may have to be zero, come first in each array.
        foreach (var (local, _) in crossing.Where(crossing => !crossing.IsDefinedFirst)) arrays.Of(local).AddLasting(local);
        foreach (var (local, _) in crossing.Where(crossing => crossing.IsDefinedFirst).OrderBy(crossing => FirstRun(crossing.Local)))
            arrays.Of(local).Add(local, FirstRun(local), LastRun(local));
        return arrays;
    }

    private SpillArray Of(Local local)
    {
        if (_arrays.TryGetValue(local.Variable.Type, out var array)) return array;
        array = new SpillArray(local.Variable.Type, int.MaxValue - _arrays.Count);
        _arrays.Add(local.Variable.Type, array);
        return array;
    }

    private static int FirstRun(Local local) => local.Kind == LocalKind.Entry ? -1 : local.FirstUse!.Run.Number;

    private static int LastRun(Local local)
    {
        var last = local.LastUse!.Run.Number;
        for (var use = local.FirstUse; use is not null; use = use.Next)
        {
            if (Crossings.OutermostLoop(use, isDefinedFirst: true) is { } loop) last = Math.Max(last, loop.Plan!.LastRun);
        }

        return last;
    }
}

/// <summary>An array for values of one type; an element is used again after its last value was read for the last time.</summary>
internal sealed class SpillArray(Type type, int id)
{
    private readonly PriorityQueue<int, int> _taken = new();
    private readonly Stack<int> _free = new();

    public Type ElementType { get; } = type;

    /// <summary>The variable that holds the array, in each method.</summary>
    public Local Local { get; } = new(Expression.Variable(type.MakeArrayType(), "spilled"), id, isParameter: false) { Kind = LocalKind.Passed };

    public int Length { get; private set; }

    /// <summary>The number of elements, from the first, that must be zero at the start.</summary>
    public int Cleared { get; private set; }

    /// <summary>The variables that have a value at the start.</summary>
    public List<Local> Entries { get; } = [];

    /// <summary>Adds a variable whose value has to last from the start to the end.</summary>
    public void AddLasting(Local local)
    {
        Take(local, Length++);
        Cleared = Length;
    }

    /// <summary>Adds a variable. They come in the order of their first runs.</summary>
    public void Add(Local local, int firstRun, int lastRun)
    {
        while (_taken.TryPeek(out var ended, out var end) && end < firstRun)
        {
            _taken.Dequeue();
            _free.Push(ended);
        }

        // The element that was used last is the one most likely to be in the cache.
        var index = _free.TryPop(out var free) ? free : Length++;
        _taken.Enqueue(index, lastRun);
        Take(local, index);
        if (local.Kind == LocalKind.Entry) Entries.Add(local);
    }

    private void Take(Local local, int index)
    {
        (local.Array, local.Index) = (Local, index);
        local.Element = Expression.ArrayAccess(Local.Variable, Expression.Constant(index));
    }
}
