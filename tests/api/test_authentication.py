"""Signatures as Glue's door sees them: for what, for where, and for when they were made."""

import datetime
import hashlib

import botocore.auth
import pytest

from wire import Wire

pytestmark = pytest.mark.core
TARGETED = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AWSGlue.GetDatabases"}


def signed(wire, body=b"{}", **more):
    return wire.sign("POST", "/", body, {**TARGETED, **more})


def test_unsigned(wire):
    """Without a signature nothing is answered."""
    reply = wire.send("POST", "/", b"{}", TARGETED)
    assert reply.status == 400 and reply.code == "MissingAuthenticationTokenException"


def test_unknown_key_and_wrong_secret(server):
    """An unknown key and a wrong secret are told apart as AWS does."""
    for key, secret, code in (("AKIDNOBODYKNOWS00000", server.secret, "UnrecognizedClientException"),
                              (server.key_id, server.secret + "x", "InvalidSignatureException")):
        stranger = Wire(server.url, key, secret)
        assert stranger.call("GetDatabases", {}).code == code
        stranger.close()


@pytest.mark.parametrize("minutes, taken", [(-6, False), (-4, True), (4, True), (6, False), (-60 * 24, False), (60 * 24 * 365, False)])
def test_skew(wire, monkeypatch, minutes, taken):
    """A signature is good for five minutes around its time, and one from another time is told so."""
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) + datetime.timedelta(minutes=minutes)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda remove_tzinfo=True: now, raising=True)
    reply = wire.call("GetDatabases", {})
    assert (reply.status == 200) is taken
    assert taken or (reply.code == "InvalidSignatureException" and "clock" in reply.json["Message"])


@pytest.mark.parametrize("region, service, refused", [
    ("eu-central-1", "glue", None), ("us-east-1", "s3", "correct service: 'glue'"), ("us-east-1", "sts", "correct service: 'glue'"),
    ("", "glue", "valid region")])
def test_scope(server, region, service, refused):
    """Any region is taken, since clients of one server sign for many; another service is not, in the real service's words."""
    other = Wire(server.url, server.key_id, server.secret, region=region, service=service)
    reply = other.call("GetDatabases", {})
    assert (reply.status == 200) is (refused is None)
    assert not refused or (reply.code == "InvalidSignatureException" and "Credential should be scoped to" in reply.json["Message"]
                           and refused in reply.json["Message"])
    other.close()


def test_without_a_date(wire):
    """What is signed without a date, or whose date got lost, is told so."""
    headers = {name: value for name, value in signed(wire).items() if name != "X-Amz-Date"}
    reply = wire.send("POST", "/", b"{}", headers)
    assert reply.code == "IncompleteSignatureException" and "X-Amz-Date" in reply.json["Message"]


def test_the_target_must_be_signed(wire):
    """The target must be among the signed headers, or somebody else could choose it."""
    headers = wire.sign("POST", "/", b"{}", {"Content-Type": "application/x-amz-json-1.1"})
    reply = wire.send("POST", "/", b"{}", {**headers, "X-Amz-Target": "AWSGlue.GetDatabases"})
    assert reply.status == 400 and reply.code in ("InvalidSignatureException", "IncompleteSignatureException")


def test_what_other_sdks_sign(wire):
    """What other SDKs sign beside the minimum is taken; a hash of another body, or of none, is not."""
    more = {"X-Amz-Security-Token": "token", "amz-sdk-invocation-id": "0", "amz-sdk-request": "attempt=1; max=3",
            "x-amz-content-sha256": hashlib.sha256(b"{}").hexdigest(), "x-amz-user-agent": "aws-sdk-js/3"}
    assert wire.send("POST", "/", b"{}", signed(wire, **more)).status == 200
    for wrong in ("UNSIGNED-PAYLOAD", "0" * 64):
        assert wire.send("POST", "/", b"{}", signed(wire, **{"x-amz-content-sha256": wrong})).status == 400


def test_messages_carry_no_secrets(wire, server):
    """No message and no line of the log tells a secret."""
    for headers in ({**signed(wire), "X-Amz-Date": "20200101T000000Z"}, TARGETED):
        assert server.secret.encode() not in wire.send("POST", "/", b"{}", headers).body
    assert server.secret not in server.raw_log()
