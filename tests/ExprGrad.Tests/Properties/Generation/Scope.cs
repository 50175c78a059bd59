using System.Collections.Immutable;
using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>What an expression at some place of the lambda may refer to, and how often it runs there.</summary>
internal sealed class Scope
{
    public static readonly Scope Empty = new([], 0, 1);

    private Scope(ImmutableArray<Term> terms, int loopDepth, double work) => (Terms, LoopDepth, Work) = (terms, loopDepth, work);

    /// <summary>Everything that can be named without an index, members of containers included; inner variables last.</summary>
    public ImmutableArray<Term> Terms { get; }

    public int LoopDepth { get; }

    /// <summary>An upper bound on how often an expression here runs.</summary>
    public double Work { get; }

    /// <summary>The same place, but only data may be named.</summary>
    public Scope Inactive => new([.. Terms.Where(t => !t.Active)], LoopDepth, Work);

    public Scope With(params Term[] variables) => new(Terms.AddRange(variables.SelectMany(Expand)), LoopDepth, Work);

    public Scope Loop(double trips, params Term[] variables) =>
        new(Terms.AddRange(variables.SelectMany(Expand)), LoopDepth + 1, Work * Math.Max(1, trips));

    private static IEnumerable<Term> Expand(Term term) => term.Shape is ContainerShape container
        ? container.Members.SelectMany(m => Expand(Member(term, m.Name, m.Shape)))
        : [term];

    public static Term Member(Term container, string name, Shape shape) =>
        new(Expression.PropertyOrField(container.Node, name), shape, container.Active);
}
