using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Diagnostics;
using ExprGrad.Frontend;
using ExprGrad.Ir;

namespace ExprGrad.Compilation;

/// <summary>Reads a request off a delegate's signature (see <see cref="Grad.Compile{TDelegate}"/>) and refuses what does not fit.</summary>
internal sealed class Binder
{
    private readonly LambdaExpression _lambda;
    private readonly MethodInfo _signature;
    private readonly Type _delegateType;
    private readonly GradOptions _options;
    private readonly RefusalList _refusals;
    private readonly List<ParameterExpression> _parameters = [];
    private readonly Dictionary<ParameterExpression, ParameterExpression> _inputs = [];
    private readonly HashSet<ParameterExpression> _named = [];
    private bool _isAsked;
    private readonly List<GradientRequest> _gradients = [];
    private readonly List<Direction> _directions = [];
    private readonly Dictionary<ParameterExpression, ParameterExpression> _products = [];
    private readonly List<string> _along = [];
    private readonly Dictionary<ParameterExpression, ParameterExpression> _jacobians = [];
    private ParameterExpression? _tangent;
    private ParameterExpression? _result;

    private Binder(LambdaExpression lambda, Type delegateType, GradOptions options, RefusalList refusals)
    {
        (_lambda, _delegateType, _options, _refusals) = (lambda, delegateType, options, refusals);
        _signature = delegateType.GetMethod("Invoke")!;
    }

    private string Delegate => CSharpNames.Signature(_delegateType);

    private string Lambda => CSharpNames.Signature(_lambda);

    /// <summary>The delegate's signature is the request; parameters are matched by name, those of the Func family by position.</summary>
    public static Binding BySignature(LambdaExpression lambda, Type delegateType, GradOptions options, RefusalList refusals)
    {
        var binder = new Binder(lambda, delegateType, options, refusals);
        return binder.Bind();
    }

    /// <summary>Inputs as in the lambda, fresh gradients returned.</summary>
    public static Binding Fresh(LambdaExpression lambda, Type delegateType, IEnumerable<ParameterExpression> of, ReturnKind returns) =>
        new(delegateType, lambda.Parameters)
        {
            Inputs = lambda.Parameters.ToDictionary(parameter => parameter),
            Gradients = [.. of.Select(parameter => new GradientRequest(parameter, Target: null))],
            Returns = returns,
        };

    /// <summary>Inputs as in the lambda, then the container that takes the gradient of the first; the value returned.</summary>
    public static Binding Into(LambdaExpression lambda, Type delegateType)
    {
        var first = lambda.Parameters[0];
        var target = Expression.Parameter(first.Type, $"d{first.Name}");
        return new Binding(delegateType, [.. lambda.Parameters, target])
        {
            Inputs = lambda.Parameters.ToDictionary(parameter => parameter),
            Gradients = [new GradientRequest(first, target)],
            Returns = ReturnKind.Value,
        };
    }

    /// <summary>Inputs as in the lambda, then a direction of the first; the value and its derivative along it returned, in a tuple.</summary>
    public static Binding AlongFirst(LambdaExpression lambda, Type delegateType)
    {
        var first = new Direction(lambda.Parameters[0], Direction.Along(lambda.Parameters[0]));
        var tangent = Direction.OfValue(lambda.ReturnType);
        return new Binding(delegateType, [first.Of, first.Tangent, .. lambda.Parameters.Skip(1)])
        {
            Inputs = lambda.Parameters.Append(first.Tangent).ToDictionary(parameter => parameter),
            Gradients = [new GradientRequest(tangent, Target: null)],
            Returns = ReturnKind.ValueAndGradient,
            Directions = [first],
            Tangent = tangent,
        };
    }

    /// <summary>The same with the gradient with respect to the first and its derivative along the direction.</summary>
    public static Binding GradientAlongFirst(LambdaExpression lambda, Type delegateType)
    {
        var first = new Direction(lambda.Parameters[0], Direction.Along(lambda.Parameters[0]));
        var product = Direction.Along(first.Of);
        return new Binding(delegateType, [first.Of, first.Tangent, .. lambda.Parameters.Skip(1)])
        {
            Inputs = new Dictionary<ParameterExpression, ParameterExpression>(lambda.Parameters.Append(first.Tangent).ToDictionary(parameter => parameter)) { [product] = first.Of },
            Gradients = [new GradientRequest(first.Of, Target: null), new GradientRequest(product, Target: null)],
            Returns = ReturnKind.Gradient,
            Directions = [first],
            Products = new Dictionary<ParameterExpression, ParameterExpression> { [product] = first.Of },
        };
    }

    /// <summary>Inputs as in the lambda, the Jacobian with respect to the first returned.</summary>
    public static Binding JacobianOfFirst(LambdaExpression lambda, Type delegateType, RefusalList refusals)
    {
        var first = lambda.Parameters[0];
        CheckColumns(first, refusals);
        var jacobian = ArrayResult.Jacobian(lambda.ReturnType, first);
        return new Binding(delegateType, lambda.Parameters)
        {
            Inputs = lambda.Parameters.ToDictionary(parameter => parameter),
            Gradients = [new GradientRequest(jacobian, Target: null) { IsOwn = true }],
            Returns = ReturnKind.Gradient,
            Jacobians = new Dictionary<ParameterExpression, ParameterExpression> { [jacobian] = first },
        };
    }

    private static void CheckColumns(ParameterExpression of, RefusalList refusals)
    {
        if (!of.Type.IsSZArray || !ScalarTypes.IsReal(of.Type.GetElementType()!)) refusals.Add(Refusals.JacobianColumns, null, of.Name!, CSharpNames.Of(of.Type));
    }

    private Binding Bind()
    {
        var parameters = _signature.GetParameters();
        var isPositional = parameters.Length > 0 && Array.TrueForAll(parameters, parameter => parameter.Name?.StartsWith("arg", StringComparison.Ordinal) == true);
        if (isPositional) BindByPosition(parameters);
        else BindByName(parameters);

        foreach (var parameter in _lambda.Parameters.Where(parameter => !_named.Contains(parameter)))
        {
            if (!isPositional) _refusals.Add(Refusals.UnboundParameter, null, parameter.Name ?? "?", Delegate, Lambda);
        }

        var returns = _signature.ReturnType == typeof(void) ? ReturnKind.Nothing : ReturnKind.Value;
        if (returns == ReturnKind.Value && _signature.ReturnType != _lambda.ReturnType)
            _refusals.Add(Refusals.ReturnType, null, CSharpNames.Of(_signature.ReturnType), CSharpNames.Of(_lambda.ReturnType), Delegate, Lambda);
        if (returns == ReturnKind.Nothing && !_isAsked) _refusals.Add(Refusals.NothingRequested, null, Delegate, Lambda);
        CheckDirections();
        CheckRows();
        foreach (var (product, of) in _products)
        {
            if (_inputs.TryGetValue(of, out var shape)) _inputs.Add(product, shape);
        }

        return new Binding(_delegateType, _parameters)
        {
            Inputs = _inputs,
            Gradients = _gradients,
            Returns = returns,
            Directions = _directions,
            Products = _products,
            Tangent = _tangent,
            Result = _result,
            Jacobians = _jacobians,
        };
    }

    private void BindByPosition(ParameterInfo[] parameters)
    {
        if (parameters.Length != _lambda.Parameters.Count)
        {
            _refusals.Add(Refusals.PositionalCount, null, $"{parameters.Length}", $"{_lambda.Parameters.Count}", Delegate, Lambda);
            return;
        }

        for (var i = 0; i < parameters.Length; i++) BindInput(parameters[i], _lambda.Parameters[i]);
    }

    private void BindByName(ParameterInfo[] parameters)
    {
        foreach (var group in parameters.GroupBy(parameter => parameter.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            _refusals.Add(Refusals.BoundTwice, null, group.Key ?? "?", Delegate, Lambda);

        foreach (var parameter in parameters)
        {
            if (Named(parameter.Name) is { } input)
            {
                _named.Add(input);
                var asked = parameter.Name is ['d', .. var rest] ? Named(rest) : null;
                if (asked is not null && parameter.ParameterType.IsByRef)
                {
                    _isAsked = true;
                    _refusals.Add(Refusals.GradientNameTaken, null, asked.Name!, Delegate, Lambda);
                }
                else BindInput(parameter, input);
            }
            else if (parameter.Name is ['d', .. var name] && Named(name) is { } of)
            {
                if (ArrayResult.Is(_lambda.ReturnType)) BindJacobian(parameter, of);
                else BindGradient(parameter, of);
            }
            else if (parameter.Name == "result" && ArrayResult.Is(_lambda.ReturnType))
            {
                _result = ArrayResult.Value(_lambda.ReturnType);
                BindResult(parameter, _result);
            }
            else if (parameter.Name?.EndsWith(Direction.Suffix, StringComparison.Ordinal) == true && BindAlong(parameter, parameter.Name[..^Direction.Suffix.Length]))
            {
                _along.Add(parameter.Name);
            }
            else
            {
                _refusals.Add(Refusals.UnmatchedParameter, null, parameter.Name ?? "?", Delegate, Lambda);
            }
        }
    }

    private ParameterExpression? Named(string? name) => _lambda.Parameters.FirstOrDefault(parameter => parameter.Name == name);

    // xDot is a direction of x; dxDot the derivative of dx along all directions, resultDot that of the value.
    private bool BindAlong(ParameterInfo parameter, string name)
    {
        if (Named(name) is { } input)
        {
            if (!ContainerShape.HoldsReals(input.Type)) _refusals.Add(Refusals.DirectionOfData, null, parameter.Name!, input.Name!, CSharpNames.Of(input.Type));
            var direction = new Direction(input, Direction.Along(input));
            _directions.Add(direction);
            BindInput(parameter, direction.Tangent);
        }
        else if (name is ['d', .. var rest] && Named(rest) is { } of)
        {
            var product = Direction.Along(of);
            _products.Add(product, of);
            BindGradient(parameter, product);
        }
        else if (name == "result")
        {
            _tangent = Direction.OfValue(_lambda.ReturnType);
            BindGradient(parameter, _tangent);
        }
        else
        {
            return false;
        }

        return true;
    }

    private void BindJacobian(ParameterInfo parameter, ParameterExpression of)
    {
        CheckColumns(of, _refusals);
        var jacobian = ArrayResult.Jacobian(_lambda.ReturnType, of);
        _jacobians.Add(jacobian, of);
        BindResult(parameter, jacobian);
    }

    // Into an array of its type, or its numbers row after row.
    private void BindResult(ParameterInfo parameter, ParameterExpression result)
    {
        _isAsked = true;
        var type = parameter.ParameterType;
        var element = result.Type.GetElementType()!;
        if (type != result.Type && type != element.MakeArrayType() && type != typeof(Span<>).MakeGenericType(element))
        {
            var wanted = $"`{CSharpNames.Of(result.Type)} {parameter.Name}` or `Span<{CSharpNames.Of(element)}> {parameter.Name}`";
            _refusals.Add(Refusals.ResultTarget, null, parameter.Name!, CSharpNames.Of(type), Delegate, Lambda, wanted);
            return;
        }

        var target = Expression.Parameter(type, parameter.Name);
        _parameters.Add(target);
        _gradients.Add(new GradientRequest(result, target) { IsOwn = true });
    }

    private void CheckDirections()
    {
        var isAsked = _products.Count > 0 || _tangent is not null;
        if (_directions.Count == 0 && isAsked) _refusals.Add(Refusals.NoDirection, null, _along[0], Delegate, Lambda);
        if (_directions.Count > 0 && !isAsked) _refusals.Add(Refusals.UnusedDirection, null, _along[0], Delegate, Lambda);
    }

    // What a gradient of arrays in an array is like, or a direction, is known of the array itself.
    private void CheckRows()
    {
        var derived = _gradients.Select(gradient => gradient.Of).Concat(_directions.SelectMany(direction => new[] { direction.Of, direction.Tangent })).ToHashSet();
        foreach (var (input, bound) in _inputs.Where(input => input.Value.Type != input.Key.Type && HoldsRows(input.Key.Type) && derived.Contains(input.Key)))
            _refusals.Add(Refusals.InputType, null, input.Name!, CSharpNames.Of(bound.Type), Wanted(input), Delegate, Lambda);
    }

    private string Wanted(ParameterExpression input)
    {
        var of = _directions.Find(direction => direction.Tangent == input)?.Of;
        return $"{(of is null ? "" : "a direction of ")}the lambda's `{CSharpNames.Of(input.Type)} {(of ?? input).Name}`";
    }

    private static bool HoldsRows(Type type) => type.IsArray && type.GetElementType()!.IsArray && ScalarTypes.IsReal(ArrayTypes.ElementOf(type));

    private void BindInput(ParameterInfo parameter, ParameterExpression input)
    {
        var type = parameter.ParameterType;
        if (type.IsByRef)
        {
            _refusals.Add(Refusals.InputByReference, null, parameter.Name!, parameter.IsOut ? "out" : parameter.IsIn ? "in" : "ref", Delegate, Lambda);
            return;
        }

        if (type != input.Type && !IsSpanOf(type, input.Type))
        {
            _refusals.Add(Refusals.InputType, null, input.Name!, CSharpNames.Of(type), Wanted(input), Delegate, Lambda);
            return;
        }

        var bound = type == input.Type ? input : Expression.Parameter(type, input.Name);
        _inputs.TryAdd(input, bound);
        _parameters.Add(bound);
    }

    private void BindGradient(ParameterInfo parameter, ParameterExpression of)
    {
        _isAsked = true;
        var type = parameter.ParameterType;
        var bare = type.IsByRef ? type.GetElementType()! : type;
        if (ParameterTypes.IsRefused(of, _refusals)) return;
        if (!ContainerShape.HoldsReals(of.Type))
        {
            _refusals.Add(Refusals.GradientOfData, null, of.Name!, CSharpNames.Of(of.Type));
            return;
        }

        ParameterTypes.CheckGradient(of, _refusals);

        var isWritable = of.Type.IsValueType ? bare == of.Type && type.IsByRef && !parameter.IsIn
            : bare == of.Type && (!type.IsByRef || parameter.IsOut) || !type.IsByRef && IsSpanOf(type, of.Type) && type.GetGenericTypeDefinition() == typeof(Span<>) && !HoldsRows(of.Type);
        if (!isWritable)
        {
            var name = parameter.Name;
            var wanted = of.Type.IsValueType ? $"`out {CSharpNames.Of(of.Type)} {name}`"
                : of.Type.IsArray && of.Type.GetArrayRank() == 1 && !of.Type.GetElementType()!.IsArray
                    ? $"`{CSharpNames.Of(of.Type)} {name}` or `Span<{CSharpNames.Of(of.Type.GetElementType()!)}> {name}`"
                : $"`{CSharpNames.Of(of.Type)} {name}`";
            _refusals.Add(Refusals.GradientType, null, name!, CSharpNames.Of(type), of.Name!, Delegate, Lambda, wanted);
            return;
        }

        if (parameter.IsOut || of.Type.IsValueType) ContainerConstruction.Check(of.Type, _refusals);
        else ContainerConstruction.CheckWritable(of.Type, _refusals);
        if (parameter.IsOut && _options.GradientMode == GradientMode.Accumulate) _refusals.Add(Refusals.AccumulateIntoOut, null, parameter.Name!, Delegate, Lambda);
        var target = Expression.Parameter(type, parameter.Name);
        _parameters.Add(target);
        _gradients.Add(new GradientRequest(of, target) { IsOut = parameter.IsOut });
    }

    private static bool IsSpanOf(Type type, Type array) =>
        type.IsGenericType && array.IsSZArray && (type.GetGenericTypeDefinition() == typeof(Span<>) || type.GetGenericTypeDefinition() == typeof(ReadOnlySpan<>))
        && type.GetGenericArguments()[0] == array.GetElementType();
}
