using System.Linq.Expressions;

namespace ExprGrad.Diagnostics;

/// <summary>A node that stands for another one, and is written as that in C#, but compiled as what it reduces to.</summary>
internal interface IShownAs
{
    Expression Shown { get; }
}
