using System.Linq.Expressions;
using ExprGrad.Emission.Threads;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>The start of the function: inputs are read once and checked, outputs are checked and set to zero.</summary>
internal sealed partial class Emitter
{
    private const string ValueNumber = "number of the lambda's value";

    private readonly Dictionary<Slot, ArrayAccess> _arrays = [];
    private readonly Dictionary<Slot, ArrayAccess> _outputs = [];

    private SharedMemory Memory => field ??= new SharedMemory(
        count => Expression.Call(Workspace(), nameof(Runtime.Workspace.Span), [typeof(AddressRange)], Expression.Constant(_bufferCount++), Expression.Constant(count)),
        () => Expression.Call(Workspace(), nameof(Runtime.Workspace.Part), [typeof(ObjectTable)], Expression.Constant(_bufferCount++)));

    private void EmitInputs(IEnumerable<Node> nodes, EmissionContext root)
    {
        root.Code.AddRange(_signature.CheckContainers());
        foreach (var node in nodes.OfType<Parameter>().Distinct())
        {
            if (!node.Slot.Type.IsArray) InputValue(node, _signature.Input(node.Slot), root);
            else if (InputArray(node.Slot, root).Reference is { } reference) root.Know(node, reference);
        }

        foreach (var slot in _signature.Arrays) InputArray(slot, root);
        foreach (var (slot, like) in _signature.Alike) root.Code.AddRange(InputArray(slot, root).CheckShape(InputArray(like, root), slot.Name, like.Name));
    }

    // What is chosen, or handed to a method, is an array, which a span is none of. A method may keep it.
    private void CopySpans(Node[] nodes, EmissionContext root)
    {
        var (chosen, handed) = (Operands(nodes.OfType<Choose>()), Operands(nodes.OfType<Call>()));
        foreach (var node in chosen.Union(handed).OfType<Parameter>().Where(node => node.Slot.Type.IsArray && _arrays[node.Slot].Reference is null))
        {
            var span = _arrays[node.Slot].Span!;
            root.Know(node, handed.Contains(node)
                ? Stored(Expression.Call(span, nameof(Span<int>.ToArray), null), node.Slot.Name, root.Code)
                : CopyInWorkspace(span, node.Slot, root.Code));
        }
    }

    private ParameterExpression CopyInWorkspace(Expression span, Slot slot, List<Expression> code)
    {
        var array = Stored(
            Expression.Call(
                Workspace(), nameof(Runtime.Workspace.Fitted), [slot.Type],
                Expression.Constant(_bufferCount++), Expression.Property(span, nameof(Span<int>.Length)), Expression.Constant(NestedArrays.NoLength)),
            slot.Name,
            code);
        code.Add(Expression.Call(span, nameof(Span<int>.CopyTo), null, Expression.Convert(array, typeof(Span<>).MakeGenericType(slot.Type.GetElementType()!))));
        return array;
    }

    private static HashSet<Node> Operands(IEnumerable<Node> nodes) => nodes.SelectMany(node => node.Operands).Select(In.Through).ToHashSet();

    private void InputValue(Parameter node, Expression input, EmissionContext root)
    {
        var value = Stored(input, node.Slot.Name, root.Code);
        root.Know(node, value);
        if (!value.Type.IsValueType) Memory.AddInput(new ItemPart(node.Slot.Name, MemoryItem.Object(value)));
    }

    private ArrayAccess InputArray(Slot slot, EmissionContext root)
    {
        if (_arrays.TryGetValue(slot, out var access)) return access;
        access = slot.Source is StructRows rows
            ? EmitStructRows(rows, InputArray(rows.Structs, root), slot.Name, root.Code)
            : EmitArray(_signature.Input(slot), slot.Name, isChecked: !slot.MayBeNull, root.Code);
        _arrays.Add(slot, access);
        return access;
    }

    // The arrays as they are read by the function's body.
    private readonly Dictionary<Slot, ArrayAccess> _recorded = [];

    private ArrayAccess Input(Slot slot) => _recorded.TryGetValue(slot, out var recorded) ? recorded : _arrays[slot];

    private void EmitOutputs(EmissionContext root)
    {
        foreach (var part in _signature.GivenContainers) Memory.AddGradient(part);
        foreach (var output in _schedule.Program.Arrays.Where(output => output.Lengths is null))
        {
            var name = _signature.OutputName(output.Of);
            var input = InputArray(output.Of, root);
            var origin = _signature.OriginOf(output);
            var access = origin == OutputOrigin.Aside
                ? EmitAside(output.Of.Type, input, name, root.Code)
                : EmitArray(_signature.Output(output, input.Reference ?? input.Span!, root.Code), name, isChecked: origin == OutputOrigin.Given, root.Code);
            _outputs.Add(output.Of, access);
            _signature.Take(output, access.Reference ?? access.Span!);
            if (origin != OutputOrigin.Given) continue;
            root.Code.AddRange(access.CheckShape(input, name, output.Of.Name));
            if (output.Of.Source is not EachMember) Memory.AddGradient(access.Part(name));
        }

        foreach (var part in _signature.InputContainers) Memory.AddInput(part);
        foreach (var (slot, access) in _arrays.Where(array => array.Key.Source is not (EachMember or StructRows))) Memory.AddInput(access.Part(slot.Name));
        CheckMemory(_schedule.Program.Arrays.Where(output => output.Lengths is null), root.Code);
        CopyNumbers(root.Code);
    }

    // What is added to is set to zero once all checks have passed.
    private void ClearOutputs(EmissionContext root)
    {
        foreach (var output in _schedule.Program.Arrays.Where(output => output.Lengths is null && !_signature.IsZero(output) && !_schedule.Windows.ContainsKey(output)))
        {
            var access = _outputs[output.Of];
            root.Code.Add(StoredElements(output, root) is { } stored
                ? Expression.IfThen(Expression.NotEqual(stored, Expression.Convert(Expression.Property(access.Span!, nameof(Span<int>.Length)), typeof(long))), access.Clear())
                : access.Clear());
        }
    }

    // How many elements are stored, if loops alone decide on that whose extents are there from the beginning: where it is all of them, nothing need be cleared. What the matrix kernel adds to has to begin at zero.
    private Expression? StoredElements(ArrayOutput output, EmissionContext root)
    {
        const int MostDomains = 8;
        bool IsWhole(Contribution contribution) => contribution.Domain.All(axis => axis is { IsGuard: false, EndsEarly: false } && IsExtent(axis.Bound, depth: 0))
            && Array.TrueForAll(contribution.Indices, index => Ir.Load.RunsOf(index) is null);
        if (!output.Stores || _outputs[output.Of].Span is null || _schedule.Facts.Contracted is not null || !Array.TrueForAll(output.Contributions, IsWhole)) return null;
        var domains = output.Contributions.GroupBy(contribution => contribution.Domain).ToList();
        if (domains.Count > MostDomains) return null;
        Expression Trips(Axis axis) => Expression.Convert(Expression.Call(typeof(Math), nameof(Math.Max), null, Extent(axis.Bound, root), None), typeof(long));
        Expression Elements(IGrouping<AxisSet, Contribution> alike) => alike.Key.Select(Trips).Aggregate((Expression)Expression.Constant((long)alike.Count()), Expression.Multiply);
        return domains.Select(Elements).Aggregate(Expression.Add);
    }

    // What is made of lengths and parameters in a few steps. Where one of them fails the checks have, before this.
    private static bool IsExtent(Node node, int depth)
    {
        const int Deepest = 4;
        return node is Constant or Parameter or Length { Array: Parameter } || (node is Apply && node.Axes.IsEmpty && depth < Deepest && Array.TrueForAll(node.Operands, operand => IsExtent(operand, depth + 1)));
    }

    private Expression Extent(Node node, EmissionContext root) => node is Apply apply ? apply.Primitive.Emit(Array.ConvertAll(apply.Operands, operand => Extent(operand, root))) : Value(node, root);

    // Arrays with lengths of their own, the lambda's value and Jacobians, which are known once the checks have passed.
    private void EmitResults(Schedule checks, EmissionContext root)
    {
        var toClear = new List<Func<Expression>>();
        foreach (var output in _schedule.Program.Arrays.Where(output => output.Lengths is not null))
        {
            var name = _signature.OutputName(output.Of);
            var main = _schedule;
            _schedule = checks;
            var lengths = output.Lengths!.Select((length, dimension) => Stored(Value(length, root), $"{name}Length{dimension}", root.Code)).ToArray();
            _schedule = main;
            var access = EmitArray(_signature.Result(output, lengths, root.Code), name, isChecked: true, root.Code);
            if (access.Lengths.Count == 0)
            {
                var total = lengths.Aggregate<Expression>(Expression.MultiplyChecked);
                root.Code.Add(CheckLength(access.Length(0), total, name, "elements", lengths.Length == 2 ? "number of the Jacobian" : ValueNumber));
                if (lengths.Length == 2) access = access with { Lengths = lengths };
            }
            else
            {
                root.Code.Add(CheckLength(access.Length(0), lengths[0], name, "rows", ValueNumber));
                root.Code.Add(CheckLength(access.Length(1), lengths[1], name, "columns", $"element of '{output.Of.Name[1..]}'"));
            }

            if (_signature.OriginOf(output) == OutputOrigin.Given) Memory.AddGradient(access.Part(name));
            _outputs.Add(output.Of, access);
            if (_signature.OriginOf(output) == OutputOrigin.Fresh) continue;
            if (output.Columns is { } columns) toClear.Add(() => Expression.IfThen(Expression.NotEqual(lengths[^1], Expression.Constant(columns)), _outputs[output.Of].Clear()));
            else if (!output.Stores) toClear.Add(() => _outputs[output.Of].Clear());
        }

        CheckMemory(_schedule.Program.Arrays.Where(output => output.Lengths is not null), root.Code);
        root.Code.AddRange(toClear.Select(clear => clear()));
    }

    private static ConditionalExpression CheckLength(Expression length, Expression expected, string name, string unit, string what) => Expression.IfThen(
        Expression.NotEqual(length, expected),
        Expression.Call(
            typeof(Arguments), nameof(Arguments.ThrowResultLength), null, length, expected, Expression.Constant(name), Expression.Constant(unit), Expression.Constant(what)));

    private ArrayAccess EmitArray(Expression source, string name, bool isChecked, List<Expression> code)
    {
        if (source is EachMember members) return EmitEachMember(members, name, code);
        if (!source.Type.IsArray) return new ArrayAccess(Stored(source, name, code), null, []);

        var reference = Stored(source, name, code);
        if (isChecked)
        {
            code.Add(Expression.IfThen(
                Expression.ReferenceEqual(reference, Expression.Constant(null)), Expression.Call(typeof(Arguments), nameof(Arguments.ThrowNull), null, Expression.Constant(name))));
        }

        var element = source.Type.GetElementType()!;
        if (element.IsArray || !element.IsValueType || source.Type.GetArrayRank() > 2) return new ArrayAccess(null, reference, []);
        if (source.Type.GetArrayRank() == 1)
        {
            var span = Variable(typeof(Span<>).MakeGenericType(element), name);
            code.Add(Expression.Assign(span, Expression.New(span.Type.GetConstructor([source.Type])!, reference)));
            _spanSources.Add(span, new SpanSource(reference));
            return new ArrayAccess(span, reference, []);
        }

        var flat = Variable(typeof(Span<>).MakeGenericType(element), name);
        code.Add(Expression.Assign(flat, Expression.Call(typeof(Elements), nameof(Elements.Flatten), [element], reference)));
        _spanSources.Add(flat, new SpanSource(reference));
        var lengths = new ParameterExpression[2];
        for (var dimension = 0; dimension < 2; dimension++)
        {
            lengths[dimension] = Variable(typeof(int), $"{name}Length{dimension}");
            code.Add(Expression.Assign(lengths[dimension], Expression.Call(typeof(Elements), nameof(Elements.Length), null, reference, Expression.Constant(dimension))));
        }

        return new ArrayAccess(flat, reference, lengths);
    }

    private ArrayAccess EmitStructRows(StructRows rows, ArrayAccess structs, string name, List<Expression> code)
    {
        var number = rows.Type.GetElementType()!;
        var span = Variable(typeof(Span<>).MakeGenericType(number), name);
        code.Add(Expression.Assign(span, Expression.Call(typeof(Elements), nameof(Elements.Numbers), [structs.Span!.Type.GetGenericArguments()[0], number], structs.Span)));
        _spanSources.Add(span, new SpanSource(Array: null) { Structs = structs.Span });
        var lengths = new[] { structs.Length(0), Expression.Constant(rows.Columns) }.Select((length, dimension) => Stored(length, $"{name}Length{dimension}", code)).ToArray();
        return new ArrayAccess(span, null, lengths);
    }

    // Parameters are variables already; anything else is read once.
    private ParameterExpression Stored(Expression source, string name, List<Expression> code)
    {
        if (source is ParameterExpression { IsByRef: false } parameter) return parameter;
        var variable = Variable(source.Type, name);
        code.Add(Expression.Assign(variable, source));
        return variable;
    }
}
