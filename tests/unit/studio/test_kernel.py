from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from backend.studio import kernel

SCRIPT = """
from backend.studio.kernel import _cache_folder
from backend.studio.caller import answer
print(answer(), _cache_folder())
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the studio's kernel module, and a kernel that calls one of another file."""
    backend = tmp_path / "backend"
    studio = backend / "studio"
    studio.mkdir(parents=True)
    for folder in (backend, studio):
        (folder / "__init__.py").touch()
    (studio / "kernel.py").write_bytes(Path(kernel.__file__).read_bytes())
    header = "from backend.studio.kernel import kernel\n"
    (studio / "numbers_.py").write_text("TEN = 10\n")
    (studio / "called.py").write_text(
        header + "from backend.studio.numbers_ import TEN\n\n\n"
        "@kernel\ndef part():\n    return TEN + 1\n"
    )
    (studio / "caller.py").write_text(
        header + "from backend.studio.called import part\n\n\n"
        "@kernel\ndef answer():\n    return 2 * part()\n"
    )
    (studio / "prose.py").write_text('"""Speaks of @kernel, has none."""\n')
    return tmp_path


def answer(package: Path) -> tuple[int, str]:
    """In a process of its own: what the kernel answers, and where it is kept."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(package),
        "XDG_CACHE_HOME": str(package / "cache"),
    }
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=package,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    number, folder = run.stdout.split()
    return int(number), folder


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [("called", "+ 1", "+ 5", 30), ("numbers_", "10", "20", 42)],
)
def test_a_kernel_sees_what_changed_in_another_file(
    package: Path, name: str, old: str, new: str, expected: int
) -> None:
    before = answer(package)
    assert before[0] == 22
    assert list(Path(before[1]).rglob("*.nbc"))
    source = package / "backend" / "studio" / f"{name}.py"
    source.write_text(source.read_text().replace(old, new))
    after = answer(package)
    assert after[0] == expected
    assert after[1] != before[1]


def test_what_no_kernel_reads_does_not_compile_them_anew(package: Path) -> None:
    before = answer(package)
    (package / "backend" / "studio" / "prose.py").write_text('"""Changed."""\n')
    assert answer(package) == before
