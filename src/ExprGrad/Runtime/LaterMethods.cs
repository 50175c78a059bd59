using ExprGrad.Diagnostics;

namespace ExprGrad.Runtime;

/// <summary>Methods of one of the ways that a function may take, of which extents decide: compiled when it is taken first.</summary>
internal sealed class LaterMethods(string name) : INamedCode
{
    private readonly Lock _compiling = new();
    private Action? _compile;

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <summary>Says how they are compiled, before the function is given out.</summary>
    public void Set(Action compile) => _compile = compile;

    /// <summary>Compiles them, unless that has been done. Other threads that need them wait.</summary>
    public void Ensure()
    {
        if (Volatile.Read(ref _compile) is not null) CompileOnce();
    }

    private void CompileOnce()
    {
        lock (_compiling)
        {
            if (_compile is not { } compile) return;
            compile();
            Volatile.Write(ref _compile, null);
        }
    }
}
