using System.Numerics;

namespace ExprGrad.Ir;

/// <summary>A set of nodes of one graph: a bit for each id. For sets of a good part of the graph, which as tables would be megabytes, and in no order.</summary>
internal sealed class NodeSet
{
    private ulong[] _words = [];

    public bool Contains(Node node) => node.Id >> 6 is var word && word < _words.Length && (_words[word] >> node.Id & 1) != 0;

    /// <summary>Whether the node was not there before.</summary>
    public bool Add(Node node)
    {
        var word = node.Id >> 6;
        if (word >= _words.Length) Array.Resize(ref _words, Math.Max(word + 1, 2 * _words.Length));
        var isNew = (_words[word] >> node.Id & 1) == 0;
        _words[word] |= 1UL << node.Id;
        return isNew;
    }

    public void Remove(Node node)
    {
        if (node.Id >> 6 is var word && word < _words.Length) _words[word] &= ~(1UL << node.Id);
    }

    /// <summary>The nodes of the set in the order of their ids.</summary>
    /// <param name="members">The same nodes in any order, each once.</param>
    public Node[] InOrder(IReadOnlyCollection<Node> members)
    {
        var before = new int[_words.Length];
        for (var word = 1; word < before.Length; word++) before[word] = before[word - 1] + BitOperations.PopCount(_words[word - 1]);
        var ordered = new Node[members.Count];
        foreach (var node in members) ordered[before[node.Id >> 6] + BitOperations.PopCount(_words[node.Id >> 6] & ((1UL << node.Id) - 1))] = node;
        return ordered;
    }
}
