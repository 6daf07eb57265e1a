"""A server with something of everything on it, for tests that make requests up."""

import contextlib
import http.server
import json
import threading

from test_openapi import CALLS

SOWN = ("Create", "Put", "BatchCreate", "UpdateTable", "UpdateColumn", "UpdateCrawler", "Tag", "StartCrawler")


class Bucket(http.server.BaseHTTPRequestHandler):
    """An S3 server for what crawlers and Iceberg tables ask of it: it takes what it is given, and has nothing."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        is_list = "list-type" in self.path
        self.answer(200 if is_list else 404, b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>" if is_list else b"")

    def do_PUT(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.answer(200)

    do_POST = do_PUT

    def do_HEAD(self):
        self.answer(404)

    def answer(self, status, body=b""):
        self.send_response_only(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def bucket():
    """The address of such a server."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bucket) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def with_address(body, url):
    """A body of CALLS that leads to a server which is there."""
    return json.loads(json.dumps(body).replace("{SILENCE}", url.removeprefix("http://")).replace("{LAKE}", "s3://lake/files"))


def sow(rest, url, stop):
    """Makes what CALLS speak of, and makes it again for as long as requests delete it."""
    while True:
        for operation, method, path, body in CALLS:
            if not operation.startswith(SOWN) or "{" in path:
                continue
            if operation == "CreateWebhook":
                if rest.get("/v1/webhooks?MaxResults=1").json()["Webhooks"]:
                    continue
                body = body | {"Url": url}
            body = with_address(body, url)
            rest.request(method, path, **({"json": body} if body is not None else {}))
        if stop.wait(0.3):
            return


def ids(rest):
    """The ids that the server gave to the seeds."""
    webhook = rest.get("/v1/webhooks").json()["Webhooks"][0]["WebhookId"]
    rest.post(f"/v1/webhooks/{webhook}/test")
    lists = {
        "DeliveryId": rest.get(f"/v1/webhooks/{webhook}/deliveries").json()["Deliveries"],
        "CrawlId": rest.get("/v1/crawlers/c/runs").json()["Crawls"],
        "DriftEventId": rest.get("/v1/drift-events").json()["DriftEvents"]}
    return {"WebhookId": [webhook], **{name: [item[name] for item in items[:3]] for name, items in lists.items() if items}}


@contextlib.contextmanager
def sown(start_server, **options):
    """A server on which there is something of everything, and stays: the server, an S3 server beside it, and the ids of the seeds."""
    with bucket() as url:
        server = start_server(
            s3_endpoint=url, s3_path_style=True, webhook_allow="127.0.0.0/8", webhook_retry_permille=1,
            env={"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "us-east-1"}, **options)
        server.command("key", "create", "bee")
        stop = threading.Event()
        stop.set()
        sow(server.rest(), url, stop)
        found = ids(server.rest())
        stop.clear()
        sower = threading.Thread(target=sow, args=(server.rest(), url, stop))
        sower.start()
        try:
            yield server, url, found
        finally:
            stop.set()
            sower.join()
        assert server.process.poll() is None, server.raw_log()[-4000:]
