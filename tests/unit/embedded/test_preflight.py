from __future__ import annotations

import os
import socket
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.embedded.config import EmbeddedConfig
from backend.embedded.preflight import another_port, hold, require_modules, require_ports
from backend.errors import ConfigurationError


@pytest.mark.parametrize(("offset", "use"), [(0, "the shop"), (1, "Valkey"), (2, "Milvus")])
def test_a_port_in_use_is_named_with_the_setting_that_changes_it(
    unused_port: int, offset: int, use: str
) -> None:
    with (
        closing(socket.create_server(("127.0.0.1", unused_port + offset))),
        pytest.raises(ConfigurationError) as caught,
    ):
        require_ports(EmbeddedConfig(port=unused_port))
    assert f"Port {unused_port + offset} ({use}) is in use" in caught.value.detail
    assert "make demo PORT=9000" in caught.value.detail


def test_a_port_held_by_someone_who_does_not_listen_is_in_use_as_well() -> None:
    with closing(socket.socket()) as holder:
        holder.bind(("127.0.0.1", 0))
        with pytest.raises(ConfigurationError, match="in use"):
            require_ports(EmbeddedConfig(port=holder.getsockname()[1]))


@given(st.integers(1, 65_533))
def test_the_advice_is_never_a_port_of_the_stack_that_could_not_start(port: int) -> None:
    advice = another_port(port)
    assert not {advice, advice + 1, advice + 2} & {port, port + 1, port + 2}


@pytest.mark.parametrize("port", [0, -1, 65_534, 70_000])
def test_a_port_that_cannot_be_is_refused(port: int) -> None:
    with pytest.raises(ConfigurationError, match="is not possible"):
        require_ports(EmbeddedConfig(port=port))


def test_a_module_that_is_missing_is_named_with_what_installs_it() -> None:
    require_modules(("json",))
    with pytest.raises(ConfigurationError, match=r"no_such_module is not installed.*make demo"):
        require_modules(("json", "no_such_module"))


def test_a_second_stack_on_the_same_data_is_told_who_runs_it(tmp_path: Path) -> None:
    data, said = tmp_path / "data", list[str]()
    with (
        hold(data, said.append),
        pytest.raises(ConfigurationError, match=f"already runs.*process {os.getpid()}"),
        hold(data, said.append),
    ):
        pass
    with hold(data, said.append):
        assert (data / "lock").read_text() == str(os.getpid())
    assert said == []


def test_a_data_directory_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(ConfigurationError, match="cannot be written"),
        hold(tmp_path / "file" / "data", print),
    ):
        pass
