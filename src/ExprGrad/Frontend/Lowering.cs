using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>
/// Turns the body of a lambda into nodes. Each expression becomes a <see cref="Value"/> in the current scope, the loops and branches around it;
/// LINQ becomes axes, branches become guards, lambdas are inlined where they are applied.
/// </summary>
internal sealed partial class Lowering
{
    private readonly PrimitiveRegistry _registry;
    private readonly RefusalList _refusals;
    private readonly WarningList _warnings;
    private readonly Captures _captures;
    private readonly Activity _activity;
    private readonly bool _keepsOrder;
    private readonly Earliness _earliness;
    private readonly FoundExtremes _found;
    private readonly IndexForms _indexForms;

    // What is evaluated in the order of C#, but for checks outside of nests of loops.
    private readonly List<Node> _effects = [];

    // What stands in several places of the lambda, and the numbers that it stands for, by what is bound and where.
    private readonly IReadOnlySet<Expression>? _shared;
    private readonly Dictionary<(Expression, Bindings, AxisSet), Value> _known = [];
    private CotangentAlgebra _algebra;
    private LambdaExpression? _lambda;
    private bool? _hasOpaqueCalls;
    private AxisSet _scope = AxisSet.Empty;
    private Expression? _current;
    private bool _isFormula;
    private bool _isDerivative;

    /// <summary>Prepares lowering into a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="context">What all lowerings of the compilation share.</param>
    /// <param name="lambda">The lambda, if it is not one formula after the other.</param>
    public Lowering(Graph graph, LoweringContext context, LambdaExpression? lambda = null)
    {
        (Graph, _lambda) = (graph, lambda);
        _registry = context.Registry;
        _refusals = context.Refusals;
        _warnings = context.Warnings;
        _captures = context.Captures;
        _activity = context.Activity;
        _keepsOrder = context.KeepsOrder;
        _algebra = new CotangentAlgebra(graph);
        _earliness = new Earliness(graph);
        _found = new FoundExtremes(graph);
        _indexForms = new IndexForms(graph);
        _shared = lambda is not null && SharedSubtrees.Of(lambda) is { Count: > 0 } shared ? shared : null;
    }

    public Graph Graph { get; }

    // Of the lambda that is being lowered.
    private bool HasOpaqueCalls => _hasOpaqueCalls ??= OpaqueCalls.Exist(_lambda!, _registry);

    /// <summary>Lowers the body of a lambda applied to the arguments.</summary>
    public Value Apply(LambdaExpression lambda, Bindings outer, params ReadOnlySpan<Value> arguments)
    {
        var bindings = outer;
        for (var i = 0; i < arguments.Length; i++) bindings = bindings.With(lambda.Parameters[i], arguments[i]);
        return Lower(lambda.Body, bindings);
    }

    /// <summary>The value of an expression in the current scope.</summary>
    public Value Lower(Expression expression, Bindings bindings)
    {
        // Trees may be deeper than any stack: the rest continues on a fresh one.
        if (DeepStack.IsNearlyFull) return DeepStack.Continue(Lower, expression, bindings);

        if (Known(expression, bindings) is { } known) return known;

        var outer = _current;
        _current = expression;
        var value = expression switch
        {
            _ when IsExpression(expression.Type) && !CanBeKnown(expression) => RefuseUnknown(expression),
            ConstantExpression constant => LowerConstant(constant),
            ParameterExpression parameter => LowerParameter(parameter, bindings),
            BinaryExpression binary => LowerBinary(binary, bindings),
            UnaryExpression unary => LowerUnary(unary, bindings),
            ConditionalExpression conditional => LowerConditional(conditional, bindings),
            MemberExpression member => LowerMember(member, bindings),
            MethodCallExpression call => LowerCall(call, bindings),
            NewExpression creation => LowerNew(creation, bindings),
            MemberInitExpression initialization => LowerMemberInit(initialization, bindings),
            NewArrayExpression array => LowerNewArray(array, bindings),
            IndexExpression index => LowerIndex(index, bindings),
            InvocationExpression invocation => LowerInvocation(invocation, bindings),
            LambdaExpression lambda => new FunctionValue(lambda, bindings),
            DefaultExpression byDefault => LowerDefault(byDefault),
            ListInitExpression list => Refuse(list, list.Type),
            { NodeType: ExpressionType.Extension, CanReduce: true } => LowerExtension(expression, bindings),
            _ => Refuse(expression),
        };
        _current = outer;
        Know(expression, bindings, value);

        // A number in the place of an object: what gives it was refused.
        return value is ScalarValue { Node: { Type: var type } } && ScalarTypes.Contains(type) && !ScalarTypes.Contains(expression.Type) ? new RefusedValue(expression.Type) : value;
    }

    // Opaque calls run as often as C# would run them.
    private bool IsShared(Expression expression) => _shared is not null && _shared.Contains(expression) && !HasOpaqueCalls;

    // The value here or, as if it were bound there, around here; of very many loops and branches only the innermost are looked at.
    private Value? Known(Expression expression, Bindings bindings)
    {
        const int Most = 8;
        if (!IsShared(expression)) return null;
        var scope = _scope;
        for (var i = 0; i < Most; i++, scope = scope.Outer)
        {
            if (_known.TryGetValue((expression, bindings, scope), out var value)) return value;
            if (scope.IsEmpty) break;
        }

        return null;
    }

    private void Know(Expression expression, Bindings bindings, Value value)
    {
        if (value is ScalarValue && IsShared(expression)) _known[(expression, bindings, _scope)] = value;
    }

    private Value LowerExtension(Expression extension, Bindings bindings)
    {
        Expression reduced;
        try
        {
            reduced = extension.ReduceAndCheck();
        }
        catch (ArgumentException)
        {
            return Refuse(extension);
        }

        return Lower(reduced, bindings);
    }

    private Value LowerConstant(ConstantExpression constant) => constant.Value switch
    {
        null => RefuseNull(constant),
        LambdaExpression lambda => new FunctionValue(lambda, Bindings.None),
        var value when ScalarTypes.Contains(constant.Type) => new ScalarValue(Graph.Constant(value)),
        _ => ValueOf(Graph.Add(new Parameter(_captures.Slot(constant)))),
    };

    private Value LowerDefault(DefaultExpression expression) =>
        ScalarTypes.Contains(expression.Type) ? new ScalarValue(Graph.Constant(Activator.CreateInstance(expression.Type)!))
        : !expression.Type.IsValueType ? RefuseNull(expression)
        : ContainerShape.TryGet(expression.Type) is not null ? Structure(expression.Type, [])
        : Refuse(expression, expression.Type);

    private Value LowerParameter(ParameterExpression parameter, Bindings bindings)
    {
        if (bindings.Find(parameter) is { } value) return value;
        _refusals.Add(Refusals.FreeVariable, parameter, parameter.Name ?? "?");
        return ErrorValue(parameter.Type);
    }

    /// <summary>The node of a value that must be a scalar; anything else is refused at the expression that is being lowered.</summary>
    public Node NodeOf(Value value)
    {
        if (value is ScalarValue scalar) return scalar.Node;
        if (value is RefusedValue { Type: var type }) return StandIn(type);
        _refusals.Add(Refusals.ElementType, _current, value switch
        {
            StructureValue structure => $"containers of type `{CSharpNames.Of(structure.Type)}`",
            FunctionValue => "functions",
            _ => "arrays or sequences",
        });
        return StandIn(typeof(double));
    }

    private Node LowerScalar(Expression expression, Bindings bindings) =>
        Lower(expression, bindings) is var value && value is ReferencedArray array ? array.Array : NodeOf(value);

    private Constant StandIn(Type type) => Graph.Constant(ScalarTypes.Contains(type) ? Activator.CreateInstance(type)! : 0.0);

    /// <summary>What a node stands for: an array that exists at run time, or a scalar.</summary>
    public Value ValueOf(Node node) => node.Type.IsArray ? new ReferencedArray(this, node) : new ScalarValue(node);

    private Value Refuse(Expression expression)
    {
        UnsupportedConstructs.AddNode(_refusals, expression);
        return ErrorValue(expression.Type);
    }

    private Value Refuse(Expression expression, Type type)
    {
        UnsupportedTypes.Add(_refusals, expression, type, "stands in the lambda");
        return ErrorValue(expression.Type);
    }

    private RefusedValue RefuseNull(Expression expression)
    {
        _refusals.Add(Refusals.Null, expression, CSharpNames.Of(expression.Type));
        return new RefusedValue(expression.Type);
    }

    /// <summary>What an expression of the type that was refused stands for.</summary>
    private Value ErrorValue(Type type) => ScalarTypes.Contains(type) ? new ScalarValue(StandIn(type)) : new RefusedValue(type);
}
