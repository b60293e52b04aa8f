"""Filters in the language of Milvus.

Field names come from the types in `backend.index.filters`, never from a caller; every value goes
through `literal`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from backend.index.filters import (
    AllOf,
    AnyOf,
    Between,
    ContainsAny,
    Filter,
    IsTrue,
    ListField,
    Not,
    OneOf,
)

EVERYTHING: Final = 'id != ""'
NOTHING: Final = 'id == ""'

# Bounds are clamped to this, since an integer beyond 64 bits is an error in Milvus. No number is
# larger (`backend.index.validation.MAX_NUMBER`), so clamping changes no answer.
_LARGEST: Final = 2**62

# Milvus Lite knows these escapes and no others, and takes every other character as it is; Milvus
# reads the literal as Go does, which agrees. JSON's \b, \f and \u00XX would be refused by Lite.
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TO_ESCAPE: Final = re.compile(r'[\\"\n\r\t]')

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9.-]")


def literal(value: str) -> str:
    """The value as a string literal, quotes included."""
    return f'"{_TO_ESCAPE.sub(lambda found: _ESCAPES[found.group()], value)}"'


def is_encodable(value: str) -> bool:
    """False for lone surrogates: such text cannot be sent, and so cannot be stored either."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def one_of(field: str, values: Iterable[str]) -> str:
    """`field` is one of `values`."""
    listed = ", ".join(literal(value) for value in values if is_encodable(value))
    return f"{field} in [{listed}]" if listed else NOTHING


def join_list(values: Sequence[str]) -> str:
    """A list as one text, `|a|b|`, in which `like "%|a|%"` finds exactly the lists that hold `a`.

    Everything but letters, digits, dot and dash is written as `=` and the hexadecimal code of each
    UTF-8 byte, so no value can hold a separator or a wildcard. The empty list is "".
    """
    return "".join(f"|{_escape_item(value)}" for value in values) + ("|" if values else "")


def split_list(joined: str) -> tuple[str, ...]:
    """The inverse of `join_list`."""
    if not joined:
        return ()
    return tuple(_unescape_item(item) for item in joined[1:-1].split("|"))


def render(where: Filter, *, lists_as_text: bool) -> str:
    """The boolean expression that Milvus filters by.

    `lists_as_text` says that lists are stored by `join_list` instead of as arrays.
    """
    match where:
        case OneOf(field, values):
            return one_of(field, values)
        case ContainsAny(field, values):
            return _contains_any(field, values, lists_as_text=lists_as_text)
        case Between(field, low=low, high=high):
            at_least = 0 if low is None else min(max(low, 0), _LARGEST)
            expression = f"{field} >= {at_least}"
            if high is None:
                return expression
            return f"{expression} and {field} <= {min(max(high, -1), _LARGEST)}"
        case IsTrue():
            return "in_stock == true"
        case AllOf(parts):
            return _joined(parts, "and", lists_as_text=lists_as_text) or EVERYTHING
        case AnyOf(parts):
            return _joined(parts, "or", lists_as_text=lists_as_text) or NOTHING
        case Not(part):
            return f"not ({render(part, lists_as_text=lists_as_text)})"


def _joined(parts: Sequence[Filter], operator: str, *, lists_as_text: bool) -> str:
    return f" {operator} ".join(f"({render(part, lists_as_text=lists_as_text)})" for part in parts)


def _contains_any(field: ListField, values: Sequence[str], *, lists_as_text: bool) -> str:
    possible = [value for value in values if is_encodable(value)]
    if not possible:
        return NOTHING
    if lists_as_text:
        return " or ".join(
            f"{field} like {literal(f'%|{_escape_item(value)}|%')}" for value in possible
        )
    return f"array_contains_any({field}, [{', '.join(map(literal, possible))}])"


def _escape_item(value: str) -> str:
    return _UNSAFE.sub(
        lambda found: "".join(f"={byte:02X}" for byte in found.group().encode()), value
    )


def _unescape_item(item: str) -> str:
    head, *rest = item.split("=")
    return b"".join(
        [head.encode(), *(bytes([int(part[:2], 16)]) + part[2:].encode() for part in rest)]
    ).decode()
