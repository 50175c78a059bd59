using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>Products that are taken for 0 where they are smaller than any normal number.</summary>
internal sealed partial class Emitter
{
    private VanishingProducts? _vanishing;

    private Expression WithoutSubnormals(Node node, Expression value)
    {
        if (!_reassociates || _form is TapeForm) return value;
        _vanishing ??= new VanishingProducts(_schedule, placed => !_schedule.Facts.IsFloating(placed) && !IsDeferred(placed));
        if (!_vanishing.Contains(node)) return value;
        if (_lanes is null || value.Type != _lanes.Form.Vector) return Expression.Call(typeof(Subnormals), nameof(Subnormals.ToZero), null, value);
        return IsSingle(node) ? value : _lanes.Form.SubnormalsToZero(value);
    }
}
