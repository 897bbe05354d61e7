"""Waits: retries with backoff, visibility timeouts."""

from __future__ import annotations

from quizapp.bank.calculators.base import Calculator, Slip, Values, number, said


def _waits(values: Values, retries: int, *, capped: bool = True) -> list[int]:
    """Return the wait before each retry in milliseconds; `cap_ms`, if given, limits each one."""
    base = int(number(values, "base_ms"))
    waits = [base * 2**n for n in range(retries)]
    if not capped or "cap_ms" not in values:
        return waits
    return [min(wait, int(number(values, "cap_ms"))) for wait in waits]


def _retries(values: Values) -> int:
    return int(number(values, "retries"))


BACKOFF = Calculator(
    ("base_ms", "retries", "cap_ms"),
    ("ms", "ms"),
    lambda v: sum(_waits(v, _retries(v))),
    lambda v: (
        "Each wait is twice as long as the one before, up to the maximum: "
        f"{' + '.join(f'{wait:,}' for wait in _waits(v, _retries(v)))} ms."
    ),
    "exponential-backoff-sum",
    {
        "no-cap": Slip(
            lambda v: sum(_waits(v, _retries(v), capped=False)),
            "The waits stop growing at the configured maximum.",
            "backoff-without-maximum",
        ),
        "linear": Slip(
            lambda v: int(number(v, "base_ms") * number(v, "retries")),
            "That is a constant wait. With exponential backoff, the wait doubles each time.",
            "constant-backoff",
        ),
        "last": Slip(
            lambda v: _waits(v, _retries(v))[-1],
            "That is the last wait alone, not the total of all waits.",
            "last-wait-only",
        ),
        "one-less": Slip(
            lambda v: sum(_waits(v, _retries(v) - 1)),
            "There is a wait before every retry, including the last one.",
            "no-wait-before-last-retry",
        ),
        "one-more": Slip(
            lambda v: sum(_waits(v, _retries(v) + 1)),
            "After the last retry, the client gives up and does not wait again.",
            "wait-after-last-retry",
        ),
        "power": Slip(
            lambda v: int(number(v, "base_ms") * 2 ** _retries(v)),
            "That is the wait before one more retry, not the total.",
            "next-wait",
        ),
        "increasing": Slip(
            lambda v: int(
                number(v, "base_ms") * number(v, "retries") * (number(v, "retries") + 1) / 2
            ),
            "That wait grows by the same step each time. With exponential backoff, it doubles.",
            "linear-backoff",
        ),
    },
)


DEAD_LETTER = Calculator(
    ("visibility_s", "receives"),
    ("seconds", "seconds"),
    lambda v: int(number(v, "visibility_s") * number(v, "receives")),
    lambda v: (
        f"Each of the {said(v, 'receives')} receives hides the message for "
        f"{said(v, 'visibility_s')} seconds. The next receive moves it."
    ),
    "receives-times-visibility",
    {
        "one-less": Slip(
            lambda v: int(number(v, "visibility_s") * (number(v, "receives") - 1)),
            "The message is moved when a consumer tries to receive it once more than "
            "`maxReceiveCount`.",
            "dead-letter-one-receive-early",
        ),
        "one-more": Slip(
            lambda v: int(number(v, "visibility_s") * (number(v, "receives") + 1)),
            "The receive after the last allowed one moves the message immediately, without hiding "
            "it again.",
            "dead-letter-one-receive-late",
        ),
        "once": Slip(
            lambda v: int(number(v, "visibility_s")),
            "The message becomes visible again until it has been received `maxReceiveCount` times.",
            "dead-letter-after-first-failure",
        ),
        "doubling": Slip(
            lambda v: int(number(v, "visibility_s") * (2 ** int(number(v, "receives")) - 1)),
            "The visibility timeout is the same for every receive.",
            "visibility-grows",
        ),
    },
)

QUEUE_VISIBILITY = Calculator(
    ("timeout_s", "window_s"),
    ("seconds", "seconds"),
    lambda v: int(6 * number(v, "timeout_s") + number(v, "window_s")),
    lambda v: (
        f"Six times the function's timeout of {said(v, 'timeout_s')} seconds, plus the batching "
        f"window of {said(v, 'window_s')} seconds."
    ),
    "six-times-function-timeout",
    {
        "timeout": Slip(
            lambda v: int(number(v, "timeout_s")),
            "That leaves no time for Lambda to retry a batch after throttling.",
            "visibility-equals-timeout",
        ),
        "no-window": Slip(
            lambda v: int(6 * number(v, "timeout_s")),
            "Add the batching window, in which Lambda gathers messages before it invokes the "
            "function.",
            "visibility-without-window",
        ),
        "sum": Slip(
            lambda v: int(number(v, "timeout_s") + number(v, "window_s")),
            "The guide recommends six times the timeout, which leaves time for retries.",
            "visibility-timeout-plus-window",
        ),
        "default-added": Slip(
            lambda v: int(6 * number(v, "timeout_s") + number(v, "window_s")) + 30,
            "30 seconds is the default visibility timeout. It is replaced, not extended.",
            "visibility-added-to-default",
        ),
        "both": Slip(
            lambda v: int(6 * (number(v, "timeout_s") + number(v, "window_s"))),
            "Multiply the timeout alone. Add the batching window once.",
            "visibility-window-multiplied",
        ),
    },
)
