from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.errors import ImageRefused, ImageUnavailable
from backend.images.store import ImageStore


@pytest.fixture
def store(tmp_path: Path) -> ImageStore:
    return ImageStore(tmp_path / "images")


def test_what_was_put_is_read_back_under_a_name_made_of_its_content(store: ImageStore) -> None:
    reference = store.put(b"a picture", ".webp")
    assert reference.startswith("store://")
    assert reference.endswith(".webp")
    assert store.read(reference) == b"a picture"
    assert store.put(b"a picture", ".webp") == reference
    assert store.put(b"another", ".webp") != reference


def test_another_process_with_the_same_folder_reads_it_too(tmp_path: Path) -> None:
    reference = ImageStore(tmp_path).put(b"a picture", ".jpg")
    assert ImageStore(tmp_path).read(reference) == b"a picture"


def test_a_picture_that_is_not_there_is_refused(store: ImageStore) -> None:
    with pytest.raises(ImageRefused) as refused:
        store.read(f"store://ab/ab{'0' * 62}.webp")
    assert refused.value.reason == "not-in-store"


@pytest.mark.parametrize(
    "reference",
    [
        "store://../../etc/passwd",
        "store://ab/../../../etc/passwd",
        "store:///etc/passwd",
        "store://ab/ab",
        f"store://ab/cd{'0' * 62}.webp",
        f"store://ab/ab{'0' * 62}.webp/..",
        f"store://ab/ab{'0' * 62}.webp\n",
        f"store://ab/ab{'0' * 62}.py",
        f"store://ab/AB{'0' * 62}.webp",
        f"store://ab\\ab{'0' * 62}.webp",
    ],
)
def test_a_reference_that_leads_elsewhere_is_refused(store: ImageStore, reference: str) -> None:
    with pytest.raises(ImageRefused) as refused:
        store.read(reference)
    assert refused.value.reason == "malformed-reference"


@given(tail=st.text())
@settings(deadline=None)
def test_no_made_up_reference_gets_past_the_names_the_store_gives(tail: str) -> None:
    with pytest.raises(ImageRefused):
        ImageStore(Path("/")).read(f"store://{tail}")


def test_no_half_written_file_is_left_when_the_disk_refuses(tmp_path: Path) -> None:
    store = ImageStore(tmp_path / "images")
    reference = store.put(b"a picture", ".png")
    kept = tmp_path / "images" / reference.removeprefix("store://")
    kept.unlink()
    kept.mkdir()
    with pytest.raises(ImageUnavailable):
        store.put(b"a picture", ".png")
    assert list(kept.parent.iterdir()) == [kept]


def test_a_folder_that_cannot_be_read_is_a_passing_fault(tmp_path: Path) -> None:
    store = ImageStore(tmp_path)
    reference = store.put(b"a picture", ".png")
    path = tmp_path / reference.removeprefix("store://")
    path.unlink()
    path.mkdir()
    with pytest.raises(ImageUnavailable):
        store.read(reference)


def test_readers_never_see_part_of_a_picture_that_is_put_again_and_again(
    store: ImageStore,
) -> None:
    data = bytes(range(256)) * 2_000
    reference = store.put(data, ".avif")
    with ThreadPoolExecutor(4) as threads:
        puts = [threads.submit(store.put, data, ".avif") for _ in range(20)]
        reads = [threads.submit(store.read, reference) for _ in range(40)]
    assert {put.result() for put in puts} == {reference}
    assert all(read.result() == data for read in reads)
