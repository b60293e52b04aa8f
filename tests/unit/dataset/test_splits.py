from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.dataset.splits import SplitShares, split_of


def test_shares_are_about_what_was_asked_for() -> None:
    counts = Counter(split_of(f"sofa-{number:04}") for number in range(5_000))
    assert counts["train"] == pytest.approx(3_500, abs=120)
    assert counts["validation"] == pytest.approx(500, abs=80)
    assert counts["test"] == pytest.approx(1_000, abs=110)


def test_a_design_stays_where_it_was_with_every_version() -> None:
    # Written down once: a model judged on these must never have been trained on them.
    splits = {name: split_of(name) for name in ("alma", "sofa-0012", "rug-0001", "ヘッダ")}
    assert splits == {
        "alma": "train",
        "sofa-0012": "test",
        "rug-0001": "validation",
        "ヘッダ": "train",
    }


@given(st.text(), st.integers())
def test_one_share_of_everything_takes_everything(design: str, seed: int) -> None:
    only = SplitShares(train=0.0, validation=0.0, test=1.0)
    assert split_of(design, seed, only) == "test"


def test_another_seed_is_another_split() -> None:
    designs = [f"sofa-{number:04}" for number in range(200)]
    assert [split_of(d, 1) for d in designs] != [split_of(d, 2) for d in designs]


@pytest.mark.parametrize("train", [0.8, -0.1, float("nan")])
def test_shares_that_are_no_shares_are_refused(train: float) -> None:
    with pytest.raises(ValueError, match="do not add up to one"):
        SplitShares(train=train)
