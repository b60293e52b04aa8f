"""From a trained network to a release."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from rich.console import Console

from backend.dataset.read import Dataset
from backend.encoder import parity
from backend.encoder.manifest import MODEL_FILE
from backend.training.release import make_release
from backend.training.train import new_network
from tests.training.runs import tiny


@pytest.mark.parametrize(("allowed", "halved"), [(1.0, True), (5e-3, False)])
def test_weights_are_halved_where_that_changes_no_answer_too_much(
    allowed: float,
    halved: bool,
    drawn: Dataset,
    mobilenet: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parity, "LARGEST_DIFFERENCE", allowed)
    monkeypatch.setattr(parity, "LARGEST_DISTANCE", 1.0)
    config = tiny(mobilenet)
    torch.manual_seed(0)
    network = new_network(config)[0]
    with torch.no_grad():  # steep enough for what rounding does to be seen
        for parameter in network.heads.attributes.parameters():
            parameter.mul_(500)

    exported = make_release(
        network,
        config,
        drawn,
        tmp_path,
        license="none",
        origin="random",
        console=Console(quiet=True),
    )

    full, served = (
        (tmp_path / name / MODEL_FILE).stat().st_size for name in ("release-float32", "release")
    )
    assert (served < 0.7 * full) == halved
    assert (exported.too_coarse is None) == halved
    assert max(exported.drift["release"].differences.values()) <= allowed
    if exported.too_coarse is not None:
        assert "attribute_" in exported.too_coarse
