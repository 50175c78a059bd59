using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>What loops may be vectorised for.</summary>
/// <param name="Bits">The width of a vector.</param>
/// <param name="Reassociates">Whether sums may be added up in another order.</param>
/// <param name="HasForm">Whether a primitive that is no operator has a form for vectors of a type of numbers.</param>
internal sealed record VectorTarget(int Bits, bool Reassociates, Func<Primitive, Type, bool> HasForm)
{
    /// <summary>More values in lanes are several methods.</summary>
    public const int OneMethod = 500;

    /// <summary>What every choice between a loop and those inside of it falls to, in tests; null for what costs less.</summary>
    public bool? OuterLanes { get; init; }

    /// <summary>The most values in lanes of a loop that has rounds of whole vectors beside the rest.</summary>
    public int MostInRound { get; init; } = OneMethod;

    /// <summary>How many values two iterations of a loop inside must have to share for them to run at once, where there are no rounds: as many as pay for the larger code.</summary>
    public int FewestShared { get; init; } = 4;

    /// <summary>How many numbers of the type are in a vector.</summary>
    public int Lanes(Type scalar) => Bits / (scalar == typeof(double) ? 64 : 32);
}
