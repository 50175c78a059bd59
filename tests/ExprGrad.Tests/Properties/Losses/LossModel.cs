namespace ExprGrad.Tests.Properties.Losses;

/// <summary>What a random loss is differentiated with respect to.</summary>
/// <param name="X">Rows by columns.</param>
/// <param name="W">A number for each row.</param>
/// <param name="V">Hidden values by columns.</param>
/// <param name="B">A number for each column.</param>
public sealed record LossModel<T>(T[,] X, T[] W, T[][] V, T[] B);
