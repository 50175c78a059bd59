using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using ExprGrad.Diagnostics;

namespace ExprGrad.Frontend;

/// <summary>
/// Tells whether a captured variable is a loop's own. An expression tree shows only a field of the closure object; the method that made the object shows what it
/// does with the field. For <c>for (var i = 0; condition; i++)</c> the C# compiler writes: make the closure object, store to <c>i</c>, branch to the condition; the
/// body, with a store to <c>i</c> in it; the condition, which reads <c>i</c>, and a branch back to the body. A closure object of each round is made inside the body.
/// </summary>
internal static class LoopVariables
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    // Asked for each time that a variable is read, and it takes reading all methods of a class.
    private static readonly ConditionalWeakTable<FieldInfo, StrongBox<bool>> s_known = [];

    public static bool IsLoopVariable(FieldInfo variable) => s_known.GetValue(variable, static variable => new(Find(variable))).Value;

    private static bool Find(FieldInfo variable)
    {
        if (variable.DeclaringType is not { DeclaringType: { } outer } closure || !CSharpNames.IsClosure(closure)) return false;
        if (closure.GetConstructor(All, []) is not { } made) return false;
        return MethodsIn(outer).Any(method => method.GetMethodBody()?.GetILAsByteArray() is { } il && HasLoop(method, il, made, variable));
    }

    // Iterators and asynchronous methods, and lambdas around this one, are methods of nested types.
    private static IEnumerable<MethodBase> MethodsIn(Type outer)
    {
        var pending = new Stack<Type>([outer]);
        while (pending.TryPop(out var type))
        {
            foreach (var nested in type.GetNestedTypes(All)) pending.Push(nested);
            foreach (var method in type.GetMethods(All)) yield return method;
            foreach (var constructor in type.GetConstructors(All)) yield return constructor;
        }
    }

    private static bool HasLoop(MethodBase method, byte[] il, ConstructorInfo made, FieldInfo variable)
    {
        var code = IlInstruction.Read(il);
        for (var start = 0; start < code.Count; start++)
        {
            if (code[start].Code != OpCodes.Newobj || !Refers(method, code[start], made)) continue;
            var branch = code.FindIndex(start, instruction => instruction.Code.FlowControl is not (FlowControl.Next or FlowControl.Call or FlowControl.Meta));
            if (branch < 0 || branch + 1 == code.Count || code[branch].Code.FlowControl != FlowControl.Branch || !Has(OpCodes.Stfld, start, branch)) continue;

            var body = code[branch + 1].Offset;
            var condition = code.FindIndex(branch, instruction => instruction.Offset == code[branch].Operand);
            if (condition < branch || !Has(OpCodes.Stfld, branch, condition)) continue;
            var back = code.FindIndex(condition, instruction => instruction.Code.FlowControl == FlowControl.Cond_Branch && instruction.Operand == body);
            if (back > condition && Has(OpCodes.Ldfld, condition, back)) return true;
        }

        return false;

        bool Has(OpCode access, int from, int to) => code.FindIndex(from, to - from, instruction => instruction.Code == access && Refers(method, instruction, variable)) >= 0;
    }

    private static bool Refers(MethodBase method, IlInstruction instruction, MemberInfo member)
    {
        if (instruction.Operand == member.MetadataToken) return true;
        if (!member.DeclaringType!.IsGenericType) return false;

        // A member of a generic closure is referred to in terms of the method's type parameters.
        var typeArguments = method.DeclaringType!.GetGenericArguments();
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        return method.Module.ResolveMember(instruction.Operand, typeArguments, methodArguments)?.MetadataToken == member.MetadataToken;
    }
}
