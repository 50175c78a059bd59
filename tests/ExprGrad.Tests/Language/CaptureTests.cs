namespace ExprGrad.Tests.Language;

public sealed class CaptureTests
{
    private static double s_scale = 2;
    private static readonly double[] s_table = [1.5, 2.5, 3.5];
    private readonly double _field = 3;

    private static double ChangeScale()
    {
        s_scale += 8;
        return 1;
    }

    private double Property => _field * 2;

    private const double Constant = 0.5;

    private sealed class Settings
    {
        public double K { get; set; } = 2;

        public double Field = 3;

        public double[] Values { get; set; } = [1, 2, 3];

        public Settings? Next { get; set; }

        public int Reads { get; private set; }

        public double Counted
        {
            get
            {
                Reads++;
                return K;
            }
        }

        public double Throwing => throw new InvalidOperationException("read");
    }

    [Fact]
    public void A_local_is_read_at_each_call()
    {
        var k = 2.0;
        var f = Grad.ValueAndGradient((double x) => k * x * x);
        Assert.Equal((18, 12), f(3));
        k = 5;
        Assert.Equal((45, 30), f(3));
    }

    [Fact]
    public void Locals_of_all_types()
    {
        var i = 1;
        var flag = true;
        var s = 2.5f;
        var n = 3L;
        var c = 'a';
        Agreement.Check((double[] w) => flag ? w[i] * s * n * c : w[0], Sample.Numbers(3));
        i = 2;
        flag = false;
        Agreement.Check((double[] w) => flag ? w[i] * s * n * c : w[0] * w[i], Sample.Numbers(3));
    }

    [Fact]
    public void A_captured_array_is_read_at_each_call()
    {
        var a = new[] { 1.0, 2 };
        var f = Grad.Gradient((double x) => a.Sum(v => v * x));
        Assert.Equal(3, f(1));
        a[0] = 5;
        Assert.Equal(7, f(1));
        a = [1, 1, 1, 1];
        Assert.Equal(4, f(1));
    }

    [Fact]
    public void Captured_matrices_rows_and_integers()
    {
        var m = Sample.Matrix(2, 3);
        var rows = Sample.Rows(2, 0, 3);
        int[] at = [2, 0];
        Agreement.Check((double[] w) => Enumerable.Range(0, 2).Sum(i => Enumerable.Range(0, 3).Sum(j => m[i, j] * w[j] * w[i])), Sample.Numbers(3));
        Agreement.Check((double[] w) => rows.Sum(row => row.Sum(v => v * w[0] * w[row.Length % 2])), Sample.Numbers(3));
        Agreement.Check((double[] w) => at.Sum(i => w[i] * w[i] * m[1, i]), Sample.Numbers(3));
    }

    [Fact]
    public void A_captured_array_that_is_null_throws()
    {
        double[] a = null!;
        Agreement.Check((double x) => a[0] * x, 1.0);
        Agreement.Check((double x) => a.Length * x, 1.0);
    }

    [Fact]
    public void A_captured_null_that_is_not_read_does_not_throw()
    {
        double[] a = null!;
        Settings settings = null!;
        Agreement.Check((double x) => x > 0 ? x * x : a.Sum() * x, 1.0);
        Agreement.Check((double x) => x > 0 ? x * x : a.Length * x, 1.0);
        Agreement.Check((double x) => x > 0 ? x * x : a[0] * x, 1.0);
        Agreement.Check((double x) => x > 0 ? x * x : settings.K * x, 1.0);
        Agreement.Check((double x) => x > 0 ? x * x : settings.Values[1] * x, 1.0);
        Agreement.Check((double x) => x > 0 ? x * x : settings.Values.Sum() * x, 1.0);
    }

    [Fact]
    public void Members_of_captured_objects()
    {
        var settings = new Settings { Next = new Settings { K = 7 } };
        Agreement.Check((double[] w) => w[0] * settings.K * settings.Field + settings.Values[1] * w[1] + settings.Next.K * w[0], Sample.Numbers(2));
        Agreement.Check((double[] w) => settings.Values.Zip(w, (a, b) => a * b * b).Sum() * settings.Next.Values.Length, Sample.Numbers(3));
        Agreement.Check((double[] w) => w.Sum(v => v * v * settings.K), Sample.Numbers(3));
        Agreement.Check((double[] w) => w.Select((v, i) => v * settings.Values[i]).Sum(), Sample.Numbers(3));
        settings.Next = null;
        Agreement.Check((double[] w) => settings.Next!.K * w[0], Sample.Numbers(2));
    }

    [Fact]
    public void A_member_in_an_arm_not_taken_is_not_read()
    {
        var settings = new Settings();
        var f = Grad.ValueAndGradient((double x) => x > 0 ? x * x : settings.Throwing * x);
        Assert.Equal((9, 6), f(3));
        Assert.Equal("read", Assert.Throws<InvalidOperationException>(() => f(-1)).Message);
        Assert.Equal((9, 6), f(3));
        Agreement.Check((double[] w) => w.Sum(v => v > 100 ? settings.Throwing * v : v * v), Sample.Numbers(3));
        Agreement.Check((double[] w) => w.Where(v => v > 100).Sum(v => v * settings.Throwing), Sample.Numbers(3));
        Agreement.Check((double[] w) => w[0] > 100 && settings.Throwing > 0 ? w[0] : w[1], Sample.Numbers(3));
    }

    [Fact]
    public void A_member_is_read_where_CSharp_reads_it()
    {
        var settings = new Settings();
        var f = Grad.ValueAndGradient((double x) => x > 0 ? x * settings.Counted : x);
        f(-1);
        Assert.Equal(0, settings.Reads);
        f(1);
        Assert.Equal(1, settings.Reads);
    }

    [Fact]
    public void Static_members_and_fields_of_this()
    {
        s_scale = 2;
        Agreement.Check((double x) => s_scale * x * s_table[1] * s_table.Sum() * Constant, 1.5);
        Agreement.Check((double x) => _field * x * Property, 1.5);
        var f = Grad.Gradient((double x) => s_scale * x);
        s_scale = 11;
        Assert.Equal(11, f(1));
    }

    [Fact]
    public void Static_properties_of_other_types()
    {
        Agreement.Check((double x) => x * DateTime.UnixEpoch.Year, 1.5);
        Agreement.Check((double x) => x * Math.PI * double.MaxValue / double.MaxValue, 1.5);
        Agreement.Check((double x) => x * string.Empty.Length + x, 1.5);
    }

    [Fact]
    public void Captured_containers()
    {
        var t = (A: 2.0, B: new[] { 1.0, 2 });
        var p = new { W = 3.0, V = new[] { 4.0, 5 } };
        Agreement.Check((double x) => t.A * x * t.B[1] + p.W * x * p.V.Sum(), 1.5);
    }

    [Fact]
    public void Captured_arrays_of_objects()
    {
        Settings[] many = [new() { K = 2 }, new() { K = 3 }];
        Agreement.Check((double[] w) => many.Sum(s => s.K * w[0] * w[0]), Sample.Numbers(1));
        Agreement.Check((double[] w) => many.Select((s, i) => s.Values[i] * w[i] * s.Field).Sum(), Sample.Numbers(2));
        Agreement.Check((double[] w) => many[1].Values[2] * w[0], Sample.Numbers(1));
    }

    [Fact]
    public void Forward_and_reverse_see_one_value_of_a_captured_variable()
    {
        s_scale = 2;
        var f = Grad.ValueAndGradient((double x) => s_scale * x * ChangeScale() * x);
        var (value, gradient) = f(3);
        Assert.Equal(2 * value / 3, gradient);
    }

    [Fact]
    public void A_lambda_in_a_loop_reads_its_own_copy()
    {
        var functions = new List<Func<double, double>>();
        for (var i = 0; i < 3; i++)
        {
            var k = i;
            functions.Add(Grad.Gradient((double x) => k * x));
        }

        Assert.Equal([0.0, 1, 2], functions.Select(f => f(1)));
    }
}
