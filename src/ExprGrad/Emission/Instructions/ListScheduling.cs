using System.Linq.Expressions;

namespace ExprGrad.Emission.Instructions;

/// <summary>
/// Puts runs of assignments into an order in which few values are alive at a time. The JIT keeps the order that it is given, and a value that finds no register is stored and
/// loaded again. The processor, in turn, looks ahead a few hundred instructions: what takes long should not come last.
/// </summary>
/// <remarks>
/// List scheduling (P. B. Gibbons, S. S. Muchnick, "Efficient instruction scheduling for a pipelined architecture", 1986): of the instructions whose operands are there comes first the one
/// that is best by the number of values that it leaves alive and by the length of the way that leads from it to the end of the run. The time is n log n.
/// </remarks>
internal sealed class ListScheduling
{
    // So many values find registers on every machine.
    private const int Registers = 16;

    // What one value more costs, in cycles of the way to the end: found by trying, on gradients of random formulas; anything between 20 and 40 is as good.
    private const int CostOfValue = 25;

    private readonly List<Instruction> _run;

    private ListScheduling(List<Instruction> run) => _run = run;

    /// <summary>The statements of a block, with the runs of instructions among them in order.</summary>
    public static IReadOnlyList<Expression> Arrange(IReadOnlyList<Expression> code)
    {
        if (code.Count <= Registers) return code;
        var arranged = new List<Expression>(code.Count);
        var run = new List<Instruction>();
        var results = new HashSet<ParameterExpression>();
        foreach (var statement in code)
        {
            var instruction = Instruction.Of(statement);
            if (instruction is null || !results.Add(instruction.Result))
            {
                arranged.AddRange(InOrder(run));
                run.Clear();
                results.Clear();
            }

            if (instruction is null)
            {
                arranged.Add(statement);
                continue;
            }

            results.Add(instruction.Result);
            run.Add(instruction);
        }

        return [.. arranged, .. InOrder(run)];
    }

    private static IEnumerable<Expression> InOrder(List<Instruction> run)
    {
        IReadOnlyList<Instruction> order = run;
        if (run.Count > Registers)
        {
            Instruction.Link(run);
            var most = MostAlive(run);
            if (most > Registers && new ListScheduling(run).Order() is var other && MostAlive(other) <= most) order = other;
        }

        return order.Select(instruction => instruction.Assignment);
    }

    private List<Instruction> Order()
    {
        var order = new List<Instruction>(_run.Count);
        var ready = new PriorityQueue<(Instruction Instruction, int Growth), (int Cost, int Number)>();
        void Enqueue(Instruction instruction) => ready.Enqueue(
            (instruction, instruction.Growth), ((CostOfValue * instruction.Growth) - instruction.WayToEnd, instruction.Number));

        foreach (var instruction in _run.Where(instruction => instruction.Waiting == 0)) Enqueue(instruction);
        while (ready.TryDequeue(out var next, out _))
        {
            // It is in the queue a second time if it has become the last that needs an operand.
            var instruction = next.Instruction;
            if (instruction.IsPlaced || next.Growth != instruction.Growth) continue;
            instruction.IsPlaced = true;
            order.Add(instruction);
            foreach (var operand in instruction.Operands)
            {
                if (--operand.Unread != 1) continue;
                var last = operand.Readers.Find(reader => !reader.IsPlaced)!;
                last.Growth--;
                if (last.Waiting == 0) Enqueue(last);
            }

            foreach (var follower in instruction.Followers)
            {
                if (--follower.Waiting == 0) Enqueue(follower);
            }
        }

        return order;
    }

    private static int MostAlive(IReadOnlyList<Instruction> order)
    {
        var unread = new int[order.Count];
        var (alive, most) = (0, 0);
        foreach (var instruction in order)
        {
            if (instruction.IsValue) alive++;
            unread[instruction.Number] = instruction.Readers.Count;
            foreach (var operand in instruction.Operands)
            {
                if (--unread[operand.Number] == 0) alive--;
            }

            most = Math.Max(most, alive);
        }

        return most;
    }
}
