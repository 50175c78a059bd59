namespace ExprGrad.Tests.Properties.Losses;

/// <summary>What a random loss is differentiated with respect to.</summary>
/// <param name="X">Rows by columns.</param>
/// <param name="W">A number for each row.</param>
/// <param name="V">Hidden values by columns.</param>
/// <param name="B">A number for each column.</param>
/// <param name="Points">One for each row.</param>
/// <param name="Layers">One for each hidden value.</param>
/// <param name="Images">For each hidden value columns by columns.</param>
/// <param name="Ragged">For each hidden value a row, which has a length of its own.</param>
public sealed record LossModel<T>(T[,] X, T[] W, T[][] V, T[] B, LossPoint<T>[] Points, LossLayer<T>[] Layers, T[][,] Images, T[][] Ragged);

/// <summary>A point, which is held in its array.</summary>
public record struct LossPoint<T>(T X, T Y);

/// <summary>A layer, which its array refers to.</summary>
/// <param name="W">Columns by columns.</param>
/// <param name="B">A number for each column.</param>
public sealed record LossLayer<T>(T[,] W, T[] B);
