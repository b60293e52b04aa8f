from __future__ import annotations

import numpy as np
import pytest

from backend.errors import ImageRefused
from backend.images.decode import DecodeLimits, decode
from backend.images.load import prepare
from backend.images.resize import letterbox
from tests.unit.images.pictures import detailed, encoded, plain

LIMITS = DecodeLimits(max_bytes=5_000_000, max_pixels=5_000_000)


@pytest.mark.parametrize(("width", "height"), [(1600, 1200), (1200, 1600), (1600, 400)])
def test_a_draft_hardly_changes_what_the_network_sees(width: int, height: int) -> None:
    data = encoded(detailed(width, height), "JPEG", quality=90)
    drafted = prepare(data, limits=LIMITS, size=160)
    full = letterbox(decode(data, limits=LIMITS), 160)
    assert drafted.shape == (160, 160, 3)
    assert np.abs(drafted.astype(int) - full.astype(int)).mean() < 1.0


def test_a_picture_without_a_draft_mode_is_prepared_all_the_same() -> None:
    data = encoded(plain(64, 64), "PNG")
    assert prepare(data, limits=LIMITS, size=96)[48, 48].tolist() == [200, 60, 30]


def test_what_the_decoder_refuses_is_refused() -> None:
    with pytest.raises(ImageRefused):
        prepare(b"", limits=LIMITS, size=96)
