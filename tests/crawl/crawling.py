"""What the tests of crawls share: lakes made of a few files, crawlers over them, and what came of it."""

import gzip
import itertools
import json
import pathlib
import socket
import time

import requests

numbers = itertools.count()
WAIT_SECONDS = 60


class Lake:
    """A folder that is a lake, as file:// or as the bucket of an S3 server that keeps its buckets as folders."""

    def __init__(self, folder, url):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.url = url.rstrip("/") + "/"

    def put(self, path, content):
        """Writes a file: text, bytes, or a list of objects as JSON lines; gzipped where its name says so."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, list):
            content = "".join(json.dumps(one) + "\n" for one in content)
        if isinstance(content, str):
            content = content.encode()
        file.write_bytes(gzip.compress(content) if path.endswith(".gz") else content)
        return file

    def csv(self, path, header, *rows):
        return self.put(path, "".join(",".join(map(str, row)) + "\n" for row in [header, *rows]))

    def remove(self, path):
        (self.folder / path).unlink()


class Crawler:
    """A crawler of its own database, over a lake."""

    def __init__(self, server, lake, path="", exclusions=None, sample_size=None, **options):
        self.glue, self.rest = server.client(), server.rest()
        self.name = f"crawler-{next(numbers)}"
        self.database = options.pop("database", f"d{next(numbers)}")
        target = {"Path": lake.url + path}
        if exclusions:
            target["Exclusions"] = exclusions
        if sample_size:
            target["SampleSize"] = sample_size
        if "Configuration" in options and not isinstance(options["Configuration"], str):
            options["Configuration"] = json.dumps({"Version": 1.0, **options["Configuration"]})
        self.glue.create_crawler(
            Name=self.name, Role="r", DatabaseName=self.database, Targets={"S3Targets": [target]}, **options)

    def start(self):
        self.glue.start_crawler(Name=self.name)
        return self

    def wait(self, seconds=WAIT_SECONDS):
        """Until the crawler is ready again; its newest run."""
        until(lambda: self.glue.get_crawler(Name=self.name)["Crawler"]["State"] == "READY", seconds)
        return self.newest()

    def newest(self):
        return self.glue.list_crawls(CrawlerName=self.name, MaxResults=1)["Crawls"][0]

    def run(self, state="COMPLETED"):
        """Crawls, and returns the report."""
        run = self.start().wait()
        assert run["State"] == state, run
        return self.report(run["CrawlId"])

    def report(self, crawl_id):
        answer = self.rest.get(f"/v1/crawlers/{self.name}/runs/{crawl_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()["Run"]

    def table(self, name):
        return self.glue.get_table(DatabaseName=self.database, Name=name)["Table"]

    def tables(self):
        return [table["Name"] for table in self.glue.get_tables(DatabaseName=self.database)["TableList"]]

    def columns(self, name):
        return columns_of(self.table(name))

    def partitions(self, name):
        """Values to partition."""
        pages = self.glue.get_paginator("get_partitions").paginate(DatabaseName=self.database, TableName=name)
        return {tuple(one["Values"]): one for page in pages for one in page["Partitions"]}

    def events(self, **query):
        return self.rest.get("/v1/drift-events", params={"DatabaseName": self.database, **query}).json()["DriftEvents"]


def columns_of(thing):
    """{"id": "bigint", ...} of a table or a partition."""
    return {one["Name"]: one["Type"] for one in thing["StorageDescriptor"]["Columns"]}


def finding(report, folder):
    """What a report says of the folder whose location ends so."""
    found = [one for one in report["Findings"] if one["Folder"].endswith(folder)]
    assert len(found) == 1, [one["Folder"] for one in report["Findings"]]
    return found[0]


def table_of(report, name):
    return next(one for one in report["Tables"] if one["Name"] == name)


def until(holds, seconds=WAIT_SECONDS):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


class Silence:
    """An address that takes connections and never answers: what waits for it waits long."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def close(self):
        self.socket.close()


def answers(url):
    try:
        return requests.get(url, timeout=1) is not None
    except requests.RequestException:
        return False
