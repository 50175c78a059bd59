using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>Method calls: primitives, LINQ, composition.</summary>
internal sealed partial class Lowering
{
    private readonly Stack<(LambdaExpression Lambda, Expression Function)> _inlining = [];

    // The overloads for integers convert them; rules and expansions are written for real numbers.
    private Node WithoutIntegers(Node operand) => operand.Type == typeof(long) ? Convert(operand, typeof(double)) : operand;

    private Value LowerCall(MethodCallExpression call, Bindings bindings)
    {
        var method = call.Method;
        if (_registry.Find(method) is { } primitive)
        {
            var operands = call.Arguments.Select(argument => LowerScalar(argument, bindings)).ToArray();
            if (method.DeclaringType == typeof(Ad)) operands = Array.ConvertAll(operands, WithoutIntegers);
            return new ScalarValue(Apply(primitive, operands));
        }

        if (SineAndCosine(method) is var (sine, cosine))
        {
            var angle = LowerScalar(call.Arguments[0], bindings);
            return Pair(new ScalarValue(Apply(sine, angle)), new ScalarValue(Apply(cosine, angle)));
        }

        if (method.DeclaringType == typeof(Enumerable) || OpaqueCalls.IsOperatorOfSpans(method)) return LowerLinq(call, call.Arguments, bindings);
        if (method.DeclaringType == typeof(Ad)) return LowerAd(call, bindings);
        if (method.DeclaringType == typeof(Queryable)) return RefuseQuery(call);
        if (method.DeclaringType == typeof(Array) && method.Name == nameof(Array.GetLength) && call.Arguments[0] is ConstantExpression { Value: int dimension })
            return new ScalarValue(LowerLength(call.Object!, dimension, bindings));
        if ((method.DeclaringType == typeof(ValueTuple) || method.DeclaringType == typeof(Tuple)) && method.Name == nameof(ValueTuple.Create))
            return MakeTuple(call.Type, [.. call.Arguments.Select(argument => Lower(argument, bindings))]);
        // An array handed to a method that takes a span: the same array here.
        if (method.Name == "op_Implicit" && call.Arguments is [var operand] && SequenceTypes.ElementType(operand.Type) is not null) return Lower(operand, bindings);
        // A multi-dimensional array's element, in the form that compilers emit.
        if (call.Object is { Type.IsArray: true } array && method.Name == "Get") return LowerElement(call, array, call.Arguments, bindings);
        if (OpaqueCalls.IsElementOfList(call)) return LowerElement(call, call.Object!, call.Arguments, bindings);
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
                var body = LowerFunction(call, call.Arguments[1], bindings);
                return Apply(body.Lambda, body.Bindings, value);
            case nameof(Ad.Invoke):
                return LowerInvoke(call, call.Arguments[0], [.. call.Arguments.Skip(1)], bindings);
            case nameof(Ad.ScatterAdd):
                return LowerScatterAdd(call, bindings);
            case nameof(Ad.Scan):
                return LowerScan(call, bindings);
            case nameof(Ad.Iterate):
                return LowerIterate(call, bindings);
            case nameof(Ad.Recur):
                return LowerRecur(call, bindings);
            default:
                if (CompositeFunctions.Definition(call.Method) is { } definition)
                    return Apply(definition, Bindings.None, [.. call.Arguments.Select(argument => Lower(argument, bindings))]);
                return LowerOpaque(call, bindings);
        }
    }

    private Value RefuseQuery(MethodCallExpression call)
    {
        var source = call.Arguments[0];
        if (typeof(IQueryable).IsAssignableFrom(source.Type)) Refuse(source, source.Type);
        else _refusals.Add(UnsupportedConstructs.Operator(call.Method.Name), call, call.Method.Name);
        return ErrorValue(call.Type);
    }

    private Value LowerInvocation(InvocationExpression invocation, Bindings bindings)
    {
        if (IsExpression(invocation.Expression.Type) || invocation.Expression is LambdaExpression)
            return LowerInvoke(invocation, invocation.Expression, [.. invocation.Arguments], bindings);
        var delegateType = invocation.Expression.Type;
        return LowerOpaque(invocation, delegateType.GetMethod(nameof(Action.Invoke))!, [invocation.Expression, .. invocation.Arguments], bindings);
    }

    private Value LowerInvoke(Expression call, Expression function, Expression[] arguments, Bindings bindings)
    {
        var lowered = Lower(function, bindings);
        if (lowered is not FunctionValue target)
        {
            if (lowered is not RefusedValue) _refusals.Add(Refusals.UnknownExpression, call);
            return ErrorValue(call.Type);
        }

        if (_inlining.Any(outer => outer.Lambda == target.Lambda))
        {
            var circle = _inlining.Reverse().SkipWhile(outer => outer.Lambda != target.Lambda).Select(outer => outer.Function).Append(function);
            var cycle = string.Join(" -> ", circle.Select(step => $"`{CSharpWriter.Write(step, maxLength: 60)}`"));
            _refusals.Add(Refusals.ExpressionCycle, call, cycle);
            return ErrorValue(call.Type);
        }

        var values = Array.ConvertAll(arguments, argument => Lower(argument, bindings));
        _inlining.Push((target.Lambda, function));
        var result = Apply(target.Lambda, target.Bindings, values);
        _inlining.Pop();
        return result;
    }

    private static bool IsExpression(Type type) => typeof(LambdaExpression).IsAssignableFrom(type);

    // What is invoked must be known when the lambda is compiled: not an element of an array, nor what a method returns.
    private static bool CanBeKnown(Expression expression) =>
        expression is LambdaExpression or ConstantExpression or MemberExpression or ParameterExpression or ConditionalExpression or UnaryExpression;

    private RefusedValue RefuseUnknown(Expression expression)
    {
        _refusals.Add(Refusals.UnknownExpression, expression);
        return new RefusedValue(expression.Type);
    }

    // Captured expressions are the one thing that is read when the lambda is compiled.
    private Value CapturedExpression(MemberExpression member, Bindings bindings)
    {
        var path = new Stack<MemberInfo>();
        Expression? at = member;
        for (; at is MemberExpression step; at = step.Expression) path.Push(step.Member);
        if (at is not (ConstantExpression or null))
        {
            if (Lower(at, bindings) is StructureValue structure && structure.Members.TryGetValue(member.Member.Name, out var value)) return value;
            return RefuseUnknown(member);
        }

        var current = (at as ConstantExpression)?.Value;
        var name = "?";
        foreach (var info in path)
        {
            var isStatic = info is FieldInfo { IsStatic: true } or PropertyInfo { GetMethod.IsStatic: true };
            if (current is null && !isStatic) break;
            current = info is FieldInfo field ? field.GetValue(current) : ((PropertyInfo)info).GetValue(current);
            name = info.Name;
        }

        if (current is LambdaExpression lambda) return new FunctionValue(lambda, Bindings.None);
        _refusals.Add(Refusals.NullExpression, member, name);
        return new RefusedValue(member.Type);
    }

    /// <summary>The lambda given to an operator; after a refusal one that gives what is refused.</summary>
    private FunctionValue LowerFunction(MethodCallExpression call, Expression argument, Bindings bindings)
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
                return RefusedFunction(argument.Type);
        }
    }

    private FunctionValue RefusedFunction(Type type)
    {
        var invoke = (IsExpression(type) ? type.GetGenericArguments()[0] : type).GetMethod(nameof(Action.Invoke))!;
        var result = Expression.Parameter(invoke.ReturnType);
        var parameters = invoke.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType, parameter.Name));
        return new FunctionValue(Expression.Lambda(result, parameters), Bindings.None.With(result, ErrorValue(invoke.ReturnType)));
    }

    // xs.Select(Math.Exp) reaches us as (Func<double, double>)methodInfo.CreateDelegate(typeof(Func<double, double>), null).
    private static FunctionValue? MethodGroup(UnaryExpression conversion)
    {
        if (conversion.Operand is not MethodCallExpression { Method.Name: nameof(MethodInfo.CreateDelegate), Object: ConstantExpression { Value: MethodInfo { IsStatic: true } method } })
            return null;
        var parameters = method.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType, parameter.Name)).ToArray();
        return new FunctionValue(Expression.Lambda(Expression.Call(method, parameters), parameters), Bindings.None);
    }
}
