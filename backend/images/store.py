"""Uploaded pictures on disk, named by their content and reached as `store://ab/abcdef….webp`."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Final, Literal

from backend.errors import ImageRefused, ImageUnavailable

SCHEME: Final = "store://"
REFERENCE: Final = re.compile(r"store://([0-9a-f]{2})/(\1[0-9a-f]{62}\.(?:jpg|png|webp|avif))")

Suffix = Literal[".jpg", ".png", ".webp", ".avif"]


class ImageStore:
    """A folder of pictures, shared by every process that is given the same `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, data: bytes, suffix: Suffix) -> str:
        """Keep the picture and return its reference; the same bytes always get the same one.

        What is there already is written again: its date then says when it was last uploaded.
        Raises `ImageUnavailable` when the folder cannot be written.
        """
        name = hashlib.sha256(data).hexdigest()
        reference = f"{SCHEME}{name[:2]}/{name}{suffix}"
        path = self._path(reference)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, data)
        except OSError as error:
            raise ImageUnavailable(f"The picture store cannot be written: {error}") from error
        return reference

    def read(self, reference: str) -> bytes:
        """The bytes that were put.

        Raises `ImageRefused` (`not-in-store`, `malformed-reference`), and `ImageUnavailable` when
        the disk does not answer.
        """
        try:
            return self._path(reference).read_bytes()
        except FileNotFoundError:
            raise ImageRefused("not-in-store", f"{reference} is not in the store.") from None
        except OSError as error:
            raise ImageUnavailable(f"The picture store cannot be read: {error}") from error

    def _path(self, reference: str) -> Path:
        match = REFERENCE.fullmatch(reference)
        if match is None:
            raise ImageRefused("malformed-reference", "This is no reference of the picture store.")
        return self._root / match[1] / match[2]


def _write_whole(path: Path, data: bytes) -> None:
    """Readers see the whole file or none, also after a power cut."""
    descriptor, incoming = tempfile.mkstemp(dir=path.parent, prefix=".incoming-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(incoming).replace(path)
    except BaseException:
        Path(incoming).unlink(missing_ok=True)
        raise
