namespace ExprGrad.Scheduling.Threads;

/// <summary>What loops may be cut into blocks for.</summary>
/// <param name="Reassociates">Whether sums may be added up in another order.</param>
/// <param name="SmallestWork">What a block takes at least, in additions; 0 for any number of iterations, in tests.</param>
/// <param name="Obstacle">Why no loop at all can be cut; null if there is no such reason.</param>
internal sealed record BlockTarget(bool Reassociates, double SmallestWork, string? Obstacle = null);
