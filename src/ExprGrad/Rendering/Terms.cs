using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>Contributions to an array as the terms of Ad.ScatterAdd: a query for each that runs through loops, an array literal for the others.</summary>
internal sealed class Terms(Contribution[] contributions, AxisSet within, AxisSet steps, Func<Node, int, Node> withoutCheck)
{
    private Item[][] _parts = [];
    private Chain?[] _chains = [];
    private Items _items = null!;

    public IEnumerable<Item> Resolve(Items items)
    {
        _items = items;
        _parts = Array.ConvertAll(contributions, contribution => (Item[])
        [
            .. contribution.Indices.Select((index, dimension) => items.Of(withoutCheck(index, dimension), steps)),
            items.Of(contribution.Value, steps),
        ]);
        return _parts.SelectMany(part => part).Concat(contributions.SelectMany(contribution => items.Needed(contribution.Domain, within, steps)));
    }

    public void Enter(Place at)
    {
        _chains = Array.ConvertAll(contributions, contribution => contribution.Domain.IsEmpty ? null : new Chain(at, contribution.Domain, within, steps, _items));
        for (var i = 0; i < _parts.Length; i++)
        {
            foreach (var part in _parts[i]) part.Use(_chains[i]?.Innermost ?? at);
        }
    }

    /// <summary>The last argument of Ad.ScatterAdd.</summary>
    public NewArrayExpression Write(Place at, Type term)
    {
        var sequences = new List<Expression>();
        var single = new List<Expression>();
        void Flush()
        {
            if (single.Count > 0) sequences.Add(Expression.NewArrayInit(term, single));
            single.Clear();
        }

        for (var i = 0; i < _parts.Length; i++)
        {
            var place = _chains[i]?.Innermost ?? at;
            var element = Expression.Call(typeof(ValueTuple), nameof(ValueTuple.Create), term.GetGenericArguments(), Array.ConvertAll(_parts[i], part => part.At(place)));
            if (_chains[i] is not { } chain)
            {
                single.Add(element);
                continue;
            }

            Flush();
            sequences.Add(chain.Sequence(element));
        }

        Flush();
        return Expression.NewArrayInit(typeof(IEnumerable<>).MakeGenericType(term), sequences);
    }
}
