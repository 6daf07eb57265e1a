"""Crawls of a lake in a local folder: what is found, what tables come of it, and what the report says."""

import json

import pytest

from crawling import columns_of, finding, table_of

DAY = "year=2026/month=11/day=19"


def test_one_table_per_dataset(crawler, lake):
    """Datasets in key=value folders become a table each, with string keys, whatever their formats."""
    lake.csv(f"raw/orders/{DAY}/a.csv", ["id", "amount", "shop"], [1, 2.5, "x"], [2, 3.5, "y"])
    lake.csv(f"raw/packed/{DAY}/a.csv.gz", ["id", "amount", "shop"], [1, 2.5, "x"], [2, 3.5, "y"])
    lake.put(f"raw/events/{DAY}/a.json", [{"id": 1, "at": {"x": 1.5, "y": 2.5}}, {"id": 2, "tags": ["a"]}])
    c = crawler("raw/")
    report = c.run()
    assert c.tables() == ["events", "orders", "packed"]
    for name in c.tables():
        table = c.table(name)
        assert [(key["Name"], key["Type"]) for key in table["PartitionKeys"]] == [
            ("year", "string"), ("month", "string"), ("day", "string")]
        assert list(c.partitions(name)) == [("2026", "11", "19")]
        assert table_of(report, name)["Action"] == "CREATED"
    assert c.columns("orders") == {"id": "bigint", "amount": "double", "shop": "string"}
    assert c.columns("events") == {"id": "int", "at": "struct<x:double,y:double>", "tags": "array<string>"}
    assert report["TablesCreated"] == 3 and report["PartitionsCreated"] == 3 and report["Files"] == 3
    told = finding(report, f"raw/packed/{DAY}/")
    assert told["Action"] == "PARTITION_CREATED" and told["Table"] == "packed" and told["Similarity"] == 100
    assert told["PartitionValues"] == ["2026", "11", "19"] and told["CompressionType"] == "gzip"


def test_document(crawler, lake):
    """A table carries what Glue's crawler writes, and the table and its storage descriptor the same parameters."""
    lake.csv("t/d=1/a.csv", ["id", "text"], [1, "a"], [2, "b"])
    c = crawler()
    report = c.run()
    table = c.table("t")
    descriptor, parameters = table["StorageDescriptor"], table["Parameters"]
    assert descriptor["Location"] == lake.url + "t/"
    assert descriptor["SerdeInfo"] == {
        "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe", "Parameters": {"field.delim": ","}}
    assert descriptor["NumberOfBuckets"] == -1 and not descriptor["Compressed"]
    assert descriptor["BucketColumns"] == descriptor["SortColumns"] == []
    assert not descriptor["StoredAsSubDirectories"]
    assert (table["Owner"], table["Retention"], table["TableType"]) == ("owner", 0, "EXTERNAL_TABLE")
    assert table["CreatedBy"].endswith(f":crawler/{c.name}")
    assert descriptor["Parameters"] == parameters
    assert parameters == {
        "UPDATED_BY_CRAWLER": c.name, "CRAWL_RUN_ID": report["CrawlId"], "CrawlerSchemaSerializerVersion": "1.0",
        "CrawlerSchemaDeserializerVersion": "1.0", "classification": "csv", "compressionType": "none", "typeOfData": "file",
        "recordCount": "2", "averageRecordSize": parameters["averageRecordSize"], "sizeKey": "16", "objectCount": "1",
        "delimiter": ",", "columnsOrdered": "true", "areColumnsQuoted": "false", "skip.header.line.count": "1"}
    partition = c.partitions("t")[("1",)]
    assert partition["StorageDescriptor"]["Location"] == lake.url + "t/d=1/"
    assert columns_of(partition) == columns_of(table)
    assert partition["Parameters"]["objectCount"] == "1"


def test_linked_database(crawler, lake):
    """What is found for a resource link of a database lands in its target, and the next crawl finds it there."""
    lake.csv("t/d=1/a.csv", ["id", "text"], [1, "a"], [2, "b"])
    c = crawler()
    target = c.database + "target"
    c.glue.create_database(DatabaseInput={"Name": target})
    c.glue.create_database(DatabaseInput={"Name": c.database, "TargetDatabase": {"DatabaseName": target}})
    assert c.run()["TablesCreated"] == 1 and c.table("t")["DatabaseName"] == target
    lake.csv("t/d=2/a.csv", ["id", "text"], [1, "a"], [2, "b"])
    report = c.run()
    assert (report["TablesCreated"], report["PartitionsCreated"]) == (0, 1)
    assert c.glue.get_table(DatabaseName=target, Name="t")["Table"] == c.table("t")


def test_what_engines_leave(crawler, lake):
    """Markers, hidden files, empty files and what is excluded are left alone, each with its reason."""
    lake.csv("t/d=1/a.csv", ["id", "text"], [1, "a"])
    for name in ("_SUCCESS", ".hidden", "part_$folder$", "_temporary/0/x.csv", "empty.csv", "skip/me.csv"):
        lake.put(f"t/d=1/{name}", "" if name == "empty.csv" else "a,b\n1,2\n")
    c = crawler(exclusions=["**/skip/**"])
    told = finding(c.run(), "t/d=1/")
    assert {one["Name"]: one["Reason"] for one in told["Skipped"]} == {
        "_SUCCESS": "its name begins with '_'", ".hidden": "its name begins with '.'",
        "part_$folder$": "it is a folder marker", "_temporary/": "its name begins with '_'", "empty.csv": "it is empty",
        "skip/": "it is excluded by '**/skip/**'"}
    assert told["SkippedCount"] == 6 and told["Files"] == 1
    assert c.table("t")["Parameters"]["exclusions"] == json.dumps(["**/skip/**"])


@pytest.mark.parametrize("sign, name", [
    ("_delta_log/00000000000000000000.json", "Delta Lake"), ("metadata/v1.metadata.json", "Iceberg"),
    (".hoodie/hoodie.properties", "Hudi")])
def test_table_formats(crawler, lake, sign, name):
    """Folders of table formats with metadata of their own are left alone, and the report says what they are."""
    lake.put(f"t/{sign}", "{}")
    lake.csv("t/data/d=1/a.csv", ["id", "text"], [1, "a"])
    lake.csv("other/d=1/a.csv", ["id", "text"], [1, "a"])
    c = crawler()
    assert name in finding(c.run(), "t/data/d=1/")["Reason"]
    assert c.tables() == ["other"]


def test_corrupt_files(crawler, lake):
    """Files that cannot be read as what they seem to be are left out with a reason, and the others make the table."""
    lake.put("t/d=1/a.json", [{"id": 1}])
    lake.put("t/d=1/broken.json", '{"id": 1\n{"id"')
    lake.put("t/d=2/truncated.parquet", b"PAR1 and nothing more of it")
    lake.put("t/d=3/noise.bin", bytes(range(256)) * 64)
    lake.put("t/d=4/cut.csv.gz", "a,b\n1,2\n").write_bytes(b"\x1f\x8b\x08\x00broken")
    c = crawler()
    report = c.run()
    assert c.columns("t") == {"id": "int"}
    assert list(c.partitions("t")) == [("1",)]
    assert [one["Name"] for one in finding(report, "d=1/")["Skipped"]] == ["broken.json"]
    for folder in ("d=2/", "d=3/", "d=4/"):
        told = finding(report, folder)
        assert told["Action"] == "IGNORED" and told["Skipped"][0]["Reason"], told


def test_plain_folders(crawler, lake):
    """Plain folders that are alike are partitions, those that are not are tables, and the report says how alike they are."""
    for day in ("2026/11/19", "2026/11/20"):
        lake.csv(f"alike/{day}/a.csv", ["id", "text"], [1, "a"])
    lake.csv("different/one/a.csv", ["id", "text", "more"], [1, "a", "b"])
    lake.csv("different/two/a.csv", ["id", "x", "y"], [1, 2, 3])
    c = crawler()
    report = c.run()
    assert c.tables() == ["alike", "one", "two"]
    assert [key["Name"] for key in c.table("alike")["PartitionKeys"]] == ["partition_0", "partition_1", "partition_2"]
    assert sorted(c.partitions("alike")) == [("2026", "11", "19"), ("2026", "11", "20")]
    assert "20 % like those of 'one'" in finding(report, "two/")["Reason"]


def test_configuration(crawler, lake):
    """A configured level makes tables, a prefix names them, and compatible schemas are combined where that is asked."""
    lake.csv("x/a/f.csv", ["id", "text", "m"], [1, "a", 2])
    lake.csv("x/b/f.csv", ["id", "q", "r"], [1, 2, 3])
    level = len([part for part in lake.url.split("/")[3:] if part])
    c = crawler(Configuration={"Grouping": {"TableLevelConfiguration": level + 1}}, TablePrefix="p_")
    c.run()
    assert c.tables() == ["p_x"] and len(c.partitions("p_x")) == 2
    c = crawler(Configuration={"Grouping": {"TableGroupingPolicy": "CombineCompatibleSchemas"}})
    c.run()
    assert list(c.columns(c.tables()[0])) == ["id", "text", "m", "q", "r"]


def test_threshold(crawler, lake):
    """More tables than the threshold fail the crawl, and nothing is written."""
    lake.csv("a/d=1/f.csv", ["id", "text"], [1, "a"])
    lake.csv("b/d=1/f.csv", ["id", "text"], [1, "a"])
    c = crawler(Configuration={"CrawlerOutput": {"Tables": {"TableThreshold": 1}}})
    report = c.run("FAILED")
    assert "Table Threshold value = 1, Tables detected - 2" in report["ErrorMessage"]
    assert c.database not in [one["Name"] for one in c.glue.get_databases()["DatabaseList"]]
    last = c.glue.get_crawler(Name=c.name)["Crawler"]["LastCrawl"]
    assert last["Status"] == "FAILED" and last["ErrorMessage"] == report["ErrorMessage"]


def test_column_beside_a_key(crawler, lake):
    """A column with the name of a partition key is renamed where columns go by position, left out where they go by name."""
    lake.csv("c/day=1/a.csv", ["id", "day"], [1, 5])
    lake.put("j/day=1/a.json", [{"id": 1, "day": 5}])
    c = crawler()
    report = c.run()
    assert list(c.columns("c")) == ["id", "day_1"]
    assert list(c.columns("j")) == ["id"]
    assert any("day" in note for note in table_of(report, "c")["Notes"])


def test_odd_names(crawler, lake):
    """Blanks, signs and other scripts in names reach the location as they are, and the value decoded."""
    lake.csv("größe und+mehr/key=a%20b%2Fc/f.csv", ["id", "text"], [1, "a"])
    lake.csv("größe und+mehr/key=日 本/f.csv", ["id", "text"], [1, "a"])
    c = crawler()
    c.run()
    name = c.tables()[0]
    assert name == "gr__e_und_mehr"
    partitions = c.partitions(name)
    assert set(partitions) == {("a b/c",), ("日 本",)}
    assert partitions[("日 本",)]["StorageDescriptor"]["Location"] == lake.url + "größe und+mehr/key=日 本/"


def test_sample_size(crawler, lake):
    """At most SampleSize files of a folder are looked into, and counts are estimated for all."""
    for i in range(20):
        lake.csv(f"t/d=1/{i:02}.csv", ["id", "text"], *[[n, "a"] for n in range(10)])
    c = crawler(sample_size=3)
    told = finding(c.run(), "t/d=1/")
    assert told["Files"] == 20 and told["FilesSampled"] == 3
    assert 180 <= int(c.table("t")["Parameters"]["recordCount"]) <= 220


def test_names_too_long(crawler, lake):
    """Names that are too long are cut so that the table can be read again; a table that could not be is left out and told."""
    lake.put("long/a.json", [{"n" * 300: 1, "n" * 299 + "-": 2}])
    lake.put("wide/a.json", [{f"key{i}" + "x" * 240: 1 for i in range(2500)}])
    c = crawler()
    report = c.run()
    assert c.tables() == ["long"] and table_of(report, "wide")["Action"] == "FAILED"
    assert "less than or equal to 512000" in table_of(report, "wide")["Reason"]
    mapped = c.table("long")["StorageDescriptor"]["SerdeInfo"]["Parameters"]
    assert len(c.columns("long")) == 2 and max(map(len, mapped)) <= 255
    assert table_of(c.run(), "long")["Action"] == "UNCHANGED"


def test_no_common_column(crawler, lake):
    """Glue's example of a grouping policy: year=2017 and year=2018 without a common column are two tables, or one if combined."""
    lake.put("table1/year=2017/data1.json", [{"A": 1, "B": 2}])
    lake.put("table1/year=2018/data2.json", [{"C": 3, "D": 4}])
    combined = crawler("table1/", Configuration={"Grouping": {"TableGroupingPolicy": "CombineCompatibleSchemas"}})
    c = crawler("table1/")
    for _ in range(2):
        combined.run()
        assert combined.columns("table1") == {"a": "int", "b": "int", "c": "int", "d": "int"}
        assert [key["Name"] for key in combined.table("table1")["PartitionKeys"]] == ["year"]
        report = c.run()
        assert c.tables() == ["year_2017", "year_2018"] and c.columns("year_2018") == {"c": "int", "d": "int"}
    assert [one["Action"] for one in report["Tables"]] == ["UNCHANGED"] * 2
    lake.put("table1/year=2019/data3.json", [{"A": 1, "B": 2}])
    c.run()
    assert c.tables() == ["year_2017", "year_2018", "year_2019"]


def test_most_have_common_columns(crawler, lake):
    """A folder that has no column in common with most others is a table; in a table that is known it is drift."""
    for day in range(3):
        lake.put(f"t/day={day}/a.json", [{"a": 1, f"only{day}": 2}])
    early = crawler("t/")
    early.run()
    lake.put("t/day=3/a.json", [{"other": 1}])
    early.run()
    assert early.tables() == ["t"] and "other" in early.columns("t")
    late = crawler("t/")
    report = late.run()
    assert late.tables() == ["day_3", "t"] and len(late.partitions("t")) == 3
    assert table_of(report, "day_3")["Reason"] == "It has no column in common with 'day=0', which lies beside it."


def test_combined_files(crawler, lake):
    """CombineCompatibleSchemas makes one table of the files of a folder too, however unlike their columns."""
    lake.put("t/a.json", [{"a": 1}])
    lake.put("t/b.json", [{"b": 1}])
    c = crawler("t/", Configuration={"Grouping": {"TableGroupingPolicy": "CombineCompatibleSchemas"}})
    c.run()
    assert c.tables() == ["t"] and c.columns("t") == {"a": "int", "b": "int"}
    apart = crawler("t/")
    apart.run()
    assert apart.tables() == ["a_json", "b_json"]


def test_file_target(crawler, lake):
    """A target may be one file: it is a table of its own, crawled anew without a change, and nothing beside it is touched."""
    for name in ("sales.csv", "sales.csv.old", "other.csv"):
        lake.csv(f"t/{name}", ["id", "text"], [1, "a"], [2, "b"])
    everything = crawler("t/")
    everything.run()
    c = crawler("t/sales.csv")
    report = c.run()
    assert c.tables() == ["sales_csv"] and report["Files"] == 1
    assert c.table("sales_csv")["StorageDescriptor"]["Location"] == lake.url + "t/sales.csv"
    before = c.table("sales_csv")
    assert table_of(c.run(), "sales_csv")["Action"] == "UNCHANGED" and c.table("sales_csv") == before
    lake.csv("t/sales.csv", ["id", "text", "more"], [1, "a", 2.5])
    assert table_of(c.run(), "sales_csv")["Action"] == "UPDATED"
    assert list(c.columns("sales_csv")) == ["id", "text", "more"]


def test_targets_meet(crawler, lake):
    """Targets that lead to the same folder, by the same path or from above, make one table of it."""
    lake.csv("t/a/x.csv", ["id", "text"], [1, "a"], [2, "b"])
    lake.put("t/b/x.json", [{"other": 1}])
    c = crawler("t/a")
    for path in ("t/a/", "t/", "t/b/x.json"):
        targets = c.glue.get_crawler(Name=c.name)["Crawler"]["Targets"]["S3Targets"]
        c.glue.update_crawler(Name=c.name, Targets={"S3Targets": [*targets, {"Path": lake.url + path}]})
    for _ in range(2):
        report = c.run()
        assert c.tables() == ["a", "b", "x_json"]
    assert [one["Action"] for one in report["Tables"]] == ["UNCHANGED"] * 3


def test_target_in_a_table(crawler, lake):
    """A target that is a partition, or partitions, of a table that a target before it led to makes no table of its own."""
    for month in (1, 2, 3):
        lake.put(f"t/year=1/month={month}/a.json", [{"id": 1}])
    c = crawler("t/")
    paths = ("t/", "t/year=1/", "t/year=1/month=1/")
    c.glue.update_crawler(Name=c.name, Targets={"S3Targets": [{"Path": lake.url + path} for path in paths]})
    c.run()
    partitions = c.partitions("t")
    assert c.tables() == ["t"] and len(partitions) == 3
    c.run()
    assert c.tables() == ["t"] and c.partitions("t") == partitions


def test_missing_target(crawler, lake):
    """A folder that does not exist fails the crawl with its name."""
    assert "cannot be listed" in crawler("nowhere/").run("FAILED")["ErrorMessage"]


def test_outside_of_the_root(crawler, file_server):
    """Folders outside of the file root are refused, not read."""
    from crawling import Crawler, Lake
    outside = Crawler(file_server, Lake("/tmp", "file:///etc"))
    assert "cannot be listed" in outside.run("FAILED")["ErrorMessage"]


def test_existing_database_and_name(crawler, lake):
    """The database may exist, and a table of another location there keeps its name."""
    c = crawler(database="shared")
    c.glue.create_database(DatabaseInput={"Name": "shared", "Description": "kept"})
    c.glue.create_table(DatabaseName="shared", TableInput={"Name": "orders"})
    lake.csv("orders/d=1/a.csv", ["id", "text"], [1, "a"])
    c.run()
    assert c.glue.get_database(Name="shared")["Database"]["Description"] == "kept"
    other = [name for name in c.tables() if name != "orders"]
    assert len(other) == 1 and other[0].startswith("orders_")


@pytest.mark.parametrize("count", [1500])
def test_many_partitions(crawler, lake, count):
    """A table of many partitions comes whole, and the second crawl finds nothing to do."""
    for i in range(count):
        lake.put(f"t/a={i % 10}/b={i}/f.csv", "id,text\n1,a\n")
    c = crawler()
    assert c.run()["PartitionsCreated"] == count
    assert len(c.partitions("t")) == count
    report = c.run()
    assert report["PartitionsCreated"] == report["PartitionsUpdated"] == 0
    assert table_of(report, "t")["PartitionsUnchanged"] == count and c.table("t")["VersionId"] == "0"


def test_what_holds_nothing(crawler, lake):
    """An empty folder and a link that leads out of the file root are named in the report, and read by nobody."""
    lake.put("t/a.csv", "id,text\n1,a\n")
    (lake.folder / "empty").mkdir()
    (lake.folder / "t/out").symlink_to("/etc")
    report = crawler().run()
    assert finding(report, "/empty/")["Reason"] == "It holds no data files."
    assert "links" in finding(report, "/t/")["Skipped"][0]["Reason"]
    assert report["TablesCreated"] == 1


def test_another_catalog(crawler, lake):
    """A crawler with a catalog makes its database and tables there, goes on with them there, and its events say so."""
    lake.csv("orders/day=1/a.csv", ["id", "text"], [1, "x"])
    crawl = crawler(CatalogId=make_catalog(crawler))
    there = crawl.glue.get_crawler(Name=crawl.name)["Crawler"]["CatalogId"]
    crawl.run()
    where = {"CatalogId": there, "DatabaseName": crawl.database}
    assert [table["Name"] for table in crawl.glue.get_tables(**where)["TableList"]]
    with pytest.raises(crawl.glue.exceptions.EntityNotFoundException):
        crawl.glue.get_database(Name=crawl.database)
    lake.csv("orders/day=2/a.csv", ["id", "text", "more"], [1, "x", 2.5])
    crawl.run()
    [table] = crawl.glue.get_tables(**where)["TableList"]
    assert "more" in columns_of(table) and table["CatalogId"] == there
    found = crawl.glue.get_partitions(**where, TableName=table["Name"])["Partitions"]
    assert [one["Values"] for one in found] == [["1"], ["2"]] and found[0]["CatalogId"] == there
    assert [event["CatalogId"] for event in crawl.events()] == [there]


def make_catalog(crawler):
    """A catalog in a catalog of the crawlers' server."""
    glue = crawler("none/").glue
    for name in ("outer", "outer:inner"):
        glue.create_catalog(Name=name, CatalogInput={})
    return "outer:inner"
