"""Numbers of requests that an operation needs, and that an API accepts."""

from __future__ import annotations

from quizapp.bank.calculators.base import Calculator, Slip, Values, number, said, up

PAGE = 1_000
BATCH = 25

LIST_REQUESTS = Calculator(
    ("keys",),
    ("request", "requests"),
    lambda v: up(number(v, "keys") / PAGE),
    lambda v: f"{said(v, 'keys')} keys ÷ 1,000 keys per response, rounded up.",
    "list-objects-page-size",
    {
        "floor": Slip(
            lambda v: int(number(v, "keys") / PAGE),
            "The last page is a request, too, even if it is not full.",
            "last-page-dropped",
        ),
        "ten-thousand": Slip(
            lambda v: up(number(v, "keys") / 10_000),
            "A response has at most 1,000 keys, not 10,000.",
            "page-of-10000-keys",
        ),
        "hundred": Slip(
            lambda v: up(number(v, "keys") / 100),
            "A response has up to 1,000 keys by default, not 100.",
            "page-of-100-keys",
        ),
        "extra": Slip(
            lambda v: up(number(v, "keys") / PAGE) + 1,
            "The last response says that the list is complete. No further request is needed.",
            "request-after-last-page",
        ),
    },
)

BATCH_WRITES = Calculator(
    ("items",),
    ("request", "requests"),
    lambda v: up(number(v, "items") / BATCH),
    lambda v: f"{said(v, 'items')} items ÷ 25 items per request, rounded up.",
    "batch-write-25-items",
    {
        "floor": Slip(
            lambda v: int(number(v, "items") / BATCH),
            "The remaining items take a request, too.",
            "last-batch-dropped",
        ),
        "hundred": Slip(
            lambda v: up(number(v, "items") / 100),
            "100 items is the limit of `BatchGetItem` and of a transaction.",
            "batch-write-100-items",
        ),
        "ten": Slip(
            lambda v: up(number(v, "items") / 10),
            "10 entries is the limit of an Amazon SQS batch.",
            "batch-write-10-items",
        ),
        "extra": Slip(
            lambda v: up(number(v, "items") / BATCH) + 1,
            "The last request holds the remaining items. No further request is needed.",
            "request-after-last-batch",
        ),
    },
)


def _bucket(values: Values, *, burst: int = 1, seconds: bool = True) -> int:
    times = number(values, "seconds") if seconds else 1
    return int(burst * number(values, "burst") + times * number(values, "rate"))


TOKEN_BUCKET = Calculator(
    ("rate", "burst", "seconds"),
    ("request", "requests"),
    _bucket,
    lambda v: (
        f"The full bucket has {said(v, 'burst')} tokens, and "
        f"{said(v, 'rate')} tokens per second are added for "
        f"{said(v, 'seconds')} seconds."
    ),
    "token-bucket-rate-and-burst",
    {
        "rate-only": Slip(
            lambda v: _bucket(v, burst=0),
            "The tokens that are in the bucket at the start count, too.",
            "token-bucket-ignores-burst",
        ),
        "one-second": Slip(
            lambda v: _bucket(v, seconds=False),
            "Tokens are added in every second, not only in the first one.",
            "token-bucket-filled-once",
        ),
        "burst-each-second": Slip(
            lambda v: int((number(v, "rate") + number(v, "burst")) * number(v, "seconds")),
            "The bucket is full only once. After that, only the rate adds tokens.",
            "burst-every-second",
        ),
        "burst-only": Slip(
            lambda v: int(number(v, "burst") * number(v, "seconds")),
            "The rate, not the burst, is the number of tokens that are added per second.",
            "burst-as-rate",
        ),
    },
)
