namespace ExprGrad.Ir;

/// <summary>Types of arrays, the elements of which may be arrays again. All indices of an element follow each other: those of the outermost array first.</summary>
internal static class ArrayTypes
{
    /// <summary>What is in the innermost arrays; the type itself if it is no array.</summary>
    public static Type ElementOf(Type type)
    {
        while (type.IsArray) type = type.GetElementType()!;
        return type;
    }

    /// <summary>How many indices an element has.</summary>
    public static int Dimensions(Type type)
    {
        var dimensions = 0;
        for (; type.IsArray; type = type.GetElementType()!) dimensions += type.GetArrayRank();
        return dimensions;
    }

    /// <summary>How many of an element's indices pick the innermost array that it is in: none if there is one array only.</summary>
    public static int RowDimensions(Type type)
    {
        var dimensions = 0;
        for (; type.GetElementType()!.IsArray; type = type.GetElementType()!) dimensions += type.GetArrayRank();
        return dimensions;
    }

    /// <summary>As C# writes the type behind that of the elements: <c>[]</c>, <c>[,]</c>, <c>[][,]</c>.</summary>
    public static string Brackets(Type type)
    {
        var brackets = "";
        for (; type.IsArray; type = type.GetElementType()!) brackets += $"[{new string(',', type.GetArrayRank() - 1)}]";
        return brackets;
    }

    /// <summary>The same arrays of other elements, which may be arrays themselves.</summary>
    public static Type With(Type type, Type element)
    {
        if (!type.IsArray) return element;
        var inner = With(type.GetElementType()!, element);
        return type.IsSZArray ? inner.MakeArrayType() : inner.MakeArrayType(type.GetArrayRank());
    }
}
