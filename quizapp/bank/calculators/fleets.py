"""Numbers of instances and tasks that are needed or replaced, and of requests traced."""

from __future__ import annotations

from fractions import Fraction

from quizapp.bank.calculators.base import Calculator, Slip, Values, number, said, up

MOST_INSTANCES = 100


def _share(values: Values, of: str, percent: str) -> Fraction:
    return number(values, of) * number(values, percent) / 100


def _backlog(values: Values) -> Fraction:
    """The instances that keep the delay acceptable, before rounding."""
    acceptable = number(values, "latency_s") / number(values, "processing_s")
    return number(values, "messages") / acceptable


def _instances(values: Values) -> int | None:
    """Return None for an implausibly large fleet."""
    count = up(_backlog(values))
    return count if count <= MOST_INSTANCES else None


QUEUE_BACKLOG = Calculator(
    ("messages", "processing_s", "latency_s"),
    ("instance", "instances"),
    _instances,
    lambda v: (
        f"The acceptable backlog per instance is {said(v, 'latency_s')} ÷ "
        f"{said(v, 'processing_s')} = "
        f"{float(number(v, 'latency_s') / number(v, 'processing_s')):g} messages. Divide "
        f"{said(v, 'messages')} messages by it and round up."
    ),
    "acceptable-backlog-per-instance",
    {
        "floor": Slip(
            lambda v: int(_backlog(v)),
            "Rounded down, the instances would take longer than the acceptable delay.",
            "backlog-rounded-down",
        ),
        "extra": Slip(
            lambda v: up(_backlog(v)) + 1,
            "One instance more than needed has less than the acceptable backlog.",
            "backlog-spare-instance",
        ),
        "latency-only": Slip(
            lambda v: up(number(v, "messages") / number(v, "latency_s")),
            "The processing time counts, too: an instance takes more or less than one second for "
            "a message.",
            "backlog-ignores-processing-time",
        ),
        "processing-divides": Slip(
            lambda v: up(
                number(v, "messages") / (number(v, "latency_s") * number(v, "processing_s"))
            ),
            "A longer processing time needs more instances, not fewer.",
            "backlog-divides-by-processing-time",
        ),
        "backlog": Slip(
            lambda v: up(number(v, "latency_s") / number(v, "processing_s")),
            "That is the acceptable backlog per instance in messages, not the number of instances.",
            "backlog-as-instances",
        ),
    },
)


HEALTHY_HOSTS = Calculator(
    ("instances", "percent"),
    ("instance", "instances"),
    lambda v: int(number(v, "instances")) - up(_share(v, "instances", "percent")),
    lambda v: (
        f"{said(v, 'percent')}% of {said(v, 'instances')} instances, rounded up, is "
        f"{up(_share(v, 'instances', 'percent'))} that must stay healthy. CodeDeploy deploys to "
        "the others at once."
    ),
    "minimum-healthy-hosts-rounded-up",
    {
        "rounded-down": Slip(
            lambda v: int(number(v, "instances")) - int(_share(v, "instances", "percent")),
            "CodeDeploy rounds up the number of instances that must stay healthy.",
            "minimum-healthy-hosts-rounded-down",
        ),
        "healthy": Slip(
            lambda v: up(_share(v, "instances", "percent")),
            "That is the number of instances that must stay healthy.",
            "healthy-hosts-deployed-to",
        ),
        "one-spare": Slip(
            lambda v: int(number(v, "instances")) - up(_share(v, "instances", "percent")) - 1,
            "The number of healthy instances may fall to the minimum. No further instance has to "
            "be spared.",
            "healthy-hosts-above-minimum",
        ),
        "half": Slip(
            lambda v: int(number(v, "instances") / 2),
            "That is `CodeDeployDefault.HalfAtATime`, not this deployment configuration.",
            "half-at-a-time",
        ),
    },
)


def _stopped(values: Values) -> Fraction:
    return number(values, "tasks") - _share(values, "tasks", "minimum")


def _started(values: Values) -> int:
    return int(_share(values, "tasks", "maximum") - number(values, "tasks"))


ROLLING_TASKS = Calculator(
    ("tasks", "minimum", "maximum"),
    ("task", "tasks"),
    _started,
    lambda v: (
        f"{said(v, 'maximum')}% of {said(v, 'tasks')} tasks, rounded down, is "
        f"{int(_share(v, 'tasks', 'maximum'))}, and {said(v, 'tasks')} of them are running."
    ),
    "maximum-percent-rounded-down",
    {
        "rounded-up": Slip(
            lambda v: up(_share(v, "tasks", "maximum") - number(v, "tasks")),
            "Amazon ECS rounds down the maximum number of tasks.",
            "maximum-percent-rounded-up",
        ),
        "both": Slip(
            lambda v: _started(v) + int(_stopped(v)),
            "The scheduler has not stopped any task yet, so no further place is free.",
            "rolling-update-stops-first",
        ),
        "total": Slip(
            lambda v: int(_share(v, "tasks", "maximum")),
            "That is the maximum number of tasks, and it includes the tasks that are running.",
            "maximum-percent-as-new-tasks",
        ),
        "minimum": Slip(
            lambda v: int(_stopped(v)),
            "That is how many tasks the scheduler may stop, which the minimum healthy percent "
            "decides.",
            "minimum-percent-for-new-tasks",
        ),
        "minimum-up": Slip(
            lambda v: up(_stopped(v)),
            "The minimum healthy percent decides how many tasks may stop, not how many may start.",
            "minimum-percent-rounded-down",
        ),
    },
)


def _traces(values: Values, reservoir: Fraction) -> int:
    """Traces per minute if `reservoir` requests per second are traced in any case."""
    rest = number(values, "requests") - reservoir
    return up(60 * (reservoir + rest * number(values, "percent") / 100))


SAMPLED = Calculator(
    ("requests", "reservoir", "percent", "instances"),
    ("trace", "traces"),
    lambda v: _traces(v, number(v, "reservoir")),
    lambda v: (
        f"Per second, {said(v, 'reservoir')} from the reservoir, and {said(v, 'percent')}% of "
        f"the other {number(v, 'requests') - number(v, 'reservoir')} requests. Times 60 seconds."
    ),
    "sampling-reservoir-and-rate",
    {
        "rate-only": Slip(
            lambda v: _traces(v, Fraction(0)),
            "X-Ray also records the requests of the reservoir in each second.",
            "sampling-ignores-reservoir",
        ),
        "once": Slip(
            lambda v: up(
                number(v, "reservoir")
                + (60 * number(v, "requests") - number(v, "reservoir")) * number(v, "percent") / 100
            ),
            "The reservoir applies to each second, not to each minute.",
            "reservoir-per-minute",
        ),
        "added": Slip(
            lambda v: up(60 * (number(v, "reservoir") + _share(v, "requests", "percent"))),
            "The rate applies to the requests beyond the reservoir, not to all of them.",
            "rate-applies-to-reservoir",
        ),
        "each-instance": Slip(
            lambda v: _traces(v, number(v, "reservoir") * number(v, "instances")),
            "X-Ray distributes one reservoir over all instances that use the rule.",
            "reservoir-per-instance",
        ),
    },
)
