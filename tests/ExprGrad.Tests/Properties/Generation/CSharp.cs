using System.Linq.Expressions;
using System.Reflection;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>
/// Builds nodes in the shape in which the C# 14 compiler builds them for an expression lambda, constants folded as it folds them.
/// </summary>
internal static class CSharp
{
    /// <summary>Arithmetic and comparisons. In a <c>checked</c> context only integers get the checked node types.</summary>
    public static Expression Binary(ExpressionType operation, Expression left, Expression right) =>
        Folded(Expression.MakeBinary(operation, left, right), left, right);

    public static Expression Unary(ExpressionType operation, Expression operand) =>
        Folded(Expression.MakeUnary(operation, operand, null!), operand);

    /// <summary>
    /// A cast or an implicit conversion; a cast to the type that the operand has already would stay, an implicit one isn't there.
    /// </summary>
    public static Expression Convert(Expression operand, Type type, bool isChecked = false)
    {
        if (operand.Type == type)
            return operand;
        return Folded(isChecked ? Expression.ConvertChecked(operand, type) : Expression.Convert(operand, type), operand);
    }

    public static Expression Integer(int value) => Expression.Constant(value);

    public static Expression Length(Expression array) => Expression.ArrayLength(array);

    public static Expression GetLength(Expression array, int dimension) =>
        Expression.Call(array, typeof(Array).GetMethod(nameof(Array.GetLength))!, Integer(dimension));

    public static Expression Index(Expression array, Expression index) => Expression.ArrayIndex(array, index);

    public static Expression Index(Expression array, Expression row, Expression column) => Expression.ArrayIndex(array, row, column);

    /// <summary>A captured local: a field of the display class instance.</summary>
    public static Expression Captured(object closure, params string[] path) =>
        path.Aggregate((Expression)Expression.Constant(closure), Expression.PropertyOrField);

    /// <summary><c>new { a = x, b = y }</c>: the constructor's arguments with the properties that they initialise.</summary>
    public static Expression Anonymous(Type definition, params Expression[] values)
    {
        var type = definition.MakeGenericType([.. values.Select(v => v.Type)]);
        var constructor = type.GetConstructors().Single();
        return Expression.New(constructor, values, constructor.GetParameters().Select(p => type.GetProperty(p.Name!)!));
    }

    /// <summary><c>new R(x, y)</c></summary>
    public static Expression New(Type definition, params Expression[] values)
    {
        var type = definition.MakeGenericType([.. values.Select(v => v.Type)]);
        return Expression.New(type.GetConstructors().Single(c => c.GetParameters().Length == values.Length), values);
    }

    /// <summary><c>new C { A = x, B = y }</c></summary>
    public static Expression Initialised(Type definition, string[] names, params Expression[] values)
    {
        var type = definition.MakeGenericType([.. values.Select(v => v.Type)]);
        return Expression.MemberInit(Expression.New(type), names.Zip(values, (n, v) => Expression.Bind(type.GetMember(n).Single(), v)));
    }

    /// <summary><c>ValueTuple.Create(x, y)</c>; tuple literals can't stand in an expression lambda.</summary>
    public static Expression Tuple(params Expression[] values) =>
        Expression.Call(typeof(ValueTuple), nameof(ValueTuple.Create), [.. values.Select(v => v.Type)], values);

    /// <summary>C# 14 binds <c>array.Contains(x)</c> and its kin to the span overload, with a conversion of the array.</summary>
    public static Expression SpanCall(string name, Expression array, Expression argument)
    {
        var element = array.Type.GetElementType()!;
        var arguments = new[] { array, argument }.Select(e => e.Type.IsArray ? ToSpan(e) : e).ToArray();
        var method = typeof(MemoryExtensions).GetMethods()
            .Where(m => m.Name == name && m.GetGenericArguments().Length == 1 && m.GetParameters().Length == 2)
            .Select(m => m.MakeGenericMethod(element))
                .Single(m => m.GetParameters().Select(p => p.ParameterType).SequenceEqual(arguments.Select(a => a.Type)));
        return Expression.Call(method, arguments);
    }

    private static Expression ToSpan(Expression array)
    {
        var span = typeof(ReadOnlySpan<>).MakeGenericType(array.Type.GetElementType()!);
        return Expression.Call(span.GetMethod("op_Implicit", BindingFlags.Public | BindingFlags.Static, [array.Type])!, array);
    }

    private static Expression Folded(Expression node, params Expression[] operands)
    {
        if (!operands.All(o => o is ConstantExpression && o.Type.IsPrimitive))
            return node;
        return Expression.Constant(Expression.Lambda(node).Compile(preferInterpretation: true).DynamicInvoke(), node.Type);
    }
}
