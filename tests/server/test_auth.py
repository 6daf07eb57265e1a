"""Who may call: each way in which a signature can be wrong, keys that come and go, Basic, and no authentication."""

import base64
import datetime
import hashlib
import hmac
import json
import subprocess

import botocore.exceptions
import pytest
import requests

pytestmark = pytest.mark.core


def hmac_sha256(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


class Signed:
    """A signed GetDatabases whose parts a test may bend before it is sent."""

    def __init__(self, server, **bent):
        self.server = server
        self.method, self.path, self.query, self.body = "POST", "/", "", "{}"
        self.key_id, self.secret = server.key_id, server.secret
        self.region, self.service, self.end = "us-east-1", "glue", "aws4_request"
        self.time = datetime.datetime.now(datetime.timezone.utc)
        self.headers = {
            "host": server.url.split("//")[1], "content-type": "application/x-amz-json-1.1",
            "x-amz-target": "AWSGlue.GetDatabases"}
        self.unsigned = {}
        self.algorithm = "AWS4-HMAC-SHA256"
        self.day = None
        for name, value in bent.items():
            setattr(self, name, value)
        self.headers.setdefault("x-amz-date", self.time.strftime("%Y%m%dT%H%M%SZ"))
        self.day = self.day or self.time.strftime("%Y%m%d")

    def authorization(self):
        names = ";".join(sorted(self.headers))
        canonical = "\n".join(
            [self.method, self.path, self.query]
            + [f"{name}:{self.headers[name]}" for name in sorted(self.headers)]
            + ["", names, hashlib.sha256(self.body.encode()).hexdigest()])
        scope = f"{self.day}/{self.region}/{self.service}/{self.end}"
        text = "\n".join([
            "AWS4-HMAC-SHA256", self.headers["x-amz-date"], scope, hashlib.sha256(canonical.encode()).hexdigest()])
        key = ("AWS4" + self.secret).encode()
        for part in (self.day, self.region, self.service, "aws4_request"):
            key = hmac_sha256(key, part)
        signature = hmac_sha256(key, text).hex()
        return f"{self.algorithm} Credential={self.key_id}/{scope}, SignedHeaders={names}, Signature={signature}"

    def send(self, authorization=None, body=None):
        headers = {**self.headers, **self.unsigned}
        headers["authorization"] = self.authorization() if authorization is None else authorization
        if authorization == "":
            del headers["authorization"]
        url = self.server.url + self.path + ("?" + self.query if self.query else "")
        return requests.request(
            self.method, url, headers=headers, data=self.body if body is None else body, timeout=10)


def assert_refused(answer, name, words=""):
    assert answer.status_code == 400, answer.text
    assert answer.headers["x-amzn-ErrorType"] == answer.json()["__type"] == name
    assert words in answer.json()["Message"]
    assert "Signature=" not in answer.text


def minutes(n):
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=n)


def test_good_signature(server):
    # The builder below makes what the server takes, so that each bend is the only fault of its test.
    assert Signed(server).send().status_code == 200


BENT = {
    "another secret": ({"secret": "x" * 40}, "InvalidSignatureException"),
    "an unknown key": ({"key_id": "AKIANOBODY0000000000"}, "UnrecognizedClientException"),
    "an old time": ({"minutes": -6}, "InvalidSignatureException"),
    "a time to come": ({"minutes": 6}, "InvalidSignatureException"),
    "another service": ({"service": "s3"}, "InvalidSignatureException"),
    "another end": ({"end": "aws3_request"}, "InvalidSignatureException"),
    "another day": ({"day": "20200101"}, "InvalidSignatureException"),
    "an old algorithm": ({"algorithm": "AWS3-HMAC-SHA256"}, "IncompleteSignatureException"),
    "an unsigned header that must be signed": ({"unsigned": {"x-amz-security-token": "t"}}, "IncompleteSignatureException"),
}


@pytest.mark.parametrize("name", BENT)
def test_bent(server, name):
    # Each fault has the name that SDKs know.
    bent, expected = BENT[name]
    if "minutes" in bent:
        bent = {"time": minutes(bent["minutes"])}
    assert_refused(Signed(server, **bent).send(), expected)


def test_four_minutes_are_allowed(server):
    # Clocks differ.
    assert Signed(server, time=minutes(-4)).send().status_code == 200
    assert Signed(server, time=minutes(4)).send().status_code == 200


def test_any_region(server):
    # Clients of a private endpoint sign odd regions.
    assert Signed(server, region="eu-nowhere-9").send().status_code == 200


def test_missing_signature(server):
    # No signature at all is another fault than a bad one.
    assert_refused(Signed(server).send(authorization=""), "MissingAuthenticationTokenException")


@pytest.mark.parametrize("drop", ["Credential", "SignedHeaders", "Signature"])
def test_incomplete_header(server, drop):
    # Each field is needed.
    signed = Signed(server)
    algorithm, fields = signed.authorization().split(" ", 1)
    kept = ", ".join(field for field in fields.split(", ") if not field.startswith(drop + "="))
    assert_refused(signed.send(authorization=f"{algorithm} {kept}"), "IncompleteSignatureException", drop)


def test_changed_body(server):
    # The signature covers the body.
    assert_refused(Signed(server).send(body='{ }'), "InvalidSignatureException")


def test_changed_header(server):
    # And the headers it names.
    signed = Signed(server)
    authorization = signed.authorization()
    signed.headers["x-amz-target"] = "AWSGlue.DeleteDatabase"
    assert_refused(signed.send(authorization=authorization), "InvalidSignatureException")


def test_wrong_payload_hash(server):
    # A hash that was sent must be that of the body; unsigned payloads are not taken.
    for value in ("UNSIGNED-PAYLOAD", hashlib.sha256(b"x").hexdigest()):
        signed = Signed(server)
        signed.headers["x-amz-content-sha256"] = value
        assert_refused(signed.send(), "InvalidSignatureException")


def test_presigned(server):
    # Presigned addresses are refused.
    answer = requests.post(server.url + "/?X-Amz-Signature=0", data="{}", timeout=5)
    assert_refused(answer, "IncompleteSignatureException")


def test_signed_rest(server):
    # The REST door takes signatures too, over odd paths and queries as they were sent.
    signed = Signed(server, method="GET", path="/v1/databases/no%20such%20one", query="a=b%20c", body="")
    signed.headers.pop("x-amz-target")
    signed.path = "/v1/databases/no%2520such%2520one"
    authorization = signed.authorization()
    signed.path = "/v1/databases/no%20such%20one"
    answer = signed.send(authorization=authorization)
    assert answer.status_code in (400, 404), answer.text
    assert "ignature" not in answer.text


# --- Basic ---


def test_basic(server, rest):
    # The key pair opens the REST door.
    assert rest.get("/v1/databases").status_code == 200


@pytest.mark.parametrize("pair", [(None, "wrong"), ("AKIANOBODY0000000000", None), ("", ""), (None, "")])
def test_wrong_basic(server, pair):
    # A wrong half says no more than that.
    auth = (server.key_id if pair[0] is None else pair[0], server.secret if pair[1] is None else pair[1])
    answer = requests.get(server.url + "/v1/databases", auth=auth, timeout=5)
    assert answer.status_code in (401, 403)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "wrong" in answer.json()["detail"]


@pytest.mark.parametrize("value", ["Basic", "Basic ", "Basic !!!!", "Basic YQ==", "Basic " + "A" * 4096, "Bearer x"])
def test_malformed_basic(server, value):
    # Whatever stands in the header, it is refused and not crashed on.
    answer = requests.get(server.url + "/v1/databases", headers={"Authorization": value}, timeout=5)
    assert answer.status_code in (400, 401, 403), answer.text


def test_basic_is_not_for_glue(server):
    # The Glue door takes signatures only.
    answer = requests.post(
        server.url + "/", data="{}", auth=(server.key_id, server.secret), timeout=5,
        headers={"X-Amz-Target": "AWSGlue.GetDatabases"})
    assert_refused(answer, "IncompleteSignatureException")


def test_challenge(server):
    # A client without credentials is told which it could use.
    answer = requests.get(server.url + "/v1/databases", timeout=5)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic")


# --- keys ---


def key_pair(output):
    lines = dict(line.split("=", 1) for line in output.splitlines())
    return lines["AWS_ACCESS_KEY_ID"], lines["AWS_SECRET_ACCESS_KEY"]


def test_life_of_a_key(start_server):
    # A key works from the moment it is made to the moment it is revoked, on every thread, and its user is told.
    server = start_server()
    key_id, secret = key_pair(server.command("key", "create", "--name", "etl").stdout)
    clients = [server.client("glue", key_id, secret) for _ in range(8)]
    for client in clients:
        client.get_databases()
    identity = server.client("sts", key_id, secret).get_caller_identity()
    assert identity["Arn"] == "arn:aws:iam::123456789012:user/etl"
    assert server.rest(key_id, secret).get("/v1/databases").status_code == 200
    assert server.command("key", "revoke", key_id).returncode == 0
    for client in clients:
        with pytest.raises(botocore.exceptions.ClientError) as caught:
            client.get_databases()
        assert caught.value.response["Error"]["Code"] == "UnrecognizedClientException"
    assert server.rest(key_id, secret).get("/v1/databases").status_code in (401, 403)


def test_keys_survive_a_restart(start_server):
    # Sealed secrets are opened again.
    server = start_server()
    key_id, secret = key_pair(server.command("key", "create", "--name", "etl").stdout)
    server.kill()
    server.start()
    server.client("glue", key_id, secret).get_databases()


def test_secrets_are_sealed(start_server):
    # No plain secret lies in the database, and the files are nobody else's.
    server = start_server()
    _, secret = key_pair(server.command("key", "create", "--name", "etl").stdout)
    server.stop()
    for path in server.data.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
        assert secret.encode() not in path.read_bytes(), path
    assert secret not in server.raw_log()
    assert server.secret not in server.raw_log()


def test_key_file_of_others(start_server):
    # A sealing key that others may read, or one that is gone, stops the start with a reason.
    server = start_server()
    server.command("key", "create", "--name", "etl")
    server.stop()
    seal = server.data / "seal.key"
    seal.chmod(0o644)
    with pytest.raises(RuntimeError, match="open to others"):
        server.start()
    seal.chmod(0o600)
    seal.rename(server.data / "elsewhere")
    with pytest.raises(RuntimeError, match="seal.key is missing"):
        server.start()
    (server.data / "elsewhere").rename(seal)
    server.start()


def test_root_key_is_made_once(start_server):
    # The first start makes a root key and prints it; the second uses it and prints nothing.
    server = start_server(root_key=False)
    output = (server.folder / "output").read_text()
    key_id, secret = key_pair((server.data / "root-key").read_text())
    assert key_id in output and secret in output
    assert (server.data / "root-key").stat().st_mode & 0o777 == 0o600
    server.client("glue", key_id, secret).get_databases()
    server.restart()
    assert (server.folder / "output").read_text() == output
    server.client("glue", key_id, secret).get_databases()


def test_root_key_in_a_journal(start_server):
    # Where output is kept for ever, the secret is not printed.
    server = start_server(root_key=False, env={"JOURNAL_STREAM": "8:12345"})
    _, secret = key_pair((server.data / "root-key").read_text())
    assert secret not in (server.folder / "output").read_text()


# --- no authentication ---


def test_no_authentication(start_server):
    # Everyone is root, but no web page.
    server = start_server(auth="none")
    headers = {"X-Amz-Target": "AWSGlue.GetDatabases"}
    assert requests.post(server.url + "/", data="{}", headers=headers, timeout=5).status_code == 200
    assert requests.get(server.url + "/v1/databases", timeout=5).status_code == 200
    answer = requests.post(server.url + "/", data="{}", headers={**headers, "Origin": "http://page.example"}, timeout=5)
    assert_refused(answer, "AccessDeniedException", "Origin")


def test_no_authentication_for_others(tmp_path):
    # An open server on an address that others reach must be asked for in words.
    from program import PROGRAM, clean_environment

    done = subprocess.run(
        [PROGRAM, "serve", "--data", tmp_path / "d", "--auth", "none", "--listen", "0.0.0.0:0"],
        env=clean_environment(), capture_output=True, text=True, timeout=20)
    assert done.returncode == 2
    assert "--allow-unauthenticated-remote" in done.stderr
    assert not (tmp_path / "d").exists()


def test_no_authentication_for_others_in_words(start_server):
    # And then it is.
    server = start_server(auth="none", listen="0.0.0.0:0", allow_unauthenticated_remote=True)
    assert requests.get(f"http://127.0.0.1:{server.port}/v1/databases", timeout=5).status_code == 200


def test_log_names_the_caller(start_server):
    # The log says who asked for what, and for how long it took.
    server = start_server()
    server.client().get_databases()
    server.stop()
    line = next(line for line in server.log() if line["event"] == "request")
    assert line["operation"] == "GetDatabases" and line["key"] == server.key_id and line["status"] == 200
    assert line["source"] == "127.0.0.1" and line["door"] == "glue" and line["us"] > 0
    assert json.dumps(line).find(server.secret) < 0
    assert base64.b64encode(f"{server.key_id}:{server.secret}".encode()).decode() not in server.raw_log()
