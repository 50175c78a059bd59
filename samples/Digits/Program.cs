using DigitsSample;

// Network.cs has the network and its loss as one lambda, CompiledLoss.cs makes the gradient of it, Training.cs learns with that.
return CommandLine.Run(args, options =>
{
    var page = new Page(options.Output);
    var digits = options.Data is null ? DigitFile.Embedded() : DigitFile.Read(options.Data);
    var firstBatch = Batch.Of([.. digits.Train.Take(Training.BatchSize)]);
    var start = Network.Random(options.Seed);
    var loss = new CompiledLoss(start, firstBatch);

    using var stop = new StopOnCtrlC();
    var training = new Training(Network.Random(options.Seed), loss, digits, options.Seed);
    var curve = Display.Follow(training.Run(options.Epochs, stop.Token), options.Epochs);

    Display.AnnounceComparison();
    var comparison = Comparison.Run(start, loss, firstBatch);
    var report = new Report(digits, curve, [.. training.Misread()], loss.CompileTime, comparison);
    Display.Write(report);
    Console.WriteLine($"Page: {page.Write(report)}");
});
