namespace ExprGrad.Runtime;

/// <summary>Free workspaces as a lock-free stack; there are never more of them than calls that overlapped.</summary>
/// <remarks>
/// R. K. Treiber's stack (1986), linked through the workspaces themselves, so that taking one and giving it back allocates nothing. A link that was read may be out of
/// date when the top is exchanged, though the same workspace is on top again (ABA): the top therefore counts its changes, and holds a workspace's number instead
/// of a reference, so that both fit into one word. The count comes round after 2^32 changes, all of which would have to fall into one Pop to deceive it.
/// </remarks>
internal sealed class WorkspaceStack
{
    private readonly Lock _making = new();

    // All workspaces, free or in use; that of number n at index n - 1.
    private Workspace[] _all = [];

    // The number of the uppermost free workspace, 0 if there is none; above it, in the upper half, the count of changes.
    private ulong _top;

    /// <summary>Takes the uppermost free workspace, or makes one.</summary>
    public Workspace Pop()
    {
        while (true)
        {
            var top = Volatile.Read(ref _top);
            if ((uint)top == 0) return Make();
            var workspace = Volatile.Read(ref _all)[(uint)top - 1];
            if (TryChange(top, workspace.Next)) return workspace;
        }
    }

    /// <summary>Puts a workspace that was taken from here on top.</summary>
    public void Push(Workspace workspace)
    {
        ulong top;
        do
        {
            top = Volatile.Read(ref _top);
            workspace.Next = (uint)top;
        }
        while (!TryChange(top, workspace.Number));
    }

    private bool TryChange(ulong top, uint number)
    {
        var changed = (((top >> 32) + 1) << 32) | number;
        return Interlocked.CompareExchange(ref _top, changed, top) == top;
    }

    private Workspace Make()
    {
        lock (_making)
        {
            var workspace = new Workspace(this, (uint)_all.Length + 1);
            Volatile.Write(ref _all, [.. _all, workspace]);
            return workspace;
        }
    }
}
