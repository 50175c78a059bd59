using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Ir;

/// <summary>Where the runtime has put the fields of structs: it may order them as it likes, as it does in tuples.</summary>
internal static class StructLayouts
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    // No byte of them is zero.
    private static readonly Dictionary<Type, object> s_marks = new() { [typeof(double)] = 1.234567890123457, [typeof(float)] = 1.2345678f, [typeof(int)] = 0x12345678 };

    /// <summary>The place of a field among the numbers of its type that a struct's memory holds, and how many these are; null if the struct has references, or the field is no such number, or lies across two of them.</summary>
    /// <param name="structure">The struct.</param>
    /// <param name="path">The field, or property that is stored in one, or the way to it through structs in the struct.</param>
    public static (int Column, int Columns)? PlaceOf(Type structure, IReadOnlyList<MemberInfo> path)
    {
        FieldInfo?[] fields = [.. path.Select(FieldOf)];
        if (HasReferences(structure) || Array.IndexOf(fields, null) >= 0) return null;
        if (!s_marks.TryGetValue(fields[^1]!.FieldType, out var mark)) return null;
        var marked = mark;
        for (var i = fields.Length - 1; i >= 0; i--)
        {
            var owner = RuntimeHelpers.GetUninitializedObject(i == 0 ? structure : fields[i - 1]!.FieldType);
            fields[i]!.SetValue(owner, marked);
            marked = owner;
        }

        var (memory, pattern) = (BytesOf(marked), BytesOf(mark));
        var place = memory.AsSpan().IndexOf(pattern);
        return place >= 0 && place % pattern.Length == 0 && memory.Length % pattern.Length == 0 ? (place / pattern.Length, memory.Length / pattern.Length) : null;
    }

    private static bool HasReferences(Type type) =>
        !type.IsValueType || (!type.IsPrimitive && !type.IsEnum && Array.Exists(type.GetFields(Fields), field => HasReferences(field.FieldType)));

    private static FieldInfo? FieldOf(MemberInfo member) => member as FieldInfo ?? member.DeclaringType!.GetField($"<{member.Name}>k__BackingField", Fields);

    private static byte[] BytesOf(object boxed) =>
        (byte[])typeof(StructLayouts).GetMethod(nameof(Bytes), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(boxed.GetType()).Invoke(null, [boxed])!;

    private static byte[] Bytes<T>(object boxed)
        where T : struct => MemoryMarshal.AsBytes(new[] { (T)boxed }.AsSpan()).ToArray();
}
