using System.Linq.Expressions;

namespace ExprGrad;

/// <summary>The back ends that the library has by itself.</summary>
public static class DelegateCompilers
{
    /// <summary>The compiler of System.Linq.Expressions: <see cref="LambdaExpression.Compile()"/>.</summary>
    public static IDelegateCompiler Default { get; } = new SystemLinqCompiler();

    private sealed class SystemLinqCompiler : IDelegateCompiler
    {
        public Delegate Compile(LambdaExpression lambda)
        {
            ArgumentNullException.ThrowIfNull(lambda);
            return lambda.Compile();
        }

        public override string ToString() => "System.Linq.Expressions";
    }
}
