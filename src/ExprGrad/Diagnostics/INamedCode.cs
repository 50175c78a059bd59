namespace ExprGrad.Diagnostics;

/// <summary>A constant of emitted code that stands for a method: it is printed by its name.</summary>
internal interface INamedCode
{
    /// <summary>The name of the method.</summary>
    string Name { get; }
}
