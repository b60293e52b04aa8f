"""From a PyTorch network to one ONNX file that takes pixels."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

INPUT: Final = "pictures"
OPSET: Final = 18
HALF_FROM: Final = 1024
"""Initializers of at least this many numbers are stored as float16."""


class PooledBackbone(nn.Module):
    """Letterboxed pictures, uint8 (n, size, size, 3), to pooled features (n, width).

    `backbone` is a transformers vision model that takes RGB in [-1, 1], NCHW.
    """

    def __init__(self, backbone: nn.Module) -> None:
        super().__init__()
        self.backbone = backbone

    def forward(self, pictures: Tensor) -> Tensor:
        pixels = pictures.permute(0, 3, 1, 2).float() / 127.5 - 1
        pooled: Tensor = self.backbone(pixels).pooler_output
        return pooled


def export_onnx(model: nn.Module, size: int, outputs: Sequence[str], *, half: bool = True) -> bytes:
    """The graph of `model` for any batch of uint8 (batch, size, size, 3), at opset `OPSET`.

    With `half`, weights are stored as float16. Arithmetic stays in float32: a Cast in front of each
    weight is folded when a session loads.
    """
    example = torch.zeros((2, size, size, 3), dtype=torch.uint8)
    with _quiet_exporter():
        program = torch.onnx.export(
            model.eval(),
            (example,),
            dynamo=True,
            input_names=[INPUT],
            output_names=list(outputs),
            opset_version=OPSET,
            dynamic_shapes=({0: torch.export.Dim("batch")},),
            verbose=False,
        )
    if program is None:
        raise RuntimeError("torch.onnx.export returned no program")
    graph = program.model_proto
    _strip(graph)
    if half:
        _store_as_half(graph)
    onnx.checker.check_model(graph, full_check=True)
    encoded: bytes = graph.SerializeToString(deterministic=True)
    return encoded


@contextmanager
def _quiet_exporter() -> Iterator[None]:
    """Keep back that torchvision is missing, which we do not use, and torch's own deprecations."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            yield
    finally:
        logger.setLevel(level)


def _strip(model: onnx.ModelProto) -> None:
    """Remove what the exporter notes of the machine it ran on: paths, stack traces, names."""
    del model.metadata_props[:]
    del model.graph.metadata_props[:]
    model.doc_string = model.graph.doc_string = ""
    holders = (*model.graph.node, *model.graph.input, *model.graph.output)
    for holder in (*holders, *model.graph.value_info, *model.graph.initializer):
        del holder.metadata_props[:]
        holder.doc_string = ""


def _store_as_half(model: onnx.ModelProto) -> None:
    casts = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < HALF_FROM:
            continue
        name = tensor.name
        stored = f"{name}.half"
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), stored))
        casts.append(helper.make_node("Cast", [stored], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
