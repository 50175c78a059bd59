using System.Linq.Expressions;

namespace ExprGrad.GradBench.Functions;

/// <summary>
/// k components of a mixture of normal distributions in d dimensions, a row each: weights before softmax, means, and the factors Q of the inverse covariances
/// Q' Q, which are lower triangular: the logarithms of their diagonals, and what is below them, column by column.
/// </summary>
internal sealed record Mixture(double[] Alpha, double[,] Mu, double[,] Q, double[,] L);

/// <summary>The Wishart prior's parameters.</summary>
internal sealed record Wishart(double Gamma, int M);

internal delegate double MixtureValue(Mixture mixture, double[,] x, Wishart wishart);

internal delegate double MixtureGradient(Mixture mixture, double[,] x, Wishart wishart, Mixture dmixture);

/// <summary>The log posterior of a mixture with a Wishart prior, of n points.</summary>
internal static class Gmm
{
    private static readonly Expression<Func<double, double>> s_square = x => x * x;

    // Where an element in row r below the diagonal is kept: the columns before c hold d - 1, d - 2, ... of them.
    private static readonly Expression<Func<int, int, int, int>> s_packed = (d, r, c) => c * (2 * d - c - 1) / 2 + r - c - 1;

    private static readonly Expression<Func<Mixture, int, double>> s_logDeterminant = (mixture, j) =>
        Enumerable.Range(0, mixture.Q.GetLength(1)).Sum(r => mixture.Q[j, r]);

    // Element r of Q_j (x_i - mu_j); Q's diagonal is exp(q), its rows below are those of l.
    private static readonly Expression<Func<Mixture, int, double[,], int, int, double>> s_whitened = (mixture, j, x, i, r) =>
        Math.Exp(mixture.Q[j, r]) * (x[i, r] - mixture.Mu[j, r])
        + Enumerable.Range(0, r).Sum(c => mixture.L[j, s_packed.Invoke(mixture.Q.GetLength(1), r, c)] * (x[i, c] - mixture.Mu[j, c]));

    // ln of the density of component j at point i, but for a constant.
    private static readonly Expression<Func<Mixture, int, double[,], int, double>> s_logDensity = (mixture, j, x, i) =>
        mixture.Alpha[j] + s_logDeterminant.Invoke(mixture, j)
        - 0.5 * Enumerable.Range(0, mixture.Q.GetLength(1)).Sum(r => s_square.Invoke(s_whitened.Invoke(mixture, j, x, i, r)));

    private static readonly Expression<Func<Mixture, double[,], double>> s_likelihood = (mixture, x) =>
        Enumerable.Range(0, x.GetLength(0)).Sum(i => Ad.LogSumExp(mixture.Alpha.Select((_, j) => s_logDensity.Invoke(mixture, j, x, i)).ToArray()))
        - x.GetLength(0) * Ad.LogSumExp(mixture.Alpha);

    private static readonly Expression<Func<Mixture, Wishart, double>> s_prior = (mixture, wishart) =>
        wishart.M * mixture.Alpha.Select((_, j) => s_logDeterminant.Invoke(mixture, j)).Sum()
        - 0.5 * wishart.Gamma * wishart.Gamma * mixture.Alpha.Select((_, j) =>
            Enumerable.Range(0, mixture.Q.GetLength(1)).Sum(r => s_square.Invoke(Math.Exp(mixture.Q[j, r])))
            + Enumerable.Range(0, mixture.L.GetLength(1)).Sum(i => s_square.Invoke(mixture.L[j, i]))).Sum();

    // ln of the multivariate gamma function.
    private static readonly Expression<Func<double, int, double>> s_logGamma = (a, d) =>
        0.25 * d * (d - 1) * Math.Log(Math.PI) + Enumerable.Range(1, d).Sum(i => Ad.LogGamma(a + 0.5 * (1 - i)));

    // What does not depend on the mixture but on its size.
    private static readonly Expression<Func<int, int, int, Wishart, double>> s_constant = (n, k, d, wishart) =>
        Ad.Let(d + wishart.M + 1, freedom =>
            k * (freedom * d * (Math.Log(wishart.Gamma) - 0.5 * Math.Log(2)) - s_logGamma.Invoke(0.5 * freedom, d))
            - 0.5 * n * d * Math.Log(2 * Math.PI));

    public static readonly Expression<Func<Mixture, double[,], Wishart, double>> LogPosterior = (mixture, x, wishart) =>
        s_likelihood.Invoke(mixture, x) + s_prior.Invoke(mixture, wishart)
        + s_constant.Invoke(x.GetLength(0), mixture.Alpha.Length, x.GetLength(1), wishart);
}
