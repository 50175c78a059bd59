using ExprGrad.Ir;

namespace ExprGrad.Tests.Ir;

internal static class PrimitiveNamed
{
    private static readonly Dictionary<string, Primitive> ByName =
        PrimitiveRegistry.Default.All.ToDictionary(primitive => primitive.Name, StringComparer.Ordinal);

    public static Primitive Get(string name) => ByName[name];
}
