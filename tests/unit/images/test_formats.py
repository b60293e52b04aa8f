from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.images.formats import ends_early, format_of
from tests.unit.images.pictures import FORMATS, encoded, plain


@pytest.mark.parametrize("kind", [*FORMATS, "GIF", "BMP", "TIFF", "ICO", "PDF"])
def test_a_file_is_known_by_its_first_bytes(kind: str) -> None:
    assert format_of(encoded(plain(), kind)) == kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"\xef\xbb\xbf\n<?xml version='1.0'?><svg/>", "SVG"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "XML"),
        (b"\n<!DOCTYPE html><html></html>", "HTML"),
        (b"<HTML>", "HTML"),
        (b'{"error": "not found"}', "JSON"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIF"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "AVIF"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isomiso2", None),
        (b"hello", None),
        (b"", None),
    ],
)
def test_what_servers_send_instead_of_a_picture_has_a_name(data: bytes, kind: str | None) -> None:
    assert format_of(data) == kind


@pytest.mark.parametrize("kind", FORMATS)
def test_a_whole_file_does_not_end_early_and_half_of_it_does(kind: str) -> None:
    data = encoded(plain(), kind)
    assert not ends_early(data, kind)
    assert ends_early(data[: len(data) // 2], kind)


@given(st.binary(), st.sampled_from(FORMATS))
@settings(deadline=None)
def test_any_bytes_can_be_asked_about(data: bytes, kind: str) -> None:
    assert format_of(data) is None or isinstance(format_of(data), str)
    assert ends_early(data, kind) in (True, False)
