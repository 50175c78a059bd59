using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>The variables and objects that a lambda captures, and the members of objects that it reads; each is one slot, read once a call.</summary>
internal sealed class Captures
{
    // Longer paths are read where they stand in the lambda.
    private const int LongestPath = 8;

    private readonly Dictionary<Key, Slot> _slots = [];

    /// <summary>Whether the expression is a captured variable: a field of the closure object that the compiler made.</summary>
    public static bool IsCapturedVariable(MemberExpression member) => member.Member is FieldInfo && member.Expression is ConstantExpression or null;

    /// <summary>The slot of a captured variable, or of a static field.</summary>
    public Slot Slot(MemberExpression member) =>
        GetOrAdd(KeyOf(member), member.Member.Name, member);

    /// <summary>The slot of a member of an object that is read once a call itself; null if reading the member may do more than that.</summary>
    public Slot? Slot(Slot owner, MemberInfo member) =>
        StoredMembers.Contains(member) && PathLength(owner.Source) < LongestPath
            ? GetOrAdd(new Key(owner, member), $"{owner.Name}.{member.Name}", Expression.MakeMemberAccess(owner.Source, member))
            : null;

    private static int PathLength(Expression source)
    {
        var length = 0;
        for (; source is MemberExpression { Expression: { } owner }; source = owner) length++;
        return length;
    }

    /// <summary>Whether the variable has a slot already.</summary>
    public bool Has(MemberExpression member) => _slots.ContainsKey(KeyOf(member));

    /// <summary>The slot of an object that stands in the tree as a constant.</summary>
    public Slot Slot(ConstantExpression constant) => GetOrAdd(new Key(constant.Value, constant.Type), constant.Type.Name, constant);

    private static Key KeyOf(MemberExpression member) => new((member.Expression as ConstantExpression)?.Value, member.Member);

    private Slot GetOrAdd(Key key, string name, Expression source)
    {
        if (!_slots.TryGetValue(key, out var slot)) _slots.Add(key, slot = new Slot(name, source) { MayBeNull = true });
        return slot;
    }

    // Two captured objects are the same only if they are one object, whatever their own Equals says.
    private readonly struct Key(object? owner, MemberInfo? member) : IEquatable<Key>
    {
        private readonly object? _owner = owner;
        private readonly MemberInfo? _member = member;

        public bool Equals(Key other) => ReferenceEquals(_owner, other._owner) && Equals(_member, other._member);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(_owner), _member);
    }
}
