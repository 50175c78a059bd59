using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

/// <summary>Questions about a real number.</summary>
internal static class Classification
{
    public static Primitive[] Table() =>
    [
        Test(double.IsNaN), Test(double.IsFinite), Test(double.IsInfinity), Test(double.IsPositiveInfinity),
        Test(double.IsNegativeInfinity), Test(double.IsNegative), Test(double.IsPositive), Test(double.IsRealNumber),
        Test(double.IsInteger), Test(double.IsEvenInteger), Test(double.IsOddInteger), Test(double.IsNormal), Test(double.IsSubnormal), Test(double.IsPow2),
    ];
}
