"""`docs/api.md` is true: its commands run one after another, and answer what stands under them.

After a change that is meant: `UPDATE_SNAPSHOTS=1 pytest -m shell tests/end_to_end/test_api_page.py`
writes the true values where values stand; what stands as `…` stays so.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from msgspec import Struct

from backend.api.exchanges import shared_problems
from tests.end_to_end.agreement import differences, shortened, tidy
from tests.end_to_end.asking import USUAL
from tests.end_to_end.stack import SHIPPED_DEMO, Stack

PAGE: Final = Path(__file__).parents[2] / "docs" / "api.md"
BLOCK: Final = re.compile(r"^```(sh|json)\n(.*?)^```$", re.M | re.S)
SPEAK_UP: Final = """
set -euo pipefail
curl() { command curl -w '%{stderr}%{http_code}\\n' "$@"; }
"""
"""Each request tells its status, beside what it prints."""

pytestmark = [pytest.mark.timeout(900), pytest.mark.shell]


class Step(Struct, frozen=True):
    """A command of the page, and what is written under it; one of the two may be missing."""

    command: str | None
    written: str | None


def steps(page: str) -> Iterator[Step]:
    command = None
    for kind, text in BLOCK.findall(page):
        if kind == "json":
            yield Step(command, text)
            command = None
        else:
            if command is not None:
                yield Step(command, None)
            command = text
    if command is not None:
        yield Step(command, None)


def run(commands: list[str], folder: Path, host: str) -> list[tuple[Any, list[int]]]:
    """What each printed, and with which statuses it was answered: all in one shell, as by a person
    who pastes them one by one into the folder where the demo runs."""
    (folder / "demo").symlink_to(SHIPPED_DEMO)
    blocks = [f"{{\n{text}}} >{number}.out 2>{number}.err" for number, text in enumerate(commands)]
    environment = {"PATH": os.environ["PATH"], "HOST": host, "no_proxy": "127.0.0.1"}
    done = subprocess.run(
        ["bash", "-c", "\n".join([SPEAK_UP, *blocks])],
        cwd=folder, env=environment, timeout=300, check=False,
    )  # fmt: skip
    outputs = []
    for number, text in enumerate(commands):
        told, errors = ((folder / f"{number}.{kind}") for kind in ("out", "err"))
        assert told.exists(), f"not reached: {text}"
        said = told.read_text().replace(host, USUAL)
        statuses = [int(line) for line in errors.read_text().split()]
        outputs.append((json.loads(said) if said else None, statuses))
    assert done.returncode == 0
    return outputs


def test_every_command_is_answered_as_the_page_says(demo: Stack, tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    asked = [step for step in steps(page) if step.command is not None]
    assert len(asked) >= 12
    outputs = run([step.command or "" for step in asked], tmp_path, demo.base_url)
    wrong = []
    for step, (answered, statuses) in zip(asked, outputs, strict=True):
        expected = answered["status"] if isinstance(answered, dict) and "status" in answered else 0
        assert all(status == expected or status < 300 for status in statuses), step.command
        if step.written is None:
            continue
        written = json.loads(step.written)
        wrong += differences(written, answered, where=str(step.command))
        page = page.replace(step.written, tidy(shortened(written, answered)) + "\n")
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        PAGE.write_text(page, encoding="utf-8")
    else:
        assert wrong == []


def test_what_no_command_asks_for_is_a_problem_that_was_recorded() -> None:
    alone = [step.written for step in steps(PAGE.read_text()) if step.command is None]
    recorded = [json.loads(bytes(problem.answer)) for problem in shared_problems().values()]
    assert alone
    for written in alone:
        assert written is not None
        shown = json.loads(written)
        assert any(differences(shown, problem) == [] for problem in recorded), written
