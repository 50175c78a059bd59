return ExprGrad.Benchmarks.CommandLine.Run(args);
