using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>Method calls: primitives, LINQ, composition, opaque calls.</summary>
internal sealed partial class Lowering
{
    private readonly Stack<LambdaExpression> _inlining = [];

    private Value LowerCall(MethodCallExpression call, Bindings bindings)
    {
        var method = call.Method;
        if (_registry.Find(method) is { } primitive)
        {
            var operands = call.Arguments.Select(argument => LowerScalar(argument, bindings)).ToArray();
            return new ScalarValue(Apply(primitive, operands));
        }

        if (SineAndCosine(method) is var (sine, cosine))
        {
            var angle = LowerScalar(call.Arguments[0], bindings);
            return Pair(new ScalarValue(Apply(sine, angle)), new ScalarValue(Apply(cosine, angle)));
        }

        if (method.DeclaringType == typeof(Enumerable)) return LowerLinq(call, call.Arguments, bindings);
        if (method.DeclaringType == typeof(MemoryExtensions)) return LowerLinq(call, call.Arguments, bindings);
        if (method.DeclaringType == typeof(Ad)) return LowerAd(call, bindings);
        if (method.DeclaringType == typeof(Array) && method.Name == nameof(Array.GetLength) && call.Arguments[0] is ConstantExpression { Value: int dimension })
            return new ScalarValue(LowerLength(call.Object!, dimension, bindings));
        if ((method.DeclaringType == typeof(ValueTuple) || method.DeclaringType == typeof(Tuple)) && method.Name == nameof(ValueTuple.Create))
            return MakeTuple(call.Type, [.. call.Arguments.Select(argument => Lower(argument, bindings))]);
        // An array handed to a method that takes a span: the same array here.
        if (method.Name == "op_Implicit" && call.Arguments is [var operand] && SequenceTypes.ElementType(operand.Type) is not null) return Lower(operand, bindings);
        // A multi-dimensional array's element, in the form that compilers emit.
        if (call.Object is { Type.IsArray: true } array && method.Name == "Get") return LowerElement(call, array, call.Arguments, bindings);
        return LowerOpaque(call, bindings);
    }

    // SinCos and SinCosPi give both as a pair.
    private (Primitive Sine, Primitive Cosine)? SineAndCosine(MethodInfo method)
    {
        if (!method.Name.StartsWith("SinCos", StringComparison.Ordinal) || method.GetParameters() is not [{ ParameterType: var type }]) return null;
        var pi = method.Name["SinCos".Length..];
        return RealMethods.Find($"Sin{pi}", type).FirstOrDefault() is { } sine && RealMethods.Find($"Cos{pi}", type).FirstOrDefault() is { } cosine
            && RealMethods.IsHome(method.DeclaringType!) && _registry.Find(sine) is { } sinePrimitive && _registry.Find(cosine) is { } cosinePrimitive
            ? (sinePrimitive, cosinePrimitive)
            : null;
    }

    private Value LowerAd(MethodCallExpression call, Bindings bindings)
    {
        switch (call.Method.Name)
        {
            case nameof(Ad.Let):
                var value = Lower(call.Arguments[0], bindings);
                return LowerFunction(call, call.Arguments[1], bindings) is { } body ? Apply(body.Lambda, body.Bindings, value) : ErrorValue(call.Type);
            case nameof(Ad.Invoke):
                return LowerInvoke(call, call.Arguments[0], [.. call.Arguments.Skip(1)], bindings);
            case nameof(Ad.ScatterAdd):
                return LowerScatterAdd(call, bindings);
            case nameof(Ad.Scan):
                return LowerScan(call, bindings);
            default:
                if (CompositeFunctions.Definition(call.Method) is { } definition)
                    return Apply(definition, Bindings.None, [.. call.Arguments.Select(argument => Lower(argument, bindings))]);
                return LowerOpaque(call, bindings);
        }
    }

    private Value LowerInvocation(InvocationExpression invocation, Bindings bindings)
    {
        if (IsExpression(invocation.Expression.Type) || invocation.Expression is LambdaExpression)
            return LowerInvoke(invocation, invocation.Expression, [.. invocation.Arguments], bindings);
        _refusals.Add(Refusals.DelegateCall, invocation, CSharpNames.Of(invocation.Expression.Type));
        return ErrorValue(invocation.Type);
    }

    private Value LowerInvoke(Expression call, Expression function, Expression[] arguments, Bindings bindings)
    {
        if (Lower(function, bindings) is not FunctionValue target)
        {
            if (!_refusals.Any) _refusals.Add(Refusals.UnknownExpression, call);
            return ErrorValue(call.Type);
        }

        if (_inlining.Contains(target.Lambda))
        {
            var cycle = string.Join(" -> ", _inlining.Reverse().SkipWhile(lambda => lambda != target.Lambda).Append(target.Lambda).Select(lambda => CSharpWriter.Write(lambda, 60)));
            _refusals.Add(Refusals.ExpressionCycle, call, cycle);
            return ErrorValue(call.Type);
        }

        var values = Array.ConvertAll(arguments, argument => Lower(argument, bindings));
        _inlining.Push(target.Lambda);
        var result = Apply(target.Lambda, target.Bindings, values);
        _inlining.Pop();
        return result;
    }

    private static bool IsExpression(Type type) => typeof(LambdaExpression).IsAssignableFrom(type);

    // Captured expressions are the one thing that is read when the lambda is compiled.
    private Value CapturedExpression(MemberExpression member, Bindings bindings)
    {
        var path = new Stack<MemberInfo>();
        Expression? at = member;
        for (; at is MemberExpression step; at = step.Expression) path.Push(step.Member);
        if (at is not (ConstantExpression or null))
        {
            if (Lower(at, bindings) is StructureValue structure && structure.Members.TryGetValue(member.Member.Name, out var value)) return value;
            _refusals.Add(Refusals.UnknownExpression, member);
            return ErrorValue(member.Type);
        }

        var current = (at as ConstantExpression)?.Value;
        foreach (var info in path) current = info is FieldInfo field ? field.GetValue(current) : ((PropertyInfo)info).GetValue(current);
        if (current is LambdaExpression lambda) return new FunctionValue(lambda, Bindings.None);
        _refusals.Add(Refusals.NullExpression, member, member.Member.Name);
        return ErrorValue(member.Type);
    }

    /// <summary>The lambda given to an operator, or null after a refusal.</summary>
    private FunctionValue? LowerFunction(MethodCallExpression call, Expression argument, Bindings bindings)
    {
        while (argument is UnaryExpression { NodeType: ExpressionType.Quote } quote) argument = quote.Operand;
        switch (argument)
        {
            case LambdaExpression lambda:
                return new FunctionValue(lambda, bindings);
            case UnaryExpression conversion when MethodGroup(conversion) is FunctionValue group:
                return group;
            default:
                _refusals.Add(call.Method.DeclaringType == typeof(Ad) ? Refusals.LambdaInPlace : Refusals.DelegateAsFunction, argument, call.Method.Name);
                return null;
        }
    }

    // xs.Select(Math.Exp) reaches us as (Func<double, double>)methodInfo.CreateDelegate(typeof(Func<double, double>), null).
    private static FunctionValue? MethodGroup(UnaryExpression conversion)
    {
        if (conversion.Operand is not MethodCallExpression { Method.Name: nameof(MethodInfo.CreateDelegate), Object: ConstantExpression { Value: MethodInfo { IsStatic: true } method } })
            return null;
        var parameters = method.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType, parameter.Name)).ToArray();
        return new FunctionValue(Expression.Lambda(Expression.Call(method, parameters), parameters), Bindings.None);
    }

    /// <summary>A method that can't be read: run as it is, with arguments that are constant to the derivative.</summary>
    private Value LowerOpaque(MethodCallExpression call, Bindings bindings, bool isArgument = false)
    {
        if (call.Type == typeof(void)) _refusals.Add(Refusals.VoidCall, call, call.Method.Name);
        foreach (var parameter in call.Method.GetParameters().Where(parameter => parameter.ParameterType.IsByRef))
            _refusals.Add(Refusals.ByRefArgument, call, call.Method.Name, parameter.Name ?? "?");

        var arguments = new List<Node>();
        foreach (var argument in call.Object is null ? call.Arguments : call.Arguments.Prepend(call.Object))
        {
            if (LowerOpaqueArgument(argument, bindings) is { } node)
            {
                arguments.Add(node);
                continue;
            }

            if (!_refusals.Any && SequenceTypes.ElementType(argument.Type) is not null) _refusals.Add(Refusals.ArrayArgument, argument, call.Method.Name);
            else if (!_refusals.Any) Refuse(argument, argument.Type);
            return ErrorValue(call.Type);
        }

        if (arguments.Exists(_activity.IsActive))
        {
            if (call.Object is not null) _refusals.Add(Refusals.InstanceMethod, call, call.Method.Name);
            else _refusals.Add(Refusals.UnregisteredMethod, call, $"{CSharpNames.Of(call.Method.DeclaringType!)}.{call.Method.Name}");
            return ErrorValue(call.Type);
        }

        if (!IsReadable(call.Type) && !(isArgument && IsHolder(call.Type))) return Refuse(call, call.Type);
        Node[] operands = [.. arguments.Select(Enter)];
        return ValueOf(Effect(Graph.Add(new Call(call.Method, operands, _scope, Effects.Count))));
    }

    private Node? LowerOpaqueArgument(Expression argument, Bindings bindings)
    {
        // A text or another object that only the callee looks into.
        if (argument is ConstantExpression constant && !ScalarTypes.Contains(constant.Type)) return Graph.Add(new Parameter(_captures.Slot(constant)));
        return (argument is MethodCallExpression call && OpaqueCalls.IsOpaque(call, _registry) ? LowerOpaque(call, bindings, isArgument: true) : Lower(argument, bindings)) switch
        {
            ScalarValue scalar => scalar.Node,
            ReferencedArray array => array.Array,
            _ => null,
        };
    }
}
