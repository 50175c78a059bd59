using ExprGrad.Tests.Support;
using Microsoft.CodeAnalysis;

namespace ExprGrad.Tests.Architecture;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_one_that_was_reviewed() =>
        GoldenFile.Verify("src/ExprGrad/PublicApi.txt", PublicApi.Of(MetadataReference.CreateFromFile(typeof(Ad).Assembly.Location)));

    [Fact]
    public void Signatures_read_like_their_declarations()
    {
        const string Source = """
            namespace N;

            public sealed record R(double X, string? Name = null) { internal int Hidden; }
            public readonly record struct P(int A);
            public enum E : byte { One = 1, Two }
            public delegate double D(System.ReadOnlySpan<double> w, ref int n);
            public interface I<in T> : System.IDisposable where T : class { T2 M<T2>(T? x) where T2 : struct; }
            public static class S
            {
                public const int C = 3;
                public static readonly double[] F = [];
                [System.Obsolete("x")] public static int Old(this int x, params int[] rest) => x;
                private static int Hidden() => 0;
                public sealed class Nested : System.Exception { public int this[int i] => i; public event System.Action? Done; }
            }
            """;
        using var assembly = CSharpCode.Emit(OutputKind.DynamicallyLinkedLibrary, [CSharpCode.Parse("N.cs", Source)]);
        Assert.Equal(
            """
            namespace N

            public delegate double D(ReadOnlySpan<double> w, ref int n)

            public enum E : byte
                One = 1
                Two = 2

            public interface I<in T> : IDisposable where T : class
                T2 M<T2>(T? x) where T2 : struct

            public readonly struct P : IEquatable<P>
                public P(int A)
                public int A { get; init; }

            public sealed record R : IEquatable<R>
                public R(double X, string? Name = null)
                public double X { get; init; }
                public string? Name { get; init; }

            public static class S
                [Obsolete] public static int Old(this int x, params int[] rest)
                public const int C = 3
                public static readonly double[] F

            public sealed class S.Nested : Exception
                public Nested()
                public event Action? Done
                public int this[int i] { get; }

            """,
            PublicApi.Of(MetadataReference.CreateFromStream(assembly)),
            ignoreLineEndingDifferences: true);
    }
}
