using System.Diagnostics;
using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Diagnostics;
using ExprGrad.Differentiation;
using ExprGrad.Emission;
using ExprGrad.Frontend;
using ExprGrad.Ir;
using ExprGrad.Rendering;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Contractions;
using ExprGrad.Simplification;
using Activity = ExprGrad.Frontend.Activity;

namespace ExprGrad.Compilation;

/// <summary>The whole way from a lambda to a delegate, a line a stage.</summary>
internal sealed class Pipeline
{
    private readonly LambdaExpression _lambda;
    private readonly GradOptions _options;
    private readonly CallerSource _source;
    private readonly RefusalList _refusals;
    private readonly WarningList _warnings;
    private readonly List<StageTime> _times = [];

    private Pipeline(LambdaExpression lambda, GradOptions options, CallerSource source)
    {
        (_lambda, _options, _source) = (lambda, options, source);
        (_refusals, _warnings) = (new RefusalList(source), new WarningList(source));
    }

    public static TDelegate Compile<TDelegate>(
        LambdaExpression lambda, GradOptions? options, CallerSource source, Func<LambdaExpression, GradOptions, RefusalList, Binding> bind, bool onTape = false)
        where TDelegate : Delegate
    {
        var pipeline = new Pipeline(lambda, options ?? GradOptions.Default, source) { OnTape = onTape };
        return (TDelegate)pipeline.Run(bind);
    }

    /// <summary>The gradient with respect to one parameter, as a lambda of the same parameters.</summary>
    public static LambdaExpression Derive(LambdaExpression lambda, string? parameterName, GradOptions? options, CallerSource source) =>
        new Pipeline(lambda, options ?? GradOptions.Default, source).RunToExpression(parameterName);

    /// <summary>Whether gradients come from a tape that the function records on, instead of the graph's reverse sweep.</summary>
    private bool OnTape { get; init; }

    private Delegate Run(Func<LambdaExpression, GradOptions, RefusalList, Binding> bind)
    {
        // Before any stage: types of delegates and pages are made on the way.
        DelegateCompilers.RequireDynamicCode();
        WarmUp.Begin();
        Requests.CheckLambda(_lambda, _refusals);
        var binding = Timed("binding", () => bind(_lambda, _options, _refusals));
        Requests.CheckValue(_lambda, binding, OnTape, _refusals);
        if (OnTape && binding.Directions.Count > 0) _refusals.Add(Refusals.DirectionOnTape, null, binding.Directions[0].Tangent.Name!);
        var source = Timed("frontend", () => Lower(binding));
        var lambdaNodes = source.Graph.Nodes.Count;
        var program = Timed("differentiation", () => Verified(WithResults(AlongDirections(Differentiate(source, binding, _options.Checkpoints), source, binding), source, binding)));
        if (!OnTape) program = Timed("simplification", () => Verified(Simplify(program, source)));
        if (_options.WarningsAsErrors) _warnings.ThrowIfAny();
        var schedules = Timed("scheduling", () => Schedule(program, binding));
        var (function, emitted, pool) = Timed("emission", () => Emit(schedules, binding, source));
        var methods = Timed("splitting", () => function.Split(emitted));
        var compiled = Timed("compilation", () => Compile(methods));

        source.Graph.Close();
        new CompiledFunction
        {
            DelegateType = binding.DelegateType,
            Source = _source,
            Options = _options,
            OnTape = OnTape,
            Warnings = _warnings.Items,
            Stages = _times,
            Program = OnTape ? program with { Scalars = [], Arrays = [] } : program,
            LambdaNodes = lambdaNodes,
            Schedules = schedules,
            Emitted = emitted,
            Blocks = [.. function.Blocks.Select(block => block.Lambda)],
            Methods = methods,
            Pool = pool,
        }.KeepFor(compiled);
        return compiled;
    }

    private LambdaExpression RunToExpression(string? parameterName)
    {
        Requests.CheckLambda(_lambda, _refusals);
        var binding = Requests.Derivative(_lambda, parameterName, _refusals);
        var source = Timed("frontend", () => Lower(binding));
        if (source.Graph.Nodes.Any(node => node is Recurrence)) _refusals.Add(Refusals.RenderedRecurrence, _lambda);
        foreach (var slot in source.Requested)
        {
            if (slot.Source is EachMember) _refusals.Add(Refusals.RenderedNesting, _lambda, slot.Name, "no expression makes arrays of containers");
            else if (ArrayTypes.Dimensions(slot.Type) > Ad.MostDimensions) _refusals.Add(Refusals.RenderedNesting, _lambda, slot.Name, $"it is `{CSharpNames.Of(slot.Type)}`, and `Ad.ScatterAdd` makes arrays of one or two dimensions");
        }

        _refusals.ThrowIfAny();
        var program = Timed("differentiation", () => Verified(Differentiate(source, binding, checkpoints: null)));
        if (_options.WarningsAsErrors) _warnings.ThrowIfAny();
        var parameter = binding.Gradients[0].Of;
        if (LiveNodes.Of(program with { Value = null, Effects = [] }).Any(node => node is Scatter { Stores: false, ResultAxes.Length: > Ad.MostDimensions }))
            _refusals.Add(Refusals.RenderedNesting, _lambda, parameter.Name!, "it takes arrays of more than two dimensions on the way, and `Ad.ScatterAdd` makes none");
        _refusals.ThrowIfAny();
        var body = Timed("rendering", () => Renderer.Run(program, gradients => GradientContainer.Make(source.Arguments[parameter], gradients)));
        return body.Type == _lambda.ReturnType ? Expression.Lambda(_lambda.Type, body, _lambda.Parameters) : Expression.Lambda(body, _lambda.Parameters);
    }

    private T Timed<T>(string stage, Func<T> run)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var result = run();
            _times.Add(new StageTime(stage, Stopwatch.GetElapsedTime(start)));
            return result;
        }
        catch (Exception exception) when (IsBug(exception))
        {
            var error = Refusals.Internal.At("", _source, [$"The {stage} stopped with {exception.GetType().Name}: {exception.Message}"]);
            throw new DifferentiationException([error], exception);
        }
    }

    // Not what a stage is meant to throw: refusals, and what a back end lacks; nor what users' code throws that is run on the way.
    private static bool IsBug(Exception exception) =>
        exception is not (DifferentiationException or NotSupportedException or TargetInvocationException or OutOfMemoryException);

    private static Program Verified(Program program)
    {
        GraphVerifier.Verify(program);
        return program;
    }

    private Delegate Compile(SplitFunction methods)
    {
        var (emitted, compiled) = (methods.Outermost, MethodCompilation.Run(methods, _options.Compiler));
        return compiled?.GetType() == emitted.Type ? compiled : throw new InvalidOperationException(
            $"{_options.Compiler} was given a lambda of type {CSharpNames.Of(emitted.Type)} and returned {(compiled is null ? "null" : CSharpNames.Of(compiled.GetType()))}.");
    }

    private LoweredLambda Lower(Binding binding)
    {
        var graph = new Graph();
        var (active, asked) = (new HashSet<Slot>(), new HashSet<Slot>());
        var context = new LoweringContext(
            PrimitiveRegistry.With(_options.Rules, _refusals), _refusals, _warnings, new Captures(), new Activity(graph, active))
        {
            KeepsOrder = OnTape || _options.FloatMode == FloatMode.Strict,
        };
        var lowering = new Lowering(graph, context, _lambda);

        var requested = binding.Gradients.Select(gradient => binding.Products.GetValueOrDefault(gradient.Of, gradient.Of)).ToHashSet();
        var flattened = requested.Concat(binding.Directions.Select(direction => direction.Of)).Concat(binding.Jacobians.Values).ToHashSet();
        var arguments = new Dictionary<ParameterExpression, Value>();
        foreach (var parameter in _lambda.Parameters)
        {
            var leaves = new List<Slot>();
            var isRefused = _refusals.Any && !ParameterTypes.IsKnown(parameter.Type);
            arguments.Add(parameter, isRefused ? new RefusedValue(parameter.Type) : lowering.Argument(parameter, flattened.Contains(parameter), leaves));
            var reals = leaves.Where(leaf => ContainerShape.HoldsReals(leaf.Type)).ToList();
            if (flattened.Contains(parameter)) active.UnionWith(reals);
            if (requested.Contains(parameter)) asked.UnionWith(reals);
        }

        foreach (var more in binding.Directions.Select(direction => direction.Tangent).Concat(binding.StandIns))
            arguments.Add(more, _refusals.Any && !ParameterTypes.IsKnown(more.Type) ? new RefusedValue(more.Type) : lowering.Argument(more, isFlattened: true, []));

        var directions = binding.Jacobians.Values.Distinct().ToDictionary(of => of, of => graph.Loop(ColumnsOf(arguments[of], graph), AxisSet.Empty, fresh: true));

        // What is wrong with the request is told together with what is wrong with the body.
        var value = lowering.Apply(_lambda, Bindings.None, [.. _lambda.Parameters.Select(parameter => arguments[parameter])]);
        var elements = ArrayResult.ElementOf(_lambda.ReturnType) is { } element ? lowering.ElementsOf(value, element) : null;
        var number = ArrayResult.Is(_lambda.ReturnType) ? null : lowering.NodeOf(value);
        _refusals.ThrowIfAny();
        return new LoweredLambda(graph, context, arguments, asked, number, lowering.AllEffects()) { Elements = elements, Directions = directions };
    }

    private static Node ColumnsOf(Value argument, Graph graph) => argument is ReferencedArray { Array: Parameter parameter } ? graph.Add(new Length(parameter, 0)) : graph.Constant(0);

    // The numbers of a value that is an array, and their Jacobians.
    private Program WithResults(Program program, LoweredLambda source, Binding binding)
    {
        if (source.Elements is not { } elements) return program;
        ArrayOutput Numbers(Slot of) => new(of, [.. elements.Elements]) { Lengths = [elements.Length], Stores = true };
        var rules = new RuleLowering(source.Graph, source.Context);
        ReverseSweep Sweep() => new(source.Graph, source.Context.Activity, rules, _options.FloatMode);
        var outputs = new List<ArrayOutput>();
        if (binding.Result is { } result) outputs.AddRange(source.LeavesOf(result).Select(Numbers));
        foreach (var (jacobian, of) in binding.Jacobians)
        {
            var slot = source.LeavesOf(jacobian).Single();
            var input = (Parameter)((ReferencedArray)source.Arguments[of]).Array;
            var numbers = program with { Arrays = [Numbers(slot)] };
            outputs.Add(JacobianRows.Of(source.Graph, Sweep, numbers, input, slot) ?? Jacobian.Of(source.Graph, rules, numbers, input, source.Directions[of], slot));
        }

        _refusals.ThrowIfAny();
        return program with { Arrays = outputs, Directions = [.. source.Directions.Values] };
    }

    private Program Differentiate(LoweredLambda source, Binding binding, Checkpoints? checkpoints)
    {
        var program = new Program(source.Graph)
        {
            Value = binding.Returns is ReturnKind.Value or ReturnKind.ValueAndGradient ? source.Value : null,
            Effects = source.Effects,
            FirstDerivative = source.Graph.Nodes.Count,
        };
        if (source.Requested.Count == 0) return program;

        Node Zero(Slot slot) => source.Graph.Constant(slot.Type == typeof(float) ? 0f : (object)0.0);
        if (OnTape)
        {
            return program with
            {
                Value = source.Value,
                Scalars = [.. source.Requested.Where(slot => !slot.Type.IsArray).Select(slot => new ScalarOutput(slot, Zero(slot)))],
                Arrays = [.. source.Requested.Where(slot => slot.Type.IsArray).Select(slot => new ArrayOutput(slot, []))],
            };
        }

        var seed = source.Graph.Constant(source.Value.Type == typeof(float) ? 1f : (object)1.0);
        var gradient = new ReverseSweep(source.Graph, source.Context.Activity, new RuleLowering(source.Graph, source.Context), _options.FloatMode, checkpoints).Run(source.Value, seed);
        foreach (var slot in source.Requested.Where(slot => !gradient.Scalars.ContainsKey(slot) && !gradient.Arrays.ContainsKey(slot)))
            _warnings.Add(Warnings.ZeroGradient, null, slot.Name);
        _refusals.ThrowIfAny();

        return program with
        {
            Stored = gradient.Stored,
            Scalars = [.. source.Requested.Where(slot => !slot.Type.IsArray).Select(slot => new ScalarOutput(slot, gradient.Scalars.GetValueOrDefault(slot, Zero(slot))))],
            Arrays = [.. source.Requested.Where(slot => slot.Type.IsArray).Select(slot => new ArrayOutput(slot, gradient.Arrays.GetValueOrDefault(slot, [])))],
        };
    }

    // Forward mode of all that the program gives out, so forward over reverse for gradients.
    private Program AlongDirections(Program program, LoweredLambda source, Binding binding)
    {
        if (binding.Directions.Count == 0) return program;

        var seeds = binding.Directions.SelectMany(direction => source.LeavesOf(direction.Of).Zip(source.LeavesOf(direction.Tangent)))
            .Where(pair => ContainerShape.HoldsReals(pair.First.Type)).ToDictionary(pair => pair.First, pair => pair.Second);
        var tangents = new ForwardSweep(source.Graph, new RuleLowering(source.Graph, source.Context), seeds).Run(program with { Value = source.Value });
        _refusals.ThrowIfAny();

        var products = binding.Products.SelectMany(product => source.LeavesOf(product.Value).Zip(source.LeavesOf(product.Key))).ToDictionary(pair => pair.First, pair => pair.Second);
        var asked = binding.Gradients.SelectMany(gradient => source.LeavesOf(gradient.Of)).ToHashSet();
        return program with
        {
            HasTangents = true,
            Scalars =
            [
                .. program.Scalars.Where(output => asked.Contains(output.Of)),
                .. tangents.Scalars.Where(output => products.ContainsKey(output.Of)).Select(output => output with { Of = products[output.Of] }),
                .. binding.Tangent is { } tangent ? source.LeavesOf(tangent).Select(slot => new ScalarOutput(slot, tangents.Value!)) : [],
            ],
            Arrays =
            [
                .. program.Arrays.Where(output => asked.Contains(output.Of)),
                .. tangents.Arrays.Where(output => products.ContainsKey(output.Of)).Select(output => output with { Of = products[output.Of] }),
            ],
        };
    }

    private Program Simplify(Program program, LoweredLambda source)
    {
        if (_options.FloatMode == FloatMode.Fast) program = ExchangedTriangles.Run(FactoredSums.Run(program));
        program = Expansions.Run(program, new RuleLowering(source.Graph, source.Context));
        var hasVectors = VectorTargets.For(_options) is not null;
        if (_options.FloatMode == FloatMode.Fast && hasVectors) program = AveragesOfFloats.Run(program);
        if (_options.FloatMode == FloatMode.Fast) program = FastForms.Run(program);
        program = ColumnValues.Run(program);
        if (hasVectors) program = StructFields.Run(program);
        if (hasVectors) program = PointColumns.Run(program, reassociates: _options.FloatMode == FloatMode.Fast);
        if (_options.GradientMode == GradientMode.Overwrite) program = InjectiveGradients.Run(program);
        return StoredValues.Run(program);
    }

    private Schedules Schedule(Program program, Binding binding)
    {
        var (checks, main) = Prechecks.Split(program);
        if (OnTape) return new(Scheduler.Run(checks), Scheduler.Run(main), null, []);
        var (vectors, blocks) = (VectorTargets.For(_options), BlockTargets.For(_options, binding));
        var overwrites = _options.GradientMode == GradientMode.Overwrite;
        var schedule = Scheduler.Run(main, vectors, blocks, overwrites: overwrites);
        var noKernel = vectors is null ? "there are no vectors" : vectors.Reassociates ? null : "FloatMode.Strict keeps sums in order";
        var (contracted, loopSums) = ContractionFinder.Run(main, schedule.Facts, checks.Effects.ToHashSet(), _options, noKernel);
        return new(Scheduler.Run(checks), schedule, contracted is null ? null : Scheduler.Run(contracted.Program, vectors, blocks, contracted, overwrites), loopSums);
    }

    private (EmittedFunction Function, LambdaExpression Emitted, WorkspacePool? Pool) Emit(Schedules schedules, Binding binding, LoweredLambda source)
    {
        var signature = new RequestSignature(binding, source.Arguments, _options.GradientMode);
        var function = OnTape
            ? Emitter.RunOnTape(schedules.Checks, schedules.Main, signature, new TapeForm(source.Context.Activity))
            : Emitter.Run(schedules.Checks, schedules.Main, schedules.Contracted, signature, reassociates: _options.FloatMode == FloatMode.Fast, _options.Threads ?? 0, _options.FewestNested);
        var pool = function.Pool is null ? null : new WorkspacePool();
        var body = function.Pool is null
            ? function.Body
            : Expression.Block([function.Pool], Expression.Assign(function.Pool, Expression.Constant(pool)), function.Body);
        return (function, Expression.Lambda(binding.DelegateType, body, binding.Parameters), pool);
    }

    /// <summary>A lambda as nodes.</summary>
    private sealed record LoweredLambda(
        Graph Graph, LoweringContext Context, IReadOnlyDictionary<ParameterExpression, Value> Arguments, IReadOnlySet<Slot> Requested, Node? Number, IReadOnlyList<Node> Effects)
    {
        /// <summary>The value of a lambda that returns a number.</summary>
        public Node Value => Number ?? throw new InvalidOperationException("The lambda returns an array.");

        /// <summary>The value of a lambda that returns an array.</summary>
        public ArrayElements? Elements { get; init; }

        /// <summary>An axis of directions for each parameter that a Jacobian is with respect to, outside of all others.</summary>
        public required IReadOnlyDictionary<ParameterExpression, Axis> Directions { get; init; }

        public IEnumerable<Slot> LeavesOf(ParameterExpression parameter) => Arguments[parameter].Leaves.Select(leaf => ((Parameter)leaf).Slot);
    }
}
