from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backend.encoder.batches import GPU_SIZES, LARGEST, padded_size, slices


@given(count=st.integers(0, 200))
def test_slices_cover_everything_once_in_order(count: int) -> None:
    items = list(range(count))

    assert [item for part in slices(count) for item in items[part]] == items


@given(count=st.integers(1, 200))
def test_no_slice_is_empty_or_too_large(count: int) -> None:
    assert all(1 <= part.stop - part.start <= LARGEST for part in slices(count))


@given(count=st.integers(1, LARGEST))
def test_padding_less_than_doubles_a_batch(count: int) -> None:
    padded = padded_size(count)

    assert padded in GPU_SIZES
    assert count <= padded < 2 * count or padded == count == 1
