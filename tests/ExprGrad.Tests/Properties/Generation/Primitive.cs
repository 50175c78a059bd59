using System.Globalization;
using System.Reflection;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>An argument of a primitive: a real or an integer in a domain, or one of some literals.</summary>
internal sealed record PrimitiveArgument(Kind? Kind, Interval Domain, params object[] Literals);

/// <summary>What a primitive returns.</summary>
internal enum PrimitiveResult
{
    Real,
    Integer,
    Boolean,
    Pair,
}

/// <summary>A function of the mathematical classes with the domain in which its value and derivative stay moderate.</summary>
/// <param name="Exact">False for the reciprocal estimates: a table look-up has no useful finite difference.</param>
internal sealed record Primitive(string Name, PrimitiveResult Result, bool Exact, params PrimitiveArgument[] Arguments)
{
    /// <summary>Piecewise constant: its derivative is 0.</summary>
    public bool IsFlat =>
        Result is PrimitiveResult.Integer or PrimitiveResult.Boolean || Name is "Floor" or "Ceiling" or "Round" or "Truncate";

    /// <summary>The method of a host class for <c>double</c> or <c>float</c>, if it has it.</summary>
    public MethodInfo? On(Type host, Type real)
    {
        var types = Arguments.Select(a => a.Kind switch
        {
            Kind.Double => real,
            Kind.Int32 => typeof(int),
            _ => a.Literals[0].GetType(),
        }).ToArray();
        // The binder would widen float to double; only the exact overload is meant.
        return host.GetMethod(Name, BindingFlags.Public | BindingFlags.Static, types) is { } method
            && method.GetParameters().Select(p => p.ParameterType).SequenceEqual(types) ? method : null;
    }
}

/// <summary>A primitive as a lambda calls it: <c>Math.Sin</c>, <c>MathF.Sin</c>, <c>double.Sin</c>, <c>float.Sin</c>.</summary>
/// <param name="Twin">The same on double, for the lambda that finite differences use.</param>
internal sealed record PrimitiveRow(string Label, Primitive Primitive, Kind Kind, MethodInfo Method, MethodInfo Twin)
{
    /// <summary>An estimate of the values' range by sampling the function over its arguments: intervals, or literals.</summary>
    public Interval Range(params object[] arguments)
    {
        int steps = arguments.OfType<Interval>().Count() switch { 1 => 64, 2 => 10, _ => 6 };
        IEnumerable<object[]> grid = [[]];
        foreach (var (argument, parameter) in arguments.Zip(Twin.GetParameters()))
        {
            var axis = argument is Interval range ? Points(range, parameter.ParameterType, steps).ToList() : [argument];
            grid = grid.SelectMany(_ => axis, (point, value) => (object[])[.. point, value]);
        }

        var values = Interval.Of(grid.Select(point => Convert.ToDouble(Twin.Invoke(null, point), CultureInfo.InvariantCulture)));
        double margin = 0.05 * values.Width;
        return new(values.Low - margin, values.High + margin);
    }

    private static IEnumerable<object> Points(Interval range, Type type, int steps) => type == typeof(int)
        ? Enumerable.Range((int)range.Low, (int)range.Width + 1).Cast<object>()
        : Enumerable.Range(0, steps + 1).Select(s => (object)(range.Finite.Low + range.Finite.Width * s / steps)).Distinct();
}
