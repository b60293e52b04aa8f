from __future__ import annotations

import pytest

from backend.encoder.providers import CPU, CUDA, demand_cuda, wanted_providers
from backend.errors import EncoderUnavailable
from backend.settings import ExecutionProvider

CPU_BUILD = ["AzureExecutionProvider", CPU]
GPU_BUILD = ["TensorrtExecutionProvider", CUDA, CPU]


@pytest.mark.parametrize(
    ("demand", "available", "expected"),
    [
        ("cpu", CPU_BUILD, [CPU]),
        ("cpu", GPU_BUILD, [CPU]),
        ("auto", CPU_BUILD, [CPU]),
        ("auto", GPU_BUILD, [CUDA, CPU]),
        ("cuda", GPU_BUILD, [CUDA, CPU]),
    ],
)
def test_providers_are_asked_for_in_order(
    demand: ExecutionProvider, available: list[str], expected: list[str]
) -> None:
    assert [name for name, _ in wanted_providers(demand, available)] == expected


def test_cuda_demanded_of_a_build_without_it_is_refused() -> None:
    with pytest.raises(EncoderUnavailable, match="built without it"):
        wanted_providers("cuda", CPU_BUILD)


def test_cuda_serves_where_a_session_reports_it_first() -> None:
    demand_cuda([CUDA, CPU])


@pytest.mark.parametrize("reported", [[CPU], [CPU, CUDA], []])
def test_cuda_is_never_taken_to_serve_because_it_was_asked_for(reported: list[str]) -> None:
    with pytest.raises(EncoderUnavailable, match="could not load it"):
        demand_cuda(reported)


def test_vectors_from_a_gpu_are_as_exact_as_those_from_a_cpu() -> None:
    (_, options), _ = wanted_providers("cuda", GPU_BUILD)

    assert options["use_tf32"] == "0"
