using System.Linq.Expressions;
using System.Reflection;

namespace ExprGrad.Diagnostics.CSharp;

internal sealed partial class Printer
{
    private IEnumerable<Piece> New(NewExpression e)
    {
        if (CSharpNames.IsAnonymous(e.Type)) return AnonymousType(e);
        if (CSharpNames.IsTuple(e.Type) && e.Arguments.Count is > 1 and < 8) return Arguments("(", e.Arguments, ")");
        return e.Constructor is null ? [$"new {CSharpNames.Of(e.Type)}()"] : Constructor(e, e.Constructor);
    }

    private IEnumerable<Piece> Constructor(NewExpression e, ConstructorInfo constructor)
    {
        yield return $"new {CSharpNames.Of(e.Type)}";
        var parameters = constructor.GetParameters();
        yield return Group(Arguments(constructor, e.Arguments.Select((a, i) => (a, parameters[i]))));
    }

    private IEnumerable<Piece> AnonymousType(NewExpression e)
    {
        yield return "new { ";
        for (var i = 0; i < e.Arguments.Count; i++)
        {
            if (i > 0) yield return ", ";
            var name = e.Members is null ? e.Constructor!.GetParameters()[i].Name! : e.Members[i].Name;
            if (!NamesItself(e.Arguments[i], LocalNames.Identifier(name))) yield return $"{LocalNames.Identifier(name)} = ";
            yield return Operand(e.Arguments[i], Precedence.Lowest);
        }

        yield return e.Arguments.Count > 0 ? " }" : "}";
    }

    private bool NamesItself(Expression value, string name) => value switch
    {
        ParameterExpression p => _names.Of(p) == name,
        MemberExpression m => m.Member.Name == name,
        _ => false,
    };

    // The dimensions of a jagged array's inner arrays are left out: new double[n][].
    private Piece NewArray(NewArrayExpression e)
    {
        if (e.NodeType == ExpressionType.NewArrayInit)
        {
            var open = $"new {CSharpNames.Of(e.Type)} {{";
            if (e.Expressions.Count == 0) return $"{open} }}";
            return Group(Arguments($"{open} ", e.Expressions.Select(Conversions.WithoutImplicit), " }"));
        }

        var (name, start) = (CSharpNames.Of(e.Type), CSharpNames.Of(Innermost(e.Type)).Length);
        return new Piece(Precedence.ArrayCreation, Arguments($"new {name[..start]}[", e.Expressions, name[name.IndexOf(']', start)..]));
    }

    private static Type Innermost(Type type)
    {
        while (type.IsArray) type = type.GetElementType()!;
        return type;
    }

    private IEnumerable<Piece> MemberInit(MemberInitExpression e)
    {
        yield return Creation(e.NewExpression);
        yield return Group(Bindings(e.Bindings));
    }

    private IEnumerable<Piece> ListInit(ListInitExpression e)
    {
        yield return Creation(e.NewExpression);
        yield return Group(Elements(e.Initializers));
    }

    // An initializer makes the empty parentheses before it superfluous.
    private Piece Creation(NewExpression e) => e.Arguments.Count == 0 ? $"new {CSharpNames.Of(e.Type)}" : Group(New(e));

    private IEnumerable<Piece> Bindings(IReadOnlyList<MemberBinding> bindings)
    {
        yield return " { ";
        for (var i = 0; i < bindings.Count; i++)
        {
            if (i > 0) yield return ", ";
            yield return $"{bindings[i].Member.Name} =";
            switch (bindings[i])
            {
                case MemberAssignment assignment:
                    yield return " ";
                    yield return Operand(Conversions.WithoutImplicit(assignment.Expression), Precedence.Lowest);
                    break;
                case MemberMemberBinding inner: yield return Group(Bindings(inner.Bindings)); break;
                case MemberListBinding inner: yield return Group(Elements(inner.Initializers)); break;
            }
        }

        yield return bindings.Count > 0 ? " }" : "}";
    }

    private IEnumerable<Piece> Elements(IReadOnlyList<ElementInit> elements)
    {
        yield return " { ";
        for (var i = 0; i < elements.Count; i++)
        {
            if (i > 0) yield return ", ";
            yield return elements[i].Arguments is [var single]
                ? Operand(single, Precedence.Conditional)
                : Group(Arguments("{ ", elements[i].Arguments, " }"));
        }

        yield return elements.Count > 0 ? " }" : "}";
    }
}
