from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from rich.console import Console

from backend.dataset.read import Dataset, open_dataset

if find_spec("torch") is None:
    # `make test` does without what training takes; the full check has it.
    collect_ignore_glob = ["test_*.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.train)


@pytest.fixture(scope="session")
def mobilenet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a MobileNetV2 of few channels and random weights, its batch norms set so that
    what it says of different pictures differs."""
    import torch
    from torch.nn.functional import interpolate
    from transformers import MobileNetV2Config, MobileNetV2Model

    torch.manual_seed(0)
    config = MobileNetV2Config(image_size=64, depth_multiplier=0.35, min_depth=4, tf_padding=True)
    model = MobileNetV2Model(config)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = None  # statistics are those of all that it sees
    with torch.no_grad():
        model.train()(interpolate(2 * torch.rand(32, 3, 8, 8) - 1, size=64, mode="bicubic"))
    folder = tmp_path_factory.mktemp("mobilenet")
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A drawn shop, its pictures small: rooms are told but not drawn, shoppers look and buy."""
    from backend.studio.build.options import BuildOptions
    from backend.studio.build.run import build_dataset

    folder = tmp_path_factory.mktemp("drawn") / "shop"
    options = BuildOptions(
        listings=60,
        rooms=60,
        photos=16,
        seed=3,
        size=48,
        photo_size=64,
        room_size=64,
        room_pictures=0,
    )
    build_dataset(options, folder, 1, Console(quiet=True))
    return open_dataset(folder)
