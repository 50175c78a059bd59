"""The programs of ./Programs as a PyTorch user writes them, asked line by line on standard input.

    check NAME        the value, and each gradient as base64 of its doubles, on one line
    run NAME COUNT    nanoseconds of so many values with gradients, after one that is not counted

Of several ways to write a program, the one that took the least time stands here. The first line printed tells the versions.
"""

import os
import sys

# Read when the libraries are loaded. A BLAS has threads of its own, which torch.set_num_threads does not always reach.
for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[variable] = "1"

try:
    import torch
except ImportError as error:
    print(f"missing {error}", flush=True)
    sys.exit(0)

import array
import base64
import ctypes
import math
import platform
import re
import time

import torch.nn.functional as F

torch.set_num_threads(1)

FLOAT = torch.float32
DOUBLE = torch.float64
PROGRAMS = {}


def program(name):
    """Registers what makes the parameters and the loss of them."""

    def register(make):
        PROGRAMS[name] = make
        return make

    return register


# Data of a closed formula, to the bit those of Programs/Data.cs.


def hashes(seed, count):
    h = ((torch.arange(count) + 1_000_003 * seed) * 2_654_435_769) & 0xFFFFFFFF
    h = ((h ^ (h >> 16)) * 0x45D9F3B) & 0xFFFFFFFF
    return h ^ (h >> 16)


def numbers(seed, *shape, low=-0.5, high=0.5, dtype=DOUBLE):
    return (low + (high - low) * (hashes(seed, math.prod(shape)).to(DOUBLE) / 2**32)).reshape(shape).to(dtype)


def indices(seed, count, below):
    return hashes(seed, count) % below


# Networks.


@program("mlp-relu")
def mlp_relu():
    x, y = numbers(1, 128, 784, low=0, high=1, dtype=FLOAT), indices(2, 128, 10)

    def loss(w1, b1, w2, b2):
        return F.cross_entropy(torch.addmm(b2, F.relu(torch.addmm(b1, x, w1)), w2), y)

    return loss, [
        numbers(3, 784, 256, low=-0.05, high=0.05, dtype=FLOAT),
        numbers(4, 256, low=-0.05, high=0.05, dtype=FLOAT),
        numbers(5, 256, 10, low=-0.1, high=0.1, dtype=FLOAT),
        numbers(6, 10, low=-0.1, high=0.1, dtype=FLOAT),
    ]


@program("mlp-gelu")
def mlp_gelu():
    x, t = numbers(1, 32, 64), numbers(2, 32, 10)

    def loss(w1, b1, w2, b2, w3, b3):
        h = F.gelu(torch.addmm(b1, x, w1))
        h = F.gelu(torch.addmm(b2, h, w2))
        return (torch.addmm(b3, h, w3) - t).square().sum(1).mean()

    return loss, [
        numbers(3, 64, 128, low=-0.2, high=0.2),
        numbers(4, 128, low=-0.2, high=0.2),
        numbers(5, 128, 128, low=-0.2, high=0.2),
        numbers(6, 128, low=-0.2, high=0.2),
        numbers(7, 128, 10, low=-0.2, high=0.2),
        numbers(8, 10, low=-0.2, high=0.2),
    ]


@program("conv2d")
def conv2d():
    x = torch.stack([numbers(10 + b, 28, 28, low=0, high=1, dtype=FLOAT) for b in range(32)])[:, None]
    y = indices(1, 32, 10)

    def loss(k, b1, w2, b2):
        h = F.relu(F.conv2d(x, k.view(8, 1, 3, 3), b1)).mean((2, 3))
        return F.cross_entropy(torch.addmm(b2, h, w2), y)

    return loss, [numbers(2, 8, 9, dtype=FLOAT), numbers(3, 8, dtype=FLOAT), numbers(4, 8, 10, dtype=FLOAT), numbers(5, 10, dtype=FLOAT)]


@program("rnn")
def rnn():
    sequences, t = torch.stack([numbers(10 + b, 50, 32) for b in range(32)], 1), numbers(1, 32)
    zeros = torch.zeros(32, 32, dtype=DOUBLE)

    # torch.nn.RNN takes a little longer.
    def loss(w, u, b):
        h = zeros
        for x in sequences @ u.T + b:
            h = torch.tanh(torch.addmm(x, h, w.T))
        return (h - t).square().sum()

    return loss, [numbers(2, 32, 32, low=-0.3, high=0.3), numbers(3, 32, 32, low=-0.3, high=0.3), numbers(4, 32, low=-0.3, high=0.3)]


# Parts of networks.


@program("attention-64")
def attention_64():
    t = numbers(1, 64, 32)

    def loss(q, k, v):
        return (torch.softmax(q @ k.T / math.sqrt(32), 1) @ v - t).square().sum()

    return loss, [numbers(2, 64, 32, low=-2, high=2), numbers(3, 64, 32, low=-2, high=2), numbers(4, 64, 32)]


@program("attention-256")
def attention_256():
    t = numbers(1, 256, 64, dtype=FLOAT)

    def loss(q, k, v):
        return (torch.softmax(q @ k.T / 8, 1) @ v - t).square().sum()

    return loss, [
        numbers(2, 256, 64, low=-2, high=2, dtype=FLOAT),
        numbers(3, 256, 64, low=-2, high=2, dtype=FLOAT),
        numbers(4, 256, 64, dtype=FLOAT),
    ]


@program("layer-norm")
def layer_norm():
    t = numbers(1, 128, 64)

    def loss(x, scale, shift):
        return (F.layer_norm(x, (64,), scale, shift, 1e-5) - t).square().sum()

    return loss, [numbers(2, 128, 64), numbers(3, 64, low=0.5, high=1.5), numbers(4, 64)]


@program("conv1d")
def conv1d():
    x, t = numbers(1, 4096 + 15).view(1, 1, -1), numbers(2, 4096)

    def loss(w):
        return (torch.tanh(F.conv1d(x, w.view(1, 1, -1))).view(-1) - t).square().mean()

    return loss, [numbers(3, 16)]


# Statistics.


@program("softmax")
def softmax():
    x, y = numbers(1, 128, 784, low=0, high=1, dtype=FLOAT), indices(2, 128, 10)

    def loss(w, b):
        return F.cross_entropy(torch.addmm(b, x, w), y)

    return loss, [numbers(3, 784, 10, low=-0.05, high=0.05, dtype=FLOAT), numbers(4, 10, dtype=FLOAT)]


@program("huber")
def huber():
    x, y = numbers(1, 10_000, 50), numbers(2, 10_000)

    def loss(w, b):
        return F.huber_loss(x @ w + b, y, reduction="sum", delta=0.5)

    return loss, [numbers(3, 50), numbers(4, 1)]


@program("factorization")
def factorization():
    users, items, ratings = indices(1, 10_000, 500), indices(2, 10_000, 300), numbers(3, 10_000)

    # torch.nn.functional.embedding takes longer.
    def loss(u, v):
        return ((u[users] * v[items]).sum(1) - ratings).square().sum()

    return loss, [numbers(4, 500, 16), numbers(5, 300, 16)]


@program("k-means")
def k_means():
    points = numbers(1, 10_000, 2)
    squares = points.square().sum(1)

    # |p - c|^2 = |p|^2 + |c|^2 - 2 p c: no array of all differences. torch.cdist, which does the same, takes longer.
    def loss(c):
        return (squares + (c.square().sum(1) - 2 * points @ c.T).min(1).values).sum()

    return loss, [numbers(2, 10, 2)]


@program("hmm")
def hmm():
    log_likelihoods = numbers(1, 100, 32)

    def loss(initial, transitions):
        a = initial
        for observation in log_likelihoods:
            a = observation + torch.logsumexp(a[:, None] + transitions, 0)
        return torch.logsumexp(a, 0)

    return loss, [numbers(2, 32), numbers(3, 32, 32)]


# Science and finance.


@program("black-scholes")
def black_scholes():
    spots, strikes = numbers(1, 10_000, low=90, high=110), numbers(2, 10_000, low=90, high=110)

    def loss(volatilities):
        deviation = volatilities * math.sqrt(1.5)
        d1 = (torch.log(spots / strikes) + (0.03 + volatilities.square() / 2) * 1.5) / deviation
        return (spots * torch.special.ndtr(d1) - strikes * math.exp(-0.03 * 1.5) * torch.special.ndtr(d1 - deviation)).sum()

    return loss, [numbers(3, 10_000, low=0.1, high=0.5)]


@program("n-body")
def n_body():
    # By squares and a product of matrices, as for k-means: a quarter of the time of differences.
    def loss(x):
        squares = x.square().sum(1)
        return -torch.rsqrt(squares[:, None] + squares - 2 * x @ x.T + 0.01).tril(-1).sum()

    return loss, [numbers(1, 256, 3)]


@program("heat")
def heat():
    t = numbers(1, 1000)
    difference = torch.tensor([[[0.2, -0.4, 0.2]]], dtype=DOUBLE)

    # As a convolution: half the time of slices that are added.
    def loss(start):
        u = start.view(1, 1, -1)
        for _ in range(100):
            u = u + F.pad(F.conv1d(u, difference), (1, 1))
        return (u.view(-1) - t).square().sum()

    return loss, [numbers(2, 1000)]


@program("total-variation")
def total_variation():
    noisy = numbers(1, 256, 256)

    def loss(u):
        down, right = u.diff(dim=0)[:, :-1], u.diff(dim=1)[:-1]
        return (u - noisy).square().sum() + 0.1 * torch.sqrt(down.square() + right.square() + 1e-6).sum()

    return loss, [numbers(2, 256, 256)]


# The process.


class Gradient:
    """Value and gradient of a program, computed again by each call of step."""

    def __init__(self, make):
        self.loss, self.parameters = make()
        for parameter in self.parameters:
            parameter.requires_grad_(True)

    def step(self):
        for parameter in self.parameters:
            parameter.grad = None
        value = self.loss(*self.parameters)
        value.backward()
        return value


def checked(gradient):
    value = gradient.step().item()
    elements = [array.array("d", parameter.grad.to(DOUBLE).flatten().tolist()) for parameter in gradient.parameters]
    return " ".join([repr(value), *(base64.b64encode(parameter).decode("ascii") for parameter in elements)])


def timed(gradient, count):
    gradient.step()
    start = time.perf_counter_ns()
    for _ in range(count):
        gradient.step()
    return time.perf_counter_ns() - start


def blas():
    """Which BLAS, and whose kernels: environment variables may hold OpenBLAS to an older processor."""
    if torch.backends.mkl.is_available():
        return "MKL"
    try:
        core = ctypes.CDLL("libopenblas.so.0", mode=os.RTLD_NOLOAD).openblas_get_corename
    except (AttributeError, OSError):
        return "unknown"
    core.restype = ctypes.c_char_p
    return f"OpenBLAS, kernels of {core().decode()}"


def description():
    vectors = re.search(r"CPU capability usage: (\S+)", torch.__config__.show())
    return f"PyTorch {torch.__version__} (CPU capability {vectors.group(1) if vectors else 'unknown'}; BLAS: {blas()}), Python {platform.python_version()}"


def main():
    print(description(), flush=True)
    gradients = {}
    for line in sys.stdin:
        verb, name, *rest = line.split()
        if name not in gradients:
            gradients = {name: Gradient(PROGRAMS[name])}
        print(checked(gradients[name]) if verb == "check" else timed(gradients[name], int(rest[0])), flush=True)


main()
