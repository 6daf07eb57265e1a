"""The AWS SDKs for Go, Java and JavaScript, each by a program of its own language that says call by call what it saw."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest

from program import ROOT, clean_environment

HERE = pathlib.Path(__file__).parent
SDK = pathlib.Path(os.environ.get("PROPOLIS_BUILD", ROOT / "build")) / "sdk"


def go(_):
    return [SDK / "go-calls"]


def java(_):
    return [shutil.which("java"), "-cp", f"{SDK}/java/*", HERE / "java/Calls.java"]


def javascript(tmp_path):
    # A module looks for its libraries beside itself.
    shutil.copy(HERE / "js/calls.mjs", SDK / "js/calls.mjs")
    return [(SDK / "node.path").read_text().strip(), SDK / "js/calls.mjs"]


@pytest.mark.parametrize("command", [go, java, javascript])
def test_sdk(start_server, tmp_path, command):
    """Thirty typical calls have the answer, or the SDK's own type of error, that they must have."""
    server = start_server()
    environment = clean_environment(
        AWS_ACCESS_KEY_ID=server.key_id, AWS_SECRET_ACCESS_KEY=server.secret, AWS_REGION="us-east-1",
        AWS_ENDPOINT_URL_GLUE=server.url, AWS_ENDPOINT_URL_STS=server.url)
    done = subprocess.run([str(word) for word in command(tmp_path)], env=environment, cwd=tmp_path, capture_output=True, text=True,
                          timeout=180)
    steps = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    failed = [step for step in steps if not step["ok"]]
    assert done.returncode == 0 and not failed, f"{failed}\n{done.stderr[-2000:]}"
    assert len(steps) >= 30
