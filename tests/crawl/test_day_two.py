"""A second crawl: what changed in the lake, under each policy, and what is told about it."""

import json
import os
import time

import pytest

from crawling import columns_of, finding, table_of

HEAD, ROW = ["id", "amount", "gone"], [1, 2, "x"]


def day_one(lake):
    lake.csv("t/day=1/a.csv", HEAD, ROW, [2, 3, "y"])


def day_two(lake):
    """A column more, a wider one, and one that is gone."""
    file = lake.csv("t/day=2/a.csv", ["id", "amount", "new"], [3, 4.5, "n"], [4, 5.5, "m"])
    later = time.time() + 5
    os.utime(file, (later, later))


def test_nothing_changed(crawler, lake):
    """A crawl that finds what is known makes no version, no change and no event."""
    day_one(lake)
    c = crawler()
    c.run()
    report = c.run()
    assert table_of(report, "t")["Action"] == "UNCHANGED"
    assert finding(report, "day=1/")["Action"] == "PARTITION_UNCHANGED"
    assert c.table("t")["VersionId"] == "0" and c.events() == []
    assert report["TablesUpdated"] == report["PartitionsUpdated"] == 0


def test_many_tables_known(crawler, lake):
    """A crawl knows all tables of its database, however many pages of them there are."""
    for i in range(205):
        lake.put(f"t{i:03}/a.json", [{f"only{i}": 1}])
    c = crawler()
    assert c.run()["TablesCreated"] == 205
    report = c.run()
    assert len(report["Tables"]) == 205 and {one["Action"] for one in report["Tables"]} == {"UNCHANGED"}


def test_columns_change(crawler, lake):
    """Added and widened columns make a version and an event; what only old folders have stays and is told, once."""
    day_one(lake)
    c = crawler()
    c.run()
    day_two(lake)
    report = c.run()
    assert c.columns("t") == {"id": "bigint", "amount": "double", "gone": "string", "new": "string"}
    assert c.table("t")["VersionId"] == "1"
    changes = {one["Column"]: (one["Kind"], one["Applied"]) for one in table_of(report, "t")["Changes"]}
    assert changes == {"amount": ("widened", True), "new": ("added", True), "gone": ("missing", False)}
    partitions = c.partitions("t")
    assert columns_of(partitions[("1",)])["amount"] == "double"
    assert columns_of(partitions[("2",)]) == {"id": "bigint", "amount": "double", "new": "string"}
    told = c.events()
    assert [(one["Applied"], one["VersionBefore"]) for one in told] == [(False, "1"), (True, "0")]
    assert [one["Kind"] for one in told[0]["Changes"]] == ["REMOVED"]
    assert told[0]["CrawlerName"] == told[1]["CrawlerName"] == c.name
    c.run()
    assert len(c.events()) == 2


def test_finding_ends(crawler, lake):
    """A difference that was told and is no longer met is closed."""
    day_one(lake)
    c = crawler()
    c.run()
    day_two(lake)
    c.run()
    assert len(c.events(Open="true")) == 1
    file = lake.csv("t/day=3/a.csv", ["id", "amount", "gone", "new"], [1, 2, "x", "y"])
    later = time.time() + 60
    os.utime(file, (later, later))
    c.run()
    assert c.events(Open="true") == []


def test_log_policy(crawler, lake):
    """With LOG the table stays, the difference is told once, and new partitions are made."""
    day_one(lake)
    c = crawler(SchemaChangePolicy={"UpdateBehavior": "LOG", "DeleteBehavior": "LOG"})
    c.run()
    day_two(lake)
    report = c.run()
    assert table_of(report, "t")["Action"] == "LOGGED"
    assert list(c.columns("t")) == HEAD and c.table("t")["VersionId"] == "0"
    assert set(c.partitions("t")) == {("1",), ("2",)}
    c.run()
    told = c.events()
    assert len(told) == 1 and not told[0]["Applied"]
    assert {(one["Kind"], one["Column"]) for one in told[0]["Changes"]} >= {("ADDED", "new"), ("RETYPED", "amount")}
    c.glue.update_crawler(Name=c.name, SchemaChangePolicy={"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "LOG"})
    c.run()
    assert "new" in c.columns("t")


def test_merge_new_columns(crawler, lake):
    """MergeNewColumns adds, nested too, and neither drops nor retypes."""
    lake.put("t/day=1/a.json", [{"id": 1, "at": {"x": 1}, "gone": "g"}])
    c = crawler(Configuration={"CrawlerOutput": {"Tables": {"AddOrUpdateBehavior": "MergeNewColumns"}}})
    c.run()
    lake.put("t/day=1/a.json", [{"id": "text", "at": {"x": 1, "y": 2}, "new": 1}])
    c.run()
    assert c.columns("t") == {"id": "int", "at": "struct<x:int,y:int>", "gone": "string", "new": "int"}


def test_unlike_files_arrive(crawler, lake):
    """A known table of a folder stays one table when files arrive that are unlike; tables of files stay those."""
    lake.put("t/a.json", [{"id": 1, "name": "x"}])
    lake.put("files/a.json", [{"id": 1}])
    lake.put("files/b.json", [{"other": 1}])
    c = crawler(SchemaChangePolicy={"DeleteBehavior": "DELETE_FROM_DATABASE"})
    c.run()
    assert c.tables() == ["a_json", "b_json", "t"]
    lake.put("t/b.json", [{"id": 2, "more": 1}])
    lake.csv("t/c.csv", ["k", "v"], [1, 2])
    for name in ("c", "d", "e", "f", "g", "h"):
        lake.put(f"files/{name}.json", [{"id": 1}])
    for _ in range(2):
        report = c.run()
        assert report["TablesDeleted"] == 0 and {"a_json", "b_json", "c_json", "t"} < set(c.tables())
        assert c.columns("t") == {"id": "int", "name": "string", "more": "int"}
    skipped = finding(report, "/t/")["Skipped"]
    assert [(one["Name"], "csv" in one["Reason"]) for one in skipped] == [("c.csv", True)]


def test_many_kinds_in_a_folder(crawler, lake):
    """Each of many unlike files of a folder is a table, and stays one where a later crawl looks at other files."""
    for i in range(20):
        lake.put(f"t/f{i:02}.json", [{f"only{i}": 1}])
    c = crawler("t/")
    c.run()
    assert c.tables() == [f"f{i:02}_json" for i in range(20)]
    c.glue.update_crawler(Name=c.name, Targets={"S3Targets": [{"Path": lake.url + "t/", "SampleSize": 15}]},
                          SchemaChangePolicy={"DeleteBehavior": "DELETE_FROM_DATABASE"})
    assert c.run()["TablesDeleted"] == 0 and len(c.tables()) == 20


def test_columns_gone(crawler, lake):
    """A column that no file has any more is dropped, with an event that says who will miss it."""
    day_one(lake)
    c = crawler()
    c.run()
    lake.csv("t/day=1/a.csv", ["id", "amount"], [1, 2])
    report = c.run()
    assert list(c.columns("t")) == ["id", "amount"]
    assert table_of(report, "t")["Changes"][0]["Kind"] == "removed"
    assert c.events()[0]["Severity"] == "BREAKING"


def test_column_gone_in_a_sample(crawler, lake):
    """A column that the looked-at files of a large folder have no more is told, and stays: others may have it."""
    for i in range(10):
        lake.csv(f"t/day=1/{i}.csv", ["id", "amount"], [1, 2])
    lake.csv("t/day=1/old.csv", HEAD, ROW)
    c = crawler()
    c.run()
    file = lake.folder / "t/day=1/old.csv"
    os.utime(file, (0, 0))
    c.glue.update_crawler(Name=c.name, Targets={"S3Targets": [{"Path": lake.url, "SampleSize": 5}]})
    c.run()
    assert list(c.columns("t")) == ["id", "amount", "gone"]
    told = c.events(Open="true")
    assert [(one["Kind"], one["Column"]) for one in told[0]["Changes"]] == [("REMOVED", "gone")] and not told[0]["Applied"]


def test_places(crawler, lake):
    """Columns that changed their places in CSV files are warned of, in a folder and between partitions."""
    lake.csv("one/a.csv", ["a", "b", "c"], [1, 2, 3])
    lake.csv("one/b.csv", ["b", "a", "c"], [1, 2, 3])
    day_one(lake)
    day_two(lake)
    c = crawler()
    report = c.run()
    assert any("different places" in note for note in table_of(report, "one")["Notes"])
    assert any("'t/day=2/'" in note for note in table_of(report, "t")["Notes"])


@pytest.mark.parametrize("configuration, policy, after, applied", [
    ({}, "UPDATE_IN_DATABASE", ["a", "new", "c", "b"], True),
    ({"CrawlerOutput": {"Tables": {"AddOrUpdateBehavior": "MergeNewColumns"}}}, "UPDATE_IN_DATABASE",
     ["a", "b", "c", "new"], False),
    ({}, "LOG", ["a", "b", "c"], False)])
def test_columns_by_position(crawler, lake, configuration, policy, after, applied):
    """CSV is read by position: a table's columns stand as they do in its files, or the crawl tells that they do not."""
    lake.csv("t/a.csv", ["a", "b", "c"], [1, 2, 3])
    lake.csv("parts/day=1/a.csv", ["a", "b", "c"], [1, 2, 3])
    c = crawler(Configuration=configuration, SchemaChangePolicy={"UpdateBehavior": policy})
    c.run()
    for path in ("t/a.csv", "parts/day=1/a.csv", "parts/day=2/a.csv"):
        lake.csv(path, ["a", "new", "c", "b"], [1, 7, 3, 2])
    for _ in range(2):
        c.run()
        for table in ("t", "parts"):
            assert list(c.columns(table)) == after
            moved = [one["Applied"] for one in c.events(TableName=table)
                     if any(change["Kind"] == "REORDERED" and change["Severity"] == "BREAKING" for change in one["Changes"])]
            assert moved == [applied]


def test_never_narrower(crawler, lake):
    """Files that hold less than the table's type leave it as it is, and the report says so."""
    lake.csv("t/day=1/a.csv", ["id", "v"], [1, "text"], [2, "more"])
    c = crawler()
    c.run()
    lake.csv("t/day=1/a.csv", ["id", "v"], [1, 5], [2, 6])
    report = c.run()
    assert c.columns("t")["v"] == "string"
    assert table_of(report, "t")["Changes"] == [{
        "Column": "v", "Kind": "narrowed", "Before": "string", "After": "bigint", "Applied": False,
        "Reason": "Types never become narrower: other files and readers hold to the wider one."}]


@pytest.mark.parametrize("stray", ["t/day=2/tmp/b.json", "t/day=2/2026/b.json", "t/day=2/hour=1/b.json",
                                   "t/day=2/hour=1/minute=2/b.json"])
def test_folder_in_a_partition(crawler, lake, stray):
    """A folder that is put into a partition takes neither the partition nor its files away, and is told."""
    for day in (1, 2):
        lake.put(f"t/day={day}/a.json", [{"id": 1}])
    c = crawler("t/")
    c.run()
    before = c.partitions("t")
    lake.put(stray, [{"id": 1}, {"id": 2}])
    report = c.run()
    assert c.tables() == ["t"] and c.partitions("t") == before
    skipped = stray.split("/")[2] + "/"
    assert [one["Name"] for one in finding(report, "t/day=2/")["Skipped"]] == [skipped]


def test_folder_in_an_unreadable_partition(crawler, lake):
    """A partition whose files cannot be read for a while is a partition, whatever folder somebody puts into it meanwhile."""
    for day in (1, 2):
        lake.put(f"t/day={day}/a.json", [{"id": 1}])
    c = crawler("t/", SchemaChangePolicy={"DeleteBehavior": "DELETE_FROM_DATABASE"})
    c.run()
    for content in (b"\0\1 not a format", [{"id": 1}]):
        lake.put("t/day=2/a.json", content)
        lake.put("t/day=2/tmp/b.json", [{"id": 1}])
        c.run()
        assert c.tables() == ["t"] and set(c.partitions("t")) == {("1",), ("2",)}


def test_deeper_partitions(crawler, lake):
    """Deeper folders of a table, even where they hold most files, leave the partitions that fit its keys as they are."""
    lake.put("t/day=1/a.json", [{"id": 1}])
    c = crawler("t/")
    c.run()
    before = c.partitions("t")
    for hour in range(3):
        lake.put(f"t/day=2/hour={hour}/a.json", [{"id": 1}])
    report = c.run()
    assert c.partitions("t") == before and table_of(report, "t")["Action"] == "UNCHANGED"


def test_data_gone(crawler, lake):
    """Data that is gone deprecates partitions and tables once, and data that comes back revives them."""
    day_one(lake)
    lake.csv("t/day=2/a.csv", HEAD, ROW)
    c = crawler()
    c.run()
    lake.remove("t/day=2/a.csv")
    report = c.run()
    assert report["PartitionsUpdated"] == 1 and table_of(report, "t")["PartitionsDeprecated"] == 1
    assert "DEPRECATED_BY_CRAWLER" in c.partitions("t")[("2",)]["Parameters"]
    assert json.loads(json.loads(c.newest()["Summary"])["PARTITION"]["UPDATE"])["Details"]["names"] == ["t"]
    lake.remove("t/day=1/a.csv")
    assert table_of(c.run(), "t")["Action"] == "DEPRECATED"
    assert json.loads(json.loads(c.newest()["Summary"])["TABLE"]["UPDATE"])["Details"]["names"] == ["t"]
    assert c.table("t")["Parameters"]["DEPRECATED_BY_CRAWLER"].isdigit()
    version = c.table("t")["VersionId"]
    assert table_of(c.run(), "t")["Action"] == "UNCHANGED" and c.table("t")["VersionId"] == version
    day_one(lake)
    c.run()
    assert "DEPRECATED_BY_CRAWLER" not in c.table("t")["Parameters"]


def test_files_become_unreadable(crawler, lake):
    """Files that no format can read any more are not data that is gone: nothing is dropped for them, and the report says so."""
    for path in ("t/day=1/a.json", "t/day=2/a.json", "u/a.json"):
        lake.put(path, [{"id": 1}])
    c = crawler(SchemaChangePolicy={"DeleteBehavior": "DELETE_FROM_DATABASE"})
    c.run()
    tables, partitions = c.tables(), c.partitions("t")
    for path in ("t/day=2/a.json", "u/a.json"):
        lake.put(path, b"\0\1 not a format")
    report = c.run()
    assert c.tables() == tables and sorted(c.partitions("t")) == sorted(partitions)
    assert any("1 partitions can be read by no format" in note for note in table_of(report, "t")["Notes"])
    assert "no format can read" in table_of(report, "u")["Reason"]
    for path in ("t/day=2/a.json", "u/a.json"):
        lake.remove(path)
    c.run()
    assert c.tables() == ["t"] and list(c.partitions("t")) == [("1",)]


def test_data_deleted(crawler, lake):
    """With DELETE_FROM_DATABASE partitions and tables go when their data goes."""
    day_one(lake)
    lake.csv("t/day=2/a.csv", HEAD, ROW)
    c = crawler(SchemaChangePolicy={"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "DELETE_FROM_DATABASE"})
    c.run()
    lake.remove("t/day=2/a.csv")
    assert c.run()["PartitionsDeleted"] == 1 and set(c.partitions("t")) == {("1",)}
    lake.remove("t/day=1/a.csv")
    assert c.run()["TablesDeleted"] == 1 and c.tables() == []


def test_new_folders_only(crawler, lake):
    """CRAWL_NEW_FOLDERS_ONLY looks at new folders alone, adds their partitions, and leaves the table and the old ones."""
    day_one(lake)
    c = crawler(RecrawlPolicy={"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"})
    c.run()
    lake.csv("t/day=1/a.csv", ["id"], [1])
    day_two(lake)
    report = c.run()
    assert finding(report, "day=1/")["FilesSampled"] == 0 or "new folders only" in finding(report, "day=1/")["Reason"]
    assert set(c.partitions("t")) == {("1",), ("2",)}
    assert list(c.columns("t")) == HEAD
    lake.remove("t/day=2/a.csv")
    c.run()
    assert set(c.partitions("t")) == {("1",), ("2",)}


@pytest.mark.parametrize("stray", ["t/day=1/tmp/b.json", "t/day=1/hour=1/b.json"])
def test_new_folders_in_old_ones(crawler, lake, stray):
    """A new folder in a partition that is not looked at again is left alone, and keeps no other new folder away."""
    for day in (1, 2):
        lake.put(f"t/day={day}/a.json", [{"id": 1}])
    c = crawler("t/", RecrawlPolicy={"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"})
    c.run()
    before = c.table("t")
    lake.put(stray, [{"id": 1}])
    report = c.run()
    assert c.tables() == ["t"] and report["Tables"] == []
    assert [one["Name"] for one in finding(report, "t/day=1/")["Skipped"]] == [stray.split("/")[2] + "/"]
    lake.put("t/day=3/a.json", [{"id": 1}])
    c.run()
    assert c.tables() == ["t"] and c.table("t") == before and set(c.partitions("t")) == {("1",), ("2",), ("3",)}


@pytest.mark.parametrize("folders", [("year=2017", "year=2018", "year=2019"), ("2017", "2018", "2019")])
def test_new_folders_beside_tables(crawler, lake, folders):
    """A new folder beside tables is what a crawl of everything would make of it: a table, too."""
    for folder, column in zip(folders[:2], "ab"):
        lake.put(f"t/{folder}/x.json", [{column: 1}])
    c = crawler("t/", RecrawlPolicy={"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"})
    c.run()
    lake.put(f"t/{folders[2]}/x.json", [{"a": 1}])
    lake.put(f"t/{folders[0]}/2020/x.json", [{"a": 1}])
    report = c.run()
    assert len(c.tables()) == 4 and "t" not in c.tables() and report["TablesCreated"] == 2
    assert {one["Action"] for one in report["Tables"]} == {"CREATED"}


def test_edits_stay(crawler, lake):
    """What people wrote into a table outlives crawls that change it."""
    day_one(lake)
    c = crawler()
    c.run()
    table = c.table("t")
    keep = {key: table[key] for key in ("Name", "StorageDescriptor", "PartitionKeys", "TableType", "Parameters", "Owner")}
    keep["Description"] = "of the shop"
    keep["Parameters"]["team"] = "blue"
    keep["StorageDescriptor"]["Columns"][0]["Comment"] = "the number"
    c.glue.update_table(DatabaseName=c.database, TableInput=keep)
    day_two(lake)
    c.run()
    table = c.table("t")
    assert table["Description"] == "of the shop" and table["Parameters"]["team"] == "blue"
    assert table["StorageDescriptor"]["Columns"][0]["Comment"] == "the number"
    assert "new" in columns_of(table)


def test_keys_keep_their_names(crawler, lake):
    """Partition keys that were renamed keep their names when new folders arrive."""
    lake.csv("t/2026/11/a.csv", HEAD, ROW)
    c = crawler()
    c.run()
    table = c.table("t")
    c.glue.delete_table(DatabaseName=c.database, Name="t")
    renamed = {"Name": "t", "StorageDescriptor": table["StorageDescriptor"], "Parameters": table["Parameters"],
               "PartitionKeys": [{"Name": "year", "Type": "string"}, {"Name": "month", "Type": "string"}]}
    c.glue.create_table(DatabaseName=c.database, TableInput=renamed)
    lake.csv("t/2026/12/a.csv", HEAD, ROW)
    c.run()
    assert [key["Name"] for key in c.table("t")["PartitionKeys"]] == ["year", "month"]
    assert set(c.partitions("t")) == {("2026", "11"), ("2026", "12")}


def test_views_and_iceberg_stay(crawler, lake):
    """A table of a format with metadata of its own is not touched."""
    day_one(lake)
    c = crawler()
    c.glue.create_database(DatabaseInput={"Name": c.database})
    c.glue.create_table(DatabaseName=c.database, TableInput={
        "Name": "ice", "Parameters": {"table_type": "ICEBERG"}, "StorageDescriptor": {"Location": lake.url + "t/"}})
    report = c.run()
    assert table_of(report, "ice")["Action"] == "FAILED" and c.table("ice")["VersionId"] == "0"
    assert c.tables() == ["ice"]
