using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Tests.Ir;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>A primitive itself on numbers, beside its vector form; integers are handed over as numbers, as lanes hold them.</summary>
internal sealed class ScalarPrimitive
{
    private readonly Func<double[], double> _run;

    public ScalarPrimitive(string name, Type scalar)
    {
        var primitive = PrimitiveNamed.Get(name);
        Operands = primitive is MethodPrimitive method ? [.. method.Overloads[0].GetParameters().Select(parameter => parameter.ParameterType == typeof(double) ? scalar : parameter.ParameterType)]
            : [.. Enumerable.Repeat(scalar, primitive.Arity)];
        var point = Expression.Parameter(typeof(double[]));
        var body = primitive.Emit([.. Operands.Select((type, i) => Expression.Convert(Expression.ArrayIndex(point, Expression.Constant(i)), type))]);

        // Masks come as all bits set, which is NaN, or none.
        Expression real = body.Type == typeof(bool) ? Expression.Condition(body, Expression.Constant(double.NaN), Expression.Constant(0.0)) : Expression.Convert(body, typeof(double));
        _run = Expression.Lambda<Func<double[], double>>(real, point).Compile();
    }

    /// <summary>The types of its operands.</summary>
    public IReadOnlyList<Type> Operands { get; }

    /// <summary>The operands of the points at which it doesn't throw, each of which a number of the lanes holds, and what it is there.</summary>
    public (double[][] Operands, double[] Results) At(IEnumerable<double[]> points)
    {
        var isSingle = Operands.Contains(typeof(float));
        var (kept, results) = (new List<double[]>(), new List<double>());
        foreach (var point in points)
        {
            double[] held = [.. point.Select(x => isSingle ? (float)x : x)];
            try
            {
                results.Add(_run(held));
                kept.Add(held);
            }
            catch (ArgumentException)
            {
            }
        }

        return ([.. Enumerable.Range(0, Operands.Count).Select(i => kept.Select(point => point[i]).ToArray())], [.. results]);
    }
}
