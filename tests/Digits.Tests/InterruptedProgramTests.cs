namespace DigitsSample.Tests;

/// <summary>The program as its user leaves it; beside <see cref="ProgramTests"/>, since either waits for a program most of the time.</summary>
public class InterruptedProgramTests
{
    [Fact]
    public void Interrupted_it_stops_reports_and_still_writes_the_page()
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere no signal stands for Ctrl+C in another process

        using var sample = new SampleProcess("--epochs", "1000");
        sample.WaitFor("epoch");
        sample.Interrupt();

        var (exitCode, output, errors) = sample.End();

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Matches(@"(?m)^Stopped\.$", output);
        ReportedRun.Check(output, @"\d+(\.\d+)? epochs?", sample.Page);
    }
}
