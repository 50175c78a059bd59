namespace DigitsSample;

/// <summary>Turns the first Ctrl+C into a request to stop. The second one ends the program, as it does everywhere.</summary>
internal sealed class StopOnCtrlC : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public StopOnCtrlC() => Console.CancelKeyPress += OnCancel;

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancel;
        _source.Dispose();
    }

    private void OnCancel(object? sender, ConsoleCancelEventArgs e)
    {
        e.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
