using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Properties;

/// <summary>The graphs of random lambdas: the executors that evaluate graphs, one after the other, take the same one.</summary>
internal static class LoweredLambda
{
    private static readonly ConditionalWeakTable<LambdaExpression, TestProgram> s_all = [];

    public static TestProgram Of(LambdaExpression lambda) => s_all.GetValue(lambda, key => TestPrograms.Lower(key, Request.ActiveCount(key)));
}
