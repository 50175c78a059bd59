using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExprGrad.Compilation;

/// <summary>
/// Calls methods from a stack that begins a cache line. The JIT places vectors on the stack at multiples of their size from where a method is called, which is at any multiple of 16 bytes:
/// it depends on the call, and on where the system puts a thread's stack (docs/adr/0033-aligned-stack.md).
/// </summary>
internal static class AlignedStack
{
    private const int Line = 64;

    /// <summary>A delegate of the same type that moves the stack to the next line and calls <paramref name="method"/>.</summary>
    public static Delegate Around(Delegate method)
    {
        var invoke = method.GetType().GetMethod(nameof(Action.Invoke))!;
        Type[] parameters = [method.GetType(), .. invoke.GetParameters().Select(parameter => parameter.ParameterType)];
        var call = new DynamicMethod($"{method.Method.Name}_aligned", invoke.ReturnType, parameters, typeof(AlignedStack).Module, skipVisibility: true) { InitLocals = false };
        var il = call.GetILGenerator();
        il.Emit(OpCodes.Call, typeof(AlignedStack).GetMethod(nameof(BytesInLine))!);
        il.Emit(OpCodes.Localloc);
        il.Emit(OpCodes.Pop);
        for (var i = 0; i < parameters.Length; i++) il.Emit(OpCodes.Ldarg, (short)i);
        il.Emit(OpCodes.Callvirt, invoke);
        il.Emit(OpCodes.Ret);
        return call.CreateDelegate(method.GetType(), method);
    }

    /// <summary>How far from the beginning of a line the caller's stack ends: where a vector lies that a method which it calls has on the stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static unsafe nint BytesInLine()
    {
        Unsafe.SkipInit(out Vector512<byte> vector);
        return (nint)Unsafe.AsPointer(ref vector) & (Line - 1);
    }
}
