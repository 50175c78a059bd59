using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Frontend;

namespace ExprGrad.Compilation;

/// <summary>Refuses a lambda whose result is not what the request is about, with what to return instead.</summary>
internal static class ResultTypes
{
    private const string OfGradient = "a gradient is that of one `double` or `float`";
    private const string OfJacobian = "a Jacobian is that of an array of `double` or `float`";

    /// <summary>A result of which there is no gradient.</summary>
    public static void Refuse(LambdaExpression lambda, RefusalList refusals)
    {
        var type = lambda.ReturnType;
        if (ArrayResult.Is(type)) Add(lambda, refusals, OfGradient, "Return one number: sum or average what is to be differentiated; `Grad.Jacobian` differentiates all numbers of an array");
        else if (type.IsSZArray) Add(lambda, refusals, $"{OfGradient}, {OfJacobian}", "Return one number, or for `Grad.Jacobian` an array of `double` or `float`: convert integers, `(double)n`, and make a row of each container, `new[] { p.X, p.Y }`");
        else if (type.IsArray) Add(lambda, refusals, $"{OfGradient}, {OfJacobian}", "Return one number, or for `Grad.Jacobian` an array of rows, `double[][]`: `Enumerable.Range(0, n).Select(i => Enumerable.Range(0, m).Select(j => a[i, j]).ToArray()).ToArray()`");
        else if (SequenceTypes.ElementType(type) is not null) Add(lambda, refusals, $"{OfGradient}, {OfJacobian}", "Return one number: sum or average what is to be differentiated; or an array for `Grad.Jacobian`: call `ToArray()`");
        else if (type.IsPrimitive || type.IsEnum) Add(lambda, refusals, OfGradient, "Compute the result in `double` or `float`: an integer or a `bool` changes in steps, and has no derivative that tells anything");
        else Add(lambda, refusals, $"{OfGradient}, {OfJacobian}", "Return one number, a `double` or a `float`: sum or average what is to be differentiated; or for `Grad.Jacobian` an array of its numbers, `new[] { p.X, p.Y }`");
    }

    /// <summary>A number, of which there is no Jacobian.</summary>
    public static void RefuseNumber(LambdaExpression lambda, RefusalList refusals) =>
        Add(lambda, refusals, OfJacobian, "Use `Grad.ValueAndGradient` for one number, or return an array of numbers");

    private static void Add(LambdaExpression lambda, RefusalList refusals, string why, string fix) =>
        refusals.Add(Refusals.ResultType, lambda.Body, CSharpNames.Of(lambda.ReturnType), why, fix);
}
