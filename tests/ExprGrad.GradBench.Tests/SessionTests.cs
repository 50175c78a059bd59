using System.Text.Json;

namespace ExprGrad.GradBench.Tests;

public sealed class SessionTests
{
    [Fact]
    public void The_start_is_answered_with_the_name_of_the_tool() =>
        Assert.Equal("""{"id":0,"tool":"exprgrad"}""", Answer("""{"id":0,"kind":"start","eval":"gmm"}"""));

    [Fact]
    public void A_module_is_defined_and_its_compilation_timed()
    {
        var answer = Assert.Single(Conversation.Of("""{"id":1,"kind":"define","module":"hello"}""").Answers);
        Assert.Equal(1, answer.GetProperty("id").GetInt32());
        Assert.True(answer.GetProperty("success").GetBoolean());
        var timing = Assert.Single(answer.GetProperty("timings").EnumerateArray());
        Assert.Equal("compile", timing.GetProperty("name").GetString());
        Assert.True(timing.GetProperty("nanoseconds").GetInt64() > 0);
    }

    [Fact]
    public void An_unknown_module_is_no_success() =>
        Assert.Equal("""{"id":1,"success":false,"error":"There is no module \u0027nothing\u0027."}""", Answer("""{"id":1,"kind":"define","module":"nothing"}"""));

    [Theory]
    [InlineData("""{"id":7,"kind":"analysis","of":6,"valid":true}""")]
    [InlineData("""{"id":7,"kind":"something else"}""")]
    [InlineData("""{"id":7}""")]
    [InlineData("""{"id":7,"kind":3}""")]
    [InlineData("""{"id":7,"kind":"\ud800"}""")]
    public void Any_other_message_is_answered_with_its_id(string message) => Assert.Equal("""{"id":7}""", Answer(message));

    [Theory]
    [InlineData("""{"id":2,"kind":"evaluate","module":"hello","function":"triple","input":1.0}""", "The module 'hello' has no function 'triple'.")]
    [InlineData("""{"id":2,"kind":"evaluate","module":"gmm","function":"objective","input":{}}""", "The module 'gmm' is not defined.")]
    [InlineData("""{"id":2,"kind":"evaluate","function":"square","input":1.0}""", "The message has no module.")]
    [InlineData("""{"id":2,"kind":"evaluate","module":"hello","input":1.0}""", "The message has no function.")]
    [InlineData("""{"id":2,"kind":"evaluate","module":"hello","function":"square"}""", "The message has no input.")]
    public void An_evaluation_that_cannot_be_is_no_success_and_says_why(string message, string error)
    {
        var answer = Conversation.Of("""{"id":1,"kind":"define","module":"hello"}""", message).Answers[^1];
        Assert.Equal(2, answer.GetProperty("id").GetInt32());
        Assert.False(answer.GetProperty("success").GetBoolean());
        Assert.Equal(error, answer.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("hello", "square", "\"three\"")]
    [InlineData("hello", "square", "null")]
    [InlineData("hello", "square", "1e200")]
    [InlineData("lse", "primal", "{}")]
    [InlineData("lse", "primal", "[1, 2]")]
    [InlineData("lse", "primal", """{"x":[]}""")]
    [InlineData("lse", "primal", """{"x":null}""")]
    [InlineData("llsq", "gradient", """{"x":[1,2],"n":"many"}""")]
    [InlineData("kmeans", "cost", """{"points":[[1,2]],"centroids":[]}""")]
    public void An_input_that_is_none_is_no_success_and_the_session_goes_on(string module, string function, string input)
    {
        var conversation = Conversation.Of(
            $$"""{"id":1,"kind":"define","module":"{{module}}"}""",
            $$"""{"id":2,"kind":"evaluate","module":"{{module}}","function":"{{function}}","input":{{input}}}""",
            """{"id":3,"kind":"start"}""");
        Assert.False(conversation.Answers[1].GetProperty("success").GetBoolean());
        Assert.False(string.IsNullOrEmpty(conversation.Answers[1].GetProperty("error").GetString()));
        Assert.Equal(3, conversation.Answers[2].GetProperty("id").GetInt32());
    }

    [Fact]
    public void A_line_that_is_no_JSON_object_has_no_answer_but_a_remark()
    {
        var conversation = Conversation.Of("{", "[1]", "", """{"id":2,"\ud800":1}""", """{"id":3,"kind":"start"}""");
        Assert.Equal(3, Assert.Single(conversation.Answers).GetProperty("id").GetInt32());
        Assert.Equal(3, conversation.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    // Each look at this clock finds a millisecond gone: a run takes one.
    [Theory]
    [InlineData(1, 0.0, 1)]
    [InlineData(3, 0.0, 3)]
    [InlineData(1, 0.002, 2)]
    [InlineData(1, 0.0021, 3)]
    [InlineData(5, 0.002, 5)]
    public void A_function_runs_as_often_and_as_long_as_is_asked_for(int runs, double seconds, int expected)
    {
        var answer = Conversation.Of(
            new Ticking(),
            """{"id":1,"kind":"define","module":"lse"}""",
            $$$"""{"id":2,"kind":"evaluate","module":"lse","function":"primal","input":{"x":[0,0],"min_runs":{{{runs}}},"min_seconds":{{{seconds}}}}}""").Answers[1];
        var times = answer.GetProperty("timings").EnumerateArray()
            .Where(timing => timing.GetProperty("name").GetString() == "evaluate").Select(timing => timing.GetProperty("nanoseconds").GetInt64());
        Assert.Equal(Enumerable.Repeat(1_000_000L, expected), times);
        Assert.Equal(Math.Log(2), answer.GetProperty("output").GetDouble(), 1e-15);
    }

    [Fact]
    public void Ids_of_any_kind_come_back() => Assert.Equal("""{"id":"a"}""", Answer("""{"id":"a","kind":"other"}"""));

    private static string Answer(string message) => JsonSerializer.Serialize(Assert.Single(Conversation.Of(message).Answers));

    private sealed class Ticking : TimeProvider
    {
        private long _milliseconds;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _milliseconds++;
    }
}
