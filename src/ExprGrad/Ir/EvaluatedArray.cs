namespace ExprGrad.Ir;

/// <summary>An array of sums with the shape of another array, jagged or of several dimensions.</summary>
internal static class EvaluatedArray
{
    public static Array ZerosLike(Array shape)
    {
        var element = shape.GetType().GetElementType()!;
        var zeros = Array.CreateInstance(element, [.. Enumerable.Range(0, shape.Rank).Select(shape.GetLength)]);
        if (!element.IsArray) return zeros;
        for (var i = 0; i < zeros.Length; i++)
        {
            int[] at = shape.Rank == 1 ? [i] : [i / shape.GetLength(1), i % shape.GetLength(1)];
            if (shape.GetValue(at) is Array row) zeros.SetValue(ZerosLike(row), at);
        }

        return zeros;
    }

    /// <summary>Adds to the element at the indices, which run through the dimensions of the array and then of its rows.</summary>
    public static void Add(Array sums, ReadOnlySpan<int> indices, object? value)
    {
        while (sums.GetType().GetElementType()!.IsArray)
        {
            var row = sums.GetValue(indices[..sums.Rank].ToArray())!;
            indices = indices[sums.Rank..];
            sums = (Array)row;
        }

        var at = indices.ToArray();
        sums.SetValue(EvaluatedFunctions.Apply(Primitives.Add, sums.GetValue(at), value), at);
    }
}
