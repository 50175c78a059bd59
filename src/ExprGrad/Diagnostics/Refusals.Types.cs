namespace ExprGrad.Diagnostics;

internal static partial class Refusals
{
    internal static readonly Refusal ResultType = new("EG2001",
        "The lambda's result is `{0}`; {1}.",
        "{2}.");

    internal static readonly Refusal NothingDifferentiable = new("EG2002",
        "None of the parameters ({0}) holds a `double` or a `float`.",
        "Take what is to be differentiated as a `double`, `float`, an array of them, or a type with such members.");

    internal static readonly Refusal ListType = new("EG2003",
        "`{0}` {1}: a list can grow, and its elements are reached through calls.",
        "Use an array: `{2}[]`; call `ToArray()` before.");

    internal static readonly Refusal EnumerableType = new("EG2004",
        "`{0}` {1}: a sequence from outside can be read only once and in order, while the reverse sweep needs its elements again.",
        "Use an array: `{2}[]`; call `ToArray()` before.");

    internal static readonly Refusal MemoryType = new("EG2005",
        "`{0}` {1}: its elements are reached through `Span`, which can't stand in an expression lambda.",
        "Use an array in the lambda, `{2}[]`, and `ReadOnlySpan<{2}>` in the delegate: `Grad.Compile<TDelegate>` binds one to the other.");

    internal static readonly Refusal RefStructType = new("EG2006",
        "`{0}` {1}: a ref struct can't be kept for the reverse sweep.",
        "Use an array in the lambda; a parameter may be a `ReadOnlySpan` in the delegate given to `Grad.Compile<TDelegate>`.");

    internal static readonly Refusal VectorType = new("EG2007",
        "`{0}` {1}: its operations are hardware intrinsics that ExprGrad does not read.",
        "Use `float[]`, `double[]`, or a record with `float` members, and write the formula; ExprGrad makes the loop.");

    internal static readonly Refusal QueryableType = new("EG2008",
        "`{0}` {1}: an `IQueryable` is translated and run elsewhere.",
        "Fetch the data first with `ToArray()` and use the array.");

    internal static readonly Refusal DecimalType = new("EG2009",
        "`{0}` {1}: `decimal` is computed in software and has none of the functions of `Math`.",
        "Use `double`; convert with `(double)` before the call.");

    internal static readonly Refusal ComplexType = new("EG2010",
        "`{0}` {1}: complex differentiation is not supported.",
        "Use two real values, the real and the imaginary part, and write the formula on them.");

    internal static readonly Refusal HalfType = new("EG2011",
        "`{0}` {1}: ExprGrad computes in `double` and `float`.",
        "Use `float`; convert with `(float)` before the call.");

    internal static readonly Refusal OpaqueOnlyType = new("EG2012",
        "`{0}` {1}: strings, dictionaries and sets hold no numbers that ExprGrad can follow.",
        "Look the numbers up before the call, or in a call whose arguments don't depend on what is differentiated.");

    internal static readonly Refusal NullableType = new("EG2013",
        "`{0}` {1}: a value that may be absent has no derivative where it is.",
        "Use `{2}`, with a `bool` beside it if it may be absent: `hasValue ? value : 0`.");

    internal static readonly Refusal TensorType = new("EG2014",
        "`{0}` {1}: tensors are not differentiated in this version.",
        "Use `{2}[]`, `{2}[,]` or `{2}[][]`, and LINQ over them.");

    internal static readonly Refusal ArrayRank = new("EG2015",
        "`{0}` {1}: arrays of more than two dimensions are not supported.",
        "Use a jagged array, or one array with computed indices: `a[(i * m + j) * n + k]`.");

    internal static readonly Refusal AbstractType = new("EG2016",
        "`{0}` {1}: the members of an interface or an abstract class are known only at run time.",
        "Use the concrete record, struct or class.");

    internal static readonly Refusal RecursiveType = new("EG2017",
        "`{0}` contains itself through {1}, so that the number of its values is not fixed.",
        "Hold the nodes in arrays and refer to them by index.");

    internal static readonly Refusal UnsupportedType = new("EG2018",
        "`{0}` {1}: it is none of the numbers that ExprGrad computes with, no array of them and no container of them.",
        "Use `double`, `float`, integers, `bool`, enums, arrays of them, tuples, records, or classes with members of such types. Other values may be captured, in arrays and members too, and handed to calls.");

    internal static readonly Refusal ByRefParameter = new("EG2019",
        "The lambda's parameter `{0}` is passed by reference, but a lambda is differentiated with respect to values.",
        "Pass it by value in the lambda; the delegate given to `Grad.Compile<TDelegate>` may take structs by `ref`.");

    // Containers of parameters.

    internal static readonly Refusal NotConstructible = new("EG2101",
        "A gradient has the type of its parameter, but `{0}` can't be made: {1}.",
        "Give it a constructor that only keeps its arguments, as a record's does, or members with automatic setters and a constructor without parameters.");

    internal static readonly Refusal ComputingConstructor = new("EG2102",
        "The constructor of `{0}` does more than keep its arguments, and what it does is compiled code that ExprGrad doesn't follow.",
        "Let it only keep its arguments, as a record's does, and compute in the lambda; or set every member in an object initializer.");

    internal static readonly Refusal GetOnlyLeaf = new("EG2103",
        "`Grad.ValueAndGradientInto` writes the gradient in place, but `{0}.{1}` has no setter.",
        "Add `init` or `set` to it, hold the number in an array, or use `Grad.ValueAndGradient`, which returns a fresh container.");

    internal static readonly Refusal ComputedMember = new("EG2105",
        "The property `{0}.{1}` computes its value in compiled code that ExprGrad can't read.",
        "Write the formula in the lambda, or as an `Expression<Func<...>>` that you call with `.Invoke(...)`.");
}
