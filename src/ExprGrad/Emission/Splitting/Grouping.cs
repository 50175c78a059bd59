namespace ExprGrad.Emission.Splitting;

/// <summary>Moves steps of lists into methods of their own until what is left of all of them fits into one method, or what is left of a list is a small part of it.</summary>
/// <param name="limits">What a method may have.</param>
/// <param name="call">The size of a call of one.</param>
/// <param name="main">The list that has all others in it, with its steps.</param>
internal sealed class Grouping(MethodSize limits, MethodSize call, ListPlan main)
{
    // Lists nest: several of them, and what stands between them, make up a method.
    private const int ListsPerMethod = 8;

    private readonly MethodSize _listLimits = limits / ListsPerMethod;
    private MethodSize _left = Sum(main.Steps);

    /// <summary>Groups the steps of a list, after those of the lists in it.</summary>
    public void Group(StatementList list, ListPlan plan)
    {
        foreach (var step in plan.Steps.OfType<OpenStep>()) step.Size = step.Own + step.Statement.Inner.Aggregate(default(MethodSize), (sum, inner) => sum + Sum(inner.Plan!.Steps));
        while (!_left.FitsIn(limits) && !Sum(plan.Steps).FitsIn(_listLimits))
        {
            var before = plan.Chunks.Count;
            plan.Steps = GroupOnce(list, plan);
            if (plan.Chunks.Count == before) return;
        }
    }

    private List<PlanStep> GroupOnce(StatementList list, ListPlan plan)
    {
        var result = new List<PlanStep>();
        var group = new List<PlanStep>();
        var size = default(MethodSize);
        foreach (var step in plan.Steps)
        {
            if (group.Count > 0 && !(step.CanMove && (size + step.Size).FitsIn(limits))) Close();
            if (step.CanMove)
            {
                group.Add(step);
                size += step.Size;
            }
            else
            {
                result.Add(step);
            }
        }

        Close();
        return result;

        void Close()
        {
            // A call in place of a few calls or statements would gain nothing.
            if (size.Weight > 2 * call.Weight)
            {
                var chunk = new Chunk(list, group);
                plan.Chunks.Add(chunk);
                result.Add(new CallStep(chunk) { Size = call, CanMove = true });
                _left += call - size;
                group = [];
            }
            else
            {
                result.AddRange(group);
                group.Clear();
            }

            size = default;
        }
    }

    private static MethodSize Sum(List<PlanStep> steps) => steps.Aggregate(default(MethodSize), (sum, step) => sum + step.Size);
}
