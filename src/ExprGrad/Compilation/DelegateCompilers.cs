using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace ExprGrad;

/// <summary>The back ends that the library has by itself.</summary>
public static class DelegateCompilers
{
    /// <summary>The compiler of System.Linq.Expressions: <see cref="LambdaExpression.Compile()"/>.</summary>
    /// <remarks>Throws <see cref="PlatformNotSupportedException"/> where the runtime has no dynamic code; it never interprets.</remarks>
    public static IDelegateCompiler Default { get; } = new SystemLinqCompiler();

    // Without it LambdaExpression.Compile would hand back an interpreter: ten times slower on scalars, and it can't run spans.
    internal static void RequireDynamicCode()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            throw new PlatformNotSupportedException(
                "This runtime does not support dynamic code, which gradients are compiled to. If the project says PublishAot, take that out; "
                + "a file-based app (dotnet run app.cs) has it on unless it says `#:property PublishAot=false`.");
        }
    }

    private sealed class SystemLinqCompiler : IDelegateCompiler
    {
        public Delegate Compile(LambdaExpression lambda)
        {
            ArgumentNullException.ThrowIfNull(lambda);
            RequireDynamicCode();
            return lambda.Compile();
        }

        public override string ToString() => "System.Linq.Expressions";
    }
}
