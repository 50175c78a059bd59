using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Diagnostics.CSharp;
using ExprGrad.Tests.Compilation;

namespace ExprGrad.Tests.Language;

/// <summary>
/// Holds one lambda's executors against each other: the value of <c>lambda.Compile()</c> (Strict: to the bit), the gradients of the compiled function
/// (fresh and strict, in place and fast, in whole loops and in blocks on several threads) and of the tape, and central differences. Where C# throws, all must throw the same.
/// </summary>
internal sealed class Agreement
{
    private readonly LambdaExpression _lambda;
    private readonly Delegate _reference;
    private readonly bool _isSingle;
    private readonly (string Name, Func<object?[], Evaluation> Run)[] _executors;

    private Agreement(LambdaExpression lambda, GradOptions options)
    {
        _lambda = lambda;
        _reference = lambda.Compile();
        _isSingle = lambda.ReturnType == typeof(float) || lambda.Parameters.Any(parameter => HoldsSingles(parameter.Type));
        _executors =
        [
            ("strict", Executors.Fresh(lambda, options with { FloatMode = FloatMode.Strict })),
            ("fast", Executors.InPlace(lambda, options with { FloatMode = FloatMode.Fast })),
            .. Any(lambda, MayHaveLoops) ? InBlocks(lambda, options) : [],
            .. Any(lambda, HandsOnStates) ? WithCheckpoints(lambda, options) : [],
            ("tape", Executors.Fresh(lambda, options, onTape: true)),
            .. CompilersUnderTest.Others.SelectMany(compiler => By(compiler, lambda, options)),
        ];
    }

    private static (string Name, Func<object?[], Evaluation> Run)[] InBlocks(LambdaExpression lambda, GradOptions options) =>
    [
        ("strict in blocks", Executors.Fresh(lambda, options with { FloatMode = FloatMode.Strict, Threads = 2, SmallestBlock = 0 })),
        ("fast in blocks of narrow vectors", Executors.InPlace(lambda, options with { FloatMode = FloatMode.Fast, Threads = 3, SmallestBlock = 0, VectorBits = 128 })),
    ];

    private static (string Name, Func<object?[], Evaluation> Run)[] WithCheckpoints(LambdaExpression lambda, GradOptions options) =>
    [
        (Any(lambda, HandsOnArrays) ? "strict with checkpoints of arrays" : "strict with checkpoints", Executors.Fresh(lambda, options with { FloatMode = FloatMode.Strict, Checkpoints = Checkpoints.Every(2) })),
        ("fast with few checkpoints", Executors.InPlace(lambda, options with { FloatMode = FloatMode.Fast, Checkpoints = Checkpoints.Within(0) })),
    ];

    // Without any sequence there is no loop, and the code is the same.
    private static bool MayHaveLoops(Expression node) =>
        typeof(System.Collections.IEnumerable).IsAssignableFrom(node.Type) && node.Type != typeof(string)
        || node is MethodCallExpression { Method.DeclaringType: var type } && (type == typeof(Ad) || type == typeof(Enumerable))
        || node is ConstantExpression { Value: LambdaExpression } or MemberExpression { Expression: ConstantExpression or MemberExpression };

    private static bool HandsOnStates(Expression node) => node is MethodCallExpression { Method.Name: nameof(Enumerable.Aggregate) or nameof(Ad.Iterate) or nameof(Ad.Scan) };

    // The reversed loop is another one, and what it adds to gradients may come before or after what other loops do.
    private static bool HandsOnArrays(Expression node) => HandsOnStates(node) && Array.Exists(((MethodCallExpression)node).Method.GetGenericArguments(), HoldsArrays);

    private static bool HoldsArrays(Type type) => type.IsArray || type.IsGenericType && Array.Exists(type.GetGenericArguments(), HoldsArrays)
        || type.Assembly == typeof(Agreement).Assembly && type.GetProperties().Any(property => property.PropertyType != type && HoldsArrays(property.PropertyType));

    private static bool Any(LambdaExpression lambda, Func<Expression, bool> holds)
    {
        var children = new ChildExpressions();
        var pending = new Stack<Expression>([lambda.Body, .. lambda.Parameters]);
        while (pending.TryPop(out var node))
        {
            if (holds(node)) return true;
            foreach (var child in children.Of(node)) pending.Push(child);
        }

        return false;
    }

    // None where the back end lacks something, which it says.
    private static (string Name, Func<object?[], Evaluation> Run)[] By(IDelegateCompiler compiler, LambdaExpression lambda, GradOptions options)
    {
        try
        {
            return [($"{compiler}", Executors.Fresh(lambda, options with { FloatMode = FloatMode.Strict, Compiler = compiler }))];
        }
        catch (NotSupportedException)
        {
            return [];
        }
    }

    public static Agreement Of(LambdaExpression lambda, GradOptions? options = null) => new(lambda, options ?? GradOptions.Default);

    public static Evaluation Check(LambdaExpression lambda, object? first) => Of(lambda).At(first);

    public static Evaluation Check(LambdaExpression lambda, object? first, object? second) => Of(lambda).At(first, second);

    public static Evaluation Check(LambdaExpression lambda, object? first, object? second, object? third) => Of(lambda).At(first, second, third);

    /// <summary>A lambda of one array, at arrays of several lengths: none, one, odd and even, and one that fills vectors.</summary>
    public static void CheckLengths(LambdaExpression lambda, int longest = 37)
    {
        var agreement = Of(lambda);
        foreach (var length in new[] { 3, 0, 1, 2, 5, 8, longest }.Distinct())
        {
            if (lambda.Parameters[0].Type == typeof(float[])) agreement.At(Array.ConvertAll(Sample.Numbers(length), number => (float)number));
            else agreement.At(Sample.Numbers(length));
        }
    }

    public Evaluation At(object? first) => Run([first], isSmooth: true);

    public Evaluation At(object? first, object? second) => Run([first, second], isSmooth: true);

    public Evaluation At(object? first, object? second, object? third) => Run([first, second, third], isSmooth: true);

    /// <summary>At a point where differences can't tell the derivative.</summary>
    public Evaluation AtKink(object? first) => Run([first], isSmooth: false);

    public Evaluation AtKink(object? first, object? second) => Run([first, second], isSmooth: false);

    public Evaluation AtKink(object? first, object? second, object? third) => Run([first, second, third], isSmooth: false);

    private Evaluation Run(object?[] arguments, bool isSmooth)
    {
        object? expected = null;
        string? thrown = null;
        try
        {
            expected = Executors.Call(_reference, arguments);
        }
        catch (Exception exception)
        {
            thrown = Shown(exception);
        }

        Evaluation? first = null;
        foreach (var (name, run) in _executors)
        {
            var (evaluation, exception) = Try(run, arguments);
            if (Shown(exception) != thrown) Fail(name, $"throws {exception?.ToString() ?? "nothing"} where C# throws {thrown ?? "nothing"}", arguments);
            if (evaluation is null) continue;
            if (!Comparison.IsSame(expected!, evaluation.Value, isStrict: name is not ("fast" or "fast in blocks of narrow vectors" or "fast with few checkpoints" or "tape"), _isSingle))
                Fail(name, $"gives {evaluation.Value:R} where C# gives {expected:R}", arguments);
            first ??= evaluation;
            if (name == "strict with checkpoints" && !evaluation.Gradient.SequenceEqual(first.Gradient)) Fail(name, $"has other bits of the gradient than {_executors[0].Name}", arguments);

            // The tape leaves out what has the adjoint 0, where the compiled gradient may be NaN.
            if (name == "tape" && !double.IsFinite(evaluation.Number)) continue;
            if (Comparison.Difference(first.Gradient, evaluation.Gradient, _isSingle ? 1e-4 : 1e-10) is { } difference)
                Fail(name, $"has another gradient than {_executors[0].Name}: {difference}", arguments);
        }

        if (first is null) return new Evaluation(double.NaN, []);
        if (isSmooth && double.IsFinite(first.Number)) CompareWithDifferences(arguments, first);
        return first;
    }

    private static string? Shown(Exception? exception) =>
        exception is ArgumentNullException { ParamName: var parameter } ? $"{exception.GetType().Name} of {parameter}" : exception?.GetType().Name;

    private static (Evaluation? Evaluation, Exception? Thrown) Try(Func<object?[], Evaluation> run, object?[] arguments)
    {
        try
        {
            return (run(arguments), null);
        }
        catch (Exception exception)
        {
            return (null, exception);
        }
    }

    private void CompareWithDifferences(object?[] arguments, Evaluation evaluation)
    {
        var differentiated = Executors.HasOnlyScalars(_lambda) ? arguments.Length : 1;
        double[][] leaves = [.. arguments.Take(differentiated).Select(ArgumentLeaves.Of)];
        var differences = new List<double>();
        for (var argument = 0; argument < differentiated; argument++)
        {
            for (var i = 0; i < leaves[argument].Length; i++)
            {
                var x = leaves[argument][i];
                var step = (_isSingle ? 4e-3 : 1e-6) * Math.Max(1, Math.Abs(x));
                differences.Add((Moved(arguments, argument, leaves[argument], i, x + step) - Moved(arguments, argument, leaves[argument], i, x - step)) / (2 * step));
            }
        }

        if (Comparison.Difference([.. differences], evaluation.Gradient, _isSingle ? 2e-2 : 1e-5) is { } difference)
            Fail(_executors[0].Name, $"has another gradient than central differences: {difference}", arguments);
    }

    private double Moved(object?[] arguments, int argument, double[] leaves, int leaf, double value)
    {
        double[] moved = [.. leaves];
        moved[leaf] = value;
        object?[] at = [.. arguments];
        at[argument] = ArgumentLeaves.With(arguments[argument], moved);
        return Convert.ToDouble(Executors.Call(_reference, at), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static bool HoldsSingles(Type type)
    {
        while (type.IsArray) type = type.GetElementType()!;
        return type == typeof(float) || type.IsGenericType && Array.Exists(type.GetGenericArguments(), HoldsSingles)
            || type.Assembly == typeof(Agreement).Assembly && type.GetFields().Any(field => field.FieldType == typeof(float));
    }

    private void Fail(string executor, string problem, object?[] arguments) => Assert.Fail(
        $"{CSharpWriter.Write(_lambda, 400)}\nat {string.Join("; ", arguments.Select(argument => string.Join(", ", ArgumentLeaves.Of(argument))))}\n{executor} {problem}");
}
