"""A graph with vectors and attributes, served by ONNX Runtime as a trained release would be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from backend.encoder.attributes import predictions
from backend.encoder.manifest import PARITY_FILE, Manifest
from backend.encoder.parity import LIMITS, check_parity, reference
from backend.encoder.port import Vectors
from backend.encoder.session import Encoder
from backend.errors import ConfigurationError
from backend.images.load import prepare
from tests.fakes.encoder import SIZE, fake_manifest
from tests.unit.encoder.making import bundle_like, webp_pictures

MANIFEST = fake_manifest(matching=True)


def weights() -> dict[str, npt.NDArray[np.float32]]:
    rng = np.random.default_rng(0)
    return {
        name: rng.normal(size=(3, width)).astype(np.float32)
        for name, width in MANIFEST.widths.items()
    }


def graph() -> bytes:
    """Each output is a layer of its own upon the mean colour."""
    from onnx import TensorProto, checker, helper, numpy_helper

    pictures = helper.make_tensor_value_info(
        "pictures", TensorProto.UINT8, ["batch", SIZE, SIZE, 3]
    )
    constants = [numpy_helper.from_array(np.array([1, 2]), "sides")]
    nodes = [
        helper.make_node("Cast", ["pictures"], ["pixels"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["pixels", "sides"], ["mean"], keepdims=0),
        helper.make_node("LpNormalization", ["mean"], ["color"], axis=1),
    ]
    outputs = []
    last: dict[str, tuple[str, dict[str, Any]]] = {
        name: ("LpNormalization", {"axis": 1}) if name in MANIFEST.outputs else ("Sigmoid", {})
        for name in MANIFEST.widths
    }
    for key, attribute in MANIFEST.attributes.items():
        if not attribute.several:
            last[f"attribute_{key}"] = ("Softmax", {"axis": 1})
    for name, matrix in weights().items():
        operator, options = last[name]
        constants.append(numpy_helper.from_array(matrix, f"{name}.weights"))
        nodes.append(helper.make_node("MatMul", ["color", f"{name}.weights"], [f"{name}.raw"]))
        nodes.append(helper.make_node(operator, [f"{name}.raw"], [name], **options))
        shape = ["batch", matrix.shape[1]]
        outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
    model = helper.make_model(
        helper.make_graph(nodes, "tiny", [pictures], outputs, constants),
        opset_imports=[helper.make_opsetid("", 21)],
        ir_version=10,
    )
    checker.check_model(model, full_check=True)
    content: bytes = model.SerializeToString(deterministic=True)
    return content


def expected(pictures: list[npt.NDArray[np.uint8]]) -> dict[str, Vectors]:
    """The same in numpy."""
    color = np.stack(pictures).astype(np.float64).mean(axis=(1, 2))
    color /= np.linalg.norm(color, axis=1, keepdims=True)
    found: dict[str, Any] = {}
    for name, matrix in weights().items():
        raw = color @ matrix
        if name in MANIFEST.outputs:
            found[name] = raw / np.linalg.norm(raw, axis=1, keepdims=True)
        elif MANIFEST.attributes[name.removeprefix("attribute_")].several:
            found[name] = 1 / (1 + np.exp(-raw))
        else:
            found[name] = np.exp(raw) / np.exp(raw).sum(axis=1, keepdims=True)
    return found


def bundle(directory: Path, manifest: Manifest, parity: bytes) -> Path:
    files = {PARITY_FILE: parity}
    return bundle_like(manifest, directory, graph(), name="tiny", extra=files)


@pytest.fixture(scope="module")
def shots() -> list[bytes]:
    return webp_pictures(40)


def prepared(shots: list[bytes]) -> list[npt.NDArray[np.uint8]]:
    return [prepare(shot, limits=LIMITS, size=SIZE) for shot in shots]


def test_vectors_and_attributes_are_served_as_they_were_computed(
    tmp_path: Path, shots: list[bytes]
) -> None:
    wanted = expected(prepared(shots))
    encoder = Encoder.load(bundle(tmp_path, MANIFEST, reference(shots, wanted)), "cpu")

    given = encoder.encode(prepared(shots))

    assert set(given) == set(wanted)
    for name, rows in wanted.items():
        np.testing.assert_allclose(given[name], rows, atol=1e-5)
    assert len(predictions(encoder.manifest, given, 39)["category"]) == 1
    drift = check_parity(tmp_path, encoder)
    assert max(drift.distances.values()) < 1e-6
    assert max(drift.differences.values()) < 1e-3


def test_a_reference_of_another_training_is_refused_at_load(
    tmp_path: Path, shots: list[bytes]
) -> None:
    other = expected(prepared(shots))
    other["attribute_colors"] = other["attribute_colors"] * 0.9
    bundle(tmp_path, MANIFEST, reference(shots, other))

    with pytest.raises(ConfigurationError, match="attribute_colors differs by"):
        Encoder.load(tmp_path, "cpu")


def test_an_attribute_of_fewer_values_than_the_graph_has_is_refused(
    tmp_path: Path, shots: list[bytes]
) -> None:
    style = MANIFEST.attributes["style"]
    fewer = msgspec.structs.replace(style, values=style.values[:-1])
    manifest = msgspec.structs.replace(MANIFEST, attributes={**MANIFEST.attributes, "style": fewer})
    bundle(tmp_path, manifest, reference(shots, {}))

    with pytest.raises(ConfigurationError, match="does not give the output attribute_style"):
        Encoder.load(tmp_path, "cpu")
