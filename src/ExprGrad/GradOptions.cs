namespace ExprGrad;

/// <summary>How a lambda is differentiated and compiled.</summary>
public sealed record GradOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static GradOptions Default { get; } = new();

    /// <summary>How closely the value follows floating-point arithmetic as it is written.</summary>
    public FloatMode FloatMode { get; init; }

    /// <summary>Whether gradients overwrite their place or are added to it.</summary>
    public GradientMode GradientMode { get; init; }

    /// <summary>Derivatives of static methods that the lambda calls, beside those that ExprGrad knows.</summary>
    /// <exception cref="ArgumentNullException">The list, or a rule in it, is null.</exception>
    public IReadOnlyList<DerivativeRule> Rules
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach (var rule in value) ArgumentNullException.ThrowIfNull(rule, nameof(value));
            field = value;
        }
    } = [];

    /// <summary>
    /// How wide vectors are, in bits, with which loops run several iterations at once: 128, 256 or 512; 0 for none. Null takes the widest that the machine has.
    /// </summary>
    /// <remarks>Wider ones than the machine has are computed in parts, and slow.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is none of these.</exception>
    public int? VectorBits
    {
        get;
        init
        {
            if (value is not (null or 0 or 128 or 256 or 512))
                throw new ArgumentOutOfRangeException(nameof(value), value, "Vectors have 128, 256 or 512 bits; 0 stands for no vectors, null for the widest that the machine has.");
            field = value;
        }
    }

    /// <summary>
    /// How many threads a call may work on, the caller's included, with which the iterations of outer loops, and large products of matrices, run in blocks. Null, the default, leaves them whole.
    /// </summary>
    /// <remarks>
    /// Blocks follow from the lengths of arrays and loops alone, and are combined in their order: the result has the same bits for every number of threads, 1 included. Loops that are left
    /// whole add up in another order, so that the last bits may differ from those without the option. Loops that do too little to be worth a thread stay in one block.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int? Threads
    {
        get;
        init
        {
            if (value < 1) throw new ArgumentOutOfRangeException(nameof(value), value, "At least one thread is needed; null leaves loops whole.");
            field = value;
        }
    }

    /// <summary>Which states of loops the reverse sweep finds in memory, the others being computed again; null, the default, keeps all.</summary>
    /// <remarks>The tape and <see cref="Grad.Derivative"/> keep all.</remarks>
    public Checkpoints? Checkpoints { get; init; }

    // What a block takes at least, in additions, so that it is worth waking a thread for; 0 for blocks of any size, in tests.
    internal double SmallestBlock { get; init; } = 100_000;

    /// <summary>What computes large products of matrices; see <see cref="ExprGrad.MatrixKernel"/>.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public MatrixKernel MatrixKernel
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = MatrixKernel.Managed;

    /// <summary>The fewest rows, columns and terms of each sum, and the fewest terms of all sums, from which on products of matrices are left to the kernel; null for those from which that pays.</summary>
    internal (int ShortestExtent, int FewestTerms)? KernelSize { get; init; }

    /// <summary>Of loops that run in lanes, or else those inside of them, as extents ask for: whether they do; null for as extents ask for. In tests.</summary>
    internal bool? OuterLanes { get; init; }

    /// <summary>The most values in lanes of a loop that has rounds of whole vectors; null for as many as pay. In tests.</summary>
    internal int? MostInRound { get; init; }

    /// <summary>How much two iterations must have to share for them to run at once, in loops without such rounds; null for as much as pays. In tests.</summary>
    internal int? FewestShared { get; init; }

    /// <summary>The fewest statements, at least one, of a block whose values are written into each other; null for so many that the block becomes several methods. In tests.</summary>
    internal int? FewestNested { get; init; }

    /// <summary>Whether warnings are errors.</summary>
    public bool WarningsAsErrors { get; init; }

    /// <summary>What turns the emitted expression tree into a delegate.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public IDelegateCompiler Compiler
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = DelegateCompilers.Default;
}
