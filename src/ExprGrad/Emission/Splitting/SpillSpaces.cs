namespace ExprGrad.Emission.Splitting;

/// <summary>Where values go through from one method to another.</summary>
internal sealed class SpillSpaces
{
    private readonly Dictionary<Type, SpillSpace> _spaces = [];

    private SpillSpaces()
    {
    }

    public IEnumerable<SpillSpace> All => _spaces.Values;

    public static SpillSpaces For(Code code)
    {
        var spaces = new SpillSpaces();
        var crossing = code.Locals.Where(local => !local.IsTakenAgain && Crossings.IsLoaded(local)).Select(local => (Local: local, IsDefinedFirst: Crossings.IsDefinedFirst(local))).ToList();
        // Places that must be there from the start, and may have to be zero, come first in each space.
        foreach (var (local, _) in crossing.Where(crossing => !crossing.IsDefinedFirst)) spaces.Of(local).AddLasting(local);
        foreach (var (local, _) in crossing.Where(crossing => crossing.IsDefinedFirst).OrderBy(crossing => FirstRun(crossing.Local)))
            spaces.Of(local).Add(local, FirstRun(local), LastRun(local));
        var pages = 0;
        foreach (var space in spaces.All) space.MakePages(() => int.MaxValue - pages++);
        return spaces;
    }

    private SpillSpace Of(Local local)
    {
        if (_spaces.TryGetValue(local.Variable.Type, out var space)) return space;
        space = new SpillSpace(local.Variable.Type);
        _spaces.Add(local.Variable.Type, space);
        return space;
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
