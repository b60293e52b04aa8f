"""The settings as a table for people, made from the code that reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from backend.settings import PREFIX, Settings

HEADER = ("variable", "default", "meaning")


def settings_table() -> str:
    """A Markdown table, one line a setting in the order of `Settings`, without a last newline."""
    lines = [HEADER, ("---",) * len(HEADER)]
    lines += [_line(name, field) for name, field in Settings.model_fields.items()]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _line(name: str, field: FieldInfo) -> tuple[str, str, str]:
    description = field.description or ""
    return (
        f"`{PREFIX}{name.upper()}`",
        _shown(field.default),
        description.replace("|", "\\|"),
    )


def _shown(default: Any) -> str:
    """A default as it would be written in the environment; nothing for an empty one."""
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    if isinstance(default, Sequence) and not isinstance(default, str):
        default = ",".join(str(part) for part in default)
    if default is None or default == "":
        return ""
    number = f"{default:g}" if isinstance(default, float) else default
    return f"`{number}`"
