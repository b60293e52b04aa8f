"""What photos are said to show in the light of the listings that they look like."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from backend.encoder.calibration import Calibration, Line
from backend.encoder.manifest import attribute_output
from backend.encoder.release import Release
from backend.taxonomy import CATEGORIES, STYLES
from backend.training.evaluation.judged import Judged, Photo, Subjects
from backend.training.evaluation.measure import Found, Rows, measure_attributes, measure_beside
from tests.fakes.encoder import fake_bundle, fake_manifest

STEEP = Line(slope=40.0, offset=-36.0)
"""A cosine of .9 is even odds, one below .75 next to none."""
LARGE_OR_SMALL = {"dining_table": 0.6, "coffee_table": 0.4}


def _judged(design: str, category: str) -> Judged:
    return Judged(
        id=design,
        design=design,
        asked=True,
        pictures=(Path(f"{design}.jpg"),),
        category=category,
        stated_category=category,
        style=None,
        pattern=None,
        colors=(),
        materials=(),
    )


def _release() -> Release:
    manifest = fake_manifest("fake", matching=True)
    wanted = {name: manifest.attributes[name] for name in ("category", "style")}
    return msgspec.structs.replace(
        fake_bundle(manifest),
        manifest=msgspec.structs.replace(manifest, attributes=wanted),
        calibration=Calibration(visual=STEEP, matching=STEEP),
    )


def _rows(cosines: tuple[float, float], said: dict[str, float]) -> Rows:
    """Two listings, and a photo of the first that has these cosines to them, in which the model
    sees what is said."""
    first, second = cosines
    left = (1 - first**2 - second**2) ** 0.5
    visual = np.array([(1, 0, 0), (0, 1, 0), (first, second, left)], np.float32)
    category = np.array([said.get(value, 0.0) for value in CATEGORIES], np.float32)
    even = np.full((3, len(STYLES)), 1 / len(STYLES), np.float32)
    probabilities = {"category": np.tile(category, (3, 1)), "style": even}
    release = {"visual": visual}
    release |= {attribute_output(name): rows for name, rows in probabilities.items()}
    return Rows(release=release, controls={}, mean_colors=np.zeros((3, 3), np.float32))


@pytest.mark.parametrize(
    ("cosines", "listed", "unlisted"),
    [
        ((0.95, 0.1), 1.0, 0.0),  # its own listing knows better than the model
        ((0.5, 0.1), 0.0, 0.0),  # nothing looks alike: the model's word
        ((0.9, 0.3), 1.0, 0.0),
    ],
)
def test_neighbours_are_heard_as_far_as_they_look_alike(
    cosines: tuple[float, float], listed: float, unlisted: float
) -> None:
    release = _release()
    subjects = Subjects(
        (_judged("coffee", "coffee_table"), _judged("dining", "dining_table")),
        (Photo(picture=Path("photo.jpg"), listing=0, severity=0),),
    )
    rows = _rows(cosines, LARGE_OR_SMALL)
    found = Found({}, {}, {})

    measure_attributes(found, release, subjects, rows)
    measure_beside(found, release, subjects, rows)

    told = {name: each.model.value for name, each in found.figures.items()}
    assert told["attributes.category.phone"] == 0.0
    assert told["attributes.category.phone.listed"] == listed
    assert told["attributes.category.phone.unlisted"] == unlisted
    assert "attributes.style.phone.listed" not in told  # of no listing is it known


@pytest.mark.parametrize(("said", "unlisted"), [("coffee_table", 1.0), ("dining_table", 0.0)])
def test_other_designs_are_heard_where_its_own_is_not_for_sale(said: str, unlisted: float) -> None:
    """By what their merchants say, whatever is so."""
    other = msgspec.structs.replace(_judged("other", "dining_table"), stated_category=said)
    subjects = Subjects(
        (_judged("coffee", "coffee_table"), other),
        (Photo(picture=Path("photo.jpg"), listing=0, severity=0),),
    )
    found = Found({}, {}, {})

    measure_beside(found, _release(), subjects, _rows((0.1, 0.95), LARGE_OR_SMALL))

    assert found.figures["attributes.category.phone.unlisted"].model.value == unlisted
