"""`credenza demo`: the embedded stack with the demo catalogue in it, in the foreground."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

import httpx
from rich.console import Console

from backend.dataset.read import open_dataset
from backend.embedded.child import Surroundings
from backend.embedded.config import EmbeddedConfig, child_environment, kept_credentials
from backend.embedded.guard import Guard
from backend.embedded.load_demo import DemoLoader
from backend.embedded.preflight import hold, require_modules, require_ports
from backend.embedded.progress import StageTimes, stage
from backend.embedded.services import PREPARATIONS, api, stores, workers
from backend.embedded.supervisor import Supervisor

# Set by the Makefile to the second at which `make` began, so that the first stage can be timed.
STARTED_VARIABLE = "CREDENZA_MAKE_STARTED"


def run_demo(config: EmbeddedConfig, *, load: bool = True, exit_after_load: bool = False) -> int:
    """Run the stack until it is told to stop by SIGINT, SIGTERM or SIGHUP; return the exit code.

    `load=False` leaves the catalogue as it is; `exit_after_load` stops once it is searchable.
    Raises `CredenzaError` with a sentence for whatever keeps it from running.
    """
    console = Console(highlight=False, soft_wrap=True, markup=False)

    def say(text: str) -> None:
        with suppress(OSError):  # the terminal may be gone, which is no reason to stop half-way
            console.print(text)

    times = StageTimes(float(os.environ.get(STARTED_VARIABLE) or time.time()))
    require_modules()
    with hold(config.data_dir, say) as lock:
        require_ports(config)
        credentials = kept_credentials(config.data_dir)
        for folder in ("logs", "run", "valkey", "milvus", "images"):
            (config.data_dir / folder).mkdir(exist_ok=True)
        times.lap("environment")
        guard = Guard(lock)
        try:
            around = Surroundings(
                data_dir=config.data_dir.resolve(),
                environment=child_environment(config, credentials, os.environ),
                guard=guard,
                say=say,
            )

            async def bring_up(supervisor: Supervisor) -> None:
                say("Starting the services…")
                await asyncio.gather(supervisor.start(stores(config)), supervisor.run(PREPARATIONS))
                # The API first: it is what people wait for, and starting takes both cores.
                await supervisor.start(api(config))
                await supervisor.start(workers(config))
                times.lap("services")
                if load:
                    await _load(config, credentials.webhook_secret, console, times)
                say(f"Took: {times}.")
                say(f"Credenza is ready: {config.base_url}/demo/ (Ctrl-C stops it)")

            asyncio.run(_in_foreground(around, bring_up, stay=not exit_after_load))
        finally:
            guard.close()
    say("Stopped.")
    return 0


async def _in_foreground(
    around: Surroundings, bring_up: Callable[[Supervisor], Awaitable[None]], *, stay: bool
) -> None:
    supervisor = Supervisor(around)
    stop, hurry = asyncio.Event(), asyncio.Event()

    def interrupted() -> None:
        if stop.is_set():
            hurry.set()
        else:
            around.say("Stopping…")
            stop.set()

    async def work() -> None:
        await bring_up(supervisor)
        if stay:
            await stop.wait()

    with _on_signals(interrupted):
        tasks = [
            asyncio.create_task(work()),
            asyncio.create_task(supervisor.watch()),
            asyncio.create_task(stop.wait()),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await supervisor.stop(hurry)


@contextmanager
def _on_signals(act: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # else somebody said `nohup`
        numbers.append(signal.SIGHUP)
    for number in numbers:
        loop.add_signal_handler(number, act)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


async def _load(config: EmbeddedConfig, secret: str, console: Console, times: StageTimes) -> None:
    listings = list(open_dataset(config.demo_dir).listings())
    async with httpx.AsyncClient(base_url=config.base_url, timeout=30.0, trust_env=False) as client:
        loader = DemoLoader(
            client,
            base_url=config.base_url,
            secret=secret,
            memory=config.data_dir / "demo-loaded.json",
        )
        if not await loader.is_loaded(listings):
            with stage(console, "Listings sent") as progress:
                await loader.send(listings, progress)
            times.lap("sent")
        with stage(console, "Listings searchable") as progress:
            status = await loader.until_searchable(progress)
        times.lap("searchable")
    if status.parked:
        console.print(
            f"{status.parked} listings cannot be made searchable; `credenza parked list` says why."
        )
