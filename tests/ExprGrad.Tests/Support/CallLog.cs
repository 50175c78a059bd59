namespace ExprGrad.Tests.Support;

/// <summary>Methods that nothing is known about, which note when they are called.</summary>
public static class CallLog
{
    private static readonly AsyncLocal<List<string>?> s_calls = new();

    public static double Real(double value) => Noted(value);

    public static int Whole(int value) => Noted(value);

    public static bool Truth(bool value) => Noted(value);

    /// <summary>What was called while the function ran.</summary>
    internal static string During(Action run)
    {
        s_calls.Value = [];
        run();
        return string.Join(", ", s_calls.Value);
    }

    private static T Noted<T>(T value)
    {
        s_calls.Value?.Add($"{value}");
        return value;
    }
}
