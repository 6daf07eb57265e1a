#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An S3 server that misbehaves as its buckets are named, and the small services that hand out keys.

    python3 tests/doubles/s3_double.py PORT

Path style, loopback, no signatures checked beyond what a behaviour needs. Each behaviour is a function below; the first part of
the path is its name with '-' for '_'. GET /_stats tells what was asked, as JSON.
"""
import datetime
import http.server
import json
import re
import sys
import threading
import time
from email.utils import formatdate
from urllib.parse import parse_qs, urlsplit

LOCK = threading.Lock()
COUNTS = {}
STATS = {"at_once": 0, "at_once_max": 0}
CONTENT = b"0123456789"
HOUR = 3600


def entry(key):
    return (f"<Contents><Key>{key}</Key><LastModified>2026-11-19T08:30:00.000Z</LastModified>"
            f"<ETag>&quot;e&quot;</ETag><Size>10</Size></Contents>")


def listing(keys, token=None, truncated=None):
    more = token is not None if truncated is None else truncated
    text = "<ListBucketResult><IsTruncated>%s</IsTruncated>" % ("true" if more else "false")
    if token:
        text += f"<NextContinuationToken>{token}</NextContinuationToken>"
    return (text + "".join(entry(key) for key in keys) + "</ListBucketResult>").encode()


def error(code, extra=""):
    return f"<Error><Code>{code}</Code><Message>as scripted</Message>{extra}</Error>".encode()


class Request:
    """What a behaviour sees of a request, and how it answers."""

    def __init__(self, handler):
        self.handler = handler
        split = urlsplit(handler.path)
        self.path = split.path
        self.bucket, _, self.key = split.path.lstrip("/").partition("/")
        self.query = parse_qs(split.query)
        self.token = self.query.get("continuation-token", [""])[0]
        self.headers = handler.headers
        with LOCK:
            self.count = COUNTS[self.bucket] = COUNTS.get(self.bucket, 0) + 1
        scope = re.search(r"Credential=[^/]*/\d*/([^/]*)/", self.headers.get("Authorization", ""))
        self.region = scope.group(1) if scope else ""

    def answer(self, status, body=b"", length=None, **headers):
        h = self.handler
        h.send_response_only(status)
        h.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            h.send_header(name.replace("_", "-"), value)
        h.end_headers()
        h.wfile.write(body)
        if length is not None:
            self.hang_up()

    def hang_up(self):
        self.handler.close_connection = True

    def good(self):
        self.answer(200, listing(["a", "b"]))


# --- passing failures ---------------------------------------------------------------------------------------------------


def good(r):
    r.good()


def slow_once(r):
    r.good() if r.count > 1 else r.answer(503, error("SlowDown"))


def slow_forever(r):
    r.answer(503, error("SlowDown"))


def busy_without_words(r):
    r.good() if r.count > 2 else r.answer(429)


def broken_inside(r):
    r.good() if r.count > 2 else r.answer(500, error("InternalError"))


def error_in_200(r):
    r.good() if r.count > 1 else r.answer(200, error("InternalError"))


def denied_in_200(r):
    r.answer(200, error("AccessDenied"))


def cut_listing(r):
    r.good() if r.count > 1 else r.answer(200, listing(["a"])[:-20], length=5000)


def cut_xml(r):
    r.good() if r.count > 1 else r.answer(200, listing(["a"])[:-20])


def hang_up_once(r):
    r.good() if r.count > 1 else r.hang_up()


def hang_up_forever(r):
    r.hang_up()


def silent(r):
    time.sleep(1.5)
    r.hang_up()


# --- regions, clocks, keys ----------------------------------------------------------------------------------------------


def moved(r):
    r.good() if r.region == "eu-west-1" else r.answer(301, error("PermanentRedirect"), x_amz_bucket_region="eu-west-1")


def moved_by_scope(r):
    if r.region == "eu-west-1":
        r.good()
    else:
        r.answer(400, error("AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>"))


def moved_for_now(r):
    r.good() if r.region == "eu-west-1" else r.answer(307, error("TemporaryRedirect"), x_amz_bucket_region="eu-west-1")


def moved_nowhere(r):
    r.answer(301, error("PermanentRedirect"), Location="http://127.0.0.1:1/elsewhere")


def moved_on_and_on(r):
    r.answer(301, error("PermanentRedirect"), x_amz_bucket_region="region-%d" % r.count)


def moved_to_a_host(r):
    r.answer(301, error("PermanentRedirect"), x_amz_bucket_region="evil.example/x")


def skewed(r):
    """A store whose clock is an hour ahead."""
    sent = datetime.datetime.strptime(r.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    store = time.time() + HOUR
    if abs(sent.timestamp() - store) < 300:
        r.good()
    else:
        r.answer(403, error("RequestTimeTooSkewed"), Date=formatdate(store, usegmt=True))


def skewed_forever(r):
    r.answer(403, error("RequestTimeTooSkewed"), Date=formatdate(time.time() + r.count * HOUR, usegmt=True))


def expired(r):
    r.answer(403, error("ExpiredToken"))


# --- listings -----------------------------------------------------------------------------------------------------------


def few_per_page(r):
    pages = {"": (["a"], "1"), "1": ([], "2"), "2": (["b"], "3/+="), "3/+=": (["c"], None)}
    r.answer(200, listing(*pages[r.token]))


def circle(r):
    """Three good pages, then a circle of four."""
    page = int(r.token or 0)
    r.answer(200, listing(["k%d" % page], str(page + 1 if page < 6 else 3)))


def same_page(r):
    r.answer(200, listing(["a", "b"], "t%d" % r.count))


def ignored_token(r):
    r.answer(200, listing(["a", "b"], "always"))


def endless_and_empty(r):
    r.answer(200, listing([], "t%d" % r.count))


def no_token(r):
    r.answer(200, listing(["a"], truncated=True))


def too_many(r):
    r.answer(200, listing(["k%d" % i for i in range(1001)]))


def huge(r):
    r.answer(200, b"<ListBucketResult>" + b" " * (9 << 20) + b"</ListBucketResult>")


def web_page(r):
    r.answer(200, b"<html><body>Welcome</body></html>")


def not_xml(r):
    r.answer(200, b"Welcome")


def bomb(r):
    levels = "".join('<!ENTITY l%d "%s">' % (i, "&l%d;" % (i - 1) * 10) for i in range(1, 10))
    r.answer(200, ('<!DOCTYPE x [<!ENTITY l0 "ha">%s]><ListBucketResult>&l9;</ListBucketResult>' % levels).encode())


def crowd(r):
    time.sleep(0.02)
    r.good()


# --- objects ------------------------------------------------------------------------------------------------------------


def wanted(r, size=len(CONTENT)):
    """First and last byte that a Range header asks for, or None."""
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", r.headers.get("Range", ""))
    first, last = match.groups()
    if first == "":
        return (max(0, size - int(last)), size - 1) if size else None
    return (int(first), min(int(last), size - 1)) if int(first) < size else None


def part(r, first, last, whole=len(CONTENT)):
    r.answer(206, CONTENT[first:last + 1], Content_Range=f"bytes {first}-{last}/{whole}", ETag='"e"')


def ranges(r):
    span = wanted(r)
    part(r, *span) if span else r.answer(416, error("InvalidRange"), Content_Range=f"bytes */{len(CONTENT)}")


def no_long_suffix(r):
    """As rclone: a suffix that is longer than the object is an error."""
    suffix = re.fullmatch(r"bytes=-(\d+)", r.headers.get("Range", ""))
    if suffix and int(suffix.group(1)) > len(CONTENT):
        r.answer(416, error("InvalidRange"))
    else:
        ranges(r)


def no_suffix(r):
    r.answer(416, error("InvalidRange")) if r.headers.get("Range", "").startswith("bytes=-") else ranges(r)


def no_ranges(r):
    r.answer(200, CONTENT, ETag='"e"')


def no_ranges_large(r):
    r.answer(200, CONTENT * 10000, ETag='"e"')


def wrong_range(r):
    part(r, 1, 4)


def wrong_length(r):
    r.answer(206, CONTENT[:3], Content_Range="bytes 0-3/10")


def empty_200(r):
    r.answer(200)


def empty_206(r):
    r.answer(206, Content_Range="bytes */0")


def empty_416(r):
    r.answer(416, error("InvalidRange"))


def cut_object(r):
    ranges(r) if r.count > 1 else r.answer(206, CONTENT[:5], length=10, Content_Range="bytes 0-9/10")


def changed(r):
    r.answer(412, error("PreconditionFailed"))


def archived(r):
    r.answer(403, error("InvalidObjectState"))


# --- services that hand out keys ----------------------------------------------------------------------------------------

KEYS = {"Code": "Success", "AccessKeyId": "ASIAMACHINE", "SecretAccessKey": "secret", "Token": "token",
        "Expiration": "2099-01-01T00:00:00Z"}


def latest(r):
    """A machine's metadata service, version 2."""
    if r.path == "/latest/api/token" and r.handler.command == "PUT":
        r.answer(200, b"metadata-token")
    elif r.headers.get("x-aws-ec2-metadata-token") != "metadata-token":
        r.answer(401)
    elif r.path == "/latest/meta-data/iam/security-credentials/":
        r.answer(200, b"role-1\n")
    elif r.path == "/latest/meta-data/iam/security-credentials/role-1":
        r.answer(200, json.dumps(KEYS).encode())
    else:
        r.answer(404)


def container(r):
    granted = r.headers.get("Authorization") == "let me in"
    r.answer(200 if granted else 403, json.dumps({**KEYS, "AccessKeyId": "ASIACONTAINER"}).encode())


def brief_container(r):
    """Keys that expire in five minutes, and so are renewed at once; numbered."""
    soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=5)
    r.answer(200, json.dumps({**KEYS, "AccessKeyId": "ASIA%d" % r.count,
                              "Expiration": soon.strftime("%Y-%m-%dT%H:%M:%SZ")}).encode())


def senseless_container(r):
    r.answer(200, b'{"AccessKeyId": 7')


def sts(r):
    length = int(r.headers.get("Content-Length", "0"))
    form = parse_qs(r.body.decode()) if length else {}
    if form.get("WebIdentityToken") != ["web token+/="] or form.get("Action") != ["AssumeRoleWithWebIdentity"]:
        r.answer(400, b"<ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>no</Message></Error></ErrorResponse>")
        return
    r.answer(200, b"<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>"
                  b"<AccessKeyId>ASIAWEB</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
                  b"<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>"
                  b"</AssumeRoleWithWebIdentityResponse>")


def stats(r):
    r.answer(200, json.dumps({**STATS, "counts": COUNTS}).encode())


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        request = Request(self)
        request.body = body
        behaviour = globals().get(request.bucket.lstrip("_").replace("-", "_"))
        with LOCK:
            STATS["at_once"] += 1
            STATS["at_once_max"] = max(STATS["at_once_max"], STATS["at_once"])
        try:
            if callable(behaviour):
                behaviour(request)
            else:
                request.answer(404, error("NoSuchBucket"))
            self.wfile.flush()
        finally:
            with LOCK:
                STATS["at_once"] -= 1

    do_GET = do_PUT = do_POST = do_HEAD = handle_any

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


if __name__ == "__main__":
    Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
