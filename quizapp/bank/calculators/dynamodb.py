"""Capacity units of DynamoDB: rounding per item, per query, and per index entry."""

from __future__ import annotations

from fractions import Fraction

from quizapp.bank.calculators.base import Calculator, Slip, Values, number, up

READ_FACTOR = {"eventual": Fraction(1, 2), "strong": Fraction(1), "transactional": Fraction(2)}
WRITE_FACTOR = {"standard": 1, "transactional": 2}


def _reads(values: Values, *, unit: int = 4, factor: Fraction | None = None) -> int:
    per_item = up(number(values, "item_kb") / unit)
    share = READ_FACTOR[str(values["mode"])] if factor is None else factor
    return up(per_item * number(values, "reads") * share)


def _other_mode(values: Values) -> Fraction:
    return {"eventual": Fraction(1), "strong": Fraction(1, 2), "transactional": Fraction(1)}[
        str(values["mode"])
    ]


READ_UNITS = Calculator(
    ("item_kb", "reads", "mode"),
    ("read capacity unit", "read capacity units"),
    _reads,
    lambda v: (
        f"{float(number(v, 'item_kb')):g} KB is {up(number(v, 'item_kb') / 4)} units of 4 KB; "
        f"times {number(v, 'reads')} reads a second, times "
        f"{float(READ_FACTOR[str(v['mode'])]):g} for this kind of read."
    ),
    "read-unit-arithmetic",
    {
        "no-rounding": Slip(
            lambda v: up(
                number(v, "item_kb") / 4 * number(v, "reads") * READ_FACTOR[str(v["mode"])]
            ),
            "Each item is rounded up to the next 4 KB before it is multiplied.",
            "read-units-not-rounded-per-item",
        ),
        "wrong-unit": Slip(
            lambda v: _reads(v, unit=1),
            "A read unit covers 4 KB; 1 KB is the unit of a write.",
            "read-units-of-1-kb",
        ),
        "wrong-mode": Slip(
            lambda v: _reads(v, factor=_other_mode(v)),
            "An eventually consistent read costs half of a strongly consistent one, "
            "a transactional read twice as much.",
            "read-consistency-factor",
        ),
        "large-unit": Slip(
            lambda v: _reads(v, unit=8),
            "A read unit covers 4 KB of one item, not 8 KB.",
            "read-units-of-8-kb",
        ),
        "double": Slip(
            lambda v: 2 * _reads(v),
            "Nothing in this request doubles the cost.",
            "read-units-doubled",
        ),
    },
)


def _query(values: Values, *, factor: Fraction | None = None) -> int:
    total = number(values, "items") * number(values, "item_kb")
    share = READ_FACTOR[str(values["mode"])] if factor is None else factor
    return up(up(total / 4) * share)


QUERY_UNITS = Calculator(
    ("items", "item_kb", "mode"),
    ("read capacity unit", "read capacity units"),
    _query,
    lambda v: (
        f"A Query adds up the sizes first: {float(number(v, 'items') * number(v, 'item_kb')):g} KB "
        f"is {up(number(v, 'items') * number(v, 'item_kb') / 4)} units of 4 KB, times "
        f"{float(READ_FACTOR[str(v['mode'])]):g} for this kind of read."
    ),
    "query-unit-arithmetic",
    {
        "per-item": Slip(
            lambda v: up(
                up(number(v, "item_kb") / 4) * number(v, "items") * READ_FACTOR[str(v["mode"])]
            ),
            "GetItem rounds each item up; a Query rounds once, after adding up.",
            "query-rounds-each-item",
        ),
        "wrong-unit": Slip(
            lambda v: up(number(v, "items") * number(v, "item_kb") * READ_FACTOR[str(v["mode"])]),
            "A read unit covers 4 KB; 1 KB is the unit of a write.",
            "read-units-of-1-kb",
        ),
        "wrong-mode": Slip(
            lambda v: _query(v, factor=_other_mode(v)),
            "An eventually consistent read costs half of a strongly consistent one.",
            "read-consistency-factor",
        ),
        "one-each": Slip(
            lambda v: up(number(v, "items")),
            "Small items share a unit in a Query; it is not one unit an item.",
            "query-one-unit-per-item",
        ),
    },
)


def _writes(values: Values, *, unit: int = 1, factor: int | None = None) -> int:
    per_item = up(number(values, "item_kb") / unit)
    share = WRITE_FACTOR[str(values["mode"])] if factor is None else factor
    return up(per_item * number(values, "writes") * share)


WRITE_UNITS = Calculator(
    ("item_kb", "writes", "mode"),
    ("write capacity unit", "write capacity units"),
    _writes,
    lambda v: (
        f"{float(number(v, 'item_kb')):g} KB is {up(number(v, 'item_kb'))} units of 1 KB; times "
        f"{number(v, 'writes')} writes a second, times {WRITE_FACTOR[str(v['mode'])]}."
    ),
    "write-unit-arithmetic",
    {
        "wrong-unit": Slip(
            lambda v: _writes(v, unit=4),
            "A write unit covers 1 KB; 4 KB is the unit of a read.",
            "write-units-of-4-kb",
        ),
        "no-rounding": Slip(
            lambda v: up(number(v, "item_kb") * number(v, "writes") * WRITE_FACTOR[str(v["mode"])]),
            "Each item is rounded up to the next full KB before it is multiplied.",
            "write-units-not-rounded-per-item",
        ),
        "wrong-mode": Slip(
            lambda v: _writes(v, factor=1 if v["mode"] == "transactional" else 2),
            "A transactional write costs twice as much as a standard one.",
            "write-transaction-factor",
        ),
        "one-each": Slip(
            lambda v: up(number(v, "writes")),
            "The size counts: one unit covers one item of up to 1 KB.",
            "write-one-unit-per-item",
        ),
        "half": Slip(
            lambda v: up(Fraction(_writes(v), 2)),
            "Halving belongs to eventually consistent reads; no write is halved.",
            "write-units-halved",
        ),
    },
)


def _gsi(values: Values, *, unit: int = 1, times: int | None = None) -> int:
    writes = {"insert": 1, "key": 2, "projected": 1}[str(values["change"])]
    per_item = up(number(values, "entry_kb") / unit)
    return up(per_item * number(values, "updates") * (writes if times is None else times))


GSI_UNITS = Calculator(
    ("updates", "entry_kb", "change"),
    ("write capacity unit", "write capacity units"),
    _gsi,
    lambda v: (
        f"An index entry of {float(number(v, 'entry_kb')):g} KB is {up(number(v, 'entry_kb'))} "
        f"units of 1 KB; this change makes {2 if v['change'] == 'key' else 1} index "
        f"{'writes (the old entry out, the new one in)' if v['change'] == 'key' else 'write'}, "
        f"{number(v, 'updates')} times a second."
    ),
    "gsi-write-arithmetic",
    {
        "wrong-times": Slip(
            lambda v: _gsi(v, times=1 if v["change"] == "key" else 2),
            "Only a changed index key needs two index writes: the old entry out, the new one in.",
            "gsi-key-change-writes",
        ),
        "wrong-unit": Slip(
            lambda v: _gsi(v, unit=4),
            "Index writes are counted in units of 1 KB, as table writes are.",
            "write-units-of-4-kb",
        ),
        "one-each": Slip(
            lambda v: up(number(v, "updates")),
            "The size of the index entry counts as well.",
            "write-one-unit-per-item",
        ),
        "no-rounding": Slip(
            lambda v: up(
                number(v, "entry_kb") * number(v, "updates") * (2 if v["change"] == "key" else 1)
            ),
            "Each entry is rounded up to the next full KB.",
            "write-units-not-rounded-per-item",
        ),
        "triple": Slip(
            lambda v: _gsi(v, times=3),
            "No change of one item makes three writes to one index.",
            "gsi-three-writes",
        ),
    },
)
