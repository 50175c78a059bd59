namespace ExprGrad.Diagnostics;

/// <summary>
/// Everything that is refused: one row each. The id is stable and never reused; <c>docs/errors</c> has a page for it.
/// EG1xxx is the language, EG2xxx types and containers, EG3xxx requests and their binding, EG4xxx calls and derivative rules.
/// </summary>
internal static partial class Refusals
{
    // Statements and other nodes that only hand-built trees hold.

    internal static readonly Refusal Block = new("EG1001",
        "A Block is a sequence of statements; ExprGrad differentiates expressions.",
        "Write one expression; name an intermediate value with `Ad.Let(value, v => body)`.");

    internal static readonly Refusal Loop = new("EG1002",
        "A Loop node jumps; ExprGrad takes loops from LINQ, where it can see what one step hands to the next.",
        "Write the loop as `Enumerable.Range(0, n).Sum(i => ...)`, `.Select(...)` or `.Aggregate(seed, (state, i) => ...)`.");

    internal static readonly Refusal Jump = new("EG1003",
        "{0} transfers control; ExprGrad differentiates expressions, whose value is all they do.",
        "Choose between values with `condition ? a : b`; end a loop early by filtering with `Where(...)`.");

    internal static readonly Refusal Try = new("EG1004",
        "A Try node's value depends on whether something throws, which has no derivative.",
        "Test for the bad case first, `condition ? a : b`; the arm that is not taken is not evaluated.");

    internal static readonly Refusal Assignment = new("EG1005",
        "{0} changes a variable; ExprGrad differentiates expressions, whose values never change.",
        "Name the new value with `Ad.Let(value, v => body)`; carry a changing state through `Aggregate(seed, (state, x) => ...)`.");

    internal static readonly Refusal Throw = new("EG1006",
        "A Throw node has no value to differentiate.",
        "Check the arguments before the call, or return `double.NaN` in that arm.");

    internal static readonly Refusal Switch = new("EG1007",
        "A Switch node is a statement form that ExprGrad does not read.",
        "Write a chain of conditions: `k == 0 ? a : k == 1 ? b : c`.");

    internal static readonly Refusal Dynamic = new("EG1008",
        "A Dynamic node is bound at run time, so that its derivative can't be known at compile time.",
        "Give the operands static types: `double`, `float`, arrays of them, or a type with such members.");

    internal static readonly Refusal DebuggingNode = new("EG1009",
        "{0} is bookkeeping for debuggers and language runtimes and has no value to differentiate.",
        "Leave it out of the tree.");

    internal static readonly Refusal ExtensionNode = new("EG1010",
        "The node type `{0}` is not one of System.Linq.Expressions' own and doesn't reduce to them.",
        "Override `CanReduce` and `Reduce` on it, or replace it by standard nodes before the call.");

    internal static readonly Refusal UnsupportedNode = new("EG1011",
        "{0} nodes are not part of the differentiable language.",
        "Rewrite with arithmetic, comparisons, `?:`, arrays, LINQ, and the functions of `Math` and `Ad`.");

    internal static readonly Refusal TypeTest = new("EG1012",
        "A type test (`is`, `as`) asks about the run-time type of a value, and ExprGrad reads values as what they are declared to be.",
        "Declare the type that the value has, and decide with a `bool` or an enum held as data.");

    internal static readonly Refusal NullCoalescing = new("EG1013",
        "`??` tests a `{0}` for null, but the numbers, arrays and containers that ExprGrad reads are always there.",
        "Decide before the call, `var w = weights ?? fallback;`, or hold a `bool` as data: `hasValue ? value : fallback`.");

    internal static readonly Refusal FreeVariable = new("EG1014",
        "The variable `{0}` is declared by no enclosing lambda.",
        "Make it a parameter of the lambda that uses it, or replace it by a constant.");

    internal static readonly Refusal Null = new("EG1015",
        "This `{0}` is null, or nothing sets it, and it is read; the arrays and containers that ExprGrad reads are always there.",
        "Give it a value, such as an array without elements or a container of zeros; decide before the call what may be missing.");

    internal static readonly Refusal ArrayToFill = new("EG1016",
        "`new T[n]` of arrays or objects and `new T[n, m]` make arrays that statements fill, and a lambda has no statements.",
        "Make the array with its elements: `Enumerable.Range(0, n).Select(i => ...).ToArray()`. Zeros in one dimension are `new double[n]`.");

    internal static readonly Refusal DifferentKinds = new("EG1017",
        "Of two values that may stand here one is read as a whole and one member by member, or they have different members, so that no one formula reads both.",
        "Choose between the numbers instead, `c ? p.X : q.X`, or make both in the same way.");

    internal static readonly Refusal Boxing = new("EG1020",
        "Converting `{0}` to `{1}` puts it into a box, and ExprGrad doesn't follow values into boxes.",
        "Keep the value in its own type; declare parameters and members as that type rather than as `{1}`. Some methods that need a box have another form: `(a & b) != 0` for `a.HasFlag(b)`, and `v.ToArray()` before the call for the elements of a struct.");

    internal static readonly Refusal Conversion = new("EG1021",
        "There is no differentiable conversion from `{0}` to `{1}`.",
        "Convert between numeric types only, and write other conversions out member by member.");

    internal static readonly Refusal UserOperator = new("EG1022",
        "The operator is the method `{0}`, whose body is compiled code that ExprGrad can't read, and an operand depends on what is differentiated.",
        "Write the operation on the members, which are `double` or `float`.");

    internal static readonly Refusal StringOperation = new("EG1023",
        "Text is made from a value that is differentiated, and text has no derivative.",
        "Compute numbers in the lambda and format them after the call.");

    internal static readonly Refusal ReferenceComparison = new("EG1024",
        "`==` and `!=` on `{0}` compare references, and what ExprGrad reads are numbers without an identity that are always there.",
        "Compare the numbers that matter, each with its own `==`; decide before the call what depends on null.");

    // Lambdas and delegates inside the lambda.

    internal static readonly Refusal DelegateCall = new("EG1030",
        "`{0}` is a delegate: compiled code that ExprGrad can't read, called with an argument that needs a derivative.",
        "Declare it as `Expression<{0}>` and call it with `.Invoke(...)`, or write its body in place.");

    internal static readonly Refusal DelegateAsFunction = new("EG1031",
        "`{0}` is given a delegate instead of a lambda, so that ExprGrad can't read what is computed.",
        "Write the lambda in place, or keep the function in an `Expression<Func<...>>` and write `x => f.Invoke(x)`.");

    internal static readonly Refusal NullExpression = new("EG1032",
        "The captured expression `{0}` is null when the lambda is compiled.",
        "Assign it before the call: captured expressions are read and inlined at compile time.");

    internal static readonly Refusal ExpressionCycle = new("EG1033",
        "Captured expressions invoke each other in a circle, so that inlining would never end: {0}.",
        "Break the circle; a repetition is `Aggregate(seed, (state, x) => ...)` over a range.");

    internal static readonly Refusal UnknownExpression = new("EG1034",
        "Which expression is invoked must be known at compile time, and here it depends on a parameter or on a computation.",
        "Capture the expression in a local variable and invoke that; choose between two with `c ? f.Invoke(x) : g.Invoke(x)`.");
}
