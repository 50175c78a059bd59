using ExprGrad.Scheduling.Contractions;

namespace ExprGrad.Scheduling;

/// <summary>The schedules of a function.</summary>
/// <param name="Checks">What is checked before anything is written.</param>
/// <param name="Main">The function itself.</param>
/// <param name="Contracted">The function with matrix products left to the kernel, for when they are large; null if there are none.</param>
/// <param name="LoopSums">The sums that might have been such products.</param>
internal sealed record Schedules(Schedule Checks, Schedule Main, Schedule? Contracted, IReadOnlyList<LoopSum> LoopSums);
