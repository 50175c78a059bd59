using System.Linq.Expressions;

namespace ExprGrad.Emission.Instructions;

/// <summary>An assignment of a real number that is computed from variables and constants, without anything that could be seen elsewhere or fail.</summary>
internal sealed class Instruction
{
    private readonly List<ParameterExpression> _reads;

    private Instruction(BinaryExpression assignment, ParameterExpression result, PureFormula formula) =>
        (Assignment, Result, _reads, ReadsMemory, Latency) = (assignment, result, formula.Reads, formula.ReadsMemory, formula.Latency);

    public BinaryExpression Assignment { get; }

    public ParameterExpression Result { get; }

    /// <summary>The instruction that a statement is; null for what may have effects besides.</summary>
    public static Instruction? Of(Expression statement) =>
        statement is BinaryExpression { NodeType: ExpressionType.Assign, Left: ParameterExpression result } assignment && PureFormula.Of(assignment.Right) is { } formula
            ? new Instruction(assignment, result, formula)
            : null;

    /// <summary>Whether it makes a value that takes a register, rather than storing one in an output.</summary>
    public bool IsValue => !Result.IsByRef;

    /// <summary>Whether it reads elements of arrays.</summary>
    public bool ReadsMemory { get; }

    /// <summary>The place in the run at first.</summary>
    public int Number { get; private set; }

    /// <summary>The instructions whose values it reads.</summary>
    public List<Instruction> Operands { get; } = [];

    /// <summary>The instructions that read its value.</summary>
    public List<Instruction> Readers { get; } = [];

    /// <summary>The instructions that come later: its readers, and what gives a variable that it reads the next value.</summary>
    public List<Instruction> Followers { get; } = [];

    /// <summary>About how many cycles it takes.</summary>
    public int Latency { get; }

    /// <summary>About how many cycles it takes from its start to the end of the run.</summary>
    public int WayToEnd { get; private set; }

    /// <summary>How many instructions that it must follow are not placed yet.</summary>
    public int Waiting { get; set; }

    /// <summary>How many values more are alive after it than before it, if it came next.</summary>
    public int Growth { get; set; }

    public bool IsPlaced { get; set; }

    /// <summary>How many of its readers are not placed yet.</summary>
    public int Unread { get; set; }

    /// <summary>Finds what depends on what in a run, in which each variable is assigned once.</summary>
    public static void Link(List<Instruction> run)
    {
        var makers = new Dictionary<ParameterExpression, Instruction>(run.Count);
        var readers = new Dictionary<ParameterExpression, List<Instruction>>();
        foreach (var instruction in run)
        {
            instruction.Number = makers.Count;
            foreach (var variable in instruction._reads)
            {
                if (makers.TryGetValue(variable, out var maker)) maker.IsReadBy(instruction);
                else if (readers.TryGetValue(variable, out var others)) others.Add(instruction);
                else readers.Add(variable, [instruction]);
            }

            if (readers.TryGetValue(instruction.Result, out var before))
            {
                foreach (var reader in before)
                {
                    if (reader != instruction) reader.IsFollowedBy(instruction);
                }
            }

            makers.Add(instruction.Result, instruction);
        }

        for (var i = run.Count - 1; i >= 0; i--) run[i].Weigh();
    }

    private void Weigh()
    {
        Unread = Readers.Count;
        Growth = IsValue ? 1 : 0;
        foreach (var operand in Operands) Growth -= operand.Readers.Count == 1 ? 1 : 0;
        WayToEnd = Latency;
        foreach (var follower in Followers) WayToEnd = Math.Max(WayToEnd, Latency + follower.WayToEnd);
    }

    private void IsReadBy(Instruction reader)
    {
        Readers.Add(reader);
        reader.Operands.Add(this);
        IsFollowedBy(reader);
    }

    private void IsFollowedBy(Instruction follower)
    {
        Followers.Add(follower);
        follower.Waiting++;
    }
}
