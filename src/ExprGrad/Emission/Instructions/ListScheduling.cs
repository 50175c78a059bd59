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
internal static class ListScheduling
{
    // So many values find registers on every machine.
    private const int Registers = 16;

    /// <summary>The most statements that are put into order: what is longer becomes several methods, for which the order of the schedule keeps fewer values from one to the next.</summary>
    public const int Longest = 2_000;


    // What one value more costs, in cycles of the way to the end: found by trying, on gradients of random formulas; anything between 20 and 40 is as good in short runs.
    private const int CostOfValue = 25;

    // So far ahead do processors look for something to do: in longer runs there is always something, and first comes what leaves fewest values alive.
    private const int LookAhead = 400;

    /// <summary>The statements of a block, with the runs of instructions among them in order.</summary>
    public static IReadOnlyList<Expression> Arrange(IReadOnlyList<Expression> code)
    {
        if (code.Count is <= Registers or > Longest) return code;
        var arranged = new List<Expression>(code.Count);
        var run = new InstructionRun();
        foreach (var statement in code)
        {
            var instruction = Instruction.Of(statement);
            if (instruction is not null && run.TryAdd(instruction)) continue;
            Add(run.Take(), arranged);
            if (instruction is null) arranged.Add(statement);
            else run.TryAdd(instruction);
        }

        Add(run.Take(), arranged);
        return arranged;
    }

    private static void Add(List<Instruction> run, List<Expression> arranged)
    {
        if (run.Count > Registers)
        {
            Instruction.Link(run);
            var most = MostAlive(run);
            if (most > Registers && Order(run) is var order && MostAlive(order) <= most) run = order;
        }

        foreach (var instruction in run) arranged.Add(instruction.Assignment);
    }

    private static List<Instruction> Order(List<Instruction> run)
    {
        var order = new List<Instruction>(run.Count);

        // Such a queue is compiled already, for the order of the schedule; another would take the JIT 2 ms. The order at first decides between equals.
        var ready = new PriorityQueue<Instruction, (bool, double Cost, int Number)>();
        var costOfValue = run.Count > LookAhead ? 40 * CostOfValue : CostOfValue;
        void Enqueue(Instruction instruction) => ready.Enqueue(instruction, (false, (costOfValue * instruction.Growth) - instruction.WayToEnd, instruction.Number));

        foreach (var instruction in run)
        {
            if (instruction.Waiting == 0) Enqueue(instruction);
        }

        while (ready.TryDequeue(out var instruction, out _))
        {
            // It is in the queue a second time, and was further ahead, if it has become the last that needs an operand.
            if (instruction.IsPlaced) continue;
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

    private static int MostAlive(List<Instruction> order)
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
