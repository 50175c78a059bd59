namespace ExprGrad.Runtime;

/// <summary>Checks of the arguments of a compiled function, before anything is written.</summary>
public static class Arguments
{
    /// <summary>The array, which must not be null.</summary>
    public static T NotNull<T>(T? argument, string name)
        where T : class => argument ?? throw new ArgumentNullException(name);

    /// <summary>Checks that a gradient has the length of its input.</summary>
    public static void SameLength(int length, int expected, string name, string of)
    {
        if (length != expected) ThrowLength(length, expected, name, of);
    }

    /// <summary>Checks that the rows of a gradient have the lengths of its input's rows.</summary>
    public static void SameRows<T>(T[][] rows, T[][] expected, string name, string of)
    {
        ArgumentNullException.ThrowIfNull(rows, name);
        ArgumentNullException.ThrowIfNull(expected, of);
        SameLength(rows.Length, expected.Length, name, of);
        for (var i = 0; i < rows.Length; i++)
        {
            if (expected[i] is null) throw new ArgumentNullException($"{of}[{i}]");
            if (rows[i] is null) throw new ArgumentNullException($"{name}[{i}]");
            SameLength(rows[i].Length, expected[i].Length, $"{name}[{i}]", $"{of}[{i}]");
        }
    }

    private static void ThrowLength(int length, int expected, string name, string of) =>
        throw new ArgumentException($"The gradient '{name}' has length {length}, but '{of}' has length {expected}. Give it the same length.", name);

    /// <summary>Sets all elements of all rows to zero.</summary>
    public static void ClearRows<T>(T[][] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        foreach (var row in rows) Array.Clear(row);
    }
}
