using System.Linq.Expressions;

namespace ExprGrad.Emission.Instructions;

/// <summary>Consecutive instructions, in which each variable is given one value, and nothing is stored before all is read that is in memory: an output may be an element of an array.</summary>
internal sealed class InstructionRun
{
    private readonly HashSet<ParameterExpression> _results = [];
    private List<Instruction> _instructions = [];
    private bool _reads;
    private bool _stores;

    /// <summary>Adds an instruction, unless it belongs to another run.</summary>
    public bool TryAdd(Instruction instruction)
    {
        if ((instruction.ReadsMemory && _stores) || (!instruction.IsValue && _reads) || !_results.Add(instruction.Result)) return false;
        _reads |= instruction.ReadsMemory;
        _stores |= !instruction.IsValue;
        _instructions.Add(instruction);
        return true;
    }

    /// <summary>The instructions; the next one begins another run.</summary>
    public List<Instruction> Take()
    {
        var taken = _instructions;
        (_instructions, _reads, _stores) = ([], false, false);
        _results.Clear();
        return taken;
    }
}
