"""Where a run computes: the processor, or GPUs, one process for each under `torchrun`."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final, cast

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from backend.errors import ConfigurationError
from backend.training.pictures import Seen

_TRIM_THRESHOLD: Final = -1
_TOP_PAD: Final = -2
_MMAP_MAX: Final = -4
"""Options of mallopt(3)."""


class Device:
    """This process' place among those of a run."""

    def __init__(self, *, rank: int, processes: int, cuda: bool) -> None:
        self.rank = rank
        self.processes = processes
        local = int(os.environ.get("LOCAL_RANK", "0"))
        self.torch = torch.device("cuda", local) if cuda else torch.device("cpu")
        self._stop = False

    @property
    def leads(self) -> bool:
        """Whether this process writes what the run tells."""
        return self.rank == 0

    def autocast(self) -> torch.autocast:
        """Half precision on a GPU; on a processor it would be slower."""
        return torch.autocast(self.torch.type, torch.bfloat16, enabled=self.torch.type == "cuda")

    def parallel(self, step: nn.Module) -> nn.Module:
        """The step, its gradients averaged over all processes."""
        if self.processes == 1:
            return step
        devices = [self.torch] if self.torch.type == "cuda" else None
        return DistributedDataParallel(
            step, device_ids=devices, find_unused_parameters=True, broadcast_buffers=False
        )

    def seen(self, seen: Seen | None) -> Seen | None:
        if seen is None:
            return None
        return Seen(seen.pictures.to(self.torch), seen.boxes.to(self.torch))

    def moved(self, tensor: Tensor | None) -> Tensor | None:
        return None if tensor is None else tensor.to(self.torch)

    @property
    def asked(self) -> bool:
        """Whether Ctrl-C or a request to end has come to this process."""
        return self._stop

    def stop_asked(self) -> bool:
        """Whether Ctrl-C or a request to end has come to any of the processes."""
        if self.processes == 1:
            return self._stop
        asked = torch.tensor(float(self._stop), device=self.torch)
        torch.distributed.all_reduce(asked)
        return bool(asked > 0)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Signals wait for the end of a step, in which the state is saved; a second one does not
        wait."""

        def ask(_number: int, _frame: FrameType | None) -> None:
            if self._stop:
                raise KeyboardInterrupt
            self._stop = True

        before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, cast(Any, handler))


def keep_memory() -> None:
    """Ask the allocator of glibc to keep what it once got: a step's tensors are as large as the
    last one's, and fetching their pages anew takes as long as the arithmetic (two to three times
    the pictures a second). Elsewhere nothing is done."""
    if platform.libc_ver()[0] != "glibc":
        return
    allocator = ctypes.CDLL(None)
    for option, value in ((_MMAP_MAX, 0), (_TRIM_THRESHOLD, 2**31 - 1), (_TOP_PAD, 2**28)):
        allocator.mallopt(option, value)


@contextmanager
def open_device(*, threads: int | None = None, cpu: bool = False) -> Iterator[Device]:
    """The GPU if there is one, else the processor; joins the other processes under `torchrun`.

    Raises `ConfigurationError` for an environment that is not as torchrun makes it.
    """
    if threads is not None:
        torch.set_num_threads(threads)
    keep_memory()
    cuda = torch.cuda.is_available() and not cpu
    try:
        rank, processes = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    except ValueError:
        raise ConfigurationError(
            "RANK and WORLD_SIZE must be numbers; start with torchrun."
        ) from None
    if processes > 1:
        torch.distributed.init_process_group("nccl" if cuda else "gloo")
    device = Device(rank=rank, processes=processes, cuda=cuda)
    if cuda:
        torch.cuda.set_device(device.torch)
    try:
        yield device
    finally:
        if processes > 1:
            torch.distributed.destroy_process_group()
