using System.Globalization;
using System.Linq.Expressions;

namespace ExprGrad.Ir;

/// <summary>An index as a polynomial of integers, which have positive numbers: sums of products of up to three, modulo 2^32 as code computes.</summary>
internal sealed class Polynomial
{
    private const int MostTerms = 16;
    private readonly SortedDictionary<Monomial, int> _terms = [];

    /// <summary>The constant term.</summary>
    public int Offset => _terms.GetValueOrDefault(default);

    /// <summary>Whether it is a constant.</summary>
    public bool IsConstant => _terms.Keys.All(product => product == default);

    /// <summary>Whether it is the constant 0.</summary>
    public bool IsZero => _terms.Count == 0;

    /// <summary>The numbers of the integers in it.</summary>
    public IEnumerable<int> Integers => _terms.Keys.SelectMany(term => term.Factors).Distinct();

    /// <summary>Equal for polynomials with the same terms.</summary>
    public string Key => string.Join('+', _terms.Select(term => string.Create(CultureInfo.InvariantCulture, $"{term.Value}*{term.Key.A}*{term.Key.B}*{term.Key.C}")));

    public static Polynomial Constant(int value) => Of((default, value));

    /// <summary>The integer of a number, which is positive.</summary>
    public static Polynomial Integer(int number) => Of((new Monomial(0, 0, number), 1));

    /// <summary>The sum of the first and <paramref name="factor"/> times the second; null if it is too large.</summary>
    public static Polynomial? Sum(Polynomial? a, Polynomial? b, int factor = 1) =>
        a is null || b is null ? null : Of([.. a.Terms, .. b.Terms.Select(term => (term.Product, unchecked(factor * term.Factor)))]);

    /// <summary>The product; null if it is too large.</summary>
    public static Polynomial? Product(Polynomial? a, Polynomial? b)
    {
        if (a is null || b is null || a._terms.Count * b._terms.Count > MostTerms) return null;
        var terms = new List<(Monomial, int)>();
        foreach (var (x, factor) in a.Terms)
        {
            foreach (var (y, other) in b.Terms)
            {
                if (x.Times(y) is not { } product) return null;
                terms.Add((product, unchecked(factor * other)));
            }
        }

        return Of([.. terms]);
    }

    /// <summary>The same with a polynomial for each integer; null if it is too large or there is none for one.</summary>
    public Polynomial? With(Func<int, Polynomial?> integers)
    {
        Polynomial? sum = Constant(0);
        foreach (var (product, factor) in _terms)
        {
            var term = product.Factors.Aggregate((Polynomial?)Constant(factor), (term, number) => Product(term, integers(number)));
            sum = Sum(sum, term);
        }

        return sum;
    }

    /// <summary>What the integer is multiplied by, and the rest; null if it is not linear.</summary>
    public (Polynomial Stride, Polynomial Start)? Linear(int number)
    {
        var (stride, rest) = (new List<(Monomial, int)>(), new List<(Monomial, int)>());
        foreach (var (product, factor) in _terms)
        {
            switch (product.Factors.Count(integer => integer == number))
            {
                case 0: rest.Add((product, factor)); break;
                case 1: stride.Add((product.Without(number), factor)); break;
                default: return null;
            }
        }

        return Of([.. stride]) is { } s && Of([.. rest]) is { } r ? (s, r) : null;
    }

    /// <summary>The polynomial as code.</summary>
    public Expression Write(Func<int, Expression> integers) => Write(integers, value => Expression.Constant(value), Expression.Add, Expression.Multiply);

    /// <summary>The polynomial of what integers, constants, sums and products are.</summary>
    public T Write<T>(Func<int, T> integer, Func<int, T> constant, Func<T, T, T> add, Func<T, T, T> multiply)
        where T : class
    {
        T? sum = null;
        foreach (var (product, factor) in Terms.Reverse())
        {
            T? term = null;
            foreach (var number in product.Factors) term = term is null ? integer(number) : multiply(term, integer(number));
            term = term is null ? constant(factor) : factor == 1 ? term : multiply(term, constant(factor));
            sum = sum is null ? term : add(sum, term);
        }

        return sum ?? constant(0);
    }

    private IEnumerable<(Monomial Product, int Factor)> Terms => _terms.Select(term => (term.Key, term.Value));

    private static Polynomial Of((Monomial Product, int Factor) term) => Of([term])!;

    private static Polynomial? Of((Monomial Product, int Factor)[] terms)
    {
        var sum = new Polynomial();
        foreach (var (product, factor) in terms)
        {
            var total = unchecked(sum._terms.GetValueOrDefault(product) + factor);
            if (total == 0) sum._terms.Remove(product);
            else sum._terms[product] = total;
        }

        return sum._terms.Count <= MostTerms ? sum : null;
    }

    /// <summary>A product of up to three integers by their numbers, in order; 0 stands for none.</summary>
    private readonly record struct Monomial(int A, int B, int C) : IComparable<Monomial>
    {
        public IEnumerable<int> Factors => new[] { A, B, C }.Where(number => number > 0);

        public Monomial? Times(Monomial other)
        {
            int[] factors = [.. Factors.Concat(other.Factors).Order()];
            return factors.Length <= 3 ? Of(factors) : null;
        }

        public Monomial Without(int number)
        {
            var factors = Factors.ToList();
            factors.Remove(number);
            return Of([.. factors]);
        }

        public int CompareTo(Monomial other) => (A, B, C).CompareTo((other.A, other.B, other.C));

        private static Monomial Of(int[] factors) => new(factors.ElementAtOrDefault(factors.Length - 3), factors.ElementAtOrDefault(factors.Length - 2), factors.ElementAtOrDefault(factors.Length - 1));
    }
}
