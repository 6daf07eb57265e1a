"""Deliveries against receivers that are down, slow, or lie."""

import base64
import contextlib
import socket
import struct
import time

import pytest

from receiver import answer, verify

pytestmark = pytest.mark.core


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def test_signed_alert(alerting, receiver, lake, hook):
    """A matching webhook gets the event, signed, in the form of Standard Webhooks; others get nothing."""
    server, mine, other = alerting(), receiver(), receiver()
    wanted = hook(server, mine.url, TableNames=["ord*"], DatabaseNames=["lake"])
    hook(server, other.url + "1", TableNames=["visits"])
    hook(server, other.url + "2", MinimumSeverity="BREAKING")
    hook(server, other.url + "3", CrawlerNames=["*"])
    hook(server, other.url + "4", Enabled=False)
    lake(server).drift("orders", "email", "phone")
    request = mine.wait(1)[0]
    assert request.line == "POST /hook HTTP/1.1" and request.headers["content-type"] == "application/json"
    verify(wanted.secret, request.headers, request.body)
    body = request.json()
    assert set(body) == {"type", "timestamp", "data"} and body["type"] == "table.schema.changed"
    assert body["timestamp"].endswith("Z")
    event = server.rest().get("/v1/drift-events").json()["DriftEvents"][0]
    assert body["data"] == event and request.columns == ["email", "phone"]
    delivery = wanted.wait_for("SUCCEEDED")[0]
    assert delivery["MessageId"] == request.id and delivery["DriftEventId"] == event["DriftEventId"]
    assert [one["StatusCode"] for one in delivery["Attempts"]] == [200]
    time.sleep(0.3)
    assert not other.requests


def test_down_then_up(alerting, receiver, lake, hook):
    """A receiver that is down gets the alert when it is back; each attempt is on record."""
    server, port = alerting(), free_port()
    wanted = hook(server, f"http://127.0.0.1:{port}/hook")
    lake(server).drift("orders", "email")
    until = time.monotonic() + 10
    while not wanted.deliveries() or len(wanted.deliveries()[0]["Attempts"]) < 1:
        assert time.monotonic() < until
        time.sleep(0.02)
    back = receiver(port=port)
    back.wait(1)
    attempts = wanted.wait_for("SUCCEEDED")[0]["Attempts"]
    assert len(attempts) >= 2 and "StatusCode" not in attempts[0] and "connect" in attempts[0]["Error"].lower()
    assert [one["Attempt"] for one in attempts] == list(range(1, len(attempts) + 1))


def test_retries_keep_the_id(alerting, receiver, lake, hook):
    """Every attempt has the same id and body, its own time, and a signature that holds."""
    server = alerting(webhook_retry_permille=1)
    failing = receiver(lambda request, index: answer(500 if index < 3 else 200, body=b"why \xff\x00 not"))
    wanted = hook(server, failing.url)
    lake(server).drift("orders", "email")
    requests = failing.wait(4)
    assert len({one.id for one in requests}) == 1 and len({one.body for one in requests}) == 1
    for one in requests:
        verify(wanted.secret, one.headers, one.body)
    attempts = wanted.wait_for("SUCCEEDED")[0]["Attempts"]
    assert [one["StatusCode"] for one in attempts] == [500, 500, 500, 200]
    assert attempts[0]["Answer"].startswith("why ")


def test_sent_again_by_hand(alerting, receiver, hook):
    """A test is a delivery like others; what was sent may be sent again, under the same id."""
    server = alerting(webhook_retry_permille=1)
    refusing = receiver(lambda request, index: answer(404 if index < 3 else 200))
    wanted = hook(server, refusing.url)
    server.rest().post(wanted.path + "/test").raise_for_status()
    refusing.wait(3)
    wanted.wait_for("SUCCEEDED")
    first = refusing.requests[0]
    assert first.json()["type"] == "webhook.test" and "data" in first.json()
    delivery_id = wanted.deliveries()[0]["DeliveryId"]
    again = server.rest().post(f"{wanted.path}/deliveries/{delivery_id}/redeliver")
    assert again.status_code == 202 and again.json()["DeliveryId"] != delivery_id
    requests = refusing.wait(5)
    assert {one.id for one in requests} == {first.id}
    verify(wanted.secret, requests[-1].headers, requests[-1].body)
    got = server.rest().get(f"{wanted.path}/deliveries/{again.json()['DeliveryId']}").json()["Delivery"]
    assert got["MessageId"] == first.id


def drip(connection):
    """A byte of a header now and then."""
    with contextlib.suppress(OSError):
        for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 600:
            connection.sendall(bytes([byte]))
            time.sleep(0.1)


def reset_after_200(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def garbage(connection):
    connection.sendall(b"\x16\x03\x01 this is no HTTP\r\n\r\n")


def silence(connection):
    time.sleep(60)


def endless_headers(connection):
    with contextlib.suppress(OSError):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100000):
            connection.sendall(b"X-More: " + b"z" * 1000 + b"\r\n")


@pytest.mark.parametrize("lie", [reset_after_200, garbage, endless_headers,
                                 answer(301, ["Location: /elsewhere"]), answer(100), answer(304), answer(999)])
def test_no_success(alerting, receiver, lake, hook, lie):
    """Only a whole 2xx answer in time is a success; anything else is tried again, and the server stays small and alive."""
    server = alerting()
    lying = receiver(lambda request, index: lie if index == 0 else answer(200))
    wanted = hook(server, lying.url)
    lake(server).drift("orders", "email")
    lying.wait(2)
    attempts = wanted.wait_for("SUCCEEDED")[0]["Attempts"]
    assert len(attempts) == 2 and attempts[0]["Error"] and attempts[0]["DurationMs"] < 3000
    assert server.resident_bytes() < 200 << 20


def test_too_slow(alerting, receiver, lake, hook):
    """A receiver that says nothing, or drips, has 20 seconds in all; then it is asked again."""
    server, hooks = alerting(), []
    for behave in silence, drip:
        slow = receiver(lambda request, index, behave=behave: behave if index == 0 else answer(200))
        hooks.append(hook(server, slow.url))
    lake(server).drift("orders", "email")
    for one in hooks:
        attempts = one.wait_for("SUCCEEDED", seconds=40)[0]["Attempts"]
        assert len(attempts) == 2 and 15000 <= attempts[0]["DurationMs"] <= 30000 and attempts[0]["Error"]


def test_huge_answer(alerting, receiver, lake, hook):
    """Of a huge answer only the beginning is read and kept."""
    def flood(connection):
        with contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
            while True:
                connection.sendall(b"spam" * 16384)

    server, flooding = alerting(), receiver(lambda request, index: flood)
    wanted = hook(server, flooding.url)
    lake(server).drift("orders", "email")
    attempt = wanted.wait_for("SUCCEEDED")[0]["Attempts"][0]
    assert 0 < len(attempt["Answer"]) <= 1024 and attempt["Answer"].startswith("spamspam")
    assert server.resident_bytes() < 100 << 20


def test_redirect_is_not_followed(alerting, receiver, lake, hook):
    """A redirect to another address of this machine leads nowhere."""
    server, inner = alerting(), receiver()
    redirecting = receiver(lambda request, index: answer(307, [f"Location: {inner.url}"]) if index < 1 else answer(200))
    wanted = hook(server, redirecting.url)
    lake(server).drift("orders", "email")
    redirecting.wait(2)
    assert not inner.requests
    assert wanted.wait_for("SUCCEEDED")[0]["Attempts"][0]["StatusCode"] == 307


def test_gone(alerting, receiver, lake, hook):
    """410 disables the webhook and says why; enabled again it gets what happens then."""
    server, gone = alerting(), receiver(lambda request, index: answer(410 if index == 0 else 200))
    wanted, pond = hook(server, gone.url), lake(server)
    pond.drift("orders", "email")
    wanted.wait_for("FAILED")
    document = wanted.get()
    assert document["State"] == "DISABLED" and "410" in document["DisabledReason"]
    pond.drift("orders", "phone")
    time.sleep(0.5)
    assert len(gone.requests) == 1
    enabled = server.rest().put(wanted.path, json={"Name": document["Name"], "Url": document["Url"]}).json()["Webhook"]
    assert enabled["State"] == "ENABLED" and "DisabledReason" not in enabled
    pond.drift("orders", "fax")
    assert gone.wait(2)[1].columns == ["fax"]


def test_retry_after(alerting, receiver, lake, hook):
    """A receiver that asks for a pause gets it."""
    server = alerting(webhook_retry_permille=1)
    busy = receiver(lambda request, index: answer(429, ["Retry-After: 2"]) if index == 0 else answer(200))
    hook(server, busy.url)
    lake(server).drift("orders", "email")
    first, second = busy.wait(2)[:2]
    assert 1.9 < second.time - first.time < 6


def test_order_per_table(alerting, receiver, lake, hook):
    """Events of a table arrive in order, whatever fails; another table does not wait."""
    failures = {}

    def behave(request, index):
        column = request.columns[0]
        failures[column] = failures.get(column, 0) + 1
        return answer(503 if request.json()["data"]["TableName"] == "orders" and failures[column] <= 2 else 200)

    server = alerting(webhook_retry_permille=2)
    picky = receiver(behave)
    wanted, pond = hook(server, picky.url), lake(server)
    columns = [f"c{i}" for i in range(4)]
    pond.drift("orders", columns[0])
    pond.drift("visits", "v")
    for column in columns[1:]:
        pond.drift("orders", column)
    wanted.wait_for("SUCCEEDED", 5, 60)
    requests = picky.wait(13)
    orders = [one.columns[0] for one in requests if one.json()["data"]["TableName"] == "orders"]
    assert orders == [column for column in columns for _ in range(3)]
    visit = next(i for i, one in enumerate(requests) if one.columns == ["v"])
    assert visit < requests.index(next(one for one in requests if one.columns == ["c1"]))


def test_slow_holds_nobody_up(alerting, receiver, lake, hook):
    """While one receiver hangs with many deliveries, another is told at once."""
    server = alerting()
    slow, quick = receiver(lambda request, index: silence), receiver()
    hook(server, slow.url)
    hook(server, quick.url)
    pond = lake(server)
    for i in range(12):
        pond.drift(f"t{i}", "c")
    began = time.monotonic()
    quick.wait(12)
    assert time.monotonic() - began < 4
    assert len(slow.requests) <= 4


def test_rotation_signs_twice(alerting, receiver, lake, hook):
    """After a rotation both secrets verify, also one that the caller brought."""
    server, mine = alerting(), receiver()
    wanted = hook(server, mine.url)
    body = {"Name": "n", "Url": mine.url}
    fresh = server.rest().put(wanted.path, json={**body, "RotateSecret": True}).json()["Webhook"]["Secret"]
    pond = lake(server)
    pond.drift("orders", "a")
    request = mine.wait(1)[0]
    verify(wanted.secret, request.headers, request.body)
    verify(fresh, request.headers, request.body)
    own = "whsec_" + base64.b64encode(b"x" * 64).decode()
    server.rest().put(wanted.path, json={**body, "Secret": own}).raise_for_status()
    pond.drift("orders", "b")
    request = mine.wait(2)[1]
    verify(own, request.headers, request.body)
    verify(fresh, request.headers, request.body)
    with pytest.raises(AssertionError):
        verify(wanted.secret, request.headers, request.body)


def test_long_diff_is_cut(alerting, receiver, lake, hook):
    """An alert stays below 20 kB; what was cut is counted, and the link leads to all of it."""
    server, mine = alerting(), receiver()
    wanted = hook(server, mine.url)
    lake(server).drift("wide", *[f"a_column_with_a_rather_long_name_{i}" for i in range(900)])
    request = mine.wait(1)[0]
    verify(wanted.secret, request.headers, request.body)
    data = request.json()["data"]
    assert len(request.body) < 20000 and data["Truncated"] is True
    assert len(data["Changes"]) + data["ChangesOmitted"] == 900 and len(data["Changes"]) > 50
    whole = server.rest().get(data["Link"]).json()["DriftEvent"]
    assert len(whole["Changes"]) == 900 and whole["Changes"][: len(data["Changes"])] == data["Changes"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "0x7f.1", "2130706433", "0177.0.0.1", "[::ffff:127.0.0.1]",
                                  "localhost", "0"])
def test_guard_at_connect(alerting, receiver, lake, hook, host):
    """What a webhook's name or number leads to is judged when it is connected to, in each spelling."""
    server, mine = alerting(webhook_allow=["127.0.0.0/8", "::1/128", "0.0.0.0/8"]), receiver()
    wanted, pond = hook(server, f"http://{host}:{mine.port}/"), lake(server)
    server.options["webhook_allow"] = None
    server.restart()
    wanted.rest.url = pond.rest.url = server.url
    pond.drift("orders", "email")
    until = time.monotonic() + 10
    while not (found := wanted.deliveries()) or not found[0]["Attempts"]:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert "--webhook-allow" in found[0]["Attempts"][0]["Error"] and not mine.requests


def test_killed_between_commit_and_delivery(alerting, receiver, lake, hook):
    """kill -9 right after each acknowledged write: every alert arrives, and what arrives twice has the same id."""
    server, mine = alerting(), receiver()
    wanted, pond = hook(server, mine.url), lake(server)
    pond.drift("orders")
    rounds = 15
    for i in range(rounds):
        pond.drift("orders", f"c{i}")
        time.sleep(i % 5 * 0.002)
        server.kill()
        server.restart()
        pond.rest.url = wanted.rest.url = server.url
    wanted.wait_for("SUCCEEDED", rounds, 60)
    ids = {}
    for request in mine.wait(rounds):
        verify(wanted.secret, request.headers, request.body)
        ids.setdefault(request.columns[0], set()).add(request.id)
    assert set(ids) == {f"c{i}" for i in range(rounds)} and all(len(one) == 1 for one in ids.values())
    first_seen = list(dict.fromkeys(one.columns[0] for one in mine.requests))
    assert first_seen == [f"c{i}" for i in range(rounds)]


def test_killed_while_sending(alerting, receiver, lake, hook):
    """kill -9 in the middle of an attempt: it is on record, and the alert is sent again under its id."""
    server = alerting()
    slow = receiver(lambda request, index: silence if index == 0 else answer(200))
    wanted, pond = hook(server, slow.url), lake(server)
    pond.drift("orders", "email")
    slow.wait(1)
    server.kill()
    server.restart()
    wanted.rest.url = server.url
    first, second = slow.wait(2)
    assert first.id == second.id and first.body == second.body
    attempts = wanted.wait_for("SUCCEEDED")[0]["Attempts"]
    assert len(attempts) == 2 and "stopped" in attempts[0]["Error"]


def test_stops_while_sending(alerting, receiver, lake, hook):
    """SIGTERM does not wait for a receiver that hangs."""
    server = alerting()
    slow = receiver(lambda request, index: silence)
    hook(server, slow.url)
    lake(server).drift("orders", "email")
    slow.wait(1)
    began = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - began < 5


def test_delete_cancels(alerting, receiver, lake, hook):
    """A deleted webhook is sent nothing more."""
    server = alerting(webhook_retry_permille=20)
    failing = receiver(lambda request, index: answer(500))
    wanted, pond = hook(server, failing.url), lake(server)
    pond.drift("orders", "a")
    failing.wait(1)
    assert server.rest().delete(wanted.path).status_code == 204
    sent = len(failing.requests)
    pond.drift("orders", "b")
    time.sleep(1)
    assert len(failing.requests) <= sent + 1
    assert server.rest().get(wanted.path + "/deliveries").status_code == 404


def test_counts(alerting, receiver, lake, hook):
    """The attempts show in the metrics."""
    server = alerting()
    flaky = receiver(lambda request, index: answer(500 if index == 0 else 200))
    wanted = hook(server, flaky.url)
    lake(server).drift("orders", "a")
    wanted.wait_for("SUCCEEDED")
    text = server.rest().get("/metrics").text
    assert 'propolis_deliveries_total{result="succeeded"} 1' in text
    assert 'propolis_deliveries_total{result="retried"} 1' in text
