using System.Linq.Expressions;

namespace ExprGrad.Ir;

/// <summary>How a primitive behaves under differentiation; every primitive declares one.</summary>
internal enum DerivativeClass
{
    /// <summary>Has a partial derivative for each floating-point operand.</summary>
    Elementwise,

    /// <summary>Passes its cotangent to some operands and nothing to others, by comparison (max, clamp, select).</summary>
    Selective,

    /// <summary>A piecewise constant function of real operands: the derivative is 0 (floor, sign).</summary>
    ZeroDerivative,

    /// <summary>Result is not a real number (integers, booleans, checks): no derivative exists or is asked for.</summary>
    NotReal,
}

/// <summary>
/// One scalar operation of the graph. A primitive is the same object for all operand types; the types of its operands
/// choose the overload that is emitted and evaluated.
/// </summary>
internal abstract class Primitive(string name, int arity)
{
    /// <summary>Name in the printed graph, unique in the registry.</summary>
    public string Name { get; } = name;

    public int Arity { get; } = arity;

    public DerivativeClass Class { get; init; } = DerivativeClass.NotReal;

    /// <summary>Whether the operation can't throw; only total ones may be hoisted, shared across branches or run in masked lanes.</summary>
    public bool IsTotal { get; init; } = true;

    /// <summary>Rough cost in additions, for the scheduler.</summary>
    public int Cost { get; init; } = 1;

    /// <summary>Operands can be exchanged without changing a bit of the result.</summary>
    public bool IsCommutative { get; init; }

    /// <summary>
    /// The derivative with respect to each operand, or null where it has none (integer operands); empty where no operand has one.
    /// Elementwise: (x1, .., xn, y) => dy/dxi. Selective: (x1, .., xn, y, t) => t * dy/dxi, with t the tangent or cotangent that is passed
    /// or dropped.
    /// </summary>
    public IReadOnlyList<Formula?> Rules { get; init; } = [];

    /// <summary>
    /// The same value, bit for bit, from simpler primitives: (x1, .., xn) => y. For use after differentiation, so that a value and its
    /// derivative share their parts and each part has a vector form; the rules are stabler than what the expansion's own derivative would
    /// be.
    /// </summary>
    public Formula? Expansion { get; init; }

    public abstract Type ResultType(ReadOnlySpan<Type> operandTypes);

    /// <summary>The expression that computes the primitive; also what the naive evaluator runs.</summary>
    public abstract Expression Emit(IReadOnlyList<Expression> operands);

    public override string ToString() => Name;
}
