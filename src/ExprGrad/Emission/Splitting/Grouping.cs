namespace ExprGrad.Emission.Splitting;

/// <summary>Moves steps of a list into methods of their own until what is left is a small part of a method.</summary>
internal sealed class Grouping(MethodSize limits, MethodSize call)
{
    // Lists nest: several of them, and what stands between them, make up a method.
    private const int ListsPerMethod = 8;

    private readonly MethodSize _listLimits = limits / ListsPerMethod;

    public void Group(StatementList list, ListPlan plan)
    {
        while (!Sum(plan.Steps).FitsIn(_listLimits))
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
