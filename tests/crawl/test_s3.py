"""Crawls of a real S3 server that verifies signatures."""

import pytest

from crawling import Crawler, Lake, finding, numbers

DAY = "year=2026/month=11/day=19"


@pytest.fixture
def bucket(s3):
    """A bucket of the test's own."""
    name = f"bucket{next(numbers)}"
    return Lake(s3[1] / name, f"s3://{name}/")


def test_crawl(start_s3_server, s3, bucket):
    """Datasets of every format in a bucket become tables, as they do from a folder."""
    bucket.csv(f"raw/orders/{DAY}/a.csv", ["id", "amount"], [1, 2.5], [2, 3.5])
    bucket.csv(f"raw/packed/{DAY}/a.csv.gz", ["id", "shop"], [1, "x"], [2, "y"])
    bucket.put(f"raw/events/{DAY}/a.json", [{"id": 1, "at": {"x": 1.5}}])
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet
    folder = bucket.folder / f"raw/rows/{DAY}"
    folder.mkdir(parents=True)
    parquet.write_table(pyarrow.table({"n": [1, 2], "s": ["a", "b"]}), folder / "a.parquet")
    c = Crawler(start_s3_server(s3[0]), bucket, "raw/")
    report = c.run()
    assert c.tables() == ["events", "orders", "packed", "rows"]
    assert c.columns("rows") == {"n": "bigint", "s": "string"}
    table = c.table("rows")
    assert table["StorageDescriptor"]["Location"] == f"{bucket.url}raw/rows/"
    assert table["StorageDescriptor"]["SerdeInfo"]["SerializationLibrary"].endswith("ParquetHiveSerDe")
    assert c.partitions("orders")[("2026", "11", "19")]["StorageDescriptor"]["Location"].startswith(bucket.url)
    assert finding(report, f"raw/packed/{DAY}/")["CompressionType"] == "gzip"
    assert c.run()["TablesUpdated"] == 0


def test_whole_bucket(start_s3_server, s3, bucket):
    """A bucket without a path is a target too, and names its table."""
    bucket.csv("day=1/a.csv", ["id", "amount"], [1, 2.5])
    c = Crawler(start_s3_server(s3[0]), Lake(bucket.folder, bucket.url.rstrip("/")))
    c.run()
    assert c.tables() == [bucket.folder.name]


def test_file_target(start_s3_server, s3, bucket):
    """A target may be one object; where it goes, its table is deprecated, and nothing beside it is touched."""
    for name in ("sales.csv", "sales.csv.old"):
        bucket.csv(name, ["id", "text"], [1, "a"], [2, "b"])
    c = Crawler(start_s3_server(s3[0]), bucket, "sales.csv")
    c.run()
    assert c.tables() == ["sales_csv"] and c.columns("sales_csv") == {"id": "bigint", "text": "string"}
    assert c.table("sales_csv")["StorageDescriptor"]["Location"] == f"{bucket.url}sales.csv"
    assert c.run()["TablesUpdated"] == 0
    bucket.remove("sales.csv")
    c.run()
    assert "DEPRECATED_BY_CRAWLER" in c.table("sales_csv")["Parameters"]


def test_odd_keys(start_s3_server, s3, bucket):
    """Keys with blanks, plus signs, percent signs and other scripts are listed and read."""
    for key in ("a b", "a+b", "a%20b", "日本", "x=y&z?"):
        bucket.csv(f"t/key={key}/f.csv", ["id", "text"], [1, "a"])
    c = Crawler(start_s3_server(s3[0]), bucket)
    c.run()
    assert sorted(c.partitions("t")) == sorted([("a b",), ("a+b",), ("日本",), ("x=y&z?",)])


def test_wrong_secret(start_s3_server, s3, bucket):
    """A key that the store refuses fails the crawl with what the store said, and drops nothing."""
    bucket.csv("t/d=1/a.csv", ["id", "amount"], [1, 2.5])
    server = start_s3_server(s3[0])
    c = Crawler(server, bucket)
    c.run()
    wrong = start_s3_server(s3[0], secret="not the secret", data=server.folder / "other")
    refused = Crawler(wrong, bucket)
    assert "cannot be listed" in refused.run("FAILED")["ErrorMessage"]
    assert c.table("t")["VersionId"] == "0"


def test_missing_bucket(start_s3_server, s3):
    """A bucket that does not exist fails the crawl."""
    c = Crawler(start_s3_server(s3[0]), Lake(s3[1], "s3://no-such-bucket-here/"))
    assert "cannot be listed" in c.run("FAILED")["ErrorMessage"]


def test_empty_prefix(start_s3_server, s3, bucket):
    """A prefix under which nothing lies is no error: there is just no table."""
    c = Crawler(start_s3_server(s3[0]), bucket, "nothing/here/")
    report = c.run()
    assert report["Tables"] == []
