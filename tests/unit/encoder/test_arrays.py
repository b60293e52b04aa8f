from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backend.encoder.arrays import packed, read_arrays
from backend.errors import ConfigurationError


def test_what_was_packed_is_read_back(tmp_path: Path) -> None:
    arrays = {"words": np.array(["sofa", "rug"]), "halves": np.ones((2, 0), dtype=np.float16)}
    (tmp_path / "some.npz").write_bytes(packed(arrays))

    found = read_arrays(tmp_path / "some.npz")

    assert set(found) == set(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].dtype == array.dtype


def test_equal_arrays_make_equal_files() -> None:
    assert packed({"a": np.arange(3)}) == packed({"a": np.arange(3)})


def test_an_array_of_objects_is_neither_packed_nor_read(tmp_path: Path) -> None:
    objects = np.array([{"any": "thing"}])
    with pytest.raises(ValueError, match="Object arrays"):
        packed({"objects": objects})
    np.savez(tmp_path / "objects.npz", objects=objects)

    with pytest.raises(ConfigurationError, match=r"objects\.npz is no file of arrays"):
        read_arrays(tmp_path / "objects.npz")


def test_every_file_cut_short_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cut.npz"
    whole = packed({"a": np.arange(5), "b": np.zeros(2)})
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(ConfigurationError, match=r"cut\.npz"):
            read_arrays(path)


def test_a_single_array_and_a_missing_file_are_named(tmp_path: Path) -> None:
    np.save(tmp_path / "one.npy", np.arange(3))
    with pytest.raises(ConfigurationError, match=r"one\.npy holds one array"):
        read_arrays(tmp_path / "one.npy")
    with pytest.raises(ConfigurationError, match=r"nothing\.npz cannot be read"):
        read_arrays(tmp_path / "nothing.npz")
