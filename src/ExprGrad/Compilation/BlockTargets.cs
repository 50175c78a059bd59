using System.Runtime.CompilerServices;
using ExprGrad.Runtime.Threading;
using ExprGrad.Scheduling.Threads;

namespace ExprGrad.Compilation;

/// <summary>Whether loops may be cut into blocks.</summary>
internal static class BlockTargets
{
    /// <summary>What the options and the delegate's signature allow; null if blocks are not asked for.</summary>
    public static BlockTarget? For(GradOptions options, Binding binding)
    {
        if (options.Threads is null) return null;
        var spans = binding.Parameters.Select(parameter => parameter.Type).Where(type => type.IsByRefLike).ToList();
        var obstacle = spans.Count > BlockCall.MostSpans ? "there are too many spans among the arguments"
            : spans.Exists(span => !span.GetGenericArguments()[0].IsValueType) ? "a span of arrays is among the arguments"
            : null;
        return new BlockTarget(options.FloatMode == FloatMode.Fast, options.SmallestBlock, obstacle);
    }
}
