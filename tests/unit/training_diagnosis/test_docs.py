"""What docs/diagnosis.md promises."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import click
import pytest

from backend.training.diagnosis.ablation import SMALL_IS_GOOD, ablation_table, read_ablation
from backend.training.diagnosis.command import diagnose

DOCUMENT: Final = (Path(__file__).parents[3] / "docs" / "diagnosis.md").read_text()


def test_the_ablation_file_of_the_document_makes_a_table(tmp_path: Path) -> None:
    found = re.search(r"^```json\n(.*?)^```$", DOCUMENT, re.M | re.S)
    assert found
    (tmp_path / "ablation.json").write_text(found[1])

    full, without = ablation_table(read_ablation(tmp_path / "ablation.json"))

    assert (full.variant, without.variant) == ("full", "no attribute heads")
    cell = without.cells["compatibility.auc"]
    assert cell is not None
    assert cell.difference == pytest.approx(-0.04)
    assert cell.clear


def test_every_option_is_in_the_document() -> None:
    for option in diagnose.params:
        assert isinstance(option, click.Option)
        assert option.opts[0] in DOCUMENT


def test_the_document_names_all_that_is_better_low() -> None:
    for word in SMALL_IS_GOOD:
        assert f"`{word}`" in DOCUMENT
