using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ExprGrad.Diagnostics.CSharp;

internal sealed partial class Printer
{
    private IEnumerable<Piece> Member(MemberExpression e)
    {
        if (e.Expression is null) yield return $"{CSharpNames.Of(e.Member.DeclaringType!)}.";
        else if (!IsClosure(e.Expression))
        {
            yield return IsThis(e.Expression) ? "this" : Operand(e.Expression, Precedence.ArrayCreation);
            yield return ".";
        }

        yield return e.Member.Name == "<>4__this" ? "this" : LocalNames.Identifier(e.Member.Name);
    }

    // Captured variables are fields of an object that C# doesn't show; an inner scope's object refers to the outer one's.
    private static bool IsClosure(Expression e) => e switch
    {
        ConstantExpression c => CSharpNames.IsClosure(c.Type),
        MemberExpression m => CSharpNames.IsClosure(m.Type) && m.Member.Name.StartsWith("CS$<>", StringComparison.Ordinal),
        _ => false,
    };

    // The only object that C# writes into an expression lambda as a constant is the one whose method the lambda stands in.
    private bool IsThis(Expression e) =>
        layout == StatementLayout.None
        && e is ConstantExpression { Type: { IsValueType: false, IsArray: false } type } && type != typeof(string)
        && !type.IsAssignableTo(typeof(Delegate)) && !type.IsAssignableTo(typeof(MemberInfo)) && !type.IsAssignableTo(typeof(Expression));

    private Piece Call(MethodCallExpression e)
    {
        var (method, name) = (e.Method, e.Method.Name);
        if (e.Object is { Type.IsArray: true } && name is "Get" or "Address") return Group(Indexed(e.Object!, e.Arguments));
        if (e.Object is { Type.IsArray: true } && name == "Set") return new Piece(Precedence.Lowest, ElementAssignment(e));
        if (e.Object is not null && method.IsSpecialName && name == "get_Item") return Group(Indexed(e.Object, e.Arguments));
        if (name is "op_Implicit" or "op_Explicit" && e.Arguments.Count == 1) return Cast(e.Type, e.Arguments[0]);
        return Group(Call(e, method));
    }

    private IEnumerable<Piece> Call(MethodCallExpression e, MethodInfo method)
    {
        var arguments = e.Arguments.Select((a, i) => (Argument: a, Parameter: method.GetParameters()[i]));
        if (e.Object is not null)
        {
            yield return IsThis(e.Object) ? "this" : Operand(e.Object, Precedence.ArrayCreation);
            yield return ".";
        }
        else if (IsMarked(method, typeof(ExtensionAttribute)) && e.Arguments is [not ConstantExpression { Value: null }, ..])
        {
            yield return Operand(e.Arguments[0], Precedence.ArrayCreation);
            yield return ".";
            arguments = arguments.Skip(1);
        }
        else yield return $"{CSharpNames.Of(method.DeclaringType!)}.";

        yield return method.Name;
        if (ShowsTypeArguments(method)) yield return $"<{string.Join(", ", method.GetGenericArguments().Select(CSharpNames.Of))}>";
        yield return Group(Arguments(method, arguments));
    }

    private IEnumerable<Piece> Arguments(MethodBase method, IEnumerable<(Expression Argument, ParameterInfo Parameter)> arguments)
    {
        yield return "(";
        var first = true;
        foreach (var (argument, parameter) in arguments)
        {
            if (IsMarked(parameter, typeof(ParamArrayAttribute)) && argument is NewArrayExpression { NodeType: ExpressionType.NewArrayInit } array)
            {
                yield return Group(Arguments(first || array.Expressions.Count == 0 ? "" : ", ", array.Expressions, ""));
                continue;
            }

            if (!first) yield return ", ";
            first = false;
            if (parameter.ParameterType.IsByRef && !parameter.IsIn) yield return parameter.IsOut ? "out " : "ref ";
            yield return Operand(Conversions.Argument(method, argument), Precedence.Lowest);
        }

        yield return ")";
    }

    private static bool IsMarked(ICustomAttributeProvider marked, Type attribute) => marked.IsDefined(attribute, inherit: false);

    // C# infers type arguments from the arguments' types, where each stands in the parameters'.
    private static bool ShowsTypeArguments(MethodInfo method) =>
        method.IsGenericMethod && !method.GetGenericMethodDefinition().GetGenericArguments().All(t =>
            method.GetGenericMethodDefinition().GetParameters().Any(p => Mentions(p.ParameterType, t)));

    private static bool Mentions(Type type, Type argument) =>
        type == argument
        || (type.HasElementType && Mentions(type.GetElementType()!, argument))
        || type.GetGenericArguments().Any(t => Mentions(t, argument));

    // Only a delegate can be called this way; a lambda in place is made one by a cast.
    private IEnumerable<Piece> Invocation(InvocationExpression e)
    {
        if (Conversions.Unwrap(e.Expression) is LambdaExpression lambda)
        {
            yield return $"(({CSharpNames.Of(lambda.Type)})(";
            yield return Operand(lambda, Precedence.Lowest);
            yield return "))";
        }
        else if (e.Expression is MemberExpression { Expression: ConstantExpression { Value: INamedCode method } }) yield return method.Name;
        else yield return Operand(e.Expression, Precedence.Primary);

        yield return Group(Arguments("(", e.Arguments, ")"));
    }

    private IEnumerable<Piece> Index(IndexExpression e) =>
        e.Indexer is { Name: not "Item" } property && property.GetIndexParameters().Length == 0
            ? Deferred("", e.Object!, Precedence.ArrayCreation, $".{property.Name}")
            : Indexed(e.Object!, e.Arguments);

    private IEnumerable<Piece> Indexed(Expression array, IEnumerable<Expression> indices)
    {
        yield return Operand(array, Precedence.Primary);
        yield return Group(Arguments("[", indices.Select(Conversions.WithoutImplicit), "]"));
    }

    private IEnumerable<Piece> ElementAssignment(MethodCallExpression e)
    {
        yield return Group(Indexed(e.Object!, e.Arguments.SkipLast(1)));
        yield return " = ";
        yield return Operand(e.Arguments[^1], Precedence.Lowest);
    }
}
