using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using ExprGrad.Diagnostics;
using ExprGrad.Tests.Language;
using static System.Linq.Expressions.Expression;

namespace ExprGrad.Tests.Compilation;

/// <summary>
/// Every public overload that makes a gradient, found by reflection, is called with a lambda of its own parameter type: a polynomial in which no two numbers
/// have the same part, so that a parameter that is left out or exchanged with another is noticed.
/// </summary>
public sealed class EveryOverloadTests
{
    private static readonly string[] s_names = [nameof(Grad.Gradient), nameof(Grad.ValueAndGradient), nameof(Grad.ValueAndGradientInto), nameof(Grad.Derivative)];

    private static readonly Dictionary<string, MethodInfo> s_overloads = typeof(Grad).GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Where(method => s_names.Contains(method.Name, StringComparer.Ordinal))
        .ToDictionary(
            method => $"{method.Name}({string.Join(", ", method.GetParameters().Where(parameter => !parameter.HasDefaultValue).Select(parameter => CSharpNames.Of(parameter.ParameterType)))})",
            StringComparer.Ordinal);

    public sealed record Model(double Scale, double[] Weights);

    public static TheoryData<string> Overloads => [.. s_overloads.Keys];

    [Fact]
    public void They_are_found() => Assert.All(
        s_names.Zip([24, 24, 8, 2]),
        pair => Assert.InRange(s_overloads.Values.Count(method => method.Name == pair.First), pair.Second, int.MaxValue));

    [Theory]
    [MemberData(nameof(Overloads))]
    public void Each_has_the_value_and_the_gradient_of_the_polynomial(string overload)
    {
        foreach (var method in Closed(s_overloads[overload]))
        {
            var lambda = Polynomial(method.GetParameters().Single(parameter => parameter.Name == "lambda").ParameterType);
            object[] templates = [.. lambda.Parameters.Select(parameter => Template(parameter.Type))];
            int[] lengths = [.. templates.Select(template => ArgumentLeaves.Of(template).Length)];

            // Sums of squares and products of halves are exact, in float too.
            double[] at = [.. Enumerable.Range(0, lengths.Sum()).Select(i => 1 + (0.5 * i))];
            object[] arguments = [.. templates.Select((template, i) => ArgumentLeaves.With(template, at[lengths[..i].Sum()..])!)];
            foreach (var by in Requested(method, lambda))
            {
                var (value, gradient) = Evaluate(method, lambda, by, arguments);
                Assert.Equal(Slopes(at)[lengths[..by.Start.Value].Sum()..lengths[..by.End.Value].Sum()], gradient);
                if (value is not null) Assert.Equal(Terms(at).Sum(), value);
            }
        }
    }

    private static IEnumerable<double> Terms(double[] x) =>
        x.Select((v, i) => (i + 1) * v * v).Concat(x.Zip(x.Skip(1), (v, next) => v * next));

    private static double[] Slopes(double[] x) =>
        [.. x.Select((v, i) => (2 * (i + 1) * v) + (i == 0 ? 0 : x[i - 1]) + (i + 1 == x.Length ? 0 : x[i + 1]))];

    // Of all numbers in all parameters, whichever the gradient is of.
    private static LambdaExpression Polynomial(Type lambdaType)
    {
        var type = lambdaType.IsGenericType ? lambdaType.GenericTypeArguments[0] : typeof(Func<Model, double[], double, double>);
        ParameterExpression[] parameters = [.. type.GenericTypeArguments[..^1].Select((parameter, i) => Parameter(parameter, $"p{i}"))];
        Expression[] x = [.. parameters.SelectMany(Numbers)];
        var terms = x.Select((v, i) => Multiply(Constant(System.Convert.ChangeType(i + 1, v.Type, CultureInfo.InvariantCulture)), Multiply(v, v)))
            .Concat(x.Zip(x.Skip(1), Multiply));
        return Lambda(type, terms.Aggregate(Add), parameters);
    }

    private static IEnumerable<Expression> Numbers(Expression of) =>
        of.Type == typeof(Model) ? [Property(of, nameof(Model.Scale)), .. Numbers(Property(of, nameof(Model.Weights)))]
        : of.Type.IsArray ? [ArrayIndex(of, Constant(0)), ArrayIndex(of, Constant(1))]
        : [of];

    private static object Template(Type type) =>
        type == typeof(Model) ? new Model(0, new double[2]) : type.IsArray ? Array.CreateInstance(type.GetElementType()!, 2) : Activator.CreateInstance(type)!;

    // With a record and data in double, and with an array and data in float.
    private static MethodInfo[] Closed(MethodInfo method) =>
        method.IsGenericMethodDefinition ? [Close(method, typeof(Model), typeof(double)), Close(method, typeof(float[]), typeof(float))] : [method];

    private static MethodInfo Close(MethodInfo method, Type first, Type number)
    {
        var data = Enumerable.Range(0, method.GetGenericArguments().Length - 2).Select(i => i % 2 == 0 ? number : number.MakeArrayType());
        return method.MakeGenericMethod([first, .. data, number]);
    }

    // The parameters that the gradient is of: the one of a name, in turn; the first of a generic overload; all of numbers.
    private static IEnumerable<Range> Requested(MethodInfo method, LambdaExpression lambda)
    {
        if (IsByName(method)) return lambda.Parameters.Select((_, i) => i..(i + 1));
        return method.IsGenericMethod ? [0..1] : [0..lambda.Parameters.Count];
    }

    private static bool IsByName(MethodInfo method) => method.GetParameters().Any(parameter => !parameter.HasDefaultValue && parameter.ParameterType == typeof(string));

    private static (double? Value, double[] Gradient) Evaluate(MethodInfo method, LambdaExpression lambda, Range by, object[] arguments)
    {
        var made = method.Invoke(null, [.. method.GetParameters().Select(parameter => parameter switch
        {
            { HasDefaultValue: true } => parameter.DefaultValue,
            { Name: "lambda" } => lambda,
            { Name: "example" } => arguments[0],
            { Name: "data" } => arguments[1],
            _ => lambda.Parameters[by.Start].Name,
        })]);
        var compiled = made as Delegate ?? ((LambdaExpression)made!).Compile();
        if (method.Name == nameof(Grad.ValueAndGradientInto))
        {
            var gradient = ArgumentLeaves.With(arguments[0], [.. ArgumentLeaves.Of(arguments[0]).Select(_ => double.NaN)]);
            return (Number(Executors.Call(compiled, [.. arguments, gradient])), ArgumentLeaves.Of(gradient));
        }

        var result = Executors.Call(compiled, arguments);
        if (method.Name != nameof(Grad.ValueAndGradient)) return (null, ArgumentLeaves.Of(result));
        var pair = (ITuple)result!;
        return (Number(pair[0]), ArgumentLeaves.Of(pair[1]));
    }

    private static double Number(object? value) => System.Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
