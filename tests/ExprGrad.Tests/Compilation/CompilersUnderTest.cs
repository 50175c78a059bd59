namespace ExprGrad.Tests.Compilation;

/// <summary>Every delegate compiler that this build has: tests of emitted code run through all of them.</summary>
public static class CompilersUnderTest
{
    public static TheoryData<IDelegateCompiler> All { get; } = new(
#if FAST_EXPRESSION_COMPILER
        ExprGrad.Compilation.Fec.FastDelegateCompiler.Instance,
#endif
        DelegateCompilers.Default);
}
