"""Capacity units of DynamoDB: rounding per item, per query, and per index entry."""

from __future__ import annotations

from fractions import Fraction

from quizapp.bank.calculators.base import Calculator, Slip, Values, number, said, up

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
        f"{said(v, 'item_kb')} KB is {up(number(v, 'item_kb') / 4)} units of 4 KB; "
        f"times {said(v, 'reads')} reads per second, times "
        f"{float(READ_FACTOR[str(v['mode'])]):g} for this kind of read."
    ),
    "read-unit-arithmetic",
    {
        "no-rounding": Slip(
            lambda v: up(
                number(v, "item_kb") / 4 * number(v, "reads") * READ_FACTOR[str(v["mode"])]
            ),
            "Round each item up to the next 4 KB before you multiply.",
            "read-units-not-rounded-per-item",
        ),
        "wrong-unit": Slip(
            lambda v: _reads(v, unit=1),
            "A read unit covers 4 KB; 1 KB is the unit of a write.",
            "read-units-of-1-kb",
        ),
        "wrong-mode": Slip(
            lambda v: _reads(v, factor=_other_mode(v)),
            "An eventually consistent read costs half as much as a strongly consistent read, and "
            "a transactional read costs twice as much.",
            "read-consistency-factor",
        ),
        "large-unit": Slip(
            lambda v: _reads(v, unit=8),
            "A read unit covers 4 KB of one item, not 8 KB.",
            "read-units-of-8-kb",
        ),
        "request-unit": Slip(
            lambda v: up(
                (up(number(v, "item_kb") / 4) + 1)
                * number(v, "reads")
                * READ_FACTOR[str(v["mode"])]
            ),
            "The item's size decides alone. The request itself needs no further unit.",
            "read-unit-for-request",
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
        f"A query adds up the item sizes first: "
        f"{float(number(v, 'items') * number(v, 'item_kb')):g} KB is "
        f"{up(number(v, 'items') * number(v, 'item_kb') / 4)} units of 4 KB, times "
        f"{float(READ_FACTOR[str(v['mode'])]):g} for this kind of read."
    ),
    "query-unit-arithmetic",
    {
        "per-item": Slip(
            lambda v: up(
                up(number(v, "item_kb") / 4) * number(v, "items") * READ_FACTOR[str(v["mode"])]
            ),
            "GetItem rounds up each item. A query rounds up once, after it adds the sizes.",
            "query-rounds-each-item",
        ),
        "wrong-unit": Slip(
            lambda v: up(number(v, "items") * number(v, "item_kb") * READ_FACTOR[str(v["mode"])]),
            "A read unit covers 4 KB; 1 KB is the unit of a write.",
            "read-units-of-1-kb",
        ),
        "wrong-mode": Slip(
            lambda v: _query(v, factor=_other_mode(v)),
            "An eventually consistent read costs half as much as a strongly consistent read.",
            "read-consistency-factor",
        ),
        "rounded-down": Slip(
            lambda v: int(
                int(number(v, "items") * number(v, "item_kb") / 4) * READ_FACTOR[str(v["mode"])]
            ),
            "The sum is rounded up to the next 4 KB, not down.",
            "query-sum-rounded-down",
        ),
        "large-unit": Slip(
            lambda v: up(
                up(number(v, "items") * number(v, "item_kb") / 8) * READ_FACTOR[str(v["mode"])]
            ),
            "A read unit covers 4 KB, not 8 KB.",
            "read-units-of-8-kb",
        ),
        "one-each": Slip(
            lambda v: up(number(v, "items")),
            "In a query, small items share a unit. The cost is not one unit per item.",
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
        f"{said(v, 'item_kb')} KB is {up(number(v, 'item_kb'))} units of 1 KB; times "
        f"{said(v, 'writes')} writes per second, times {WRITE_FACTOR[str(v['mode'])]}."
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
            "Round each item up to the next 1 KB before you multiply.",
            "write-units-not-rounded-per-item",
        ),
        "wrong-mode": Slip(
            lambda v: _writes(v, factor=1 if v["mode"] == "transactional" else 2),
            "A transactional write costs twice as much as a standard write.",
            "write-transaction-factor",
        ),
        "one-each": Slip(
            lambda v: up(number(v, "writes")),
            "One unit covers one write of an item of up to 1 KB; larger items need more.",
            "write-one-unit-per-item",
        ),
        "request-unit": Slip(
            lambda v: int(
                (up(number(v, "item_kb")) + 1) * number(v, "writes") * WRITE_FACTOR[str(v["mode"])]
            ),
            "The item's size decides alone. The request itself needs no further unit.",
            "write-unit-for-request",
        ),
        "half": Slip(
            lambda v: up(Fraction(_writes(v), 2)),
            "Eventually consistent reads cost half. Writes do not.",
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
        f"An index entry of {said(v, 'entry_kb')} KB is {up(number(v, 'entry_kb'))} "
        f"units of 1 KB. This change causes "
        f"{'2 index writes (one delete, one put)' if v['change'] == 'key' else '1 index write'}, "
        f"{said(v, 'updates')} times per second."
    ),
    "gsi-write-arithmetic",
    {
        "wrong-times": Slip(
            lambda v: _gsi(v, times=1 if v["change"] == "key" else 2),
            "Only a change to an index key causes two index writes: one deletes the old entry, and "
            "one puts the new entry.",
            "gsi-key-change-writes",
        ),
        "wrong-unit": Slip(
            lambda v: _gsi(v, unit=4),
            "Index writes use units of 1 KB, as table writes do.",
            "write-units-of-4-kb",
        ),
        "one-each": Slip(
            lambda v: up(number(v, "updates")),
            "One unit covers an index entry of up to 1 KB; larger entries need more.",
            "write-one-unit-per-item",
        ),
        "no-rounding": Slip(
            lambda v: up(
                number(v, "entry_kb") * number(v, "updates") * (2 if v["change"] == "key" else 1)
            ),
            "Round each entry up to the next 1 KB before you multiply.",
            "write-units-not-rounded-per-item",
        ),
        "request-unit": Slip(
            lambda v: int(
                (up(number(v, "entry_kb")) + 1)
                * number(v, "updates")
                * (2 if v["change"] == "key" else 1)
            ),
            "The entry's size decides alone. The write itself needs no further unit.",
            "write-unit-for-request",
        ),
        "with-table": Slip(
            lambda v: _gsi(v, times=3 if v["change"] == "key" else 2),
            "The write to the table consumes the table's capacity, not the index's.",
            "table-write-charged-to-index",
        ),
        "triple": Slip(
            lambda v: _gsi(v, times=3),
            "A change to one item never causes three writes to one index.",
            "gsi-three-writes",
        ),
    },
)
