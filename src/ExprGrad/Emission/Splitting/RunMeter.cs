namespace ExprGrad.Emission.Splitting;

/// <summary>Measures a run while statements are added to it.</summary>
internal sealed class RunMeter(Code code)
{
    // The variable, and at worst what gets its value and what hands it on: array, index, element, variable.
    private static readonly MethodSize Crossing = new(Locals: 1, References: 4, 0, Instructions: 8, Bytes: 28);

    private readonly int[] _lastRun = new int[code.Locals.Count];
    private int _run;

    public MethodSize Size { get; private set; }

    public void Start()
    {
        _run++;
        Size = default;
    }

    /// <summary>Adds code, whatever its size.</summary>
    public void Add(MethodSize size, int start, int end)
    {
        Size += size;
        for (var i = start; i < end; i++) AddLocal(i);
    }

    /// <summary>Adds a statement if the run stays within the limits; else the run has to end.</summary>
    public bool TryAdd(Statement statement, MethodSize limits)
    {
        var before = Size;
        Size += statement.Size;
        if (Size.FitsIn(limits) && TryAddLocals(statement, limits)) return true;
        Size = before;
        return false;
    }

    private bool TryAddLocals(Statement statement, MethodSize limits)
    {
        for (var i = statement.Start; i < statement.End; i++)
        {
            if (AddLocal(i) && !Size.FitsIn(limits)) return false;
        }

        return true;
    }

    private bool AddLocal(int position)
    {
        var (kind, local) = code.Touches[position];
        if (!Touches.IsOfLocal(kind) || _lastRun[local] == _run) return false;
        _lastRun[local] = _run;
        Size += Crossing;
        return true;
    }
}
