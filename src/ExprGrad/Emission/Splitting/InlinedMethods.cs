using System.Reflection;
using ExprGrad.Runtime;
using ExprGrad.Runtime.Vectors;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission.Splitting;

/// <summary>
/// The locals that methods which emitted code calls bring with them when they are inlined. Measured: a method of nothing but such calls has 512 locals when the JIT stops to inline them.
/// </summary>
internal static class InlinedMethods
{
    // Elements by vectors, whatever their width and type.
    private static readonly Type[] Vectors = [typeof(VectorElements<,,>), typeof(UncheckedVectors<,,>), typeof(MaskedElements<,,>), typeof(ConvertedElements<,,,>), typeof(UncheckedConverted<,,,>), typeof(IntegerLanes<,,>), typeof(LaneTotals<,,>)];

    /// <summary>What a method brings with it.</summary>
    public static MethodSize SizeOf(MethodInfo method) => VectorFunctions.IsFunction(method)
        ? new MethodSize { Inlined = InlinedLocals.Of(method.Name) }
        : new MethodSize { Accesses = LocalsOf(method) };

    private static int LocalsOf(MethodInfo method)
    {
        if (method.DeclaringType is not { } type || !method.GetMethodImplementationFlags().HasFlag(MethodImplAttributes.AggressiveInlining)) return 0;
        if (type == typeof(Elements) || type == typeof(Unchecked)) return 1;
        if (!type.IsGenericType) return 0;
        return Array.IndexOf(Vectors, type.GetGenericTypeDefinition()) < 0 ? 2 : method.Name switch
        {
            "Store" => 1,
            "CheckIndices" => 2,
            "Load" or "AddTo" or "AddVector" => 3,
            "FirstLanes" or "StoreFirst" or "StoreWhere" => 4,
            "LoadFirst" or "AddToFirst" => 6,
            "AddToWhere" => 7,
            "LoadWhere" => 8,
            "Gather" => 30,
            _ => 5,
        };
    }
}
