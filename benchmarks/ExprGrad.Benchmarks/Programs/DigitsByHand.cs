namespace ExprGrad.Benchmarks.Programs;

/// <summary>The hand-written loss and gradient of <see cref="Digits"/>.</summary>
internal static class DigitsByHand
{
    public static NetworkLossGradient Create() => (net, images, labels, d) =>
    {
        double[][] w1 = net.W1, w2 = net.W2, dw1 = d.W1, dw2 = d.W2;
        double[] b1 = net.B1, b2 = net.B2, db1 = d.B1, db2 = d.B2;
        foreach (double[] row in dw1)
            Array.Clear(row);
        foreach (double[] row in dw2)
            Array.Clear(row);
        Array.Clear(db1);
        Array.Clear(db2);

        Span<double> hidden = stackalloc double[b1.Length];
        Span<double> hiddenBar = stackalloc double[b1.Length];
        Span<double> scores = stackalloc double[b2.Length];
        double weight = 1.0 / images.Length;
        double loss = 0;
        for (int n = 0; n < images.Length; n++)
        {
            var x = images[n].AsSpan();
            for (int j = 0; j < hidden.Length; j++)
                hidden[j] = Math.Tanh(b1[j] + Dot(x, w1[j]));
            double max = double.NegativeInfinity;
            for (int k = 0; k < scores.Length; k++)
            {
                scores[k] = b2[k] + Dot(hidden, w2[k]);
                max = Math.Max(max, scores[k]);
            }

            double correct = scores[labels[n]];
            double sum = 0;
            for (int k = 0; k < scores.Length; k++)
            {
                scores[k] = Math.Exp(scores[k] - max);
                sum += scores[k];
            }

            loss += max + Math.Log(sum) - correct;

            hiddenBar.Clear();
            double scale = weight / sum;
            for (int k = 0; k < scores.Length; k++)
            {
                double bar = scores[k] * scale;
                if (k == labels[n])
                    bar -= weight;
                db2[k] += bar;
                AddScaled(bar, hidden, dw2[k]);
                AddScaled(bar, w2[k], hiddenBar);
            }

            for (int j = 0; j < hidden.Length; j++)
            {
                double bar = hiddenBar[j] * (1 - hidden[j] * hidden[j]);
                db1[j] += bar;
                AddScaled(bar, x, dw1[j]);
            }
        }

        return loss * weight;
    };

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        b = b[..a.Length];
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static void AddScaled(double scale, ReadOnlySpan<double> a, Span<double> to)
    {
        to = to[..a.Length];
        for (int i = 0; i < a.Length; i++)
            to[i] += scale * a[i];
    }
}
