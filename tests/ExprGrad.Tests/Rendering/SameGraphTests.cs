using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Frontend;
using ExprGrad.Ir;
using ExprGrad.Rendering;
using ExprGrad.Tests.Support;
using Program = ExprGrad.Ir.Program;

namespace ExprGrad.Tests.Rendering;

/// <summary>
/// The frontend makes the gradient's graph of the gradient's expression, with conditions for sums over branches (<see cref="BranchSums"/>). Up to numbering, and to what
/// <see cref="CanonicalGraph"/> says of branches and arrays, it is the same graph; what it isn't for is listed with the reason, and fails here as soon as it is.
/// </summary>
public sealed class SameGraphTests(ITestOutputHelper output)
{
    private const string Collection = "an array that a filter fills and the numbers of its elements are a query each, which counts by itself";

    private static readonly Dictionary<string, (Sameness Sameness, string Reason)> s_different = new(StringComparer.Ordinal)
    {
        ["where none are, x"] = (Sameness.FixedPoint, "what is known to collect nothing is a query, whose elements are counted"),
        ["nested, x"] = (Sameness.FixedPoint, Collection),
        ["extreme of arrays, x"] = (Sameness.Values, Collection),
        ["extreme of branches, x"] = (Sameness.Values, Collection),
        ["averages, x, Fast"] = (Sameness.FixedPoint, "a count in a branch is in loops of its own, or in those of other sums, by what was written before it"),
    };

    private static readonly Dictionary<string, (LambdaExpression Lambda, ParameterExpression Parameter)> s_cases = Cases();

    /// <summary>How much of the gradient's graph comes back, from the most to the least.</summary>
    private enum Sameness
    {
        /// <summary>All of it.</summary>
        Graph,

        /// <summary>Values only; but of what comes back, rendered and lowered once more, all.</summary>
        FixedPoint,

        /// <summary>Values only.</summary>
        Values,
    }

    public static MatrixTheoryData<string, FloatMode> Names => new(s_cases.Keys, [FloatMode.Fast, FloatMode.Strict]);

    [Theory]
    [MemberData(nameof(Names))]
    public void Lowered_again_it_is_the_same_graph(string name, FloatMode mode)
    {
        var (lambda, parameter) = s_cases[name];
        var derivative = Grad.Derivative(lambda, parameter.Name!, new GradOptions { FloatMode = mode });
        output.WriteLine(CSharpWriter.Write(derivative));
        Assert.Empty(PublicLanguage.Breaches(derivative));
        var (graph, value) = TestPrograms.ValueOf(derivative, mode);
        var lines = Lines(parameter.Name!, value);
        var sameness = lines.SequenceEqual(LinesOfGradient(lambda, parameter, mode), StringComparer.Ordinal) ? Sameness.Graph
            : lines.SequenceEqual(OnceMore(graph, value, parameter, mode), StringComparer.Ordinal) ? Sameness.FixedPoint
            : Sameness.Values;
        var (expected, reason) = s_different.GetValueOrDefault(name, s_different.GetValueOrDefault($"{name}, {mode}", (Sameness.Graph, "")));
        Assert.True(expected == sameness, $"{sameness} instead of {expected}. {reason}");
    }

    [Fact]
    public void What_is_listed_is_tested() => Assert.Empty(s_different.Keys.Except(s_cases.Keys.SelectMany(name => (string[])[name, $"{name}, {FloatMode.Fast}"]), StringComparer.Ordinal));

    private static Dictionary<string, (LambdaExpression Lambda, ParameterExpression Parameter)> Cases()
    {
        var cases = new Dictionary<string, (LambdaExpression Lambda, ParameterExpression Parameter)>(StringComparer.Ordinal);
        var lambdas = ReportExamples.All.Select(example => KeyValuePair.Create(example.Key, example.Value.Lambda)).Concat(DerivativeTests.Lambdas);
        foreach (var (name, lambda) in lambdas.Where(pair => pair.Value.ReturnType == typeof(double) || pair.Value.ReturnType == typeof(float)))
        {
            // Two of one name differ in what they are differentiated with respect to.
            foreach (var parameter in lambda.Parameters.Where(parameter => ContainerShape.HoldsReals(parameter.Type)))
                cases.Add(cases.ContainsKey($"{name}, {parameter.Name}") ? $"{name} of w, {parameter.Name}" : $"{name}, {parameter.Name}", (lambda, parameter));
        }

        return cases;
    }

    private static IReadOnlyList<string> LinesOfGradient(LambdaExpression lambda, ParameterExpression parameter, FloatMode mode)
    {
        var program = TestPrograms.Lower(lambda, isDifferentiated: other => other == parameter, mode);
        var gradient = BranchSums.Run(program.WithGradient(mode) with { Value = null, Effects = [] });
        var graph = new CanonicalGraph(gradient.Expansions);
        foreach (var leaf in program.Active)
        {
            if (leaf.Type.IsArray) graph.Add(leaf.Name, gradient.Arrays.FirstOrDefault(array => array.Of == leaf)?.Contributions ?? []);
            else graph.Add(leaf.Name, gradient.Scalars.FirstOrDefault(scalar => scalar.Of == leaf)?.Value ?? new Constant(Activator.CreateInstance(leaf.Type)!, leaf.Type));
        }

        return graph.Lines;
    }

    private static IReadOnlyList<string> Lines(string name, Value value)
    {
        var graph = new CanonicalGraph();
        Add(graph, name, value);
        return graph.Lines;
    }

    private static void Add(CanonicalGraph graph, string name, Value value)
    {
        switch (value)
        {
            case ScalarValue { Node: var number }:
                graph.Add(name, number);
                break;
            case StructureValue { Members: var members }:
                foreach (var (member, part) in members) Add(graph, $"{name}.{member}", part);
                break;
            default:
                graph.Add(name, Contributions(value));
                break;
        }
    }

    // An array as what is added to zeros.
    private static Contribution[] Contributions(Value array) => In.Through(array.Leaves.Single()) switch
    {
        Constant => [],
        Scatter { Stores: false, Contributions: var contributions } => contributions,
        var element => [new Contribution([.. element.Axes.Loops.Select(axis => new IndexOf(axis))], element, element.Axes)],
    };

    // What was lowered, rendered and lowered again.
    private static IReadOnlyList<string> OnceMore(Graph graph, Value value, ParameterExpression parameter, FloatMode mode)
    {
        var slot = graph.Nodes.OfType<Parameter>().Select(input => input.Slot).First(slot => slot.Source == parameter);
        var program = value is ScalarValue { Node: var number }
            ? new Program(graph) { Scalars = [new ScalarOutput(slot, number)] }
            : new Program(graph) { Arrays = [new ArrayOutput(slot, Contributions(value))] };
        var parameters = graph.Nodes.OfType<Parameter>().Select(input => input.Slot.Source).OfType<ParameterExpression>().Distinct();
        var (_, again) = TestPrograms.ValueOf(Expression.Lambda(Renderer.Run(program, gradients => gradients[slot]), parameters), mode);
        return Lines(parameter.Name!, again);
    }
}
