from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.encoder.acceptance import HEADLINES, measured, refusals

AUC = "compatibility.auc"
NAMES = st.sampled_from([headline.name for headline in HEADLINES])
SHARES = st.floats(0, 1)


def good(figure: float = 0.8, margin: float = 0.05, control: float = 0.5) -> dict[str, float]:
    """Figures of a release that loses to nothing."""
    quality = {}
    for headline in HEADLINES:
        quality[headline.name] = figure
        quality[f"{headline.name}.low"] = figure - margin
        quality[f"{headline.name}.high"] = figure + margin
        for name in headline.controls:
            quality[f"{headline.name}.control.{name}"] = control
    return quality


def said(quality: dict[str, float], other: dict[str, float] | None = None) -> list[str]:
    return [str(each) for each in refusals(quality, other, other_name="former-release")]


def test_a_release_that_loses_to_nothing_is_accepted() -> None:
    assert refusals(good(), good(0.7), other_name="former-release") == []


def test_a_release_does_not_lose_to_itself() -> None:
    assert said(good(), good()) == []


@given(name=NAMES)
def test_a_headline_that_was_not_measured_is_refused(name: str) -> None:
    quality = good()
    del quality[name]

    assert said(quality) == [f"{name} was not measured."]


@given(name=NAMES, end=st.sampled_from(["low", "high"]))
def test_a_headline_without_its_interval_is_refused(name: str, end: str) -> None:
    quality = good()
    del quality[f"{name}.{end}"]

    assert said(quality) == [f"{name} = 0.8 has no interval around it."]


def test_an_interval_beside_its_figure_is_none() -> None:
    assert said(good() | {f"{AUC}.low": 0.81}) == [f"{AUC} = 0.8 has no interval around it."]
    assert said(good() | {f"{AUC}.high": float("inf")}) == [
        f"{AUC} = 0.8 has no interval around it."
    ]


def test_every_control_must_have_been_measured() -> None:
    quality = good()
    del quality[f"{AUC}.control.popularity"]
    del quality[f"{AUC}.control.mean_color"]

    assert said(quality) == [
        f"{AUC} = 0.8 has no figure of popularity.",
        f"{AUC} = 0.8 has no figure of mean_color.",
    ]


def test_losing_to_a_control_names_both_figures() -> None:
    assert said(good() | {f"{AUC}.control.category": 0.9}) == [
        f"{AUC} = 0.8 (0.75 to 0.85) loses to category with 0.9."
    ]


def test_a_control_that_need_not_be_there_counts_where_it_is() -> None:
    assert said(good() | {f"{AUC}.control.color_harmony": 0.9}) == [
        f"{AUC} = 0.8 (0.75 to 0.85) loses to color_harmony with 0.9."
    ]


def test_losing_to_the_former_release_names_it() -> None:
    assert said(good(), {AUC: 0.9}) == [
        f"{AUC} = 0.8 (0.75 to 0.85) loses to former-release with 0.9."
    ]


def test_what_the_former_release_did_not_measure_is_not_compared() -> None:
    assert said(good(), {}) == []
    assert said(good(), {"some.other.figure": 2.0}) == []


def test_every_reason_is_given_at_once() -> None:
    quality = good() | {f"{AUC}.control.category": 0.9, f"{AUC}.control.popularity": 0.95}
    del quality["outside.category_at_1"]

    assert len(said(quality, {AUC: 0.99, "compatibility.fitb": 0.99})) == 5


@given(name=NAMES, figure=SHARES, margin=st.floats(0, 0.3), rival=SHARES, former=st.booleans())
def test_losing_means_lying_below_the_other_even_at_the_high_end(
    name: str, figure: float, margin: float, rival: float, former: bool
) -> None:
    quality = good(figure, margin, control=0)
    if not former:
        quality[f"{name}.control.{next(h.controls[0] for h in HEADLINES if h.name == name)}"] = (
            rival
        )

    lost = refusals(quality, {name: rival} if former else {}, other_name="former-release")

    assert bool(lost) == (rival > figure + margin)
    assert all((each.headline, each.rival_figure) == (name, rival) for each in lost)


@pytest.mark.parametrize("wide", [0.05, 0.15])
def test_a_wider_interval_refuses_less(wide: float) -> None:
    assert bool(said(good(margin=wide), {AUC: 0.9})) == (wide < 0.1)


def test_what_stands_beside_a_headline_is_found() -> None:
    found = measured(good() | {f"{AUC}.ceiling": 0.97, f"{AUC}2.control.none": 1.0}, AUC)

    assert found is not None
    assert (found.figure, found.ceiling) == (0.8, 0.97)
    assert set(found.controls) == {"popularity", "category", "mean_color"}
    assert measured({f"{AUC}.low": 0.5}, AUC) is None
