"""examples/webhook-receiver: it takes what is signed, and nothing else."""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import socket
import subprocess
import time

import pytest
import requests

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEY = b"twenty-four bytes of key"
BODY = json.dumps({"type": "drift", "data": {"DatabaseName": "lake", "TableName": "zones"}}).encode()


@pytest.fixture
def receiver():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "PROPOLIS_WEBHOOK_SECRET": "whsec_" + base64.b64encode(KEY).decode()}
    process = subprocess.Popen([ROOT / "examples/webhook-receiver", "--port", str(port), "--fail-first", "1"], env=env,
                               stdout=subprocess.PIPE, text=True)
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/"
    process.terminate()
    process.wait()


def deliver(url, age=0, body=BODY, key=KEY):
    at = int(time.time()) - age
    signed = hmac.new(key, f"msg_1.{at}.".encode() + BODY, hashlib.sha256).digest()
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(at),
               "webhook-signature": "v1a,other v1," + base64.b64encode(signed).decode()}
    return requests.post(url, data=body, headers=headers, timeout=5).status_code


def test_signatures(receiver):
    """The first delivery is refused as asked; then a good one is taken, and an altered, a foreign and an old one are not."""
    assert deliver(receiver) == 500
    assert deliver(receiver) == 200
    assert deliver(receiver, body=BODY + b" ") == 401
    assert deliver(receiver, key=b"another") == 401
    assert deliver(receiver, age=3600) == 401
    assert requests.post(receiver, data=BODY, timeout=5).status_code == 401
