namespace ExprGrad.Tests.Properties.Generation;

/// <summary>Draws values of shapes for one call; arrays that share a dimension get the same length.</summary>
internal sealed class ArgumentValues(SplitMix64 random, ClrTypes types)
{
    private readonly Dictionary<Dimension, int> lengths = [];

    public object Create(Shape shape) => shape switch
    {
        ScalarShape scalar => types.Box(scalar.Kind, Draw(scalar)),
        SequenceShape sequence => CreateArray(sequence),
        MatrixShape matrix => CreateMatrix(matrix),
        ContainerShape container => CreateContainer(container),
        _ => throw new ArgumentException($"No values of {shape}.", nameof(shape)),
    };

    private double Draw(ScalarShape shape)
    {
        if (shape.Size is { } size)
            return LengthOf(size);
        if (shape.Below is { } bound)
            return random.Below(LengthOf(bound));

        // Reals keep away from the ends of their range, so that a finite difference stays in it.
        return shape.Kind is Kind.Double or Kind.Single
            ? shape.Range.Low + shape.Range.Width * (0.02 + 0.96 * random.Unit())
            : random.Within((int)shape.Range.Low, (int)shape.Range.High);
    }

    private int LengthOf(Dimension dimension)
    {
        if (!lengths.TryGetValue(dimension, out int length))
            lengths.Add(dimension, length = random.Within((int)dimension.Range.Low, (int)dimension.Range.High));
        return length;
    }

    private Array CreateArray(SequenceShape shape)
    {
        int length = shape.Size is { } size ? LengthOf(size) : random.Within((int)shape.Lengths.Low, (int)shape.Lengths.High);
        var array = Array.CreateInstance(types.Of(shape.Element), length);
        for (int i = 0; i < length; i++)
            array.SetValue(Create(shape.Element), i);
        return array;
    }

    private Array CreateMatrix(MatrixShape shape)
    {
        var array = Array.CreateInstance(types.Of(shape.Element), LengthOf(shape.Rows), LengthOf(shape.Columns));
        for (int i = 0; i < array.GetLength(0); i++)
        {
            for (int j = 0; j < array.GetLength(1); j++)
                array.SetValue(Create(shape.Element), i, j);
        }

        return array;
    }

    private object CreateContainer(ContainerShape shape)
    {
        var type = types.Of(shape);
        object[] values = [.. shape.Members.Select(m => Create(m.Shape))];
        if (Array.Find(type.GetConstructors(), c => c.GetParameters().Length == values.Length) is { } constructor)
            return constructor.Invoke(values);
        object container = Activator.CreateInstance(type)!;
        foreach (var ((name, _), value) in shape.Members.Zip(values))
        {
            if (type.GetField(name) is { } field)
                field.SetValue(container, value);
            else
                type.GetProperty(name)!.SetValue(container, value);
        }

        return container;
    }
}
