using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>The closure of a lambda: which of its fields the lambda may read, and what they hold at each call.</summary>
internal sealed class Captures(ClrTypes types)
{
    private readonly List<(string[] Path, Shape Shape)> fields = [];

    public object Closure { get; } = types.IsTwin ? NewClosure<double>() : NewClosure<float>();

    public IReadOnlyList<(string[] Path, Shape Shape)> Fields => fields;

    public void Add(Shape shape, params string[] path) => fields.Add((path, shape));

    public bool Has(string lambda) => Field(Closure, lambda) is not null;

    /// <summary>Puts a captured lambda into its field.</summary>
    public bool Add(string name, LambdaExpression lambda)
    {
        Set(Closure, name, lambda);
        return true;
    }

    /// <summary>Gives every captured local its value for a call: a compiled function must read them anew.</summary>
    public void Bind(ArgumentValues values)
    {
        foreach (var (path, shape) in fields)
        {
            object owner = path[..^1].Aggregate(Closure, (o, name) => Field(o, name)!);
            Set(owner, path[^1], values.Create(shape));
        }
    }

    /// <summary>What a captured local holds now.</summary>
    public object? Value(string[] path) => path.Aggregate((object?)Closure, (owner, name) => Field(owner!, name));

    private static DisplayClass<TSingle> NewClosure<TSingle>() => new() { settings = new() { Rate = 0.75, Order = 2 } };

    private static object? Field(object owner, string name) =>
        owner.GetType().GetField(name) is { } field ? field.GetValue(owner) : owner.GetType().GetProperty(name)!.GetValue(owner);

    private static void Set(object owner, string name, object value)
    {
        if (owner.GetType().GetField(name) is { } field)
            field.SetValue(owner, value);
        else
            owner.GetType().GetProperty(name)!.SetValue(owner, value);
    }
}
