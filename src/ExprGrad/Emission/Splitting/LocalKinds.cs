namespace ExprGrad.Emission.Splitting;

/// <summary>Decides which variables may be in several methods, and ties assignments to the others to the method that has them.</summary>
internal static class LocalKinds
{
    /// <summary>Sets the kinds and homes of variables; <paramref name="main"/> is the list that is split, and what surrounds it stays in one method.</summary>
    public static void Decide(Code code, StatementList main)
    {
        var usage = Usage.Of(code, main);
        foreach (var local in code.Locals)
        {
            // What surrounds the list has the variable, and hands it on.
            local.IsTakenAgain &= !usage[local.Id].IsOutside;
            local.Kind = Kind(local, usage[local.Id]);
        }

        foreach (var local in code.Locals)
        {
            if (local.Kind == LocalKind.Passed && (local.IsParameter || usage[local.Id].IsOutside)) local.Home = code.Root;
        }

        // Most often, what is passed are arguments that nothing assigns to.
        if (code.Locals.Exists(local => local.Home is null && local.Kind == LocalKind.Passed)) FindHomes(code);
        if (code.Locals.Exists(local => local.Kind == LocalKind.Passed && usage[local.Id].IsAssignedInside)) PinAssignments(code);
    }

    private static LocalKind Kind(Local local, Usage usage)
    {
        if (!usage.IsInside) return LocalKind.Outer;
        if (local.Variable.IsByRef || (local.Variable.Type.IsByRefLike && !local.IsTakenAgain) || local.Variable.Type.IsPointer) return LocalKind.Passed;
        if (!local.IsParameter && !usage.IsOutside) return LocalKind.Free;
        // Arrays and objects that are there from the start are few, and pages of them would keep them alive.
        return !local.Variable.Type.IsValueType || (usage.IsOutside && usage.IsAssignedInside) ? LocalKind.Passed : LocalKind.Entry;
    }

    private static void FindHomes(Code code)
    {
        foreach (var (statement, _, local) in Passed(code))
        {
            if (local.Home != code.Root) local.Home = local.Home is null ? statement.List : Common(local.Home, statement.List);
        }
    }

    private static void PinAssignments(Code code)
    {
        foreach (var (statement, kind, local) in Passed(code))
        {
            if (kind != TouchKind.Read && !local.Variable.IsByRef) Pin(statement, local.Home!);
        }
    }

    private static void Pin(Statement statement, StatementList home)
    {
        for (var pinned = statement; pinned is not null && pinned.Pin > home.Depth && pinned.List.Depth >= home.Depth; pinned = pinned.List.Owner)
            pinned.Pin = home.Depth;
    }

    // One sequence of all: an object for each statement would be a part of what splitting costs.
    private static IEnumerable<(Statement Statement, TouchKind Kind, Local Local)> Passed(Code code)
    {
        foreach (var statement in code.Lists.SelectMany(list => list.Statements))
        {
            foreach (var (start, end) in statement.OwnTouches)
            {
                for (var i = start; i < end; i++)
                {
                    var (kind, id) = code.Touches[i];
                    if (Touches.IsOfLocal(kind) && code.Locals[id] is { Kind: LocalKind.Passed } local) yield return (statement, kind, local);
                }
            }
        }
    }

    private static StatementList Common(StatementList a, StatementList b)
    {
        while (a != b)
        {
            if (a.Depth >= b.Depth) a = a.Parent!;
            else b = b.Parent!;
        }

        return a;
    }

    /// <summary>Where a variable is touched.</summary>
    /// <param name="IsInside">Whether the list that is split touches it.</param>
    /// <param name="IsOutside">Whether what surrounds the list does.</param>
    /// <param name="IsAssignedInside">Whether the list assigns to it.</param>
    private readonly record struct Usage(bool IsInside, bool IsOutside, bool IsAssignedInside)
    {
        public static Usage[] Of(Code code, StatementList main)
        {
            var usage = new Usage[code.Locals.Count];
            for (var i = 0; i < code.Touches.Count; i++)
            {
                var (kind, id) = code.Touches[i];
                if (!Touches.IsOfLocal(kind)) continue;
                if (i < main.Start || i >= main.End) usage[id] = usage[id] with { IsOutside = true };
                else usage[id] = usage[id] with { IsInside = true, IsAssignedInside = usage[id].IsAssignedInside || kind != TouchKind.Read };
            }

            return usage;
        }
    }
}
