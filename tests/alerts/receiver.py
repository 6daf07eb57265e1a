"""A receiver of webhooks that behaves as badly as it is told, and a verifier of signatures that shares no code with ours."""

import base64
import contextlib
import hashlib
import hmac
import json
import socket
import threading
import time


def verify(secret, headers, body):
    """Raises unless one of the signatures is that of Standard Webhooks under the secret."""
    assert secret.startswith("whsec_")
    key = base64.b64decode(secret[len("whsec_"):], validate=True)
    assert 24 <= len(key) <= 64
    message = headers["webhook-id"].encode() + b"." + headers["webhook-timestamp"].encode() + b"." + body
    want = base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
    versions = [one.split(",", 1) for one in headers["webhook-signature"].split(" ")]
    assert ["v1", want] in versions, f"{headers['webhook-signature']} lacks {want}"
    assert abs(time.time() - int(headers["webhook-timestamp"])) < 60


class Request:
    def __init__(self, line, headers, body):
        self.line, self.headers, self.body = line, headers, body
        self.time = time.monotonic()

    @property
    def id(self):
        return self.headers["webhook-id"]

    def json(self):
        return json.loads(self.body)

    @property
    def columns(self):
        """The columns that the alert's changes name."""
        return [change["Column"] for change in self.json()["data"]["Changes"]]


def answer(status, headers=(), body=b""):
    """A behaviour: a plain answer."""
    def send(connection):
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close", *headers]
        connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    return send


class Receiver:
    """Listens on 127.0.0.1. `behave(request, index)` returns what is done with a connection once the request is read."""

    def __init__(self, behave=lambda request, index: answer(200), port=0):
        self.behave, self.requests, self.lock = behave, [], threading.Condition()
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.1", port))
        self.socket.listen(64)
        self.port = self.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with contextlib.suppress(OSError), connection:
            file = connection.makefile("rb")
            line = file.readline().decode().strip()
            headers = {}
            while header := file.readline().decode().strip():
                name, value = header.split(":", 1)
                headers[name.lower()] = value.strip()
            length = int(headers.get("content-length", -1))
            body = file.read(max(length, 0))
            if len(body) != length:
                return  # the sender was killed on the way: nothing arrived
            with self.lock:
                index = len(self.requests)
                self.requests.append(Request(line, headers, body))
                self.lock.notify_all()
            self.behave(self.requests[index], index)(connection)

    def wait(self, count, seconds=20):
        """The requests once there are `count`."""
        with self.lock:
            done = self.lock.wait_for(lambda: len(self.requests) >= count, seconds)
            assert done, f"{len(self.requests)} of {count} requests came within {seconds} s"
            return list(self.requests)

    def close(self):
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
