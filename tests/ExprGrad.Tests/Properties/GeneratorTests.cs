using System.Diagnostics;
using System.Reflection;
using ExprGrad.Tests.Properties.Coverage;
using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties;

public sealed class GeneratorTests(ITestOutputHelper output)
{
    [Fact]
    public void Scratch()
    {
        var causes = new Dictionary<string, int>(StringComparer.Ordinal);
        var watch = Stopwatch.StartNew();
        TimeSpan last = default, generate = default, compile = default, run = default;
        var coverage = new CoverageTable();
        int zero = 0, n = int.Parse(Environment.GetEnvironmentVariable("N") ?? "1000");
        for (ulong seed = 0; seed < (ulong)n; seed++)
        {
            string cause;
            string text = "";
            bool gradientIsZero = false;
            try
            {
                var lambda = LambdaGenerator.Generate(seed, 3 + (int)(seed % 30));
                text = lambda.Lambda.ToString();
                coverage.Add(CoverageWalker.Of(lambda.Lambda));
                var twin = LambdaGenerator.Generate(seed, 3 + (int)(seed % 30), isTwin: true);
                generate += watch.Elapsed - last; last = watch.Elapsed;
                var compiled = lambda.Lambda.Compile();
                var twinCompiled = twin.Lambda.Compile();
                compile += watch.Elapsed - last; last = watch.Elapsed;
                double value = Convert.ToDouble(compiled.DynamicInvoke(lambda.Arguments(0)));
                var twinArguments = twin.Arguments(0);
                double twinValue = Convert.ToDouble(twinCompiled.DynamicInvoke(twinArguments));
                cause = double.IsFinite(value) ? Math.Abs(value - twinValue) < 1e-4 * Math.Max(1, Math.Abs(value)) ? "ok" : "twin" : "nonfinite";
                var active = twinArguments[..twin.ActiveCount];
                twin.Frozen.Replay();
                var (gradient, disagreement) = FiniteDifferences.At(Leaves.Flatten(active), x =>
                {
                    twin.Frozen.Replay();
                    return Convert.ToDouble(twinCompiled.DynamicInvoke([.. Leaves.UnflattenAll(active, x), .. twinArguments[twin.ActiveCount..]]));
                });
                run += watch.Elapsed - last; last = watch.Elapsed;
                gradientIsZero = gradient.All(g => g == 0);
                if (gradientIsZero)
                    zero++;
                double scale = Math.Max(1, gradient.Select(Math.Abs).DefaultIfEmpty().Max());
                if (cause == "ok" && disagreement.Any(d => !(d <= 1e-5 * scale)))
                    cause = "FD";
            }
            catch (Exception e)
            {
                var inner = e is TargetInvocationException t ? t.InnerException! : e;
                cause = inner.GetType().Name + ": " + inner.Message[..Math.Min(60, inner.Message.Length)] + inner.StackTrace?.Split('\n')[0];
            }

            if (cause is not "ok" && causes.GetValueOrDefault(cause) < 2)
                output.WriteLine($"{seed} {cause}: {text}");
            if (seed is < 140 and > 20 && gradientIsZero)
                output.WriteLine($"{seed}: {text}");
            causes[cause] = causes.GetValueOrDefault(cause) + 1;
        }

        output.WriteLine($"{watch.ElapsedMilliseconds} ms, {generate} {compile} {run} zero gradients {zero}");
        foreach (var (cause, count) in causes.OrderByDescending(c => c.Value))
            output.WriteLine($"{count} {cause}");
        output.WriteLine(coverage.ToString());
    }
}
