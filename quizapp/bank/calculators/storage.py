"""Multipart uploads to S3, and the load and latency behind a cache."""

from __future__ import annotations

from fractions import Fraction

from quizapp.bank.calculators.base import Calculator, Slip, Values, number, up

PARTS = 10_000


def _parts(values: Values, gigabyte: int = 1024) -> int | None:
    count = up(number(values, "object_gib") * gigabyte / number(values, "part_mib"))
    return count if count <= PARTS else None


PART_COUNT = Calculator(
    ("object_gib", "part_mib"),
    ("part", "parts"),
    _parts,
    lambda v: (
        f"{number(v, 'object_gib')} GiB are {int(number(v, 'object_gib') * 1024):,} MiB; by "
        f"{number(v, 'part_mib')} MiB and rounded up (the last part may be smaller)."
    ),
    "multipart-part-count",
    {
        "decimal": Slip(
            lambda v: _parts(v, 1000),
            "1 GiB is 1,024 MiB.",
            "gib-as-1000-mib",
        ),
        "floor": Slip(
            lambda v: int(number(v, "object_gib") * 1024 / number(v, "part_mib")),
            "The rest is a part as well.",
            "multipart-last-part-dropped",
        ),
        "limit": Slip(
            lambda _: PARTS,
            "10,000 is the most that an upload may have, not what this one needs.",
            "multipart-always-10000",
        ),
        "five": Slip(
            lambda v: up(number(v, "object_gib") * 1024 / 5),
            "5 MiB is the least size of a part; the client uses larger ones.",
            "multipart-least-part-size",
        ),
    },
)

PART_SIZE = Calculator(
    ("object_gib",),
    ("MiB", "MiB"),
    lambda v: up(number(v, "object_gib") * 1024 / PARTS),
    lambda v: (
        f"{number(v, 'object_gib')} GiB are {int(number(v, 'object_gib') * 1024):,} MiB in at most "
        "10,000 parts, rounded up to a full MiB."
    ),
    "multipart-10000-parts",
    {
        "thousand": Slip(
            lambda v: up(number(v, "object_gib") * 1024 / 1000),
            "An upload may have 10,000 parts, not 1,000.",
            "multipart-1000-parts",
        ),
        "least": Slip(
            lambda _: 5,
            "With the least size of 5 MiB there would be more than 10,000 parts.",
            "multipart-least-part-size",
        ),
        "floor": Slip(
            lambda v: int(number(v, "object_gib") * 1024 / PARTS),
            "Rounded down, one part too many would be needed.",
            "multipart-rounded-down",
        ),
        "greatest": Slip(
            lambda _: 5 * 1024,
            "5 GiB is the greatest size of a part, far more than is needed.",
            "multipart-greatest-part-size",
        ),
    },
)


def _misses(values: Values) -> int:
    return up(number(values, "requests") * (100 - number(values, "hits")) / 100)


CACHE_MISSES = Calculator(
    ("requests", "hits"),
    ("reads a second", "reads a second"),
    _misses,
    lambda v: (
        f"{100 - number(v, 'hits')} % of {number(v, 'requests')} requests a second miss the cache."
    ),
    "cache-miss-load",
    {
        "hits": Slip(
            lambda v: up(number(v, "requests") * number(v, "hits") / 100),
            "These are the hits; only the misses reach the database.",
            "hits-reach-database",
        ),
        "all": Slip(
            lambda v: int(number(v, "requests")),
            "Lazy loading asks the database only after a miss.",
            "every-read-reaches-database",
        ),
        "twice": Slip(
            lambda v: 2 * _misses(v),
            "A miss reads the database once; the second step writes to the cache.",
            "miss-reads-twice",
        ),
        "tenth": Slip(
            lambda v: up(Fraction(_misses(v), 10)),
            "A tenth of the misses is a decimal place lost.",
            "decimal-slip",
        ),
    },
)


def _latency(values: Values) -> int:
    """In microseconds: a miss asks the cache first and the database after it."""
    share = (100 - number(values, "hits")) / 100
    return up(1000 * (number(values, "cache_ms") + share * number(values, "database_ms")))


CACHE_LATENCY = Calculator(
    ("hits", "cache_ms", "database_ms"),
    ("µs", "µs"),
    _latency,
    lambda v: (
        f"Every read asks the cache ({number(v, 'cache_ms')} ms); {100 - number(v, 'hits')} % also "
        f"ask the database ({number(v, 'database_ms')} ms)."
    ),
    "lazy-loading-latency",
    {
        "no-lookup": Slip(
            lambda v: up(
                10
                * (
                    number(v, "hits") * number(v, "cache_ms")
                    + (100 - number(v, "hits")) * number(v, "database_ms")
                )
            ),
            "A miss has asked the cache first; that time counts too.",
            "miss-skips-cache",
        ),
        "mean": Slip(
            lambda v: up(500 * (number(v, "cache_ms") + number(v, "database_ms"))),
            "The two are weighted by how often each happens.",
            "unweighted-mean",
        ),
        "reversed": Slip(
            lambda v: up(
                1000 * (number(v, "cache_ms") + number(v, "hits") / 100 * number(v, "database_ms"))
            ),
            "The database is asked for the misses, not for the hits.",
            "hits-reach-database",
        ),
        "sum": Slip(
            lambda v: up(1000 * (number(v, "cache_ms") + number(v, "database_ms"))),
            "That is a miss; most reads end at the cache.",
            "every-read-misses",
        ),
    },
)
