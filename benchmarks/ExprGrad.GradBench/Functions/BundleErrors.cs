namespace ExprGrad.GradBench.Functions;

/// <summary>The errors of <see cref="BundleAdjustment"/>, compiled.</summary>
internal sealed class BundleErrors
{
    private readonly double[] _step = new double[BundleAdjustment.Step];
    private readonly double[] _weightStep = new double[1];
    private readonly ReprojectionErrors _errors = Grad.Compile<ReprojectionErrors>(BundleAdjustment.Errors);
    private readonly WeightErrors _weightErrors = Grad.Compile<WeightErrors>(BundleAdjustment.Weights);

    public void Write(BundleProblem problem, double[] errors, double[] weightErrors)
    {
        _errors(_step, problem.Cameras, problem.Points, problem.Weights, problem.Features, problem.CameraOf, problem.PointOf, errors);
        _weightErrors(_weightStep, problem.Weights, weightErrors);
    }
}
