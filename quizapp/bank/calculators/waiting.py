"""Waits: retries with backoff, visibility timeouts."""

from __future__ import annotations

from quizapp.bank.calculators.base import Calculator, Slip, number

BACKOFF = Calculator(
    ("base_ms", "retries"),
    ("ms", "ms"),
    lambda v: int(number(v, "base_ms") * (2 ** int(number(v, "retries")) - 1)),
    lambda v: (
        "The waits double: "
        + " + ".join(
            str(int(number(v, "base_ms") * 2**n)) for n in range(int(number(v, "retries")))
        )
        + " ms."
    ),
    "exponential-backoff-sum",
    {
        "linear": Slip(
            lambda v: int(number(v, "base_ms") * number(v, "retries")),
            "That is a constant wait; with exponential backoff it doubles each time.",
            "constant-backoff",
        ),
        "last": Slip(
            lambda v: int(number(v, "base_ms") * 2 ** (int(number(v, "retries")) - 1)),
            "That is the last wait alone; all waits are asked for.",
            "last-wait-only",
        ),
        "power": Slip(
            lambda v: int(number(v, "base_ms") * 2 ** int(number(v, "retries"))),
            "That is the wait of one more retry, not the sum.",
            "next-wait",
        ),
        "increasing": Slip(
            lambda v: int(
                number(v, "base_ms") * number(v, "retries") * (number(v, "retries") + 1) / 2
            ),
            "There the wait grows by the same step each time; here it doubles.",
            "linear-backoff",
        ),
    },
)


DEAD_LETTER = Calculator(
    ("visibility_s", "receives"),
    ("seconds", "seconds"),
    lambda v: int(number(v, "visibility_s") * number(v, "receives")),
    lambda v: (
        f"Each of the {number(v, 'receives')} receives hides the message for "
        f"{number(v, 'visibility_s')} seconds; the one after them moves it."
    ),
    "receives-times-visibility",
    {
        "one-less": Slip(
            lambda v: int(number(v, "visibility_s") * (number(v, "receives") - 1)),
            "The message is moved when it would be received once more than maxReceiveCount.",
            "dead-letter-one-receive-early",
        ),
        "one-more": Slip(
            lambda v: int(number(v, "visibility_s") * (number(v, "receives") + 1)),
            "The receive after the last allowed one moves it at once; it is not hidden again.",
            "dead-letter-one-receive-late",
        ),
        "once": Slip(
            lambda v: int(number(v, "visibility_s")),
            "The message comes back until it has been received maxReceiveCount times.",
            "dead-letter-after-first-failure",
        ),
        "doubling": Slip(
            lambda v: int(number(v, "visibility_s") * (2 ** int(number(v, "receives")) - 1)),
            "The visibility timeout stays the same from receive to receive.",
            "visibility-grows",
        ),
    },
)

QUEUE_VISIBILITY = Calculator(
    ("timeout_s", "window_s"),
    ("seconds", "seconds"),
    lambda v: int(6 * number(v, "timeout_s") + number(v, "window_s")),
    lambda v: (
        f"Six times the function's timeout of {number(v, 'timeout_s')} s, plus the batching window "
        f"of {number(v, 'window_s')} s."
    ),
    "six-times-function-timeout",
    {
        "timeout": Slip(
            lambda v: int(number(v, "timeout_s")),
            "A batch that is throttled and tried again would come back while it is at work.",
            "visibility-equals-timeout",
        ),
        "no-window": Slip(
            lambda v: int(6 * number(v, "timeout_s")),
            "The time in which a batch is gathered comes on top.",
            "visibility-without-window",
        ),
        "sum": Slip(
            lambda v: int(number(v, "timeout_s") + number(v, "window_s")),
            "The guide asks for six times the timeout, to leave room for retries.",
            "visibility-timeout-plus-window",
        ),
        "both": Slip(
            lambda v: int(6 * (number(v, "timeout_s") + number(v, "window_s"))),
            "Only the timeout is multiplied; the window is added once.",
            "visibility-window-multiplied",
        ),
    },
)
