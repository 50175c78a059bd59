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

    public override IReadOnlyList<ParameterExpression> Variables => _variables;

    public override bool Accumulates => mode == GradientMode.Accumulate;

    // What is asked for along a direction is no input.
    private IEnumerable<KeyValuePair<ParameterExpression, Value>> InputArguments =>
        arguments.Where(argument => !binding.StandIns.Contains(argument.Key));

    public override IEnumerable<Slot> Arrays =>
        InputArguments.Select(argument => argument.Value).OfType<ReferencedArray>().Select(argument => ((Parameter)argument.Array).Slot);

    public override IEnumerable<(Slot Slot, Slot Like)> Alike =>
        from direction in binding.Directions
        from pair in arguments[direction.Tangent].Leaves.Zip(arguments[direction.Of].Leaves)
        let slots = (Slot: ((Parameter)pair.First).Slot, Like: ((Parameter)pair.Second).Slot)
        where slots.Slot.Type.IsArray && Binder.HoldsReals(slots.Slot.Type)
        select slots;

    public override IEnumerable<Expression> CheckContainers()
    {
        var inputs = InputArguments.Where(argument => argument.Value is StructureValue)
            .SelectMany(argument => ContainerPlace.Of(argument.Key.Type, binding.Inputs[argument.Key], argument.Key.Name!)).ToList();
        var outputs = binding.Gradients.Where(request => !request.IsFresh)
            .SelectMany(request => ContainerPlace.Of(request.Of.Type, request.Target!, request.Name)).ToList();
        foreach (var place in inputs.Concat(outputs)) yield return place.CheckNotNull();
        foreach (var output in outputs)
        {
            foreach (var input in inputs.Where(input => input.Type == output.Type)) yield return output.CheckIsNot(input);
        }

        for (var i = 0; i < outputs.Count; i++)
        {
            foreach (var earlier in outputs.Take(i).Where(earlier => earlier.Type == outputs[i].Type)) yield return outputs[i].CheckIsNot(earlier);
        }
    }

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

    public override bool IsFresh(ArrayOutput output) => Request(output.Of).IsFresh;

    public override string OutputName(Slot output) => $"{Request(output).Name}{output.Name[Root(output.Source).Name!.Length..]}";

    public override Expression Output(ArrayOutput output, List<Expression> code)
    {
        var request = Request(output.Of);
        if (!request.IsFresh)
        {
            var target = Rebase(output.Of.Source, request.Target!);
            _leaves.Add(output.Of, target);
            return target;
        }

        var input = Input(output.Of);
        var fresh = Expression.Variable(output.Of.Type, OutputName(output.Of));
        _variables.Add(fresh);
        code.Add(Expression.Assign(fresh, ZerosLike(input, output.Of)));
        _leaves.Add(output.Of, fresh);
        return fresh;
    }

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

        var gradients = new List<Expression>();
        foreach (var request in binding.Gradients)
        {
            if (request.Target is null) gradients.Add(Gradient(request, arguments[request.Of], code));
            else Write(request, code);
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

    private void Write(GradientRequest request, List<Expression> code)
    {
        var target = request.Target!;
        if (request.IsOut || target.Type.IsValueType && !target.Type.IsByRefLike)
        {
            var gradient = Gradient(request, arguments[request.Of], code);
            code.Add(Expression.Assign(target, Accumulates && ScalarTypes.IsReal(target.Type) ? Expression.Add(target, gradient) : gradient));
        }
        else if (arguments[request.Of] is StructureValue structure)
        {
            Write(request, structure, target, code);
        }
    }

    // Into an object: numbers and structs through their setters. (A struct got from a property is a copy, so that it is set as a whole.)
    private void Write(GradientRequest request, StructureValue structure, Expression place, List<Expression> code)
    {
        foreach (var member in ContainerShape.TryGet(structure.Type)!.Members.Where(member => Binder.HoldsReals(member.Type)))
        {
            var memberPlace = Expression.MakeMemberAccess(place, member.Info);
            var value = structure.Members[member.Name];
            if (value is StructureValue inner && !member.Type.IsValueType) Write(request, inner, memberPlace, code);
            else if (member.Type.IsValueType) code.Add(Expression.Assign(memberPlace, Gradient(request, value, code)));
        }
    }

    // The gradient as a value: leaves that are no real numbers are those of the input.
    private Expression Gradient(GradientRequest request, Value argument, List<Expression> code)
    {
        if (argument is not StructureValue structure) return Leaf(request, ((Parameter)argument.Leaves.Single()).Slot);
        if (!request.IsFresh && !structure.Type.IsValueType)
        {
            var place = Rebase(Owner(structure), request.Target!);
            Write(request, structure, place, code);
            return place;
        }

        return ContainerConstruction.Make(
            structure.Type, structure.Members.ToDictionary(member => member.Key, member => Gradient(request, member.Value, code), StringComparer.Ordinal));
    }

    // Where a structure of the lambda's parameter stands: the owner of any of its leaves, as far up as its own members nest.
    private static Expression Owner(StructureValue structure)
    {
        var first = structure.Members.Values.First();
        return first is StructureValue inner
            ? ((MemberExpression)Owner(inner)).Expression!
            : ((MemberExpression)((Parameter)first.Leaves.Single()).Slot.Source).Expression!;
    }

    private Expression Leaf(GradientRequest request, Slot slot)
    {
        if (!_leaves.TryGetValue(slot, out var leaf)) return Input(slot);
        return Accumulates && !request.IsFresh && slot.Source is not ParameterExpression && ScalarTypes.IsReal(slot.Type)
            ? Expression.Add(Rebase(slot.Source, request.Target!), leaf)
            : leaf;
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
        while (source is MemberExpression member) source = member.Expression!;
        return (ParameterExpression)source;
    }

    // The same member of another container.
    private static Expression Rebase(Expression source, Expression target) =>
        source is MemberExpression member ? Expression.MakeMemberAccess(Rebase(member.Expression!, target), member.Member) : target;
}
