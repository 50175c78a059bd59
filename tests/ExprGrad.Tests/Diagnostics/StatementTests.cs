using System.Linq.Expressions;
using ExprGrad.Diagnostics;

namespace ExprGrad.Tests.Diagnostics;

using static Expression;

/// <summary>Emitted statement trees are printed as a C# author would have laid them out.</summary>
public sealed class StatementTests
{
    private static readonly ParameterExpression s_x = Parameter(typeof(double[]), "x");
    private static readonly ParameterExpression s_y = Parameter(typeof(double), "y");
    private static readonly ParameterExpression s_i = Variable(typeof(int), "i");
    private static readonly ParameterExpression s_n = Variable(typeof(int), "n");
    private static readonly ParameterExpression s_sum = Variable(typeof(double), "sum");
    private static readonly ParameterExpression s_t = Variable(typeof(double), "t");

    private static void Check(string expected, LambdaExpression lambda) =>
        Assert.Equal(expected.ReplaceLineEndings("\n"), CSharpWriter.WriteLambda(lambda));

    private static LambdaExpression OfArray(params Expression[] body) =>
        Lambda<Func<double[], double, double>>(Block([s_i, s_n, s_sum, s_t], body), s_x, s_y);

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
                Assign(s_n, ArrayLength(s_x)),
                Assign(s_sum, Constant(0.0)),
                Assign(s_i, Constant(0)),
                For(s_i, s_n, Assign(s_t, Multiply(ArrayIndex(s_x, s_i), s_y)), Assign(s_sum, Add(s_sum, Multiply(s_t, s_t)))),
                s_sum));

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
                Assign(s_i, Constant(0)),
                For(s_i, ArrayLength(s_x), Assign(ArrayAccess(s_x, s_i), s_y)),
                Convert(s_i, typeof(double))));

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
                Assign(s_i, Constant(0)),
                Loop(
                    IfThenElse(
                        LessThanOrEqual(s_i, Subtract(ArrayLength(s_x), Constant(8))),
                        Block(
                            Assign(ArrayAccess(s_x, s_i), Add(ArrayIndex(s_x, s_i), s_y)),
                            Assign(s_i, Add(s_i, Constant(8)))),
                        Break(exit)),
                    exit),
                s_y));
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
                Assign(s_t, s_y),
                Loop(
                    Block(
                        IfThen(LessThan(s_t, Constant(1.0)), Break(exit)),
                        Assign(s_t, Divide(s_t, Constant(2.0))),
                        IfThen(Equal(s_t, s_y), Break(exit))),
                    exit),
                s_t));
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
                Assign(s_i, Constant(0)),
                Loop(
                    Block(
                        Loop(
                            Block(
                                Assign(s_i, Add(s_i, Constant(1))),
                                IfThen(GreaterThan(s_i, Constant(5)), Break(outer)),
                                IfThen(GreaterThan(s_i, Constant(3)), Continue(next)),
                                IfThen(GreaterThan(s_i, Constant(1)), Break(inner))),
                            inner),
                        Continue(next)),
                    outer,
                    next),
                s_y));
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
                    s_sum,
                    Condition(
                        GreaterThan(s_y, Constant(0.0)),
                        Block(Assign(s_t, Call(typeof(Math), nameof(Math.Log), null, s_y)), Multiply(s_t, s_t)),
                        Condition(LessThan(s_y, Constant(-1.0)), Block(Constant(1.0)), Constant(0.0)))),
                Condition(GreaterThan(s_sum, Constant(1.0)), s_sum, s_y)));

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
            OfArray(IfThen(GreaterThan(s_y, Constant(0.0)), Block(Assign(s_t, s_y), Empty())), s_t));

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
            OfArray(IfThen(GreaterThan(s_y, Constant(0.0)), Return(end, s_y)), Return(end, Negate(s_y)), Label(end, Constant(0.0))));
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
                    Block(Assign(ArrayAccess(s_x, Constant(0)), s_y), ArrayIndex(s_x, Constant(1))),
                    Assign(ArrayAccess(s_x, Constant(0)), Constant(0.0)),
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
                Assign(s_i, ArrayLength(s_x)),
                Switch(s_i, Assign(s_t, Constant(2.0)), SwitchCase(Assign(s_t, s_y), Constant(0), Constant(1))),
                Multiply(s_t, Switch(s_i, Constant(0.0), SwitchCase(s_y, Constant(1), Constant(2))))));
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
                    Assign(ArrayAccess(s_x, Constant(0)), Constant(1.0)),
                    PostIncrementAssign(ArrayAccess(s_x, Constant(0)))),
                s_x));
        Check("(double y) => y * y", Lambda<Func<double, double>>(Multiply(s_y, s_y), s_y));
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
        var inner = Lambda<Func<double, double>>(Block([b], Assign(b, Multiply(a, s_y)), Multiply(b, b)), a);
        return Lambda<Func<double, double>>(Block([f], Assign(f, inner), Invoke(f, s_y)), s_y);
    }

    [Fact]
    public void A_quote_of_statements_stands_on_one_line()
    {
        Assert.Equal("{ double t = 0.0; t = y; t * t; }", CSharpWriter.Write(Block([s_t], Assign(s_t, s_y), Multiply(s_t, s_t))));
        Assert.Equal("if (y > 0.0) { throw new Exception(); }",
            CSharpWriter.Write(IfThen(GreaterThan(s_y, Constant(0.0)), Throw(New(typeof(Exception))))));
        Assert.Equal("goto end;", CSharpWriter.Write(Goto(Label("end"))));
        Assert.Equal("y = 1.0", CSharpWriter.Write(Assign(s_y, Constant(1.0))));
        Assert.Equal("try { y; } finally { y = 0.0; }", CSharpWriter.Write(TryFinally(s_y, Assign(s_y, Constant(0.0)))));
        Assert.Equal("while (true) { y = 0.0; }", CSharpWriter.Write(Loop(Assign(s_y, Constant(0.0)))));
    }
}
