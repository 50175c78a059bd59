using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using ExprGrad.Compilation;
using ExprGrad.Diagnostics;
using ExprGrad.Tests.Properties.Coverage;

namespace ExprGrad.Tests.Properties;

/// <summary>The engine: what <c>Grad.ValueAndGradient</c> compiles, or <c>Tape.Evaluate</c>.</summary>
/// <param name="mode">How closely it follows C#.</param>
/// <param name="onTape">Whether it is the tape.</param>
/// <param name="vectorBits">The width of vectors; null for the machine's.</param>
/// <param name="threads">How many threads loops run on, in blocks however small; null for whole loops.</param>
/// <param name="checkpoints">Which states of loops are kept; null for all.</param>
internal sealed class CompiledExecutor(FloatMode mode, bool onTape = false, int? vectorBits = null, int? threads = null, Checkpoints? checkpoints = null) : IExecutor
{
    public string Name => onTape ? "tape" : $"compiled {mode}{(vectorBits is null ? "" : $" in {vectorBits} bits")}{(threads is null ? "" : $" on {threads} threads")}{(checkpoints is null ? "" : $" with {checkpoints}")}";

    public bool Takes(ulong seed, IReadOnlySet<CoverageRow> rows) => onTape || (checkpoints is null ? TakesInTurn(seed) : rows.Any(HasStates) && TakesStatesInTurn(seed));

    // Every third sixteen lambdas are compiled in Fast mode as well: compiling is what takes the time. The machine's vectors and each width take turns, and so do whole loops and blocks. With a width of its own all products of matrices go to the kernel, and values are nested in blocks of any length.
    private bool TakesInTurn(ulong seed) =>
        (IsStrict || seed / 16 % 3 == 0) && vectorBits == (seed % 2 == 0 ? null : WidthOf(seed / 4)) && (seed % 4 < 2) == threads is null;

    // Where there are states to keep, in every other 24 lambdas: with checkpoints the one mode or the other runs, or neither.
    private bool TakesStatesInTurn(ulong seed) =>
        seed / 24 % 2 == 0 && (seed % 2 == 0) == IsStrict && (vectorBits is null ? seed % 3 == 0 : seed % 3 == 1 && vectorBits == WidthOf(seed / 6));

    private static int? WidthOf(ulong number) => Executors.Widths[(int)(number % (ulong)Executors.Widths.Length)];

    private static bool HasStates(CoverageRow row) => row.Name is "Ad.Iterate" or "Ad.Scan" || row.Name.StartsWith("Aggregate", StringComparison.Ordinal);

    public bool IsStrict => mode == FloatMode.Strict;

    public bool HasGradientBits => IsStrict && checkpoints is not null && vectorBits is null;

    public Func<object?[], Evaluation> Compile(LambdaExpression lambda)
    {
        var options = new GradOptions
        {
            FloatMode = mode,
            VectorBits = vectorBits,
            Threads = threads,
            SmallestBlock = 0,
            KernelSize = vectorBits is null ? null : (1, 1),
            OuterLanes = vectorBits is null ? null : threads is null,
            MostInRound = vectorBits is null || threads is null ? null : 0,
            FewestShared = 0,
            FewestNested = vectorBits is null ? null : 1,
            Checkpoints = checkpoints,
        };
        return Compile(lambda, options, onTape);
    }

    /// <summary>The value and the gradient that are returned by what is compiled with the options.</summary>
    internal static Func<object?[], Evaluation> Compile(LambdaExpression lambda, GradOptions options, bool onTape = false)
    {
        int active = Request.ActiveCount(lambda);
        var gradient = active == 1 ? lambda.Parameters[0].Type : Tuple([.. lambda.Parameters.Select(p => p.Type)]);
        var returned = typeof(ValueTuple<,>).MakeGenericType(lambda.ReturnType, gradient);
        var type = Expression.GetFuncType([.. lambda.Parameters.Select(p => p.Type), returned]);
        var request = active == lambda.Parameters.Count && lambda.Parameters[0].Type.IsPrimitive
            ? Requests.Partials(type, ReturnKind.ValueAndGradient)
            : Requests.First(type, ReturnKind.ValueAndGradient);
        var compiled = Pipeline.Compile<Delegate>(lambda, options, CallerSource.Unknown, request, onTape);
        return arguments =>
        {
            try
            {
                var result = (ITuple)compiled.DynamicInvoke(arguments)!;
                return new(Convert.ToDouble(result[0], CultureInfo.InvariantCulture), Leaves.Flatten(result[1]));
            }
            catch (TargetInvocationException exception)
            {
                ExceptionDispatchInfo.Throw(exception.InnerException!);
                throw;
            }
        };
    }

    private static Type Tuple(Type[] types) => types.Length switch
    {
        2 => typeof(ValueTuple<,>).MakeGenericType(types),
        3 => typeof(ValueTuple<,,>).MakeGenericType(types),
        4 => typeof(ValueTuple<,,,>).MakeGenericType(types),
        5 => typeof(ValueTuple<,,,,>).MakeGenericType(types),
        6 => typeof(ValueTuple<,,,,,>).MakeGenericType(types),
        7 => typeof(ValueTuple<,,,,,,>).MakeGenericType(types),
        _ => typeof(ValueTuple<,,,,,,,>).MakeGenericType([.. types[..7], typeof(ValueTuple<>).MakeGenericType(types[7])]),
    };
}
