using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace ExprGrad.Frontend;

/// <summary>
/// Reads off a constructor's IL which members it sets to its arguments. What a constructor does beyond that can't be followed: a value or a gradient
/// that went through it would be wrong without a word.
/// </summary>
internal static class ConstructorBody
{
    // In the place of an argument: zero, null or false, what a member has that nothing sets.
    private const int Default = -1;

    // Asked for again and again: a lambda makes each of its vectors by the same one.
    private static readonly ConditionalWeakTable<ConstructorInfo, StrongBox<IReadOnlyList<string>?>> s_known = [];

    /// <summary>For each argument the member that keeps it, or null if the constructor does anything but keep its arguments.</summary>
    public static IReadOnlyList<string>? MembersOf(ConstructorInfo constructor) => s_known.GetValue(constructor, static constructor => new(Read(constructor))).Value;

    private static IReadOnlyList<string>? Read(ConstructorInfo constructor)
    {
        if (constructor.DeclaringType == typeof(object)) return [];
        if (constructor.GetMethodBody()?.GetILAsByteArray() is not { } code) return null;

        // Loads of this and of arguments, stores, and the call of a base constructor that does the same: so are those of records, tuples, anonymous types.
        var members = new string?[constructor.GetParameters().Length];
        var loaded = new List<int>();
        foreach (var instruction in IlInstruction.Read(code))
        {
            if (instruction.Code == OpCodes.Nop || instruction.Code == OpCodes.Ret) continue;
            if ((IsDefault(instruction) ? Default : Argument(instruction)) is { } argument)
            {
                loaded.Add(argument);
            }
            else
            {
                if ((instruction.Code != OpCodes.Stfld && instruction.Code != OpCodes.Call) || !Keep(Operand(constructor, instruction), loaded, members)) return null;
                loaded.Clear();
            }
        }

        string[] kept = [.. members.OfType<string>()];
        return kept.Length == members.Length ? kept : null;
    }

    // The number of the argument that is loaded; 0 is this.
    private static int? Argument(IlInstruction instruction) =>
        instruction.Code == OpCodes.Ldarg_S || instruction.Code == OpCodes.Ldarg ? instruction.Operand
        : instruction.Code.Value >= OpCodes.Ldarg_0.Value && instruction.Code.Value <= OpCodes.Ldarg_3.Value ? instruction.Code.Value - OpCodes.Ldarg_0.Value
        : null;

    private static bool IsDefault(IlInstruction instruction) =>
        instruction.Code == OpCodes.Ldc_I4_0 || instruction.Code == OpCodes.Ldnull
        || ((instruction.Code == OpCodes.Ldc_R8 || instruction.Code == OpCodes.Ldc_R4 || instruction.Code == OpCodes.Ldc_I8 || instruction.Code == OpCodes.Ldc_I4_S) && instruction.Operand == 0);

    private static MemberInfo? Operand(ConstructorInfo constructor, IlInstruction instruction)
    {
        var type = constructor.DeclaringType!;
        return constructor.Module.ResolveMember(instruction.Operand, type.IsGenericType ? type.GetGenericArguments() : null, null);
    }

    // Notes the members that a store, a setter or a base constructor keeps the loaded arguments in.
    private static bool Keep(MemberInfo? target, List<int> loaded, string?[] members)
    {
        if (loaded is not [0, .. var arguments]) return false;
        var kept = target switch
        {
            FieldInfo field => [MemberOf(field)],
            MethodInfo { Name: ['s', 'e', 't', '_', .. var property] } setter when ContainerShape.IsGenerated(setter) => [property],
            ConstructorInfo @base => MembersOf(@base),
            _ => null,
        };
        if (kept is null || kept.Count != arguments.Count) return false;
        if (arguments is [Default] && target is not ConstructorInfo) return Array.IndexOf(members, kept[0]) < 0;
        for (var i = 0; i < kept.Count; i++)
        {
            if (arguments[i] <= 0 || members[arguments[i] - 1] is not null) return false;
            members[arguments[i] - 1] = kept[i];
        }

        return true;
    }

    // <X>k__BackingField, <X>i__Field, m_Item1: the property X, Item1.
    private static string MemberOf(FieldInfo field) =>
        field.Name is ['<', ..] ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)]
        : field.Name.StartsWith("m_", StringComparison.Ordinal) && ContainerShape.IsTuple(field.DeclaringType!) ? field.Name["m_".Length..]
        : field.Name;
}
