"""Verification of names in questions against the vendor's machine-readable models.

A fact has one of these forms:

    service:Operation                      an operation of a service (by its SDK client name)
    service:Operation.Member[.Nested…]     a parameter of it, or a part of its answer
    service:Operation.Member=VALUE         a value that the parameter can take
    service:!Exception                     an exception of the service
    iam:service:Action                     an IAM action
    cfn:AWS::Service::Resource[.Property…] a CloudFormation or SAM resource, or its property

Only names are verified: limits and defaults in the models are unreliable. The models are those of
botocore and cfn-lint, of the development extra `facts`; they are read on first use.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from quizapp.exam.question import Question

FENCE = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
RESOURCE_TYPE = re.compile(r"[\"']?Type[\"']?\s*:\s*[\"']?(AWS::\w+::\w+)")
YAML_LINE = re.compile(r"\s*(- )?[\"']?[A-Za-z][\w:-]*[\"']?:(\s|$)")
OBJECT_START = re.compile(r"\{\s*[\"}]|\[\s*[\"{\[\]]")
MEMBER_START = re.compile(r"\"[^\"\n]+\"\s*:")
ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+\Z")
POLICY_VERSIONS = ("2012-10-17", "2008-10-17")


class Unavailable(Exception):
    """The models are not installed. The message says how to install them."""

    def __init__(self) -> None:
        super().__init__(
            "facts are checked in the models of botocore and cfn-lint, which are not installed; "
            "run: pip install 'quizapp[facts]'"
        )


def verify(fact: str) -> str | None:
    """Return what is wrong with a fact, or None if it is true. Raises Unavailable."""
    fact = fact.strip()
    if fact.startswith("cfn:"):
        return _resource(fact.removeprefix("cfn:"))
    if fact.startswith("iam:") and ":" in fact.removeprefix("iam:"):
        return _action(fact.removeprefix("iam:"))
    service, colon, rest = fact.partition(":")
    if not colon or not rest:
        return "has no form that can be checked; write service:Operation or cfn:AWS::…"
    model = _service(service)
    if model is None:
        return f"the SDK has no service {service!r}"
    if rest.startswith("!"):
        return _exception(model, service, rest[1:])
    return _member(model, service, rest)


def false_in(question: Question, stated: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with the facts that a question states, or names in its snippets."""
    for fact in dict.fromkeys([*stated, *named_in(question)]):
        wrong = verify(fact)
        if wrong:
            yield f"fact {fact}: {wrong}"


# The SDK's service models.


@lru_cache(maxsize=1)
def _session() -> Any:
    try:
        return importlib.import_module("botocore.session").get_session()
    except ModuleNotFoundError as error:
        raise Unavailable from error


@lru_cache(maxsize=64)
def _service(name: str) -> Any:
    session = _session()
    return session.get_service_model(name) if name in session.get_available_services() else None


def _exception(model: Any, service: str, name: str) -> str | None:
    for shape in model.error_shapes:
        if name in (shape.name, shape.error_code):
            return None
    return f"{service} has no exception {name}"


def _member(model: Any, service: str, rest: str) -> str | None:
    path, equals, value = rest.partition("=")
    operation, *members = path.split(".")
    if operation not in model.operation_names:
        return f"{service} has no operation {operation}"
    if not members:
        return f"a value needs a parameter: {operation}.Member={value}" if equals else None
    shapes = model.operation_model(operation)
    failures: list[str] = []
    for shape in (shapes.input_shape, shapes.output_shape):
        found = _descend(shape, members)
        if isinstance(found, str):
            failures.append(found)
        elif not equals or value in _values(found):
            return None
        else:
            failures.append(_not_a_value(found, members[-1], value))
    return f"{operation}: {failures[0]}"


def _descend(shape: Any, members: list[str]) -> Any:
    """Return the shape at the path `members`, or a message if the path does not exist."""
    for member in members:
        while shape is not None and shape.type_name == "list":
            shape = shape.member
        if shape is not None and shape.type_name == "map":
            names = getattr(shape.key, "enum", ())
            if names and member not in names:
                return f"{member} is not one of {_some(names)}"
            shape = shape.value
        elif shape is not None and shape.type_name == "structure" and member in shape.members:
            shape = shape.members[member]
        else:
            return f"there is no {member}"
    return shape


def _values(shape: Any) -> tuple[str, ...]:
    while shape.type_name in ("list", "map"):
        shape = shape.member if shape.type_name == "list" else shape.value
    if shape.type_name == "boolean":
        return ("true", "false")
    return tuple(getattr(shape, "enum", ()))


def _not_a_value(shape: Any, member: str, value: str) -> str:
    known = _values(shape)
    if not known:
        return f"the model lists no values for {member}; state {member} without ={value}"
    return f"{member} cannot be {value}, only {_some(known)}"


def _some(names: Iterable[str]) -> str:
    found = list(names)
    return ", ".join(found[:8]) + (" …" if len(found) > 8 else "")


# IAM actions and CloudFormation resources.


@lru_cache(maxsize=1)
def _actions() -> Mapping[str, frozenset[str]]:
    """Return service prefix → action names in lower case."""
    try:
        folder = resources.files("cfnlint") / "data" / "AdditionalSpecs"
    except ModuleNotFoundError as error:
        raise Unavailable from error
    listed = json.loads((folder / "Policies.json").read_text(encoding="utf-8"))
    return {prefix: frozenset(entry.get("Actions", ())) for prefix, entry in listed.items()}


def _action(text: str) -> str | None:
    prefix, _, action = text.partition(":")
    actions = _actions().get(prefix.lower())
    if actions is None:
        return f"IAM has no service prefix {prefix!r}"
    return None if action.lower() in actions else f"IAM has no action {prefix}:{action}"


@lru_cache(maxsize=128)
def _schema(resource: str) -> Mapping[str, Any] | None:
    try:
        schemas = importlib.import_module("cfnlint.schema")
    except ModuleNotFoundError as error:
        raise Unavailable from error
    try:
        found = schemas.PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource)
    except schemas.ResourceNotFoundError:
        return None
    schema: Mapping[str, Any] = found.schema
    return schema


def _resource(text: str) -> str | None:
    path, equals, value = text.partition("=")
    resource, *properties = path.split(".")
    schema = _schema(resource)
    if schema is None:
        return f"CloudFormation has no resource type {resource}"
    node: list[Mapping[str, Any]] = [schema]
    for name in properties:
        open_ended = any(_open(part) for part in _parts(schema, node))
        node = [below for part in _parts(schema, node) for below in _below(part, name)]
        if not node:
            return None if open_ended else f"{resource} has no property {name}"
    if not equals:
        return None
    known = [str(v) for part in _parts(schema, node) for v in part.get("enum", ())]
    if value in known:
        return None
    if not known:
        return f"the schema lists no values for {properties[-1]}; leave out ={value}"
    return f"{properties[-1]} cannot be {value}, only {_some(known)}"


def _parts(
    schema: Mapping[str, Any], nodes: Iterable[Mapping[str, Any]], depth: int = 0
) -> Iterator[Mapping[str, Any]]:
    """Yield the nodes, and the nodes that they reference, contain, or list as alternatives."""
    for node in nodes if depth < 8 else ():
        yield node
        further: list[Any] = []
        if "$ref" in node:
            further.append(_referred(schema, node["$ref"]))
        items = node.get("items")
        further.extend(items if isinstance(items, list) else [items])
        for word in ("anyOf", "oneOf", "allOf"):
            further.extend(node.get(word, ()))
        below = [part for part in further if isinstance(part, Mapping)]
        yield from _parts(schema, below, depth + 1)


def _referred(schema: Mapping[str, Any], pointer: str) -> Any:
    node: Any = schema
    for step in pointer.removeprefix("#/").split("/"):
        node = node.get(step) if isinstance(node, Mapping) else None
    return node


def _below(part: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    named = part.get("properties", {}).get(name)
    if isinstance(named, Mapping):
        yield named
    for pattern, value in part.get("patternProperties", {}).items():
        if isinstance(value, Mapping) and re.search(pattern, name):
            yield value


def _open(part: Mapping[str, Any]) -> bool:
    """Whether the schema does not restrict the contents of a document such as a policy."""
    kind = part.get("type")
    is_object = kind == "object" or (isinstance(kind, list) and "object" in kind)
    return is_object and not part.get("properties") and not part.get("patternProperties")


# Snippets in stems: fenced blocks.


def snippet_faults(question: Question) -> Iterator[str]:
    """Yield what is wrong with fenced JSON, YAML, and IAM policies in a stem, without models.

    A block without a language is read as JSON or YAML if it looks like it. Braces are added to a
    part of a JSON object ("Retry": [ … ]). Log lines, program code, and incomplete objects are
    ignored.
    """
    for language, text in FENCE.findall(question.stem):
        kind = language.lower() or _looks_like(text)
        if kind == "json":
            document, wrong = _parsed_json(text)
            if wrong:
                yield f"a JSON snippet does not parse ({wrong})"
            else:
                yield from _policy_faults(document)
        elif kind in ("yaml", "yml"):
            wrong = _yaml_fault(text)
            if wrong:
                yield f"a YAML snippet does not parse ({wrong})"


def named_in(question: Question) -> tuple[str, ...]:
    """Return the facts in the stem's snippets: resource types, and actions of IAM policies."""
    found: list[str] = []
    for language, text in FENCE.findall(question.stem):
        found.extend(f"cfn:{resource}" for resource in RESOURCE_TYPE.findall(text))
        if (language.lower() or _looks_like(text)) == "json":
            for statement in _statements(_parsed_json(text)[0]):
                found.extend(
                    f"iam:{action}"
                    for word in ("Action", "NotAction")
                    for action in _listed(statement.get(word))
                    if isinstance(action, str) and ACTION.match(action)
                )
    return tuple(dict.fromkeys(found))


def _looks_like(text: str) -> str:
    stripped = text.strip()
    if OBJECT_START.match(stripped):
        if not stripped.endswith(("}", "]")):
            return ""
        first = stripped.splitlines()[0]
        return "json" if len(stripped.splitlines()) == 1 or not _is_json(first) else "lines"
    if MEMBER_START.match(stripped):
        return "json"
    lines = [line for line in stripped.splitlines() if line.strip()]
    keys = sum(YAML_LINE.match(line) is not None for line in lines)
    if len(lines) > 1 and YAML_LINE.match(lines[0]) and keys * 2 > len(lines):
        return "yaml"
    return ""


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _parsed_json(text: str) -> tuple[Any, str]:
    stripped = text.strip()
    if MEMBER_START.match(stripped):
        stripped = "{" + stripped.rstrip(",") + "}"
    try:
        return json.loads(stripped), ""
    except json.JSONDecodeError as error:
        return None, f"{error.msg}, line {error.lineno} of the snippet"
    except RecursionError:
        return None, "nested too deep"


def _yaml_fault(text: str) -> str:
    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1} of the snippet" if mark else ""
        return f"{error.problem or 'syntax'}{where}"
    except (yaml.YAMLError, RecursionError) as error:
        return str(error).splitlines()[0]
    return ""


def _policy_faults(document: Any) -> Iterator[str]:
    if isinstance(document, Mapping) and "Statement" in document:
        version = document.get("Version")
        if version not in POLICY_VERSIONS:
            yield f"a policy has the Version {version!r}; write {POLICY_VERSIONS[0]}"
    for statement in _statements(document):
        if statement.get("Effect") not in ("Allow", "Deny"):
            yield "a policy statement has no Effect of Allow or Deny"
        if not ("Action" in statement or "NotAction" in statement):
            yield "a policy statement has no Action"


def _statements(document: Any) -> list[Mapping[str, Any]]:
    """Return the statements of a policy, or the document itself if it is one statement."""
    if not isinstance(document, Mapping):
        return []
    if "Statement" not in document:
        return [document] if {"Effect", "Action"} <= document.keys() else []
    return [part for part in _listed(document["Statement"]) if isinstance(part, Mapping)]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
