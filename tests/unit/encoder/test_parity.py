from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from backend.encoder.arrays import packed, read_arrays
from backend.encoder.manifest import MODEL_FILE, PARITY_FILE, read_manifest
from backend.encoder.parity import LIMITS, check_parity, demand_parity, reference
from backend.encoder.port import Vectors
from backend.encoder.session import Encoder
from backend.errors import ConfigurationError
from backend.images.load import prepare
from tests.fakes.encoder import SIZE, ColorEncoder
from tests.unit.encoder.making import bundle_like, webp_pictures

RELEASE = Path(__file__).parents[3] / "demo" / "release"


class DriftedEncoder(ColorEncoder):
    """Gives one output a little differently from the encoder that made the reference."""

    def __init__(self, output: str, *, by: float) -> None:
        super().__init__(matching=True)
        self.output = output
        self.by = by

    def encode(self, pictures: Sequence[npt.NDArray[np.uint8]]) -> dict[str, Vectors]:
        given = super().encode(pictures)
        given[self.output][-1, 0] += self.by
        return given


def answers(pictures: Sequence[bytes]) -> dict[str, Vectors]:
    return ColorEncoder(matching=True).encode(
        [prepare(picture, limits=LIMITS, size=SIZE) for picture in pictures]
    )


@pytest.fixture
def release(tmp_path: Path) -> Path:
    pictures = webp_pictures(5)
    (tmp_path / PARITY_FILE).write_bytes(reference(pictures, answers(pictures)))
    return tmp_path


def change(release: Path, **arrays: npt.NDArray[Any] | None) -> None:
    """Replace arrays of the reference, or leave them out."""
    path = release / PARITY_FILE
    kept = {**read_arrays(path), **arrays}
    path.write_bytes(packed({name: array for name, array in kept.items() if array is not None}))


def test_the_encoder_that_made_the_reference_does_not_drift(release: Path) -> None:
    drift = check_parity(release, ColorEncoder(matching=True))

    assert drift.pictures == 5
    assert set(drift.distances) == {"visual", "style"}
    assert len(drift.differences) == 5
    assert max(drift.distances.values()) < 1e-6
    assert max(drift.differences.values()) < 1e-3
    demand_parity(release, ColorEncoder(matching=True))


@pytest.mark.parametrize("output", ["visual", "style"])
def test_a_vector_that_turned_is_named_with_its_distance(release: Path, output: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"{output} differs by 0\.\d+ in cosine distance"):
        demand_parity(release, DriftedEncoder(output, by=0.3))


def test_a_probability_that_moved_is_named_with_its_difference(release: Path) -> None:
    moved = DriftedEncoder("attribute_style", by=0.1)

    assert check_parity(release, moved).differences["attribute_style"] == pytest.approx(
        0.1, abs=1e-3
    )
    with pytest.raises(ConfigurationError, match=r"attribute_style differs by 0\.1 in probability"):
        demand_parity(release, moved)


@pytest.mark.parametrize("output", ["visual", "attribute_style"])
def test_an_answer_without_numbers_is_as_far_as_can_be(release: Path, output: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{output} differs by inf"):
        demand_parity(release, DriftedEncoder(output, by=float("nan")))


@pytest.mark.parametrize(("output", "by"), [("visual", 0.003), ("attribute_style", 0.015)])
def test_a_drift_within_limits_is_let_pass(release: Path, output: str, by: float) -> None:
    drifted = DriftedEncoder(output, by=by)

    demand_parity(release, drifted)

    drift = check_parity(release, drifted)
    assert (drift.distances | drift.differences)[output] > 1e-7


def test_a_reference_in_another_length_points_the_same_way(release: Path) -> None:
    visual = read_arrays(release / PARITY_FILE)["output.visual"]
    change(release, **{"output.visual": visual * 3})

    assert check_parity(release, ColorEncoder(matching=True)).distances["visual"] < 1e-6


def test_a_reference_without_direction_is_far_from_everything(release: Path) -> None:
    visual = read_arrays(release / PARITY_FILE)["output.visual"]
    change(release, **{"output.visual": visual * 0})

    assert check_parity(release, ColorEncoder(matching=True)).distances["visual"] == 1


@pytest.mark.parametrize(
    ("arrays", "complaint"),
    [
        ({"output.style": None}, "no reference for the output style"),
        ({"output.style": np.zeros((5, 2))}, "of shape"),
        ({"output.style": np.zeros((4, 4))}, "of shape"),
        ({"output.style": np.full((5, 4), np.nan)}, "not finite"),
        ({"pictures": None}, "no pictures"),
        ({"ends": np.empty(0, dtype=np.int64)}, "0 pictures"),
        ({"ends": np.arange(65)}, "65 pictures"),
        ({"pictures": np.zeros(5_000, dtype=np.uint8)}, "refused"),
    ],
)
def test_a_reference_that_is_not_whole_is_named(
    release: Path, arrays: dict[str, npt.NDArray[Any] | None], complaint: str
) -> None:
    change(release, **arrays)

    with pytest.raises(ConfigurationError, match=rf"parity\.npz.*{complaint}"):
        check_parity(release, ColorEncoder(matching=True))


@pytest.mark.parametrize(
    ("count", "rows"),
    [(0, np.zeros((0, 2))), (65, np.zeros((65, 2))), (3, np.zeros((2, 2))), (1, [[1e9]])],
)
def test_a_reference_that_would_be_refused_is_not_made(count: int, rows: Any) -> None:
    with pytest.raises(ValueError, match=r"pictures|float16"):
        reference(webp_pictures(1) * count, {"visual": np.asarray(rows)})


def shipped_with(directory: Path, parity: bytes) -> Path:
    """The shipped model in a release that brings this reference."""
    model = (RELEASE / MODEL_FILE).read_bytes()
    files = {PARITY_FILE: parity}
    return bundle_like(read_manifest(RELEASE), directory, model, name="checked", extra=files)


def test_a_release_is_served_only_if_it_answers_as_it_did_in_training(tmp_path: Path) -> None:
    pictures = webp_pictures(3)
    size = read_manifest(RELEASE).preprocessing.size
    prepared = [prepare(picture, limits=LIMITS, size=size) for picture in pictures]
    answers = Encoder.load(RELEASE, "cpu").encode(prepared)

    Encoder.load(shipped_with(tmp_path / "same", reference(pictures, answers)), "cpu")

    other = reference(pictures, answers | {"visual": answers["visual"][::-1]})
    with pytest.raises(ConfigurationError, match="visual differs by"):
        Encoder.load(shipped_with(tmp_path / "other", other), "cpu")
