from __future__ import annotations

from pathlib import Path

import pytest

from backend.errors import ConfigurationError
from backend.training.diagnosis.ablation import Variant, ablation_table, read_ablation
from backend.training.diagnosis.sections.ablation import ablation_section

BARE = Variant(variant="bare", figures={"hit": 0.4, "calibration_error": 0.02})
FULL = Variant(
    variant="full",
    figures={"hit": 0.6, "calibration_error": 0.05},
    low={"hit": 0.55},
    high={"hit": 0.65},
)
NEAR = Variant(variant="near", figures={"hit": 0.58, "auc": 0.8})


def test_the_full_model_stands_on_top_and_the_others_are_compared_with_it() -> None:
    full, bare, near = ablation_table([BARE, FULL, NEAR])

    assert [row.variant for row in (full, bare, near)] == ["full", "bare", "near"]
    assert full.cells["hit"] is not None
    assert full.cells["hit"].difference is None
    assert bare.cells["hit"] is not None
    assert bare.cells["hit"].difference == pytest.approx(-0.2)


def test_without_one_called_full_the_first_is_it() -> None:
    assert [row.variant for row in ablation_table([NEAR, BARE])] == ["near", "bare"]


def test_only_a_difference_beyond_the_interval_is_clear() -> None:
    _, bare, near = ablation_table([BARE, FULL, NEAR])

    assert bare.cells["hit"] is not None
    assert bare.cells["hit"].clear
    assert near.cells["hit"] is not None
    assert not near.cells["hit"].clear


def test_an_error_is_best_when_it_is_low() -> None:
    full, bare, _ = ablation_table([BARE, FULL, NEAR])
    marks = {
        figure: [cell.mark for cell in (full.cells[figure], bare.cells[figure]) if cell]
        for figure in ("hit", "calibration_error")
    }

    assert marks == {"hit": ["best", "worst"], "calibration_error": ["worst", "best"]}


def test_a_figure_that_was_not_measured_leaves_a_gap() -> None:
    full, bare, near = ablation_table([BARE, FULL, NEAR])

    assert (full.cells["auc"], bare.cells["auc"], near.cells["calibration_error"]) == (None,) * 3
    assert near.cells["auc"] is not None
    assert near.cells["auc"].difference is None
    assert near.cells["auc"].mark == ""


def test_the_table_shows_differences_with_their_signs() -> None:
    html = ablation_section([BARE, FULL]).body

    assert '<td class="worst">0.400<small class="clear">\N{MINUS SIGN}0.200</small></td>' in html
    assert "calibration_<wbr>error ↓" in html


def test_a_file_that_train_ablate_might_write_is_read(tmp_path: Path) -> None:
    file = tmp_path / "ablation.json"
    file.write_text('[{"variant": "full", "figures": {"hit": 0.6}, "low": {"hit": 0.5}}]')

    assert read_ablation(file) == [Variant(variant="full", figures={"hit": 0.6}, low={"hit": 0.5})]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[]", "no variants"),
        ('[{"variant": "a", "figures": {"hit": "good"}}]', "not a table of variants"),
        ('[{"variant": "a", "figures": {}}, {"variant": "a", "figures": {}}]', "twice"),
        ("{", "not a table of variants"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    file = tmp_path / "ablation.json"
    file.write_text(content)

    with pytest.raises(ConfigurationError, match=reason):
        read_ablation(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.json cannot be read"):
        read_ablation(tmp_path / "none.json")
