namespace ExprGrad.Tests.Taping;

/// <summary>Two tapes in one operation, and values that outlived their recording, in each way that an operation is recorded.</summary>
public sealed class TapeMisuseTests
{
    public static readonly TheoryData<string, Func<TapeDouble, TapeDouble, TapeDouble>> BinaryOperations = new()
    {
        { "+", (x, y) => x + y },
        { "-", (x, y) => x - y },
        { "*", (x, y) => x * y },
        { "/", (x, y) => x / y },
        { "%", (x, y) => x % y },
        { "Pow", TapeMath.Pow },
        { "FusedMultiplyAdd", (x, y) => TapeMath.FusedMultiplyAdd(x, 2, y) },
    };

    [Theory]
    [MemberData(nameof(BinaryOperations))]
    public void Two_tapes_in_one_operation_are_an_error(string name, Func<TapeDouble, TapeDouble, TapeDouble> operation)
    {
        var (x, y) = (new Tape().Variable(1), new Tape().Variable(2));
        var error = Assert.Throws<InvalidOperationException>(() => operation(x, y));
        Assert.True(error.Message.Contains("two tapes", StringComparison.Ordinal), name);
    }

    [Theory]
    [MemberData(nameof(BinaryOperations))]
    public void An_operand_recorded_before_Reset_is_an_error(string name, Func<TapeDouble, TapeDouble, TapeDouble> operation)
    {
        foreach (int capacity in new[] { 0, 1000 })
        {
            var tape = new Tape(capacity);
            var stale = tape.Variable(1);
            tape.Reset();
            var fresh = tape.Variable(2);
            for (int i = 0; i < 100; i++)
            {
                AssertStale(name, () => operation(stale, fresh));
                AssertStale(name, () => operation(fresh, stale));
                AssertStale(name, () => operation(stale, stale));
                AssertStale(name, () => operation(stale, 3));
                AssertStale(name, () => operation(3, stale));
                operation(fresh, fresh);
            }
        }
    }

    [Fact]
    public void Functions_of_a_number_recorded_before_Reset_are_an_error()
    {
        var tape = new Tape();
        var stale = tape.Variable(1);
        tape.Reset();
        AssertStale("Exp", () => TapeMath.Exp(stale));
        AssertStale("-", () => _ = -stale);
        AssertStale("2 *", () => _ = 2 * stale);
    }

    [Fact]
    public void Sweeps_and_adjoints_of_numbers_recorded_before_Reset_or_on_another_tape_are_an_error()
    {
        var tape = new Tape();
        var stale = tape.Variable(1);
        tape.Reset();
        var fresh = tape.Variable(1);
        tape.Sweep(fresh);
        AssertStale("Sweep", () => tape.Sweep(stale));
        AssertStale("Sweep", () => tape.Sweep([stale], [1]));
        AssertStale("Adjoint", () => tape.Adjoint(stale));
        var other = new Tape().Variable(1);
        Assert.Throws<InvalidOperationException>(() => tape.Sweep(other));
        Assert.Throws<InvalidOperationException>(() => tape.Adjoint(other));
    }

    [Fact]
    public void The_number_of_recordings_may_wrap_around()
    {
        var tape = new Tape { Start = 0x7FFF_FFFE_0000_0000, Next = 0x7FFF_FFFE_0000_0001 };
        CheckRecording();
        tape.Start = 0xFFFF_FFFE_0000_0000;
        CheckRecording();

        void CheckRecording()
        {
            for (int i = 0; i < 4; i++)
            {
                tape.Reset();
                var (x, y) = (tape.Variable(3), tape.Variable(4));
                tape.Sweep(TapeMath.Exp(0 * x) * x * y);
                Assert.Equal(4, tape.Adjoint(x));
            }
        }
    }

    private static void AssertStale(string name, Action action)
    {
        var error = Assert.Throws<InvalidOperationException>(action);
        Assert.True(error.Message.Contains("before Tape.Reset", StringComparison.Ordinal), name);
    }
}
