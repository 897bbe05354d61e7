"""Shards of a Kinesis data stream, by its published limits."""

from __future__ import annotations

from quizapp.bank.calculators.base import Calculator, Slip, Values, number, said, up


def _shards_by_bytes(values: Values, megabyte: int) -> int:
    return up(number(values, "records") * number(values, "record_kb") / megabyte)


def _write_shards(values: Values) -> int | None:
    """1 MB or 1,000 records a second per shard; None if 1,000 and 1,024 KB per MB would differ."""
    by_bytes = {_shards_by_bytes(values, megabyte) for megabyte in (1000, 1024)}
    if len(by_bytes) > 1:
        return None
    return max(by_bytes.pop(), up(number(values, "records") / 1000))


WRITE_SHARDS = Calculator(
    ("records", "record_kb"),
    ("shard", "shards"),
    _write_shards,
    lambda v: (
        f"Bytes need {_shards_by_bytes(v, 1000)} (1 MB per second each), and records need "
        f"{up(number(v, 'records') / 1000)} (1,000 per second each). The larger number applies."
    ),
    "kinesis-shard-write-limits",
    {
        "records-only": Slip(
            lambda v: up(number(v, "records") / 1000),
            "Bytes count too: a shard takes 1 MB per second.",
            "kinesis-only-record-limit",
        ),
        "bytes-only": Slip(
            lambda v: _shards_by_bytes(v, 1000),
            "The number of records counts too: a shard takes 1,000 per second.",
            "kinesis-only-byte-limit",
        ),
        "read-limit": Slip(
            lambda v: _shards_by_bytes(v, 2000),
            "A shard serves reads at 2 MB per second, but takes writes at only 1 MB per second.",
            "kinesis-read-limit-for-writes",
        ),
        "sum": Slip(
            lambda v: _shards_by_bytes(v, 1000) + up(number(v, "records") / 1000),
            "Both limits apply to the same shard. The larger number is needed, not the sum.",
            "kinesis-limits-added",
        ),
        "put-records": Slip(
            lambda v: max(_shards_by_bytes(v, 1000), up(number(v, "records") / 500)),
            "500 records is the limit of a `PutRecords` request, not of a shard.",
            "put-records-limit-as-shard-limit",
        ),
        "replicas": Slip(
            lambda v: 3 * max(_shards_by_bytes(v, 1000), up(number(v, "records") / 1000)),
            "Kinesis Data Streams replicates each shard itself. Replicas need no shards.",
            "kinesis-shards-for-replicas",
        ),
        "double": Slip(
            lambda v: 2 * max(_shards_by_bytes(v, 1000), up(number(v, "records") / 1000)),
            "No limit requires twice as many shards.",
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
        f"Writes need {up(number(v, 'megabytes'))} shards at 1 MB per second. For reads, "
        f"{said(v, 'consumers')} consumers share 2 MB per second of each shard, which needs "
        f"{up(number(v, 'megabytes') * number(v, 'consumers') / 2)}. The larger number applies."
    ),
    "kinesis-shared-throughput",
    {
        "write-only": Slip(
            lambda v: up(number(v, "megabytes")),
            "That is enough for the writes, but the consumers share 2 MB per second of each shard.",
            "kinesis-ignores-consumers",
        ),
        "one-consumer": Slip(
            lambda v: up(number(v, "megabytes") / 2),
            "That ignores the write limit, and several consumers share the read limit.",
            "kinesis-one-consumer",
        ),
        "one-megabyte": Slip(
            lambda v: up(number(v, "megabytes") * number(v, "consumers")),
            "The consumers share 2 MB per second of each shard, not 1 MB.",
            "kinesis-read-limit-1-mb",
        ),
        "sum": Slip(
            lambda v: (
                up(number(v, "megabytes")) + up(number(v, "megabytes") * number(v, "consumers") / 2)
            ),
            "A shard serves writes and reads at the same time. The larger number is needed, not "
            "the sum.",
            "kinesis-limits-added",
        ),
    },
)
