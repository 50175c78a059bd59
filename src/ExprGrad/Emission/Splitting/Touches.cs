namespace ExprGrad.Emission.Splitting;

internal enum TouchKind
{
    /// <summary>Reads a variable.</summary>
    Read,

    /// <summary>Changes a variable, or a part of it, or does so under a condition.</summary>
    Write,

    /// <summary>Gives a variable a value, whatever happens.</summary>
    Assign,

    /// <summary>One of two arms follows, up to <see cref="Else"/> and <see cref="EndBranch"/>.</summary>
    Branch,
    Else,
    EndBranch,

    /// <summary>What follows, up to <see cref="EndPart"/>, may be left early, run again, or not run at all.</summary>
    Part,
    EndPart,

    /// <summary>Control may arrive here from elsewhere in the same list of statements.</summary>
    Label,
}

/// <summary>What a lambda does to its variables, in the order of evaluation.</summary>
internal sealed class Touches
{
    private const int KindBits = 4;

    private readonly List<int> _touches = [];

    public int Count => _touches.Count;

    public (TouchKind Kind, int Local) this[int position] =>
        ((TouchKind)(_touches[position] & ((1 << KindBits) - 1)), _touches[position] >> KindBits);

    public static bool IsOfLocal(TouchKind kind) => kind <= TouchKind.Assign;

    public void Add(TouchKind kind) => _touches.Add((int)kind);

    public void Add(TouchKind kind, Local local) => _touches.Add((local.Id << KindBits) | (int)kind);
}
