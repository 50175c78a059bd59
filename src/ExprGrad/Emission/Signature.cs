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

    /// <summary>The function's first statements: they throw for containers that are null, and for arrays of them that are not as long as those of the input.</summary>
    public abstract IEnumerable<Expression> CheckContainers();

    /// <summary>The containers that the caller has given for gradients.</summary>
    public abstract IEnumerable<MemoryPart> GivenContainers { get; }

    /// <summary>The containers that are differentiated.</summary>
    public abstract IEnumerable<MemoryPart> InputContainers { get; }

    /// <summary>The variables that the signature itself needs.</summary>
    public abstract IReadOnlyList<ParameterExpression> Variables { get; }

    /// <summary>The array or span that takes the gradient of an array input, unless it is made aside; statements that make it go to the code.</summary>
    public abstract Expression Output(ArrayOutput output, ParameterExpression input, List<Expression> code);

    /// <summary>The variable of what takes the gradient of an array input, wherever it comes from.</summary>
    public abstract void Take(ArrayOutput output, ParameterExpression variable);

    /// <summary>The array or span that takes a result with lengths of its own; statements that make it go to the code.</summary>
    public abstract Expression Result(ArrayOutput output, IReadOnlyList<Expression> lengths, List<Expression> code);

    /// <summary>Where an output comes from.</summary>
    public abstract OutputOrigin OriginOf(ArrayOutput output);

    /// <summary>How an output is called in error messages.</summary>
    public abstract string OutputName(Slot output);

    /// <summary>Whether the gradient is added to what the output holds.</summary>
    public virtual bool Accumulates(ArrayOutput output) => false;

    /// <summary>Whether the output needs no clearing before the gradient is added to it.</summary>
    public bool IsZero(ArrayOutput output) => Accumulates(output) || OriginOf(output) == OutputOrigin.Fresh;

    /// <summary>The function's last expression: writes the scalar outputs, returns the value. The arrays have been written.</summary>
    public abstract Expression Finish(Expression? value, IReadOnlyDictionary<Slot, Expression> scalars, List<Expression> code);
}

/// <summary>Where an output comes from.</summary>
internal enum OutputOrigin
{
    /// <summary>From the caller: it may have the wrong shape, or share memory with others.</summary>
    Given,

    /// <summary>It was made by this call: zero, and of the right shape.</summary>
    Fresh,

    /// <summary>It is the function's own, from which the gradient is taken to where it belongs at the end.</summary>
    Aside,
}
