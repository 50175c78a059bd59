using System.Linq.Expressions;
using ExprGrad.Frontend;
using ExprGrad.Ir;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Rendering;

public sealed class SameGraphTests(ITestOutputHelper output)
{
    public static IEnumerable<(string Name, LambdaExpression Lambda, ParameterExpression Parameter)> Cases()
    {
        var all = ReportExamples.All.Select(example => (example.Key, example.Value.Lambda)).Concat(DerivativeTests.Lambdas.Select(pair => (pair.Key, pair.Value)));
        foreach (var (name, lambda) in all)
        {
            if (lambda.ReturnType != typeof(double) && lambda.ReturnType != typeof(float)) continue;
            foreach (var parameter in lambda.Parameters)
            {
                if (parameter.Type != typeof(int) && parameter.Type != typeof(int[])) yield return ($"{name}/{parameter.Name}", lambda, parameter);
            }
        }
    }

    public static TheoryData<string> Names => [.. Cases().Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Lowered_again_it_is_the_same_graph(string name)
    {
        var (_, lambda, parameter) = Cases().Single(c => c.Name == name);
        var derivative = Grad.Derivative(lambda, parameter.Name!);
        output.WriteLine(ExprGrad.Diagnostics.CSharpWriter.Write(derivative));
        var level2 = Environment.GetEnvironmentVariable("L2") == "1";
        var expected = Expected(lambda, parameter, level2);
        var actual = new CanonicalGraph(level2);
        Add(actual, parameter.Name!, TestPrograms.ValueOf(derivative));
        output.WriteLine("EXPECTED\n" + string.Join("\n", expected.Lines) + "\nACTUAL\n" + string.Join("\n", actual.Lines));
        Assert.Equal(expected.Lines, actual.Lines);
    }

    private static CanonicalGraph Expected(LambdaExpression lambda, ParameterExpression parameter, bool level2)
    {
        var gradient = TestPrograms.Lower(lambda, isDifferentiated: p => p == parameter).WithGradient(FloatMode.Fast);
        var graph = new CanonicalGraph(level2);
        foreach (var leaf in TestPrograms.Lower(lambda, isDifferentiated: p => p == parameter).Active)
        {
            var scalar = gradient.Scalars.FirstOrDefault(o => o.Of.Name == leaf.Name);
            if (scalar is not null) graph.Add(leaf.Name, scalar.Value);
            else if (!leaf.Type.IsArray) graph.Add(leaf.Name, new Constant(leaf.Type == typeof(float) ? 0f : 0.0, leaf.Type));
            else graph.Add(leaf.Name, gradient.Arrays.FirstOrDefault(o => o.Of.Name == leaf.Name)?.Contributions ?? []);
        }

        return graph;
    }

    private static void Add(CanonicalGraph graph, string name, Value value)
    {
        switch (value)
        {
            case ScalarValue scalar:
                graph.Add(name, scalar.Node);
                break;
            case StructureValue structure:
                foreach (var (member, part) in structure.Members) Add(graph, $"{name}.{member}", part);
                break;
            default:
                graph.Add(name, Contributions(In.Through(value.Leaves.Single())));
                break;
        }
    }

    // The elements of an array as what is added to it.
    private static IReadOnlyList<Contribution> Contributions(Node element)
    {
        if (element is Constant) return [];
        if (element is Scatter { Stores: false } scatter) return scatter.Contributions;
        var loops = element.Axes.Loops;
        return [new Contribution([.. loops.Select(axis => new IndexOf(axis))], element, element.Axes)];
    }
}
