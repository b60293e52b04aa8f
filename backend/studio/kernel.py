"""The one way the studio compiles its inner loops."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba

F = TypeVar("F", bound=Callable[..., Any])


def kernel(function: F) -> F:
    """Compile to machine code on first call, kept on disk for the next process.

    Division by zero gives infinity as in NumPy (Python's error would stop at a degenerate
    triangle), and the interpreter's lock is released meanwhile.
    """
    # Numba reads this whenever something is decorated.
    numba.config.CACHE_DIR = _cache_folder()  # type: ignore[attr-defined]
    compile_: Any = numba.njit(cache=True, fastmath=True, error_model="numpy", nogil=True)
    compiled: F = compile_(function)
    return compiled


@cache
def _cache_folder() -> str:
    """A folder for these very sources.

    Numba takes a cached kernel for good as long as its own file is unchanged, though another file
    may hold what it calls, or a number that it was compiled with: a changed texture would never be
    seen.
    """
    digest = hashlib.blake2b(digest_size=8)
    for file in _sources(Path(__file__).parent.parent):
        digest.update(file.read_bytes())
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return str(root / "credenza" / "kernels" / digest.hexdigest())


def _sources(package: Path) -> list[Path]:
    """Files of the package `backend` at that path that define kernels, and those that they import,
    directly or not, in order."""
    studio = (package / "studio").rglob("*.py")
    found = {file for file in studio if re.search(rb"^@kernel$", file.read_bytes(), re.MULTILINE)}
    unread = list(found)
    while unread:
        for name in re.findall(
            r"^from backend\.(studio\.[\w.]+) import", unread.pop().read_text(), re.M
        ):
            file = package.joinpath(*name.split(".")).with_suffix(".py")
            if file.exists() and file not in found:
                found.add(file)
                unread.append(file)
    return sorted(found)
