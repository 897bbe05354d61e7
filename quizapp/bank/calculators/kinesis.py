"""Shards of a Kinesis data stream, by its published limits."""

from __future__ import annotations

from quizapp.bank.calculators.base import Calculator, Slip, Values, number, up


def _shards_by_bytes(values: Values, megabyte: int) -> int:
    return up(number(values, "records") * number(values, "record_kb") / megabyte)


def _write_shards(values: Values) -> int | None:
    """1 MB or 1,000 records a second for each shard; None where 1,000 or 1,024 KB would differ."""
    by_bytes = {_shards_by_bytes(values, megabyte) for megabyte in (1000, 1024)}
    if len(by_bytes) > 1:
        return None
    return max(by_bytes.pop(), up(number(values, "records") / 1000))


WRITE_SHARDS = Calculator(
    ("records", "record_kb"),
    ("shard", "shards"),
    _write_shards,
    lambda v: (
        f"By bytes {_shards_by_bytes(v, 1000)} (1 MB a second each), by records "
        f"{up(number(v, 'records') / 1000)} (1,000 a second each); the larger counts."
    ),
    "kinesis-shard-write-limits",
    {
        "records-only": Slip(
            lambda v: up(number(v, "records") / 1000),
            "The bytes count too: a shard takes 1 MB a second.",
            "kinesis-only-record-limit",
        ),
        "bytes-only": Slip(
            lambda v: _shards_by_bytes(v, 1000),
            "The number of records counts too: a shard takes 1,000 a second.",
            "kinesis-only-byte-limit",
        ),
        "read-limit": Slip(
            lambda v: _shards_by_bytes(v, 2000),
            "2 MB a second is what a shard gives to readers; it takes 1 MB a second.",
            "kinesis-read-limit-for-writes",
        ),
        "sum": Slip(
            lambda v: _shards_by_bytes(v, 1000) + up(number(v, "records") / 1000),
            "Both limits hold for the same shard; the larger need counts, not the sum.",
            "kinesis-limits-added",
        ),
        "double": Slip(
            lambda v: 2 * max(_shards_by_bytes(v, 1000), up(number(v, "records") / 1000)),
            "No limit asks for twice as many.",
            "kinesis-shards-doubled",
        ),
    },
)


def _read_shards(values: Values) -> int:
    write = number(values, "megabytes")
    return max(up(write), up(write * number(values, "consumers") / 2))


READ_SHARDS = Calculator(
    ("megabytes", "consumers"),
    ("shard", "shards"),
    _read_shards,
    lambda v: (
        f"Written: {up(number(v, 'megabytes'))} shards at 1 MB a second. Read: "
        f"{number(v, 'consumers')} consumers share 2 MB a second of each shard, so "
        f"{up(number(v, 'megabytes') * number(v, 'consumers') / 2)}. The larger counts."
    ),
    "kinesis-shared-throughput",
    {
        "write-only": Slip(
            lambda v: up(number(v, "megabytes")),
            "That is enough to write; the consumers share 2 MB a second of each shard.",
            "kinesis-ignores-consumers",
        ),
        "one-consumer": Slip(
            lambda v: up(number(v, "megabytes") / 2),
            "That ignores the write limit, and that several consumers share the read limit.",
            "kinesis-one-consumer",
        ),
        "one-megabyte": Slip(
            lambda v: up(number(v, "megabytes") * number(v, "consumers")),
            "A shard gives 2 MB a second to its shared consumers, not 1.",
            "kinesis-read-limit-1-mb",
        ),
        "sum": Slip(
            lambda v: (
                up(number(v, "megabytes")) + up(number(v, "megabytes") * number(v, "consumers") / 2)
            ),
            "A shard takes and gives at once; the larger need counts, not the sum.",
            "kinesis-limits-added",
        ),
    },
)
