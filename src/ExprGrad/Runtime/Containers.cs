namespace ExprGrad.Runtime;

/// <summary>Arrays of zeros in the shape of others, for gradients that are made by the call.</summary>
internal static class Containers
{
    /// <summary>Zeros in the shape of the array.</summary>
    public static T[] ZerosLike<T>(T[] array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return new T[array.Length];
    }

    /// <inheritdoc cref="ZerosLike{T}(T[])"/>
    public static T[,] ZerosLike<T>(T[,] array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return new T[array.GetLength(0), array.GetLength(1)];
    }

    /// <inheritdoc cref="ZerosLike{T}(T[])"/>
    public static T[][] ZerosLikeRows<T>(T[][] array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return Array.ConvertAll(array, row => row is null ? throw new ArgumentNullException(nameof(array), "A row is null.") : new T[row.Length]);
    }
}
