namespace ExprGrad.Tests.Compilation;

/// <summary>Every delegate compiler that this build has: tests of emitted code run through all of them.</summary>
public static class CompilersUnderTest
{
    /// <summary>Those beside the default one.</summary>
    public static IReadOnlyList<IDelegateCompiler> Others { get; } =
    [
#if FAST_EXPRESSION_COMPILER
        ExprGrad.Compilation.Fec.FastDelegateCompiler.Instance,
#endif
    ];

    public static TheoryData<IDelegateCompiler> All { get; } = new([DelegateCompilers.Default, .. Others]);
}
