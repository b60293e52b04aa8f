"""What was asked of the demo, and what it answered: the examples of the API's document.

`examples/<operationId>.json` holds those of one operation, `examples/problems.json` the problems
that many operations share, `examples/parameters.json` a value for each parameter. What is asked is
written by hand, what was answered is recorded: see `tests/end_to_end/test_examples.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

FOLDER: Final = Path(__file__).parent / "examples"


class Exchange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """`title` is a slug. What is sent is a JSON `body`, a `form`, a `picture` (a file of the demo
    catalogue) or nothing; `answer` is JSON, and left out where the answer has no body."""

    title: str
    path: dict[str, str] = {}
    query: dict[str, Any] = {}
    body: Raw | UnsetType = UNSET
    form: dict[str, str] = {}
    picture: str | None = None
    status: int = 0
    answer: Raw | UnsetType = UNSET


class Exchanges(Struct, frozen=True, forbid_unknown_fields=True):
    """`problems` are the shared ones that the operation can answer with."""

    exchanges: list[Exchange] = []
    problems: list[str] = []


class SharedProblem(Struct, frozen=True, forbid_unknown_fields=True):
    status: int
    answer: Raw


def exchanges_of(operation_id: str) -> Exchanges:
    """None where nobody has recorded any."""
    path = FOLDER / f"{operation_id}.json"
    if not path.exists():
        return Exchanges()
    return msgspec.json.decode(path.read_bytes(), type=Exchanges)


def shared_problems() -> dict[str, SharedProblem]:
    """By their name."""
    path = FOLDER / "problems.json"
    return msgspec.json.decode(path.read_bytes(), type=dict[str, SharedProblem])


def parameter_values() -> dict[str, Any]:
    """By the parameter's name. Where an exchange has another value, that one is shown."""
    values: dict[str, Any] = msgspec.json.decode((FOLDER / "parameters.json").read_bytes())
    return values
