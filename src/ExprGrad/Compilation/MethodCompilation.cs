using System.Runtime.CompilerServices;
using ExprGrad.Emission;
using ExprGrad.Runtime.Threading;

namespace ExprGrad.Compilation;

/// <summary>
/// Compiles the methods of a function on as many threads as there are processors. Any number of functions may be compiled at once: no thread waits for work that nobody has begun.
/// </summary>
internal sealed class MethodCompilation : BlockedWork
{
    private readonly IDelegateCompiler _compiler;
    private readonly MethodPart[] _methods;

    private MethodCompilation(IDelegateCompiler compiler, MethodPart[] methods) => (_compiler, _methods) = (compiler, methods);

    /// <summary>Compiles all methods that are needed whatever way the function takes; the others when they are needed.</summary>
    /// <returns>The outermost one.</returns>
    public static Delegate? Run(SplitFunction function, IDelegateCompiler compiler)
    {
        var outermost = new StrongBox<Delegate?>();
        foreach (var later in function.Parts.Where(part => part.Later is not null).GroupBy(part => part.Later!)) later.Key.Set(() => Run(compiler, [.. later]));
        Run(compiler, [function.OutermostIn(outermost), .. function.Parts.Where(part => part.Later is null)]);
        return outermost.Value;
    }

    private static void Run(IDelegateCompiler compiler, MethodPart[] methods) => new MethodCompilation(compiler, methods).Run(methods.Length, Environment.ProcessorCount);

    protected override void Do(int block)
    {
        var method = _methods[block];
        var compiled = _compiler.Compile(method.Lambda);
        method.Holder.Value = method.SpillsVectors ? AlignedStack.Around(compiled) : compiled;
    }
}
