namespace ExprGrad.Diagnostics;

internal static partial class Refusals
{
    // Grad.Compile<TDelegate>: the last two arguments are the signatures of the delegate and of the lambda.

    internal static readonly Refusal UnmatchedParameter = new("EG3001",
        "The delegate's parameter `{0}` is neither a parameter of the lambda nor `d` and the name of one.\nDelegate: {1}\nLambda:   {2}",
        "Name inputs as in the lambda and gradients `d<name>`; upper and lower case count.");

    internal static readonly Refusal UnboundParameter = new("EG3002",
        "The delegate has no parameter for the lambda's `{0}`.\nDelegate: {1}\nLambda:   {2}",
        "Add a parameter named `{0}` to the delegate, or take `{0}` from the surroundings of the lambda.");

    internal static readonly Refusal BoundTwice = new("EG3003",
        "Two parameters of the delegate are named `{0}`.\nDelegate: {1}\nLambda:   {2}",
        "Keep one of them.");

    internal static readonly Refusal InputType = new("EG3004",
        "The delegate's `{0}` is `{1}` and can't be {2}.\nDelegate: {3}\nLambda:   {4}",
        "Give both the same type; where the lambda has `T[]` the delegate may have `T[]`, `ReadOnlySpan<T>` or `Span<T>`, unless it is to differentiate arrays in an array.");

    internal static readonly Refusal GradientType = new("EG3005",
        "The delegate's `{0}` is `{1}`, which can't take the gradient of `{2}`.\nDelegate: {3}\nLambda:   {4}",
        "Declare it as {5}.");

    internal static readonly Refusal GradientNameTaken = new("EG3006",
        "The lambda has the parameters `{0}` and `d{0}`, so that `d{0}` is an input and can't ask for the gradient of `{0}`."
        + "\nDelegate: {1}\nLambda:   {2}",
        "Rename the lambda's parameter `d{0}`.");

    internal static readonly Refusal GradientOfData = new("EG3007",
        "The gradient with respect to `{0}` is asked for, but its type `{1}` holds no `double` and no `float`.",
        "Ask for the gradient of another parameter, or make this one `double`, `float` or an array of them.");

    internal static readonly Refusal ReturnType = new("EG3008",
        "The delegate returns `{0}`, but the lambda's value is `{1}`.\nDelegate: {2}\nLambda:   {3}",
        "Return `{1}`, or `void` if the value is not wanted; gradients are parameters `d<name>` of the delegate, or what `Grad.Gradient` returns.");

    internal static readonly Refusal NothingRequested = new("EG3009",
        "The delegate asks for nothing: it returns `void` and has no gradient parameter.\nDelegate: {0}\nLambda:   {1}",
        "Return the value, or add a parameter `d<name>` for the gradient of `<name>`.");

    internal static readonly Refusal InputByReference = new("EG3010",
        "The delegate's input `{0}` is passed as `{1}`, but inputs are only read.\nDelegate: {2}\nLambda:   {3}",
        "Pass it by value; a gradient is named `d<name>`.");

    internal static readonly Refusal PositionalCount = new("EG3011",
        "A delegate of the Func family binds by position, but its number of parameters is {0} and the lambda's is {1}.\nDelegate: {2}\nLambda:   {3}",
        "Give it the lambda's parameters in order; to ask for gradients declare a delegate with parameter names.");

    internal static readonly Refusal AccumulateIntoOut = new("EG3012",
        "`GradientMode.Accumulate` adds to what is there, and `{0}` is `out`: nothing is there.\nDelegate: {1}\nLambda:   {2}",
        "Declare it as `ref`, or hold the number in an array or a span.");

    internal static readonly Refusal NotADelegate = new("EG3013",
        "`{0}` is not a delegate type with a signature.",
        "Name a delegate type of your own, or one of the Func family.");

    internal static readonly Refusal UnnamedParameter = new("EG3014",
        "Parameter {0} of the lambda has no name, or the name of another, so that nothing can be bound to it.",
        "Give each `Expression.Parameter` a name of its own.");

    internal static readonly Refusal NoDirection = new("EG3015",
        "`{0}` asks for a derivative along a direction, but the delegate has none.\nDelegate: {1}\nLambda:   {2}",
        "Add a parameter `<name>Dot` of the type of the lambda's `<name>`: the direction in which `<name>` changes.");

    internal static readonly Refusal UnusedDirection = new("EG3016",
        "`{0}` is a direction, but nothing is asked for along it.\nDelegate: {1}\nLambda:   {2}",
        "Add `resultDot`, the derivative of the value along it, or `d<name>Dot`, that of the gradient of `<name>`.");

    internal static readonly Refusal DirectionOfData = new("EG3017",
        "`{0}` is a direction of `{1}`, but its type `{2}` holds no `double` and no `float`.",
        "Give a direction to another parameter, or make this one `double`, `float` or an array of them.");

    internal static readonly Refusal DirectionOnTape = new("EG3018",
        "`{0}` is a direction, and the tape has no derivatives along directions.",
        "Use `Grad.Compile`, or ask the tape for the gradient and multiply.");

    internal static readonly Refusal JacobianColumns = new("EG3019",
        "The Jacobian with respect to `{0}` is asked for, which is `{1}` and no array of numbers.",
        "Make `{0}` a `double[]` or `float[]`: the Jacobian has a column for each element.");

    internal static readonly Refusal ResultTarget = new("EG3020",
        "The delegate's `{0}` is `{1}`, which can't take what the lambda's value or Jacobian is.\nDelegate: {2}\nLambda:   {3}",
        "Declare it as {4}.");

    internal static readonly Refusal ResultRows = new("EG3021",
        "The value is an array whose number of elements is not known before it is computed, or whose rows don't all have as many numbers.",
        "Return an array of numbers, or of rows of the same number of elements, whose length follows from the arguments alone: `Select(...)` instead of `Where(...)`.");

    internal static readonly Refusal RenderedRecurrence = new("EG3022",
        "The derivative of a loop that makes an array and reads what it has made so far, or whose state holds arrays, can't be written as an expression yet.",
        "Compile the derivative with `Grad.Gradient` or `Grad.ValueAndGradient`, or write the loop with numbers as its state.");

    internal static readonly Refusal RenderedNesting = new("EG3023",
        "The derivative with respect to `{0}` can't be written as an expression yet: {1}.",
        "Compile the derivative with `Grad.Gradient` or `Grad.ValueAndGradient`, or hold the numbers in `T[]`, `T[,]` or `T[][]`, by themselves or in a container.");

    // What should never be seen: ids EG99xx.

    internal static readonly Refusal Internal = new("EG9900",
        "{0}\nThis is a bug in ExprGrad, or in the compiler that `GradOptions.Compiler` names, and not in the lambda.",
        "Report it, please, with this message and the lambda. Nothing was compiled; the same formula written in another way may work meanwhile.");

    // Gradient, ValueAndGradient, ValueAndGradientInto, ZerosLike, Derivative.

    internal static readonly Refusal NullLambda = new("EG3101",
        "The lambda is null.",
        "Pass an expression lambda, such as `(double x) => x * x`.");

    internal static readonly Refusal FirstParameter = new("EG3103",
        "The gradient is that of the first parameter, but `{0}` is `{1}`, which holds no `double` and no `float`.",
        "Put the parameter that is to be differentiated first; the others are data.");

    internal static readonly Refusal IntoNeedsReference = new("EG3104",
        "`Grad.ValueAndGradientInto` writes into its last argument, but `{0}` is a value type and the caller would not see it.",
        "Use `Grad.ValueAndGradient`, which returns the gradient, or make `{0}` an array or a class.");

    internal static readonly Refusal UnknownParameterName = new("EG3105",
        "The lambda has no parameter `{0}`; it has {1}.",
        "Name one of them; upper and lower case count.");
}
