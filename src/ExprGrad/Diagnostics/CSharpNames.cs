using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace ExprGrad.Diagnostics;

/// <summary>The names that C# has for types and members.</summary>
internal static class CSharpNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(char)] = "char",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(void)] = "void",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
    };

    /// <summary>The type as C# writes it: <c>double[]</c>, <c>(double, int)</c>, <c>List&lt;float&gt;</c>.</summary>
    internal static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (type.IsByRef) return $"ref {Of(type.GetElementType()!)}";
        if (type.IsPointer) return $"{Of(type.GetElementType()!)}*";
        if (type.IsArray) return OfArray(type);
        if (Nullable.GetUnderlyingType(type) is { } underlying) return $"{Of(underlying)}?";
        if (IsTuple(type)) return $"({string.Join(", ", TupleElements(type).Select(Of))})";
        if (IsAnonymous(type)) return OfAnonymous(type);
        return type.IsGenericParameter ? type.Name : OfNamed(type);
    }

    /// <summary>The type of a parameter with <c>ref</c> before it if it is passed by reference.</summary>
    internal static string Of(ParameterExpression parameter) => parameter.IsByRef ? $"ref {Of(parameter.Type)}" : Of(parameter.Type);

    /// <summary>The signature of a delegate type: <c>double (ReadOnlySpan&lt;double> w, out double dy)</c>.</summary>
    internal static string Signature(Type delegateType, string?[]? names = null)
    {
        var invoke = delegateType.GetMethod("Invoke")!;
        var parameters = invoke.GetParameters().Select((parameter, i) =>
        {
            var type = parameter.ParameterType;
            var modifier = parameter.IsOut ? "out " : parameter.IsIn ? "in " : type.IsByRef ? "ref " : "";
            return $"{modifier}{Of(type.IsByRef ? type.GetElementType()! : type)} {names?[i] ?? parameter.Name}";
        });
        return $"{(invoke.ReturnType == typeof(void) ? "void" : Of(invoke.ReturnType))} ({string.Join(", ", parameters)})";
    }

    /// <summary>The signature of a lambda: <c>double (double[] w, double y)</c>.</summary>
    internal static string Signature(System.Linq.Expressions.LambdaExpression lambda) =>
        $"{Of(lambda.ReturnType)} ({string.Join(", ", lambda.Parameters.Select(parameter => $"{Of(parameter.Type)} {parameter.Name}"))})";

    internal static bool IsKeyword(Type type) => Keywords.ContainsKey(type);

    /// <summary>Whether the compiler made the type for <c>new { ... }</c>.</summary>
    internal static bool IsAnonymous(Type type) =>
        type.Name.Contains("AnonymousType", StringComparison.Ordinal) && type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    /// <summary>Whether the compiler made the type to hold captured variables.</summary>
    internal static bool IsClosure(Type type) =>
        type.Name.Contains("DisplayClass", StringComparison.Ordinal) && type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    /// <summary>Whether C# can write the type as a tuple, <c>(A, B)</c>.</summary>
    internal static bool IsTuple(Type type) =>
        type is { IsValueType: true, GenericTypeArguments.Length: > 1 } && type.IsAssignableTo(typeof(ITuple));

    private static string OfAnonymous(Type type) =>
        $"<anonymous type: {string.Join(", ", type.GetProperties().Select(p => $"{Of(p.PropertyType)} {p.Name}"))}>";

    // Ranks are written from the outside in, after the innermost element: double[][,] is an array of double[,].
    private static string OfArray(Type type)
    {
        var ranks = "";
        while (type.IsArray)
        {
            ranks += $"[{new string(',', type.GetArrayRank() - 1)}]";
            type = type.GetElementType()!;
        }

        return Of(type) + ranks;
    }

    // From the eighth element on a tuple holds the rest in another one.
    private static IEnumerable<Type> TupleElements(Type type)
    {
        while (true)
        {
            var arguments = type.GetGenericArguments();
            foreach (var argument in arguments.Take(7)) yield return argument;
            if (arguments.Length < 8) yield break;
            type = arguments[7];
        }
    }

    // A nested type's arguments start with those of the types around it.
    private static string OfNamed(Type type)
    {
        var arguments = type.GetGenericArguments();
        var path = new Stack<Type>();
        for (var t = type; t is not null; t = t.DeclaringType) path.Push(t);

        var names = new List<string>();
        var used = 0;
        foreach (var part in path)
        {
            var tick = part.Name.IndexOf('`', StringComparison.Ordinal);
            var count = part.GetGenericArguments().Length;
            names.Add(tick < 0 ? part.Name : $"{part.Name[..tick]}<{string.Join(", ", arguments[used..count].Select(Of))}>");
            used = count;
        }

        return string.Join('.', names);
    }
}
