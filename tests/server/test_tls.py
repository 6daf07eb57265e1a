"""TLS: versions, certificates that change while the server runs, and files that are no certificates."""

import pathlib
import signal
import socket
import ssl
import subprocess
import time

import pytest
import requests
from program import PROGRAM, clean_environment
from raw_http import read_answer

LIVE = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"


def make_certificate(folder, name):
    """A certificate of its own for 127.0.0.1, with an elliptic key: (certificate, key)."""
    certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
         f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True, timeout=60)
    return certificate, key


@pytest.fixture
def certificates(tmp_path):
    return {name: make_certificate(tmp_path, name) for name in ("first", "second")}


@pytest.fixture
def tls_server(start_server, certificates, tmp_path):
    """A server with the first certificate, under names that a test may write over."""
    use(tmp_path, certificates["first"])
    return start_server(tls_certificate=tmp_path / "server.crt", tls_key=tmp_path / "server.key")


def use(folder, pair):
    for path, name in zip(pair, ("server.crt", "server.key")):
        (folder / name).write_bytes(pathlib.Path(path).read_bytes())


def context(version=None):
    made = ssl.create_default_context()
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    made.set_ciphers("ALL:@SECLEVEL=0")
    if version:
        made.minimum_version = made.maximum_version = version
    return made


def handshake(server, version=None):
    raw = socket.create_connection(("127.0.0.1", server.port), 10)
    return context(version).wrap_socket(raw)


def subject(server):
    """The name in the certificate that a new connection is shown."""
    with handshake(server) as sock:
        der = sock.getpeercert(binary_form=True)
    text = subprocess.run(
        ["openssl", "x509", "-inform", "der", "-noout", "-subject"], input=der, capture_output=True, check=True, timeout=60)
    return text.stdout.decode().strip().rsplit("=", 1)[1].strip()


def test_requests_over_tls(tls_server, certificates):
    # Clients that verify the certificate are served by all doors, and `env` says https.
    assert tls_server.url.startswith("https://127.0.0.1:")
    first = str(certificates["first"][0])
    session = tls_server.rest()
    session.verify = first
    assert session.get("/v1/databases").status_code == 200
    import boto3

    client = boto3.session.Session().client(
        "glue", endpoint_url=tls_server.url, region_name="us-east-1", verify=first,
        aws_access_key_id=tls_server.key_id, aws_secret_access_key=tls_server.secret)
    client.create_database(DatabaseInput={"Name": "d"})
    assert client.get_database(Name="d")["Database"]["Name"] == "d"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_good_versions(tls_server, version):
    # TLS 1.2 and 1.3 are spoken.
    with handshake(tls_server, version) as sock:
        sock.sendall(LIVE)
        assert read_answer(sock)[0].status == 200


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions(tls_server, version):
    # TLS 1.0 and 1.1 are not.
    with pytest.raises((ssl.SSLError, ConnectionError)):
        handshake(tls_server, version).close()


def test_clear_text_on_a_tls_port(tls_server):
    # A request in clear is answered by nothing but the end of the connection.
    with socket.create_connection(("127.0.0.1", tls_server.port), 10) as sock:
        sock.sendall(LIVE)
        sock.settimeout(10)
        try:
            assert b"HTTP/1.1 200" not in sock.recv(1000)
        except ConnectionError:
            pass


def wait_for_subject(server, name):
    deadline = time.monotonic() + 10
    while subject(server) != name:
        assert time.monotonic() < deadline, f"{name} never came"
        time.sleep(0.05)


def test_reload(tls_server, certificates, tmp_path):
    # After SIGHUP new connections see the new certificate, and those that are open go on until their next answer.
    assert subject(tls_server) == "first"
    with handshake(tls_server) as open_before:
        open_before.sendall(LIVE)
        assert read_answer(open_before)[0].status == 200
        use(tmp_path, certificates["second"])
        assert subject(tls_server) == "first"
        tls_server.process.send_signal(signal.SIGHUP)
        wait_for_subject(tls_server, "second")
        open_before.sendall(LIVE)
        answer, _ = read_answer(open_before)
        assert answer.status == 200 and answer.headers["connection"] == "close"


def test_reload_many_times(tls_server, certificates, tmp_path):
    # Each turn leaves nothing behind: no thread, and no memory to speak of.
    def threads():
        return len(list(pathlib.Path(f"/proc/{tls_server.process.pid}/task").iterdir()))

    before = threads()
    for turn in range(10):
        name = ("second", "first")[turn % 2]
        use(tmp_path, certificates[name])
        tls_server.process.send_signal(signal.SIGHUP)
        wait_for_subject(tls_server, name)
    deadline = time.monotonic() + 10
    while threads() > before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert threads() == before


def test_reload_of_a_bad_file(tls_server, tmp_path):
    # A file that is no certificate is reported, and the old one stays.
    for text in ("", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        (tmp_path / "server.crt").write_text(text)
        tls_server.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 5
        while not any("reload failed" in line.get("event", "") for line in tls_server.log()):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert subject(tls_server) == "first"


def test_hangup_without_tls(start_server):
    # SIGHUP to a server without TLS does no harm.
    server = start_server()
    server.process.send_signal(signal.SIGHUP)
    time.sleep(0.1)
    assert requests.get(server.url + "/health/ready", timeout=5).status_code == 200


@pytest.mark.parametrize(
    "certificate, key, words",
    [("first.crt", None, "belong together"), ("missing", "first.key", "missing"), ("first.crt", "second.key", "not a certificate"),
     ("first.key", "first.key", "not a certificate"), (".", "first.key", "Is a directory")])
def test_start_with_bad_files(certificates, tmp_path, certificate, key, words):
    # A start with files that do not fit fails and names them.
    options = ["--tls-certificate", tmp_path / certificate] + (["--tls-key", tmp_path / key] if key else [])
    done = subprocess.run(
        [PROGRAM, "serve", "--data", tmp_path / "d", "--listen", "127.0.0.1:0", *options], env=clean_environment(),
        capture_output=True, text=True, timeout=20)
    assert done.returncode in (1, 2) and words in done.stderr, done.stderr


def test_handshake_that_hangs(start_server, certificates):
    # Half a handshake is cut off like half a request.
    certificate, key = certificates["first"]
    server = start_server(tls_certificate=certificate, tls_key=key, request_timeout="1s")
    with socket.create_connection(("127.0.0.1", server.port), 10) as sock:
        sock.sendall(b"\x16\x03\x01\x02\x00\x01")
        sock.settimeout(5)
        assert sock.recv(100) == b""
