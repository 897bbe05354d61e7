"""The named calculators that number questions may use."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.bank.calculators import calls, dynamodb, fleets, functions, kinesis, storage, waiting
from quizapp.bank.calculators.base import Calculator

CALCULATORS: Mapping[str, Calculator] = {
    "dynamodb.read_units": dynamodb.READ_UNITS,
    "dynamodb.query_units": dynamodb.QUERY_UNITS,
    "dynamodb.write_units": dynamodb.WRITE_UNITS,
    "dynamodb.index_write_units": dynamodb.GSI_UNITS,
    "kinesis.write_shards": kinesis.WRITE_SHARDS,
    "kinesis.read_shards": kinesis.READ_SHARDS,
    "lambda.concurrency": functions.CONCURRENCY,
    "lambda.reservable": functions.RESERVABLE,
    "lambda.stream_concurrency": functions.STREAM_CONCURRENCY,
    "lambda.gb_seconds": functions.GB_SECONDS,
    "retries.backoff": waiting.BACKOFF,
    "s3.part_count": storage.PART_COUNT,
    "s3.part_size": storage.PART_SIZE,
    "sqs.dead_letter": waiting.DEAD_LETTER,
    "sqs.visibility": waiting.QUEUE_VISIBILITY,
    "cache.misses": storage.CACHE_MISSES,
    "cache.latency": storage.CACHE_LATENCY,
    "s3.list_requests": calls.LIST_REQUESTS,
    "dynamodb.batch_writes": calls.BATCH_WRITES,
    "apigw.token_bucket": calls.TOKEN_BUCKET,
    "autoscaling.queue_backlog": fleets.QUEUE_BACKLOG,
    "codedeploy.healthy_hosts": fleets.HEALTHY_HOSTS,
    "ecs.rolling_tasks": fleets.ROLLING_TASKS,
    "xray.sampled": fleets.SAMPLED,
}
