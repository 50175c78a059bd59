namespace ExprGrad.Runtime.Matrices;

/// <summary>What becomes of a product: it takes the place of what was there, is added to it, or subtracted from it.</summary>
internal enum ProductMode
{
    Set,
    Add,
    Subtract,
}
