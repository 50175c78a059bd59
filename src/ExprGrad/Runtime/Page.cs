namespace ExprGrad.Runtime;

/// <summary>
/// Places for values on their way from one method of a split function to another: one row of 64. They are fields, since those take the JIT half the time that elements of an array do, and all have one
/// address to start from, so that a method needs one register for all of them.
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal class Page<T>
{
    public Row R0;

    /// <summary>Some of the places.</summary>
    internal struct Row
    {
        public T?
            E0, E1, E2, E3, E4, E5, E6, E7, E8, E9, E10, E11, E12, E13, E14, E15,
            E16, E17, E18, E19, E20, E21, E22, E23, E24, E25, E26, E27, E28, E29, E30, E31,
            E32, E33, E34, E35, E36, E37, E38, E39, E40, E41, E42, E43, E44, E45, E46, E47,
            E48, E49, E50, E51, E52, E53, E54, E55, E56, E57, E58, E59, E60, E61, E62, E63;

        /// <summary>Sets them to zero.</summary>
        public void Clear() => this = default;
    }
}

/// <summary>A page of four rows.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal class Page4<T> : Page<T>
{
    public Row R1, R2, R3;
}

/// <summary>A page of sixteen rows.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal class Page16<T> : Page4<T>
{
    public Row
        R4, R5, R6, R7, R8, R9, R10, R11, R12, R13, R14, R15;
}

/// <summary>A page of 64 rows.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal sealed class Page64<T> : Page16<T>
{
    public Row
        R16, R17, R18, R19, R20, R21, R22, R23, R24, R25, R26, R27, R28, R29, R30, R31,
        R32, R33, R34, R35, R36, R37, R38, R39, R40, R41, R42, R43, R44, R45, R46, R47,
        R48, R49, R50, R51, R52, R53, R54, R55, R56, R57, R58, R59, R60, R61, R62, R63;
}
