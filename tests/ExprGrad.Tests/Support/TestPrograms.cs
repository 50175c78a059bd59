using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.ExceptionServices;
using ExprGrad.Diagnostics;
using ExprGrad.Differentiation;
using ExprGrad.Frontend;
using ExprGrad.Ir;
using ExprGrad.Simplification;

namespace ExprGrad.Tests.Support;

/// <summary>Makes programs of lambdas, as the pipeline does before it schedules them.</summary>
internal static class TestPrograms
{
    /// <summary>The lambda as a program that is active in the real numbers of its first parameters, or of all.</summary>
    public static TestProgram Lower(LambdaExpression lambda, int? differentiated = null) =>
        Lower(lambda, parameter => lambda.Parameters.IndexOf(parameter) < (differentiated ?? int.MaxValue));

    /// <summary>The lambda as a program that is active in the real numbers of some of its parameters.</summary>
    public static TestProgram Lower(LambdaExpression lambda, Func<ParameterExpression, bool> isDifferentiated, FloatMode mode = FloatMode.Strict)
    {
        var (lowering, context, value, slots) = Apply(lambda, isDifferentiated, mode);
        var node = lowering.NodeOf(value);
        context.Refusals.ThrowIfAny();
        var program = new Program(lowering.Graph) { Value = node, Effects = lowering.AllEffects() };
        GraphVerifier.Check(program);
        return new TestProgram(lambda, program, context, slots);
    }

    /// <summary>What the lambda returns, a number or not.</summary>
    public static (Graph Graph, Value Value) ValueOf(LambdaExpression lambda, FloatMode mode)
    {
        var (lowering, context, value, _) = Apply(lambda, _ => false, mode);
        context.Refusals.ThrowIfAny();
        return (lowering.Graph, value);
    }

    private static (Lowering Lowering, LoweringContext Context, Value Value, IReadOnlyList<Slot> Active) Apply(
        LambdaExpression lambda, Func<ParameterExpression, bool> isDifferentiated, FloatMode mode)
    {
        var graph = new Graph();
        var active = new HashSet<Slot>();
        var refusals = new RefusalList(CallerSource.Unknown);
        var context = new LoweringContext(
            PrimitiveRegistry.With([], refusals), refusals, new WarningList(CallerSource.Unknown), new Captures(), new Activity(graph, active))
        {
            KeepsOrder = mode == FloatMode.Strict,
        };
        var lowering = new Lowering(graph, context, lambda);

        var slots = new List<Slot>();
        var arguments = new List<Value>();
        foreach (var parameter in lambda.Parameters)
        {
            var leaves = new List<Slot>();
            arguments.Add(lowering.Argument(parameter, isDifferentiated(parameter), leaves));
            if (isDifferentiated(parameter)) slots.AddRange(leaves.Where(leaf => Activity.CanVary(leaf.Type)));
        }

        active.UnionWith(slots);
        return (lowering, context, lowering.Apply(lambda, Bindings.None, [.. arguments]), slots);
    }

    /// <summary>What a call by reflection returns or throws.</summary>
    public static object? Unwrapped(Func<object?> run)
    {
        try
        {
            return run();
        }
        catch (TargetInvocationException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }
    }
}

/// <summary>A lowered lambda.</summary>
/// <param name="Lambda">The lambda.</param>
/// <param name="Value">The program that computes its value.</param>
/// <param name="Context">What it was lowered with.</param>
/// <param name="Active">The slots that are differentiated, in the order of the parameters and their members.</param>
internal sealed record TestProgram(LambdaExpression Lambda, Program Value, LoweringContext Context, IReadOnlyList<Slot> Active)
{
    private RuleLowering Rules => new(Value.Graph, Context);

    /// <summary>The value and its gradient.</summary>
    public Program WithGradient(FloatMode mode = FloatMode.Strict, Checkpoints? checkpoints = null)
    {
        var output = Value.Value!;
        var gradient = new ReverseSweep(Value.Graph, Context.Activity, Rules, mode, checkpoints).Run(output, Value.Graph.Constant(One(output.Type)));
        Context.Refusals.ThrowIfAny();
        var program = Value with
        {
            Scalars = [.. Active.Where(gradient.Scalars.ContainsKey).Select(slot => new ScalarOutput(slot, gradient.Scalars[slot]))],
            Arrays = [.. Active.Where(gradient.Arrays.ContainsKey).Select(slot => new ArrayOutput(slot, gradient.Arrays[slot]))],
        };
        GraphVerifier.Check(program);
        return program;
    }

    /// <summary>The tangents of the program's outputs, for tangents of the active slots that are read from new slots.</summary>
    public Program Tangent(Program program, IReadOnlyDictionary<Slot, Slot> seeds)
    {
        var tangent = new ForwardSweep(program.Graph, Rules, seeds).Run(program);
        Context.Refusals.ThrowIfAny();
        GraphVerifier.Check(tangent);
        return tangent;
    }

    /// <summary>The program as it is scheduled.</summary>
    public Program WrittenOut(Program program)
    {
        var written = Expansions.Run(program, Rules);
        GraphVerifier.Check(written);
        return written;
    }

    /// <summary>A slot for the tangent of each active slot.</summary>
    public IReadOnlyDictionary<Slot, Slot> Seeds() =>
        Active.ToDictionary(slot => slot, slot => new Slot($"{slot.Name}Dot", Expression.Parameter(slot.Type, $"{slot.Name}Dot")));

    /// <summary>Reads slots from the arguments of the lambda.</summary>
    public Func<Slot, object?> Read(params object?[] arguments) =>
        slot => Read(slot.Source, arguments);

    /// <summary>What C# makes of the lambda.</summary>
    public object? Compiled(params object?[] arguments) => TestPrograms.Unwrapped(() => Lambda.Compile().DynamicInvoke(arguments));

    // Members of parameters and of captured objects.
    private object? Read(Expression source, object?[] arguments)
    {
        if (source is ParameterExpression parameter) return arguments[Lambda.Parameters.IndexOf(parameter)];
        if (source is ConstantExpression constant) return constant.Value;
        if (source is EachMember each) return EachOf((Array)Read(each.Containers, arguments)!, source.Type, each.Member);
        var member = (MemberExpression)source;
        var owner = member.Expression is null ? null : Read(member.Expression, arguments);
        if (owner is null && member.Expression is not null) return source.Type.IsValueType ? Activator.CreateInstance(source.Type) : null;
        return Read(member.Member, owner);
    }

    private static object? Read(MemberInfo member, object? owner) => member is FieldInfo field ? field.GetValue(owner) : ((PropertyInfo)member).GetValue(owner);

    // An array of the member of each container in an array, or of such arrays.
    private static Array EachOf(Array containers, Type type, MemberInfo member)
    {
        var each = Array.CreateInstance(type.GetElementType()!, [.. Enumerable.Range(0, containers.Rank).Select(containers.GetLength)]);
        for (var i = 0; i < each.Length; i++)
        {
            int[] at = containers.Rank == 1 ? [i] : [i / containers.GetLength(1), i % containers.GetLength(1)];
            var element = containers.GetValue(at);
            each.SetValue(element is Array inner ? EachOf(inner, type.GetElementType()!, member) : Read(member, element), at);
        }

        return each;
    }

    private static object One(Type type) => type == typeof(float) ? 1f : (object)1.0;
}
