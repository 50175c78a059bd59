namespace ExprGrad.Emission.Splitting;

/// <summary>Decides which values go from one run to another.</summary>
internal static class Crossings
{
    public static void Find(Code code)
    {
        foreach (var local in code.Locals)
        {
            if (local.Kind is not (LocalKind.Free or LocalKind.Entry) || local.FirstUse is null || IsConstant(local) || !IsCarried(local)) continue;
            for (var use = local.FirstUse; use is not null; use = use.Next)
            {
                use.Stores = use.LastWrite >= 0 && !local.IsTakenAgain && !use.Run.IsResult && IsWantedAfter(local, use);
                use.Loads = use.ReadsEntry || (use.Stores && !use.IsAssigned);
            }
        }
    }

    /// <summary>Whether a run gets a value of the variable that another one made.</summary>
    public static bool IsLoaded(Local local)
    {
        for (var use = local.FirstUse; use is not null; use = use.Next)
        {
            if (use.Loads) return true;
        }

        return false;
    }

    /// <summary>Whether the first run that touches a variable gives it a value, and precedes all others each time that they are executed.</summary>
    public static bool IsDefinedFirst(Local local)
    {
        if (local.Kind == LocalKind.Entry) return true;
        var first = local.FirstUse!;
        var list = first.Run.List;
        return first.IsAssigned && !first.ReadsEntry && local.LastUse!.Run.Start < list.End && first.Run.Start < list.FirstJump;
    }

    /// <summary>The outermost loop around a use that doesn't contain the definition of its variable: in it, the value has to last.</summary>
    public static StatementList? OutermostLoop(Use use, bool isDefinedFirst)
    {
        var depth = isDefinedFirst && use.Local.Kind == LocalKind.Free ? use.Local.FirstUse!.Run.List.Depth : -1;
        StatementList? outermost = null;
        for (var loop = use.Run.List.Plan!.Loop; loop is not null && loop.Depth > depth; loop = loop.Parent?.Plan!.Loop) outermost = loop;
        return outermost;
    }

    // Where every run makes a value of its own before it reads one, none goes from one to another, nor from one iteration to the next.
    private static bool IsCarried(Local local)
    {
        for (var use = local.FirstUse; use is not null; use = use.Next)
        {
            if (use.ReadsEntry) return true;
        }

        return false;
    }

    // Read only, it has the value that every variable starts with; in one run that is executed once, it has what the run makes of that.
    private static bool IsConstant(Local local)
    {
        if (local.Kind == LocalKind.Entry) return false;
        if (local.FirstUse == local.LastUse && local.FirstUse!.Run.List.Plan!.Loop is null) return true;
        for (var use = local.FirstUse; use is not null; use = use.Next)
        {
            if (use.LastWrite >= 0) return false;
        }

        return true;
    }

    private static bool IsWantedAfter(Local local, Use use)
    {
        if (use.Next is not { } next) return OutermostLoop(use, IsDefinedFirst(local)) is not null;
        var isReplaced = next.Run.List == use.Run.List && next.Run.Barriers == use.Run.Barriers && next.IsAssigned && !next.ReadsEntry;
        return !isReplaced;
    }
}
