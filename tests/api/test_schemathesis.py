"""Schemathesis makes requests from the OpenAPI text and holds the answers against it.

FUZZ_SECONDS says how long (20), SEED makes a run repeatable as far as time is. `make test` runs it against the program with the sanitizers.
"""

import http.server
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import threading

import pytest

from test_openapi import CALLS

SECONDS = int(os.environ.get("FUZZ_SECONDS", "20"))
SEED = int(os.environ.get("SEED", str(random.randrange(1 << 32))))
HERE = pathlib.Path(__file__).resolve().parent
SOWN = ("Create", "Put", "BatchCreate", "UpdateTable", "UpdateColumn", "Tag", "StartCrawler", "TestWebhook")
CHECKS = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "positive_data_acceptance", "unsupported_method",
    "ignored_auth"]

# Going through every limit of every member takes a minute or two; a short run makes random requests at once.
SHORT = ["--phases", "fuzzing"] if SECONDS < 120 else []

# What the seeds are called, by the parameter that names them.
VALUES = {
    "DatabaseName": ["d"], "TableName": ["t"], "Name": ["t"], "FunctionName": ["f"], "IndexName": ["i"], "ColumnName": ["a", "x"],
    "PartitionValues": ["a", "b"], "PartitionValueList": ["a"], "VersionId": ["0", "1", "2"], "FromVersionId": ["0"], "ToVersionId": ["1"],
    "CrawlerName": ["c"], "ConnectionName": ["k"], "CatalogId": ["k"], "UserName": ["bee"], "ColumnNames": ["a"],
    "ResourceArn": [f"arn:aws:glue:us-east-1:123456789012:{kind}" for kind in ("database/d", "table/d/t", "crawler/c", "connection/k")],
    "Expression": ["*", "t", "k = 'a'", "k >= 'a' AND k IN ('a', 'b')"], "Pattern": ["*", "f.*"]}
NAMED = {"Database": "d", "Crawler": "c", "Connection": "k", "Classifier": "c", "Catalog": "k", "UserDefinedFunction": "f"}


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


@pytest.fixture
def bucket():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bucket) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def sow(rest, url, stop):
    """Makes what NAMES names, and makes it again for as long as requests delete it."""
    while True:
        for operation, method, path, body in CALLS:
            if not operation.startswith(SOWN) or "{" in path:
                continue
            if operation == "CreateWebhook":
                if rest.get("/v1/webhooks?MaxResults=1").json()["Webhooks"]:
                    continue
                body = body | {"Url": url}
            body = json.loads(json.dumps(body).replace("{SILENCE}", url.removeprefix("http://")))
            rest.request(method, path, **({"json": body} if body is not None else {}))
        if stop.wait(1):
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


def knowledge(found, url):
    """What the hooks know of the server."""
    named = {f"{verb}{noun}.{name}": [value] for noun, value in NAMED.items() for verb in ("Get", "Update", "Start", "Stop", "Delete")
             for name in ("Name", "ConnectionName")}
    bodies = {}
    for operation, _, _, body in CALLS:
        if body:
            bodies.setdefault(operation, []).append(json.loads(json.dumps(body).replace("{SILENCE}", url.removeprefix("http://"))))
    return {"seed": SEED, "values": VALUES | named | found, "bodies": bodies}


def configuration(server):
    """schemathesis.toml: who asks, and what to check."""
    return "\n".join([
        "[auth.basic]", f"username = {json.dumps(server.key_id)}", f"password = {json.dumps(server.secret)}",
        "[phases.coverage]", 'unexpected-methods = ["PATCH", "OPTIONS", "TRACE", "DELETE", "PUT", "POST"]',
        "[checks]", "enabled = false", *(f"{name}.enabled = true" for name in CHECKS)])


def successes(rest):
    """The operations of which a call went well."""
    return set(re.findall(r'propolis_requests_total\{operation="(\w+)",result="OK"\}', rest.get("/metrics").text))


@pytest.mark.fuzz
@pytest.mark.timeout(300 + 3 * SECONDS)
def test_schemathesis(start_server, bucket, tmp_path):
    """No generated request is answered with a 5xx, a status that the text does not name, or a body that it does not describe; what
    the text allows the shapes take, and what it forbids they refuse."""
    server = start_server(
        s3_endpoint=bucket, s3_path_style=True, webhook_allow="127.0.0.0/8", webhook_retry_permille=1, log_level="error",
        env={"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "us-east-1"})
    server.command("key", "create", "bee")
    stop = threading.Event()
    stop.set()
    sow(server.rest(), bucket, stop)
    (tmp_path / "schemathesis.toml").write_text(configuration(server))
    (tmp_path / "seeds.json").write_text(json.dumps(knowledge(ids(server.rest()), bucket)))
    (tmp_path / "propolis.json").write_text(server.command("openapi").stdout)
    stop.clear()
    sower = threading.Thread(target=sow, args=(server.rest(), bucket, stop))
    sower.start()
    try:
        done = subprocess.run(
            [pathlib.Path(sys.executable).parent / "schemathesis", "--config-file", "schemathesis.toml", "--no-color", "run", "propolis.json",
             "--url", server.url, "--max-time", str(SECONDS), "--continue-on-failure", "--seed", str(SEED), "--generation-database", "none",
             "--suppress-health-check", "all", "--warnings", "off", *SHORT],
            cwd=tmp_path, stdin=subprocess.DEVNULL,
            env={**server.env, "SCHEMATHESIS_HOOKS": "schemathesis_hooks", "SCHEMATHESIS_SEEDS": "seeds.json", "PYTHONPATH": str(HERE)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=250 + 2 * SECONDS)
    finally:
        stop.set()
        sower.join()
    missed = sorted({name for name, *_ in CALLS} - successes(server.rest()))
    print(f"SEED={SEED}", *(line[:2000] for line in done.stdout.splitlines()), f"never answered with success: {missed}", sep="\n")
    assert server.process.poll() is None, server.raw_log()[-4000:]
    assert done.returncode == 0, f"SEED={SEED}: see what schemathesis printed"
    assert SHORT or len(missed) < len(CALLS) / 2, f"SEED={SEED}: few requests find what they ask for"
