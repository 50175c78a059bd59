// ADOL-C's side of the tape comparison. Reads lines "<program> <repetitions>" and answers each with
//   <ns per gradient, recording each time> <ns per gradient, recorded once and replayed> <value> <partial> <partial> ...
// The programs are those of ../ExprGrad.TapeBenchmark/Programs.cs, operation for operation.
#include <adolc/adolc.h>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace {

using Function = adouble (*)(const std::vector<adouble>&);

adouble Rosenbrock(const std::vector<adouble>& x)
{
    adouble sum = 0;
    for (size_t i = 0; i + 1 < x.size(); i++)
    {
        adouble a = x[i + 1] - x[i] * x[i];
        adouble b = 1 - x[i];
        sum += 100 * (a * a) + b * b;
    }
    return sum;
}

adouble Chain(const std::vector<adouble>& x)
{
    adouble a = x[0], b = x[1], c = x[2], d = x[3];
    for (int i = 0; i < 10; i++)
    {
        c = c / (1 + a * a);
        a = a * b + c;
        b = b - a * d;
        d = 0.3 * d - b * c;
    }
    return d;
}

adouble NormalCdf(const adouble& x)
{
    return 0.5 + 0.5 * erf(x * 0.7071067811865476);
}

adouble BlackScholes(const std::vector<adouble>& x)
{
    const adouble &spot = x[0], &strike = x[1], &rate = x[2], &volatility = x[3], &time = x[4];
    adouble width = volatility * sqrt(time);
    adouble d1 = (log(spot / strike) + (rate + 0.5 * (volatility * volatility)) * time) / width;
    adouble d2 = d1 - width;
    return spot * NormalCdf(d1) - strike * exp(-(rate * time)) * NormalCdf(d2);
}

adouble Arm(const std::vector<adouble>& x)
{
    adouble angle = x[0];
    adouble right = cos(angle), up = sin(angle);
    for (size_t i = 1; i < x.size(); i++)
    {
        double length = 1 - 0.1 * static_cast<double>(i);
        angle = angle + x[i];
        right = right + length * cos(angle);
        up = up + length * sin(angle);
    }
    return (right - 1.5) * (right - 1.5) + (up - 2.0) * (up - 2.0);
}

// 0.3 to 1.2
std::vector<double> Ramp(int length)
{
    std::vector<double> values(length);
    for (int i = 0; i < length; i++)
        values[i] = 0.3 + 0.9 * i / (length - 1);
    return values;
}

struct Program
{
    Function function;
    std::vector<double> at;
};

const std::map<std::string, Program> programs = {
    {"rosenbrock-10", {Rosenbrock, Ramp(10)}},
    {"rosenbrock-1000", {Rosenbrock, Ramp(1000)}},
    {"chain", {Chain, {0.5, 0.7, -0.3, 0.9}}},
    {"black-scholes", {BlackScholes, {100, 105, 0.03, 0.2, 1.5}}},
    {"arm", {Arm, {0.1, 0.2, 0.3, -0.2, 0.4, 0.15}}},
};

double Record(short tag, const Program& program, std::vector<adouble>& x, int keep)
{
    double value;
    trace_on(tag, keep);
    for (size_t i = 0; i < x.size(); i++)
        x[i] <<= program.at[i];
    adouble y = program.function(x);
    y >>= value;
    trace_off();
    return value;
}

template <typename Action>
double NanosecondsPer(int repetitions, Action action)
{
    auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < repetitions; i++)
        action();
    std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - start;
    return elapsed.count() / repetitions;
}

} // namespace

int main()
{
    std::string name;
    int repetitions;
    while (std::cin >> name >> repetitions)
    {
        auto found = programs.find(name);
        if (found == programs.end())
        {
            std::fprintf(stderr, "unknown program %s\n", name.c_str());
            return 2;
        }

        const Program& program = found->second;
        std::vector<adouble> x(program.at.size());
        std::vector<double> bar(program.at.size());
        double value = 0, seed = 1;
        int inputs = static_cast<int>(program.at.size());

        double recording = NanosecondsPer(repetitions, [&] {
            value = Record(1, program, x, 1);
            fos_reverse(1, 1, inputs, &seed, bar.data());
        });
        Record(2, program, x, 0);
        double replaying = NanosecondsPer(repetitions, [&] {
            double result;
            zos_forward(2, 1, inputs, 1, program.at.data(), &result);
            fos_reverse(2, 1, inputs, &seed, bar.data());
        });

        std::printf("%.17g %.17g %.17g", recording, replaying, value);
        for (double partial : bar)
            std::printf(" %.17g", partial);
        std::printf("\n");
        std::fflush(stdout);
    }
    return 0;
}
