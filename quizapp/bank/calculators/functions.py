"""Concurrency and billing of Lambda functions."""

from __future__ import annotations

from fractions import Fraction

from quizapp.bank.calculators.base import Calculator, Slip, Values, number, said, up

CONCURRENCY = Calculator(
    ("rate", "duration_ms"),
    ("concurrent execution", "concurrent executions"),
    lambda v: up(number(v, "rate") * number(v, "duration_ms") / 1000),
    lambda v: (
        f"{said(v, 'rate')} requests per second × "
        f"{float(number(v, 'duration_ms') / 1000):g} seconds."
    ),
    "concurrency-rate-times-duration",
    {
        "rate": Slip(
            lambda v: up(number(v, "rate")),
            "The rate alone is correct only for invocations that take one second.",
            "concurrency-equals-rate",
        ),
        "divided": Slip(
            lambda v: up(number(v, "rate") * 1000 / number(v, "duration_ms")),
            "Multiply the rate by the duration. Do not divide by it.",
            "concurrency-divides-by-duration",
        ),
        "ten": Slip(
            lambda v: up(number(v, "rate") / 10),
            "Ten requests per second for each unit of concurrency is a quota, not what a function "
            "uses.",
            "concurrency-ten-per-environment",
        ),
        "buffer": Slip(
            lambda v: up(number(v, "rate") * number(v, "duration_ms") / 1000 * Fraction(11, 10)),
            "A buffer is advice for provisioned concurrency, not concurrency that a function uses.",
            "concurrency-with-buffer",
        ),
        "whole-seconds": Slip(
            lambda v: int(number(v, "rate") * up(number(v, "duration_ms") / 1000)),
            "The duration is not rounded up to whole seconds.",
            "concurrency-rounds-duration",
        ),
        "double": Slip(
            lambda v: up(2 * number(v, "rate") * number(v, "duration_ms") / 1000),
            "The average number of invocations in progress is rate × duration. Nothing doubles it.",
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
        f"{said(v, 'limit')} − {said(v, 'first')} − {said(v, 'second')} − {FLOOR}: "
        "at least 100 must remain unreserved."
    ),
    "unreserved-floor-of-100",
    {
        "no-floor": Slip(
            lambda v: int(number(v, "limit") - number(v, "first") - number(v, "second")),
            "At least 100 units must remain for functions without reserved concurrency.",
            "reserves-the-last-100",
        ),
        "one-only": Slip(
            lambda v: int(
                number(v, "limit") - max(number(v, "first"), number(v, "second")) - FLOOR
            ),
            "Every reservation is subtracted from the account's limit.",
            "counts-one-reservation",
        ),
        "whole": Slip(
            lambda v: int(number(v, "limit") - FLOOR),
            "Concurrency that other functions have reserved is not available.",
            "ignores-reservations",
        ),
        "floor-each": Slip(
            lambda v: int(
                number(v, "limit") - number(v, "first") - number(v, "second") - 3 * FLOOR
            ),
            "100 units remain unreserved in total, not 100 for each function.",
            "unreserved-100-per-function",
        ),
        "fifth": Slip(
            lambda v: int(
                number(v, "limit") * Fraction(4, 5) - number(v, "first") - number(v, "second")
            ),
            "The unreserved remainder is 100 units, not a share of the limit.",
            "unreserved-share-of-limit",
        ),
        "limit": Slip(
            lambda v: int(number(v, "limit")),
            "All functions in the Region share the account's limit.",
            "reserves-the-whole-limit",
        ),
    },
)

STREAM_CONCURRENCY = Calculator(
    ("shards", "factor"),
    ("invocation", "invocations"),
    lambda v: int(number(v, "shards") * number(v, "factor")),
    lambda v: (
        f"Each shard is processed with as many concurrent batches as the parallelization factor: "
        f"{said(v, 'shards')} × {said(v, 'factor')}."
    ),
    "stream-concurrency-shards-times-factor",
    {
        "shards": Slip(
            lambda v: int(number(v, "shards")),
            "That is correct only for a parallelization factor of 1.",
            "one-invocation-per-shard",
        ),
        "factor": Slip(
            lambda v: int(number(v, "factor")),
            "The factor applies to each shard, not to the whole stream.",
            "factor-for-whole-stream",
        ),
        "sum": Slip(
            lambda v: int(number(v, "shards") + number(v, "factor")),
            "The factor multiplies the number of shards.",
            "factor-added",
        ),
        "one-more": Slip(
            lambda v: int(number(v, "shards") * (number(v, "factor") + 1)),
            "The factor is the number of concurrent batches per shard. It is not added to one.",
            "factor-added-to-first-batch",
        ),
        "ten": Slip(
            lambda v: int(number(v, "shards") * 10),
            "10 is the maximum parallelization factor, not the configured one.",
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
        f"{said(v, 'memory_mb')} MB is {float(number(v, 'memory_mb') / 1024):g} GB; times "
        f"{float(number(v, 'duration_ms') / 1000):g} s, times {said(v, 'millions')} million."
    ),
    "gb-seconds",
    {
        "no-memory": Slip(
            lambda v: up(number(v, "duration_ms") / 1000 * number(v, "millions") * 1_000_000),
            "That is the number of seconds. Multiply it by the configured memory in GB.",
            "gb-seconds-without-memory",
        ),
        "hundred": Slip(
            lambda v: _gb_seconds(v, step_ms=100),
            "Lambda bills duration per millisecond, not in steps of 100 ms.",
            "bills-by-100-ms",
        ),
        "hundred-down": Slip(
            lambda v: up(
                number(v, "memory_mb")
                / 1024
                * int(number(v, "duration_ms") / 100)
                * number(v, "millions")
                * 100_000
            ),
            "Lambda bills every millisecond. It does not round the duration down.",
            "duration-rounded-down",
        ),
        "whole-second": Slip(
            lambda v: _gb_seconds(v, step_ms=1000),
            "Lambda bills duration per millisecond, not per second.",
            "bills-by-second",
        ),
        "gigabyte": Slip(
            lambda v: up(
                up(number(v, "memory_mb") / 1024)
                * number(v, "duration_ms")
                * number(v, "millions")
                * 1000
            ),
            "The memory is not rounded up to a whole GB.",
            "memory-rounded-to-gb",
        ),
    },
)
