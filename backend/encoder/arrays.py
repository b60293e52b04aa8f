"""Named arrays as one file, without pickle: reading one runs nothing."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from backend.errors import ConfigurationError

Arrays = dict[str, npt.NDArray[Any]]


def packed(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """An `.npz` file; equal arrays give equal bytes."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **dict(arrays))
    return buffer.getvalue()


def read_arrays(path: Path) -> Arrays:
    """All arrays of an `.npz` file. Raises `ConfigurationError` if it is not one."""
    try:
        opened = np.load(io.BytesIO(path.read_bytes()), allow_pickle=False)
        if not isinstance(opened, np.lib.npyio.NpzFile):
            raise ConfigurationError(f"{path} holds one array, not several by name.")
        with opened:
            return {name: opened[name] for name in opened.files}
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, EOFError, BadZipFile, zlib.error) as error:
        raise ConfigurationError(f"{path} is no file of arrays: {error}.") from None
