using System.Reflection;
using System.Runtime.CompilerServices;

namespace ExprGrad.Ir;

/// <summary>Members of which reading is no more than reading memory: fields, and properties that the compiler has written and nothing overrides.</summary>
internal static class StoredMembers
{
    public static bool Contains(MemberInfo member) =>
        member is FieldInfo || member is PropertyInfo { GetMethod: { } getter } && IsGenerated(getter) && (!getter.IsVirtual || getter.IsFinal);

    // Those of anonymous types are in a type that is generated as a whole.
    private static bool IsGenerated(MethodInfo getter) =>
        getter.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || getter.DeclaringType!.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}
