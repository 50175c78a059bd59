using System.Linq.Expressions;

namespace ExprGrad.Emission.Splitting;

/// <summary>Which statements are tied together by labels and the jumps to them.</summary>
internal sealed class JumpTable
{
    private readonly Dictionary<LabelTarget, Label> _labels = [];
    private readonly List<Jump> _jumps = [];
    private bool _isAmbiguous;

    /// <summary>A label that is a statement of its own, or inside one.</summary>
    public void Define(LabelTarget? target, Statement statement) => Define(target, new Label(statement.List, statement, statement.Start));

    /// <summary>The end or the start of a loop's body.</summary>
    public void Define(LabelTarget? target, StatementList body) => Define(target, new Label(body, Statement: null, body.Start));

    public void AddJump(LabelTarget target, Statement from, int position) => _jumps.Add(new(target, from, position));

    /// <summary>Marks the statements that can't leave the method of a label.</summary>
    /// <exception cref="InvalidOperationException">
    /// A label in two places, a jump into a statement, or one out of the middle of an expression that assigns to variables.
    /// </exception>
    public void Resolve(Touches touches)
    {
        if (_isAmbiguous) throw new InvalidOperationException("A label in two places can't be split.");
        foreach (var label in _labels.Values)
        {
            if (label.Statement is { Expression: LabelExpression } statement) Pin(statement, label.Home);
        }

        foreach (var jump in _jumps)
        {
            var label = _labels[jump.Target];
            if (label.Statement == jump.From) continue;
            if (label.Statement is { Expression: not LabelExpression }) throw new InvalidOperationException("A jump into an expression can't be split.");
            if (jump.From.Expression is not GotoExpression && Assigns(touches, jump.From))
                throw new InvalidOperationException("A jump out of an expression that assigns to variables can't be split.");

            Statement statement = jump.From;
            while (statement.List != label.Home)
            {
                Pin(statement, label.Home);
                statement = statement.List.Owner ?? throw new InvalidOperationException("A jump into a statement can't be split.");
            }

            Pin(statement, label.Home);
            if (label.Statement is not null) Note(label, jump);
        }
    }

    private void Define(LabelTarget? target, Label label)
    {
        if (target is not null) _isAmbiguous |= !_labels.TryAdd(target, label);
    }

    private static void Pin(Statement statement, StatementList home)
    {
        statement.Jumps = true;
        statement.Pin = Math.Min(statement.Pin, home.Depth);
    }

    private static void Note(Label label, Jump jump)
    {
        var isBackward = jump.Position >= label.Position;
        label.Home.IsLoop |= isBackward;
        label.Home.FirstJump = isBackward ? int.MinValue : Math.Min(label.Home.FirstJump, jump.Position);
    }

    private static bool Assigns(Touches touches, Statement statement)
    {
        for (var i = statement.Start; i < statement.End; i++)
        {
            if (touches[i].Kind is TouchKind.Write or TouchKind.Assign) return true;
        }

        return false;
    }

    /// <summary>A place to jump to.</summary>
    /// <param name="Home">The list that has the label, or whose execution ends or restarts there.</param>
    /// <param name="Statement">The label itself, or the statement that it is inside of; null for the labels of a loop.</param>
    /// <param name="Position">Where it is among the touches.</param>
    private readonly record struct Label(StatementList Home, Statement? Statement, int Position);

    private readonly record struct Jump(LabelTarget Target, Statement From, int Position);
}
