"""Fixtures of the tests of crawls: servers, and lakes in local folders and on a real S3 server."""

import os
import pathlib
import socket
import subprocess

import pytest

from conftest import Server
from program import ROOT
from crawling import Crawler, Lake, Silence, answers, numbers, until

VERSITYGW = pathlib.Path(os.environ.get("VERSITYGW", ROOT / "build/bin/versitygw"))
S3_KEY, S3_SECRET = "lakekey", "lakesecret123"


@pytest.fixture(scope="session")
def file_root(tmp_path_factory):
    return tmp_path_factory.mktemp("lakes")


@pytest.fixture(scope="session")
def file_server(tmp_path_factory, file_root):
    """A server that may crawl local folders."""
    running = Server(tmp_path_factory.mktemp("server"), file_root=file_root).start()
    yield running
    assert running.stop() == 0, running.raw_log()[-4000:]


@pytest.fixture
def lake(file_root):
    """A local folder of the test's own."""
    folder = file_root / f"lake{next(numbers)}"
    return Lake(folder, f"file://{folder}")


@pytest.fixture
def crawler(file_server, lake):
    """A function that makes crawlers over `lake`."""
    return lambda *args, **options: Crawler(file_server, lake, *args, **options)


@pytest.fixture(scope="session")
def s3(tmp_path_factory):
    """A real S3 server that verifies signatures: its address and the folder whose folders are its buckets."""
    if not VERSITYGW.exists():
        pytest.skip(f"there is no {VERSITYGW}")
    folder = tmp_path_factory.mktemp("buckets")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [VERSITYGW, "--port", f"127.0.0.1:{port}", "--quiet", "posix", "--nometa", folder],
        env={**os.environ, "ROOT_ACCESS_KEY": S3_KEY, "ROOT_SECRET_KEY": S3_SECRET}, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: answers(url), 20)
        yield url, folder
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def start_s3_server(start_server):
    """A function that starts a server which crawls an S3 server: start_s3_server(url, secret=...)."""
    def start(url, secret=S3_SECRET, **options):
        env = {"AWS_ACCESS_KEY_ID": S3_KEY, "AWS_SECRET_ACCESS_KEY": secret, "AWS_REGION": "us-east-1"}
        return start_server(env=env, s3_endpoint=url, s3_path_style=True, **options)
    return start


@pytest.fixture
def silence():
    silent = Silence()
    yield silent
    silent.close()
