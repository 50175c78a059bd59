namespace ExprGrad.Scheduling.Vectors;

/// <summary>What a value is while several iterations of a loop run at once, each in a lane of a vector.</summary>
internal enum LaneKind
{
    /// <summary>The same in all lanes: a scalar.</summary>
    Uniform,

    /// <summary>A real number in each lane.</summary>
    Real,

    /// <summary>A boolean in each lane: all bits set or none.</summary>
    Mask,

    /// <summary>An integer that grows by the same amount from lane to lane: the scalar of the first lane.</summary>
    Affine,

    /// <summary>An integer of its own in each lane, held exactly by a real number.</summary>
    Integer,

    /// <summary>A float in each lane, held exactly by a double.</summary>
    Single,

    /// <summary>A row of an array of rows for each lane, whose elements are read column by column (<see cref="LaneRows"/>).</summary>
    Row,
}
