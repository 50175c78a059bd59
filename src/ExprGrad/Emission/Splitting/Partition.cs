using System.Linq.Expressions;

namespace ExprGrad.Emission.Splitting;

/// <summary>Cuts a lambda into runs of statements and groups these into methods.</summary>
internal static class Partition
{
    /// <summary>Plans <paramref name="main"/>, the lists inside it that need it, and those around it.</summary>
    /// <returns>All runs, in the order of evaluation. The plans of the lists hold the methods.</returns>
    public static List<Run> Make(Code code, StatementList main, SplitLimits limits)
    {
        OpenLists(code, main, limits);
        var builder = new RunBuilder(code, limits);
        for (var i = code.Lists.Count - 1; i >= 0; i--)
        {
            if (code.Lists[i].Plan is { } plan) plan.Steps = builder.Build(code.Lists[i], plan.IsFrame);
        }

        var grouping = new Grouping(limits.Part, CallSize(code), main.Plan!);
        for (var i = code.Lists.Count - 1; i >= 0; i--)
        {
            if (code.Lists[i].Plan is { IsFrame: false } plan) grouping.Group(code.Lists[i], plan);
        }

        builder.Runs.Sort((a, b) => a.Start.CompareTo(b.Start));
        NumberRuns(code, builder.Runs);
        return builder.Runs;
    }

    private static MethodSize CallSize(Code code)
    {
        var passed = code.Locals.Count(local => local.Kind == LocalKind.Passed);
        var arrays = code.Locals.Where(local => local.Kind is LocalKind.Free or LocalKind.Entry).Select(local => local.Variable.Type).Distinct().Count();
        return new(0, References: 1 + passed + arrays, 0, Instructions: 8 + passed + arrays, Bytes: 30 + (4 * (passed + arrays)));
    }

    // What is too large for a method, or is left by jumps, is taken apart from the outside in. Loops, and what is in them, may be longer than other methods; nests that are too long for the JIT are opened, down to innermost loops.
    private static void OpenLists(Code code, StatementList main, SplitLimits limits)
    {
        var meter = new RunMeter(code);
        for (var frame = main.Parent; frame is not null; frame = frame.Parent) frame.Plan = new ListPlan(isFrame: true, loop: null);
        main.Plan = new ListPlan(isFrame: false, main.IsLoop ? main : null);
        FindNests(code);
        foreach (var list in code.Lists)
        {
            if (list.Plan is not { IsFrame: false } plan) continue;
            foreach (var statement in list.Statements)
            {
                if (statement is not CompoundStatement { Expression: not TryExpression } compound || (!compound.Jumps && Fits(compound, plan))) continue;
                foreach (var inner in compound.Inner) inner.Plan = new ListPlan(isFrame: false, inner.IsLoop ? inner : plan.Loop);
            }
        }

        bool Fits(CompoundStatement statement, ListPlan plan)
        {
            meter.Start();
            return meter.TryAdd(statement, statement.Expression is ConditionalExpression && plan.Loop is null ? limits.Part : statement.HasLoops ? limits.Nest : limits.Whole);
        }
    }

    private static void FindNests(Code code)
    {
        foreach (var loop in code.Lists.Where(list => list.IsLoop))
        {
            for (var around = loop.Owner!.List.Owner; around is { HasLoops: false }; around = around.List.Owner) around.HasLoops = true;
        }
    }

    private static void NumberRuns(Code code, List<Run> runs)
    {
        for (var i = 0; i < runs.Count; i++)
        {
            runs[i].Number = i;
            runs[i].List.Plan!.LastRun = i;
        }

        for (var i = code.Lists.Count - 1; i > 0; i--)
        {
            if (code.Lists[i] is { Plan: { } plan, Parent.Plan: { } outer }) outer.LastRun = Math.Max(outer.LastRun, plan.LastRun);
        }
    }
}
