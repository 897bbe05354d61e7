"""Concurrency and billing of Lambda functions."""

from __future__ import annotations

from fractions import Fraction

from quizapp.bank.calculators.base import Calculator, Slip, Values, number, up

CONCURRENCY = Calculator(
    ("rate", "duration_ms"),
    ("concurrent execution", "concurrent executions"),
    lambda v: up(number(v, "rate") * number(v, "duration_ms") / 1000),
    lambda v: (
        f"{number(v, 'rate')} requests a second, each {number(v, 'duration_ms')} ms long: rate × "
        "duration in seconds."
    ),
    "concurrency-rate-times-duration",
    {
        "rate": Slip(
            lambda v: up(number(v, "rate")),
            "The rate alone is right only for functions that take one second.",
            "concurrency-equals-rate",
        ),
        "divided": Slip(
            lambda v: up(number(v, "rate") * 1000 / number(v, "duration_ms")),
            "The duration multiplies the rate; it does not divide it.",
            "concurrency-divides-by-duration",
        ),
        "ten": Slip(
            lambda v: up(number(v, "rate") / 10),
            "Ten requests a second for each unit of concurrency is a quota, not the need.",
            "concurrency-ten-per-environment",
        ),
        "double": Slip(
            lambda v: up(2 * number(v, "rate") * number(v, "duration_ms") / 1000),
            "Nothing doubles the need: rate × duration is the average number under way.",
            "concurrency-doubled",
        ),
    },
)

FLOOR = 100


def _reservable(values: Values) -> int | None:
    left = int(number(values, "limit") - number(values, "first") - number(values, "second") - FLOOR)
    return left if left > 0 else None


RESERVABLE = Calculator(
    ("limit", "first", "second"),
    ("", ""),
    _reservable,
    lambda v: (
        f"{number(v, 'limit')} − {number(v, 'first')} − {number(v, 'second')} − {FLOOR}: "
        "at least 100 must stay unreserved."
    ),
    "unreserved-floor-of-100",
    {
        "no-floor": Slip(
            lambda v: int(number(v, "limit") - number(v, "first") - number(v, "second")),
            "At least 100 units must stay for functions without a reservation.",
            "reserves-the-last-100",
        ),
        "one-only": Slip(
            lambda v: int(
                number(v, "limit") - max(number(v, "first"), number(v, "second")) - FLOOR
            ),
            "Every reservation is taken out of the account's limit.",
            "counts-one-reservation",
        ),
        "whole": Slip(
            lambda v: int(number(v, "limit") - FLOOR),
            "What other functions have reserved is no longer free.",
            "ignores-reservations",
        ),
        "limit": Slip(
            lambda v: int(number(v, "limit")),
            "The account's limit is shared by all functions of the Region.",
            "reserves-the-whole-limit",
        ),
    },
)

STREAM_CONCURRENCY = Calculator(
    ("shards", "factor"),
    ("invocation", "invocations"),
    lambda v: int(number(v, "shards") * number(v, "factor")),
    lambda v: (
        f"One batch at a time for each shard, times the parallelization factor: "
        f"{number(v, 'shards')} × {number(v, 'factor')}."
    ),
    "stream-concurrency-shards-times-factor",
    {
        "shards": Slip(
            lambda v: int(number(v, "shards")),
            "That holds for a parallelization factor of 1.",
            "one-invocation-per-shard",
        ),
        "factor": Slip(
            lambda v: int(number(v, "factor")),
            "The factor holds for each shard.",
            "factor-for-whole-stream",
        ),
        "sum": Slip(
            lambda v: int(number(v, "shards") + number(v, "factor")),
            "The factor multiplies the number of shards.",
            "factor-added",
        ),
        "ten": Slip(
            lambda v: int(number(v, "shards") * 10),
            "10 is the largest factor there is, not the one set here.",
            "largest-factor-assumed",
        ),
    },
)


def _gb_seconds(values: Values, gigabyte: int = 1024, step_ms: int = 1) -> int:
    billed = up(number(values, "duration_ms") / step_ms) * step_ms
    total = number(values, "memory_mb") / gigabyte * Fraction(billed, 1000)
    return up(total * number(values, "millions") * 1_000_000)


GB_SECONDS = Calculator(
    ("memory_mb", "duration_ms", "millions"),
    ("GB-seconds", "GB-seconds"),
    _gb_seconds,
    lambda v: (
        f"{number(v, 'memory_mb')} MB are {float(number(v, 'memory_mb') / 1024):g} GB; times "
        f"{float(number(v, 'duration_ms') / 1000):g} s, times {number(v, 'millions')} million."
    ),
    "gb-seconds",
    {
        "no-memory": Slip(
            lambda v: up(number(v, "duration_ms") / 1000 * number(v, "millions") * 1_000_000),
            "These are seconds; the memory that is configured multiplies them.",
            "gb-seconds-without-memory",
        ),
        "hundred": Slip(
            lambda v: _gb_seconds(v, step_ms=100),
            "Lambda bills by the millisecond, not by steps of 100 ms.",
            "bills-by-100-ms",
        ),
        "whole-second": Slip(
            lambda v: _gb_seconds(v, step_ms=1000),
            "Lambda bills by the millisecond, not by full seconds.",
            "bills-by-second",
        ),
        "gigabyte": Slip(
            lambda v: up(
                up(number(v, "memory_mb") / 1024)
                * number(v, "duration_ms")
                * number(v, "millions")
                * 1000
            ),
            "The memory is not rounded up to a full GB.",
            "memory-rounded-to-gb",
        ),
    },
)
