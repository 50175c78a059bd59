using ExprGrad.GradBench.Protocol;

new Session(Console.In, Console.Out, Console.Error, TimeProvider.System).Run();
