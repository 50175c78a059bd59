using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission.Splitting;

/// <summary>The sizes from which on a function is split.</summary>
/// <param name="Function">The size up to which a function stays one method.</param>
/// <param name="Part">The size up to which consecutive statements share a method, once it is split, if there are loops among them.</param>
/// <param name="Straight">The same where there are none.</param>
/// <param name="Whole">The size up to which a loop or conditional stays whole.</param>
/// <param name="Nest">The same of a loop or conditional with loops in it.</param>
internal sealed record SplitLimits(MethodSize Function, MethodSize Part, MethodSize Straight, MethodSize Whole, MethodSize Nest)
{
    /// <summary>One size for all.</summary>
    public SplitLimits(MethodSize size)
        : this(size, size, size, size, size)
    {
    }

    /// <summary>The limits of a function.</summary>
    public static SplitLimits Of(bool hasVectors) => hasVectors ? Vectors : Scalar;

    /// <summary>
    /// Limits of functions without vectors. A value that stays in its method takes a register or a place on the stack for long, one that goes to another method an element: of sums of
    /// random formulas with 600 to 1,000 operations the gradients take 0.65 to 0.8 of the time with 300 locals a part rather than 600, with 150 or 400 about 0.8, those in one method are
    /// 10 % faster than in two. From 2,000 operations on, the code no longer comes from the nearest cache, and there is no difference. Straight code has fewer, since what is nested, or read
    /// where it is between methods, does not count: with 300 the gradients of 3,000 and 10,000 operations take a tenth longer than with 200.
    /// </summary>
    private static SplitLimits Scalar { get; } = new(MethodSize.Limits) { Part = MethodSize.Limits with { Locals = 300 }, Straight = MethodSize.Limits with { Locals = 200 } };

    /// <summary>
    /// Limits of functions with vectors: each access to memory is inlined and brings some locals with it, and beyond 512 locals, those included, the JIT inlines nothing more. (The size
    /// of a nest counts each variable that it mentions, and is more than what the JIT counts.) Straight code, which is long, hands on less from one method to the next where these are longer; loops
    /// have more registers in shorter ones.
    /// </summary>
    private static SplitLimits Vectors { get; } = new(
        MethodSize.Limits with { Locals = 100, References = 1_000, Inlined = InlinedLocals.Most },
        MethodSize.Limits with { Locals = 100, References = 1_000, Inlined = InlinedLocals.Most },
        MethodSize.Limits with { Locals = 200, References = 2_000, Inlined = InlinedLocals.Most, Accesses = 450 },
        MethodSize.Limits,
        MethodSize.Limits with { Accesses = 600 });
}
