using System.Linq.Expressions;
using ExprGrad.Runtime;
using ExprGrad.Runtime.Threading;

namespace ExprGrad.Emission.Threads;

/// <summary>
/// How the variables of a method come to blocks that run on other threads: numbers through arrays of the workspace, one for each type, objects through an array of objects. Spans can't be
/// kept, so they are made again from what they are spans of, a buffer, an array or other spans, or else the memory is pinned.
/// </summary>
/// <param name="workspace">The workspace of the method.</param>
/// <param name="call">In both methods, what blocks get from the call.</param>
/// <param name="slotOf">The buffer for the values of a type.</param>
/// <param name="sources">What spans are made of: an array, or the number of a buffer.</param>
internal sealed class Handover(Expression workspace, ParameterExpression call, Func<Type, int> slotOf, IReadOnlyDictionary<ParameterExpression, SpanSource> sources)
{
    private readonly HashSet<ParameterExpression> _taken = [];
    private readonly Dictionary<Type, List<(Expression Stored, ParameterExpression? Variable)>> _values = [];
    private readonly List<Expression> _spans = [];
    private readonly List<Expression> _pins = [];

    /// <summary>The variables of the block's method that hold what has come.</summary>
    public List<ParameterExpression> Variables { get; } = [];

    /// <summary>The variables of arrays that it goes through, in both methods.</summary>
    public IEnumerable<ParameterExpression> Arrays => _arrays.Values;

    /// <summary>The beginnings of spans that must be pinned.</summary>
    public IReadOnlyList<Expression> Pins => _pins;

    /// <summary>Hands a variable over.</summary>
    public void Take(ParameterExpression variable)
    {
        if (!_taken.Add(variable)) return;
        Variables.Add(variable);
        if (!variable.Type.IsByRefLike)
        {
            Value(variable, variable);
            return;
        }

        var element = variable.Type.GetGenericArguments()[0];
        var length = Expression.Property(variable, nameof(Span<int>.Length));
        Expression span;
        switch (sources.GetValueOrDefault(variable))
        {
            case { Structs: { } structs }:
                Take(structs);
                span = Expression.Call(typeof(Elements), nameof(Elements.Numbers), [structs.Type.GetGenericArguments()[0], element], structs);
                break;
            case { Array: { } array }:
                Take(array);
                span = array.Type.GetArrayRank() == 1 ? Expression.New(variable.Type.GetConstructor([array.Type])!, array) : Expression.Call(typeof(Elements), nameof(Elements.Flatten), [element], array);
                break;
            case { HoldsNumbers: var holdsNumbers, Slot: var slot }:
                span = Expression.Call(
                    call, holdsNumbers ? nameof(BlockCall.Buffer) : nameof(BlockCall.ObjectBuffer), [element], Expression.Constant(slot), Value(length, null));
                break;
            default:
                span = Expression.Call(call, nameof(BlockCall.Pinned), [element], Expression.Constant(_pins.Count), Value(length, null));
                _pins.Add(Expression.Call(typeof(BlockCall), nameof(BlockCall.Start), [element], AsReadOnly(variable)));
                break;
        }

        _spans.Add(Expression.Assign(variable, span.Type == variable.Type ? span : Expression.Convert(span, variable.Type)));
    }

    /// <summary>What the method does before blocks run.</summary>
    public IEnumerable<Expression> Stores()
    {
        foreach (var (type, values) in _values)
        {
            var array = Array(type);
            yield return Expression.Assign(array, type == typeof(object)
                ? Expression.Call(call, nameof(BlockCall.Objects), null, Expression.Constant(values.Count))
                : Expression.Call(workspace, nameof(Workspace.Rent), [type], Expression.Constant(slotOf(type)), Expression.Constant(values.Count)));
            for (var i = 0; i < values.Count; i++) yield return Expression.Assign(Expression.ArrayAccess(array, Expression.Constant(i)), values[i].Stored);
        }
    }

    /// <summary>What a block does at its start.</summary>
    public IEnumerable<Expression> Loads()
    {
        foreach (var (type, values) in _values)
        {
            var array = Array(type);
            yield return Expression.Assign(array, type == typeof(object)
                ? Expression.Call(call, nameof(BlockCall.Objects), null, Expression.Constant(values.Count))
                : Expression.Call(CallsWorkspace, nameof(Workspace.Rent), [type], Expression.Constant(slotOf(type)), Expression.Constant(values.Count)));
            for (var i = 0; i < values.Count; i++)
            {
                if (values[i].Variable is not { } variable) continue;
                Expression element = Expression.ArrayIndex(array, Expression.Constant(i));
                yield return Expression.Assign(variable, variable.Type == type ? element : Expression.Convert(element, variable.Type));
            }
        }

        foreach (var span in _spans) yield return span;
    }

    private MemberExpression CallsWorkspace => Expression.Property(call, nameof(BlockCall.Workspace));

    private readonly Dictionary<Type, ParameterExpression> _arrays = [];

    private ParameterExpression Array(Type type)
    {
        if (!_arrays.TryGetValue(type, out var array)) _arrays.Add(type, array = Expression.Variable(type.MakeArrayType(), "handed"));
        return array;
    }

    // The value as the block reads it.
    private BinaryExpression Value(Expression stored, ParameterExpression? variable)
    {
        var type = stored.Type.IsValueType ? stored.Type : typeof(object);
        if (!_values.TryGetValue(type, out var values)) _values.Add(type, values = []);
        values.Add((stored, variable));
        return Expression.ArrayIndex(Array(type), Expression.Constant(values.Count - 1));
    }

    private static Expression AsReadOnly(Expression span) => span.Type.GetGenericTypeDefinition() == typeof(ReadOnlySpan<>)
        ? span
        : Expression.Convert(span, typeof(ReadOnlySpan<>).MakeGenericType(span.Type.GetGenericArguments()));
}

/// <summary>What a span is made of: an array, structs, or else a buffer.</summary>
/// <param name="Array">The variable of the array; null if it is a buffer.</param>
/// <param name="Slot">The number of the buffer.</param>
/// <param name="HoldsNumbers">Whether the buffer has numbers in it, and no references.</param>
internal sealed record SpanSource(ParameterExpression? Array, int Slot = 0, bool HoldsNumbers = true)
{
    /// <summary>The variable of a span of structs whose numbers it has.</summary>
    public ParameterExpression? Structs { get; init; }
}
