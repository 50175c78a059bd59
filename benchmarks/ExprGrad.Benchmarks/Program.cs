using ExprGrad.Benchmarks.Comparison;
using ExprGrad.Benchmarks.Programs;
BenchmarkProgram[] programs = [new Rosenbrock2(), new Rosenbrock("rosenbrock", 10, Bars.Arithmetic), new BlackScholes(), new Arm(), new RandomFormula(), new Logistic(), new Digits(1), new Digits(32)];
ExprGrad.Grad.Gradient((double x) => x * x)(1);
foreach (var p in programs) {
 if (args.Length > 0 && !args.Contains(p.Name)) continue;
 try {
var r = new Measurement(p, new MeasurementOptions(21, TimeSpan.FromMilliseconds(5), true)).Run();
Console.WriteLine($"{r.Program,-14} {r.Size,-9} hand {r.HandwrittenNs,10:F1} value {r.ValueNs,10:F1} grad {r.GradientNs,10:F1} tape {r.TapeNs,10:F1} fd {r.FiniteDifferenceNs,12:F0} alloc {r.AllocatedBytes} compile {r.CompileMs:F1} | g/h {r.GradientNs/r.HandwrittenNs:F2} t/g {r.TapeNs/r.GradientNs:F1} g/v {r.GradientNs/r.ValueNs:F2}");
 } catch (Exception e) { Console.WriteLine(p.Name + " " + e); }
}
