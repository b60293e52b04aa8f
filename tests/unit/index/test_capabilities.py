from __future__ import annotations

import pytest

from backend.index.capabilities import Backend, GpuIndex, capabilities_of


@pytest.mark.parametrize("backend", ["lite", "cpu"])
def test_only_a_declared_gpu_gets_a_gpu_index(backend: Backend) -> None:
    assert "GPU" not in capabilities_of(backend, "GPU_IVF_PQ").vector_index


@pytest.mark.parametrize("gpu_index", ["GPU_IVF_FLAT", "GPU_IVF_PQ", "GPU_BRUTE_FORCE"])
def test_a_gpu_gets_the_index_that_was_chosen(gpu_index: GpuIndex) -> None:
    capabilities = capabilities_of("gpu", gpu_index)
    assert capabilities.vector_index == gpu_index
    assert capabilities.max_limit == 1024


def test_a_gpu_keeps_one_copy_of_the_vectors() -> None:
    params = {"nlist": 256, "cache_dataset_on_device": "false"}
    assert capabilities_of("gpu").build_params(128) == {**params, "params": params}


@pytest.mark.parametrize(("dimension", "parts"), [(128, 32), (100, 25), (126, 126), (7, 7)])
def test_product_quantization_cuts_vectors_into_equal_parts(dimension: int, parts: int) -> None:
    params = capabilities_of("gpu", "GPU_IVF_PQ").build_params(dimension)
    assert params["m"] == parts
    assert params["nbits"] == 8


@pytest.mark.parametrize(
    ("backend", "gpu_index"),
    [("cpu", "GPU_IVF_FLAT"), ("gpu", "GPU_IVF_FLAT"), ("gpu", "GPU_IVF_PQ")],
)
def test_an_inverted_file_is_searched_whole_under_a_filter(
    backend: Backend, gpu_index: GpuIndex
) -> None:
    capabilities = capabilities_of(backend, gpu_index)
    unfiltered = capabilities.nprobe(filtered=False)
    assert capabilities.nprobe(filtered=True) == capabilities.build_params(64)["nlist"]
    assert unfiltered is not None
    assert 0 < unfiltered < 256


def test_brute_force_has_nothing_to_probe() -> None:
    capabilities = capabilities_of("gpu", "GPU_BRUTE_FORCE")
    assert capabilities.build_params(64) == {}
    assert capabilities.nprobe(filtered=False) is None
    assert capabilities.nprobe(filtered=True) is None


def test_lite_is_always_searched_whole() -> None:
    capabilities = capabilities_of("lite")
    assert capabilities.build_params(64) == {"nlist": 1, "params": {"nlist": 1}}
    assert capabilities.nprobe(filtered=False) == 1
    assert capabilities.nprobe(filtered=True) == 1
