from __future__ import annotations

import platform
import signal

import pytest
import torch

from backend.errors import ConfigurationError
from backend.training.device import Device, keep_memory, open_device


def test_keeping_memory_leaves_arithmetic_alone() -> None:
    values = torch.arange(200_000, dtype=torch.float64)
    before = float((values * 2).sum())

    keep_memory()
    keep_memory()

    assert float((values * 2).sum()) == before


def test_where_the_allocator_is_another_one_nothing_is_asked_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(name: str | None) -> None:
        raise AssertionError(name)

    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    monkeypatch.setattr("backend.training.device.ctypes.CDLL", never)

    keep_memory()


def test_one_process_leads_and_is_not_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RANK", "WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)
    threads = torch.get_num_threads()
    step = torch.nn.Linear(2, 2)
    try:
        with open_device(threads=1, cpu=True) as device:
            assert device.leads
            assert device.processes == 1
            assert device.torch == torch.device("cpu")
            assert device.parallel(step) is step
            assert torch.get_num_threads() == 1
            with device.autocast():
                assert step(torch.ones(1, 2)).dtype == torch.float32
    finally:
        torch.set_num_threads(threads)


@pytest.mark.parametrize("name", ["RANK", "WORLD_SIZE"])
def test_an_environment_that_torchrun_did_not_make_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "first")

    with pytest.raises(ConfigurationError, match="start with torchrun"), open_device(cpu=True):
        pass


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_is_remembered_and_the_second_one_obeyed(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    device = Device(rank=0, processes=1, cuda=False)
    with device.listening():
        assert not device.stop_asked()
        signal.raise_signal(number)
        assert device.asked
        assert device.stop_asked()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)

    assert signal.getsignal(number) is before
