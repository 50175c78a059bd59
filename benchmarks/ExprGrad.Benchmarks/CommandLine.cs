using System.CommandLine;
using System.CommandLine.Parsing;
using ExprGrad.Benchmarks.Comparison;
using ExprGrad.Benchmarks.Generation;
using ExprGrad.Benchmarks.Matrices;
using ExprGrad.Benchmarks.Startup;
using ExprGrad.Benchmarks.Studies;

namespace ExprGrad.Benchmarks;

/// <summary>The verbs and their options. A mistake of the user is one line on the error output and exit code 2.</summary>
internal static class CommandLine
{
    public static int Run(string[] args)
    {
        var root = new RootCommand("Measures compiled gradients beside hand-written ones, the tape and finite differences.")
        {
            Compare(),
            GradBench(),
            Matrix(),
            PyTorch(),
            Startup(),
            Studies(),
            Generate(),
            Child(),
        };
        var parsed = root.Parse(args, new() { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine($"benchmarks: {parsed.Errors[0].Message}");
            return 2;
        }

        try
        {
            return parsed.Invoke(new() { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"benchmarks: {e.Message}");
            return 2;
        }
    }

    private static Command Compare()
    {
        Option<string?> json = new("--json") { Description = "Writes the rows as an array of JSON objects", HelpName = "FILE" };
        Option<string?> plot = new("--plot") { Description = "Draws the size sweep as SVG", HelpName = "FILE" };
        Option<bool> save = new("--save") { Description = "Writes table, rows and picture to benchmarks/results" };
        Option<string[]> programs = new("--program") { Description = "Only this program; may be repeated", HelpName = "NAME" };
        programs.AcceptOnlyFromAmong([.. Programs.Suite.All.Select(create => create().Name).Distinct(StringComparer.Ordinal)]);
        var command = new Command("compare", "All programs in a table, with the bars; exit code 1 if a result is wrong") { json, plot, save, programs };
        command.SetAction(chosen =>
            CompareVerb.Run(new(chosen.GetValue(json), chosen.GetValue(plot), chosen.GetValue(save), chosen.GetValue(programs) ?? [])));
        return command;
    }

    private static Command GradBench()
    {
        Option<string?> json = new("--json") { Description = "Writes the rows as an array of JSON objects", HelpName = "FILE" };
        Option<string[]> programs = new("--program") { Description = "Only this program; may be repeated", HelpName = "NAME" };
        programs.AcceptOnlyFromAmong([.. Benchmarks.GradBench.Programs.GradBenchSuite.All.Select(program => program.Name).Distinct(StringComparer.Ordinal)]);
        var command = new Command("gradbench", "The programs of GradBench beside their plain primals; exit code 1 if a result is wrong") { json, programs };
        command.SetAction(chosen => Benchmarks.GradBench.GradBenchVerb.Run(chosen.GetValue(json), chosen.GetValue(programs) ?? []));
        return command;
    }

    private static Command Matrix()
    {
        Option<int[]> sizes = new("--size") { Description = "Only this number of rows and columns; may be repeated", HelpName = "N" };
        sizes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int[]>()?.All(size => size is > 0 and <= 10_000) == false)
                result.AddError("--size is from 1 to 10000.");
        });
        Option<bool> save = new("--save") { Description = "Writes the table to benchmarks/results" };
        var command = new Command("matrix", "The matrix kernel beside the peak of a core and OpenBLAS; exit code 1 if a result is wrong") { sizes, save };
        command.SetAction(chosen => MatrixVerb.Run(chosen.GetValue(sizes) ?? [], chosen.GetValue(save)));
        return command;
    }

    private static Command PyTorch()
    {
        Option<string> python = new("--python") { Description = "The Python that has PyTorch", HelpName = "PATH", DefaultValueFactory = _ => "python3" };
        Option<string?> json = new("--json") { Description = "Writes the rows as an array of JSON objects", HelpName = "FILE" };
        Option<bool> save = new("--save") { Description = "Writes the table to benchmarks/results" };
        Option<string[]> programs = new("--program") { Description = "Only this program; may be repeated", HelpName = "NAME" };
        programs.AcceptOnlyFromAmong([.. Benchmarks.PyTorch.Programs.PyTorchSuite.All.Select(program => program.Name)]);
        var command = new Command("pytorch", "Losses beside PyTorch; exit code 1 if a result is wrong, 2 without PyTorch") { python, json, save, programs };
        command.SetAction(chosen => Benchmarks.PyTorch.PyTorchVerb.Run(
            new(chosen.GetValue(python)!, chosen.GetValue(json), chosen.GetValue(save), chosen.GetValue(programs) ?? [])));
        return command;
    }

    private static Command Startup()
    {
        Option<bool> save = new("--save") { Description = "Writes the table to benchmarks/results" };
        var command = new Command("startup", "Compile times, in fresh processes") { save };
        command.SetAction(chosen => StartupVerb.Run(chosen.GetValue(save)));
        return command;
    }

    private static Command Studies()
    {
        Argument<string[]> arguments = new("arguments") { Description = "For BenchmarkDotNet, after --", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("bdn", "The same programs under BenchmarkDotNet") { arguments };
        command.SetAction(chosen => GradientStudy.Run(chosen.GetValue(arguments) ?? []));
        return command;
    }

    private static Command Generate()
    {
        var command = new Command("generate", "Writes Programs/RandomFormula.Generated.cs again");
        command.SetAction(_ => GenerateVerb.Run());
        return command;
    }

    // What startup starts.
    private static Command Child()
    {
        Argument<string> task = new("task");
        Argument<int> operations = new("operations");
        var command = new Command("startup-child") { task, operations };
        command.Hidden = true;
        command.SetAction(chosen => StartupChild.Run(chosen.GetValue(task)!, chosen.GetValue(operations)));
        return command;
    }
}
