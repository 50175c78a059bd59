using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Emission.Vectors;

/// <summary>Operations on vectors of one type, as expressions.</summary>
internal sealed class VectorForm
{
    private readonly Type _operations;
    private readonly Type _memory;

    public VectorForm(Type scalar, Type vector)
    {
        (Scalar, Vector) = (scalar, vector);
        _operations = VectorFunctions.Lanes(vector);
        _memory = typeof(LaneMemory<,,>).MakeGenericType(vector, scalar, _operations);
    }

    /// <summary>The type of one number.</summary>
    public Type Scalar { get; }

    /// <summary>The type of a vector of them.</summary>
    public Type Vector { get; }

    /// <summary>A mask with all lanes set.</summary>
    public Expression All => Expression.Property(null, Vector, "AllBitsSet");

    public Expression Zero => Expression.Default(Vector);

    /// <summary>0, 1, 2, ...</summary>
    public Expression Numbers => Expression.Property(null, Vector, "Indices");

    public Expression Call(string operation, params Expression[] operands) => Expression.Call(_operations.GetMethod(operation)!, operands);

    /// <summary>An access to memory.</summary>
    public Expression Access(string operation, params Expression[] operands)
    {
        var method = _memory.GetMethod(operation)!;
        return Expression.Call(method, method.GetParameters().Zip(operands, (parameter, operand) => IsView(parameter.ParameterType, operand) ? Expression.Convert(operand, parameter.ParameterType) : operand));
    }

    // A span where a read-only one is taken.
    private static bool IsView(Type parameter, Expression operand) => !parameter.IsByRef && parameter != operand.Type;

    /// <summary>The primitive on operands that are vectors.</summary>
    public Expression Apply(Primitive primitive, params Expression[] operands) => Expression.Call(VectorFunctions.Find(primitive.Name, Vector)!, operands);

    /// <summary>A scalar in all lanes; a boolean as a mask.</summary>
    public Expression Broadcast(Expression value)
    {
        if (value.Type == Vector) return value;
        if (value.Type == typeof(bool)) return Expression.Condition(value, All, Zero);
        return Call("Create", value.Type == Scalar ? value : Expression.Convert(value, Scalar));
    }

    public Expression And(Expression? a, Expression? b) => a is null ? b! : b is null ? a : Call("And", a, b);

    public Expression Select(Expression? mask, Expression whenTrue, Expression whenFalse) => mask is null ? whenTrue : Call("Select", mask, whenTrue, whenFalse);
}
