"""Schemathesis makes requests from the OpenAPI text and holds the answers against it.

FUZZ_SECONDS says how long (20), SEED makes a run repeatable as far as time is. `make test` runs it against the program with the sanitizers.
"""

import json
import os
import pathlib
import re
import subprocess
import sys

import pytest

from seeds import sown, with_address
from test_openapi import CALLS

SECONDS = int(os.environ.get("FUZZ_SECONDS", "20"))
# One seed for everybody, so that what turns red is a change's doing; `make fuzz` takes another each time.
SEED = int(os.environ.get("SEED", "1"))
HERE = pathlib.Path(__file__).resolve().parent
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


def knowledge(found, url):
    """What the hooks know of the server."""
    named = {f"{verb}{noun}.{name}": [value] for noun, value in NAMED.items() for verb in ("Get", "Update", "Start", "Stop", "Delete")
             for name in ("Name", "ConnectionName")}
    bodies = {}
    for operation, _, _, body in CALLS:
        if body:
            bodies.setdefault(operation, []).append(with_address(body, url))
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
def test_schemathesis(start_server, tmp_path):
    """No generated request is answered with a 5xx, a status that the text does not name, or a body that it does not describe; what
    the text allows the shapes take, and what it forbids they refuse."""
    with sown(start_server, log_level="error") as (server, url, found):
        (tmp_path / "schemathesis.toml").write_text(configuration(server))
        (tmp_path / "seeds.json").write_text(json.dumps(knowledge(found, url)))
        (tmp_path / "propolis.json").write_text(server.command("openapi").stdout)
        done = subprocess.run(
            [pathlib.Path(sys.executable).parent / "schemathesis", "--config-file", "schemathesis.toml", "--no-color", "run", "propolis.json",
             "--url", server.url, "--max-time", str(SECONDS), "--continue-on-failure", "--seed", str(SEED), "--generation-database", "none",
             "--suppress-health-check", "all", "--warnings", "off", *SHORT],
            cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=250 + 2 * SECONDS,
            env={**server.env, "SCHEMATHESIS_HOOKS": "schemathesis_hooks", "SCHEMATHESIS_SEEDS": "seeds.json", "PYTHONPATH": str(HERE)})
        missed = sorted({name for name, *_ in CALLS} - successes(server.rest()))
    print(f"SEED={SEED}", *(line[:2000] for line in done.stdout.splitlines()), f"never answered with success: {missed}", sep="\n")
    assert done.returncode == 0, f"SEED={SEED}: see what schemathesis printed"
    assert SHORT or len(missed) < len(CALLS) / 2, f"SEED={SEED}: few requests find what they ask for"
