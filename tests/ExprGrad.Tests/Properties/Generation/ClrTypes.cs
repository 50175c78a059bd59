namespace ExprGrad.Tests.Properties.Generation;

/// <summary>
/// The CLR type of each kind and shape. In the <em>twin</em> of a lambda, which finite differences use, <c>float</c> is <c>double</c>:
/// the same program, but precise enough to be differenced.
/// </summary>
internal sealed class ClrTypes(bool isTwin)
{
    public bool IsTwin => isTwin;

    public Type Of(Kind kind) => kind switch
    {
        Kind.Double => typeof(double),
        Kind.Single => isTwin ? typeof(double) : typeof(float),
        Kind.Int32 => typeof(int),
        Kind.Int64 => typeof(long),
        Kind.Int16 => typeof(short),
        Kind.Byte => typeof(byte),
        Kind.UInt32 => typeof(uint),
        Kind.Char => typeof(char),
        Kind.Boolean => typeof(bool),
        _ => typeof(Phase),
    };

    public Type Of(Shape shape) => shape switch
    {
        ScalarShape scalar => Of(scalar.Kind),
        SequenceShape sequence => Of(sequence.Element).MakeArrayType(),
        MatrixShape matrix => Of(matrix.Element).MakeArrayType(2),
        ContainerShape container => container.Definition.MakeGenericType([.. container.Members.Select(m => Of(m.Shape))]),
        _ => throw new ArgumentException($"No type for {shape}.", nameof(shape)),
    };

    /// <summary>A value of the kind; one of kind Single is rounded to it even in the twin.</summary>
    public object Box(Kind kind, double value) => kind switch
    {
        Kind.Double => value,
        Kind.Single => isTwin ? (object)(double)(float)value : (float)value,
        Kind.Int32 => (int)value,
        Kind.Int64 => (long)value,
        Kind.Int16 => (short)value,
        Kind.Byte => (byte)value,
        Kind.UInt32 => (uint)value,
        Kind.Char => (char)value,
        Kind.Boolean => value != 0,
        _ => (Phase)(int)value,
    };
}
