using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Threads;

/// <summary>A loop whose iterations run in blocks, each of which may run on any thread. What blocks add up together each adds up for itself, and the sums are taken together afterwards.</summary>
/// <param name="Loop">The loop.</param>
/// <param name="Totals">Reductions to one number of which each block makes a part.</param>
/// <param name="Arrays">Arrays inside of the function of which each block makes one of its own.</param>
/// <param name="Outputs">Gradients of which each block makes one of its own.</param>
/// <param name="Work">What an iteration takes, in additions: how much in each iteration of which inner loops.</param>
/// <param name="SmallestWork">What a block takes at least.</param>
internal sealed record BlockLoop(
    LoopItem Loop, IReadOnlyList<Reduce> Totals, IReadOnlyList<Node> Arrays, IReadOnlyList<ArrayOutput> Outputs, IReadOnlyList<(AxisSet Inner, double Cost)> Work, double SmallestWork);
