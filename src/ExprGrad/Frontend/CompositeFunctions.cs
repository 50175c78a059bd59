using System.Linq.Expressions;
using System.Reflection;

namespace ExprGrad.Frontend;

/// <summary>Functions of <see cref="Ad"/> that are no primitives but formulas: what they compute is written once more here, as a lambda.</summary>
internal static class CompositeFunctions
{
    // The maximum is taken out so that exp can't overflow. It cancels in the derivative too, which therefore need not follow it.
    private static readonly Lazy<Expression<Func<double[], double>>> s_logSumExp = new(() => xs =>
        Ad.Let(Ad.StopGradient(xs.Max()), max => Ad.Let(double.IsFinite(max) ? max : 0, shift => shift + Math.Log(xs.Sum(x => Math.Exp(x - shift))))));

    private static readonly Lazy<Expression<Func<float[], float>>> s_logSumExpSingle = new(() => xs =>
        Ad.Let(Ad.StopGradient(xs.Max()), max => Ad.Let(float.IsFinite(max) ? max : 0, shift => shift + MathF.Log(xs.Sum(x => MathF.Exp(x - shift))))));

    private static readonly Lazy<Expression<Func<double[], double[]>>> s_softmax = new(() => xs =>
        Ad.Let(Ad.StopGradient(xs.Max()), max => Ad.Let(double.IsFinite(max) ? max : 0, shift => Ad.Let(
            xs.Select(x => Math.Exp(x - shift)).ToArray(), es => Ad.Let(es.Sum(), sum => es.Select(e => e / sum).ToArray())))));

    private static readonly Lazy<Expression<Func<float[], float[]>>> s_softmaxSingle = new(() => xs =>
        Ad.Let(Ad.StopGradient(xs.Max()), max => Ad.Let(float.IsFinite(max) ? max : 0, shift => Ad.Let(
            xs.Select(x => MathF.Exp(x - shift)).ToArray(), es => Ad.Let(es.Sum(), sum => es.Select(e => e / sum).ToArray())))));

    /// <summary>The lambda that a method of <see cref="Ad"/> stands for, or null.</summary>
    public static LambdaExpression? Definition(MethodInfo method)
    {
        var isSingle = method.GetParameters() is [{ ParameterType: var type }] && type == typeof(float[]);
        return method.Name switch
        {
            "LogSumExp" => isSingle ? s_logSumExpSingle.Value : s_logSumExp.Value,
            "Softmax" => isSingle ? s_softmaxSingle.Value : s_softmax.Value,
            _ => null,
        };
    }
}
