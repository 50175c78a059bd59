using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace ExprGrad.Emission.Splitting;

/// <summary>Writes the methods that were planned.</summary>
internal sealed class ChunkEmitter(SpillArrays arrays, Func<Type, Expression, Expression> spill)
{
    private readonly List<MethodPart> _parts = [];

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
        if (isMain) EmitArrays(statements, plan.Locals);
        foreach (var step in plan.Steps) EmitStep(step, statements, plan.Locals);
        var type = list.Owner is { Expression: LoopExpression or ConditionalExpression } ? typeof(void) : list.Owner?.Expression.Type ?? BodyType(lambda);
        plan.Body = statements.Count == 0 ? Expression.Empty() : Expression.Block(type, statements);
    }

    private static Type BodyType(LambdaExpression lambda) => lambda.ReturnType == typeof(void) ? typeof(void) : lambda.Body.Type;

    private void EmitArrays(List<Expression> statements, HashSet<Local> locals)
    {
        foreach (var array in arrays.All)
        {
            locals.Add(array.Local);
            statements.Add(Expression.Assign(array.Local.Variable, spill(array.ElementType, Expression.Constant(array.Length))));
            if (array.Cleared > 0)
            {
                statements.Add(Expression.Call(typeof(Array), nameof(Array.Clear), null, array.Local.Variable, Expression.Constant(0), Expression.Constant(array.Cleared)));
            }

            foreach (var entry in array.Entries)
            {
                locals.Add(entry);
                statements.Add(entry.Store);
            }
        }
    }

    private void EmitChunk(Chunk chunk)
    {
        var statements = new List<Expression>();
        var locals = new HashSet<Local>();
        foreach (var step in chunk.Steps) EmitStep(step, statements, locals);
        statements.InsertRange(0, LargestElements(chunk));
        chunk.Parameters.AddRange(locals.Where(local => IsFromOutside(local, chunk)).OrderBy(local => local.Id));
        locals.ExceptWith(chunk.Parameters);
        var spillsVectors = VectorSpills.AreLikely(locals, chunk.Steps.Sum(step => step.Size.Inlined), chunk.Steps.Exists(step => step is OpenStep or Run { HasLoops: true }));
        var body = Expression.Block(typeof(void), locals.OrderBy(local => local.Id).Select(local => local.Variable), statements);
        var name = string.Create(CultureInfo.InvariantCulture, $"part{_parts.Count + 1}");
        var method = Expression.Lambda(body, name, chunk.Parameters.Select(local => local.Variable));
        chunk.Holder = (IStrongBox)Activator.CreateInstance(typeof(PartHolder<>).MakeGenericType(method.Type), name)!;
        _parts.Add(new MethodPart(method, chunk.Holder) { SpillsVectors = spillsVectors });
    }

    // The JIT checks an index of which it knows no larger one that was in range: the largest comes first, and no other is checked.
    private static IEnumerable<Expression> LargestElements(Chunk chunk) =>
        from run in chunk.Steps.OfType<Run>()
        from use in run.Uses
        where use.Loads || use.Stores
        group use.Local by use.Local.Array into touched
        where touched.Skip(1).Any()
        select (Expression)touched.MaxBy(local => local.Index)!.Element!;

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
        var loads = 0;
        var stores = run.Uses.Where(use => use.Stores).OrderBy(use => use.LastWrite).ToList();
        var stored = 0;
        for (var piece = 0; piece < run.Pieces.Count; piece++)
        {
            for (; loads < run.Uses.Count && run.Uses[loads].FirstPiece == piece; loads++)
            {
                if (run.Uses[loads].Loads) statements.Add(run.Uses[loads].Local.Load);
            }

            statements.Add(run.Pieces[piece].Expression);
            for (; stored < stores.Count && stores[stored].LastWrite == piece; stored++) statements.Add(stores[stored].Local.Store);
        }

        foreach (var use in run.Uses)
        {
            locals.Add(use.Local);
            if ((use.Loads || use.Stores) && use.Local.Array is { } array) locals.Add(array);
        }
    }
}
