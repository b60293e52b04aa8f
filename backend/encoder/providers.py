"""Which of ONNX Runtime's execution providers to ask for, and whether we got it.

ONNX Runtime that cannot load CUDA says so in its log and serves on the CPU, so what was asked for
proves nothing: `demand_cuda` judges by what the session reports afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from backend.errors import EncoderUnavailable
from backend.settings import ExecutionProvider

Provider = Literal["cpu", "cuda"]
ProviderOptions = dict[str, str]

CPU: Final = "CPUExecutionProvider"
CUDA: Final = "CUDAExecutionProvider"

CUDA_OPTIONS: Final[ProviderOptions] = {
    # An exhaustive search would run anew for each batch size a process meets.
    "cudnn_conv_algo_search": "HEURISTIC",
    # The arena doubles by default, which keeps memory that Milvus on the same GPU may want.
    "arena_extend_strategy": "kSameAsRequested",
    # TF32 rounds to ten bits: vectors made on a GPU would differ from those made on a CPU.
    "use_tf32": "0",
}


def wanted_providers(
    demand: ExecutionProvider, available: Sequence[str]
) -> list[tuple[str, ProviderOptions]]:
    """What to ask the session for, most wanted first; the CPU always stands behind a GPU.

    Raises `EncoderUnavailable` if `cuda` is demanded of an ONNX Runtime built without it.
    """
    cpu: tuple[str, ProviderOptions] = (CPU, {})
    if demand == "cpu":
        return [cpu]
    if CUDA in available:
        return [(CUDA, CUDA_OPTIONS), cpu]
    if demand == "cuda":
        raise EncoderUnavailable(
            "CUDA is demanded, but the installed ONNX Runtime was built without it: "
            "install credenza[gpu] in place of credenza[cpu]."
        )
    return [cpu]


def demand_cuda(reported: Sequence[str]) -> None:
    """Raise `EncoderUnavailable` unless CUDA leads the providers that a session reports."""
    if not reported or reported[0] != CUDA:
        raise EncoderUnavailable(
            "CUDA was asked for, but ONNX Runtime could not load it: "
            "its log names the driver or library that is missing."
        )
