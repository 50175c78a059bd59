namespace ExprGrad.Diagnostics;

internal static partial class Refusals
{
    internal static readonly Refusal UnregisteredMethod = new("EG4001",
        "`{0}` has no derivative rule, its body is compiled code that ExprGrad can't read, and its argument depends on what is "
        + "differentiated.",
        "Write the formula in the lambda, or as an `Expression<Func<...>>` that you call with `.Invoke(...)`; or give the method a rule, "
        + "with `[Derivative(nameof(Rule))]` or in `GradOptions.Rules`; or wrap the argument in `Ad.StopGradient(...)` if it is to count "
        + "as constant.");

    internal static readonly Refusal InstanceMethod = new("EG4003",
        "`{0}` is an instance method; its body is compiled code that ExprGrad can't read, and only static methods can have rules.",
        "Write the formula in the lambda, or move it to a static method of numbers with a rule, `[Derivative(nameof(Rule))]`.");

    internal static readonly Refusal ByRefArgument = new("EG4004",
        "`{0}` takes `{1}` by reference and could write to it, which the reverse sweep could not follow.",
        "Call a method that returns its results.");

    internal static readonly Refusal LambdaInPlace = new("EG4006",
        "`{0}` needs its function as a lambda written in place, so that ExprGrad can read it.",
        "Write `{0}(..., v => ...)`, or keep the function in an `Expression<Func<...>>` and call `.Invoke(...)`.");

    internal static readonly Refusal MadeArgument = new("EG4007",
        "What `{0}` is given is in the lambda only as the numbers that it consists of: it is made there, or it is a parameter whose members are read one by one; compiled code needs the object itself.",
        "Make it before the call and capture it, or write in the lambda what `{0}` computes.");

    // Rules that users register. The first argument is the method that the rule is for.

    internal static readonly Refusal RuleArity = new("EG4101",
        "The rule for `{0}` needs {2} parameters, the arguments and then the result, but their number is {1}.",
        "Write it as for tanh, `(x, y) => 1 - y * y`, where `y` is the result.");

    internal static readonly Refusal RuleType = new("EG4102",
        "The rule for `{0}` uses the type `{1}`; rules are scalar, over `double`.",
        "Take and return `double`; a `float` method gets the same rule, retyped.");

    internal static readonly Refusal RuleNotFound = new("EG4103",
        "`{0}` names the rule `{1}`, but its type has no static field, property or method of that name that gives an expression lambda.",
        "Declare it beside the method: `static Expression<Func<double, double, double>> {1} => (x, y) => ...;`.");

    internal static readonly Refusal RuleTarget = new("EG4104",
        "A rule can't be given to `{0}`: {1}.",
        "Give rules to static methods that take and return `double` or `float`.");

    internal static readonly Refusal RuleTwice = new("EG4105",
        "`{0}` has two derivative rules.",
        "Remove one of them.");

    internal static readonly Refusal RulePartials = new("EG4106",
        "The number of floating-point arguments of `{0}` is {1}, that of its partial derivatives {2}.",
        "Give one partial derivative for each argument; one that is always 0 is the rule `(x, y, z) => 0`.");
}
