using System.Linq.Expressions;

namespace ExprGrad.Diagnostics.CSharp;

/// <summary>
/// What has to be known of a whole tree before its statements can be printed: which nodes have to be statements in C#, because
/// they hold some, and which assignments can declare their variable, so that a local stands where it is used first.
/// </summary>
internal sealed partial class StatementLayout
{
    /// <summary>Knows nothing and asks nothing of the tree: for quotes, whose cost must not depend on the size of the tree.</summary>
    internal static readonly StatementLayout None = new();

    private readonly HashSet<Expression> _statements = [];
    private readonly HashSet<Expression> _declarations = [];
    private readonly HashSet<ParameterExpression> _declaredFirst = [];

    /// <summary>Whether C# has no expression for the node.</summary>
    internal bool IsStatement(Expression e) => e switch
    {
        BlockExpression or LoopExpression or TryExpression or GotoExpression or LabelExpression => true,
        SwitchExpression { DefaultBody: null } => true,
        ConditionalExpression or SwitchExpression => e.Type == typeof(void) || _statements.Contains(e),
        _ => false,
    };

    /// <summary>Whether the assignment is printed with the type of its variable before it.</summary>
    internal bool Declares(Expression assignment) => _declarations.Contains(assignment);

    /// <summary>Whether the variable needs a declaration at the start of its block: it is used, and no assignment can declare it.</summary>
    internal bool IsDeclaredFirst(ParameterExpression variable) => this == None || _declaredFirst.Contains(variable);

    /// <summary>Looks through the whole lambda.</summary>
    internal static StatementLayout Of(LambdaExpression lambda)
    {
        var layout = new StatementLayout();
        var walk = new Walk(layout);
        walk.Run(lambda);
        foreach (var (variable, declaration) in walk.Declarations())
        {
            if (declaration is null) layout._declaredFirst.Add(variable);
            else layout._declarations.Add(declaration);
        }

        return layout;
    }

    /// <summary>A variable's life: the smallest scope around all of its uses, and the assignment that comes first.</summary>
    private sealed class Life
    {
        internal int Scope { get; set; }
        internal int FirstScope { get; init; }
        internal Expression? FirstAssignment { get; set; }
    }

    /// <summary>One walk in order of evaluation, on a stack of its own, that keeps track of which braces will be open.</summary>
    private sealed class Walk(StatementLayout layout)
    {
        private enum Step
        {
            Visit,
            Open,
            Close,
            Assigned,
            Decide,
        }

        private readonly Stack<(Step Step, Expression? Node)> _todo = new();
        private readonly ChildExpressions _children = new();
        private readonly Dictionary<ParameterExpression, Life> _lives = [];
        private readonly HashSet<ParameterExpression> _locals = [];
        private readonly HashSet<Expression> _assignments = [];

        // A scope is a number; those on the way from the root to here are active.
        private readonly List<(int Parent, bool Active)> _scopes = [(-1, true)];
        private int _scope;

        internal void Run(LambdaExpression lambda)
        {
            _todo.Push((Step.Visit, lambda.Body));
            while (_todo.TryPop(out var item))
            {
                switch (item.Step)
                {
                    case Step.Visit: Visit(item.Node!); break;
                    case Step.Open: Open(); break;
                    case Step.Close: Close(); break;
                    case Step.Assigned: Use((ParameterExpression)((BinaryExpression)item.Node!).Left, item.Node); break;
                    case Step.Decide: Decide(item.Node!); break;
                }
            }
        }

        // An assignment declares its variable if nothing uses it outside of the braces, or the `for`, that the assignment stands in.
        internal IEnumerable<(ParameterExpression Variable, Expression? Declaration)> Declarations() =>
            _lives.Select(l => (l.Key, l.Value.Scope == l.Value.FirstScope && _locals.Contains(l.Key) ? l.Value.FirstAssignment : null));

        private void Open()
        {
            _scopes.Add((_scope, true));
            _scope = _scopes.Count - 1;
        }

        private void Close()
        {
            _scopes[_scope] = _scopes[_scope] with { Active = false };
            _scope = _scopes[_scope].Parent;
        }

        private void Visit(Expression e)
        {
            switch (e)
            {
                case ParameterExpression p: Use(p, null); break;
                case BlockExpression b: Statements(b); break;
                case LoopExpression l: Schedule(Braces(l.Body)); break;
                case LambdaExpression l: Schedule(Braces(l.Body)); break;
                case ConditionalExpression c:
                    Schedule([.. Operand(c.Test), .. Braces(c.IfTrue), .. Braces(c.IfFalse), (Step.Decide, c)]);
                    break;
                case SwitchExpression s:
                    Schedule([.. Operand(s.SwitchValue), .. s.Cases.SelectMany(Case), .. Braces(s.DefaultBody), (Step.Decide, s)]);
                    break;
                case TryExpression t:
                    Schedule([.. Braces(t.Body), .. t.Handlers.SelectMany(Handler), .. Braces(t.Fault), .. Braces(t.Finally)]);
                    break;
                default: Schedule(_children.Of(e).SelectMany(Operand)); break;
            }
        }

        private void Statements(BlockExpression e)
        {
            _locals.UnionWith(e.Variables);
            var steps = new List<(Step, Expression?)>();
            for (var k = 0; k < e.Expressions.Count; k++)
            {
                var statement = e.Expressions[k];
                var isLoopStart = k + 1 < e.Expressions.Count && ForLoop.Counted(statement, e.Expressions[k + 1]) is not null;
                if (isLoopStart) steps.Add((Step.Open, null));
                if (statement is BinaryExpression { NodeType: ExpressionType.Assign, Left: ParameterExpression } a)
                {
                    steps.Add((Step.Visit, a.Right));
                    steps.Add((Step.Assigned, a));
                }
                else steps.Add((Step.Visit, statement));

                if (!isLoopStart) continue;
                steps.Add((Step.Visit, e.Expressions[++k]));
                steps.Add((Step.Close, null));
            }

            Schedule(steps);
        }

        private static IEnumerable<(Step, Expression?)> Braces(Expression? body) =>
            body is null ? [] : [(Step.Open, null), (Step.Visit, body), (Step.Close, null)];

        // A block among operands has braces of its own; among statements it is part of their list.
        private static IEnumerable<(Step, Expression?)> Operand(Expression e) => e is BlockExpression ? Braces(e) : [(Step.Visit, e)];

        private static IEnumerable<(Step, Expression?)> Case(SwitchCase c) =>
            [.. c.TestValues.Select(t => (Step.Visit, (Expression?)t)), .. Braces(c.Body)];

        private static IEnumerable<(Step, Expression?)> Handler(CatchBlock c) =>
            c.Filter is null ? Braces(c.Body) : [(Step.Open, null), (Step.Visit, c.Filter), (Step.Visit, c.Body), (Step.Close, null)];

        private void Schedule(IEnumerable<(Step, Expression?)> steps)
        {
            foreach (var step in steps.Reverse()) _todo.Push(step);
        }

        private void Use(ParameterExpression variable, Expression? assignment)
        {
            // An assignment that stands in the tree twice would declare its variable twice.
            var isFirstOfNode = assignment is null || _assignments.Add(assignment);
            if (!_lives.TryGetValue(variable, out var life))
                _lives.Add(variable, life = new Life { Scope = _scope, FirstScope = _scope, FirstAssignment = assignment });
            if (!isFirstOfNode) life.FirstAssignment = null;

            while (!_scopes[life.Scope].Active) life.Scope = _scopes[life.Scope].Parent;
        }

        // A value that is chosen between statements can only be chosen by a statement.
        private void Decide(Expression e)
        {
            var holds = e is ConditionalExpression c
                ? layout.IsStatement(c.IfTrue) || layout.IsStatement(c.IfFalse)
                : e is SwitchExpression { DefaultBody: { } rest } s && s.Cases.Select(x => x.Body).Append(rest).Any(layout.IsStatement);
            if (holds) layout._statements.Add(e);
        }
    }
}
