using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ExprGrad.Runtime;

namespace ExprGrad.Emission.Splitting;

/// <summary>Writes the methods that were planned.</summary>
internal sealed class ChunkEmitter(SpillSpaces spaces, Func<Type, Expression> spill, IReadOnlySet<Expression> alternatives)
{
    // The first of so many methods that call each other asks whether there is room for them on the stack: where there isn't, that is an exception, and not the end of the process.
    private const int UnaskedCalls = 32;

    private readonly List<MethodPart> _parts = [];

    // The methods of an alternative's arm.
    private readonly Dictionary<StatementList, LaterMethods> _later = [];

    /// <summary>All methods but the outermost.</summary>
    public IReadOnlyList<MethodPart> Parts => _parts;

    /// <summary>Writes all methods.</summary>
    /// <returns>The outermost one.</returns>
    public LambdaExpression Emit(LambdaExpression lambda, Code code, StatementList main)
    {
        // What is inside a list comes after it.
        for (var i = code.Lists.Count - 1; i >= 0; i--)
        {
            if (code.Lists[i].Plan is { } plan) EmitList(code.Lists[i], plan, isMain: code.Lists[i] == main, lambda);
        }

        var root = code.Root.Plan!;
        var variables = root.Locals.Where(local => !local.IsParameter).OrderBy(local => local.Id).Select(local => local.Variable);
        return Expression.Lambda(lambda.Type, Expression.Block(variables, root.Body!), lambda.Name, lambda.TailCall, lambda.Parameters);
    }

    private void EmitList(StatementList list, ListPlan plan, bool isMain, LambdaExpression lambda)
    {
        foreach (var chunk in plan.Chunks) EmitChunk(chunk);
        var statements = new List<Expression>();
        if (isMain) EmitPages(statements, plan.Locals);
        if (_later.TryGetValue(list, out var later)) statements.Add(Expression.Call(Expression.Constant(later), nameof(LaterMethods.Ensure), null));
        foreach (var step in plan.Steps) EmitStep(step, statements, plan.Locals);
        plan.Unasked = UnaskedIn(plan.Steps);
        var type = list.Owner is { Expression: LoopExpression or ConditionalExpression } ? typeof(void) : list.Owner?.Expression.Type ?? BodyType(lambda);
        plan.Body = statements.Count == 0 ? Expression.Empty() : Expression.Block(type, statements);
    }

    private static Type BodyType(LambdaExpression lambda) => lambda.ReturnType == typeof(void) ? typeof(void) : lambda.Body.Type;

    private void EmitPages(List<Expression> statements, HashSet<Local> locals)
    {
        foreach (var space in spaces.All)
        {
            locals.UnionWith([.. space.Pages, .. space.Entries]);
            statements.AddRange(space.Pages.Select(page => Expression.Assign(page.Variable, spill(page.Variable.Type))));
            statements.AddRange(space.Cleared.Select(row => Expression.Call(row, nameof(Page<>.Row.Clear), null)));
            statements.AddRange(space.Entries.Select(entry => entry.Store));
        }
    }

    private void EmitChunk(Chunk chunk)
    {
        var statements = new List<Expression>();
        var locals = new HashSet<Local>();
        chunk.Unasked = (UnaskedIn(chunk.Steps) + 1) % UnaskedCalls;
        if (chunk.Unasked == 0) statements.Add(Expression.Call(typeof(RuntimeHelpers), nameof(RuntimeHelpers.EnsureSufficientExecutionStack), null));
        foreach (var step in chunk.Steps) EmitStep(step, statements, locals);
        chunk.Parameters.AddRange(locals.Where(local => IsFromOutside(local, chunk)).OrderBy(local => local.Id));
        locals.ExceptWith(chunk.Parameters);
        var spillsVectors = VectorSpills.AreLikely(locals, chunk.Steps.Sum(step => step.Size.Inlined), chunk.Steps.Exists(step => step is OpenStep or Run { HasLoops: true }));
        var body = Expression.Block(typeof(void), locals.OrderBy(local => local.Id).Select(local => local.Variable), statements);
        var name = string.Create(CultureInfo.InvariantCulture, $"part{_parts.Count + 1}");
        var method = Expression.Lambda(body, name, chunk.Parameters.Select(local => local.Variable));
        chunk.Holder = (IStrongBox)Activator.CreateInstance(typeof(PartHolder<>).MakeGenericType(method.Type), name)!;
        _parts.Add(new MethodPart(method, chunk.Holder) { SpillsVectors = spillsVectors, Later = LaterOf(chunk.List) });
    }

    // Of the innermost such arm around it that is in no loop.
    private LaterMethods? LaterOf(StatementList list)
    {
        if (alternatives.Count == 0) return null;
        for (var arm = list; arm?.Owner is { Expression: var owner }; arm = arm.Parent)
        {
            if (arm.Plan is not { Loop: null, IsFrame: false } || !alternatives.Contains(owner)) continue;
            if (!_later.TryGetValue(arm, out var later)) _later.Add(arm, later = new LaterMethods(string.Create(CultureInfo.InvariantCulture, $"way{_later.Count + 1}")));
            return later;
        }

        return null;
    }

    private static int UnaskedIn(List<PlanStep> steps) => steps.Select(step => step switch
    {
        CallStep { Chunk: var chunk } => chunk.Unasked,
        OpenStep { Statement.Inner: var inner } => inner.Max(list => list.Plan!.Unasked),
        _ => 0,
    }).DefaultIfEmpty().Max();

    private static bool IsFromOutside(Local local, Chunk chunk) =>
        local.Kind == LocalKind.Passed && (local.Home is not { } home || home.Depth <= chunk.List.Depth);

    private static void EmitStep(PlanStep step, List<Expression> statements, HashSet<Local> locals)
    {
        switch (step)
        {
            case Run run:
                EmitRun(run, statements, locals);
                break;
            case OpenStep open:
                if (open.Test is not null) EmitRun(open.Test, statements, locals);
                if (open.Choice is not null) locals.Add(open.Choice);
                locals.UnionWith(open.Others);
                foreach (var inner in open.Statement.Inner) locals.UnionWith(inner.Plan!.Locals);
                statements.Add(Rebuild(open));
                break;
            case CallStep { Chunk: var chunk }:
                locals.UnionWith(chunk.Parameters);
                var method = Expression.Field(Expression.Constant(chunk.Holder), nameof(StrongBox<>.Value));
                statements.Add(Expression.Invoke(method, chunk.Parameters.Select(local => local.Variable)));
                break;
        }
    }

    private static Expression Rebuild(OpenStep step)
    {
        var bodies = step.Statement.Inner.ConvertAll(inner => inner.Plan!.Body!);
        return step.Statement.Expression switch
        {
            LoopExpression loop => Expression.Loop(bodies[0], loop.BreakLabel, loop.ContinueLabel),
            TryExpression attempt => Expression.MakeTry(attempt.Type, bodies[0], attempt.Finally, fault: null, handlers: null),
            _ => Expression.IfThenElse(step.Choice!.Variable, bodies[0], bodies[1]),
        };
    }

    private static void EmitRun(Run run, List<Expression> statements, HashSet<Local> locals)
    {
        var begun = 0;
        var stores = run.Uses.Where(use => use.Stores).OrderBy(use => use.LastWrite).ToList();
        var stored = 0;
        var places = new Dictionary<ParameterExpression, Expression>();
        for (var piece = 0; piece < run.Pieces.Count; piece++)
        {
            var (statement, first) = (run.Pieces[piece].Expression, begun);
            while (begun < run.Uses.Count && run.Uses[begun].FirstPiece == piece) begun++;
            var uses = CollectionsMarshal.AsSpan(run.Uses)[first..begun];
            if (TakePlaces(uses, places) && DirectPlaces.In(statement, places) is { } direct)
            {
                statement = direct;
            }
            else
            {
                foreach (var use in uses) use.IsDirect = false;
            }

            foreach (var use in uses)
            {
                if (use is { Loads: true, IsDirect: false }) statements.Add(use.Local.Load);
            }

            statements.Add(statement);
            for (; stored < stores.Count && stores[stored].LastWrite == piece; stored++)
            {
                if (!stores[stored].IsDirect) statements.Add(stores[stored].Local.Store);
            }
        }

        foreach (var use in run.Uses)
        {
            if (!use.IsDirect) locals.Add(use.Local);
            if ((use.Loads || use.Stores) && use.Local.Page is { } page) locals.Add(page);
        }
    }

    // What a statement either takes from another method or gives to one, and nothing else in this one touches.
    private static bool TakePlaces(ReadOnlySpan<Use> uses, Dictionary<ParameterExpression, Expression> places)
    {
        places.Clear();
        foreach (var use in uses)
        {
            use.IsDirect = use.Touches == 1 && use.Loads != use.Stores && use.Local.Place is not null;
            if (use.IsDirect) places.Add(use.Local.Variable, use.Local.Place!);
        }

        return places.Count > 0;
    }
}
