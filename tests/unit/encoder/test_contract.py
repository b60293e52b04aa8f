"""What the fake and the real encoder both promise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from backend.encoder.manifest import attribute_output
from backend.encoder.port import Encodes
from backend.encoder.session import Encoder
from tests.fakes.encoder import ColorEncoder

RELEASE = Path(__file__).parents[3] / "demo" / "release"


@pytest.fixture(scope="module", params=["fake", "matching fake", "onnxruntime"])
def encoder(request: pytest.FixtureRequest) -> Encodes:
    if request.param == "onnxruntime":
        return Encoder.load(RELEASE, "cpu")
    return ColorEncoder(matching=request.param == "matching fake")


def pictures(encoder: Encodes, count: int, seed: int = 0) -> list[npt.NDArray[np.uint8]]:
    """Coarse random patterns: neighbouring pixels alike, as in photographs."""
    size = encoder.manifest.preprocessing.size
    rng = np.random.default_rng(seed)
    block = size // 8
    coarse = rng.integers(0, 256, (count, 8, 8, 3), dtype=np.uint8)
    return list(coarse.repeat(block, axis=1).repeat(block, axis=2))


def test_every_output_has_a_row_per_picture(encoder: Encodes) -> None:
    given = encoder.encode(pictures(encoder, 3))

    assert set(given) == set(encoder.manifest.widths)
    for name, rows in given.items():
        assert rows.shape == (3, encoder.manifest.widths[name])
        assert rows.dtype == np.float32


def test_vectors_are_of_unit_length(encoder: Encodes) -> None:
    given = encoder.encode(pictures(encoder, 3))

    for name in encoder.manifest.outputs:
        np.testing.assert_allclose(np.linalg.norm(given[name], axis=1), 1, atol=1e-5)


def test_attributes_are_probabilities(encoder: Encodes) -> None:
    given = encoder.encode(pictures(encoder, 3))

    for key, attribute in encoder.manifest.attributes.items():
        rows = given[attribute_output(key)]
        assert ((rows >= 0) & (rows <= 1)).all()
        if not attribute.several:
            np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-5)


def test_no_pictures_give_no_rows(encoder: Encodes) -> None:
    for name, rows in encoder.encode([]).items():
        assert rows.shape == (0, encoder.manifest.widths[name])


@pytest.mark.parametrize("count", [2, 5, 32, 37])
def test_a_picture_gets_the_same_rows_in_any_company(encoder: Encodes, count: int) -> None:
    some = pictures(encoder, count)
    together = encoder.encode(some)

    for position in (0, count // 2, count - 1):
        for name, (alone,) in encoder.encode([some[position]]).items():
            np.testing.assert_allclose(together[name][position], alone, atol=1e-5)


def test_other_pictures_get_other_vectors(encoder: Encodes) -> None:
    one, other = encoder.encode(pictures(encoder, 2))["visual"]

    assert float(one @ other) < 0.999


def test_a_picture_taken_a_little_darker_stays_nearest_to_itself(encoder: Encodes) -> None:
    bright = pictures(encoder, 8)
    darker = [(picture * 0.95).astype(np.uint8) for picture in bright]

    similarity = encoder.encode(darker)["visual"] @ encoder.encode(bright)["visual"].T

    assert similarity.argmax(axis=1).tolist() == list(range(8))


def test_a_picture_of_one_color_has_a_vector_too(encoder: Encodes) -> None:
    size = encoder.manifest.preprocessing.size
    blank = [np.full((size, size, 3), shade, dtype=np.uint8) for shade in (0, 128, 255)]

    assert np.isfinite(encoder.encode(blank)["visual"]).all()


def test_a_picture_of_another_size_is_refused(encoder: Encodes) -> None:
    size = encoder.manifest.preprocessing.size
    with pytest.raises(ValueError, match="uint8"):
        encoder.encode([*pictures(encoder, 1), np.zeros((size, size + 1, 3), dtype=np.uint8)])


def test_a_picture_of_another_type_is_refused(encoder: Encodes) -> None:
    size = encoder.manifest.preprocessing.size
    floats: npt.NDArray[np.uint8] = np.zeros((size, size, 3), dtype=np.float32)
    with pytest.raises(ValueError, match="float32"):
        encoder.encode([floats])
