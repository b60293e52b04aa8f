"""One process of a run under torchrun: trains, and writes down what weights it ends with.

    torchrun … -m tests.training.one_of_many BACKBONE DATASET FOLDER [STEP]

In STEP, all but the leading process are asked to end.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import torch
from rich.console import Console

from backend.dataset.read import open_dataset
from backend.training.config import LossWeights
from backend.training.device import Device, open_device
from backend.training.train import train
from tests.training.runs import tiny


class Asked(Device):
    """A device that is asked to end in its so many-th step."""

    def __init__(self, device: Device, step: int) -> None:
        super().__init__(rank=device.rank, processes=device.processes, cuda=False)
        self.countdown = step

    def stop_asked(self) -> bool:
        self.countdown -= 1
        if self.countdown == 0 and not self.leads:
            signal.raise_signal(signal.SIGTERM)
        return super().stop_asked()


def main() -> None:
    backbone, dataset, folder = map(Path, sys.argv[1:4])
    with open_device(threads=1, cpu=True) as device:
        # A loss that does not count: nobody may wait for gradients that it would have had.
        config = tiny(backbone, weights=LossWeights(category=0.0))
        state: dict[str, torch.Tensor] = {}
        try:
            trained = train(
                config,
                open_dataset(dataset),
                folder,
                device=Asked(device, int(sys.argv[4]) if len(sys.argv) > 4 else 0),
                console=Console(quiet=True),
            )
            state = trained.network.state_dict()
        except KeyboardInterrupt:
            pass
    torch.save(state, folder / f"weights-{os.environ['RANK']}.pt")


if __name__ == "__main__":
    main()
