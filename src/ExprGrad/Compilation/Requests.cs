using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Frontend;

namespace ExprGrad.Compilation;

/// <summary>The bindings of the requests that have no delegate type of their own.</summary>
internal static class Requests
{
    public static void CheckLambda(LambdaExpression lambda, RefusalList refusals)
    {
        if (lambda is null)
        {
            refusals.Add(Refusals.NullLambda, null);
            refusals.ThrowIfAny();
        }

        if (!ScalarTypes.IsReal(lambda!.ReturnType) && !ArrayResult.Is(lambda.ReturnType)) ResultTypes.Refuse(lambda, refusals);
        for (var i = 0; i < lambda.Parameters.Count; i++)
        {
            var parameter = lambda.Parameters[i];
            ParameterTypes.Check(parameter, refusals);
            if (parameter.IsByRef) refusals.Add(Refusals.ByRefParameter, null, parameter.Name ?? "?");
            if (string.IsNullOrEmpty(parameter.Name) || lambda.Parameters.Take(i).Any(other => other.Name == parameter.Name)) refusals.Add(Refusals.UnnamedParameter, null, $"{i + 1}");
        }

        refusals.ThrowIfAny();
    }

    /// <summary>Refuses an array as the value where a number is needed.</summary>
    public static void CheckValue(LambdaExpression lambda, Binding binding, bool onTape, RefusalList refusals)
    {
        var isArray = ArrayResult.Is(lambda.ReturnType);
        if (isArray && (onTape || binding.Result is null && binding.Jacobians.Count == 0 || binding.Directions.Count > 0 || binding.Returns is ReturnKind.Value or ReturnKind.ValueAndGradient))
            ResultTypes.Refuse(lambda, refusals);
    }

    /// <summary>The Jacobian with respect to the first parameter, returned.</summary>
    public static Func<LambdaExpression, GradOptions, RefusalList, Binding> Jacobian(Type delegateType) => (lambda, _, refusals) =>
    {
        CheckFirst(lambda, refusals);
        if (!ArrayResult.Is(lambda.ReturnType)) ResultTypes.RefuseNumber(lambda, refusals);
        refusals.ThrowIfAny();
        return Binder.JacobianOfFirst(lambda, delegateType, refusals);
    };

    /// <summary>What the delegate's signature says.</summary>
    public static Func<LambdaExpression, GradOptions, RefusalList, Binding> BySignature(Type delegateType) =>
        (lambda, options, refusals) =>
        {
            if (delegateType.GetMethod(nameof(Action.Invoke)) is null) refusals.Add(Refusals.NotADelegate, null, CSharpNames.Of(delegateType));
            refusals.ThrowIfAny();
            return Binder.BySignature(lambda, delegateType, options, refusals);
        };

    /// <summary>Every partial derivative, returned.</summary>
    public static Func<LambdaExpression, GradOptions, RefusalList, Binding> Partials(Type delegateType, ReturnKind returns) =>
        (lambda, _, _) => Binder.Fresh(lambda, delegateType, lambda.Parameters, returns);

    /// <summary>The gradient with respect to the first parameter, returned.</summary>
    public static Func<LambdaExpression, GradOptions, RefusalList, Binding> First(Type delegateType, ReturnKind returns) => (lambda, _, refusals) =>
    {
        CheckFirst(lambda, refusals);
        ContainerConstruction.Check(lambda.Parameters[0].Type, refusals);
        return Binder.Fresh(lambda, delegateType, [lambda.Parameters[0]], returns);
    };

    /// <summary>The value, returned; the gradient with respect to the first parameter, written into the last argument.</summary>
    public static Func<LambdaExpression, GradOptions, RefusalList, Binding> Into(Type delegateType) => (lambda, _, refusals) =>
    {
        CheckFirst(lambda, refusals);
        var first = lambda.Parameters[0];
        if (first.Type.IsValueType) refusals.Add(Refusals.IntoNeedsReference, null, CSharpNames.Of(first.Type));
        else ContainerConstruction.CheckWritable(first.Type, refusals);
        return Binder.Into(lambda, delegateType);
    };

    /// <summary>The value and its derivative along a direction of the first parameter, returned.</summary>
    public static Func<LambdaExpression, GradOptions, RefusalList, Binding> AlongFirst(Type delegateType) => (lambda, _, refusals) =>
    {
        CheckFirst(lambda, refusals);
        return Binder.AlongFirst(lambda, delegateType);
    };

    /// <summary>The gradient with respect to the first parameter and its derivative along a direction of that, returned.</summary>
    public static Func<LambdaExpression, GradOptions, RefusalList, Binding> GradientAlongFirst(Type delegateType) => (lambda, _, refusals) =>
    {
        CheckFirst(lambda, refusals);
        ContainerConstruction.Check(lambda.Parameters[0].Type, refusals);
        return Binder.GradientAlongFirst(lambda, delegateType);
    };

    /// <summary>The gradient with respect to the parameter of the name, or to the only one, to be rendered.</summary>
    public static Binding Derivative(LambdaExpression lambda, string? parameterName, RefusalList refusals)
    {
        var of = parameterName is null ? lambda.Parameters[0] : lambda.Parameters.FirstOrDefault(parameter => parameter.Name == parameterName);
        if (of is null)
        {
            refusals.Add(Refusals.UnknownParameterName, null, parameterName!, string.Join(", ", lambda.Parameters.Select(parameter => $"`{parameter.Name}`")));
        }
        else if (!ParameterTypes.IsRefused(of, refusals) && !ContainerShape.HoldsReals(of.Type))
        {
            refusals.Add(Refusals.GradientOfData, null, of.Name!, CSharpNames.Of(of.Type));
        }
        else
        {
            ContainerConstruction.Check(of.Type, refusals);
            ParameterTypes.CheckGradient(of, refusals);
        }

        return Binder.Fresh(lambda, lambda.Type, of is null ? [] : [of], ReturnKind.Gradient);
    }

    private static void CheckFirst(LambdaExpression lambda, RefusalList refusals)
    {
        ParameterTypes.CheckGradient(lambda.Parameters[0], refusals);
        if (ParameterTypes.IsRefused(lambda.Parameters[0], refusals)) return;
        if (lambda.Parameters.Any(parameter => ContainerShape.HoldsReals(parameter.Type)))
        {
            var first = lambda.Parameters[0];
            if (!ContainerShape.HoldsReals(first.Type)) refusals.Add(Refusals.FirstParameter, null, first.Name!, CSharpNames.Of(first.Type));
        }
        else
        {
            refusals.Add(Refusals.NothingDifferentiable, null, string.Join(", ", lambda.Parameters.Select(parameter => CSharpNames.Of(parameter.Type))));
        }
    }
}
