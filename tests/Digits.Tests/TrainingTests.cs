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
    public void The_defaults_read_at_least_95_digits_of_100()
    {
        Options? options = null;
        CommandLine.Run([], chosen => options = chosen, TextWriter.Null, TextWriter.Null);

        var training = Train(Network.Random(options!.Seed), options.Seed);
        var last = training.Run(options.Epochs, CancellationToken.None).Last();

        Assert.True(last.TestAccuracy >= 0.95, $"{last}");
        Assert.Equal(last.TestAccuracy, 1 - (double)training.Misread().Count() / Digits.Test.Count);
    }

    [Fact]
    public void A_stop_takes_effect_after_the_current_batch()
    {
        using var stop = new CancellationTokenSource();
        var network = Network.Random(1);
        var loss = Compiled(network);
        List<double> biases = []; // one of the network's before each batch
        var stopping = new CompiledLoss(network, Batch.Of([Digits.Train[0]]))
        {
            ValueAndGradient = (net, images, labels, gradient) =>
            {
                biases.Add(net.B2[0]);
                if (biases.Count == 3) stop.Cancel();
                return loss.ValueAndGradient(net, images, labels, gradient);
            },
        };

        var progress = Assert.Single(new Training(network, stopping, Digits, seed: 1).Run(4, stop.Token));

        Assert.Equal(4, biases.Append(network.B2[0]).Distinct().Count()); // the third batch took its step, and it was the last
        Assert.Equal(3.0 * Training.BatchSize / Digits.Train.Count, progress.Epoch);
    }

    [Fact]
    public void A_stop_between_epochs_ends_the_training_there()
    {
        using var stop = new CancellationTokenSource();
        var training = Train(Network.Random(1)).Run(4, stop.Token).GetEnumerator();
        training.MoveNext();
        stop.Cancel();

        Assert.False(training.MoveNext());
    }

    [Fact]
    public void A_stop_before_the_first_batch_leaves_that_one_to_report()
    {
        var progress = Assert.Single(Train(Network.Random(1)).Run(4, new CancellationToken(canceled: true)));

        Assert.Equal((double)Training.BatchSize / Digits.Train.Count, progress.Epoch);
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

    private static Training Train(Network network, int seed = 1) => new(network, Compiled(network), Digits, seed);

    private static CompiledLoss Compiled(Network network) => new(network, Batch.Of([Digits.Train[0]]));
}
