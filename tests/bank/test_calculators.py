"""Calculators and slips, compared with manual calculations."""

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
    # the same with a maximum of 500 ms: 100 + 200 + 400 + 500 + 500
    ("retries.backoff", {"base_ms": 100, "retries": 5, "cap_ms": 500}, 1700),
    # 2 ms + 10% of 40 ms = 6 ms
    ("cache.latency", {"hits": 90, "cache_ms": 2, "database_ms": 40}, 6000),
    # 4,250 keys are four full pages and a fifth one
    ("s3.list_requests", {"keys": 4250}, 5),
    ("s3.list_requests", {"keys": 4000}, 4),
    # 110 items are four requests of 25 and one of 10
    ("dynamodb.batch_writes", {"items": 110}, 5),
    # a bucket of 120 and 3 seconds of 50
    ("apigw.token_bucket", {"rate": 50, "burst": 120, "seconds": 3}, 270),
    # the documentation's own example: 10 s / 0.1 s = 100 messages; 1,500 need 15 instances
    (
        "autoscaling.queue_backlog",
        {"messages": 1500, "processing_s": kb("0.1"), "latency_s": 10},
        15,
    ),
    # 60 s / 2.5 s = 24 messages; 700 need 29.2 instances
    (
        "autoscaling.queue_backlog",
        {"messages": 700, "processing_s": kb("2.5"), "latency_s": 60},
        30,
    ),
    # more than 100 instances: refused
    ("autoscaling.queue_backlog", {"messages": 6000, "processing_s": 2, "latency_s": 60}, None),
    # the documentation's own example: 40% of nine instances are 3.6, so 4 stay healthy
    ("codedeploy.healthy_hosts", {"instances": 9, "percent": 40}, 5),
    # and 95% of ten are ten, so that no instance can be deployed to
    ("codedeploy.healthy_hosts", {"instances": 10, "percent": 95}, 0),
    # the documentation's own examples: 200% of four, and 125% of three, which is 3.75
    ("ecs.rolling_tasks", {"tasks": 4, "minimum": 50, "maximum": 200}, 4),
    ("ecs.rolling_tasks", {"tasks": 3, "minimum": 50, "maximum": 125}, 0),
    ("ecs.rolling_tasks", {"tasks": 10, "minimum": 50, "maximum": 125}, 2),
    # the default rule: 1 a second and 5% of the other 100 is 6 a second
    ("xray.sampled", {"requests": 101, "reservoir": 1, "percent": 5, "instances": 2}, 360),
]


@pytest.mark.parametrize(("name", "values", "right"), CASES)
def test_calculator_matches_manual_results(
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
    ("cache.latency", "database-only", {"hits": 90, "cache_ms": 2, "database_ms": 40}, 4000),
    ("cache.misses", "both", {"requests": 2000, "hits": 85}, 255),
    ("dynamodb.read_units", "request-unit", {"item_kb": 6, "reads": 10, "mode": "strong"}, 30),
    ("dynamodb.query_units", "rounded-down", {"items": 10, "item_kb": 1, "mode": "strong"}, 2),
    ("dynamodb.query_units", "large-unit", {"items": 18, "item_kb": 1, "mode": "eventual"}, 2),
    ("dynamodb.write_units", "request-unit", {"item_kb": 5, "writes": 10, "mode": "standard"}, 60),
    (
        "dynamodb.index_write_units",
        "with-table",
        {"updates": 10, "entry_kb": 1, "change": "key"},
        30,
    ),
    (
        "dynamodb.index_write_units",
        "request-unit",
        {"updates": 10, "entry_kb": 1, "change": "insert"},
        20,
    ),
    ("kinesis.write_shards", "put-records", {"records": 6000, "record_kb": kb("0.5")}, 12),
    ("kinesis.write_shards", "replicas", {"records": 6000, "record_kb": kb("0.5")}, 18),
    ("lambda.concurrency", "whole-seconds", {"rate": 100, "duration_ms": 1250}, 200),
    ("lambda.concurrency", "buffer", {"rate": 100, "duration_ms": 250}, 28),
    ("lambda.reservable", "floor-each", {"limit": 1000, "first": 300, "second": 250}, 150),
    ("lambda.reservable", "fifth", {"limit": 1000, "first": 300, "second": 250}, 250),
    ("lambda.stream_concurrency", "one-more", {"shards": 8, "factor": 5}, 48),
    (
        "lambda.gb_seconds",
        "hundred-down",
        {"memory_mb": 512, "duration_ms": 250, "millions": 2},
        200_000,
    ),
    ("retries.backoff", "no-cap", {"base_ms": 100, "retries": 5, "cap_ms": 500}, 3100),
    ("retries.backoff", "one-less", {"base_ms": 100, "retries": 5, "cap_ms": 500}, 1200),
    ("retries.backoff", "one-more", {"base_ms": 100, "retries": 5, "cap_ms": 500}, 2200),
    ("s3.part_count", "megabytes", {"object_gib": 10, "part_mib": 18}, 597),
    ("s3.part_count", "extra", {"object_gib": 10, "part_mib": 18}, 570),
    ("s3.part_size", "power", {"object_gib": 100}, 16),
    ("s3.part_size", "decimal", {"object_gib": 100}, 10),
    ("sqs.visibility", "default-added", {"timeout_s": 50, "window_s": 20}, 350),
    ("s3.list_requests", "floor", {"keys": 4250}, 4),
    ("s3.list_requests", "hundred", {"keys": 4250}, 43),
    ("s3.list_requests", "ten-thousand", {"keys": 14_250}, 2),
    ("dynamodb.batch_writes", "hundred", {"items": 110}, 2),
    ("dynamodb.batch_writes", "ten", {"items": 110}, 11),
    ("apigw.token_bucket", "rate-only", {"rate": 50, "burst": 120, "seconds": 3}, 150),
    ("apigw.token_bucket", "one-second", {"rate": 50, "burst": 120, "seconds": 3}, 170),
    ("apigw.token_bucket", "burst-each-second", {"rate": 50, "burst": 120, "seconds": 3}, 510),
    ("apigw.token_bucket", "burst-only", {"rate": 50, "burst": 120, "seconds": 3}, 360),
    (
        "autoscaling.queue_backlog",
        "floor",
        {"messages": 700, "processing_s": kb("2.5"), "latency_s": 60},
        29,
    ),
    (
        "autoscaling.queue_backlog",
        "latency-only",
        {"messages": 700, "processing_s": kb("2.5"), "latency_s": 60},
        12,
    ),
    (
        "autoscaling.queue_backlog",
        "processing-divides",
        {"messages": 700, "processing_s": kb("2.5"), "latency_s": 60},
        5,
    ),
    (
        "autoscaling.queue_backlog",
        "backlog",
        {"messages": 700, "processing_s": kb("2.5"), "latency_s": 60},
        24,
    ),
    ("codedeploy.healthy_hosts", "rounded-down", {"instances": 9, "percent": 40}, 6),
    ("codedeploy.healthy_hosts", "healthy", {"instances": 9, "percent": 40}, 4),
    ("codedeploy.healthy_hosts", "one-spare", {"instances": 9, "percent": 40}, 4),
    ("codedeploy.healthy_hosts", "half", {"instances": 9, "percent": 60}, 4),
    ("ecs.rolling_tasks", "rounded-up", {"tasks": 10, "minimum": 50, "maximum": 125}, 3),
    ("ecs.rolling_tasks", "total", {"tasks": 10, "minimum": 50, "maximum": 125}, 12),
    ("ecs.rolling_tasks", "minimum", {"tasks": 11, "minimum": 75, "maximum": 150}, 2),
    ("ecs.rolling_tasks", "minimum-up", {"tasks": 11, "minimum": 75, "maximum": 150}, 3),
    ("ecs.rolling_tasks", "both", {"tasks": 11, "minimum": 75, "maximum": 150}, 7),
    (
        "xray.sampled",
        "rate-only",
        {"requests": 101, "reservoir": 1, "percent": 5, "instances": 2},
        303,
    ),
    (
        "xray.sampled",
        "added",
        {"requests": 101, "reservoir": 1, "percent": 5, "instances": 2},
        363,
    ),
    (
        "xray.sampled",
        "each-instance",
        {"requests": 102, "reservoir": 1, "percent": 5, "instances": 2},
        420,
    ),
    # 1 + 5% of the other 6,059 of a minute is 303.95
    (
        "xray.sampled",
        "once",
        {"requests": 101, "reservoir": 1, "percent": 5, "instances": 2},
        304,
    ),
]


@pytest.mark.parametrize(("name", "slip", "values", "wrong"), SLIPS)
def test_slip_gives_the_result_of_its_mistake(
    name: str, slip: str, values: dict[str, Value], wrong: int
) -> None:
    calculator = CALCULATORS[name]
    assert calculator.slips[slip].solve(values) == wrong != calculator.solve(values)


def test_number_of_calculators_and_concepts_of_slips() -> None:
    assert len(CALCULATORS) == 24
    for calculator in CALCULATORS.values():
        assert len(calculator.slips) >= 4
        concepts = [slip.concept for slip in calculator.slips.values()]
        assert len(set(concepts)) == len(concepts)
        assert calculator.concept not in concepts


@pytest.mark.parametrize(
    ("name", "number", "shown"),
    [
        ("cache.latency", 5800, "5.8 ms"),
        ("cache.latency", 6000, "6 ms"),
        ("lambda.gb_seconds", 1_500_000, "1,500,000 GB-seconds"),
        ("kinesis.write_shards", 1, "1 shard"),
        ("kinesis.write_shards", 2, "2 shards"),
        ("lambda.reservable", 1350, "1,350 "),
    ],
)
def test_number_is_shown_with_its_unit(name: str, number: int, shown: str) -> None:
    assert CALCULATORS[name].show(number) == shown
