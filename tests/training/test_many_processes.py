"""A run of two processes, as `torchrun` starts them, on one machine's processor."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import Tensor

from backend.dataset.read import Dataset
from backend.training.config import LossWeights
from tests.training.runs import PHASES, STEPS, differing, journal, run, tiny, weights

PATIENCE_SECONDS = 900


def torchrun(backbone: Path, dataset: Path, folder: Path, *, step: int | None = None) -> None:
    folder.mkdir(exist_ok=True)
    last = [] if step is None else [str(step)]
    command = (
        sys.executable,
        "-m",
        "torch.distributed.run",
        *("--nproc-per-node", "2", "--local-addr", "127.0.0.1"),
        *("--rdzv-backend", "c10d", "--rdzv-endpoint", "127.0.0.1:0"),
        *("-m", "tests.training.one_of_many", str(backbone), str(dataset), str(folder), *last),
    )
    environment = os.environ | {"OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=PATIENCE_SECONDS
    )
    assert done.returncode == 0, done.stderr[-3000:]


def ended(folder: Path, rank: int) -> dict[str, Tensor]:
    found: dict[str, Tensor] = torch.load(folder / f"weights-{rank}.pt", weights_only=True)
    return found


@pytest.fixture(scope="module")
def together(drawn: Dataset, mobilenet: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("together")
    torchrun(mobilenet, drawn.directory, folder)
    return folder


def test_both_end_with_the_same_weights(together: Path) -> None:
    assert differing(ended(together, 0), ended(together, 1)) == []


def test_they_learn_from_other_pictures_than_one_alone(
    together: Path, drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    config = tiny(mobilenet, weights=LossWeights(category=0.0))
    alone = weights(run(config, drawn, tmp_path))

    assert len(differing(ended(together, 0), alone)) > 10


def test_one_of_them_writes_the_log(together: Path) -> None:
    told = [(int(row["phase"]), int(row["step"])) for row in journal(together)]

    assert told == [(number, phase.steps - 1) for number, phase in enumerate(PHASES)]


def test_asked_of_one_both_stop_and_go_on_together(
    together: Path, drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    torchrun(mobilenet, drawn.directory, tmp_path, step=STEPS - 4)
    assert ended(tmp_path, 0) == ended(tmp_path, 1) == {}
    assert len(journal(tmp_path)) < len(PHASES)

    torchrun(mobilenet, drawn.directory, tmp_path)

    for rank in (0, 1):
        assert differing(ended(tmp_path, rank), ended(together, rank)) == []
    assert len(journal(tmp_path)) == len(PHASES)
