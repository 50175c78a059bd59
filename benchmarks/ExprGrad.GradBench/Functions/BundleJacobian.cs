namespace ExprGrad.GradBench.Functions;

/// <summary>The Jacobian of <see cref="BundleAdjustment"/>, compiled.</summary>
internal sealed class BundleJacobian
{
    private readonly double[] _step = new double[BundleAdjustment.Step];
    private readonly double[] _weightStep = new double[1];
    private readonly ReprojectionJacobian _jacobian = Grad.Compile<ReprojectionJacobian>(BundleAdjustment.Errors);
    private readonly WeightJacobian _weightJacobian = Grad.Compile<WeightJacobian>(BundleAdjustment.Weights);

    public void Write(BundleProblem problem, SparseJacobian jacobian)
    {
        jacobian.Structure();
        var blocks = jacobian.Values.AsSpan(0, 2 * BundleAdjustment.Step * problem.Count);
        var weights = jacobian.Values.AsSpan(blocks.Length);
        _jacobian(_step, problem.Cameras, problem.Points, problem.Weights, problem.Features, problem.CameraOf, problem.PointOf, blocks);
        _weightJacobian(_weightStep, problem.Weights, weights);
    }
}
