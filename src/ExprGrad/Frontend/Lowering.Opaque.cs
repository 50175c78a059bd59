using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>Methods, operators and delegates that can't be read: run as they are, with arguments that are constant to the derivative.</summary>
internal sealed partial class Lowering
{
    private Value LowerOpaque(MethodCallExpression call, Bindings bindings, bool isHeld = false) =>
        LowerOpaque(call, call.Method, call.Object is null ? call.Arguments : [call.Object, .. call.Arguments], bindings, isHeld);

    /// <summary>The same for operators and delegates.</summary>
    /// <param name="expression">The call, as it is quoted.</param>
    /// <param name="method">What is called.</param>
    /// <param name="arguments">The instance, if the method has one, and the arguments.</param>
    /// <param name="bindings">The variables.</param>
    /// <param name="isHeld">Whether the result may be an object that ExprGrad doesn't look into.</param>
    private Value LowerOpaque(Expression expression, MethodInfo method, IReadOnlyList<Expression> arguments, Bindings bindings, bool isHeld = false)
    {
        if (Array.Find(method.GetParameters(), parameter => parameter.ParameterType.IsByRef) is { } reference)
        {
            _refusals.Add(Refusals.ByRefArgument, expression, method.Name, reference.Name ?? "?");
            return ErrorValue(expression.Type);
        }

        var values = arguments.Select(argument => LowerHeld(argument, bindings, isText: expression.Type == typeof(string))).ToArray();
        if (Array.Exists(values, value => value is RefusedValue)) return ErrorValue(expression.Type);
        if (Array.Exists(values, value => value.Leaves.Any(_activity.IsActive)))
        {
            RefuseActive(expression, method);
            return ErrorValue(expression.Type);
        }

        var operands = new List<Node>();
        foreach (var value in values)
        {
            if (value is ScalarValue scalar) operands.Add(Enter(scalar.Node));
            else if (value is ReferencedArray array) operands.Add(Enter(array.Array));
            else _refusals.Add(Refusals.MadeArgument, arguments[Array.IndexOf(values, value)], method.Name);
        }

        if (operands.Count < values.Length) return ErrorValue(expression.Type);
        if (!IsReadable(expression.Type) && !(isHeld && IsHolder(expression.Type))) return Refuse(expression, expression.Type);
        return ValueOf(Effect(Graph.Add(new Call(method, [.. operands], _scope, _effects.Count))));
    }

    private void RefuseActive(Expression expression, MethodInfo method)
    {
        var type = method.DeclaringType!;
        if (expression.Type == typeof(string)) _refusals.Add(Refusals.StringOperation, expression);
        else if (expression is BinaryExpression or UnaryExpression) _refusals.Add(Refusals.UserOperator, expression, method.Name);
        else if (typeof(Delegate).IsAssignableFrom(type)) _refusals.Add(Refusals.DelegateCall, expression, CSharpNames.Of(type));
        else if (!method.IsStatic) _refusals.Add(Refusals.InstanceMethod, expression, method.Name);
        else if (!_registry.HasRule(method)) _refusals.Add(Refusals.UnregisteredMethod, expression, $"{CSharpNames.Of(type)}.{method.Name}");
    }

    /// <summary>A value that may be an object that ExprGrad doesn't look into, because it is only handed to a call, or a member of it is read.</summary>
    private Value LowerHeld(Expression expression, Bindings bindings, bool isText = false)
    {
        if (expression is ConstantExpression constant && !ScalarTypes.Contains(constant.Type) && !IsExpression(constant.Type))
            return ValueOf(Graph.Add(new Parameter(_captures.Slot(constant))));
        if (expression is MemberExpression { Type: var type } captured && IsExpression(type) && Captures.IsCapturedVariable(captured)) return LowerCapture(captured);
        if (expression is MethodCallExpression call && OpaqueCalls.IsOpaque(call, _registry)) return LowerOpaque(call, bindings, isHeld: true);
        if (expression is BinaryExpression { Method: { } method } binary && OpaqueCalls.IsOpaque(method, _registry))
            return LowerOpaque(binary, method, [binary.Left, binary.Right], bindings, isHeld: true);

        // Text is made from numbers in boxes; it is the text that is refused, if they need a derivative.
        if (isText && expression is UnaryExpression { NodeType: ExpressionType.Convert, Operand: { Type.IsValueType: true } boxed })
        {
            var value = Lower(boxed, bindings);
            return value.Leaves.Any(_activity.IsActive) ? value : RefuseBoxing(expression, boxed.Type);
        }

        return Lower(expression, bindings);
    }

    private RefusedValue RefuseBoxing(Expression conversion, Type boxed)
    {
        _refusals.Add(Refusals.Boxing, conversion, CSharpNames.Of(boxed), CSharpNames.Of(conversion.Type));
        return new RefusedValue(conversion.Type);
    }
}
