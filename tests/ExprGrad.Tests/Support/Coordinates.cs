namespace ExprGrad.Tests.Support;

/// <summary>The real numbers in a number or array, counted through.</summary>
internal static class Coordinates
{
    public static double[] Of(object value) => value is Array array ? [.. array.Cast<object>().SelectMany(Of)] : [Convert.ToDouble(value)];

    /// <summary>A copy with one number changed.</summary>
    public static object With(object value, int at, Func<double, double> change)
    {
        var position = 0;
        return Map(value, x => position++ == at ? change(x) : x);
    }

    /// <summary>Zeros, but for a one.</summary>
    public static object OneHot(object value, int at)
    {
        var position = 0;
        return Map(value, _ => position++ == at ? 1 : 0);
    }

    private static object Map(object value, Func<double, double> change)
    {
        if (value is not Array array) return Convert.ChangeType(change(Convert.ToDouble(value)), value.GetType());
        var copy = (Array)array.Clone();
        var indices = new int[array.Rank];
        for (var done = array.Length == 0; !done;)
        {
            copy.SetValue(Map(array.GetValue(indices)!, change), indices);
            var dimension = array.Rank - 1;
            while (dimension >= 0 && ++indices[dimension] == array.GetLength(dimension)) indices[dimension--] = 0;
            done = dimension < 0;
        }

        return copy;
    }
}
