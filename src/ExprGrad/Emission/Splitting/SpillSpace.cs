using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Runtime;

namespace ExprGrad.Emission.Splitting;

/// <summary>Places for values of one type, on pages; one is used again after its last value was read for the last time.</summary>
internal sealed class SpillSpace(Type type)
{
    // The last one is as small as it may be: workspaces of short functions are small.
    private static readonly (int Rows, Type Page)[] s_pages = [(1, typeof(Page<>)), (4, typeof(Page4<>)), (16, typeof(Page16<>)), (64, typeof(Page64<>))];

    private readonly PriorityQueue<int, int> _taken = new();
    private readonly Stack<int> _free = new();
    private readonly List<(Local Local, int Place)> _locals = [];
    private readonly List<Local> _pages = [];
    private readonly List<Expression> _rows = [];
    private int _count;
    private int _lasting;

    /// <summary>The variables that hold the pages, in each method that needs them.</summary>
    public IReadOnlyList<Local> Pages => _pages;

    /// <summary>The rows that must be zero at the start.</summary>
    public IEnumerable<Expression> Cleared => _rows.Take(RowsOf(_lasting));

    /// <summary>The variables that have a value at the start.</summary>
    public List<Local> Entries { get; } = [];

    private FieldInfo[] Fields { get; } = typeof(Page<>.Row).MakeGenericType(type).GetFields();

    /// <summary>Adds a variable whose value has to last from the start to the end.</summary>
    public void AddLasting(Local local)
    {
        _locals.Add((local, _count++));
        _lasting = _count;
    }

    /// <summary>Adds a variable. They come in the order of their first runs.</summary>
    public void Add(Local local, int firstRun, int lastRun)
    {
        while (_taken.TryPeek(out var ended, out var end) && end < firstRun)
        {
            _taken.Dequeue();
            _free.Push(ended);
        }

        // The place that was used last is the one most likely to be in the cache.
        var place = _free.TryPop(out var free) ? free : _count++;
        _taken.Enqueue(place, lastRun);
        _locals.Add((local, place));
        if (local.Kind == LocalKind.Entry) Entries.Add(local);
    }

    /// <summary>Gives all variables their places.</summary>
    /// <param name="id">Ids for the variables of the pages.</param>
    public void MakePages(Func<int> id)
    {
        var largest = s_pages[^1].Rows;
        while (_rows.Count < RowsOf(_count)) AddPage(Math.Min(RowsOf(_count) - _rows.Count, largest), id());
        foreach (var (local, place) in _locals)
        {
            local.Page = _pages[place / (Fields.Length * largest)];
            local.Place = Expression.Field(_rows[place / Fields.Length], Fields[place % Fields.Length]);
        }
    }

    private void AddPage(int rows, int id)
    {
        var page = new Local(Expression.Variable(Array.Find(s_pages, page => page.Rows >= rows).Page.MakeGenericType(type), "page"), id, isParameter: false) { Kind = LocalKind.Passed };
        _pages.Add(page);
        for (var row = 0; row < rows; row++) _rows.Add(Expression.Field(page.Variable, string.Create(CultureInfo.InvariantCulture, $"R{row}")));
    }

    private int RowsOf(int places) => (places + Fields.Length - 1) / Fields.Length;
}
