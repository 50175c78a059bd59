using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace ExprGrad.Frontend;

/// <summary>An instruction of a method body (ECMA-335, partition III).</summary>
/// <param name="Offset">Where it starts.</param>
/// <param name="Code">What it does.</param>
/// <param name="Operand">The token of a member, the number of an argument or local, or the offset that a branch goes to; of a number 0 for zero, else 1; 0 if there is none of these.</param>
internal readonly record struct IlInstruction(int Offset, OpCode Code, int Operand)
{
    private static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>The instructions of a body, in order.</summary>
    public static List<IlInstruction> Read(ReadOnlySpan<byte> il)
    {
        var instructions = new List<IlInstruction>();
        for (var at = 0; at < il.Length;)
        {
            var start = at;
            var value = il[at++] is 0xFE and var prefix ? (short)((prefix << 8) | il[at++]) : il[start];
            var code = s_codes[value];
            var size = Size(code.OperandType, il[at..]);
            instructions.Add(new IlInstruction(start, code, OperandOf(code, il[at..], at + size)));
            at += size;
        }

        return instructions;
    }

    private static int OperandOf(OpCode code, ReadOnlySpan<byte> operand, int next) => code.OperandType switch
    {
        OperandType.ShortInlineBrTarget => next + (sbyte)operand[0],
        OperandType.InlineBrTarget => next + BinaryPrimitives.ReadInt32LittleEndian(operand),
        OperandType.ShortInlineVar => operand[0],
        OperandType.InlineVar => BinaryPrimitives.ReadUInt16LittleEndian(operand),
        OperandType.InlineMethod or OperandType.InlineField => BinaryPrimitives.ReadInt32LittleEndian(operand),
        OperandType.InlineR or OperandType.ShortInlineR or OperandType.InlineI8 or OperandType.InlineI or OperandType.ShortInlineI => operand[..Size(code.OperandType, operand)].ContainsAnyExcept((byte)0) ? 1 : 0,
        _ => 0,
    };

    private static int Size(OperandType type, ReadOnlySpan<byte> operand) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(operand)),
        _ => 4,
    };
}
