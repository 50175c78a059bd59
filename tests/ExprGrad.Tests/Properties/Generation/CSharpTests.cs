using System.Linq.Expressions;
using static System.Linq.Expressions.ExpressionType;
using Cases = System.Collections.Generic.Dictionary<string, (
    System.Linq.Expressions.LambdaExpression Compiled,
    System.Func<System.Collections.Generic.IReadOnlyList<System.Linq.Expressions.Expression>, System.Linq.Expressions.Expression> Build)>;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>The generator's trees are those that the compiler makes: each form beside the C# that it stands for.</summary>
public sealed class CSharpTests
{
    private static readonly Cases cases = AllCases();

    public static TheoryData<string> Names => [.. cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Built_as_the_compiler_builds_it(string name)
    {
        var (compiled, build) = cases[name];
        var built = (LambdaExpression)Unsharing.Copy(Expression.Lambda(build([.. compiled.Parameters]), compiled.Parameters));
        Assert.Equal(ExpressionText.Of(compiled.Body), ExpressionText.Of(built.Body));
    }

    [Fact]
    public void A_captured_local_is_a_field_of_the_closure_object()
    {
        double captured = 2;
        Expression<Func<double>> lambda = () => captured;
        var member = (MemberExpression)lambda.Body;
        object closure = ((ConstantExpression)member.Expression!).Value!;
        Assert.Equal(ExpressionText.Of(lambda.Body), ExpressionText.Of(CSharp.Captured(closure, "captured")));
        Assert.True(closure.GetType().IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), false));
    }

    [Fact]
    public void Copying_a_tree_leaves_no_node_in_it_twice()
    {
        var x = Expression.Parameter(typeof(double[]), "x");
        var item = Expression.Parameter(typeof(double), "item");
        var sum = Linq.Call("Sum", [typeof(double)], x, Expression.Lambda(item, item));
        var copy = (LambdaExpression)Unsharing.Copy(Expression.Lambda(CSharp.Binary(Add, sum, sum), x));
        var (left, right) = (((BinaryExpression)copy.Body).Left, ((BinaryExpression)copy.Body).Right);
        Assert.NotSame(left, right);
        Assert.Equal(11, TreeSize.Of(CSharp.Binary(Add, sum, sum)));
        Assert.NotSame(Selector(left).Parameters[0], Selector(right).Parameters[0]);
        Assert.Equal(6.0, copy.Compile().DynamicInvoke(new[] { 1.0, 2.0 }));

        static LambdaExpression Selector(Expression call) => (LambdaExpression)((MethodCallExpression)call).Arguments[1];
    }

    private static Expression Real(double value) => Expression.Constant(value);

    private static LambdaExpression Of(LambdaExpression lambda) => lambda;

    private static Cases AllCases()
    {
        var x = Expression.Parameter(typeof(double), "x");
        var i = Expression.Parameter(typeof(int), "i");
        var j = Expression.Parameter(typeof(int), "j");
        var row = Expression.Parameter(typeof(double[]), "row");
        return new(StringComparer.Ordinal)
        {
            ["mixed arithmetic"] = (Of((double a, int b) => a * b - b / 2), p => CSharp.Binary(
                Subtract, CSharp.Binary(Multiply, p[0], CSharp.Convert(p[1], typeof(double))),
                CSharp.Convert(CSharp.Binary(Divide, p[1], CSharp.Integer(2)), typeof(double)))),
            ["checked"] = (Of((double a, int b) => checked(b * 2 + (int)a)), p => CSharp.Binary(
                AddChecked, CSharp.Binary(MultiplyChecked, p[1], CSharp.Integer(2)), CSharp.Convert(p[0], typeof(int), isChecked: true))),
            ["folded constants"] = (
                Of((double a) => a * (2.0 * 3)), p => CSharp.Binary(Multiply, p[0], CSharp.Binary(Multiply, Real(2), Real(3)))),
            ["narrow integers"] = (Of((byte a, char b, short c) => a * b + c), p => CSharp.Binary(
                Add, CSharp.Binary(Multiply, CSharp.Convert(p[0], typeof(int)), CSharp.Convert(p[1], typeof(int))),
                CSharp.Convert(p[2], typeof(int)))),
            ["enum comparison"] = (
                Of((Phase a) => a == Phase.Hot), p => CSharp.Binary(Equal, CSharp.Convert(p[0], typeof(int)), CSharp.Integer(2))),
            ["branch"] = (Of((double a, bool b) => a > 0 && !b ? a : -a), p => Expression.Condition(
                CSharp.Binary(AndAlso, CSharp.Binary(GreaterThan, p[0], Real(0)), CSharp.Unary(Not, p[1])), p[0],
                CSharp.Unary(Negate, p[0]))),
            ["array element"] = (Of((double[] a, int[] b) => a[b[0]] + a.Length), p => CSharp.Binary(
                Add, CSharp.Index(p[0], CSharp.Index(p[1], CSharp.Integer(0))), CSharp.Convert(CSharp.Length(p[0]), typeof(double)))),
            ["matrix element"] = (Of((double[,] a, int b) => a[b, 1] + a.GetLength(1)), p => CSharp.Binary(
                Add, CSharp.Index(p[0], p[1], CSharp.Integer(1)), CSharp.Convert(CSharp.GetLength(p[0], 1), typeof(double)))),
            ["jagged element"] = (
                Of((double[][] a) => a[0][1]), p => CSharp.Index(CSharp.Index(p[0], CSharp.Integer(0)), CSharp.Integer(1))),
            ["index by long"] = (
                Of((double[] a, long b) => a[b]), p => CSharp.Index(p[0], CSharp.Convert(p[1], typeof(int), isChecked: true))),
            ["new array"] = (Of((double a) => new[] { a, 1 }), p => Expression.NewArrayInit(typeof(double), p[0], Real(1))),
            ["tuple of eight"] = (
                Of(((int, int, int, int, int, int, int, double Last) a) => a.Last),
                p => Expression.PropertyOrField(Expression.PropertyOrField(p[0], "Rest"), "Item1")),
            ["tuple creation"] = (Of((double a, int b) => ValueTuple.Create(a, b)), p => CSharp.Tuple(p[0], p[1])),
            ["anonymous type"] = (Of((double a, int b) => new { a, b }), p => CSharp.Anonymous(SampleShapes.AnonymousPair, p[0], p[1])),
            ["record"] = (Of((double a, int b) => new RecordPair<double, int>(a, b)), p => CSharp.New(typeof(RecordPair<,>), p[0], p[1])),
            ["record struct"] = (
                Of((double a, int b) => new PointPair<double, int>(a, b)), p => CSharp.New(typeof(PointPair<,>), p[0], p[1])),
            ["initialiser"] = (
                Of((double a, int b) => new PropertyModel<double, int> { Scale = a, Offset = b }),
                p => CSharp.Initialised(typeof(PropertyModel<,>), ["Scale", "Offset"], p[0], p[1])),
            ["function with literal"] = (Of((double a) => Math.Round(a, MidpointRounding.ToZero)), p => Expression.Call(
                typeof(Math).GetMethod("Round", [typeof(double), typeof(MidpointRounding)])!, p[0],
                Expression.Constant(MidpointRounding.ToZero))),
            ["pair of results"] = (
                Of((double a) => Math.SinCos(a).Cos),
                p => Expression.Field(Expression.Call(Primitives.Find("SinCos", Kind.Double, typeof(Math)).Method, p[0]), "Item2")),
            ["sum over a range"] = (Of((double[] a) => Enumerable.Range(0, a.Length).Sum(i => a[i])), p => Linq.Call(
                "Sum", [typeof(int)], Linq.Call("Range", [], CSharp.Integer(0), CSharp.Length(p[0])),
                Expression.Lambda(CSharp.Index(p[0], i), i))),
            ["select with index"] = (Of((double[] a) => a.Select((x, i) => x * i).Max()), p => Linq.Call(
                "Max", [],
                Linq.Call("Select", [typeof(double), typeof(double)], p[0],
                    Expression.Lambda(CSharp.Binary(Multiply, x, CSharp.Convert(i, typeof(double))), x, i)))),
            ["reversed array"] = (
                Of((double[] a) => a.Reverse().First()),
                p => Linq.Call("First", [typeof(double)], Linq.Call("Reverse", [typeof(double)], p[0]))),
            ["reversed sequence"] = (Of((double[] a) => a.Skip(1).Reverse().Last()), p => Linq.Call(
                "Last", [typeof(double)],
                Linq.Call("Reverse", [typeof(double)], Linq.Call("Skip", [typeof(double)], p[0], CSharp.Integer(1))))),
            ["zip of tuples"] = (Of((double[] a, int[] b) => a.Zip(b).First().Second), p => Expression.Field(
                Linq.Call("First", [typeof((double, int))], Linq.Call("Zip", [typeof(double), typeof(int)], p[0], p[1])), "Item2")),
            ["rows joined"] = (Of((double[][] a) => a.SelectMany(row => row).Sum()), p => Linq.Call(
                "Sum", [],
                Linq.Call("SelectMany", [typeof(double[]), typeof(double)], p[0], Linq.Lambda(row, typeof(IEnumerable<double>), row)))),
            ["fold with result"] = (Of((double[] a) => a.Aggregate(0, (i, x) => i + 1, i => i * 2)), p => Linq.Call(
                "Aggregate", [typeof(double), typeof(int), typeof(int)], p[0], CSharp.Integer(0),
                Expression.Lambda(CSharp.Binary(Add, i, CSharp.Integer(1)), i, x),
                Expression.Lambda(CSharp.Binary(Multiply, i, CSharp.Integer(2)), i))),
            ["from from"] = (
                Of((int[] a) => (from i in a from j in a let t = i where j > 0 select t).Count()), p =>
                {
                    var pair = CSharp.Anonymous(SampleShapes.FromPair, i, j);
                    var first = Expression.Parameter(pair.Type);
                    var joined = Linq.Call(
                        "SelectMany", [typeof(int), typeof(int), pair.Type], p[0], Linq.Lambda(p[0], typeof(IEnumerable<int>), i),
                        Expression.Lambda(pair, i, j));
                    var both = CSharp.Anonymous(SampleShapes.LetPair, first, Expression.Property(first, "i"));
                    var bound = Linq.Call("Select", [pair.Type, both.Type], joined, Expression.Lambda(both, first));
                    var second = Expression.Parameter(both.Type);
                    var test = CSharp.Binary(
                        GreaterThan, Expression.Property(Expression.Property(second, "<>h__TransparentIdentifier0"), "j"),
                        CSharp.Integer(0));
                    var where = Linq.Call("Where", [both.Type], bound, Expression.Lambda(test, second));
                    return Linq.Call(
                        "Count", [typeof(int)],
                        Linq.Call("Select", [both.Type, typeof(int)], where, Expression.Lambda(Expression.Property(second, "t"), second)));
                }
            ),
            ["contains in a span"] = (Of((int[] a, int b) => a.Contains(b)), p => CSharp.SpanCall("Contains", p[0], p[1])),
            ["index in a span"] = (Of((int[] a, int b) => a.IndexOf(b)), p => CSharp.SpanCall("IndexOf", p[0], p[1])),
            ["equal spans"] = (Of((int[] a, int[] b) => a.SequenceEqual(b)), p => CSharp.SpanCall("SequenceEqual", p[0], p[1])),
            ["let"] = (
                Of((double a) => Ad.Let(a, x => x + 1)),
                p => LibraryFunctions.Let(p[0], Expression.Lambda(CSharp.Binary(Add, x, Real(1)), x))),
            ["called expression"] = (
                Of((Expression<Func<double, double>> a, double b) => a.Invoke(b)), p =>
                    Expression.Call(LibraryFunctions.Invocation(p[0].Type)!, p[0], p[1])),
        };
    }
}
