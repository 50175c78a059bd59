namespace ExprGrad.Emission.Splitting;

/// <summary>What a run does to one variable.</summary>
internal sealed class Use(Local local, Run run, int firstPiece)
{
    public Local Local { get; } = local;

    public Run Run { get; } = run;

    /// <summary>The first piece of the run that touches the variable.</summary>
    public int FirstPiece { get; } = firstPiece;

    /// <summary>The last piece that changes it; -1 if none does.</summary>
    public int LastWrite { get; set; } = -1;

    /// <summary>How often the run reads or changes it.</summary>
    public int Touches { get; set; }

    /// <summary>Whether the value that it has before the run may be read.</summary>
    public bool ReadsEntry { get; set; }

    /// <summary>Whether it has got a value at the point reached in the scan, and at last at the end of the run, whatever happened.</summary>
    public bool IsAssigned { get; set; }

    /// <summary>Whether the run gets the value from elsewhere.</summary>
    public bool Loads { get; set; }

    /// <summary>Whether the run hands the value on.</summary>
    public bool Stores { get; set; }

    /// <summary>Whether it is not a variable of the run's method: the only statement that touches it does so where the value is between methods.</summary>
    public bool IsDirect { get; set; }

    /// <summary>The next run, in the order of evaluation, that touches the variable.</summary>
    public Use? Next { get; set; }
}
