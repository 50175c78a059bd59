namespace ExprGrad.Runtime;

/// <summary>
/// The workspaces of one compiled function. A call takes one and gives it back; calls that overlap, from other threads or from within, get different ones.
/// </summary>
internal sealed class WorkspacePool
{
    // One free workspace is held apart: the usual case of one caller needs one exchange. The others are a list behind a lock.
    private readonly Lock _lock = new();
    private Workspace? _first;
    private Workspace? _rest;

    /// <summary>A workspace that no other call uses.</summary>
    public Workspace Rent()
    {
        if (Interlocked.Exchange(ref _first, null) is { } first) return first;
        lock (_lock)
        {
            if (_rest is { } next)
            {
                _rest = next.Next;
                next.Next = null;
                return next;
            }
        }

        return new Workspace();
    }

    /// <summary>Gives a workspace back.</summary>
    public void Return(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        if (Interlocked.CompareExchange(ref _first, workspace, null) is null) return;
        lock (_lock)
        {
            workspace.Next = _rest;
            _rest = workspace;
        }
    }

    /// <summary>Lets go of all free workspaces.</summary>
    public void Trim()
    {
        Interlocked.Exchange(ref _first, null);
        lock (_lock) _rest = null;
    }
}
