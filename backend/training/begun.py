"""A network that begins where a release is: its weights, read back from what is served.

A release has no checkpoint, and needs none: its graph holds every weight by name, but for what the
exporter worked out ahead. Batch norms, which stand still, are folded into the convolutions before
them, and the palette's tones are doubled. Both are undone here, and what comes out must answer the
release's own pictures as the release does.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, numpy_helper
from torch import Tensor, nn

from backend.encoder.manifest import MODEL_FILE, Manifest
from backend.encoder.matching import PairMaps
from backend.encoder.parity import LARGEST_DISTANCE, check_parity
from backend.encoder.port import Vectors
from backend.encoder.release import Release, open_release
from backend.errors import ConfigurationError
from backend.taxonomy import CATEGORIES
from backend.training.calibrate import HeadCalibration
from backend.training.config import Shares
from backend.training.network import ATTRIBUTES, PIECE, ROOM, TONES, Matching, Network
from backend.training.release import Served

_HALF: Final = ".half"
_FOLDED: Final = ".weight_bias"
"""What the exporter calls the offset of a convolution that a batch norm was folded into."""
_ROUNDING: Final = {TensorProto.FLOAT16: 6e-4, TensorProto.FLOAT: 1e-5}
"""Of the largest; what differs by less was rounded when it was stored, not trained."""
_DEAD: Final = 1e-6
"""A batch norm that multiplies by less lets nothing through; its convolution stays as it was."""

_Stored = dict[str, Tensor]


class _Graph(NamedTuple):
    """A graph's float tensors, by the names that the network has for them where it has one, and how
    coarsely each is stored."""

    tensors: _Stored
    rounding: dict[str, float]


def begin_from(network: Network, folder: Path) -> None:
    """Give a network that has its pretrained backbone, on the processor, the weights of the
    release in `folder`.

    Raises `ConfigurationError` for a folder that holds no release, and for one of another backbone,
    other sizes or other attributes.
    """
    release = open_release(folder)
    named = {name: each.values for name, each in release.manifest.attributes.items()}
    if release.matching is None or named != ATTRIBUTES:
        raise ConfigurationError(
            f"{folder} was not trained to say what goes with what and all attributes; begin from a"
            " release that `credenza train run` made."
        )
    graph = _read(folder / MODEL_FILE)
    with torch.no_grad():
        given = _own(network, graph.tensors) | _unfolded(network.trunk, graph)
        given["pooling.tones"] = _tones(graph.tensors, folder)
        _demand_all(network, given, folder)
        network.load_state_dict(given, strict=False)
        begin_maps(network.matching, release.matching, folder)
    _demand_same_answers(network, release)


def _read(path: Path) -> _Graph:
    graph = _Graph({}, {})
    for tensor in onnx.load(path).graph.initializer:
        if tensor.data_type in _ROUNDING:
            name = tensor.name.removesuffix(_HALF).removeprefix("network.")
            values = numpy_helper.to_array(tensor).astype(np.float32)
            graph.tensors[name] = torch.from_numpy(values)
            graph.rounding[name] = _ROUNDING[tensor.data_type]
    return graph


def _own(network: Network, stored: _Stored) -> _Stored:
    own = network.state_dict()
    return {name: stored[name] for name in own if name in stored}


def _tones(stored: _Stored, folder: Path) -> Tensor:
    """The exporter gives them no name, but nothing else has their shape."""
    doubled = [rows for rows in stored.values() if rows.shape == (TONES, 3)]
    if len(doubled) != 1:
        raise ConfigurationError(f"{folder / MODEL_FILE} has no palette of {TONES} tones.")
    return doubled[0] / 2


def _unfolded(trunk: nn.Module, graph: _Graph) -> _Stored:
    """Convolutions and the offsets of the batch norms after them, such that these keep their
    statistics and scales. What training left alone stays to the last bit."""
    modules = dict(trunk.named_modules(prefix="trunk"))
    given: _Stored = {}
    for conv_name, norm_name in _normed(trunk):
        names = f"{conv_name}.weight", f"{conv_name}{_FOLDED}"
        if not all(name in graph.tensors for name in names):
            continue  # `_demand_all` says so
        weight, offset = (graph.tensors[name] for name in names)
        conv, norm = modules[conv_name], modules[norm_name]
        assert isinstance(conv, nn.Conv2d)
        assert isinstance(norm, nn.BatchNorm2d)
        assert norm.running_var is not None
        assert norm.running_mean is not None
        if weight.shape != conv.weight.shape:
            continue
        scale = norm.weight / (norm.running_var + norm.eps).sqrt()
        shift = norm.running_mean * scale
        wide = scale.view(-1, 1, 1, 1)
        dead = wide.abs() < _DEAD
        undone = torch.where(dead, conv.weight, weight / torch.where(dead, 1.0, wide))
        coarse = [graph.rounding[name] for name in names]
        given[names[0]] = _trained(undone, conv.weight, coarse[0], conv.weight)
        given[f"{norm_name}.bias"] = _trained(
            offset + shift, norm.bias, coarse[1], norm.bias.abs() + shift.abs()
        )
        given[f"{norm_name}.weight"] = norm.weight
    return given


def _trained(now: Tensor, before: Tensor, rounding: float, summed: Tensor) -> Tensor:
    """`before` where all of it is what is now but for rounding what was `summed`: no step has
    touched it."""
    furthest = (now - before).abs().max()
    return before if furthest <= rounding * summed.abs().max() else now


def _normed(trunk: nn.Module) -> list[tuple[str, str]]:
    """Names of the convolutions that a batch norm follows, each with that norm's."""
    made: dict[int, str] = {}
    kept: list[Tensor] = []  # or another tensor would get an id of one that is gone
    found: list[tuple[str, str]] = []
    handles = []
    for name, module in trunk.named_modules(prefix="trunk"):
        if isinstance(module, nn.Conv2d):

            def heard(_module: nn.Module, _given: object, told: Tensor, name: str = name) -> None:
                made[id(told)] = name
                kept.append(told)

            handles.append(module.register_forward_hook(heard))
        elif isinstance(module, nn.BatchNorm2d):

            def met(_module: nn.Module, given: tuple[Tensor, ...], name: str = name) -> None:
                if id(given[0]) in made:
                    found.append((made[id(given[0])], name))

            handles.append(module.register_forward_pre_hook(met))
    try:
        trunk(torch.zeros(1, 3, 64, 64))
    finally:
        for handle in handles:
            handle.remove()
    return found


def _demand_all(network: Network, given: _Stored, folder: Path) -> None:
    """Raise unless there is a weight of the right shape for all that is served."""
    wanted = dict(network.named_parameters()) | dict(network.heads.named_buffers(prefix="heads"))
    for name, rows in wanted.items():
        if name.startswith("matching."):
            continue
        shape = tuple(given[name].shape) if name in given else None
        if shape != tuple(rows.shape):
            has = "none" if shape is None else f"one of shape {shape}"
            raise ConfigurationError(
                f"{name} has the shape {tuple(rows.shape)} here, and {folder} has {has}: begin from"
                " a release of the same backbone and the same sizes of vectors."
            )


def begin_maps(matching: Matching, maps: PairMaps, folder: Path) -> None:
    """Give `matching` the maps of the release in `folder`. Raises `ConfigurationError` for maps of
    other sizes, and for those of pairs where `matching` has none."""
    if maps.basis.shape != tuple(matching.bases.shape):
        raise ConfigurationError(
            f"The maps of {folder} have {len(maps.basis)} bases of {maps.dimension} numbers, and"
            f" the configuration has {len(matching.bases)} of {matching.bases.shape[1]}."
        )
    matching.bases.copy_(torch.from_numpy(maps.basis))
    room = maps.shared if maps.room_shared is None else maps.room_shared
    for kind, shared, pairs in ((PIECE, maps.shared, maps.pairs), (ROOM, room, maps.room_pairs)):
        scale = matching.scale[kind]
        matching.shared[kind] = torch.from_numpy(shared) / scale
        if pairs and not matching.own.requires_grad:
            raise ConfigurationError(
                f"{folder} has maps of its own for pairs of categories, and the configuration has"
                " `pair_maps` off: begin from another release, or leave them on."
            )
        if matching.own.requires_grad:
            matching.own[kind] = 0.0
            for (source, target), weights in pairs.items():
                at = (kind, CATEGORIES.index(source), CATEGORIES.index(target))
                matching.own[at] = torch.from_numpy(weights) / scale - matching.shared[kind]


class _Answers:
    """The network as an encoder. Its probabilities lack the release's temperatures."""

    provider = "cpu"

    def __init__(self, network: Network, manifest: Manifest) -> None:
        self.manifest = manifest
        even = HeadCalibration(temperatures=dict.fromkeys(ATTRIBUTES, 1.0), thresholds={})
        told = manifest.provenance.config
        shares = Shares(
            color=told.get("color_share", 0.0), category=told.get("category_share", 0.0)
        )
        self._served = Served(network, even, shares).eval()

    def encode(self, pictures: Sequence[NDArray[np.uint8]]) -> dict[str, Vectors]:
        with torch.no_grad():
            told = self._served(torch.from_numpy(np.stack(pictures)))
        return {name: rows.numpy() for name, rows in zip(Served.names, told, strict=True)}


def _demand_same_answers(network: Network, release: Release) -> None:
    network.eval()
    drift = check_parity(release.directory, _Answers(network, release.manifest))
    name, furthest = max(drift.distances.items(), key=lambda each: each[1])
    if not furthest <= LARGEST_DISTANCE:
        raise ConfigurationError(
            f"The weights of {release.directory} do not answer here as they are served ({name}"
            f" differs by {furthest:.2g} in cosine distance): it was trained on another backbone,"
            " or with another configuration."
        )
