using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Tests.Ir;

public sealed class OperatorTableTests
{
    [Theory]
    [InlineData(ExpressionType.Add, typeof(double), "add")]
    [InlineData(ExpressionType.Add, typeof(float), "add")]
    [InlineData(ExpressionType.Add, typeof(int), "add")]
    [InlineData(ExpressionType.AddChecked, typeof(double), "add")]
    [InlineData(ExpressionType.AddChecked, typeof(long), "checked_add")]
    [InlineData(ExpressionType.SubtractChecked, typeof(uint), "checked_sub")]
    [InlineData(ExpressionType.MultiplyChecked, typeof(ulong), "checked_mul")]
    [InlineData(ExpressionType.NegateChecked, typeof(int), "checked_neg")]
    [InlineData(ExpressionType.NegateChecked, typeof(float), "neg")]
    [InlineData(ExpressionType.Divide, typeof(double), "div")]
    [InlineData(ExpressionType.Divide, typeof(int), "idiv")]
    [InlineData(ExpressionType.Modulo, typeof(float), "rem")]
    [InlineData(ExpressionType.Modulo, typeof(long), "irem")]
    [InlineData(ExpressionType.LessThan, typeof(char), "lt")]
    [InlineData(ExpressionType.Equal, typeof(bool), "eq")]
    [InlineData(ExpressionType.NotEqual, typeof(DayOfWeek), "ne")]
    [InlineData(ExpressionType.Equal, typeof(double[]), "eq")]
    [InlineData(ExpressionType.And, typeof(bool), "and")]
    [InlineData(ExpressionType.Or, typeof(int), "or")]
    [InlineData(ExpressionType.ExclusiveOr, typeof(ulong), "xor")]
    [InlineData(ExpressionType.Not, typeof(bool), "not")]
    [InlineData(ExpressionType.OnesComplement, typeof(int), "not")]
    [InlineData(ExpressionType.LeftShift, typeof(long), "shl")]
    [InlineData(ExpressionType.RightShift, typeof(uint), "shr")]
    [InlineData(ExpressionType.Power, typeof(double), "pow")]
    [InlineData(ExpressionType.And, typeof(double), null)]
    [InlineData(ExpressionType.LessThan, typeof(bool), null)]
    [InlineData(ExpressionType.LessThan, typeof(string), null)]
    [InlineData(ExpressionType.Add, typeof(decimal), null)]
    [InlineData(ExpressionType.Add, typeof(double?), null)]
    [InlineData(ExpressionType.Power, typeof(int), null)]
    [InlineData(ExpressionType.Coalesce, typeof(double), null)]
    public void An_operator_is_a_primitive_by_the_type_of_its_operand(ExpressionType operation, Type operand, string? name) =>
        Assert.Equal(name, PrimitiveRegistry.Default.Find(operation, operand)?.Name);
}
