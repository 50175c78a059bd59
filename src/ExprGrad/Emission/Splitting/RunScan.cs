namespace ExprGrad.Emission.Splitting;

/// <summary>Finds out what a run does to each variable: whether it reads the value from before, and whether it leaves a new one on every path.</summary>
internal sealed class RunScan(Code code)
{
    private readonly Use?[] _uses = new Use?[code.Locals.Count];

    // The variables that have got a value, in the order in which they did: those of a part are undone at its end.
    private readonly List<Use> _assigned = [];
    private readonly Stack<(int Assigned, List<Use> WhenTrue)> _parts = new();
    private readonly HashSet<Use> _common = [];

    /// <summary>Lists the uses of a run and appends them to those of the variables: runs have to come in the order of evaluation.</summary>
    public void Scan(Run run)
    {
        for (var piece = 0; piece < run.Pieces.Count; piece++)
        {
            for (var i = run.Pieces[piece].Start; i < run.Pieces[piece].End; i++)
            {
                var (kind, local) = code.Touches[i];
                if (Touches.IsOfLocal(kind)) Touch(kind, _uses[local] ??= Begin(code.Locals[local], run, piece), piece);
                else Enter(kind);
            }
        }

        foreach (var use in run.Uses) _uses[use.Local.Id] = null;
        _assigned.Clear();
    }

    private static Use Begin(Local local, Run run, int piece)
    {
        var use = new Use(local, run, piece);
        run.Uses.Add(use);
        local.Append(use);
        return use;
    }

    private void Touch(TouchKind kind, Use use, int piece)
    {
        use.Touches++;
        if (kind == TouchKind.Read) use.ReadsEntry |= !use.IsAssigned;
        else use.LastWrite = piece;
        if (kind == TouchKind.Assign) Assign(use);
    }

    private void Enter(TouchKind kind)
    {
        switch (kind)
        {
            case TouchKind.Branch or TouchKind.Part:
                _parts.Push((_assigned.Count, []));
                break;
            case TouchKind.Else:
                var (start, whenTrue) = _parts.Peek();
                whenTrue.AddRange(_assigned[start..]);
                UndoSince(start);
                break;
            case TouchKind.EndBranch:
                EndBranch();
                break;
            case TouchKind.EndPart:
                UndoSince(_parts.Pop().Assigned);
                break;
            case TouchKind.Label:
                UndoSince(_parts.TryPeek(out var part) ? part.Assigned : 0);
                break;
        }
    }

    // What both arms assign to is assigned.
    private void EndBranch()
    {
        var (start, whenTrue) = _parts.Pop();
        _common.Clear();
        _common.UnionWith(_assigned[start..]);
        _common.IntersectWith(whenTrue);
        UndoSince(start);
        foreach (var use in _common) Assign(use);
    }

    private void Assign(Use use)
    {
        if (use.IsAssigned) return;
        use.IsAssigned = true;
        _assigned.Add(use);
    }

    private void UndoSince(int start)
    {
        for (var i = start; i < _assigned.Count; i++) _assigned[i].IsAssigned = false;
        _assigned.RemoveRange(start, _assigned.Count - start);
    }
}
