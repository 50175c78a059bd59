using System.Linq.Expressions;
using ExprGrad.Emission;
using ExprGrad.Frontend;
using ExprGrad.Ir;
using ExprGrad.Runtime;

namespace ExprGrad.Compilation;

/// <summary>Reads the inputs of a binding's delegate, and writes or returns what it asks for.</summary>
internal sealed class RequestSignature(Binding binding, IReadOnlyDictionary<ParameterExpression, Value> arguments, GradientMode mode) : Signature
{
    private readonly List<ParameterExpression> _variables = [];
    private readonly Dictionary<Slot, Expression> _leaves = [];

    private ArrayLoop Loops => field ??= new ArrayLoop(_variables);

    public override IReadOnlyList<ParameterExpression> Variables => _variables;

    public override bool Accumulates(ArrayOutput output) => mode == GradientMode.Accumulate && OriginOf(output) == OutputOrigin.Given;

    // What is asked for along a direction is no input.
    private IEnumerable<KeyValuePair<ParameterExpression, Value>> InputArguments =>
        arguments.Where(argument => !binding.StandIns.Contains(argument.Key));

    public override IEnumerable<Slot> Arrays =>
        InputArguments.Select(argument => argument.Value).OfType<ReferencedArray>().Select(argument => ((Parameter)argument.Array).Slot);

    public override IEnumerable<(Slot Slot, Slot Like)> Alike =>
        from direction in binding.Directions
        from pair in arguments[direction.Tangent].Leaves.Zip(arguments[direction.Of].Leaves)
        let slots = (Slot: ((Parameter)pair.First).Slot, Like: ((Parameter)pair.Second).Slot)
        where slots.Slot.Type.IsArray && ContainerShape.HoldsReals(slots.Slot.Type)
        select slots;

    // Of data, arrays of containers are slots of their own.
    private IEnumerable<ContainerPlace> InputPlaces => InputArguments.Where(argument => argument.Value is StructureValue or ContainerArray)
        .SelectMany(argument => ContainerPlace.Of(argument.Key.Type, binding.Inputs[argument.Key], argument.Key.Name!).Where(place => !place.Type.IsArray || HoldsContainerArrays(argument.Value)));

    private IEnumerable<GradientRequest> Given => binding.Gradients.Where(request => !request.IsFresh);

    private IEnumerable<ContainerPlace> GivenPlaces => Given.SelectMany(request => ContainerPlace.Of(request.Of.Type, request.Target!, request.Name));

    public override IEnumerable<MemoryPart> InputContainers => InputPlaces.Select(place => place.Memory);

    public override IEnumerable<MemoryPart> GivenContainers => GivenPlaces.Select(place => place.Memory);

    public override IEnumerable<Expression> CheckContainers()
    {
        foreach (var place in InputPlaces.Concat(GivenPlaces).Where(place => !place.IsSpan)) yield return place.CheckNotNull();
        var elements = new ElementChecks(Loops);
        foreach (var argument in InputArguments.Where(argument => HoldsContainerArrays(argument.Value))) elements.NotNull(argument.Key.Type, binding.Inputs[argument.Key], argument.Key.Name!);
        foreach (var request in Given.Where(request => !request.IsOwn))
            elements.Alike(request.Of.Type, (binding.Inputs[request.Of], request.Of.Name!), (request.Target!, request.Name));
        foreach (var check in elements.Code) yield return check;
    }

    // In data, arrays of containers are no such arrays: what is missing in them is an error where it is read.
    private static bool HoldsContainerArrays(Value value) => value is ContainerArray || value is StructureValue structure && structure.Members.Values.Any(HoldsContainerArrays);

    public override Expression Input(Slot slot) => slot.MayBeNull ? Lenient(slot.Source) : Rebase(slot.Source, binding.Inputs[Root(slot.Source)]);

    // What an object that is not there would hold is never used: that there is one is checked where the lambda reads it.
    private Expression Lenient(Expression source)
    {
        if (source is ParameterExpression parameter) return binding.Inputs[parameter];
        if (source is not MemberExpression { Expression: { } owner and not ConstantExpression } member) return source;
        if (owner.Type.IsValueType) return Expression.MakeMemberAccess(Lenient(owner), member.Member);
        var held = Expression.Variable(owner.Type);
        return Expression.Block(
            [held],
            Expression.Assign(held, Lenient(owner)),
            Expression.Condition(Expression.ReferenceEqual(held, Expression.Constant(null)), Expression.Default(source.Type), Expression.MakeMemberAccess(held, member.Member)));
    }

    public override OutputOrigin OriginOf(ArrayOutput output) =>
        output.Of.Source is EachMember { Member: var member } && ScalarTypes.IsReal(ContainerMember.TypeOf(member)) ? OutputOrigin.Aside
        : Request(output.Of).IsFresh ? OutputOrigin.Fresh
        : OutputOrigin.Given;

    public override string OutputName(Slot output) => $"{Request(output).Name}{output.Name[Root(output.Source).Name!.Length..]}";

    public override Expression Output(ArrayOutput output, ParameterExpression input, List<Expression> code)
    {
        var request = Request(output.Of);
        if (!request.IsFresh) return Rebase(output.Of.Source, request.Target!);

        var fresh = Expression.Variable(output.Of.Type, OutputName(output.Of));
        _variables.Add(fresh);
        code.Add(Expression.Assign(fresh, ZerosLike(input, output.Of)));
        return fresh;
    }

    public override void Take(ArrayOutput output, ParameterExpression variable) => _leaves.Add(output.Of, variable);

    public override Expression Result(ArrayOutput output, IReadOnlyList<Expression> lengths, List<Expression> code)
    {
        var request = Request(output.Of);
        var target = request.Target;
        if (target is null)
        {
            target = Expression.Variable(output.Of.Type, request.Name);
            _variables.Add(target);
            code.Add(Expression.Assign(target, Expression.NewArrayBounds(output.Of.Type.GetElementType()!, lengths)));
        }

        _leaves.Add(output.Of, target);
        return target;
    }

    public override Expression Finish(Expression? value, IReadOnlyDictionary<Slot, Expression> scalars, List<Expression> code)
    {
        foreach (var (slot, scalar) in scalars) _leaves.Add(slot, scalar);

        var placement = new GradientPlacement(_leaves, mode == GradientMode.Accumulate, Loops, code);
        var gradients = new List<Expression>();
        foreach (var request in binding.Gradients)
        {
            var (target, input) = (request.Target, binding.Inputs.GetValueOrDefault(request.Of, request.Of));
            var made = placement.Make(arguments[request.Of], input, request.IsFresh ? null : target);
            if (target is null) gradients.Add(made);
            else if (request.IsOut || target.Type.IsValueType && !target.Type.IsByRefLike) code.Add(Expression.Assign(target, made));
        }

        var gradient = gradients.Count switch
        {
            0 => null,
            1 => gradients[0],
            _ => Expression.Call(typeof(ValueTuple), nameof(ValueTuple.Create), [.. gradients.Select(part => part.Type)], [.. gradients]),
        };
        return binding.Returns switch
        {
            ReturnKind.Nothing => Expression.Empty(),
            ReturnKind.Value => value!,
            ReturnKind.Gradient => gradient!,
            _ => Expression.Call(typeof(ValueTuple), nameof(ValueTuple.Create), [value!.Type, gradient!.Type], value, gradient),
        };
    }

    private static Expression ZerosLike(Expression input, Slot slot)
    {
        var element = slot.Type.GetElementType()!;
        return element.IsArray ? Expression.Call(typeof(NestedArrays), nameof(NestedArrays.ZerosLike), [slot.Type], input, Expression.Constant(slot.Name))
            : slot.Type.IsSZArray ? Expression.NewArrayBounds(element, input.Type.IsArray ? Expression.ArrayLength(input) : Expression.Property(input, nameof(Span<int>.Length)))
            : Expression.NewArrayBounds(element, [.. Enumerable.Range(0, slot.Type.GetArrayRank()).Select(dimension => Expression.Call(input, nameof(Array.GetLength), null, Expression.Constant(dimension)))]);
    }

    private GradientRequest Request(Slot slot)
    {
        var root = Root(slot.Source);
        return binding.Gradients.First(request => request.Of == root);
    }

    private static ParameterExpression Root(Expression source)
    {
        while (source is not ParameterExpression) source = source is EachMember each ? each.Containers : ((MemberExpression)source).Expression!;
        return (ParameterExpression)source;
    }

    // The same member of another container.
    private static Expression Rebase(Expression source, Expression target) => source switch
    {
        MemberExpression member => Expression.MakeMemberAccess(Rebase(member.Expression!, target), member.Member),
        EachMember each => new EachMember(Rebase(each.Containers, target), each.Member),
        _ => target,
    };
}
