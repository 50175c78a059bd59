namespace ExprGrad.Benchmarks.PyTorch.Programs;

/// <summary>The programs that are measured; their sizes are those of <c>../programs.py</c>.</summary>
internal static class PyTorchSuite
{
    public static IReadOnlyList<(string Name, Func<PyTorchProgram> Create)> All { get; } =
    [
        ("mlp-relu", Perceptron.Rectified),
        ("mlp-gelu", Perceptron.Gelu),
        ("conv2d", Convolution.Images),
        ("rnn", Recurrent.Network),
        ("attention-64", Attention.Doubles),
        ("attention-256", Attention.Floats),
        ("layer-norm", LayerNorm.Rows),
        ("conv1d", Convolution.Signal),
        ("softmax", Regression.Softmax),
        ("huber", Regression.Huber),
        ("factorization", Factorization.Ratings),
        ("k-means", Clusters.KMeans),
        ("hmm", HiddenMarkov.Forward),
        ("black-scholes", OptionBook.Value),
        ("n-body", Bodies.Potential),
        ("heat", Heat.Rod),
        ("total-variation", TotalVariation.Image),
    ];
}
