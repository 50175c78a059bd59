namespace ExprGrad;

/// <summary>What happens to what a gradient's place holds before the call.</summary>
public enum GradientMode
{
    /// <summary>It is overwritten, whatever it was, NaN included.</summary>
    Overwrite,

    /// <summary>The gradient is added to it.</summary>
    Accumulate,
}
