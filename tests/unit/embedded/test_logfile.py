from __future__ import annotations

from pathlib import Path

from backend.embedded.logfile import rotate, tail


def test_a_large_log_moves_aside_while_its_writer_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    with log.open("a") as writer:
        writer.write("old\n" * 100)
        writer.flush()
        rotate(log, max_bytes=100)
        writer.write("new\n")
    assert log.read_text() == "new\n"
    assert (tmp_path / "api.log.1").read_text() == "old\n" * 100


def test_a_small_log_and_one_that_is_not_there_are_left_alone(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    rotate(log)
    log.write_text("a few words\n")
    rotate(log)
    assert [path.name for path in tmp_path.iterdir()] == ["api.log"]
    assert log.read_text() == "a few words\n"


def test_the_tail_is_the_last_lines_with_words_in_them_since_the_start(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    log.write_bytes(b"yesterday\n")
    since = log.stat().st_size
    log.write_bytes(b"yesterday\none\n\n  two \n\xff three\n\n")
    assert tail(log, since) == ["one", "  two ", "\ufffd three"]
    assert tail(log, since, lines=1) == ["\ufffd three"]
    assert tail(log, since=10_000, lines=4)[0] == "yesterday"  # emptied in between
