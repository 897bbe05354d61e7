"""Every calculator against cases worked by hand, and every slip against what it names."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quizapp.bank.calculators import CALCULATORS
from quizapp.bank.calculators.base import Value

Case = tuple[str, dict[str, Value], int | None]


def kb(text: str) -> Fraction:
    return Fraction(text)


CASES: list[Case] = [
    # 17.5 KB are 5 units of 4 KB; 80 reads: 400 strong, 200 eventual, 800 transactional
    ("dynamodb.read_units", {"item_kb": kb("17.5"), "reads": 80, "mode": "strong"}, 400),
    ("dynamodb.read_units", {"item_kb": kb("17.5"), "reads": 80, "mode": "eventual"}, 200),
    ("dynamodb.read_units", {"item_kb": kb("17.5"), "reads": 80, "mode": "transactional"}, 800),
    # 4 KB fill a unit exactly; 3 eventually consistent reads are 1.5 units, so 2
    ("dynamodb.read_units", {"item_kb": 4, "reads": 3, "mode": "eventual"}, 2),
    # the documentation's own example: 40.8 KB are 44 KB, 11 units strong, 5.5 eventual
    ("dynamodb.query_units", {"items": 24, "item_kb": kb("1.7"), "mode": "strong"}, 11),
    ("dynamodb.query_units", {"items": 24, "item_kb": kb("1.7"), "mode": "eventual"}, 6),
    ("dynamodb.write_units", {"item_kb": kb("2.5"), "writes": 40, "mode": "standard"}, 120),
    ("dynamodb.write_units", {"item_kb": kb("2.5"), "writes": 40, "mode": "transactional"}, 240),
    ("dynamodb.write_units", {"item_kb": 1, "writes": 7, "mode": "standard"}, 7),
    ("dynamodb.index_write_units", {"updates": 50, "entry_kb": kb("1.4"), "change": "insert"}, 100),
    ("dynamodb.index_write_units", {"updates": 50, "entry_kb": kb("1.4"), "change": "key"}, 200),
    (
        "dynamodb.index_write_units",
        {"updates": 50, "entry_kb": kb("0.4"), "change": "projected"},
        50,
    ),
    # 6,000 records of 0.5 KB are 3 MB: 6 shards for the records
    ("kinesis.write_shards", {"records": 6000, "record_kb": kb("0.5")}, 6),
    # 1,500 records of 5 KB are 7.5 MB: 8 shards for the bytes
    ("kinesis.write_shards", {"records": 1500, "record_kb": 5}, 8),
    # 2,040 KB are 3 shards of 1,000 KB but 2 of 1,024 KB: refused
    ("kinesis.write_shards", {"records": 1020, "record_kb": 2}, None),
    ("kinesis.read_shards", {"megabytes": 10, "consumers": 5}, 25),
    ("kinesis.read_shards", {"megabytes": 10, "consumers": 2}, 10),
    ("lambda.concurrency", {"rate": 100, "duration_ms": 250}, 25),
    ("lambda.concurrency", {"rate": 30, "duration_ms": 350}, 11),
    ("lambda.reservable", {"limit": 1000, "first": 300, "second": 250}, 350),
    ("lambda.reservable", {"limit": 1000, "first": 500, "second": 400}, None),
    ("lambda.stream_concurrency", {"shards": 8, "factor": 5}, 40),
    # 0.5 GB × 0.2 s × 3,000,000
    ("lambda.gb_seconds", {"memory_mb": 512, "duration_ms": 200, "millions": 3}, 300_000),
    # 100 + 200 + 400 + 800
    ("retries.backoff", {"base_ms": 100, "retries": 4}, 1500),
    # 10,240 MiB / 18 MiB = 568.9
    ("s3.part_count", {"object_gib": 10, "part_mib": 18}, 569),
    ("s3.part_count", {"object_gib": 10, "part_mib": 10}, 1024),
    # 60,000 MiB-parts are too many
    ("s3.part_count", {"object_gib": 300, "part_mib": 5}, None),
    # 102,400 MiB / 10,000 = 10.24
    ("s3.part_size", {"object_gib": 100}, 11),
    ("sqs.dead_letter", {"visibility_s": 30, "receives": 4}, 120),
    ("sqs.visibility", {"timeout_s": 50, "window_s": 20}, 320),
    ("cache.misses", {"requests": 2000, "hits": 85}, 300),
    # 2 ms + 10 % of 40 ms = 6 ms
    ("cache.latency", {"hits": 90, "cache_ms": 2, "database_ms": 40}, 6000),
]


@pytest.mark.parametrize(("name", "values", "right"), CASES)
def test_the_rule_gives_what_was_worked_by_hand(
    name: str, values: dict[str, Value], right: int | None
) -> None:
    assert CALCULATORS[name].solve(values) == right


SLIPS: list[tuple[str, str, dict[str, Value], int]] = [
    ("dynamodb.read_units", "no-rounding", {"item_kb": 6, "reads": 10, "mode": "strong"}, 15),
    ("dynamodb.read_units", "wrong-unit", {"item_kb": 6, "reads": 10, "mode": "strong"}, 60),
    ("dynamodb.read_units", "wrong-mode", {"item_kb": 6, "reads": 10, "mode": "eventual"}, 20),
    ("dynamodb.query_units", "per-item", {"items": 10, "item_kb": 1, "mode": "strong"}, 10),
    ("dynamodb.write_units", "wrong-unit", {"item_kb": 5, "writes": 10, "mode": "standard"}, 20),
    (
        "dynamodb.index_write_units",
        "wrong-times",
        {"updates": 10, "entry_kb": 1, "change": "key"},
        10,
    ),
    ("kinesis.write_shards", "read-limit", {"records": 2000, "record_kb": 3}, 3),
    ("kinesis.read_shards", "write-only", {"megabytes": 10, "consumers": 5}, 10),
    ("lambda.reservable", "no-floor", {"limit": 1000, "first": 300, "second": 250}, 450),
    ("lambda.concurrency", "rate", {"rate": 100, "duration_ms": 250}, 100),
    ("retries.backoff", "linear", {"base_ms": 100, "retries": 4}, 400),
    ("s3.part_count", "floor", {"object_gib": 10, "part_mib": 18}, 568),
    ("sqs.dead_letter", "one-less", {"visibility_s": 30, "receives": 4}, 90),
    ("sqs.visibility", "both", {"timeout_s": 50, "window_s": 20}, 420),
    ("cache.latency", "no-lookup", {"hits": 90, "cache_ms": 2, "database_ms": 40}, 5800),
]


@pytest.mark.parametrize(("name", "slip", "values", "wrong"), SLIPS)
def test_a_slip_gives_the_number_that_the_mistake_leads_to(
    name: str, slip: str, values: dict[str, Value], wrong: int
) -> None:
    calculator = CALCULATORS[name]
    assert calculator.slips[slip].solve(values) == wrong != calculator.solve(values)


def test_there_are_enough_calculators_and_every_slip_names_a_concept() -> None:
    assert len(CALCULATORS) >= 12
    for calculator in CALCULATORS.values():
        assert len(calculator.slips) >= 4
        concepts = [slip.concept for slip in calculator.slips.values()]
        assert len(set(concepts)) == len(concepts)
        assert calculator.concept not in concepts
