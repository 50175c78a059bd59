using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace DigitsSample;

/// <summary>What the user chose. No data file means the digits that are part of this program.</summary>
internal sealed record Options(int Epochs, int Seed, string Output, string? Data);

/// <summary>Reads the options. A mistake of the user is one line on the error output and exit code 2.</summary>
internal static class CommandLine
{
    private static readonly Option<int> Epochs = new("--epochs")
    {
        Description = "How often to go through the training images, 1 to 10000",
        HelpName = "N",
        DefaultValueFactory = _ => 30,
        CustomParser = argument => WholeNumber(argument, 1, 10_000),
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Seed of the random numbers: starting weights and order of the images",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = argument => WholeNumber(argument, 0, int.MaxValue),
    };

    private static readonly Option<string> Output = new("--output")
    {
        Description = "Where the page goes that shows the learning curve and the misread digits",
        HelpName = "FILE",
        DefaultValueFactory = _ => "digits.html",
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Other digits: a CSV file, may be gzipped, with 64 pixels from 0 to 16 and the label in each line",
        HelpName = "FILE",
    };

    public static int Run(IReadOnlyList<string> args, Action<Options> run) => Run(args, run, Console.Out, Console.Error);

    public static int Run(IReadOnlyList<string> args, Action<Options> run, TextWriter output, TextWriter errors)
    {
        var command = new RootCommand(
            "Trains a 64-32-10 network on handwritten digits with a compiled gradient, compares that to a tape and to finite differences, and writes a page about it. "
            + "Ctrl+C ends the training early.") { Epochs, Seed, Output, Data };
        command.SetAction(chosen => run(new(chosen.GetValue(Epochs), chosen.GetValue(Seed), chosen.GetValue(Output)!, chosen.GetValue(Data))));

        var parsed = command.Parse(args, new() { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction) return Fail(parsed.Errors[0].Message, errors);
        try
        {
            return parsed.Invoke(new() { EnableDefaultExceptionHandler = false, Output = output });
        }
        catch (InputException e)
        {
            return Fail(e.Message, errors);
        }
    }

    private static int WholeNumber(ArgumentResult argument, int smallest, int largest)
    {
        var text = argument.Tokens[^1].Value;
        if (int.TryParse(text, out var number) && number >= smallest && number <= largest) return number;

        argument.AddError($"{argument.Argument.Name} is a whole number from {smallest} to {largest}, not '{text}'.");
        return smallest;
    }

    private static int Fail(string message, TextWriter errors)
    {
        errors.WriteLine("digits: " + string.Concat(message.Select(c => char.IsControl(c) ? ' ' : c)));
        return 2;
    }
}
