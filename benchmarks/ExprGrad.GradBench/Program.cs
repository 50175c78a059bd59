using ExprGrad.GradBench.Protocol;

new Session(Console.In, Console.Out, Console.Error).Run();
