"""Multipart uploads to S3, and the load and latency of a database with a cache."""

from __future__ import annotations

from fractions import Fraction

from quizapp.bank.calculators.base import Calculator, Slip, Values, number, said, up

PARTS = 10_000
MB_PER_GIB = Fraction(1024**3, 10**6)


def _parts(values: Values, gigabyte: int = 1024) -> int | None:
    count = up(number(values, "object_gib") * gigabyte / number(values, "part_mib"))
    return count if count <= PARTS else None


PART_COUNT = Calculator(
    ("object_gib", "part_mib"),
    ("part", "parts"),
    _parts,
    lambda v: (
        f"{said(v, 'object_gib')} GiB is {int(number(v, 'object_gib') * 1024):,} MiB. Divide by "
        f"{said(v, 'part_mib')} MiB and round up, because the last part may be smaller."
    ),
    "multipart-part-count",
    {
        "decimal": Slip(
            lambda v: _parts(v, 1000),
            "1 GiB is 1,024 MiB, not 1,000 MiB.",
            "gib-as-1000-mib",
        ),
        "megabytes": Slip(
            lambda v: up(number(v, "object_gib") * MB_PER_GIB / number(v, "part_mib")),
            "That divides a size in MB by a part size in MiB.",
            "mb-mixed-with-mib",
        ),
        "floor": Slip(
            lambda v: int(number(v, "object_gib") * 1024 / number(v, "part_mib")),
            "The remainder is a part, too.",
            "multipart-last-part-dropped",
        ),
        "extra": Slip(
            lambda v: up(number(v, "object_gib") * 1024 / number(v, "part_mib")) + 1,
            "Completing the upload is a request, but not a part.",
            "multipart-completion-is-part",
        ),
        "limit": Slip(
            lambda _: PARTS,
            "10,000 is the maximum number of parts, not what this upload needs.",
            "multipart-always-10000",
        ),
        "five": Slip(
            lambda v: up(number(v, "object_gib") * 1024 / 5),
            "5 MiB is the minimum size of a part. The client uses larger parts.",
            "multipart-least-part-size",
        ),
    },
)


def _power(values: Values) -> int:
    """The smallest power of two that is large enough."""
    return 1 << (up(number(values, "object_gib") * 1024 / PARTS) - 1).bit_length()


PART_SIZE = Calculator(
    ("object_gib",),
    ("MiB", "MiB"),
    lambda v: up(number(v, "object_gib") * 1024 / PARTS),
    lambda v: (
        f"{said(v, 'object_gib')} GiB is {int(number(v, 'object_gib') * 1024):,} MiB. Divide by "
        "10,000 parts and round up to a whole MiB."
    ),
    "multipart-10000-parts",
    {
        "thousand": Slip(
            lambda v: up(number(v, "object_gib") * 1024 / 1000),
            "An upload can have 10,000 parts, not only 1,000.",
            "multipart-1000-parts",
        ),
        "power": Slip(
            _power,
            "A part size does not have to be a power of two.",
            "part-size-power-of-two",
        ),
        "decimal": Slip(
            lambda v: up(number(v, "object_gib") * 1000 / PARTS),
            "1 GiB is 1,024 MiB, not 1,000 MiB.",
            "gib-as-1000-mib",
        ),
        "least": Slip(
            lambda _: 5,
            "With the minimum size of 5 MiB, the upload would need more than 10,000 parts.",
            "multipart-least-part-size",
        ),
        "floor": Slip(
            lambda v: int(number(v, "object_gib") * 1024 / PARTS),
            "Rounded down, the upload would need more than 10,000 parts.",
            "multipart-rounded-down",
        ),
        "greatest": Slip(
            lambda _: 5 * 1024,
            "5 GiB is the maximum size of a part, which is far more than this upload needs.",
            "multipart-greatest-part-size",
        ),
    },
)


def _misses(values: Values) -> int:
    return up(number(values, "requests") * (100 - number(values, "hits")) / 100)


CACHE_MISSES = Calculator(
    ("requests", "hits"),
    ("read per second", "reads per second"),
    _misses,
    lambda v: (
        f"{100 - number(v, 'hits')}% of {said(v, 'requests')} requests per second miss the cache."
    ),
    "cache-miss-load",
    {
        "hits": Slip(
            lambda v: up(number(v, "requests") * number(v, "hits") / 100),
            "Those are the hits. Only misses reach the database.",
            "hits-reach-database",
        ),
        "both": Slip(
            lambda v: up(
                number(v, "requests") * number(v, "hits") * (100 - number(v, "hits")) / 10_000
            ),
            "The share of misses is 1 − hit ratio. Do not multiply by the hit ratio as well.",
            "hit-ratio-of-misses",
        ),
        "all": Slip(
            lambda v: int(number(v, "requests")),
            "With lazy loading, the application reads the database only after a miss.",
            "every-read-reaches-database",
        ),
        "twice": Slip(
            lambda v: 2 * _misses(v),
            "A miss reads the database once. The next step writes to the cache.",
            "miss-reads-twice",
        ),
        "tenth": Slip(
            lambda v: up(Fraction(_misses(v), 10)),
            "That is a tenth of the misses: a decimal place is lost.",
            "decimal-slip",
        ),
    },
)


def _latency(values: Values) -> int:
    """In microseconds: a miss reads the cache first and then the database."""
    share = (100 - number(values, "hits")) / 100
    return up(1000 * (number(values, "cache_ms") + share * number(values, "database_ms")))


CACHE_LATENCY = Calculator(
    ("hits", "cache_ms", "database_ms"),
    ("ms", "ms"),
    _latency,
    lambda v: (
        f"Every read takes a cache lookup of {said(v, 'cache_ms')} ms. "
        f"{100 - number(v, 'hits')}% also take a database read of {said(v, 'database_ms')} ms."
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
            "A miss reads the cache first. That time counts, too.",
            "miss-skips-cache",
        ),
        "database-only": Slip(
            lambda v: up(10 * (100 - number(v, "hits")) * number(v, "database_ms")),
            "Every read takes the cache lookup, too, whether it is a hit or a miss.",
            "latency-without-lookup",
        ),
        "mean": Slip(
            lambda v: up(500 * (number(v, "cache_ms") + number(v, "database_ms"))),
            "Weight the two times by how often each of them occurs.",
            "unweighted-mean",
        ),
        "reversed": Slip(
            lambda v: up(
                1000 * (number(v, "cache_ms") + number(v, "hits") / 100 * number(v, "database_ms"))
            ),
            "The application reads the database for misses, not for hits.",
            "hits-reach-database",
        ),
        "sum": Slip(
            lambda v: up(1000 * (number(v, "cache_ms") + number(v, "database_ms"))),
            "That is the time of a miss. Most reads are hits.",
            "every-read-misses",
        ),
    },
    scale=1000,
)
