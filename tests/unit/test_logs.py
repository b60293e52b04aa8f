from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.logs import request_id_from

# Logging is set up once for a whole process, so each of these needs one of its own.
PROGRAM = """
import logging, sys
import structlog
from backend.logs import configure_logs
configure_logs(sys.argv[1], sys.argv[2])
structlog.contextvars.bind_contextvars(request_id="request-1")
log = structlog.get_logger("backend.ingest")
log.debug("too quiet")
log.info("listing indexed", listing="sofa", version=2)
logging.getLogger("sqlalchemy.pool").warning("connection %s lost", 7)
logging.getLogger("httpx").info("said too often")
logging.getLogger("celery.app.trace").info("said too often")
try:
    1 / 0
except ZeroDivisionError:
    log.exception("task failed")
"""


def _logged(form: str, level: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, form, level], check=True, capture_output=True, text=True
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_every_line_is_json_whoever_wrote_it() -> None:
    indexed, lost, failed = map(json.loads, _logged("json", "info"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", indexed.pop("timestamp"))
    assert indexed == {
        "event": "listing indexed",
        "level": "info",
        "logger": "backend.ingest",
        "listing": "sofa",
        "version": 2,
        "request_id": "request-1",
    }
    assert (lost["event"], lost["level"]) == ("connection 7 lost", "warning")
    assert (lost["logger"], lost["request_id"]) == ("sqlalchemy.pool", "request-1")
    assert failed["level"] == "error"
    assert "ZeroDivisionError: division by zero" in failed["exception"]


def test_less_severe_lines_can_be_left_out_or_in() -> None:
    warned = [json.loads(line)["event"] for line in _logged("json", "warning")]
    assert warned == ["connection 7 lost", "task failed"]
    assert json.loads(_logged("json", "debug")[0])["event"] == "too quiet"


def test_on_a_console_lines_are_for_people() -> None:
    first, *rest = _logged("console", "info")
    assert "listing indexed" in first
    assert "listing=sofa" in first
    assert "\x1b" not in first
    assert "ZeroDivisionError: division by zero" in rest[-1]


@pytest.mark.parametrize("offered", ["a", "Req:1.2-3_4", "x" * 64])
def test_a_decent_request_id_is_kept(offered: str) -> None:
    assert request_id_from(offered) == offered


@given(st.none() | st.text(max_size=80))
def test_a_request_id_is_always_fit_for_a_log_line(offered: str | None) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._:-]{1,64}", request_id_from(offered))


@pytest.mark.parametrize("offered", [None, "", "x" * 65, "two\nlines", "a b", "ü", "ok\n"])
def test_without_a_decent_request_id_a_new_one_is_made(offered: str | None) -> None:
    assert request_id_from(offered) != request_id_from(offered) != offered
