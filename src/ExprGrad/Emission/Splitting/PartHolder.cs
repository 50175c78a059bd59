using System.Runtime.CompilerServices;
using ExprGrad.Diagnostics;

namespace ExprGrad.Emission.Splitting;

/// <summary>Where the methods that call a part find its delegate, which is compiled after they are written.</summary>
internal sealed class PartHolder<TDelegate>(string name) : StrongBox<TDelegate>, INamedCode
{
    public string Name { get; } = name;
}
