using System.Linq.Expressions;
using ExprGrad.Diagnostics;

namespace ExprGrad.Tests.Diagnostics;

using static Expression;

/// <summary>Emitted statement trees are printed as a C# author would have laid them out.</summary>
public sealed class StatementTests
{
    private static readonly ParameterExpression X = Parameter(typeof(double[]), "x");
    private static readonly ParameterExpression Y = Parameter(typeof(double), "y");
    private static readonly ParameterExpression I = Variable(typeof(int), "i");
    private static readonly ParameterExpression N = Variable(typeof(int), "n");
    private static readonly ParameterExpression Sum = Variable(typeof(double), "sum");
    private static readonly ParameterExpression T = Variable(typeof(double), "t");

    private static void Check(string expected, LambdaExpression lambda) =>
        Assert.Equal(expected.ReplaceLineEndings("\n"), CSharpWriter.WriteLambda(lambda));

    private static LambdaExpression OfArray(params Expression[] body) =>
        Lambda<Func<double[], double, double>>(Block([I, N, Sum, T], body), X, Y);

    private static LoopExpression For(ParameterExpression i, Expression limit, params Expression[] body)
    {
        var exit = Label("exit");
        return Loop(Block([IfThen(Not(LessThan(i, limit)), Break(exit)), .. body, Assign(i, Add(i, Constant(1)))]), exit);
    }

    [Fact]
    public void A_counting_loop_is_a_for_statement_and_locals_stand_where_they_are_first_assigned() =>
        Check("""
            (double[] x, double y) =>
            {
                int n = x.Length;
                double sum = 0.0;
                for (int i = 0; i < n; i++)
                {
                    double t = x[i] * y;
                    sum += t * t;
                }
                return sum;
            }
            """,
            OfArray(
                Assign(N, ArrayLength(X)),
                Assign(Sum, Constant(0.0)),
                Assign(I, Constant(0)),
                For(I, N, Assign(T, Multiply(ArrayIndex(X, I), Y)), Assign(Sum, Add(Sum, Multiply(T, T)))),
                Sum));

    [Fact]
    public void A_counter_that_outlives_its_loop_is_declared_before_it() =>
        Check("""
            (double[] x, double y) =>
            {
                int i = 0;
                for (i = 0; i < x.Length; i++)
                {
                    x[i] = y;
                }
                return i;
            }
            """,
            OfArray(
                Assign(I, Constant(0)),
                For(I, ArrayLength(X), Assign(ArrayAccess(X, I), Y)),
                Convert(I, typeof(double))));

    [Fact]
    public void A_loop_with_the_exit_in_its_else_arm_is_a_for_statement_too_and_steps_may_be_wider()
    {
        var exit = Label("exit");
        Check("""
            (double[] x, double y) =>
            {
                for (int i = 0; i <= x.Length - 8; i += 8)
                {
                    x[i] += y;
                }
                return y;
            }
            """,
            OfArray(
                Assign(I, Constant(0)),
                Loop(
                    IfThenElse(
                        LessThanOrEqual(I, Subtract(ArrayLength(X), Constant(8))),
                        Block(
                            Assign(ArrayAccess(X, I), Add(ArrayIndex(X, I), Y)),
                            Assign(I, Add(I, Constant(8)))),
                        Break(exit)),
                    exit),
                Y));
    }

    [Fact]
    public void A_loop_without_a_counter_is_a_while_statement_and_other_exits_are_breaks()
    {
        var exit = Label("exit");
        Check("""
            (double[] x, double y) =>
            {
                double t = y;
                while (!(t < 1.0))
                {
                    t /= 2.0;
                    if (t == y)
                    {
                        break;
                    }
                }
                return t;
            }
            """,
            OfArray(
                Assign(T, Y),
                Loop(
                    Block(
                        IfThen(LessThan(T, Constant(1.0)), Break(exit)),
                        Assign(T, Divide(T, Constant(2.0))),
                        IfThen(Equal(T, Y), Break(exit))),
                    exit),
                T));
    }

    [Fact]
    public void Jumps_out_of_two_loops_need_labels()
    {
        var (inner, outer, next) = (Label("inner"), Label("outer"), Label("next"));
        Check("""
            (double[] x, double y) =>
            {
                int i = 0;
                while (true)
                {
                    while (true)
                    {
                        i++;
                        if (i > 5)
                        {
                            goto outer;
                        }
                        if (i > 3)
                        {
                            goto next;
                        }
                        if (i > 1)
                        {
                            break;
                        }
                    }
                    continue;
                    next:;
                }
                outer:;
                return y;
            }
            """,
            OfArray(
                Assign(I, Constant(0)),
                Loop(
                    Block(
                        Loop(
                            Block(
                                Assign(I, Add(I, Constant(1))),
                                IfThen(GreaterThan(I, Constant(5)), Break(outer)),
                                IfThen(GreaterThan(I, Constant(3)), Continue(next)),
                                IfThen(GreaterThan(I, Constant(1)), Break(inner))),
                            inner),
                        Continue(next)),
                    outer,
                    next),
                Y));
    }

    [Fact]
    public void Values_of_blocks_and_branches_are_assigned_where_they_arise() =>
        Check("""
            (double[] x, double y) =>
            {
                double sum;
                if (y > 0.0)
                {
                    double t = Math.Log(y);
                    sum = t * t;
                }
                else if (y < -1.0)
                {
                    sum = 1.0;
                }
                else
                {
                    sum = 0.0;
                }
                return sum > 1.0 ? sum : y;
            }
            """,
            OfArray(
                Assign(
                    Sum,
                    Condition(
                        GreaterThan(Y, Constant(0.0)),
                        Block(Assign(T, Call(typeof(Math), nameof(Math.Log), null, Y)), Multiply(T, T)),
                        Condition(LessThan(Y, Constant(-1.0)), Block(Constant(1.0)), Constant(0.0)))),
                Condition(GreaterThan(Sum, Constant(1.0)), Sum, Y)));

    [Fact]
    public void A_variable_that_one_arm_reads_later_is_declared_outside() =>
        Check("""
            (double[] x, double y) =>
            {
                double t = 0.0;
                if (y > 0.0)
                {
                    t = y;
                }
                return t;
            }
            """,
            OfArray(IfThen(GreaterThan(Y, Constant(0.0)), Block(Assign(T, Y), Empty())), T));

    [Fact]
    public void Returns_leave_by_the_label_at_the_end()
    {
        var end = Label(typeof(double), "end");
        Check("""
            (double[] x, double y) =>
            {
                if (y > 0.0)
                {
                    return y;
                }
                return -y;
            }
            """,
            OfArray(IfThen(GreaterThan(Y, Constant(0.0)), Return(end, Y)), Return(end, Negate(Y)), Label(end, Constant(0.0))));
    }

    [Fact]
    public void Cleaning_up_stands_in_finally_and_catch()
    {
        var e = Parameter(typeof(InvalidOperationException), "e");
        Check("""
            (double[] x, double y) =>
            {
                try
                {
                    x[0] = y;
                    return x[1];
                }
                catch (InvalidOperationException e) when (e.Message == "")
                {
                    throw e;
                }
                finally
                {
                    x[0] = 0.0;
                }
            }
            """,
            OfArray(
                TryCatchFinally(
                    Block(Assign(ArrayAccess(X, Constant(0)), Y), ArrayIndex(X, Constant(1))),
                    Assign(ArrayAccess(X, Constant(0)), Constant(0.0)),
                    Catch(e, Throw(e, typeof(double)), Equal(Property(e, "Message"), Constant(""))))));
    }

    [Fact]
    public void A_switch_over_values_is_an_expression_and_one_over_statements_a_statement()
    {
        Check("""
            (double[] x, double y) =>
            {
                double t = 0.0;
                int i = x.Length;
                switch (i)
                {
                    case 0:
                    case 1:
                        t = y;
                        break;
                    default:
                        t = 2.0;
                        break;
                }
                return t * i switch { 1 or 2 => y, _ => 0.0 };
            }
            """,
            OfArray(
                Assign(I, ArrayLength(X)),
                Switch(I, Assign(T, Constant(2.0)), SwitchCase(Assign(T, Y), Constant(0), Constant(1))),
                Multiply(T, Switch(I, Constant(0.0), SwitchCase(Y, Constant(1), Constant(2))))));
    }

    [Fact]
    public void Unnamed_variables_get_the_same_names_each_time()
    {
        var (p, t, u) = (Parameter(typeof(double)), Variable(typeof(double)), Variable(typeof(double), "t0"));
        var lambda = Lambda<Func<double, double>>(Block([t, u], Assign(t, p), Assign(u, t), Add(t, u)), p);
        Check("""
            (double p0) =>
            {
                double t0 = p0;
                double t0_1 = t0;
                return t0 + t0_1;
            }
            """, lambda);
    }

    [Fact]
    public void A_void_lambda_returns_nothing_and_an_expression_needs_no_braces()
    {
        Check("""
            (double[] x) =>
            {
                x[0] = 1.0;
                x[0]++;
            }
            """,
            Lambda<Action<double[]>>(
                Block(
                    Assign(ArrayAccess(X, Constant(0)), Constant(1.0)),
                    PostIncrementAssign(ArrayAccess(X, Constant(0)))),
                X));
        Check("(double y) => y * y", Lambda<Func<double, double>>(Multiply(Y, Y), Y));
    }

    [Fact]
    public void Nested_lambdas_keep_their_place() =>
        Check("""
            (double y) =>
            {
                Func<double, double> f = a =>
                {
                    double b = a * y;
                    return b * b;
                };
                return f(y);
            }
            """, NestedLambda());

    private static LambdaExpression NestedLambda()
    {
        var (a, b) = (Parameter(typeof(double), "a"), Variable(typeof(double), "b"));
        var f = Variable(typeof(Func<double, double>), "f");
        var inner = Lambda<Func<double, double>>(Block([b], Assign(b, Multiply(a, Y)), Multiply(b, b)), a);
        return Lambda<Func<double, double>>(Block([f], Assign(f, inner), Invoke(f, Y)), Y);
    }

    [Fact]
    public void A_quote_of_statements_stands_on_one_line()
    {
        Assert.Equal("{ double t = 0.0; t = y; t * t; }", CSharpWriter.Write(Block([T], Assign(T, Y), Multiply(T, T))));
        Assert.Equal("if (y > 0.0) { throw new Exception(); }",
            CSharpWriter.Write(IfThen(GreaterThan(Y, Constant(0.0)), Throw(New(typeof(Exception))))));
        Assert.Equal("goto end;", CSharpWriter.Write(Goto(Label("end"))));
        Assert.Equal("y = 1.0", CSharpWriter.Write(Assign(Y, Constant(1.0))));
        Assert.Equal("try { y; } finally { y = 0.0; }", CSharpWriter.Write(TryFinally(Y, Assign(Y, Constant(0.0)))));
        Assert.Equal("while (true) { y = 0.0; }", CSharpWriter.Write(Loop(Assign(Y, Constant(0.0)))));
    }
}
