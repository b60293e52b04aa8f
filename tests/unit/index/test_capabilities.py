from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
@pytest.mark.parametrize("selectivity", [None, 0.0, 0.001, 0.5, 0.9, 0.95])
def test_an_inverted_file_is_searched_whole_where_a_filter_may_drop_what_is_nearest(
    backend: Backend, gpu_index: GpuIndex, selectivity: float | None
) -> None:
    capabilities = capabilities_of(backend, gpu_index)
    assert capabilities.nprobe(10, selectivity) == capabilities.build_params(64)["nlist"]


@given(st.floats(0, 2), st.floats(0, 2), st.integers(1, 16_384), st.integers(1, 16_384))
def test_the_fewer_match_and_the_more_are_wanted_the_further_it_looks(
    share: float, other: float, limit: int, further: int
) -> None:
    cpu = capabilities_of("cpu")
    least, most = sorted((share, other))
    shallow, deep = (cpu.nprobe(limit, each) for each in (most, least))
    assert shallow is not None
    assert deep is not None
    assert 0 < shallow <= deep <= 256
    deeper = cpu.nprobe(limit + further, least)
    assert deeper is not None
    assert deeper >= deep


@pytest.mark.parametrize(("selectivity", "lists"), [(1.0, 64), (0.99, 96), (0.97, 160)])
def test_what_nearly_all_match_needs_no_look_everywhere(selectivity: float, lists: int) -> None:
    assert capabilities_of("cpu").nprobe(68, selectivity) == pytest.approx(lists, abs=1)
    assert capabilities_of("cpu").nprobe(500, selectivity) == 256


def test_brute_force_has_nothing_to_probe() -> None:
    capabilities = capabilities_of("gpu", "GPU_BRUTE_FORCE")
    assert capabilities.build_params(64) == {}
    assert capabilities.nprobe(10, 1.0) is None
    assert capabilities.nprobe(10, None) is None


def test_lite_is_always_searched_whole() -> None:
    capabilities = capabilities_of("lite")
    assert capabilities.build_params(64) == {"nlist": 1, "params": {"nlist": 1}}
    assert capabilities.nprobe(10, 1.0) == 1
    assert capabilities.nprobe(10, None) == 1


@pytest.mark.parametrize(
    ("backend", "gpu_index", "interim_index", "exact"),
    [
        ("lite", "GPU_IVF_FLAT", True, True),
        ("cpu", "GPU_IVF_FLAT", False, True),
        ("cpu", "GPU_IVF_FLAT", True, False),
        ("gpu", "GPU_IVF_FLAT", False, True),
        ("gpu", "GPU_BRUTE_FORCE", False, True),
        ("gpu", "GPU_BRUTE_FORCE", True, False),
        ("gpu", "GPU_IVF_PQ", False, False),
    ],
)
def test_only_true_distances_to_all_rows_are_exact(
    backend: Backend, gpu_index: GpuIndex, interim_index: bool, exact: bool
) -> None:
    capabilities = capabilities_of(backend, gpu_index, interim_index=interim_index)
    assert capabilities.is_exact_throughout is exact
