using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>
/// The generic definitions of types that only the compiler can name: anonymous types and the transparent identifiers of query syntax.
/// </summary>
internal static class SampleShapes
{
    public static readonly Type AnonymousPair = new { a = 0, b = 0 }.GetType().GetGenericTypeDefinition();

    public static readonly Type AnonymousTriple = new { w = 0, b = 0, s = 0 }.GetType().GetGenericTypeDefinition();

    /// <summary><c>new { i, j }</c> of <c>from i in .. from j in ..</c></summary>
    public static readonly Type FromPair;

    /// <summary><c>new { i, t }</c> of <c>from i in .. let t</c></summary>
    public static readonly Type SingleLetPair = new { i = 0, t = 0 }.GetType().GetGenericTypeDefinition();

    /// <summary><c>new { &lt;&gt;h__TransparentIdentifier0, t }</c> of a <c>let t</c> after two <c>from</c>.</summary>
    public static readonly Type LetPair;

    static SampleShapes()
    {
        Expression<Func<int[], IEnumerable<int>>> query = xs => from i in xs from j in xs let t = i + j where t > 0 select t;
        var where = (MethodCallExpression)((MethodCallExpression)query.Body).Arguments[0];
        LetPair = where.Method.GetGenericArguments()[0].GetGenericTypeDefinition();
        FromPair = where.Method.GetGenericArguments()[0].GetGenericArguments()[0].GetGenericTypeDefinition();
    }

    /// <summary>The names of a definition's members, in the order of its type parameters.</summary>
    public static string[] MemberNames(Type definition) =>
        definition.IsAssignableTo(typeof(System.Runtime.CompilerServices.ITuple)) || definition == typeof(FieldStruct<,>)
            || definition == typeof(FieldModel<,>)
            ? [.. definition.GetFields().Where(f => !f.IsStatic).Select(f => f.Name)]
            : [.. definition.GetProperties().Where(p => p.GetIndexParameters().Length == 0).Select(p => p.Name)];
}
