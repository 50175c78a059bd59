namespace ExprGrad.Taping;

/// <summary>One recorded operation: 24 bytes, whatever the operation was. Operand 0 stands for "none".</summary>
internal struct TapeRow
{
    public int Left;
    public int Right;
    public double LeftPartial;
    public double RightPartial;
}
