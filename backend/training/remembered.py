"""A network that looks at each picture once, and serves without being exported."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from backend.encoder.manifest import Manifest
from backend.encoder.port import Vectors
from backend.training.bank import CHUNK
from backend.training.network import Heads, Network, Outputs
from backend.training.release import Served

PROVIDER: Final = "cpu"


class FeatureMemory:
    """Pooled features of a network whose backbone stands still, by the SHA-256 of the pixels.

    Rows are float16, as a bank's are: what was trained on rounded features is asked with such.
    """

    def __init__(self, network: Network) -> None:
        self._network = network.eval()
        self._rows: dict[bytes, npt.NDArray[np.float16]] = {}
        self.looked = 0

    def features(self, pictures: Tensor) -> Tensor:
        """Float32 (n, width) of letterboxed uint8 (n, s, s, 3)."""
        if not len(pictures):
            return torch.zeros(0, self._network.pooling.width)
        names = [hashlib.sha256(picture.numpy()).digest() for picture in pictures]
        places = {name: place for place, name in enumerate(names) if name not in self._rows}
        missing = list(places)
        for start in range(0, len(missing), CHUNK):
            some = missing[start : start + CHUNK]
            with torch.no_grad():
                found, _ = self._network.features(pictures[[places[name] for name in some]])
            self._rows.update(zip(some, found.numpy().astype(np.float16), strict=True))
            self.looked += len(some)
        return torch.from_numpy(np.stack([self._rows[name] for name in names]).astype(np.float32))


class Remembering(nn.Module):
    """Stands for a network: pictures to outputs, by heads of its own on features that are
    remembered."""

    def __init__(self, memory: FeatureMemory, heads: Heads) -> None:
        super().__init__()
        self._memory = memory
        self.heads = heads

    def forward(self, pictures: Tensor) -> Outputs:
        outputs: Outputs = self.heads(self._memory.features(pictures))
        return outputs


class NetworkEncoder:
    """Encodes as `backend.encoder.port.Encodes` says, but from one thread only."""

    def __init__(self, served: Served, manifest: Manifest) -> None:
        self._served = served.eval()
        self.manifest = manifest
        self.provider = PROVIDER

    def encode(self, pictures: Sequence[npt.NDArray[np.uint8]]) -> dict[str, Vectors]:
        size = self.manifest.preprocessing.size
        pixels = np.stack(pictures) if pictures else np.zeros((0, size, size, 3), np.uint8)
        if pixels.dtype != np.uint8 or pixels.shape[1:] != (size, size, 3):
            raise ValueError(f"Pictures are uint8 of ({size}, {size}, 3), not {pixels.shape[1:]}")
        with torch.no_grad():
            told = self._served(torch.from_numpy(pixels))
        return {name: rows.numpy() for name, rows in zip(Served.names, told, strict=True)}
