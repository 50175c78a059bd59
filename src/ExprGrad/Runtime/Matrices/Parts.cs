namespace ExprGrad.Runtime.Matrices;

/// <summary>Into how many parts of a size an extent is cut, the last of which may be smaller.</summary>
internal static class Parts
{
    public static int Of(int extent, int size) => (extent + size - 1) / size;
}
