"""Signatures are made here by the published algorithm, without the library that checks them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.errors import ConfigurationError, Unauthorized
from backend.webhooks.standard import StandardWebhooks
from tests.fixtures.app import NEXT_SECRET, SECRET, as_secret, signed

BODY = b'{"type":"listing.deleted","data":{"id":"sofa-1"}}'
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TOLERANCE = timedelta(minutes=5)


def webhooks(*secrets: bytes) -> StandardWebhooks:
    return StandardWebhooks(
        [as_secret(secret).get_secret_value() for secret in secrets or (SECRET, NEXT_SECRET)],
        TOLERANCE,
    )


def accepted(headers: dict[str, str], body: bytes = BODY) -> bool:
    try:
        webhooks().verify(headers, body, now=NOW)
    except Unauthorized:
        return False
    return True


def at(moment: datetime) -> str:
    return str(int(moment.timestamp()))


def test_the_example_of_the_specification_is_accepted() -> None:
    """The values are those of the Standard Webhooks documentation and its reference tests."""
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    checker = StandardWebhooks(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], TOLERANCE)
    sent_at = datetime.fromtimestamp(1_614_265_330, tz=UTC)
    delivery_id = checker.verify(headers, b'{"test": 2432232314}', now=sent_at)
    assert delivery_id == "msg_p5jXN8AQM9LWM0D4loKWxJek"


def test_either_secret_may_sign_while_they_are_rotated() -> None:
    assert accepted(signed(BODY, secrets=[SECRET]))
    assert accepted(signed(BODY, secrets=[NEXT_SECRET]))
    assert accepted(signed(BODY, secrets=[b"unknown", NEXT_SECRET]))
    assert not accepted(signed(BODY, secrets=[b"unknown"]))


def test_a_secret_that_was_taken_away_no_longer_signs() -> None:
    with pytest.raises(Unauthorized):
        webhooks(NEXT_SECRET).verify(signed(BODY, secrets=[SECRET]), BODY, now=NOW)


def test_without_any_secret_nothing_is_accepted() -> None:
    with pytest.raises(Unauthorized):
        StandardWebhooks([], TOLERANCE).verify(signed(BODY), BODY, now=NOW)


def test_a_good_signature_counts_wherever_it_stands() -> None:
    good = signed(BODY)["webhook-signature"]
    for header in (f"v1,AAAA {good}", f"{good} v1,AAAA", f"v2,{good[3:]} {good}", f"v1a,x  {good}"):
        assert accepted(signed(BODY) | {"webhook-signature": header})


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        "v1",
        "v1,",
        "v1,,",
        ",",
        "v1,AAAA",
        "v1,not base64!",
        "v1,é",
        "v1,\ud7ff",
        "v1," + "A" * 10_000,
        "v1,A " * 10_000,
        "v0,{good}",
        "v2,{good}",
        "V1,{good}",
        "v1 {good}",
        "{good}",
        "v1,{good}x",
        "v1,v1,{good}",
        "v1, {good}",
    ],
)
def test_a_signature_header_of_garbage_is_refused(header: str) -> None:
    good = signed(BODY)["webhook-signature"].removeprefix("v1,")
    assert not accepted(signed(BODY) | {"webhook-signature": header.replace("{good}", good)})


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_each_header_is_required(name: str) -> None:
    headers = signed(BODY)
    del headers[name]
    with pytest.raises(Unauthorized, match=name):
        webhooks().verify(headers, BODY, now=NOW)


@pytest.mark.parametrize("off", [-TOLERANCE, timedelta(0), TOLERANCE])
def test_a_timestamp_within_the_tolerance_is_accepted(off: timedelta) -> None:
    assert accepted(signed(BODY, timestamp=at(NOW + off)))


@pytest.mark.parametrize("off", [-TOLERANCE, TOLERANCE])
def test_a_timestamp_beyond_the_tolerance_is_refused(off: timedelta) -> None:
    moment = NOW + off + timedelta(seconds=1 if off > timedelta(0) else -1)
    with pytest.raises(Unauthorized, match="webhook-timestamp"):
        webhooks().verify(signed(BODY, timestamp=at(moment)), BODY, now=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "-1772366400",
        "+1772366400",
        " 1772366400",
        "1772366400.0",
        "1.7723664e9",
        "1_772_366_400",
        "١٧٧٢٣٦٦٤٠٠",
        "²",
        "nan",
        "inf",
        "0x69a42b40",
        "9" * 11,
        "9" * 5_000,
        "1772366400\n",
    ],
)
def test_a_timestamp_that_is_no_plain_number_of_now_is_refused(text: str) -> None:
    with pytest.raises(Unauthorized, match="webhook-timestamp"):
        webhooks().verify(signed(BODY, timestamp=text), BODY, now=NOW)


@pytest.mark.parametrize("delivery_id", ["", " ", "a b", "é", "a\n", "\x00", "a" * 256, "\x7f"])
def test_a_delivery_id_that_cannot_be_remembered_is_refused(delivery_id: str) -> None:
    assert not accepted(signed(BODY, delivery_id=delivery_id))


@pytest.mark.parametrize("delivery_id", ["1", "a.b", "';drop-table--", "%00", "..", "a" * 255])
def test_a_delivery_id_may_look_odd(delivery_id: str) -> None:
    assert accepted(signed(BODY, delivery_id=delivery_id))


def test_a_signature_binds_body_id_and_time() -> None:
    headers = signed(BODY)
    assert accepted(headers)
    assert not accepted(headers, BODY + b" ")
    assert not accepted(headers, BODY.replace(b"sofa-1", b"sofa-2"))
    assert not accepted(headers, b"")
    assert not accepted(headers | {"webhook-id": "msg_2"})
    assert not accepted(headers | {"webhook-timestamp": at(NOW + timedelta(seconds=1))})


def test_a_body_that_is_not_utf8_is_refused_whoever_signed_it() -> None:
    body = b'{"type":"\xff"}'
    assert not accepted(signed(body), body)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_é", "whsec_not base64", "whsec_A"])
def test_a_secret_that_is_no_base64_is_a_configuration_error(secret: str) -> None:
    with pytest.raises(ConfigurationError, match="CREDENZA_WEBHOOK_SECRETS") as refused:
        StandardWebhooks([secret], TOLERANCE)
    assert secret.removeprefix("whsec_") in ("", "A") or secret not in refused.value.detail


@pytest.mark.parametrize("prefix", ["whsec_", ""])
@pytest.mark.parametrize("padding", [True, False])
def test_a_secret_may_go_without_prefix_or_padding(prefix: str, *, padding: bool) -> None:
    encoded = base64.b64encode(SECRET).decode()
    checker = StandardWebhooks([prefix + (encoded if padding else encoded.rstrip("="))], TOLERANCE)
    assert checker.verify(signed(BODY), BODY, now=NOW) == "msg_1"


@given(
    body=st.binary(max_size=60),
    delivery_id=st.text(max_size=20),
    timestamp=st.text(max_size=15) | st.integers(-10, 2**40).map(str),
    signature=st.text(max_size=60),
)
def test_nobody_gets_in_by_luck_and_nothing_else_is_raised(
    body: bytes, delivery_id: str, timestamp: str, signature: str
) -> None:
    headers = {
        "webhook-id": delivery_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{signature}",
    }
    assert not accepted(headers, body)


@given(body=st.text(max_size=60), delivery_id=st.from_regex("[!-~]{1,255}", fullmatch=True))
def test_whatever_is_signed_as_published_is_accepted(body: str, delivery_id: str) -> None:
    content = f"{delivery_id}.{at(NOW)}.{body}".encode()
    signature = base64.b64encode(hmac.new(SECRET, content, hashlib.sha256).digest()).decode()
    headers = {
        "webhook-id": delivery_id,
        "webhook-timestamp": at(NOW),
        "webhook-signature": f"v1,{signature}",
    }
    assert webhooks().verify(headers, body.encode(), now=NOW) == delivery_id
