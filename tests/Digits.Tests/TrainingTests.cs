using ExprGrad;

namespace DigitsSample.Tests;

public class TrainingTests
{
    private static readonly DigitSet Digits = DigitFile.Embedded();

    [Fact]
    public void A_few_epochs_read_nine_digits_of_ten()
    {
        var curve = Train(Network.Random(1)).Run(4, CancellationToken.None).ToArray();

        Assert.Equal([1, 2, 3, 4], curve.Select(progress => progress.Epoch));
        Assert.True(curve[^1].TestAccuracy > 0.9, $"{curve[^1]}");
        Assert.True(curve[^1].TrainLoss < curve[0].TrainLoss / 3, $"{curve[^1]}");
    }

    [Fact]
    public void The_same_seed_learns_the_same()
    {
        Assert.Equal(LossAfterOneEpoch(1), LossAfterOneEpoch(1));
        Assert.NotEqual(LossAfterOneEpoch(1), LossAfterOneEpoch(2));

        static double LossAfterOneEpoch(int seed) => Train(Network.Random(seed), seed).Run(1, CancellationToken.None).Single().TrainLoss;
    }

    [Fact]
    public void A_stop_takes_effect_after_the_current_batch()
    {
        using var stop = new CancellationTokenSource();
        var training = Train(Network.Random(1)).Run(4, stop.Token).GetEnumerator();
        training.MoveNext();
        stop.Cancel();

        Assert.False(training.MoveNext());
    }

    [Fact]
    public void Tape_and_compiled_delegate_and_finite_differences_agree()
    {
        var network = Network.Random(3);
        var batch = Batch.Of([.. Digits.Train.Take(3)]);
        var loss = new CompiledLoss(network, batch);
        var (compiled, taped) = (Grad.ZerosLike(network), Grad.ZerosLike(network));

        var expected = Network.Loss.Compile()(network, batch.Images, batch.Labels);
        Assert.Equal(expected, loss.Value(network, batch.Images, batch.Labels), 1e-14);
        Assert.Equal(expected, loss.ValueAndGradient(network, batch.Images, batch.Labels, compiled), 1e-14);
        Assert.Equal(expected, new TapeLoss(network).ValueAndGradient(network, batch.Images, batch.Labels, taped), 1e-14);

        foreach (var (row, (gradient, tape)) in network.Rows().Zip(compiled.Rows().Zip(taped.Rows())))
        {
            var slopes = new double[row.Length];
            FiniteDifference.Gradient(_ => loss.Value(network, batch.Images, batch.Labels), row, slopes);
            Assert.All(gradient.Index(), element =>
            {
                Assert.Equal(element.Item, tape[element.Index], 1e-14);
                Assert.Equal(element.Item, slopes[element.Index], 1e-8);
            });
        }
    }

    [Fact]
    public void The_network_reads_the_label_with_the_highest_score()
    {
        var network = Network.Random(1);
        network.B2[7] = 100;
        var loss = new CompiledLoss(network, Batch.Of([Digits.Train[0]]));

        Assert.All(Digits.Test.Take(5), digit => Assert.Equal(7, loss.Read(network, digit.Pixels)));
    }

    private static Training Train(Network network, int seed = 1) => new(network, new CompiledLoss(network, Batch.Of([Digits.Train[0]])), Digits, seed);
}
