using System.Text.RegularExpressions;
using ExprGrad.Benchmarks.PyTorch.Programs;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Benchmarks;

/// <summary>The programs that are measured beside PyTorch; <c>pytorch</c> itself holds their gradients against PyTorch's.</summary>
public sealed class PyTorchProgramTests
{
    [Fact]
    public void Each_program_has_a_twin_in_Python()
    {
        string python = File.ReadAllText(Repository.PathOf("benchmarks/ExprGrad.Benchmarks/PyTorch/programs.py"));
        var twins = Regex.Matches(python, "^@program\\(\"(?<name>.*)\"\\)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)).Select(match => match.Groups["name"].Value);

        Assert.Equal(PyTorchSuite.All.Select(program => program.Name), twins, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("softmax", true)]
    [InlineData("heat", false)]
    public void A_program_has_the_name_by_which_it_is_asked_for_and_its_gradient_is_written(string name, bool isFloat)
    {
        var program = PyTorchSuite.All.Single(program => program.Name == name).Create();
        program.CompileGradientAndCall();

        Assert.Equal(name, program.Name);
        Assert.Equal(isFloat, program.IsFloat);
        Assert.All(program.Outputs, output => Assert.Contains(output, element => element != 0));
    }

    [Fact]
    public void Data_are_what_they_are_in_Python()
    {
        Assert.Equal([1.1968406157102436, 1.0069084190763533, 1.3380421448964626], Data.Vector<double>(3, 3, low: 1, high: 2));
        Assert.Equal([-0.3031593859195709f], Data.Vector<float>(3, 1));
        Assert.Equal([7, 34, 57, 11], Data.Indices(3, 4, 100));
        Assert.Equal(Data.Vector<double>(4, 6), Data.Matrix<double>(4, 2, 3).Cast<double>());
    }
}
