using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Emission;

/// <summary>
/// What reductions take their elements into: their own variables; of floats that are added up one in double, of which the sum's own is made when all are in it. What would be lost in a float of many terms is
/// kept there, and LINQ adds so.
/// </summary>
internal sealed partial class Emitter
{
    private readonly Dictionary<Reduce, ParameterExpression> _totals = [];

    private ParameterExpression Total(Reduce reduction)
    {
        if (!reduction.IsSumOfFloats) return Local(reduction);
        if (!_totals.TryGetValue(reduction, out var total)) _totals.Add(reduction, total = Variable(_form.TypeOf(reduction) == typeof(float) ? typeof(double) : _form.TypeOf(reduction), Name(reduction)));
        return total;
    }

    private void SetTotal(Reduce reduction, ParameterExpression total)
    {
        if (reduction.IsSumOfFloats) _totals[reduction] = total;
        else _locals[reduction] = total;
    }

    private static Expression StartOfTotal(Reduce reduction) => reduction.IsSumOfFloats ? Expression.Constant(0.0) : Start(reduction);

    private void Round(Reduce sum, EmissionContext at)
    {
        if (Varies(sum))
        {
            EndEarlier(sum, at);
            if (IsSingle(sum)) ForEachVector(() => at.Code.Add(Expression.Assign(LaneLocal(sum), _lanes!.Form.Call("RoundToSingle", LaneLocal(sum)))));
        }
        else at.Code.Add(Expression.Assign(Local(sum), _form.ToSingle(Total(sum))));
    }

    private static Expression Converted(Expression value, Type type) => value.Type == type ? value : Expression.Convert(value, type);
}
