using System.Linq.Expressions;

namespace ExprGrad.Emission.Splitting;

/// <summary>The size of a method in what the JIT counts, before inlining, when it decides whether to optimise.</summary>
/// <param name="Locals">Local variables.</param>
/// <param name="References">Instructions that read or write a local variable or an argument.</param>
/// <param name="Branches">Conditionals, short circuits and loops; about three basic blocks each.</param>
/// <param name="Instructions">IL instructions, estimated.</param>
/// <param name="Bytes">Bytes of IL, estimated.</param>
internal readonly record struct MethodSize(int Locals, int References, int Branches, int Instructions, int Bytes)
{
    /// <summary>Locals that come with elementary functions of vectors, which are inlined (<see cref="InlinedMethods"/>).</summary>
    public int Inlined { get; init; }

    /// <summary>Locals that come with accesses to memory, which are inlined; as a limit, that of all locals together.</summary>
    public int Accesses { get; init; }

    /// <summary>
    /// What a method may have. The JIT gives up optimisation at 2,000 locals, 8,000 references, 2,000 basic blocks, 20,000 instructions or 60,000 bytes
    /// (compiler.h, DEFAULT_MIN_OPTS_*), inlining near 920 locals, and the tracking of live ranges at 1,024; its own temporaries come on top.
    /// </summary>
    public static MethodSize Limits => new(Locals: 600, References: 5_000, Branches: 400, Instructions: 14_000, Bytes: 40_000) { Inlined = int.MaxValue, Accesses = int.MaxValue };

    public static MethodSize operator +(MethodSize a, MethodSize b) =>
        new(a.Locals + b.Locals, a.References + b.References, a.Branches + b.Branches, a.Instructions + b.Instructions, a.Bytes + b.Bytes) { Inlined = a.Inlined + b.Inlined, Accesses = a.Accesses + b.Accesses };

    public static MethodSize operator -(MethodSize a, MethodSize b) =>
        new(a.Locals - b.Locals, a.References - b.References, a.Branches - b.Branches, a.Instructions - b.Instructions, a.Bytes - b.Bytes) { Inlined = a.Inlined - b.Inlined, Accesses = a.Accesses - b.Accesses };

    public static MethodSize operator *(int times, MethodSize a) =>
        new(times * a.Locals, times * a.References, times * a.Branches, times * a.Instructions, times * a.Bytes) { Inlined = times * a.Inlined, Accesses = times * a.Accesses };

    public static MethodSize operator /(MethodSize a, int parts) =>
        new(a.Locals / parts, a.References / parts, a.Branches / parts, a.Instructions / parts, a.Bytes / parts) { Inlined = a.Inlined / parts, Accesses = a.Accesses / parts };

    /// <summary>The size of the method that a lambda compiles to.</summary>
    public static MethodSize Of(LambdaExpression lambda) => StatementReader.Read(lambda).Size;

    public bool FitsIn(MethodSize limits) =>
        Locals <= limits.Locals && Inlined <= limits.Inlined && Locals + Inlined + Accesses <= limits.Accesses && References <= limits.References && Branches <= limits.Branches && Instructions <= limits.Instructions && Bytes <= limits.Bytes;

    /// <summary>One figure to compare small pieces of code by.</summary>
    public int Weight => Instructions + (2 * Locals) + (8 * Branches);
}
