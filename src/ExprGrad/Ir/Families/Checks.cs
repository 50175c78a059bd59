namespace ExprGrad.Ir.Families;

/// <summary>Checks as primitives: they stand in the graph where C# would make them.</summary>
internal static class Checks
{
    public static readonly Primitive Index = Check(CheckFunctions.CheckIndex);
    public static readonly Primitive Range = Check(CheckFunctions.CheckRange);
    public static readonly Primitive ElementAt = Check(CheckFunctions.CheckElementAt);
    public static readonly Primitive Count = Check(CheckFunctions.CheckCount);
    public static readonly Primitive NotEmpty = Check(CheckFunctions.CheckNotEmpty);
    public static readonly Primitive Found = Check(CheckFunctions.CheckFound);
    public static readonly Primitive Match = Check(CheckFunctions.CheckMatch);
    public static readonly Primitive NotNull = Check(CheckFunctions.CheckNotNull);
    public static readonly Primitive Source = Check(CheckFunctions.CheckSource);
    public static readonly Primitive StateThere = Check(CheckFunctions.CheckStateThere);

    public static readonly Primitive Pairs = Check(CheckFunctions.CheckPairs);

    public static readonly Primitive Earlier = Check(CheckFunctions.CheckEarlier);

    public static readonly Primitive StateLength = Check(CheckFunctions.CheckStateLength);

    /// <summary>No check itself: goes with an index that was checked in loops that may not have run.</summary>
    public static readonly Primitive CheckedIf =
        new MethodPrimitive("checkedIf", ((Func<int, bool, int>)CheckFunctions.CheckedIf).Method) { MethodNames = [nameof(CheckFunctions.CheckedIf)], Cost = 0 };

    public static Primitive[] Table() => [Index, Range, ElementAt, Count, NotEmpty, Found, Match, NotNull, Source, StateThere, Pairs, Earlier, StateLength, CheckedIf];

    private static MethodPrimitive Check(Delegate f) =>
        new(Declarations.NameOf(f.Method), f.Method) { MethodNames = [f.Method.Name], IsTotal = false };
}
