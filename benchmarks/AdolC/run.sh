#!/bin/sh
# Builds ADOL-C's program and the tape's, and runs both in turns. Arguments go to the tape's program, such as --rounds 101.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
binary="$here/bin/adolc_benchmark"
mkdir -p "$here/bin"
g++ -O3 -march=native -DNDEBUG -std=c++17 -o "$binary" "$here/adolc_benchmark.cpp" -ladolc
exec dotnet run -c Release --project "$here/../ExprGrad.TapeBenchmark" -- --adolc "$binary" "$@"
