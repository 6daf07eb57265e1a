"""A disk that is full: writes are answered with an error, reads go on, and nothing that was answered is lost."""

import os
import pathlib
import subprocess

import pytest
import requests

from client import table_input
from wire import Wire

DISK_BYTES = 8 << 20
BALLAST_BYTES = 3 << 20


@pytest.fixture
def disk(tmp_path):
    """A small file system of its own. Making one takes a right that not every place gives."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", folder], capture_output=True, text=True)
    if made.returncode != 0:
        pytest.skip(f"no small file system can be made here: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill(path):
    """Takes all the room that is left."""
    with open(path, "ab", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def create(wire, number):
    return wire.call("CreateTable", {"DatabaseName": "d", "TableInput": table_input(
        f"t{number:04}", keys=["k:string"], Parameters={"filling": f"{number}" * 5000})})


def check(wire, made):
    """Every table that was made is there, whole."""
    for number in made:
        table = wire.call("GetTable", {"DatabaseName": "d", "Name": f"t{number:04}"}).json["Table"]
        assert table["Parameters"]["filling"] == f"{number}" * 5000


def until_full(wire, made):
    """Makes tables until one is refused; returns the refusal."""
    for number in range(len(made), 5000):
        reply = create(wire, number)
        if reply.status != 200:
            return reply
        made.append(number)
    raise AssertionError("the disk was never full")


def test_full_disk(start_server, disk):
    """Full twice: errors for writes, answers for reads, and after room was made the server goes on as if nothing had been."""
    (disk / "ballast").write_bytes(b"x" * BALLAST_BYTES)
    server = start_server(data=str(disk / "data"))
    wire = Wire(server.url, server.key_id, server.secret)
    rest = server.rest()
    made = []
    assert wire.call("CreateDatabase", {"DatabaseInput": {"Name": "d"}}).status == 200
    for _ in range(2):
        refusal = until_full(wire, made)
        assert refusal.status == 500 and refusal.code == "InternalServiceException" and "full" in refusal.json["Message"].lower(), refusal
        check(wire, made)
        for number in range(len(made), len(made) + 5):
            assert create(wire, number).status in (200, 500)
            if wire.call("GetTable", {"DatabaseName": "d", "Name": f"t{number:04}"}).status == 200:
                made = sorted({*made, number})
        fill(disk / "rest")
        answer = rest.put("/v1/databases/d/tables/rest", json={"TableInput": {"Name": "rest", "Parameters": {"x": "y" * 100000}}})
        assert answer.status_code == 507 and answer.json()["title"] == "InternalServiceException"
        assert wire.call("GetTable", {"DatabaseName": "d", "Name": "rest"}).code == "EntityNotFoundException"
        assert len(wire.call("GetTables", {"DatabaseName": "d"}).json["TableList"]) == min(100, len(made))
        assert requests.get(server.url + "/health/live", timeout=10).status_code == 200
        check(wire, made)

        (disk / "rest").unlink()
        ballast = disk / "ballast"
        os.truncate(ballast, ballast.stat().st_size - BALLAST_BYTES // 2)
        assert create(wire, 9000).status == 200
        assert wire.call("DeleteTable", {"DatabaseName": "d", "Name": "t9000"}).status == 200
        check(wire, made)
    server.kill()
    server.restart()
    check(wire, made)
    listed = [table["Name"] for page in server.client().get_paginator("get_tables").paginate(DatabaseName="d") for table in page["TableList"]]
    assert listed == [f"t{number:04}" for number in made]
    wire.close()


def test_stop_and_start_on_a_full_disk(start_server, disk):
    """With not one byte left the server stops well, and starts again or says why not; the data is unharmed."""
    server = start_server(data=str(disk / "data"))
    wire = Wire(server.url, server.key_id, server.secret)
    made = []
    assert wire.call("CreateDatabase", {"DatabaseInput": {"Name": "d"}}).status == 200
    for number in range(20):
        assert create(wire, number).status == 200
        made.append(number)
    fill(disk / "rest")
    assert server.stop() == 0
    try:
        server.restart()
        check(wire, made)
    except RuntimeError as refused:
        assert "full" in str(refused).lower() or "space" in str(refused).lower(), refused
    (disk / "rest").unlink()
    server.restart()
    check(wire, made)
    assert create(wire, 20).status == 200
    wire.close()


def test_the_journal_does_not_grow_without_end(start_server):
    """Thousands of writes leave a write-ahead log of bounded size."""
    server = start_server()
    wire = Wire(server.url, server.key_id, server.secret)
    assert wire.call("CreateDatabase", {"DatabaseInput": {"Name": "d"}}).status == 200
    assert create(wire, 0).status == 200
    for i in range(1500):
        assert wire.call("UpdateTable", {"DatabaseName": "d", "SkipArchive": True, "TableInput": {
            "Name": "t0000", "Parameters": {"filling": f"{i}" * 3000}}}).status == 200
    log = pathlib.Path(server.data) / "propolis.db-wal"
    assert log.stat().st_size < 64 << 20
    wire.close()
