using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>Statements and branches in a vectorised loop.</summary>
internal sealed partial class Emitter
{
    // What is the same in all lanes is done once.
    private bool IsUniform(Statement statement) => statement switch
    {
        Compute { Node: var node } => !Varies(node),
        AssignArm arm => !Varies(arm.Choice),
        Accumulate { Reduction: var reduction } => !reduction.Reduced.Contains(_lanes!.Axis) && !Varies(reduction),
        _ => false,
    };

    private void ForEachVector(Action emit)
    {
        for (_lanes!.Replica = 0; _lanes.Replica < _lanes.Replicas; _lanes.Replica++) emit();
        _lanes.Replica = 0;
    }

    private void EmitInLanes(Statement statement, EmissionContext at)
    {
        switch (statement)
        {
            case Compute { Node: var node } when _schedule.Facts.IsFloating(node):
                ForEachVector(() => Value(node, at));
                break;
            case Compute { Node: var node } when IsDeferred(node) || _lanes!.Kinds.Of(node) == LaneKind.Row:
                break;
            case Compute { Node: var node }:
                ForEachVector(() => at.Code.Add(Assign(node, ForVariable(LaneType(node), WithoutSubnormals(node, Compute(node, at))))));
                break;
            case AssignArm arm:
                // The other arm's lanes keep what they have.
                ForEachVector(() =>
                {
                    var chosen = LaneLocal(arm.Choice);
                    at.Code.Add(Expression.Assign(chosen, _lanes!.Form.Select(Branch(at), InLanes(arm.Value, at), chosen)));
                });
                break;
            case Accumulate accumulate:
                EmitLaneAccumulate(accumulate.Reduction, at);
                break;
            case ScatterAdd scatter:
                EmitLaneScatter(scatter, at);
                break;
        }
    }

    private Expression ForVariable(Type type, Expression value) => type == _lanes!.Form.Vector ? _lanes.Form.Broadcast(value) : value;

    private void ForEachVectorOf(Node node, Action emit)
    {
        if (Varies(node)) ForEachVector(emit);
        else emit();
    }

    private void BeginInLanes(Node node, EmissionContext at)
    {
        if (node is not Reduce reduction) return;
        ForEachVector(() =>
        {
            at.Starts.Add(Expression.Assign(LaneLocal(reduction), _lanes!.Form.Broadcast(Start(reduction))));
            if (reduction.Kind is ReductionKind.ArgMax or ReductionKind.ArgMin && ExtremumTakenWith(reduction) is null) at.Starts.Add(Expression.Assign(BestInLanes(reduction), _lanes.Form.Zero));
            BeginEarlier(reduction, at);
        });
    }

    // Both arms are run, each for its own lanes, if there are any.
    private void EmitLaneBranch(BranchItem branch, EmissionContext at)
    {
        var form = _lanes!.Form;
        foreach (var block in new[] { branch.Then, branch.Else })
        {
            var masks = new List<Expression>();
            var code = new List<Expression>();
            Expression? any = null;
            ForEachVector(() =>
            {
                var predicate = InLanes(branch.Predicate, at);
                var mask = Variable(form.Vector, "taken");
                code.Add(Expression.Assign(mask, form.And(Branch(at), block == branch.Then ? predicate : form.Call("Not", predicate))));
                masks.Add(mask);
                var inUse = form.And(_lanes.Mask, mask);
                any = any is null ? inUse : form.Call("Or", any, inUse);
            });
            var arm = new EmissionContext(at, block) { Branches = masks };
            EmitNest(arm, block);
            if (arm.Code.Count == 0) continue;
            at.Code.AddRange(code);
            at.Code.Add(Expression.IfThen(form.Call("Any", any!), Void(arm.Code)));
        }
    }
}
