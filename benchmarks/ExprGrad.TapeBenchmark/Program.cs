using ExprGrad.TapeBenchmark;

const string usage = "usage: ExprGrad.TapeBenchmark [--adolc PATH] [--rounds N]";
const double targetNanoseconds = 5e6;

string? adolcPath = null;
int rounds = 31;
for (int i = 0; i < args.Length; i += 2)
{
    if (args[i] is "--adolc" && i + 1 < args.Length && File.Exists(args[i + 1]))
    {
        adolcPath = args[i + 1];
    }
    else if (args[i] is not "--rounds" || i + 1 == args.Length || !int.TryParse(args[i + 1], out rounds) || rounds < 1)
    {
        Console.Error.WriteLine(usage);
        return 2;
    }
}

using var adolc = adolcPath is null ? null : new AdolcProcess(adolcPath);
Console.WriteLine("| program | operations | tape ns/op | ADOL-C recording ns/op | ADOL-C replaying ns/op | ADOL-C's better / tape |");
Console.WriteLine("|---|---|---|---|---|---|");
bool correct = true;
foreach (var program in Programs.All)
{
    var runner = new TapeRunner(program);
    double value = runner.ValueAndGradient();
    int repetitions = Math.Max(1, (int)(targetNanoseconds / runner.NanosecondsPerGradient(10)));
    int adolcRepetitions = Math.Max(1, repetitions / 10);

    // In turns, so that what else the machine does disturbs both alike.
    List<double> tape = [], recording = [], replaying = [];
    for (int round = 0; round < rounds; round++)
    {
        tape.Add(runner.NanosecondsPerGradient(repetitions));
        if (adolc?.Ask(program.Name, adolcRepetitions) is { } answer)
        {
            recording.Add(answer.RecordingNs);
            replaying.Add(answer.ReplayingNs);
            correct &= Agree(value, answer.Value) && runner.Gradient.Zip(answer.Gradient, Agree).All(agree => agree);
        }
    }

    double PerOperation(List<double> times) => Median(times) / runner.Operations;
    string adolcColumns = adolc is null
        ? "- | - | -"
        : $"{PerOperation(recording):F2} | {PerOperation(replaying):F2} | {Math.Min(Median(recording), Median(replaying)) / Median(tape):F1}";
    Console.WriteLine($"| {program.Name} | {runner.Operations} | {PerOperation(tape):F2} | {adolcColumns} |");
}

if (!correct)
    Console.Error.WriteLine("The tape and ADOL-C disagree.");
return correct ? 0 : 1;

static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

static bool Agree(double a, double b) => Math.Abs(a - b) <= 1e-10 * Math.Max(1, Math.Abs(a));
