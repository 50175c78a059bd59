using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Emission.Splitting;
using ExprGrad.Runtime;

namespace ExprGrad.Emission;

/// <summary>Splits a lambda that is too large for the JIT to optimise into several methods.</summary>
/// <remarks>
/// <para>
/// Consecutive statements become methods that are compiled on their own. A method declares the variables that its statements mention; values that one method
/// makes and another reads go through fields of objects, which each type has its own of, and everything else that it needs comes as an argument: arrays and objects
/// that are there from the start, spans, references. Loops and conditionals that are too large stay where they are, and what they repeat or choose is split.
/// </para>
/// <para>Expressions are not rewritten, since the same variable may be declared by several lambdas. The time is linear in the size, and the stack is not used.</para>
/// </remarks>
internal static class MethodSplitter
{
    /// <summary>Splits <paramref name="lambda"/>, or returns it as it is if it is small enough.</summary>
    /// <param name="lambda">
    /// Blocks of statements, without bound on their number. If most of them are in the tried part of an outermost try and finally, only that part is split.
    /// </param>
    /// <param name="spill">
    /// Given a class, an expression for an object of it. It is evaluated once a call and object, before the first statement of the part that is split, and may use what was computed before that.
    /// What the object holds doesn't matter, and needn't be kept after the call.
    /// </param>
    /// <param name="limits">The sizes from which on it is split.</param>
    /// <param name="alternatives">Conditionals of which most calls take the same arm: the methods of the arms are compiled when they are needed.</param>
    /// <returns>The outermost method, and the others that it calls, none of them compiled.</returns>
    /// <exception cref="InvalidOperationException">Labels or blocks that emitted code does not have (see <see cref="JumpTable"/>).</exception>
    public static SplitFunction Split(LambdaExpression lambda, Func<Type, Expression> spill, SplitLimits limits, IReadOnlySet<Expression> alternatives)
    {
        var code = StatementReader.Read(lambda);
        if (code.Size.FitsIn(limits.Function)) return Whole(lambda, code);

        if (code.HidesVariables) throw new InvalidOperationException("A block that declares a variable of an enclosing block again can't be split.");
        code.Jumps.Resolve(code.Touches);
        var main = MainList(code.Root);
        SpansAgain.Find(code);
        LocalKinds.Decide(code, main);
        var runs = Partition.Make(code, main, limits);
        var scan = new RunScan(code);
        foreach (var run in runs) scan.Scan(run);
        Crossings.Find(code);
        var emitter = new ChunkEmitter(SpillSpaces.For(code), spill, alternatives);
        var outermost = emitter.Emit(lambda, code, main);
        return new SplitFunction(outermost, emitter.Parts) { SpillsVectors = VectorSpills.AreLikely(code.Root.Plan!.Locals, inlined: 0, hasLoops: true) };
    }

    /// <summary>A function that is short enough for one method.</summary>
    public static SplitFunction Whole(LambdaExpression lambda) => Whole(lambda, StatementReader.Read(lambda));

    private static SplitFunction Whole(LambdaExpression lambda, Code code) =>
        new(lambda, []) { SpillsVectors = VectorSpills.AreLikely(code.Locals, code.Size.Inlined, code.Lists.Exists(list => list.IsLoop)) };

    private static StatementList MainList(StatementList root)
    {
        var list = root;
        while (list.Statements.Find(statement => statement is CompoundStatement { Expression: TryExpression }) is CompoundStatement attempt
            && 2 * (attempt.End - attempt.Start) > list.End - list.Start)
        {
            list = attempt.Inner[0];
        }

        return list;
    }
}

/// <summary>A function as one method or several.</summary>
/// <param name="Outermost">The method that is called; it calls the others.</param>
/// <param name="Parts">The others, none if the function fits into one.</param>
internal sealed record SplitFunction(LambdaExpression Outermost, IReadOnlyList<MethodPart> Parts)
{
    /// <summary>Whether the outermost method probably keeps vectors on the stack in a loop, so that it matters where that begins.</summary>
    public bool SpillsVectors { get; init; }

    /// <summary>The outermost method as one that others call.</summary>
    public MethodPart OutermostIn(IStrongBox holder) => new(Outermost, holder) { SpillsVectors = SpillsVectors };
}

/// <summary>A method that others call.</summary>
/// <param name="Lambda">The method.</param>
/// <param name="Holder">Where they find its delegate, once it is compiled.</param>
internal sealed record MethodPart(LambdaExpression Lambda, IStrongBox Holder)
{
    /// <summary>The same of this method.</summary>
    public bool SpillsVectors { get; init; }

    /// <summary>With which others it is compiled when they are first needed; null for at once.</summary>
    public LaterMethods? Later { get; init; }
}
