using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties.Coverage;

/// <summary>Reads off a finished lambda what it contains: nothing counts but what is in the tree.</summary>
internal sealed class CoverageWalker : ExpressionVisitor
{
    private static readonly string[] places = ["branch", "loop", "gather"];

    private readonly HashSet<CoverageRow> rows = [];
    private readonly Stack<string> within = new();

    /// <summary>The rows of the lambda's tree and of its parameters' types.</summary>
    public static IReadOnlySet<CoverageRow> Of(LambdaExpression lambda)
    {
        var walker = new CoverageWalker();
        foreach (var parameter in lambda.Parameters)
            walker.rows.UnionWith(ParameterRows.Of(parameter.Type, parameter == lambda.Parameters[0]));
        walker.Visit(lambda.Body);
        return walker.rows;
    }

    protected override Expression VisitBinary(BinaryExpression node)
    {
        if (node.NodeType == ExpressionType.ArrayIndex)
        {
            Visit(node.Left);
            VisitIndex(node.Right);
            return node;
        }

        Add(CoverageGroup.Construct, $"{node.NodeType} {Short(node.Left.Type)}");
        if (node.NodeType is ExpressionType.AndAlso or ExpressionType.OrElse)
        {
            Visit(node.Left);
            Inside("branch", node.Right);
            return node;
        }

        return base.VisitBinary(node);
    }

    protected override Expression VisitUnary(UnaryExpression node)
    {
        if (node.NodeType is ExpressionType.Convert or ExpressionType.ConvertChecked)
        {
            Add(CoverageGroup.Conversion, $"{node.NodeType} {Short(node.Operand.Type)} -> {Short(node.Type)}");
            Add(CoverageGroup.Conversion, $"from {Short(node.Operand.Type)}");
            Add(CoverageGroup.Conversion, $"to {Short(node.Type)}");
            if (node.NodeType == ExpressionType.ConvertChecked)
                Add(CoverageGroup.Conversion, $"checked to {Short(node.Type)}");
            if (node.Operand.Type == typeof(double) || node.Operand.Type == typeof(float))
                Add(CoverageGroup.Conversion, $"real to {Short(node.Type)}");
        }
        else
            Add(
                CoverageGroup.Construct,
                node.NodeType == ExpressionType.ArrayLength ? "ArrayLength" : $"{node.NodeType} {Short(node.Type)}");
        return base.VisitUnary(node);
    }

    protected override Expression VisitConditional(ConditionalExpression node)
    {
        Add(CoverageGroup.Construct, $"Conditional {Short(node.Type)}");
        Visit(node.Test);
        Inside("branch", node.IfTrue, node.IfFalse);
        return node;
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        var method = node.Method;
        if (method.Name is nameof(Enumerable.Aggregate) or nameof(Ad.Iterate) or nameof(Ad.Scan) && HoldsArray(((LambdaExpression)node.Arguments[^1]).Parameters[0].Type))
            Add(CoverageGroup.Construct, $"state with an array of {method.Name}");
        if (method.Name == nameof(Ad.ScatterAdd))
            AddScatter(node);
        if (node.Object is { Type.IsArray: true } array && method.Name == "Get")
        {
            Visit(array);
            VisitIndex([.. node.Arguments]);
            return node;
        }

        if (method.DeclaringType == typeof(Enumerable) || method.DeclaringType == typeof(MemoryExtensions))
            return VisitSequence(node);
        if (Primitives.LabelOf(method) is { } label)
            Add(CoverageGroup.Primitive, label);
        else if (method.DeclaringType == typeof(Ad))
            Add(CoverageGroup.Construct, $"Ad.{method.Name}");
        else if (method.DeclaringType == typeof(Math))
            Add(CoverageGroup.Primitive, $"Math.{method.Name}({string.Join(", ", method.GetParameters().Select(p => Short(p.ParameterType)))})");
        else
            Add(CoverageGroup.Construct, method.Name == "op_Implicit" ? "array to span" : $"{Short(method.DeclaringType!)}.{method.Name}");
        return base.VisitMethodCall(node);
    }

    private void AddScatter(MethodCallExpression node)
    {
        if (node.Type.GetArrayRank() == 2 || node.Type.GetElementType()!.IsArray)
            Add(CoverageGroup.Construct, $"Ad.ScatterAdd to {(node.Type.GetArrayRank() == 2 ? "a matrix" : "rows")}");
        if (node.Arguments[^1] is NewArrayExpression { Expressions.Count: > 1 } terms && terms.Type.GetElementType()!.IsInterface)
            Add(CoverageGroup.Construct, "Ad.ScatterAdd of several sequences");
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (node.Expression is ConstantExpression)
            Add(CoverageGroup.Capture, Kind(node.Type));
        else if (node.Expression is MemberExpression { Expression: ConstantExpression })
            Add(CoverageGroup.Capture, IsClosure(node.Member.DeclaringType!) ? "local of an outer scope" : "member of a captured object");
        else
            Add(CoverageGroup.Construct, $"member of {ParameterRows.ContainerName(node.Expression!.Type)}");
        return base.VisitMember(node);
    }

    protected override Expression VisitNewArray(NewArrayExpression node)
    {
        Add(CoverageGroup.Construct, "new[] {..}");
        return base.VisitNewArray(node);
    }

    protected override Expression VisitNew(NewExpression node)
    {
        Add(CoverageGroup.Construct, $"new {ParameterRows.ContainerName(node.Type)}");
        if (ParameterRows.ContainerName(node.Type) == "transparent identifier")
            Add(CoverageGroup.Sequence, node.Arguments[1] is ParameterExpression ? "query from from" : "query let");
        return base.VisitNew(node);
    }

    private Expression VisitSequence(MethodCallExpression node)
    {
        var lambdas = node.Arguments.OfType<LambdaExpression>().ToList();
        string shape = lambdas.Count == 0
            ? ""
            : $"({string.Join("; ", lambdas.Select(l => string.Join(", ", l.Parameters.Select((_, i) => (char)('a' + i)))))})";
        Add(
            CoverageGroup.Sequence,
            node.Method.DeclaringType == typeof(Enumerable) ? Name(node, lambdas, shape) : $"span {node.Method.Name}");
        foreach (var argument in node.Arguments)
        {
            if (argument is not LambdaExpression lambda)
                Visit(argument);
            else if (lambda.Parameters[0].Name!.StartsWith("<>", StringComparison.Ordinal))
                Transparent(node, lambda);
            else
                Inside("loop", lambda.Body);
        }

        return node;
    }

    /// <summary>Operators with a count of sources (Zip) or a type (Sum) that matters are told apart by it.</summary>
    private static string Name(MethodCallExpression node, List<LambdaExpression> lambdas, string shape) => node.Method.Name switch
    {
        "Zip" when lambdas.Count == 0 => $"Zip of {node.Arguments.Count}",
        "Sum" or "Average" or "Max" or "Min" => $"{node.Method.Name}{(lambdas.Count == 0 ? "" : "(a)")} {Short(node.Type)}",
        "Aggregate" =>
            $"Aggregate {(node.Arguments.Count == 2 ? "without seed" : node.Arguments.Count == 3 ? "with seed" : "with result")}",
        _ => node.Method.Name + shape,
    };

    private void Transparent(MethodCallExpression node, LambdaExpression lambda)
    {
        Add(CoverageGroup.Sequence, $"query {node.Method.Name}");
        Inside("loop", lambda.Body);
    }

    private void VisitIndex(params Expression[] indices)
    {
        foreach (var index in indices)
        {
            Add(CoverageGroup.Construct, $"index by {IndexKind.Of(index)}");
            if (index is ParameterExpression or ConstantExpression)
                continue;
            if (IndexKind.Of(index) == "element")
                Enter("gather");
            Inside("gather", index);
        }
    }

    private void Inside(string place, params Expression[] nodes)
    {
        if (place != "gather")
            Enter(place);
        within.Push(place);
        foreach (var node in nodes)
            Visit(node);
        within.Pop();
        int depth = within.Count(p => p == "loop") + (place == "loop" ? 1 : 0);
        if (place == "loop" && depth > 1)
            Add(CoverageGroup.Pair, $"loops nested {depth} deep");
    }

    private void Enter(string place)
    {
        foreach (string outer in places.Where(within.Contains))
            Add(CoverageGroup.Pair, $"{place} in {outer}");
    }

    private void Add(CoverageGroup group, string name) => rows.Add(new(group, name));

    private static bool HoldsArray(Type type) => type.IsArray || type.IsGenericType && Array.Exists(type.GetGenericArguments(), HoldsArray);

    private static bool IsClosure(Type type) => type.IsDefined(typeof(CompilerGeneratedAttribute), false);

    private static string Kind(Type type)
    {
        if (type.IsArray)
            return $"{Short(type.GetElementType()!)} array";
        if (type.IsSubclassOf(typeof(LambdaExpression)))
            return "expression";
        return type.IsGenericType ? "object" : Short(type);
    }

    private static string Short(Type type) =>
        type.IsGenericType ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] : type.Name;
}
