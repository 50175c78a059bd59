using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Emission;

/// <summary>How the emitted function meets the outside: where inputs come from, where outputs go, what is returned.</summary>
internal abstract class Signature
{
    /// <summary>How a slot is read from the function's parameters: the value, an array, or a span in the place of a one-dimensional array.</summary>
    public abstract Expression Input(Slot slot);

    /// <summary>Inputs that are arrays of the same shape as others.</summary>
    public virtual IEnumerable<(Slot Slot, Slot Like)> Alike => [];

    /// <summary>The inputs that are arrays; they are checked whether the function reads them or not.</summary>
    public abstract IEnumerable<Slot> Arrays { get; }

    /// <summary>The function's first statements: they throw for containers that are null, and for one that is both input and output.</summary>
    public abstract IEnumerable<Expression> CheckContainers();

    /// <summary>The variables that the signature itself needs.</summary>
    public abstract IReadOnlyList<ParameterExpression> Variables { get; }

    /// <summary>The array or span that takes the gradient of an array input; statements that make it go to the code.</summary>
    public abstract Expression Output(ArrayOutput output, List<Expression> code);

    /// <summary>The array or span that takes a result with lengths of its own; statements that make it go to the code.</summary>
    public abstract Expression Result(ArrayOutput output, IReadOnlyList<Expression> lengths, List<Expression> code);

    /// <summary>Whether the output was made by this call: zero, and of the right shape.</summary>
    public abstract bool IsFresh(ArrayOutput output);

    /// <summary>How an output is called in error messages.</summary>
    public abstract string OutputName(Slot output);

    /// <summary>Whether gradients are added to what the outputs hold.</summary>
    public virtual bool Accumulates => false;

    /// <summary>The function's last expression: writes the scalar outputs, returns the value. The arrays have been written.</summary>
    public abstract Expression Finish(Expression? value, IReadOnlyDictionary<Slot, Expression> scalars, List<Expression> code);
}
