using System.Reflection;
using System.Runtime.ExceptionServices;
using ExprGrad.Tests.Support;
using Microsoft.CodeAnalysis;

namespace ExprGrad.Tests.Readme;

/// <summary>Compiles a page's program against the library and runs it here.</summary>
internal static class ReadmeRun
{
    /// <summary>What the program printed when it was through: how many values hold.</summary>
    public static string Of(string markdown)
    {
        using var image = CSharpCode.Emit(
            OutputKind.ConsoleApplication,
            [CSharpCode.Parse("Program.cs", ReadmeProgram.Of(markdown)), CSharpCode.Parse("Check.cs", Repository.Read("tests/Consumer/Check.cs"))]);
        var main = Assembly.Load(image.ToArray()).EntryPoint!;
        var console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            main.Invoke(null, [Array.Empty<string>()]);
        }
        catch (TargetInvocationException thrown)
        {
            ExceptionDispatchInfo.Throw(thrown.InnerException!);
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString().Trim();
    }
}
