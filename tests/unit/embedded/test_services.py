from __future__ import annotations

import asyncio
import os
from pathlib import Path

from pymilvus import MilvusClient

from backend.embedded.child import Surroundings
from backend.embedded.config import EmbeddedConfig, child_environment, kept_credentials
from backend.embedded.services import stores
from backend.embedded.supervisor import Supervisor
from tests.unit.embedded.stand_ins import is_running, noted_pid


def test_the_real_broker_and_index_start_and_stop(
    around: Surroundings, tmp_path: Path, unused_port: int, said: list[str]
) -> None:
    config = EmbeddedConfig(data_dir=tmp_path, port=unused_port)
    for folder in ("valkey", "milvus"):
        (tmp_path / folder).mkdir()
    around = Surroundings(
        data_dir=tmp_path,
        environment=child_environment(config, kept_credentials(tmp_path), os.environ),
        guard=around.guard,
        say=said.append,
    )

    async def play() -> list[int]:
        supervisor = Supervisor(around)
        try:
            await supervisor.start(stores(config))
            # It takes connections a little before it can be asked to stop.
            await asyncio.to_thread(_asked, config.milvus_port)
            return [noted_pid(tmp_path, name) for name in ("valkey", "milvus")]
        finally:
            await supervisor.stop(asyncio.Event())

    pids = asyncio.run(play())
    assert all(pids)
    assert not any(is_running(pid) for pid in pids)
    assert said == []
    assert list((tmp_path / "valkey" / "appendonlydir").iterdir())
    assert "User requested shutdown" in (tmp_path / "logs" / "valkey.log").read_text()
    assert "Shutting down" in (tmp_path / "logs" / "milvus.log").read_text()


def _asked(port: int) -> None:
    client = MilvusClient(f"http://127.0.0.1:{port}")
    assert client.list_collections() == []
    client.close()
