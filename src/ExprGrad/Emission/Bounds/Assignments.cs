using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Diagnostics.CSharp;
using ExprGrad.Emission.Splitting;

namespace ExprGrad.Emission.Bounds;

/// <summary>How often each variable is given a value in the body of a loop, and whether the loop may end early.</summary>
internal sealed class Assignments
{
    private readonly Dictionary<ParameterExpression, int> _counts = [];

    /// <summary>Reads the body of a loop.</summary>
    /// <param name="body">Its statements.</param>
    public Assignments(IEnumerable<Expression> body)
    {
        var children = new ChildExpressions();
        var pending = new Stack<Expression>(body);
        while (pending.TryPop(out var node))
        {
            Enter(node);
            foreach (var child in children.Of(node)) pending.Push(child);
        }
    }

    /// <summary>Where the loop, or one in it, may be left.</summary>
    public HashSet<LabelTarget> Exits { get; } = [];

    /// <summary>The number of places in which the variable is given a value.</summary>
    public int Count(ParameterExpression variable) => _counts.GetValueOrDefault(variable);

    /// <summary>The variable that a call passes by reference; null if it passes something else, or by value.</summary>
    public static ParameterExpression? PassedFor(ParameterInfo parameter, MethodCallExpression call) =>
        parameter.ParameterType.IsByRef ? call.Arguments[parameter.Position] as ParameterExpression : null;

    private void Enter(Expression node)
    {
        switch (node)
        {
            case BinaryExpression { Left: ParameterExpression variable } binary when binary.NodeType == ExpressionType.Assign || ExpressionReader.IsCompoundAssignment(binary.NodeType):
                Note(variable);
                break;
            case UnaryExpression { NodeType: ExpressionType.PreIncrementAssign or ExpressionType.PreDecrementAssign or ExpressionType.PostIncrementAssign or ExpressionType.PostDecrementAssign, Operand: ParameterExpression counter }:
                Note(counter);
                break;
            case MethodCallExpression call:
                foreach (var parameter in call.Method.GetParameters())
                {
                    if (PassedFor(parameter, call) is { } argument) Note(argument);
                }

                break;
            case GotoExpression exit:
                Exits.Add(exit.Target);
                break;
        }
    }

    private void Note(ParameterExpression variable) => _counts[variable] = Count(variable) + 1;
}
