using ExprGrad.GradBench.Functions;

namespace ExprGrad.GradBench.Evals;

internal static class HelloEval
{
    public static Eval Create()
    {
        var square = Grad.Compile<Func<double, double>>(Hello.Square);
        var derivative = Grad.Gradient(Hello.Square);
        return new(
            ("square", input => Of(square, input.GetDouble())),
            ("double", input => Of(derivative, input.GetDouble())));
    }

    private static Evaluation Of(Func<double, double> function, double x) => Evaluation.Of(() => function(x));
}
