from __future__ import annotations

import msgspec
import numpy as np
import pytest

from backend.encoder.manifest import AttributeOutput, Manifest
from backend.encoder.outputs import Rows, checked
from backend.errors import EncoderUnavailable
from tests.fakes.encoder import fake_manifest

STYLE = AttributeOutput(values=("boho", "glam", "rustic"))
COLORS = AttributeOutput(values=("red", "teal", "blue"), several=True, thresholds=(0.5,) * 3)


def manifest() -> Manifest:
    attributes = {"style": STYLE, "colors": COLORS}
    return msgspec.structs.replace(fake_manifest(), attributes=attributes)


def rows(*numbers: float) -> Rows:
    return np.array([numbers], dtype=np.float32)


def test_probabilities_of_one_of_several_values_add_up_to_one() -> None:
    given = rows(0.5, 0.25, 0.25)

    np.testing.assert_array_equal(checked(manifest(), "attribute_style", given), given)


def test_probabilities_of_values_that_stand_together_need_not() -> None:
    given = rows(0.9, 0.8, 0.0)

    np.testing.assert_array_equal(checked(manifest(), "attribute_colors", given), given)


def test_what_rounding_carried_out_of_bounds_is_brought_back() -> None:
    given = checked(manifest(), "attribute_colors", rows(1 + 5e-6, -5e-6, 0.5))

    np.testing.assert_array_equal(given, rows(1, 0, 0.5))


@pytest.mark.parametrize(
    ("name", "given", "complaint"),
    [
        ("attribute_style", rows(0.5, 0.25, 0.2), "do not add up"),
        ("attribute_style", rows(1.5, -0.25, -0.25), "outside 0 to 1"),
        ("attribute_colors", rows(1.1, 0, 0), "outside 0 to 1"),
        ("attribute_colors", rows(-0.1, 0, 0), "outside 0 to 1"),
        ("attribute_colors", rows(float("nan"), 0, 0), "not finite"),
        ("attribute_colors", rows(0, 0), "shape"),
        ("attribute_colors", np.zeros(3, dtype=np.float32), "shape"),
        ("attribute_style", np.zeros((1, 3, 1), dtype=np.float32), "shape"),
    ],
)
def test_what_is_no_probability_is_refused(name: str, given: Rows, complaint: str) -> None:
    with pytest.raises(EncoderUnavailable, match=f"{name}.*{complaint}|{complaint}.*{name}"):
        checked(manifest(), name, given)


def test_one_bad_row_among_good_ones_is_enough() -> None:
    given = np.vstack([rows(0.5, 0.25, 0.25)] * 4 + [rows(0.5, 0.25, 0)])

    with pytest.raises(EncoderUnavailable, match="attribute_style"):
        checked(manifest(), "attribute_style", given)
