using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace ExprGrad;

public static partial class Ad
{
    // For calls that are really made. In a lambda that is differentiated the called lambda's body is inlined instead.
    private static readonly ConditionalWeakTable<LambdaExpression, Delegate> CompiledLambdas = [];

    /// <summary>Calls a lambda that is held as an expression, so that it can stand inside another lambda that is differentiated.</summary>
    /// <remarks>
    /// Outside of such lambdas it is compiled at its first call, and the compiled code is kept for as long as the expression lives.
    /// </remarks>
    public static TResult Invoke<T, TResult>(this Expression<Func<T, TResult>> lambda, T arg) =>
        Compiled(lambda)(arg);

    /// <inheritdoc cref="Invoke{T, TResult}(Expression{Func{T, TResult}}, T)"/>
    public static TResult Invoke<T1, T2, TResult>(this Expression<Func<T1, T2, TResult>> lambda, T1 arg1, T2 arg2) =>
        Compiled(lambda)(arg1, arg2);

    /// <inheritdoc cref="Invoke{T, TResult}(Expression{Func{T, TResult}}, T)"/>
    public static TResult Invoke<T1, T2, T3, TResult>(this Expression<Func<T1, T2, T3, TResult>> lambda, T1 arg1, T2 arg2, T3 arg3) =>
        Compiled(lambda)(arg1, arg2, arg3);

    /// <inheritdoc cref="Invoke{T, TResult}(Expression{Func{T, TResult}}, T)"/>
    public static TResult Invoke<T1, T2, T3, T4, TResult>(
        this Expression<Func<T1, T2, T3, T4, TResult>> lambda, T1 arg1, T2 arg2, T3 arg3, T4 arg4) =>
        Compiled(lambda)(arg1, arg2, arg3, arg4);

    /// <inheritdoc cref="Invoke{T, TResult}(Expression{Func{T, TResult}}, T)"/>
    public static TResult Invoke<T1, T2, T3, T4, T5, TResult>(
        this Expression<Func<T1, T2, T3, T4, T5, TResult>> lambda, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5) =>
        Compiled(lambda)(arg1, arg2, arg3, arg4, arg5);

    /// <inheritdoc cref="Invoke{T, TResult}(Expression{Func{T, TResult}}, T)"/>
    public static TResult Invoke<T1, T2, T3, T4, T5, T6, TResult>(
        this Expression<Func<T1, T2, T3, T4, T5, T6, TResult>> lambda, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6) =>
        Compiled(lambda)(arg1, arg2, arg3, arg4, arg5, arg6);

    /// <inheritdoc cref="Invoke{T, TResult}(Expression{Func{T, TResult}}, T)"/>
    public static TResult Invoke<T1, T2, T3, T4, T5, T6, T7, TResult>(
        this Expression<Func<T1, T2, T3, T4, T5, T6, T7, TResult>> lambda, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7) =>
        Compiled(lambda)(arg1, arg2, arg3, arg4, arg5, arg6, arg7);

    /// <inheritdoc cref="Invoke{T, TResult}(Expression{Func{T, TResult}}, T)"/>
    public static TResult Invoke<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(
        this Expression<Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult>> lambda,
        T1 arg1,
        T2 arg2,
        T3 arg3,
        T4 arg4,
        T5 arg5,
        T6 arg6,
        T7 arg7,
        T8 arg8) =>
        Compiled(lambda)(arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8);

    private static TDelegate Compiled<TDelegate>(Expression<TDelegate> lambda)
        where TDelegate : Delegate
    {
        ArgumentNullException.ThrowIfNull(lambda);
        if (!CompiledLambdas.TryGetValue(lambda, out var compiled))
            compiled = CompiledLambdas.GetValue(lambda, DelegateCompilers.Default.Compile);
        return (TDelegate)compiled;
    }
}
