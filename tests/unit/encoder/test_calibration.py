from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.encoder.calibration import (
    Calibration,
    Line,
    packed,
    pair_key,
    probability,
    read_calibration,
)
from backend.errors import ConfigurationError

CALIBRATION = Calibration(
    visual=Line(slope=12.0, offset=-9.0),
    matching=Line(slope=2.0, offset=-0.5),
    pairs={"sofa>rug": Line(slope=3.0, offset=0.25)},
    rooms=(Line(slope=1.0, offset=-2.0), Line(slope=1.0, offset=-3.0)),
)
SCORES = st.floats(-1e6, 1e6)
MODERATE = st.floats(-30, 30)


@given(logit=MODERATE)
def test_a_probability_is_the_logistic_of_its_logit(logit: float) -> None:
    odds = math.exp(logit)

    assert probability(logit) == pytest.approx(odds / (1 + odds))


@given(logit=MODERATE)
def test_odds_turned_round_make_up_the_rest(logit: float) -> None:
    assert probability(logit) + probability(-logit) == pytest.approx(1)


@given(score=st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_every_score_has_a_probability(score: float) -> None:
    assert 0 <= CALIBRATION.visual_probability(score) <= 1
    assert 0 <= CALIBRATION.matching_probability(score, "sofa", "rug") <= 1


@given(one=SCORES, other=SCORES)
def test_a_higher_score_is_never_less_probable(one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert CALIBRATION.visual_probability(low) <= CALIBRATION.visual_probability(high)
    assert CALIBRATION.matching_logit(low, "sofa", "rug") <= CALIBRATION.matching_logit(
        high, "sofa", "rug"
    )


def test_several_pieces_have_a_curve_of_their_own_where_it_was_measured() -> None:
    assert CALIBRATION.room_probability(2.0, 2) == 0.5
    assert CALIBRATION.room_probability(3.0, 3) == 0.5
    assert CALIBRATION.room_probability(3.0, 7) == 0.5
    unmeasured = Calibration(visual=CALIBRATION.visual, matching=CALIBRATION.matching)
    assert unmeasured.room_probability(2.0, 2) is None


def test_a_pair_has_its_own_curve_in_its_own_direction() -> None:
    assert CALIBRATION.matching_logit(1.0, "sofa", "rug") == 3.25
    assert CALIBRATION.matching_logit(1.0, "rug", "sofa") == 1.5


@pytest.mark.parametrize(("source", "target"), [(None, "rug"), ("sofa", None), ("bed", "bed")])
def test_other_pairs_share_a_curve(source: str | None, target: str | None) -> None:
    assert CALIBRATION.matching_logit(1.0, source, target) == 1.5
    assert CALIBRATION.matching_probability(0.25, source, target) == 0.5


def test_what_was_packed_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_bytes(packed(CALIBRATION))

    assert read_calibration(path) == CALIBRATION


def test_a_pair_is_written_with_an_arrow() -> None:
    assert CALIBRATION.pairs[pair_key("sofa", "rug")].slope == 3.0


@pytest.mark.parametrize(
    "line", [Line(slope=-0.1, offset=0.0), Line(slope=float("nan"), offset=0.0)]
)
def test_a_curve_that_falls_or_has_no_slope_is_not_packed(line: Line) -> None:
    wrong = Calibration(visual=line, matching=CALIBRATION.matching)
    with pytest.raises(ValueError, match="slope"):
        packed(wrong)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'{"visual": {"slope": -1, "offset": 0}, "matching": {"slope": 1, "offset": 0}}',
        packed(CALIBRATION).replace(b"sofa>rug", b"sofa-rug"),
        packed(CALIBRATION).replace(b"0.25", b"null"),
        b"\xff",
    ],
)
def test_a_file_that_holds_no_calibration_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "calibration.json"
    path.write_bytes(content)

    with pytest.raises(ConfigurationError, match=r"calibration\.json does not hold a calibration"):
        read_calibration(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_calibration(tmp_path / "calibration.json")
