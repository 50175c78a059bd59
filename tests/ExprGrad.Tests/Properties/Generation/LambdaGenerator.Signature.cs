namespace ExprGrad.Tests.Properties.Generation;

/// <summary>Parameters: scalars all alike, or a differentiable first parameter of any shape and data behind it.</summary>
internal sealed partial class LambdaGenerator
{
    private static readonly Interval[] realRanges = [new(-2, 2), new(0.3, 2.5), new(-1, 1), new(0.5, 1.5), new(-3, -0.4)];

    private static readonly Type[] containers =
    [
        typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,,,,,>), SampleShapes.AnonymousPair, SampleShapes.AnonymousTriple,
        typeof(RecordPair<,>), typeof(RecordTriple<,,>), typeof(PointPair<,>), typeof(FieldStruct<,>), typeof(FieldModel<,>),
        typeof(PropertyModel<,>),
    ];

    private Shape[] Signature() => random.Below(14) switch
    {
        < 3 => [.. Enumerable.Range(0, random.Within(1, random.Chance(0.2) ? 8 : 3)).Select(_ => RealShape(result))],
        3 => [RealShape(result), .. Data(1)],
        < 6 => [new SequenceShape(RealShape(), RandomSize()), .. Data(0)],
        6 => [new MatrixShape(RealShape(), RandomSize(), RandomSize()), .. Data(0)],
        7 => [random.Chance(0.5) ? Jagged() : Deep(), .. Data(0)],
        8 when random.Chance(0.5) => [Container(0), new SequenceShape(Container(0), RandomSize()), .. Data(0)],
        8 => [new SequenceShape(Container(1), RandomSize()), .. Data(0)],
        _ => [Container(2), .. Data(0)],
    };

    /// <summary>Scalars all of one real type are differentiated all; else it is the first parameter.</summary>
    private static int ActiveCount(Shape[] shapes) =>
        shapes[0] is ScalarShape { Kind: Kind.Double or Kind.Single } first
            && Array.TrueForAll(shapes, s => s is ScalarShape scalar && scalar.Kind == first.Kind) ? shapes.Length : 1;

    private Dimension RandomDimension() => isLong ? LongDimension() : random.Below(12) switch
    {
        < 4 => new(3, 3),
        < 6 => new(1, 4),
        < 8 => new(2, 7),
        < 9 => new(0, 4),
        < 10 => new(0, 0),
        _ => new(2, 2),
    };

    private Dimension LongDimension() => random.Below(4) switch
    {
        0 => new(17, 40),
        1 => new(30, 35),
        2 => new(8, 70),
        _ => new(2, 5),
    };

    private Dimension RandomSize() => random.Pick(dimensions);

    private ScalarShape RealShape(Kind? kind = null) => new(kind ?? random.Pick(reals), random.Pick(realRanges));

    private SequenceShape Jagged()
    {
        int shortest = random.Below(3);
        return new(new SequenceShape(RealShape(), new Interval(shortest, shortest + random.Below(4))), RandomSize());
    }

    /// <summary>An array of jagged arrays, or of matrices.</summary>
    private SequenceShape Deep()
    {
        if (random.Chance(0.3))
            return new(new MatrixShape(RealShape(), RandomSize(), RandomSize()), RandomSize());
        int shortest = random.Below(2);
        return new(new SequenceShape(Jagged().Element, new Interval(shortest, shortest + random.Below(3))), RandomSize());
    }

    private ContainerShape Container(int depth)
    {
        while (true)
        {
            var definition = random.Pick(containers);
            var members = SampleShapes.MemberNames(definition).Select(name => (name, MemberShape(name, depth))).ToArray();
            var shape = new ContainerShape(definition, [.. members]);
            if (Array.Exists(reals, shape.Contains))
                return shape;
        }
    }

    private Shape MemberShape(string name, int depth)
    {
        if (name == "Rest")
            return new ContainerShape(typeof(ValueTuple<>), [("Item1", RealShape())]);
        return random.Below(20) switch
        {
            < 8 => RealShape(),
            < 13 => new SequenceShape(RealShape(), RandomSize()),
            13 => new MatrixShape(RealShape(), RandomSize(), RandomSize()),
            14 => Jagged(),
            17 when depth > 0 => new SequenceShape(Container(depth - 1), RandomSize()),
            15 => new ScalarShape(Kind.Int32, new(-3, 5)),
            16 => Picks(),
            _ when depth > 0 => Container(depth - 1),
            _ => RealShape(),
        };
    }

    /// <summary>An <c>int[]</c> whose elements index another array, with repetitions; or one of small numbers.</summary>
    private SequenceShape Picks()
    {
        var target = RandomSize();
        return target.Range.Low > 0
            ? new(new ScalarShape(Kind.Int32, new(0, target.Range.High - 1), target), RandomSize())
            : new(new ScalarShape(Kind.Int32, new(-2, 6)), RandomSize());
    }

    private IEnumerable<Shape> Data(int atLeast)
    {
        int count = random.Within(atLeast, 3);
        for (int i = 0; i < count; i++)
            yield return DataShape();
    }

    private Shape DataShape()
    {
        switch (random.Below(20))
        {
            case < 4 or 19:
                return Picks();
            case 4:
                return new SequenceShape(RealShape(), RandomSize());
            case 5:
                var size = RandomSize();
                return new ScalarShape(Kind.Int32, size.Range, Size: size);
            case 6:
                return new ScalarShape(Kind.Int32, new(-4, 6));
            case 7:
                return new ScalarShape(Kind.Boolean, new(0, 1));
            case 8:
                return new ScalarShape(Kind.Enum, new(0, 2));
            case 9 or 16:
                return new ScalarShape(random.Pick(Kind.Int64, Kind.Int16), new(-5, 9));
            case 10 or 17 or 18:
                return new ScalarShape(random.Pick(Kind.Byte, Kind.UInt32, Kind.Char), new(0, 9));
            case 11:
                return new SequenceShape(new ScalarShape(random.Pick(Kind.Byte, Kind.Boolean, Kind.Int64), new(0, 1)), RandomSize());
            case 12:
                return new MatrixShape(RealShape(), RandomSize(), RandomSize());
            case 13:
                return Container(0);
            default:
                return RealShape();
        }
    }
}
