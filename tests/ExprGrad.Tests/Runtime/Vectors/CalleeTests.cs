using System.Reflection;
using System.Runtime.CompilerServices;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Tests.Runtime.Vectors;

public sealed class CalleeTests
{
    /// <summary>What loops in lanes call is inlined, or optimised from the first call on: never slow until the runtime has counted its calls. Tables, which are arrays, are made once.</summary>
    [Fact]
    public void No_method_on_vectors_starts_in_the_first_tier()
    {
        const MethodImplAttributes Optimised = MethodImplAttributes.AggressiveInlining | MethodImplAttributes.AggressiveOptimization;
        var methods =
            from type in typeof(Callee).Assembly.GetTypes()
            where type.Namespace == typeof(Callee).Namespace && type.IsGenericTypeDefinition && !type.IsNested && (type.IsAbstract || type.IsValueType) && !type.IsInterface
            from method in type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            where !method.IsSpecialName && !method.ReturnType.IsArray && !method.Name.Contains('.', StringComparison.Ordinal) && !method.IsDefined(typeof(CompilerGeneratedAttribute)) && method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType).Any(part => part.ContainsGenericParameters)
            select (Name: $"{type.Name}.{method.Name}", IsOptimised: (method.MethodImplementationFlags & Optimised) != MethodImplAttributes.IL);
        var all = methods.ToArray();
        Assert.True(all.Length > 400);
        Assert.Empty(all.Where(method => !method.IsOptimised).Select(method => method.Name));
    }
}
