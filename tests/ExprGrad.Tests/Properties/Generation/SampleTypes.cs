using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace ExprGrad.Tests.Properties.Generation;

internal enum Phase
{
    Idle,
    Warm,
    Hot,
}

internal sealed record RecordPair<TFirst, TSecond>(TFirst First, TSecond Second);

internal sealed record RecordTriple<TInput, THidden, TOutput>(TInput Input, THidden Hidden, TOutput Output);

internal readonly record struct PointPair<TX, TY>(TX X, TY Y);

internal struct FieldStruct<TLeft, TRight>
{
    public TLeft Left;
    public TRight Right;
}

internal sealed class FieldModel<TWeights, TBias>
{
    public TWeights Weights = default!;
    public TBias Bias = default!;
}

internal sealed class PropertyModel<TScale, TOffset>
{
    public TScale Scale { get; set; } = default!;

    public TOffset Offset { get; init; } = default!;
}

/// <summary>An object that a lambda captures and reads members of. Its methods are opaque to the engine.</summary>
internal sealed class Settings<TSingle>
{
    public double Rate;
    public int Order;

    public TSingle Slope { get; set; } = default!;

    public double[] Knots { get; set; } = [];

    public double Preset(int index) => Rate + 0.25 * (index & 3);
}

/// <summary>Methods without a derivative: legal where all their arguments are data.</summary>
internal static class Opaque
{
    public static double Lookup(int key) => 0.5 + (key * 7 % 5 + 5) % 5 * 0.25;

    public static int Bucket(string name, int key) => (name.Length + Math.Abs(key)) % 3;
}

/// <summary>The compiler's class for the locals of an enclosing scope, as <c>CS$&lt;&gt;8__locals1</c> of the inner one.</summary>
[CompilerGenerated]
internal sealed class OuterDisplayClass<TSingle>
{
    public double decay = 1;
    public TSingle gain = default!;
    public int[] order = [];
}

/// <summary>Stands for the class that the compiler makes of the captured locals of a method: public fields, one instance.</summary>
[CompilerGenerated]
internal sealed class DisplayClass<TSingle>
{
    public double scale = 1;
    public double shift = 1;
    public TSingle slope = default!;
    public TSingle bias = default!;
    public int count = 1;
    public bool flag = true;
    public double[] table = [];
    public TSingle[] weights = [];
    public int[] picks = [];
    public double[,] grid = new double[0, 0];
    public double[][] rows = [];
    public Settings<TSingle> settings = new();
    public OuterDisplayClass<TSingle> locals = new();
    public Expression<Func<double, double>> curve = null!;
    public Expression<Func<TSingle, TSingle>> bend = null!;
    public Expression<Func<double, double, double>> mix = null!;
    public Expression<Func<double[], int, double>> pick = null!;
}
