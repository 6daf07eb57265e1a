"""Bounds: time, size, memory, connections."""

import concurrent.futures
import gzip
import json
import pathlib
import re
import socket
import threading
import time

import pytest
import requests
from raw_http import connect, exchange, is_closed, read_answer, seconds_until_closed

LIVE = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"


def glue_post(body_bytes, *lines):
    head = [b"POST / HTTP/1.1", b"Host: x", b"X-Amz-Target: AWSGlue.GetTable", *lines]
    return b"\r\n".join(head) + b"\r\nContent-Length: %d\r\n\r\n" % body_bytes


# --- time ---


def test_dripped_head(start_server):
    # A head that never ends is cut off at the total deadline, however often a byte comes.
    server = start_server(request_timeout="1s")
    with connect(server) as sock:
        began = time.monotonic()
        sock.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n")
        with pytest.raises((ConnectionError, BrokenPipeError)):
            while time.monotonic() - began < 8:
                sock.sendall(b"X: y\r\n")
                time.sleep(0.1)
        assert 0.9 < time.monotonic() - began < 3


def test_dripped_body(start_server):
    # The same for a body.
    server = start_server(request_timeout="1s")
    with connect(server) as sock:
        began = time.monotonic()
        sock.sendall(glue_post(1000000))
        with pytest.raises((ConnectionError, BrokenPipeError)):
            while time.monotonic() - began < 8:
                sock.sendall(b"x")
                time.sleep(0.1)
        assert 0.9 < time.monotonic() - began < 3


def test_silent_connections(start_server):
    # One that says nothing is closed after the request timeout, one that was served after the idle timeout.
    server = start_server(request_timeout="1s", idle_timeout="2s")
    with connect(server) as silent, connect(server) as served:
        served.sendall(LIVE)
        assert read_answer(served)[0].status == 200
        assert 0.8 < seconds_until_closed(silent, 5) < 2
        assert 0.5 < seconds_until_closed(served, 5) < 3


def test_honest_keep_alive(start_server):
    # Requests that come again and again are not cut off by a deadline that is shorter than the connection lives.
    server = start_server(request_timeout="500ms", idle_timeout="1s")
    with connect(server) as sock:
        for _ in range(8):
            sock.sendall(LIVE)
            assert read_answer(sock)[0].status == 200
            time.sleep(0.25)


def test_reader_that_does_not_read(start_server):
    # A client that never reads its answer does not hold a connection for ever.
    server = start_server(request_timeout="1s")
    server.client().create_database(DatabaseInput={"Name": "big", "Parameters": {"k": "v" * 400000}})
    body = requests.Request("GET", server.url + "/v1/databases/big", auth=(server.key_id, server.secret)).prepare()
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.connect(("127.0.0.1", server.port))
    request = f"GET /v1/databases/big HTTP/1.1\r\nHost: x\r\nAuthorization: {body.headers['Authorization']}\r\n\r\n"
    sock.sendall(request.encode() * 40)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        page = requests.get(server.url + "/metrics", timeout=5).text
        late = [line for line in page.splitlines() if line.startswith("propolis_connections_late_total")]
        if late and int(late[0].split()[-1]) >= 1:
            break
        time.sleep(0.2)
    else:
        pytest.fail("the connection was never closed")
    sock.close()


# --- size ---


@pytest.mark.core
def test_body_of_the_largest_size(start_server):
    # A body at the cap is read, one byte more is answered with 413 in the door's own words.
    server = start_server(body_max="1MiB", auth="none")
    base = json.dumps({"DatabaseName": "d", "Name": "t", "CatalogId": ""})
    for size, expected in ((1 << 20, "EntityNotFoundException"), ((1 << 20) + 1, 413)):
        body = base[:-1] + " " * (size - len(base)) + "}"
        answer = requests.post(
            server.url + "/", data=body, headers={"X-Amz-Target": "AWSGlue.GetTable"}, timeout=20)
        if expected == 413:
            assert answer.status_code == 413, answer.text
            assert answer.headers["content-type"] == "application/x-amz-json-1.1"
            assert "larger than" in answer.json()["Message"]
        else:
            assert answer.json()["__type"] == expected


@pytest.mark.core
@pytest.mark.parametrize("size", [(16 << 20) + 1, 40 << 20])
def test_large_body_is_drained(server, size):
    # A client that sends all of a body which is too large still gets to read why.
    answer = requests.post(server.url + "/v1/databases", data=b"x" * size, timeout=30)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["connection"] == "close"


def test_chunked_body_is_bounded(server):
    # The same where the size was not told before.
    def pieces():
        for _ in range(20):
            yield b"x" * (1 << 20)

    answer = requests.post(server.url + "/v1/databases", data=pieces(), timeout=30)
    assert answer.status_code == 413


def test_enormous_body_is_not_read(server):
    # A body beyond all measure is refused at once, without reading it, and is no slow request in the figures.
    answer, closed = exchange(server, glue_post(1 << 40) + b"x" * 1000)
    assert answer.status == 413 and closed
    page = requests.get(server.url + "/metrics", timeout=5).text
    assert float(re.search(r'request_duration_seconds_sum\{operation="none"\} (\S+)', page)[1]) < 60


def test_expected_body_is_refused_before_it_is_sent(server):
    # A client that asks first hears 413 and not 100.
    answer, closed = exchange(server, glue_post((16 << 20) + 1, b"Expect: 100-continue"))
    assert answer.status == 413 and closed


def test_expected_body_is_asked_for(server):
    # A client that asks first is told to go on.
    with connect(server) as sock:
        sock.sendall(glue_post(2, b"Expect: 100-continue"))
        assert sock.recv(1000).startswith(b"HTTP/1.1 100")
        sock.sendall(b"{}")
        assert read_answer(sock)[0].status == 400


def test_compressed_bodies_are_not_expanded(server, rest):
    # No content coding is known, so a bomb is only malformed JSON.
    body = gzip.compress(b"{" + b" " * (50 << 20) + b"}")
    answer = rest.post("/v1/databases", data=body, headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 400


def test_memory_of_answers(start_server):
    # Clients that do not read their large answers fill the budget: then others hear 503, and memory stays bounded.
    server = start_server(auth="none", memory_max="48MiB", log_level="warning")
    columns = [{"Name": f"c{i}", "Type": "string", "Comment": "x" * 250} for i in range(16000)]
    rest = server.rest()
    assert rest.put("/v1/databases/d", json={"DatabaseInput": {"Name": "d"}}).status_code == 201
    table = {"TableInput": {"Name": "t", "StorageDescriptor": {"Columns": columns}}}
    assert rest.put("/v1/databases/d/tables/t", json=table).status_code == 201
    before = server.resident_bytes()
    slow = []
    for _ in range(40):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", server.port))
        sock.sendall(b"GET /v1/databases/d/tables/t HTTP/1.1\r\nHost: x\r\n\r\n")
        slow.append(sock)
    firsts = [sock.recv(12) for sock in slow]
    assert b"HTTP/1.1 200" in firsts and b"HTTP/1.1 503" in firsts
    assert server.resident_bytes() - before < 100 << 20
    assert rest.get("/v1/databases/d").status_code == 200
    for sock in slow:
        sock.close()
    time.sleep(0.5)
    assert rest.get("/v1/databases/d/tables/t").status_code == 200


def test_memory_budget(start_server):
    # Many large bodies at once are bounded together: some hear 503, and the server's memory stays within the budget.
    server = start_server(memory_max="32MiB", body_max="8MiB", request_timeout="20s")
    before = server.resident_bytes()
    socks = [connect(server) for _ in range(16)]
    peak = before
    for sock in socks:
        sock.sendall(glue_post(8 << 20))
    for step in range(7):
        for sock in socks:
            sock.sendall(b" " * (1 << 20))
        peak = max(peak, server.resident_bytes())
    for sock in socks:
        sock.sendall(b" " * (1 << 20))
    statuses = [read_answer(sock)[0].status for sock in socks]
    for sock in socks:
        sock.close()
    assert statuses.count(503) >= 8, statuses
    assert peak - before < 80 << 20
    assert requests.get(server.url + "/health/ready", timeout=5).status_code == 200
    page = requests.get(server.url + "/metrics", timeout=5).text
    used = [line for line in page.splitlines() if line.startswith("propolis_request_memory_bytes ")]
    assert float(used[0].split()[1]) < 1 << 20


# --- connections ---


def test_connections_per_address(start_server):
    # An address that holds its share is refused more, in clear, and gets a place back when it lets one go.
    server = start_server(connections_per_address=5)
    held = [connect(server) for _ in range(5)]
    for sock in held:
        sock.sendall(LIVE)
        assert read_answer(sock)[0].status == 200
    with connect(server) as sixth:
        answer, _ = read_answer(sixth)
        assert answer.status == 503 and b"this address" in answer.body
        assert is_closed(sixth)
    held.pop().close()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        answer, _ = exchange(server, LIVE)
        if answer and answer.status == 200:
            break
        time.sleep(0.02)
    assert answer.status == 200
    for sock in held:
        sock.close()


def test_connections_in_all(start_server):
    # When all places are taken by idle connections, the next client is served soon, at the cost of an idle one.
    server = start_server(connections_max=20)
    held = [connect(server) for _ in range(20)]
    for sock in held:
        sock.sendall(LIVE)
        assert read_answer(sock)[0].status == 200
    began = time.monotonic()
    answer, _ = exchange(server, LIVE)
    assert answer.status == 200
    assert time.monotonic() - began < 3
    for sock in held:
        sock.close()


def test_few_descriptors(start_server):
    # Where the system allows few open files the server takes fewer connections, says so, and serves on when all are taken.
    server = start_server(wrapper=["sh", "-c", 'ulimit -n 300; exec "$@"', "sh"], connections_max=1000)
    told = next(line for line in server.log() if "fewer connections" in line["event"])
    assert told["connections"] == 300 - 256
    held = [connect(server) for _ in range(60)]
    for sock in held[:40]:
        sock.sendall(LIVE)
        assert read_answer(sock)[0].status == 200
    began = time.monotonic()
    answer, _ = exchange(server, LIVE)
    assert answer.status == 200 and time.monotonic() - began < 5
    for sock in held:
        sock.close()


def test_descriptors_are_raised(start_server):
    # A soft limit that is too low is raised where the hard one allows it.
    server = start_server(wrapper=["sh", "-c", 'ulimit -S -n 300; exec "$@"', "sh"], connections_max=600)
    assert not any("fewer connections" in line["event"] for line in server.log())
    limits = pathlib.Path(f"/proc/{server.process.pid}/limits").read_text()
    assert int(limits.split("Max open files")[1].split()[0]) == 600 + 256


def test_many_connections(start_server):
    # Hundreds of connections, opened and dropped in the middle of requests, leave nothing behind. (libmicrohttpd may not see
    # that a client left which had sent half a request; the deadline does.)
    server = start_server(connections_max=700, request_timeout="1s")
    for _ in range(3):
        socks = [connect(server) for _ in range(200)]
        for i, sock in enumerate(socks):
            sock.sendall(LIVE if i % 2 else LIVE[: i % 30])
        for sock in socks:
            sock.close()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        page = requests.get(server.url + "/metrics", timeout=5).text
        if "\npropolis_connections 1\n" in page:
            return
        time.sleep(0.05)
    pytest.fail("connections stay open")


def test_clients_that_leave(start_server):
    # Clients that go away while their write is on its way harm nobody.
    server = start_server(auth="none")

    def leave(i):
        body = b'{"DatabaseInput":{"Name":"left%d"}}' % i
        request = b"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AWSGlue.CreateDatabase\r\nContent-Length: %d\r\n\r\n"
        with connect(server) as sock:
            sock.sendall(request % len(body) + body)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        list(pool.map(leave, range(300)))
    assert requests.get(server.url + "/health/ready", timeout=5).status_code == 200


def test_writes_at_once(start_server):
    # Writers at once are answered each with its own answer.
    server = start_server()
    glue = server.client()
    errors = []

    def create(i):
        try:
            glue.create_database(DatabaseInput={"Name": f"d{i}"})
        except Exception as error:  # whatever it is, the test tells it
            errors.append(error)

    threads = [threading.Thread(target=create, args=(i,)) for i in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(glue.get_databases(MaxResults=100)["DatabaseList"]) == 64
