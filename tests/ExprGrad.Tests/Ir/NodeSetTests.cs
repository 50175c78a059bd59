using ExprGrad.Ir;

namespace ExprGrad.Tests.Ir;

public sealed class NodeSetTests
{
    // Ids up to and over the ends of words.
    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 63, 64, 5 })]
    [InlineData(new[] { 199, 0, 127, 128, 129 })]
    public void A_set_has_what_was_added_in_the_order_of_ids(int[] added)
    {
        var graph = Numbers(200);
        var set = new NodeSet();
        foreach (var id in added)
        {
            Assert.True(set.Add(graph.Nodes[id]));
            Assert.False(set.Add(graph.Nodes[id]));
        }

        Assert.Equal(added.Order(), set.InOrder([.. added.Select(id => graph.Nodes[id])]).Select(node => node.Id));
        Assert.All(graph.Nodes, node => Assert.Equal(added.Contains(node.Id), set.Contains(node)));
    }

    [Fact]
    public void What_is_removed_is_not_there_any_more()
    {
        var graph = Numbers(100);
        var set = new NodeSet();
        foreach (var node in graph.Nodes) set.Add(node);
        set.Remove(graph.Nodes[70]);
        Assert.Equal(graph.Nodes.Where(node => node.Id != 70), set.InOrder([.. graph.Nodes.Where(node => node.Id != 70).Reverse()]));
        Assert.False(set.Contains(graph.Nodes[70]));
        Assert.True(set.Add(graph.Nodes[70]));
        Assert.True(set.Contains(graph.Nodes[70]));
    }

    [Fact]
    public void Removing_from_an_empty_set_does_nothing()
    {
        var graph = Numbers(1);
        var set = new NodeSet();
        set.Remove(graph.Nodes[0]);
        Assert.False(set.Contains(graph.Nodes[0]));
    }

    private static Graph Numbers(int count)
    {
        var graph = new Graph();
        for (var i = 0; i < count; i++) graph.Constant((double)i);
        return graph;
    }
}
