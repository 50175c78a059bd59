namespace ExprGrad.Emission.Splitting;

/// <summary>A lambda as lists of statements.</summary>
internal sealed class Code
{
    public Code() => Lists.Add(new StatementList(owner: null));

    public StatementList Root => Lists[0];

    /// <summary>All lists; those inside a list come after it.</summary>
    public List<StatementList> Lists { get; } = [];

    public List<Local> Locals { get; } = [];

    public Touches Touches { get; } = new();

    public JumpTable Jumps { get; } = new();

    /// <summary>Whether a block declares a variable that one around it declares too.</summary>
    public bool HidesVariables { get; set; }

    public MethodSize Size { get; set; }
}
