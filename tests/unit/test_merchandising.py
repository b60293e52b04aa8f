"""What the merchant's guide promises: its shell runs, its fields and actions exist."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from backend.search.rules.rule import Action, RuleFields
from tests.fixtures.app import KEY, Shop
from tests.unit.test_readme import ROOT, run, served, shell_of

GUIDE = (ROOT / "docs" / "merchandising.md").read_text()


def documents(text: str) -> list[Any]:
    """JSON values that follow each other."""
    found, at = [], 0
    while at < len(text):
        value, at = json.JSONDecoder().raw_decode(text, at)
        found.append(value)
    return found


@pytest.mark.shell
def test_the_guide_takes_a_rule_from_draft_to_end(shop: Shop, tmp_path: Path) -> None:
    (script,) = shell_of(GUIDE)
    (tmp_path / ".credenza").mkdir()
    (tmp_path / ".credenza" / "api-key").write_text(KEY + "\n")
    shop.offer("sofa-0001-a", category="sofa")
    shop.offer("near", (200, 66, 30), category="sofa")
    shop.offer("oak", (200, 72, 30), category="sofa", colors=["oak"])
    shop.index()
    with served(shop) as host:
        said = run(f"HOST={host}\n{script}", tmp_path, host)
    rehearsal, published, listed, withdrawn = documents(said)
    (change,) = rehearsal["changed"]
    assert [each["listing"]["id"] for each in change["moved"]] == ["oak", "near"]
    assert (published["state"], published["in_force"]) == ("published", True)
    assert listed["rules"] == [published]
    assert (withdrawn["state"], withdrawn["in_force"]) == ("withdrawn", False)


def test_the_guide_knows_every_action() -> None:
    examples = [msgspec.json.decode(each) for each in re.findall(r"`({\"type\".*?})`", GUIDE)]
    for example in examples:
        msgspec.convert({"name": "A rule", "does": example}, RuleFields)
    known = {each.__struct_config__.tag for each in get_args(Action)}
    assert {example["type"] for example in examples} == known
