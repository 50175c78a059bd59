using System.Globalization;
using System.Linq.Expressions;
using System.Text;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>
/// Everything that tells two trees apart, node by node, as text: for tests that hold a built tree against a compiled one.
/// </summary>
internal sealed class ExpressionText : ExpressionVisitor
{
    private readonly StringBuilder text = new();
    private readonly List<ParameterExpression> parameters = [];
    private int depth;

    public static string Of(Expression node)
    {
        var writer = new ExpressionText();
        writer.Visit(node);
        return writer.text.ToString();
    }

    public override Expression? Visit(Expression? node)
    {
        if (node is null)
            return node;
        text.Append(' ', depth++ * 2).Append(node.NodeType).Append(' ').Append(node.Type).Append(' ').AppendLine(Detail(node));
        base.Visit(node);
        depth--;
        return node;
    }

    private string? Detail(Expression node) => node switch
    {
        ConstantExpression constant => Convert.ToString(constant.Value, CultureInfo.InvariantCulture),
        ParameterExpression parameter => Number(parameter).ToString(CultureInfo.InvariantCulture),
        MethodCallExpression call => $"{call.Method.DeclaringType} {call.Method}",
        MemberExpression member => $"{member.Member.MemberType} {member.Member}",
        BinaryExpression binary => $"{binary.Method} {binary.IsLifted}",
        UnaryExpression unary => $"{unary.Method} {unary.IsLifted}",
        NewExpression creation => $"{creation.Constructor} {(creation.Members is null ? "" : string.Join(", ", creation.Members))}",
        MemberInitExpression initialisation => string.Join(", ", initialisation.Bindings.Select(b => $"{b.BindingType} {b.Member}")),
        _ => null,
    };

    /// <summary>Parameters are told apart by the order in which they first occur.</summary>
    private int Number(ParameterExpression parameter)
    {
        if (!parameters.Contains(parameter))
            parameters.Add(parameter);
        return parameters.IndexOf(parameter);
    }
}
