namespace ExprGrad.Runtime;

/// <summary>
/// The workspaces of one compiled function. A call takes one and gives it back; calls that overlap, from other threads or from within, get different ones.
/// </summary>
internal sealed class WorkspacePool
{
    private WorkspaceStack _free = new();

    /// <summary>A workspace that no other call uses.</summary>
    public Workspace Rent() => Volatile.Read(ref _free).Pop();

    /// <summary>Gives a workspace back.</summary>
    public void Return(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        workspace.Owner.Push(workspace);
    }

    /// <summary>Lets go of all workspaces: of the free ones now, of those in use when they are given back, to a stack that nothing takes from any more.</summary>
    public void Trim() => Volatile.Write(ref _free, new WorkspaceStack());
}
