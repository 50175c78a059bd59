using System.Linq.Expressions;
namespace ExprGrad;
public static partial class Ad
{
    public static R Let<T, R>(T value, Func<T, R> body) => body(value);
    public static R Invoke<A, R>(this Expression<Func<A, R>> f, A a) => f.Compile()(a);
    public static double[] ScatterAdd(int length, int[] indices, double[] values) => new double[length];
}
