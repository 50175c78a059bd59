using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Emission.Vectors;

namespace ExprGrad.Emission.Splitting;

/// <summary>Lists what an expression does to variables in the order of evaluation, and adds up its size. Keeps its own stack.</summary>
internal sealed partial class ExpressionReader(Code code)
{
    private readonly Stack<Step> _pending = new();
    private readonly Dictionary<ParameterExpression, Local> _locals = [];
    private Statement _statement = null!;

    /// <summary>The size of all that was read so far.</summary>
    public MethodSize Size { get; set; }

    public Local Declare(ParameterExpression variable, bool isParameter = false)
    {
        if (_locals.TryGetValue(variable, out var local)) return local;
        local = new Local(variable, code.Locals.Count, isParameter);
        _locals.Add(variable, local);
        code.Locals.Add(local);
        if (!isParameter) Size += new MethodSize(Locals: 1, 0, 0, 0, 0);
        return local;
    }

    public void Read(Expression expression, Statement statement)
    {
        _statement = statement;
        Later(expression, isConditional: false);
        while (_pending.TryPop(out var step))
        {
            if (step.Target is { } target)
            {
                code.Touches.Add(step.IsConditional ? TouchKind.Write : TouchKind.Assign, Declare(target));
                Size += Reference;
            }
            else
            {
                Enter(step.Expression!, step.IsConditional);
            }
        }
    }

    // The first that is put off is the last that happens.
    private void Later(Expression? expression, bool isConditional)
    {
        if (expression is not null) _pending.Push(new(expression, Target: null, isConditional));
    }

    private void Later(IReadOnlyList<Expression> expressions, bool isConditional)
    {
        for (var i = expressions.Count - 1; i >= 0; i--) Later(expressions[i], isConditional);
    }

    private void AssignLater(ParameterExpression? target, bool isConditional)
    {
        if (target is not null) _pending.Push(new(Expression: null, target, isConditional));
    }

    private void Enter(Expression expression, bool isConditional)
    {
        switch (expression)
        {
            case ParameterExpression variable:
                Size += Reference;
                code.Touches.Add(TouchKind.Read, Declare(variable));
                break;
            case ConstantExpression constant:
                Size += constant.Type.IsPrimitive ? PrimitiveConstant : ObjectConstant;
                break;
            case BinaryExpression binary:
                EnterBinary(binary, isConditional);
                break;
            case UnaryExpression unary:
                EnterUnary(unary, isConditional);
                break;
            case MethodCallExpression call:
                Size += Call + InlinedMethods.SizeOf(call.Method);
                AssignOwnerLater(call.Object, call.Method, isConditional);
                EnterArguments(call.Method, call.Arguments, isConditional);
                Later(call.Object, isConditional);
                break;
            case ElementaryCall elementary:
                Enter(elementary.Function, isConditional);
                break;
            case InvocationExpression invocation:
                Size += Call;
                EnterArguments(invocation.Expression.Type.GetMethod("Invoke"), invocation.Arguments, isConditional);
                Later(invocation.Expression, isConditional);
                break;
            case NewExpression creation:
                Size += Call;
                EnterArguments(creation.Constructor, creation.Arguments, isConditional);
                break;
            case MemberExpression member:
                Size += Call;
                if (member.Member is PropertyInfo property) AssignOwnerLater(member.Expression, property.GetMethod, isConditional);
                Later(member.Expression, isConditional);
                break;
            case IndexExpression index:
                Size += Call;
                if (index.Indexer is not null) AssignOwnerLater(index.Object, index.Indexer.GetMethod, isConditional);
                Later(index.Arguments, isConditional);
                Later(index.Object, isConditional);
                break;
            case ConditionalExpression conditional:
                Size += Branch;
                Later(conditional.IfFalse, isConditional: true);
                Later(conditional.IfTrue, isConditional: true);
                Later(conditional.Test, isConditional);
                break;
            default:
                Size += Operator;
                EnterRare(expression, isConditional);
                break;
        }
    }

    private void EnterBinary(BinaryExpression binary, bool isConditional)
    {
        Size += Operator;
        switch (binary.NodeType)
        {
            case ExpressionType.Assign:
                AssignLater(binary.Left as ParameterExpression, isConditional);
                if (binary.Left is not ParameterExpression) AssignLater(StorageOf(binary.Left), isConditional: true);
                Later(binary.Right, isConditional);
                if (binary.Left is not ParameterExpression) Later(binary.Left, isConditional);
                break;
            case ExpressionType.AndAlso or ExpressionType.OrElse or ExpressionType.Coalesce:
                Size += Branch;
                Later(binary.Conversion, isConditional: true);
                Later(binary.Right, isConditional: true);
                Later(binary.Left, isConditional);
                break;
            default:
                // a += b and the like; those of value types with operators as methods too.
                if (IsCompoundAssignment(binary.NodeType)) AssignLater(StorageOf(binary.Left), isConditional);
                Later(binary.Conversion, isConditional: true);
                Later(binary.Right, isConditional);
                Later(binary.Left, isConditional);
                break;
        }
    }

    private void EnterUnary(UnaryExpression unary, bool isConditional)
    {
        Size += Operator;
        if (unary.NodeType is ExpressionType.PreIncrementAssign or ExpressionType.PreDecrementAssign
            or ExpressionType.PostIncrementAssign or ExpressionType.PostDecrementAssign)
        {
            AssignLater(StorageOf(unary.Operand), isConditional);
        }

        Later(unary.Operand, isConditional);
    }

    /// <summary>What remains to be done.</summary>
    /// <param name="Expression">What to read, if there is no target.</param>
    /// <param name="Target">A variable that gets a value at this point.</param>
    /// <param name="IsConditional">Whether it happens under a condition.</param>
    private readonly record struct Step(Expression? Expression, ParameterExpression? Target, bool IsConditional);
}
