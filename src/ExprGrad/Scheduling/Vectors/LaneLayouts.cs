using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>Which axis of a buffer is the innermost: the one along which most accesses in vectorised loops go, which then load and store elements side by side.</summary>
internal static class LaneLayouts
{
    /// <summary>Whether elements may be put side by side along any axis: those of a rectangle, of which no loop makes a part that is to be in one piece, and which is no matrix of the kernel.</summary>
    public static bool IsFree(Placement buffer, Schedule schedule) => buffer.Layout is { OuterCount: 0, Axes.Count: > 1 } layout
        && BufferLayout.Inner(buffer).Count is var inner && (inner == 0 || inner == layout.Axes.Count) && !schedule.Facts.IsMatrix(buffer.Node);

    /// <summary>Chooses the layouts; whether there were any to choose.</summary>
    public static bool Choose(Schedule schedule, LoopCost costs)
    {
        var counts = new Dictionary<Placement, Dictionary<Axis, double>>();
        foreach (var vector in schedule.ExpectedVectorLoops)
        {
            foreach (var (access, count) in costs.Accesses(vector))
            {
                if (access.Along is not { } along || !IsFree(access.Buffer, schedule)) continue;
                if (!counts.TryGetValue(access.Buffer, out var axes)) counts.Add(access.Buffer, axes = []);
                axes[along] = axes.GetValueOrDefault(along) + count;
            }
        }

        foreach (var (buffer, axes) in counts)
        {
            var innermost = buffer.Layout!.Axes[^1];
            var best = axes.MaxBy(axis => (axis.Value, axis.Key == innermost)).Key;
            if (best != innermost) buffer.Layout = buffer.Layout.WithInnermost(best);
        }

        return counts.Count > 0;
    }
}
