using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ExprGrad.Ir;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Emission.Vectors;

/// <summary>Operations on vectors of one type, as expressions.</summary>
internal sealed class VectorForm
{
    private static readonly ConcurrentDictionary<Type, VectorForm> s_known = [];

    private readonly ConcurrentDictionary<string, MethodInfo> _methods = [];
    private readonly Type _operations;
    private readonly Type _own;
    private readonly Type[] _access;

    // Where the hardware's instructions for exponents are; null where there are none.
    private readonly Type? _exponents;

    // c - a b in one instruction; null where the hardware has none.
    private readonly MethodInfo? _minusProduct;

    private VectorForm(Type vector)
    {
        (Scalar, Vector) = (vector.GenericTypeArguments[0], vector);
        _operations = VectorFunctions.Lanes(vector);
        _own = VectorFunctions.RuntimesOwn(vector);
        Type[] three = [vector, vector, vector];
        _minusProduct = _own == typeof(Vector512) ? (Avx512F.IsSupported ? typeof(Avx512F).GetMethod(nameof(Avx512F.FusedMultiplyAddNegated), three) : null)
            : Fma.IsSupported ? typeof(Fma).GetMethod(nameof(Fma.MultiplyAddNegated), three)
            : null;
        if (_own == typeof(Vector512)) _exponents = Avx512F.IsSupported ? typeof(Avx512F) : null;
        else _exponents = Avx512F.VL.IsSupported ? typeof(Avx512F.VL) : null;
        _access =
        [
            VectorFunctions.ElementsOf(vector), .. new[] { typeof(MaskedElements<,,>), typeof(IntegerLanes<,,>), typeof(LaneTotals<,,>), typeof(RowTiles<,,>), typeof(RowProducts<,,>) }
                .Select(type => type.MakeGenericType(vector, Scalar, _operations)),
            .. new[] { typeof(int), typeof(float) }.Where(element => element != Scalar).Select(element => typeof(ConvertedElements<,,,>).MakeGenericType(vector, Scalar, _operations, element)),
        ];
    }

    /// <summary>The operations on vectors of a type.</summary>
    public static VectorForm Of(Type vector) => s_known.GetOrAdd(vector, static vector => new VectorForm(vector));

    /// <summary>The type of one number.</summary>
    public Type Scalar { get; }

    /// <summary>The type of a vector of them.</summary>
    public Type Vector { get; }

    /// <summary>Whether there is <see cref="IVectorOperations{TVector, TScalar}.SixteenthPower"/>.</summary>
    public bool HasSixteenthPower => (bool)_operations.GetProperty(nameof(HasSixteenthPower))!.GetValue(null)!;

    /// <summary>Vectors of as many bits with half the lanes, of doubles.</summary>
    public VectorForm Wide => Of(Vector.GetGenericTypeDefinition().MakeGenericType(typeof(double)));

    /// <summary>A mask with all lanes set.</summary>
    public Expression All => Expression.Property(null, Vector, "AllBitsSet");

    public Expression Zero => Expression.Property(null, Vector, "Zero");

    public Expression Infinity => Call("Create", Expression.Constant(Scalar == typeof(float) ? float.PositiveInfinity : (object)double.PositiveInfinity));

    /// <summary>0, 1, 2, ...</summary>
    public Expression Numbers => Expression.Property(null, Vector, "Indices");

    /// <summary>An operation of the vectors; what the runtime has itself is called as it is, so that nothing is left to be inlined.</summary>
    public Expression Call(string operation, params Expression[] operands) => operation switch
    {
        "Add" => Expression.Add(operands[0], operands[1], Operator("op_Addition", operands)),
        "Subtract" => Expression.Subtract(operands[0], operands[1], Operator("op_Subtraction", operands)),
        "Multiply" => Expression.Multiply(operands[0], operands[1], Operator("op_Multiply", operands)),
        "Divide" => Expression.Divide(operands[0], operands[1], Operator("op_Division", operands)),
        "Negate" => Expression.Negate(operands[0], Operator("op_UnaryNegation", operands)),
        "And" => Expression.And(operands[0], operands[1], Operator("op_BitwiseAnd", operands)),
        "Or" => Expression.Or(operands[0], operands[1], Operator("op_BitwiseOr", operands)),
        "ExclusiveOr" => Expression.ExclusiveOr(operands[0], operands[1], Operator("op_ExclusiveOr", operands)),
        "Not" => Expression.OnesComplement(operands[0], Operator("op_OnesComplement", operands)),
        "NotEqual" => Call("Not", Call("Equal", operands)),
        "Equal" => Expression.Call(Own("Equals", operands), operands),
        "Select" => Expression.Call(Own("ConditionalSelect", operands), operands),
        "LessThan" or "LessThanOrEqual" or "GreaterThan" or "GreaterThanOrEqual" or "Abs" or "Sqrt" or "CopySign" or "Max" or "Min" or "MaxNative" or "MinNative"
            or "Round" or "Create" or "FusedMultiplyAdd" or "MultiplyAddEstimate" or "WidenLower" or "WidenUpper" or "Narrow" => Expression.Call(Own(operation, operands), operands),
        "Scale" or "ScaleB" when _exponents is not null => Expression.Call(Method("Scale", _exponents, "Scale", operands), operands),
        "Exponent" when _exponents is not null => Expression.Call(Method(operation, _exponents, "GetExponent", operands), operands),
        // Whether the JIT finds the instruction behind a negation depends on what it does with the constant of that.
        "FusedMultiplySubtract" => _minusProduct is { } method ? Expression.Call(method, operands) : Call("FusedMultiplyAdd", Call("Negate", operands[0]), operands[1], operands[2]),
        // As integers: a lane with all bits set is NaN, and equals nothing as a number.
        "Any" => Expression.NotEqual(Expression.Call(Own("AsInt64", operands), operands), Expression.Property(null, Vector.GetGenericTypeDefinition().MakeGenericType(typeof(long)), "Zero")),
        _ => Expression.Call(Method($"{operation}{operands.Length}", _operations, operation, operands), operands),
    };

    // An operator on vectors.
    private MethodInfo Operator(string name, Expression[] operands) => Method(name, Vector, name, operands);

    // A method of the runtime's class, which has overloads of many types.
    private MethodInfo Own(string name, Expression[] operands) => Method(name, _own, name, operands);

    // Found once: classes with hundreds of methods are slow to search.
    private MethodInfo Method(string key, Type type, string name, Expression[] operands) => _methods.TryGetValue(key, out var known) ? known
        : _methods.GetOrAdd(key, type.GetMethod(name, [.. operands.Select(operand => operand.Type)]) ?? Expression.Call(type, name, [Scalar], operands).Method);

    /// <summary>An access to memory, or what is done with all lanes together.</summary>
    public Expression Access(string operation, params Expression[] operands)
    {
        foreach (var type in _access)
        {
            var method = type.GetMember(operation).Cast<MethodInfo>().FirstOrDefault(method => method.GetParameters() is var parameters && parameters.Length == operands.Length && parameters.Zip(operands, Takes).All(takes => takes));
            if (method is not null) return Expression.Call(method, operands);
        }

        throw new InvalidOperationException($"There is no {operation} of ({string.Join(", ", operands.Select(operand => operand.Type.Name))}).");
    }

    private static bool Takes(ParameterInfo parameter, Expression operand) =>
        (parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType() : parameter.ParameterType) == operand.Type;

    /// <summary>The primitive on operands that are vectors.</summary>
    public Expression Apply(Primitive primitive, FloatMode mode, params Expression[] operands)
    {
        var method = VectorFunctions.Find(primitive.Name, Vector, mode)!;
        return method.DeclaringType == _operations ? Call(method.Name, operands) : new ElementaryCall(Expression.Call(method, operands));
    }

    /// <summary>The vector, with 0 for numbers smaller than any normal one.</summary>
    public Expression SubnormalsToZero(Expression value) => new ElementaryCall(Expression.Call(VectorFunctions.SubnormalsToZero(Vector), value));

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
