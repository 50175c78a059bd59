namespace ExprGrad.Diagnostics;

internal static partial class Refusals
{
    // LINQ. Operators have one row for each reason; UnsupportedConstructs maps their names to rows.

    internal static readonly Refusal UnknownOperator = new("EG1100",
        "`{0}` is not one of the LINQ operators that ExprGrad turns into loops.",
        "Use Range, Select, Sum, Average, Min, Max, Where, Zip, Aggregate, Count, Any, All, Take, Skip, TakeLast, SkipLast, Reverse, Repeat, Concat, "
        + "SelectMany, First, Last, ElementAt, MaxBy, MinBy, Append, Prepend, Index and ToArray.");

    internal static readonly Refusal Ordering = new("EG1101",
        "`{0}` moves elements to places that depend on their values, which ExprGrad does not follow.",
        "Sort an `int[]` of positions before the call and gather with it, `order.Select(i => xs[i])`; for extremes use Max, Min, MaxBy "
        + "or MinBy.");

    internal static readonly Refusal Grouping = new("EG1102",
        "`{0}` makes groups whose number and sizes are known only at run time.",
        "Number the groups before the call and sum each: "
        + "`Enumerable.Range(0, groups).Select(g => Enumerable.Range(0, n).Where(i => group[i] == g).Sum(i => xs[i]))`.");

    internal static readonly Refusal Joining = new("EG1103",
        "`{0}` matches elements by key at run time.",
        "Find the matching positions before the call, as an `int[]`, and gather with it: `xs.Select((x, i) => x * ys[match[i]])`.");

    internal static readonly Refusal SetOperation = new("EG1104",
        "`{0}` keeps or drops elements by comparing their values, which ExprGrad does not follow.",
        "Find the positions to keep before the call, as an `int[]`, and gather with it: `keep.Select(i => xs[i])`.");

    internal static readonly Refusal ConditionalPrefix = new("EG1105",
        "`{0}` ends or starts at a place that depends on the values.",
        "Filter with `Where(...)`, or count before the call and use `Take(count)` or `Skip(count)`.");

    internal static readonly Refusal Chunking = new("EG1106",
        "`{0}` cuts a sequence into arrays, the last of which may be shorter.",
        "Index the pieces: `Enumerable.Range(0, pieces).Select(p => Enumerable.Range(0, size).Sum(j => xs[p * size + j]))`.");

    internal static readonly Refusal Materializing = new("EG1107",
        "`{0}` makes a collection that is neither an array nor a sequence.",
        "Use `ToArray()`, or leave the call out.");

    internal static readonly Refusal UntypedElements = new("EG1108",
        "`{0}` converts elements through `object`, and the derivative can't be followed into a box.",
        "Convert each element: `xs.Select(x => (double)x)`.");

    internal static readonly Refusal OrDefault = new("EG1109",
        "`{0}` asks how many elements there are and answers with a stand-in or an exception, which ExprGrad does not do on its own.",
        "Say it with a condition: `xs.Length > 0 ? xs[0] : 0.0`.");

    internal static readonly Refusal OperatorOverload = new("EG1110",
        "This overload of `{0}` takes {1}, which ExprGrad does not read.",
        "Use the overload without it, and compute what it does in the lambda or before the call.");

    internal static readonly Refusal ScatterTerms = new("EG1111",
        "The sequences of terms that `Ad.ScatterAdd` is given come in an array that is made elsewhere, so that they can't be followed.",
        "Write each sequence as an argument of its own: `Ad.ScatterAdd(length, first, second)`.");

    internal static readonly Refusal ElementType = new("EG1113",
        "A number is needed here, to be added, compared or counted with, but there are {0}.",
        "Pick the number that is meant: `.Select(p => p.X)` before `Max()` or `Sum()`, `.MaxBy(p => p.X)`, a predicate that compares member by member.");

    internal static readonly Refusal State = new("EG1201",
        "The state that `{0}` carries from step to step is of type `{1}`; it may hold numbers, and arrays of one or two dimensions, of arrays, and of containers of them.",
        "Make arrays of sequences with `ToArray()`; hand on what the steps change and capture the rest.");

    internal static readonly Refusal RecurElements = new("EG1202",
        "The elements of `Ad.Recur` are of type `{0}`; they may be numbers, or containers of numbers.",
        "Where each element follows from the one before, use `Ad.Scan` or `Ad.Iterate`, whose states may hold arrays.");
}
