namespace ExprGrad.Tests.Properties;

/// <summary>Looks for a small lambda that fails where a large one did.</summary>
internal static class Shrinker
{
    private const int SeedsPerBudget = 25;

    /// <summary>
    /// The failure of the smallest budget at which the seed or one derived from it fails; null if none below the given budget does.
    /// </summary>
    public static string? Smaller(ulong seed, int budget, IReadOnlyList<IExecutor> executors, bool areLong = false)
    {
        for (int smaller = 1; smaller < budget; smaller++)
        {
            for (ulong k = 0; k < SeedsPerBudget; k++)
            {
                if (PropertyCheck.Run(seed + k * 1_000_003, smaller, executors, areLong).Failure is { } failure)
                    return failure;
            }
        }

        return null;
    }
}
