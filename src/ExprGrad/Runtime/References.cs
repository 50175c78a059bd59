using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime;

/// <summary>
/// Whether each of many references is another one. Objects that were made one after the other lie one behind the other, as a rule: while addresses grow, all are different. Otherwise a
/// table tells, which stays for the next call of the thread.
/// </summary>
internal static class References
{
    [ThreadStatic]
    private static HashSet<object>? t_table;

    /// <summary>How often objects may have been moved. Addresses tell something only as long as that stays the same.</summary>
    public static int Moves => GC.CollectionCount(0);

    /// <summary>Whether the object lies behind the one before it.</summary>
    /// <param name="item">The object.</param>
    /// <param name="before">The address of the one before, 0 for none; becomes that of this one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsBehind(object item, ref nint before)
    {
        var address = Unsafe.As<object, nint>(ref item);
        var isBehind = address > before;
        before = address;
        return isBehind;
    }

    /// <summary>An empty table; <see cref="Forget"/> empties it again.</summary>
    public static HashSet<object> Table()
    {
        var table = t_table ??= new HashSet<object>(ReferenceEqualityComparer.Instance);
        table.Clear();
        return table;
    }

    /// <summary>Notes an object in the table.</summary>
    /// <returns>Whether it is there for the first time.</returns>
    public static bool Note(object item) => t_table!.Add(item);

    /// <summary>Lets go of the objects.</summary>
    public static void Forget() => t_table!.Clear();
}
