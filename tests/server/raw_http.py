"""Requests written byte by byte, and answers read the same way."""

import socket
import time


def connect(server, timeout=10):
    sock = socket.create_connection(("127.0.0.1", server.port), timeout)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body


def read_answer(sock, buffered=b""):
    """One answer with a Content-Length, and what was read behind it. None when the other side closed first."""
    data = buffered
    while b"\r\n\r\n" not in data:
        piece = sock.recv(65536)
        if not piece:
            return None, data
        data += piece
    head, rest = data.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:])}
    length = int(headers.get("content-length", 0))
    while len(rest) < length:
        piece = sock.recv(65536)
        if not piece:
            break
        rest += piece
    return Answer(int(lines[0].split(" ")[1]), headers, rest[:length]), rest[length:]


def is_closed(sock, within=5):
    """True when the other side closes, with nothing more said."""
    sock.settimeout(within)
    try:
        return sock.recv(65536) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def exchange(server, data, timeout=10):
    """Sends bytes on a fresh connection: the first answer, and whether the connection was closed behind it."""
    with connect(server, timeout) as sock:
        try:
            sock.sendall(data)
        except ConnectionError:
            pass
        answer, rest = read_answer(sock)
        return answer, rest == b"" and is_closed(sock, 1)


def seconds_until_closed(sock, limit):
    began = time.monotonic()
    assert is_closed(sock, limit), f"still open after {limit} s"
    return time.monotonic() - began
