"""RepairPartitions: the folders of a table's location and its partitions are brought together, over folders and a real S3 server."""

import http.server
import shutil
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

import pytest

from client import columns, storage_descriptor
from crawling import Lake, numbers
from wire import Wire


class Table:
    """A partitioned table over a lake."""

    def __init__(self, server, lake, keys=("year:int", "month:int"), path="t/", **more):
        self.glue, self.rest, self.lake, self.location = server.client(), server.rest(), lake, lake.url + path
        self.name = {"DatabaseName": f"d{next(numbers)}", "TableName": "t"}
        self.glue.create_database(DatabaseInput={"Name": self.name["DatabaseName"]})
        self.glue.create_table(DatabaseName=self.name["DatabaseName"], TableInput={
            "Name": "t", "PartitionKeys": columns(keys), "StorageDescriptor": storage_descriptor(self.location), **more})

    def call(self, **body):
        return self.rest.post(f"/v1/databases/{self.name['DatabaseName']}/tables/t/partitions/repair", json=body)

    def repair(self, **body):
        answer = self.call(**body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def register(self, *values, location=None):
        self.glue.create_partition(**self.name, PartitionInput={
            "Values": list(values), "StorageDescriptor": storage_descriptor(location or self.location + "/".join(values) + "/")})

    def partitions(self):
        found = self.glue.get_partitions(**self.name)["Partitions"]
        return {tuple(p["Values"]): p["StorageDescriptor"]["Location"].removeprefix(self.location) for p in found}


def counts(report):
    return tuple(report[name] for name in ("Added", "Dropped", "Kept", "Ignored"))


@pytest.fixture
def bucket(s3):
    name = f"bucket{next(numbers)}"
    return Lake(s3[1] / name, f"s3://{name}/")


@pytest.fixture(params=["folder", "s3"])
def place(request):
    """A server and a lake that it may list: a folder, and a bucket."""
    if request.param == "folder":
        return request.getfixturevalue("file_server"), request.getfixturevalue("lake")
    bucket, s3 = request.getfixturevalue("bucket"), request.getfixturevalue("s3")
    return request.getfixturevalue("start_s3_server")(s3[0]), bucket


def fill(lake, *folders):
    for folder in folders:
        lake.put(f"t/{folder}/a.csv", "1,x\n")


def test_modes(place):
    """ADD registers what is there, DROP drops what is gone, SYNC does both; a dry run tells the same and changes nothing."""
    table = Table(*place)
    fill(table.lake, "year=2026/month=01", "year=2026/month=2", "year=2025/month=12")
    for _ in range(2):
        planned = table.repair(DryRun=True)
        assert counts(planned) == (3, 0, 0, 0) and planned["DryRun"] and table.partitions() == {}
    done = table.repair()
    assert {**done, "DryRun": True} == planned
    assert table.partitions() == {("2025", "12"): "year=2025/month=12/", ("2026", "01"): "year=2026/month=01/",
                                  ("2026", "2"): "year=2026/month=2/"}
    assert counts(table.repair()) == (0, 0, 3, 0)
    for file in ("year=2026/month=2", "year=2025/month=12"):
        table.lake.remove(f"t/{file}/a.csv")
        (table.lake.folder / "t" / file).rmdir()
    fill(table.lake, "year=2024/month=3")
    assert counts(table.repair(Mode="SYNC", DryRun=True)) == (1, 2, 1, 0)
    dropped = table.repair(Mode="DROP")
    assert counts(dropped) == (0, 2, 1, 0)
    assert [p["Values"] for p in dropped["DroppedPartitions"]] == [["2025", "12"], ["2026", "2"]]
    assert counts(table.repair(Mode="SYNC")) == (1, 0, 1, 0)
    assert set(table.partitions()) == {("2026", "01"), ("2024", "3")}


def test_equal_values(place):
    """Values are compared by the type of their key: month=01 and month=1 are one partition, whoever came first."""
    table = Table(*place)
    fill(table.lake, "year=2026/month=1", "year=2026/month=01", "year=2026/month=02")
    table.register("2026", "2", location=table.location + "year=2026/month=02/")
    report = table.repair(Mode="SYNC")
    assert counts(report) == (1, 0, 1, 1)
    assert report["IgnoredFolders"][0]["Location"] == table.location + "year=2026/month=1/"
    assert table.partitions() == {("2026", "01"): "year=2026/month=01/", ("2026", "2"): "year=2026/month=02/"}
    assert counts(table.repair()) == (0, 0, 2, 1)


def test_text_values_differ(file_server, lake):
    """Values of a text key are equal only when all their bytes are."""
    table = Table(file_server, lake, keys=["k:string"])
    fill(lake, "k=1", "k=01")
    assert counts(table.repair()) == (2, 0, 0, 0)


def test_names(place):
    """Names are unescaped as Hive does it; hidden ones are passed over, others are told with a reason."""
    table = Table(*place, keys=["day:date", "text:string"])
    fill(table.lake, "day=2026-11-21/text=a%2Fb%3Dc", "Day=2026-11-20/text=__HIVE_DEFAULT_PARTITION__", "day=2026-11-21/text=日本 100%",
         "_delta_log", ".staging/text=x", "day=2026-11-21/_temporary", "raw", "day=yesterday/text=a", "day=2026-11-21/other=1",
         "day=2026-11-21/text=deep/year=1")
    report = table.repair()
    assert {tuple(p["Values"]) for p in report["AddedPartitions"]} == set(table.partitions()) == {
        ("2026-11-21", "a/b=c"), ("2026-11-20", "__HIVE_DEFAULT_PARTITION__"), ("2026-11-21", "日本 100%"), ("2026-11-21", "deep")}
    assert {f["Location"].removeprefix(table.location): f["Reason"] for f in report["IgnoredFolders"]} == {
        "raw/": "its name is not day=value", "day=2026-11-21/other=1/": "its name is not text=value",
        "day=yesterday/": "its value is not of the type of the partition key"}
    assert counts(table.repair(Mode="SYNC")) == (0, 0, 4, 3)


def test_key_with_an_underscore(file_server, lake):
    """A key may begin with an underscore, though such folders are hidden otherwise."""
    table = Table(file_server, lake, keys=["_k:int"])
    fill(lake, "_k=1", "_other=1", "_SUCCESS")
    report = table.repair()
    assert counts(report) == (1, 0, 0, 1) and report["IgnoredFolders"][0]["Location"].endswith("/_other=1/")


def test_locations(place):
    """What lies elsewhere is never dropped, nor what lies below under a name of its own; no location is registered twice."""
    table = Table(*place)
    fill(table.lake, "y26/m3", "year=2026/month=4")
    table.register("2026", "1", location="s3://elsewhere/t/")
    table.register("2026", "2", location="hdfs://nowhere/t/")
    table.register("2026", "3", location=table.location + "y26/m3")
    table.register("1999", "9", location=table.location + "year=2026/month=4")
    table.register("2026", "6", location=table.location)
    table.register("2026", "7", location=table.location + "y26/m7")
    report = table.repair(Mode="SYNC")
    assert counts(report) == (0, 1, 5, 1) and report["DroppedPartitions"] == [
        {"Values": ["2026", "7"], "Location": table.location + "y26/m7"}]
    assert len(table.partitions()) == 5


def test_moved(file_server, lake):
    """Values whose folder has another name by now come back with the new one."""
    table = Table(file_server, lake)
    fill(lake, "year=2026/month=1")
    table.register("2026", "1", location=table.location + "year=2026/month=01/")
    report = table.repair()
    assert counts(report) == (0, 0, 1, 1) and report["IgnoredFolders"] == [{
        "Location": table.location + "year=2026/month=1/", "Reason": "its partition is registered with another location"}]
    assert counts(table.repair(Mode="SYNC", DryRun=True)) == counts(table.repair(Mode="SYNC")) == (1, 1, 0, 0)
    assert table.partitions() == {("2026", "1"): "year=2026/month=1/"}


def test_many(file_server, lake):
    """More partitions than one write, one round of second looks and one list of the answer take."""
    table = Table(file_server, lake)
    for n in range(20_500):
        (lake.folder / f"t/year={n // 100}/month={n % 100}").mkdir(parents=True)
    report = table.repair()
    assert counts(report) == (20_500, 0, 0, 0) and len(report["AddedPartitions"]) == 1000
    assert counts(table.repair(Mode="SYNC")) == (0, 0, 20_500, 0)
    for n in range(204):
        shutil.rmtree(lake.folder / f"t/year={n}")
    planned = table.repair(Mode="SYNC", DryRun=True)
    assert counts(planned) == (0, 20_400, 100, 0) and len(planned["DroppedPartitions"]) == 1000
    assert {**table.repair(Mode="SYNC"), "DryRun": True} == planned
    assert set(table.partitions()) == {("204", str(month)) for month in range(100)}


def test_one_location_of_many(file_server, lake):
    """Partitions that share a location, and values that are equal by their type, are all kept or all dropped."""
    table = Table(file_server, lake)
    fill(lake, "year=2026/month=1")
    for values in (("2026", "1"), ("2026", "01"), ("2026", "2")):
        table.register(*values, location=table.location + "year=2026/month=1")
    for values in (("2025", "1"), ("2025", "01")):
        table.register(*values, location=table.location + "gone/")
    assert counts(table.repair(Mode="SYNC")) == (0, 2, 3, 0)
    fill(lake, "year=2025/month=1")
    assert counts(table.repair(Mode="SYNC")) == (1, 0, 3, 0)


def test_descriptor(file_server, lake):
    """A new partition has the table's storage descriptor, with its own location."""
    table = Table(file_server, lake, keys=["k:int"])
    fill(lake, "k=1")
    table.repair()
    partition = table.glue.get_partition(**table.name, PartitionValues=["1"])["Partition"]
    assert {**partition["StorageDescriptor"], "Location": ""} == {
        **table.glue.get_table(DatabaseName=table.name["DatabaseName"], Name="t")["Table"]["StorageDescriptor"], "Location": ""}


def test_refused(file_server, lake):
    """A table without keys or location, or with one that cannot be listed, is refused; so is another mode."""
    def message(status, table, **body):
        answer = table.call(**body)
        assert answer.status_code == status, answer.text
        return answer.text
    assert "partition keys" in message(400, Table(file_server, lake, keys=[]))
    assert "location" in message(400, Table(file_server, lake, StorageDescriptor={"Columns": []}))
    assert "gone" in message(400, Table(file_server, lake, path="gone/"), Mode="DROP")
    table = Table(file_server, lake)
    assert "SYNC]" in message(400, table, Mode="add")
    table.glue.delete_table(DatabaseName=table.name["DatabaseName"], Name="t")
    message(404, table)


def test_glue_door(file_server, lake):
    """Over the Glue door it is an operation like the others."""
    table, wire = Table(file_server, lake, keys=["k:int"]), Wire(file_server.url, file_server.key_id, file_server.secret)
    fill(lake, "k=1")
    done = wire.call("RepairPartitions", {**table.name, "Mode": "SYNC"})
    assert done.status == 200 and done.json["Added"] == 1 and done.json["AddedPartitions"][0]["Values"] == ["1"]
    missing = wire.call("RepairPartitions", {**table.name, "TableName": "none"})
    assert missing.status == 400 and missing.json["__type"] == "EntityNotFoundException"
    wire.close()


def test_projected(file_server, lake):
    """A table that projects its partitions has none to repair, unless it lives by those that are registered."""
    rules = {"projection.enabled": "true", "projection.k.type": "integer", "projection.k.range": "1,9"}
    fill(lake, "k=1")
    refused = Table(file_server, lake, keys=["k:int"], Parameters=rules).call(Mode="SYNC")
    assert refused.status_code == 400 and "projects its partitions" in refused.text
    table = Table(file_server, lake, keys=["k:int"], Parameters={**rules, "propolis.projection.serve": "false"})
    assert counts(table.repair(Mode="SYNC")) == (1, 0, 0, 0)


def test_projection_not_served(start_server, file_root, lake):
    """A server that serves no projected partitions repairs tables that have rules like any other."""
    rules = {"projection.enabled": "true", "projection.k.type": "integer", "projection.k.range": "1,9"}
    fill(lake, "k=1")
    table = Table(start_server(file_root=file_root, projection_serve="never"), lake, keys=["k:int"], Parameters=rules)
    assert counts(table.repair(Mode="SYNC")) == (1, 0, 0, 0) and set(table.partitions()) == {("1",)}


class HalfStore(http.server.BaseHTTPRequestHandler):
    """An S3 server that lists year=2026 and refuses year=2025."""

    def do_GET(self):
        prefix = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("prefix", [""])[0]
        below = {"t/": ["year=2025/", "year=2026/"], "t/year=2026/": ["month=1/"]}.get(prefix)
        body = "<Error><Code>AccessDenied</Code></Error>" if below is None else "<ListBucketResult><IsTruncated>false</IsTruncated>%s</ListBucketResult>" % (
            "".join(f"<CommonPrefixes><Prefix>{prefix}{name}</Prefix></CommonPrefixes>" for name in below))
        self.send_response(403 if below is None else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


def test_listing_fails(start_s3_server, tmp_path):
    """Where one folder cannot be listed, nothing is added and nothing is dropped."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), HalfStore) as store:
        threading.Thread(target=store.serve_forever, daemon=True).start()
        table = Table(start_s3_server(f"http://127.0.0.1:{store.server_port}"), Lake(tmp_path, "s3://bucket/"))
        table.register("2026", "7", location=table.location + "year=2026/month=7/")
        refused = table.call(Mode="SYNC")
        store.shutdown()
    assert refused.status_code == 400 and "s3://bucket/t/" in refused.text, refused.text
    assert set(table.partitions()) == {("2026", "7")}


def test_stop(start_s3_server, silence, tmp_path):
    """Repairs that wait for a store that never answers hinder no other request, and end when the server stops."""
    server = start_s3_server(silence.url)
    tables = [Table(server, Lake(tmp_path, "s3://bucket/")) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        waiting = [pool.submit(table.call, Mode="SYNC") for table in tables]
        time.sleep(0.3)
        for table in tables:
            table.register("2026", "1")
            assert len(table.partitions()) == 1
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 5
        assert {one.result().status_code for one in waiting} == {503}
