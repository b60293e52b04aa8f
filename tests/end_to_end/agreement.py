"""Whether what is written down is what was answered, but for what no two runs share."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, Final

import pytest

LEFT_OUT: Final = "…"
"""Stands for any value; at the end of a list, for any more of it; as a key, for any more keys."""

NEVER_THE_SAME: Final = frozenset(
    {"query_id", "created_at", "updated_at", "expires_at", "version", "next"}
)
"""Fields that hold times, or what is made of such."""

WIDTH: Final = 100


def differences(
    written: Any, answered: Any, *, varying: Collection[str] = NEVER_THE_SAME, where: str = ""
) -> list[str]:
    """Where they differ; empty where they agree. Of `varying` fields only the type counts; numbers
    agree to a thousandth, as models do not run to the last bit alike everywhere."""
    if written == LEFT_OUT:
        return []
    if isinstance(written, dict) and isinstance(answered, dict):
        return _keys_apart(written, answered, where) + [
            difference
            for key in written.keys() & answered.keys()
            if not (key in varying and type(written[key]) is type(answered[key]))
            for difference in differences(
                written[key], answered[key], varying=varying, where=f"{where}.{key}"
            )
        ]
    if isinstance(written, list) and isinstance(answered, list):
        shown = written[:-1] if written[-1:] == [LEFT_OUT] else written
        if len(shown) > len(answered) or (shown is written and len(shown) < len(answered)):
            return [f"{where}: {len(written)} written, {len(answered)} answered"]
        return [
            difference
            for place, (mine, theirs) in enumerate(zip(shown, answered, strict=False))
            for difference in differences(mine, theirs, varying=varying, where=f"{where}[{place}]")
        ]
    if isinstance(written, int | float) and isinstance(answered, int | float):
        agree = written == pytest.approx(answered, abs=1e-3)
    else:
        agree = type(written) is type(answered) and written == answered
    return [] if agree else [f"{where}: {written!r} written, {answered!r} answered"]


def _keys_apart(written: dict[str, Any], answered: dict[str, Any], where: str) -> list[str]:
    extra = sorted(written.keys() - answered.keys() - {LEFT_OUT})
    missing = [] if LEFT_OUT in written else sorted(answered.keys() - written.keys())
    return [f"{where}.{key}: is written, not answered" for key in extra] + [
        f"{where}.{key}: is answered, not written" for key in missing
    ]


def shortened(written: Any, answered: Any) -> Any:
    """What was answered, as far as it is written down; numbers to a thousandth. What is empty in
    `written` is taken whole."""
    if written == LEFT_OUT:
        return LEFT_OUT
    if isinstance(answered, float):
        return round(answered, 3)
    if isinstance(written, dict) and isinstance(answered, dict) and written:
        kept = {key: shortened(written[key], answered[key]) for key in written if key in answered}
        return kept | ({LEFT_OUT: LEFT_OUT} if LEFT_OUT in written else {})
    if isinstance(written, list) and isinstance(answered, list):
        if written[-1:] != [LEFT_OUT]:
            return [
                shortened(written[min(place, len(written) - 1)], each) if written else each
                for place, each in enumerate(answered)
            ]
        pairs = zip(written[:-1], answered, strict=False)
        return [*(shortened(mine, theirs) for mine, theirs in pairs), LEFT_OUT]
    return answered


def tidy(value: Any, indent: str = "") -> str:
    """JSON in which whatever fits stands on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) <= WIDTH or not isinstance(value, dict | list) or not value:
        return flat
    deeper = indent + "  "
    if isinstance(value, dict):
        parts = [
            f"{json.dumps(key, ensure_ascii=False)}: {tidy(each, deeper)}"
            for key, each in value.items()
        ]
        return "{\n" + ",\n".join(deeper + part for part in parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(deeper + tidy(each, deeper) for each in value) + f"\n{indent}]"
