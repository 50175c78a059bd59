using System.Reflection;
using System.Runtime.CompilerServices;

namespace ExprGrad.Compilation;

/// <summary>
/// Has the JIT compile the engine's own methods, on a thread beside the first compilation of a process. Else each stage would wait for that when it runs for the first time, and
/// again whenever a lambda needs more of the engine than those before it. With tiered compilation the JIT is quick at first, and it isn't worth a thread.
/// </summary>
internal static class WarmUp
{
    /// <summary>The switch of <see cref="AppContext"/>, or <c>runtimeconfig.json</c>, that turns it on or off.</summary>
    public const string Switch = "ExprGrad.WarmUp";

    // The namespaces of the stages, the late ones first: the compilation that runs meanwhile begins with the others.
    private static readonly string[] s_stages = ["Emission", "Compilation", "Scheduling", "Simplification", "Differentiation", "Ir", "Frontend"];

    private static int s_begun;

    /// <summary>All methods that a compilation may run, but for generic ones: which of these there are, the JIT learns from their calls.</summary>
    public static RuntimeMethodHandle[] Methods
    {
        get
        {
            var all = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
            return
            [
                .. from type in typeof(WarmUp).Assembly.GetTypes()
                   let stage = Array.FindIndex(s_stages, stage => $"{type.Namespace}.".StartsWith($"ExprGrad.{stage}.", StringComparison.Ordinal))
                   where stage >= 0 && !type.ContainsGenericParameters
                   orderby stage
                   from method in type.GetMembers(all).OfType<MethodBase>()
                   where !method.IsAbstract && !method.ContainsGenericParameters && method is not ConstructorInfo { IsStatic: true }
                   select method.MethodHandle,
            ];
        }
    }

    /// <summary>Begins with it, once in a process.</summary>
    public static void Begin()
    {
        if (Volatile.Read(ref s_begun) != 0 || Interlocked.Exchange(ref s_begun, 1) != 0) return;
        if (IsWanted(Environment.ProcessorCount, SwitchOf(Switch) ?? !IsTiered(Environment.GetEnvironmentVariable("DOTNET_TieredCompilation"), SwitchOf("System.Runtime.TieredCompilation"))))
            new Thread(Run) { IsBackground = true, Name = Switch, Priority = ThreadPriority.BelowNormal }.Start();
    }

    /// <summary>Whether to begin at all: a single processor is needed by the compilation itself.</summary>
    public static bool IsWanted(int processors, bool isOn) => isOn && processors > 1;

    /// <summary>Whether the runtime compiles in tiers: the variable of the environment has the last word.</summary>
    public static bool IsTiered(string? variable, bool? setting) => string.IsNullOrEmpty(variable) ? setting != false : variable != "0";

    private static bool? SwitchOf(string name) => AppContext.TryGetSwitch(name, out var isOn) ? isOn : null;

    private static void Run()
    {
        foreach (var method in Methods)
        {
            try
            {
                RuntimeHelpers.PrepareMethod(method);
            }
            catch (Exception)
            {
                // It fails again, and is told of, if it is ever called.
                continue;
            }
        }
    }
}
