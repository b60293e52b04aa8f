"""What the Makefile says when it cannot go on, and what it leaves alone when it can."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parents[3] / "Makefile"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copy(MAKEFILE, tmp_path)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "constraints.txt").touch()
    return tmp_path


def make(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    return subprocess.run(
        ["make", "-C", str(checkout), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_a_python_that_is_not_there_is_one_sentence(checkout: Path) -> None:
    run = make(checkout, "demo", "PYTHON=python-of-nowhere")
    assert run.returncode
    assert "There is no python-of-nowhere here" in run.stderr


def test_a_python_that_is_too_old_is_one_sentence(checkout: Path) -> None:
    old = program(checkout / "python3.9", 'case "$2" in *version_info*) exit 1;; esac')
    run = make(checkout, "demo", f"PYTHON={old}")
    assert run.returncode
    assert f"{old} is too old; Python 3.11 or newer is needed" in run.stderr


def test_a_python_without_venv_is_told_what_to_install(checkout: Path) -> None:
    bare = program(
        checkout / "bare",
        f'case "$2" in *ensurepip*) exit 1;; *) exec "{sys.executable}" "$@";; esac',
    )
    run = make(checkout, "demo", f"PYTHON={bare}")
    assert run.returncode
    assert "apt install python3-venv" in run.stderr


def test_what_is_installed_is_not_installed_again(checkout: Path) -> None:
    calls = checkout / "calls"
    python = program(
        checkout / "python",
        f'case "$2" in venv) echo venv >> "{calls}";; esac',
    )
    pip = 'case "$2" in pip) echo "$@" >> calls;; esac'
    program(checkout / ".venv/bin/python", pip)
    program(checkout / ".venv/bin/credenza", 'echo "credenza $@" >> calls')

    run = make(checkout, "demo", f"PYTHON={python}", "PORT=9000")
    assert run.returncode == 0, run.stderr
    venv, install, demo = calls.read_text().splitlines()
    assert venv == "venv"
    assert install.endswith(
        "install --disable-pip-version-check -c constraints.txt -e .[cpu,embedded]"
    )
    assert demo == "credenza demo --port 9000"

    calls.unlink()
    make(checkout, "demo", f"PYTHON={python}")
    assert calls.read_text() == "credenza demo --port 8700\n"

    future = (checkout / ".venv/.installed-embedded").stat().st_mtime + 10
    os.utime(checkout / "constraints.txt", (future, future))
    calls.unlink()
    make(checkout, "test", f"PYTHON={python}")
    assert ".[cpu,embedded,dev,parquet,studio]" in calls.read_text()


def test_installing_that_fails_says_so_and_is_tried_again(checkout: Path) -> None:
    python = program(checkout / "python", "exit 0")
    program(checkout / ".venv/bin/python", "exit 1")
    for _ in range(2):
        run = make(checkout, "demo", f"PYTHON={python}")
        assert run.returncode
        assert "Installing failed" in run.stderr
