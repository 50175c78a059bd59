using System.Globalization;
using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Emission;
using ExprGrad.Emission.Splitting;

namespace ExprGrad;

/// <summary>A method that was compiled.</summary>
public sealed class MethodReport
{
    private readonly LambdaExpression _lambda;
    private readonly Func<string, string> _rename;

    private MethodReport(LambdaExpression lambda, Func<string, string> rename)
    {
        (_lambda, _rename) = (lambda, rename);
        var size = MethodSize.Of(lambda);
        (Locals, Instructions, Bytes) = (size.Locals, size.Instructions, size.Bytes);
    }

    /// <summary>Its local variables.</summary>
    public int Locals { get; }

    /// <summary>Its IL instructions, estimated.</summary>
    public int Instructions { get; }

    /// <summary>Its bytes of IL, estimated.</summary>
    public int Bytes { get; }

    /// <summary>The name by which the others call it; null for the one that is called from outside.</summary>
    public string? Name => _lambda.Name;

    /// <summary>The method as C#: a lambda, or a variable of the name that holds one.</summary>
    public string Code => field ??= CodeOf(_lambda, _rename);

    /// <summary>Its name, if it has one, and its size in words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Name is null ? "" : $"{Name}: ")}{Locals:N0} locals, {Instructions:N0} instructions, {Bytes:N0} bytes of IL");

    internal static string CodeOf(LambdaExpression method, Func<string, string> rename) => method.Name is null
        ? CSharpWriter.WriteLambda(method, rename)
        : $"{CSharpNames.Of(method.Type)} {method.Name} = {CSharpWriter.WriteLambda(method, rename)};";

    internal static IReadOnlyList<MethodReport> Of(SplitFunction function, Func<string, string> rename) =>
        [.. function.Parts.Select(part => part.Lambda).Prepend(function.Outermost).Select(lambda => new MethodReport(lambda, rename))];

    /// <summary>Which limits the function keeps or passes.</summary>
    internal static string Reason(LambdaExpression function)
    {
        var (size, limits) = (MethodSize.Of(function), MethodSize.Limits);
        (string What, int Is, int Most)[] measures =
        [
            ("locals", size.Locals, limits.Locals),
            ("uses of locals", size.References, limits.References),
            ("branches", size.Branches, limits.Branches),
            ("instructions", size.Instructions, limits.Instructions),
            ("bytes of IL", size.Bytes, limits.Bytes),
        ];
        var passed = measures.Where(measure => measure.Is > measure.Most)
            .Select(measure => string.Create(CultureInfo.InvariantCulture, $"{measure.Is:N0} {measure.What} (at most {measure.Most:N0})")).ToList();
        return passed.Count == 0
            ? "The function is small enough for the JIT to optimise as one method."
            : $"As one method it would have {string.Join(", ", passed)}, and the JIT does not optimise methods that are much larger.";
    }
}
