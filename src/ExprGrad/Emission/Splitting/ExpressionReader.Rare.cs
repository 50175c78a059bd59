using System.Linq.Expressions;

namespace ExprGrad.Emission.Splitting;

/// <summary>Expressions that emitted code seldom has inside a statement: they are never taken apart, so that it is enough to know what they may do.</summary>
internal sealed partial class ExpressionReader
{
    private void EnterRare(Expression expression, bool isConditional)
    {
        switch (expression)
        {
            case BlockExpression block:
                foreach (var variable in block.Variables) Declare(variable);
                Later(block.Expressions, isConditional);
                break;
            case LabelExpression label:
                code.Jumps.Define(label.Target, _statement);
                code.Touches.Add(TouchKind.Label);
                Later(label.DefaultValue, isConditional);
                break;
            case GotoExpression jump:
                code.Jumps.AddJump(jump.Target, _statement, code.Touches.Count);
                Later(jump.Value, isConditional);
                break;
            case LoopExpression loop:
                Size += Branch;
                code.Jumps.Define(loop.BreakLabel, _statement);
                code.Jumps.Define(loop.ContinueLabel, _statement);
                Later(loop.Body, isConditional: true);
                break;
            case TryExpression attempt:
                EnterTry(attempt);
                break;
            case SwitchExpression choice:
                Size += choice.Cases.Count * Branch;
                Later(choice.DefaultBody, isConditional: true);
                foreach (var arm in choice.Cases)
                {
                    Later(arm.Body, isConditional: true);
                    Later(arm.TestValues, isConditional: true);
                }

                Later(choice.SwitchValue, isConditional);
                break;
            case NewArrayExpression array:
                Size += 3 * array.Expressions.Count * Operator;
                Later(array.Expressions, isConditional);
                break;
            case MemberInitExpression initialization:
                EnterBindings(initialization.Bindings, isConditional);
                Later(initialization.NewExpression, isConditional);
                break;
            case ListInitExpression list:
                foreach (var element in list.Initializers) Later(element.Arguments, isConditional);
                Later(list.NewExpression, isConditional);
                break;
            case TypeBinaryExpression test:
                Later(test.Expression, isConditional);
                break;
            case LambdaExpression lambda:
                foreach (var parameter in lambda.Parameters) Declare(parameter);
                Later(lambda.Body, isConditional: true);
                break;
            case DynamicExpression call:
                Later(call.Arguments, isConditional);
                break;
            case RuntimeVariablesExpression variables:
                foreach (var variable in variables.Variables) AssignLater(variable, isConditional: true);
                Later(variables.Variables, isConditional);
                break;
            case { CanReduce: true }:
                Later(expression.Reduce(), isConditional);
                break;
        }
    }

    private void EnterTry(TryExpression attempt)
    {
        Size += Branch;
        Later(attempt.Finally, isConditional: true);
        Later(attempt.Fault, isConditional: true);
        foreach (var handler in attempt.Handlers)
        {
            Later(handler.Body, isConditional: true);
            Later(handler.Filter, isConditional: true);
            AssignLater(handler.Variable, isConditional: false);
        }

        Later(attempt.Body, isConditional: true);
    }

    private void EnterBindings(IReadOnlyList<MemberBinding> bindings, bool isConditional)
    {
        var pending = new Stack<MemberBinding>(bindings);
        while (pending.TryPop(out var binding))
        {
            Size += Call;
            switch (binding)
            {
                case MemberAssignment assignment:
                    Later(assignment.Expression, isConditional);
                    break;
                case MemberListBinding list:
                    foreach (var element in list.Initializers) Later(element.Arguments, isConditional);
                    break;
                case MemberMemberBinding members:
                    foreach (var inner in members.Bindings) pending.Push(inner);
                    break;
            }
        }
    }
}
