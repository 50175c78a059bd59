namespace ExprGrad.Diagnostics.CSharp;

/// <summary>A part of the text to come: a string, or parts that are made only when the printer gets to them.</summary>
internal readonly record struct Piece(Precedence Precedence, string? Text, IEnumerable<Piece>? Parts = null)
{
    internal Piece(Precedence precedence, IEnumerable<Piece> parts)
        : this(precedence, null, parts)
    {
    }

    /// <summary>This piece, in parentheses if it binds less strongly than its place asks.</summary>
    internal Piece In(Precedence place) => Precedence >= place ? this : new Piece(Precedence.Primary, ["(", this, ")"]);

    public static implicit operator Piece(string text) => new(Precedence.Primary, text);
}
