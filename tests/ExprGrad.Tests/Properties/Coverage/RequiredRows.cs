using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties.Coverage;

/// <summary>
/// What random lambdas must contain, so that a generator that stops making something is noticed: the language by name, every primitive,
/// every pair.
/// </summary>
internal static class RequiredRows
{
    private static readonly string[] constructs =
    [
        .. Each("Add Subtract Multiply Divide Modulo Negate Conditional", "Double", "Single", "Int32"),
        .. Each("LessThan LessThanOrEqual GreaterThan GreaterThanOrEqual Equal NotEqual", "Double", "Single", "Int32"),
        .. Each("AddChecked SubtractChecked MultiplyChecked NegateChecked And LeftShift RightShift Not", "Int32"),
        .. Each("Add Subtract Multiply Divide Modulo RightShift AddChecked SubtractChecked MultiplyChecked", "Int64", "UInt32", "UInt64"),
        "Negate Int64", "NegateChecked Int64", "Int32.IsEvenInteger", "Int32.IsOddInteger",
        .. Each("AndAlso OrElse Not Equal NotEqual And Or ExclusiveOr", "Boolean"),
        "ArrayLength", "Array.GetLength", "new[] {..}", "array to span", "index by variable", "index by constant", "index by arithmetic",
        "index by element", "index by real", "index by sequence", "member of tuple", "member of tuple of 8", "member of anonymous type",
        "member of record", "member of record struct", "member of struct with fields", "member of class with fields",
        "member of class with properties", "member of transparent identifier", "ValueTuple.Create", "new anonymous type", "new record",
        "new record struct", "new class with properties", "Opaque.Lookup", "Opaque.Bucket", "Settings.Preset", "Ad.Let", "Ad.Invoke",
        "Ad.StopGradient", "Ad.LogSumExp", "Ad.Softmax", "Ad.ScatterAdd", "Ad.ScatterAdd of several sequences",
        "Ad.ScatterAdd to a matrix", "Ad.ScatterAdd to rows", "Ad.Iterate", "Ad.Recur", "Ad.Scan",
        "state with an array of Aggregate", "state with an array of Iterate", "state with an array of Scan",
    ];

    private static readonly string[] otherIntegers = ["Int64", "UInt32", "UInt64", "Byte", "SByte", "Int16", "UInt16", "Char"];

    private static readonly string[] conversions =
    [
        "Convert Int32 -> Double", "Convert Int32 -> Single", "Convert Single -> Double", "Convert Double -> Single",
        "Convert Double -> Int32", "Convert Single -> Int32", "ConvertChecked Double -> Int32", "ConvertChecked Single -> Int32",
        "from Phase", .. from way in new[] { "from", "to", "checked to", "real to" } from type in otherIntegers select $"{way} {type}",
    ];

    private static readonly string[] parameters =
    [
        "first Double", "first Single", "first Double array", "first Single array", "first Double matrix", "first Single matrix",
        "first jagged array", "first array of jagged arrays", "first array of matrices", "first array of containers", "first container", "in tuple", "in tuple of 8", "in anonymous type",
        "in record", "in record struct", "in struct with fields", "in class with fields", "in class with properties", "member Double",
        "member Single", "member Int32", "member Double array", "member Single array", "member Int32 array", "member Double matrix",
        "member Single matrix", "member jagged array", "member container", "member array of containers", "data Double", "data Single", "data Int32", "data Int64",
        "data Int16", "data Byte", "data UInt32", "data Char", "data Boolean", "data enum", "data Int32 array", "data Double array",
        "data Single array", "data Byte array", "data Boolean array", "data Int64 array", "data Double matrix", "data Single matrix",
        "data container",
    ];

    private static readonly string[] captured =
    [
        "Double", "Single", "Int32", "Boolean", "Double array", "Single array", "Int32 array", "Double[] array", "expression",
        "member of a captured object", "local of an outer scope",
    ];

    private static readonly string[] sequences =
    [
        .. Each("Sum Sum(a) Average Average(a) Max Max(a) Min Min(a)", "Double", "Single"), .. Each("Sum Sum(a) Max(a) Min(a)", "Int32"),
        "Aggregate with seed", "Aggregate without seed", "Aggregate with result", "All(a)", "Any", "Any(a)", "Append", "Concat", "Count",
        "Count(a)", "ElementAt", "First", "First(a)", "Index", "Last", "Last(a)", "MaxBy(a)", "MinBy(a)", "Prepend", "Range", "Repeat",
        "Reverse", "Select(a)", "Select(a, b)", "SelectMany(a)", "SelectMany(a; a, b)", "Skip", "SkipLast", "Take", "TakeLast", "ToArray", "Where(a)",
        "Where(a, b)", "Zip of 2", "Zip of 3", "Zip(a, b)", "query from from", "query let", "query Where", "query Select",
        "span Contains", "span IndexOf", "span SequenceEqual",
    ];

    private static readonly string[] places = ["branch", "loop", "gather"];

    private static readonly string[] pairs =
    [
        .. from inner in places from outer in places select $"{inner} in {outer}",
        "loops nested 2 deep", "loops nested 3 deep",
    ];

    private static readonly string[] integerFunctions =
        ["Math.Abs(Int32)", "Math.Sign(Int32)", "Math.Max(Int32, Int32)", "Math.Min(Int32, Int32)", "Math.Clamp(Int32, Int32, Int32)", "Math.BigMul(Int32, Int32)"];

    public static IReadOnlySet<CoverageRow> All { get; } = new HashSet<CoverageRow>(
    [
        .. Rows(CoverageGroup.Construct, constructs), .. Rows(CoverageGroup.Conversion, conversions), .. Rows(
            CoverageGroup.Parameter, parameters),
        .. Rows(CoverageGroup.Capture, captured), .. Rows(CoverageGroup.Sequence, sequences), .. Rows(CoverageGroup.Pair, pairs),
        .. Rows(CoverageGroup.Primitive, integerFunctions), .. Rows(CoverageGroup.Primitive, Primitives.Rows.Select(r => r.Label)),
    ]);

    private static IEnumerable<string> Each(string names, params string[] types) =>
        from name in names.Split(' ') from type in types select $"{name} {type}";

    private static IEnumerable<CoverageRow> Rows(CoverageGroup group, IEnumerable<string> names) =>
        names.Select(name => new CoverageRow(group, name));
}
