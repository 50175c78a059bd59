using System.Linq.Expressions;
using System.Reflection;

namespace ExprGrad.Ir;

/// <summary>A primitive that is a static method, with one overload per combination of operand types.</summary>
internal sealed class MethodPrimitive(string name, int arity, Func<IReadOnlyList<MethodInfo>> findOverloads) : Primitive(name, arity)
{
    private IReadOnlyList<MethodInfo>? _overloads;

    // Reflection makes a new array whenever it is asked for parameters.
    private Type[][]? _parameters;

    public MethodPrimitive(string name, params IReadOnlyList<MethodInfo> overloads)
        : this(name, overloads[0].GetParameters().Length, () => overloads)
    {
    }

    /// <summary>The methods that are this primitive: first those that are emitted, then synonyms (double.Exp beside Math.Exp).</summary>
    public IReadOnlyList<MethodInfo> Overloads => _overloads ??= findOverloads();

    /// <summary>What its overloads are called; most have one name for all.</summary>
    public required IReadOnlyList<string> MethodNames { get; init; }

    /// <summary>Whether the method is one of its overloads; found by its name first, so that few overloads are ever looked up.</summary>
    public bool Is(MethodInfo method) => MethodNames.Contains(method.Name, StringComparer.Ordinal) && Overloads.Contains(method);

    public override Type ResultType(ReadOnlySpan<Type> operandTypes) => Overload(operandTypes).ReturnType;

    public override Expression Emit(IReadOnlyList<Expression> operands) =>
        Expression.Call(Overload([.. operands.Select(operand => operand.Type)]), operands);

    private MethodInfo Overload(ReadOnlySpan<Type> operandTypes)
    {
        _parameters ??= [.. Overloads.Select(method => Array.ConvertAll(method.GetParameters(), parameter => parameter.ParameterType))];
        for (var overload = 0; overload < _parameters.Length; overload++)
        {
            var (types, match) = (_parameters[overload], true);
            for (var i = 0; i < types.Length && match; i++) match = Takes(types[i], operandTypes[i]);
            if (match) return Overloads[overload];
        }

        throw new InvalidOperationException($"{Name} has no overload for ({string.Join(", ", operandTypes.ToArray().Select(type => type.Name))}).");
    }

    private static bool Takes(Type parameter, Type operand) => parameter == operand || !operand.IsValueType && parameter.IsAssignableFrom(operand);
}
