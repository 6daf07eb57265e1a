"""Servers for the tests: the real program, each with a data folder of its own, on a port that the system picks.

server        one server for the whole session, with the default options
start_server  a function that starts more: start_server(body_max="1MiB", s3_path_style=True, webhook_allow=["127.0.0.0/8"]);
              they are stopped after the test, and must end well
glue          a boto3 client of `server`
rest          a requests session for `server` that takes paths: rest.get("/v1/databases")

PROPOLIS names the program (build/propolis by default).
"""

import json
import os
import pathlib
import signal
import subprocess
import time

import boto3
import botocore.config
import pytest
import requests

from program import PROGRAM, clean_environment

KEY_ID = "PROPTESTROOTKEY00001"
SECRET = "test/secret+of+the+root+key/0123456789ab"
REGION = "us-east-1"
ACCOUNT = "123456789012"
START_SECONDS = 30
STOP_SECONDS = 30


class Rest(requests.Session):
    """A session that takes paths, and signs with HTTP Basic."""

    def __init__(self, url, auth):
        super().__init__()
        self.url = url
        self.auth = auth
        self.trust_env = False

    def request(self, method, url, **kwargs):
        kwargs.setdefault("timeout", 60)
        return super().request(method, self.url + url if url.startswith("/") else url, **kwargs)


class Server:
    """One running server and what a test needs to speak to it."""

    def __init__(self, folder, env=None, root_key=True, wrapper=(), **options):
        self.folder = pathlib.Path(folder)
        self.wrapper = wrapper  # words before the program's name
        self.data = pathlib.Path(options.pop("data", self.folder / "data"))
        self.key_id, self.secret, self.region, self.account = KEY_ID, SECRET, REGION, ACCOUNT
        self.options = {"listen": "127.0.0.1:0", **options}
        self.env = clean_environment(**(env or {}))
        if root_key:
            self.env.update(PROPOLIS_ROOT_ACCESS_KEY_ID=KEY_ID, PROPOLIS_ROOT_SECRET_ACCESS_KEY=SECRET)
        self.log_path = self.folder / "log"
        self.process = None
        self.was_killed = False

    def arguments(self):
        """The options as a command line."""
        words = ["--data", str(self.data)]
        for name, value in self.options.items():
            for one in value if isinstance(value, (list, tuple)) else [value]:
                flag = "--" + name.replace("_", "-")
                words += [flag] if one is True else [flag, str(one)] if one is not None and one is not False else []
        return words

    def start(self):
        """Starts the program and returns when it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        began = self.log_path.stat().st_size if self.log_path.exists() else 0
        self.was_killed = False
        with open(self.log_path, "ab") as log, open(self.folder / "output", "ab") as output:
            self.process = subprocess.Popen(
                [*self.wrapper, PROGRAM, "serve", *self.arguments()], env=self.env, stdin=subprocess.DEVNULL, stdout=output, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self.url = self.find_url(began)
            if self.url:
                self.port = int(self.url.rsplit(":", 1)[1])
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.005)
        self.kill()
        raise RuntimeError(f"the server did not start (status {self.process.returncode}):\n{self.raw_log()[-4000:]}")

    def find_url(self, began):
        """Where the server listens, from its log; None while it does not. A quiet server is asked through its socket."""
        if self.options.get("log_level", "info") not in ("info", "debug"):
            words = self.command("env").stdout.split("'")
            return words[1] if len(words) > 1 else None
        return next((line["url"] for line in self.log(began) if line.get("event") == "listening"), None)

    def raw_log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def log(self, offset=0):
        """The lines of the log as objects; what is not JSON is {"text": line}."""
        lines = []
        with open(self.log_path, "rb") as file:
            file.seek(offset)
            for line in file.read().decode(errors="replace").splitlines():
                try:
                    lines.append(json.loads(line))
                except ValueError:
                    lines.append({"text": line})
        return lines

    def stop(self):
        """SIGTERM; returns the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)

    def kill(self):
        """SIGKILL, as when the power goes."""
        self.was_killed = True
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(STOP_SECONDS)

    def restart(self):
        """Starts again on the same data and the same port."""
        if self.process.poll() is None:
            self.stop()
        host = self.options["listen"].rsplit(":", 1)[0]
        self.options["listen"] = f"{host}:{self.port}"
        return self.start()

    def client(self, service="glue", key_id=None, secret=None, **config):
        """A boto3 client that neither retries nor waits long, unless told to."""
        config = {"retries": {"total_max_attempts": 1}, "read_timeout": 60, "max_pool_connections": 64, **config}
        return boto3.session.Session().client(
            service, endpoint_url=self.url, region_name=self.region, aws_access_key_id=key_id or self.key_id,
            aws_secret_access_key=secret or self.secret, config=botocore.config.Config(**config))

    def rest(self, key_id=None, secret=None):
        return Rest(self.url, (key_id or self.key_id, secret or self.secret))

    def command(self, *words, env=None, **kwargs):
        """Runs another command of the program on this server's data folder."""
        return subprocess.run(
            [PROGRAM, *words], env=clean_environment(PROPOLIS_DATA=str(self.data), **(env or {})), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=60, **kwargs)

    def resident_bytes(self):
        """Resident memory of the process."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise RuntimeError("no VmRSS")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("server")).start()
    yield running
    assert running.stop() == 0, running.raw_log()[-4000:]


@pytest.fixture
def start_server(tmp_path_factory):
    started = []

    def start(**options):
        started.append(Server(tmp_path_factory.mktemp("server"), **options).start())
        return started[-1]

    yield start
    for one in started:
        status = one.stop()
        assert status == 0 or one.was_killed, f"status {status}:\n{one.raw_log()[-4000:]}"


@pytest.fixture(scope="session")
def glue(server):
    return server.client("glue")


@pytest.fixture(scope="session")
def rest(server):
    return server.rest()
