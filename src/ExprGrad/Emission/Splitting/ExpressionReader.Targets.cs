using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ExprGrad.Emission.Splitting;

/// <summary>What calls may assign to: arguments by reference, and structs whose members are called.</summary>
internal sealed partial class ExpressionReader
{
    private static readonly MethodSize Reference = new(0, References: 1, 0, Instructions: 1, Bytes: 4);
    private static readonly MethodSize Operator = new(0, 0, 0, Instructions: 2, Bytes: 3);
    private static readonly MethodSize Call = new(0, 0, 0, Instructions: 1, Bytes: 6);
    private static readonly MethodSize Branch = new(0, 0, Branches: 1, Instructions: 3, Bytes: 12);
    private static readonly MethodSize PrimitiveConstant = new(0, 0, 0, Instructions: 1, Bytes: 9);

    // The closure's array, the index, the element, the cast.
    private static readonly MethodSize ObjectConstant = new(0, References: 1, 0, Instructions: 5, Bytes: 20);

    private readonly Dictionary<MethodBase, ParameterInfo[]> _byReference = [];
    private readonly Dictionary<Type, bool> _immutable = [];

    private void EnterArguments(MethodBase? method, IReadOnlyList<Expression> arguments, bool isConditional)
    {
        foreach (var parameter in method is null ? [] : ByReference(method))
        {
            var argument = arguments[parameter.Position];
            AssignLater(StorageOf(argument), isConditional || !parameter.IsOut || argument is not ParameterExpression);
        }

        for (var i = arguments.Count - 1; i >= 0; i--)
        {
            var isOut = arguments[i] is ParameterExpression && method is not null && ByReference(method).Any(parameter => parameter.Position == i && parameter.IsOut);
            if (!isOut) Later(arguments[i], isConditional);
        }
    }

    private ParameterInfo[] ByReference(MethodBase method)
    {
        if (_byReference.TryGetValue(method, out var found)) return found;
        found = [.. method.GetParameters().Where(parameter => parameter.ParameterType.IsByRef && !parameter.IsIn)];
        _byReference.Add(method, found);
        return found;
    }

    // A method of a struct may change it, unless it says that it doesn't.
    private void AssignOwnerLater(Expression? owner, MethodInfo? method, bool isConditional)
    {
        if (owner is null || !owner.Type.IsValueType || StorageOf(owner) is not { } variable || IsImmutable(owner.Type)) return;
        if (method?.IsDefined(typeof(IsReadOnlyAttribute), inherit: false) != true) AssignLater(variable, isConditional: true);
    }

    private bool IsImmutable(Type type)
    {
        if (_immutable.TryGetValue(type, out var isImmutable)) return isImmutable;
        isImmutable = type.IsEnum || type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false);
        _immutable.Add(type, isImmutable);
        return isImmutable;
    }

    /// <summary>The variable of which an expression is the whole or, with structs, a part.</summary>
    private static ParameterExpression? StorageOf(Expression expression)
    {
        while (expression is MemberExpression { Expression: { Type.IsValueType: true } owner }) expression = owner;
        return expression as ParameterExpression;
    }

    /// <summary>Whether such an expression gives its left operand a value made of both operands.</summary>
    public static bool IsCompoundAssignment(ExpressionType type) => type is
        ExpressionType.AddAssign or ExpressionType.AddAssignChecked or ExpressionType.SubtractAssign or ExpressionType.SubtractAssignChecked
        or ExpressionType.MultiplyAssign or ExpressionType.MultiplyAssignChecked or ExpressionType.DivideAssign or ExpressionType.ModuloAssign
        or ExpressionType.PowerAssign or ExpressionType.AndAssign or ExpressionType.OrAssign or ExpressionType.ExclusiveOrAssign
        or ExpressionType.LeftShiftAssign or ExpressionType.RightShiftAssign;
}
