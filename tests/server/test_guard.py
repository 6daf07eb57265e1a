"""Every way in which a request can be framed wrongly: refused with a status, closed, and never read as two requests."""

import pytest
from raw_http import connect, exchange, is_closed, read_answer

pytestmark = pytest.mark.core

LIVE = b"GET /health/live HTTP/1.1\r\nHost: x\r\n"
SMUGGLED = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"


def post(*lines, body=b""):
    return b"POST /health/live HTTP/1.1\r\nHost: x\r\n" + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body


REFUSED = {
    "length and chunked": (400, post(b"Content-Length: 5", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + SMUGGLED)),
    "chunked and length": (400, post(b"Transfer-Encoding: chunked", b"Content-Length: 5", body=b"0\r\n\r\n" + SMUGGLED)),
    "two lengths": (400, post(b"Content-Length: 3", b"Content-Length: 40", body=b"abc" + SMUGGLED)),
    "one length twice": (400, post(b"Content-Length: 3", b"Content-Length: 3", body=b"abc" + SMUGGLED)),
    "blank before the colon": (400, post(b"Content-Length : 3", body=b"abc" + SMUGGLED)),
    "tab before the colon": (400, post(b"Content-Length\t: 3", body=b"abc" + SMUGGLED)),
    "blank in a name": (400, LIVE + b"X Y: 1\r\n\r\n"),
    "a name of strange letters": (400, LIVE + b"X(Y): 1\r\n\r\n"),
    "a name outside ASCII": (400, LIVE + b"X\xe9: 1\r\n\r\n"),
    "an empty name": (400, LIVE + b": 1\r\n\r\n"),
    "an empty name in the middle": (400, LIVE + b": 1\r\nX: y\r\n\r\n" + SMUGGLED),
    "an empty name at the end of the head": (400, LIVE + b":\r\n" + SMUGGLED),
    "a folded header": (400, LIVE + b"X: a\r\n b\r\n\r\n"),
    "a fold that makes another name": (400, LIVE + b"Transfer-Encodin: chunked\r\n g\r\n\r\n0\r\n\r\n" + SMUGGLED),
    "lone line feeds": (400, b"GET /health/live HTTP/1.1\nHost: x\n\n"),
    "one lone line feed": (400, LIVE + b"X: y\nZ: w\r\n\r\n"),
    "a lone carriage return": (400, LIVE + b"X: y\rZ: w\r\n\r\n"),
    "NUL in a value": (400, LIVE + b"X: y\0z\r\n\r\n"),
    "NUL in a name": (400, LIVE + b"X\0Y: z\r\n\r\n"),
    "NUL in the path": (400, b"GET /health/live\0x HTTP/1.1\r\nHost: x\r\n\r\n"),
    "two blanks behind the method": (400, b"GET  /health/live HTTP/1.1\r\nHost: x\r\n\r\n"),
    "two blanks before the version": (400, b"GET /health/live  HTTP/1.1\r\nHost: x\r\n\r\n"),
    "no colon": (400, LIVE + b"X\r\n\r\n"),
    "unknown encoding": (501, post(b"Transfer-Encoding: gzip", body=b"abc")),
    "two encodings in one": (501, post(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n" + SMUGGLED)),
    "encoding twice": (400, post(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n")),
    "encoding with a blank behind": (501, post(b"Transfer-Encoding: chunked ", body=b"0\r\n\r\n")),
    "encoding of HTTP/1.0": (400, b"POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    "no Host": (400, b"GET /health/live HTTP/1.1\r\n\r\n"),
    "two Hosts": (400, LIVE + b"Host: y\r\n\r\n"),
    "two Hosts in HTTP/1.0": (400, b"GET /health/live HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n"),
    "unknown method": (501, b"BREW /health/live HTTP/1.1\r\nHost: x\r\n\r\n"),
    "method in small letters": (501, b"get /health/live HTTP/1.1\r\nHost: x\r\n\r\n"),
    "OPTIONS of everything": (400, b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"),
    "CONNECT": (501, b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n"),
    "an address with a user": (400, b"GET http://u@x/health/live HTTP/1.1\r\nHost: x\r\n\r\n"),
    "an address without a host": (400, b"GET http:///health/live HTTP/1.1\r\nHost: x\r\n\r\n"),
    "an address with a blank": (400, b"GET http://x y/health/live HTTP/1.1\r\nHost: x\r\n\r\n"),
    "an address of another scheme": (400, b"GET ftp://x/health/live HTTP/1.1\r\nHost: x\r\n\r\n"),
    "an address without a path": (400, b"GET http://x?a=b HTTP/1.1\r\nHost: x\r\n\r\n"),
    "no path": (400, b"GET health HTTP/1.1\r\nHost: x\r\n\r\n"),
    "a blank in the path": (400, b"GET /health live HTTP/1.1\r\nHost: x\r\n\r\n"),
    "a fragment": (400, b"GET /health/live#x HTTP/1.1\r\nHost: x\r\n\r\n"),
    "a path outside ASCII": (400, b"GET /health/l\xc3\xafve HTTP/1.1\r\nHost: x\r\n\r\n"),
    "a control character in the path": (400, b"GET /health/\x01live HTTP/1.1\r\nHost: x\r\n\r\n"),
    "a control character in a value": (400, LIVE + b"X: a\x01b\r\n\r\n"),
    "HTTP/1.2": (505, b"GET /health/live HTTP/1.2\r\nHost: x\r\n\r\n"),
    "HTTP/2 in clear": (505, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "length below zero": (400, post(b"Content-Length: -1")),
    "length with a sign": (400, post(b"Content-Length: +3", body=b"abc")),
    "length and letters": (400, post(b"Content-Length: 3abc", body=b"abc")),
    "lengths in a list": (400, post(b"Content-Length: 3, 3", body=b"abc")),
    "an empty length": (400, post(b"Content-Length: ", body=b"")),
    "length beyond 64 bits": (413, post(b"Content-Length: 18446744073709551619", body=b"abc")),
    "a chunk's size with letters": (400, post(b"Transfer-Encoding: chunked", body=b"zz\r\nabc\r\n0\r\n\r\n")),
    "a chunk's size beyond 64 bits": (413, post(b"Transfer-Encoding: chunked", body=b"fffffffffffffffff\r\nabc")),
    "a chunk without its line end": (400, post(b"Transfer-Encoding: chunked", body=b"3\r\nabcdef\r\n0\r\n\r\n")),
    "a large head": (431, LIVE + b"X: " + b"a" * 40000 + b"\r\n\r\n"),
    "2,000 headers": (431, LIVE + b"".join(b"X%d: 1\r\n" % i for i in range(2000)) + b"\r\n"),
    "101 headers": (431, LIVE + b"".join(b"X%d: 1\r\n" % i for i in range(100)) + b"\r\n"),
    "a long path": (414, b"GET /" + b"a" * 40000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(server, name):
    # The first answer is the refusal, the connection ends there, and what was smuggled behind it is answered by nobody.
    status, data = REFUSED[name]
    with connect(server, 5) as sock:
        try:
            sock.sendall(data)
        except ConnectionError:
            pass
        answer, rest = read_answer(sock)
        assert answer is not None, "closed without an answer"
        assert answer.status == status, answer.body
        assert is_closed(sock), "the connection stays open"
        # Where libmicrohttpd itself finds the length bad it writes its head twice, the second one as the body.
        assert rest == b"" or answer.body.startswith(b"HTTP/1.1 4"), rest
        assert b" 200 " not in answer.body + rest


ACCEPTED = {
    "100 headers": LIVE + b"".join(b"X%d: 1\r\n" % i for i in range(99)) + b"\r\n",
    "HTTP/1.0 without Host": b"GET /health/live HTTP/1.0\r\n\r\n",
    "HTTP/1.0 with Host": b"GET /health/live HTTP/1.0\r\nHost: x\r\n\r\n",
    "no blank behind the colon": LIVE + b"X:y\r\n\r\n",
    "blanks around a value": LIVE + b"X:  \ty\t \r\n\r\n",
    "a whole address": b"GET http://x/health/live HTTP/1.1\r\nHost: x\r\n\r\n",
    "a whole address with a port and a query": b"GET HTTPS://other:1/health/live?a=/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "an empty line in front": b"\r\n" + LIVE + b"\r\n",
    "no headers": b"GET /health/live HTTP/1.0\r\n\r\n",
    "a head that fills more than one read": LIVE + b"".join(b"X%d: %s\r\n" % (i, b"y" * 900) for i in range(20)) + b"\r\n",
    "an empty value": LIVE + b"X:\r\n\r\n",
    "bytes above ASCII in a value": LIVE + b"X: \xe9\r\n\r\n",
    "a query": b"GET /health/live?a=%00&b HTTP/1.1\r\nHost: x\r\n\r\n",
    "a query of 5,000 parameters": b"GET /health/live?" + b"&a=1" * 5000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a length of zero": b"GET /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    "a large head that fits": LIVE + b"X: " + b"a" * 12000 + b"\r\n\r\n",
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted(server, name):
    # What is unusual but has one meaning is served.
    answer, _ = exchange(server, ACCEPTED[name])
    assert answer is not None and answer.status == 200, answer and answer.body


def test_pipelined_requests(server):
    # Requests sent at once are answered one by one, in order.
    with connect(server) as sock:
        sock.sendall(LIVE + b"\r\n" + b"GET /none HTTP/1.1\r\nHost: x\r\n\r\n" + LIVE + b"\r\n")
        rest = b""
        for status in (200, 404, 200):
            answer, rest = read_answer(sock, rest)
            assert answer.status == status
        assert rest == b""


def test_keep_alive_and_close(server):
    # A connection stays open between requests, and closes where the client says so.
    with connect(server) as sock:
        for _ in range(3):
            sock.sendall(LIVE + b"\r\n")
            answer, rest = read_answer(sock)
            assert answer.status == 200 and rest == b""
        sock.sendall(LIVE + b"Connection: close\r\n\r\n")
        assert read_answer(sock)[0].status == 200
        assert is_closed(sock)


def test_encoded_nul_in_path(server):
    # %00 does not cut a path short.
    assert exchange(server, b"GET /health/live%00x HTTP/1.1\r\nHost: x\r\n\r\n")[0].status == 404


def test_head_in_many_pieces(server):
    # A head that comes byte by byte is the same head.
    with connect(server) as sock:
        for byte in LIVE + b"\r\n":
            sock.sendall(bytes([byte]))
        assert read_answer(sock)[0].status == 200


def test_the_server_lives_on(server):
    # After all of this an honest request is served.
    assert exchange(server, LIVE + b"\r\n")[0].status == 200
