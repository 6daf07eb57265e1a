"""Partitions through boto3."""

import datetime

import pytest

from client import pages, partition_input, refused, storage_descriptor, table_input, tampered

pytestmark = pytest.mark.core
HIVE_NULL = "__HIVE_DEFAULT_PARTITION__"


def values_of(partitions):
    return [partition["Values"] for partition in partitions]


def add(glue, table, *rows):
    for start in range(0, len(rows), 100):
        assert glue.batch_create_partition(
            **table, PartitionInputList=[partition_input(*row) for row in rows[start:start + 100]])["Errors"] == []


def test_life(glue, server, table):
    """A partition is created, read, replaced as a whole, and deleted."""
    written = partition_input("2026-11-19", "7", Parameters={"rows": "5"}, LastAccessTime=datetime.datetime(2026, 1, 2),
                              LastAnalyzedTime=datetime.datetime(2026, 1, 3))
    glue.create_partition(**table, PartitionInput=written)
    found = glue.get_partition(**table, PartitionValues=["2026-11-19", "7"])["Partition"]
    assert found["Values"] == written["Values"] and found["Parameters"] == {"rows": "5"}
    assert found["StorageDescriptor"].items() >= written["StorageDescriptor"].items()
    assert (found["DatabaseName"], found["TableName"], found["CatalogId"]) == (
        table["DatabaseName"], "t", server.account)
    assert (found["LastAccessTime"].day, found["LastAnalyzedTime"].day) == (2, 3)

    glue.update_partition(**table, PartitionValueList=["2026-11-19", "7"], PartitionInput=partition_input("2026-11-19", "7"))
    replaced = glue.get_partition(**table, PartitionValues=["2026-11-19", "7"])["Partition"]
    assert replaced["CreationTime"] == found["CreationTime"] and replaced["Parameters"] == {}
    assert "LastAccessTime" not in replaced

    glue.delete_partition(**table, PartitionValues=["2026-11-19", "7"])
    for call in (lambda: glue.get_partition(**table, PartitionValues=["2026-11-19", "7"]),
                 lambda: glue.delete_partition(**table, PartitionValues=["2026-11-19", "7"]),
                 lambda: glue.update_partition(**table, PartitionValueList=["2026-11-19", "7"],
                                               PartitionInput=partition_input("2026-11-19", "7"))):
        with refused("EntityNotFoundException", "Cannot find partition."):
            call()


def test_what_java_clients_unbox(wire, table):
    """The smallest partition, with and without a descriptor, carries what clients read without asking."""
    for values, more in ((["a", "1"], {}), (["b", "2"], {"StorageDescriptor": {}})):
        assert wire.call("CreatePartition", {**table, "PartitionInput": {"Values": values, **more}}).status == 200
    bare, described = wire.call("GetPartitions", table).json["Partitions"]
    assert bare["Parameters"] == {} and bare["Values"] == ["a", "1"] and isinstance(bare["CreationTime"], (int, float))
    assert described["StorageDescriptor"] == {
        "Columns": [], "Compressed": False, "NumberOfBuckets": 0, "StoredAsSubDirectories": False}
    assert wire.call("GetPartitions", {**table, "Expression": "day = 'none'"}).json == {"Partitions": []}


def test_exists(glue, table):
    """The same values twice are a clash; so is a table or database that is not there."""
    glue.create_partition(**table, PartitionInput=partition_input("a", "1"))
    with refused("AlreadyExistsException", "Partition already exists."):
        glue.create_partition(**table, PartitionInput=partition_input("a", "1"))
    glue.create_partition(**table, PartitionInput=partition_input("A", "1"))
    glue.create_partition(**table, PartitionInput=partition_input("a", "01"))
    assert len(glue.get_partitions(**table)["Partitions"]) == 3
    for place, words in (({**table, "TableName": "none"}, "Table none not found."),
                         ({**table, "DatabaseName": "nowhere"}, "Database nowhere not found.")):
        for call in (lambda: glue.create_partition(**place, PartitionInput=partition_input("a", "1")),
                     lambda: glue.get_partition(**place, PartitionValues=["a", "1"]),
                     lambda: glue.get_partitions(**place),
                     lambda: glue.update_partition(**place, PartitionValueList=["a", "1"],
                                                   PartitionInput=partition_input("a", "1")),
                     lambda: glue.delete_partition(**place, PartitionValues=["a", "1"]),
                     lambda: glue.batch_create_partition(**place, PartitionInputList=[partition_input("a", "1")]),
                     lambda: glue.batch_get_partition(**place, PartitionsToGet=[{"Values": ["a", "1"]}]),
                     lambda: glue.batch_update_partition(**place, Entries=[
                         {"PartitionValueList": ["a", "1"], "PartitionInput": partition_input("a", "1")}]),
                     lambda: glue.batch_delete_partition(**place, PartitionsToDelete=[{"Values": ["a", "1"]}])):
            with refused("EntityNotFoundException", words):
                call()


def test_number_of_values(glue, table, db):
    """There are as many values as keys, in each operation; a table without keys has no partitions to make."""
    for values in (["a"], ["a", "1", "x"], []):
        for call in (lambda: glue.create_partition(**table, PartitionInput={"Values": values}),
                     lambda: glue.get_partition(**table, PartitionValues=values),
                     lambda: glue.delete_partition(**table, PartitionValues=values),
                     lambda: glue.update_partition(**table, PartitionValueList=values,
                                                   PartitionInput=partition_input("a", "1"))):
            with refused("InvalidInputException"):
                call()
    glue.create_table(DatabaseName=db, TableInput=table_input("plain"))
    with refused("InvalidInputException"):
        glue.create_partition(DatabaseName=db, TableName="plain", PartitionInput={"Values": ["a"]})
    with refused("InvalidInputException"):
        glue.create_partition(DatabaseName=db, TableName="plain", PartitionInput={"Values": []})
    assert glue.get_partitions(DatabaseName=db, TableName="plain")["Partitions"] == []


ODD = ["a b", "a,b", "a/b", "a=b", "a%2Fb", "%", "'", '"', "\\", "ü", "漢", "🐝", "\u0001", "\n", "\t", " ", "\u00e9", "e\u0301",
       "x" * 1024, "🐝" * 1024, HIVE_NULL, "-1", "00", "1e5", "NULL", "null", "..", "2026-11-19 10:00:00", "\ufeff", "\u2028"]


def test_odd_values(glue, table):
    """Values are kept as they are, told apart, and found again one by one, all together, and by a filter."""
    for value in ODD:
        glue.create_partition(**table, PartitionInput={"Values": [value, "1"]})
    for value in ODD:
        assert glue.get_partition(**table, PartitionValues=[value, "1"])["Partition"]["Values"] == [value, "1"]
    listed, _ = pages(glue.get_partitions, "Partitions", **table, MaxResults=4)
    assert sorted(values_of(listed)) == sorted([value, "1"] for value in ODD)
    wanted = [{"Values": [value, "1"]} for value in ODD]
    assert values_of(glue.batch_get_partition(**table, PartitionsToGet=wanted)["Partitions"]) == [w["Values"] for w in wanted]
    for value in ODD:
        quoted = value.replace("'", "''")
        if value == "\u0001" or len(quoted) > 1000 or value in ("\\", "\ufeff"):
            continue
        found = glue.get_partitions(**table, Expression=f"day = '{quoted}'")["Partitions"]
        assert values_of(found) == [[value, "1"]], value
    for value in ODD:
        glue.delete_partition(**table, PartitionValues=[value, "1"])
    assert glue.get_partitions(**table)["Partitions"] == []


def test_values_do_not_run_together(glue, db):
    """Neighbouring values are told apart wherever the border between them lies."""
    place = {"DatabaseName": db, "TableName": "t"}
    glue.create_table(DatabaseName=db, TableInput=table_input("t", keys=["a:string", "b:string", "c:string"]))
    rows = [("a", "b", "c"), ("ab", "c", "c"), ("a", "bc", "c"), ("a,b", "c", "c"), ("a", "b,c", "c"), ("a/b", "c", "c"),
            ("1", "11", "1"), ("11", "1", "1"), ("0", "a", "0"), (HIVE_NULL, HIVE_NULL, "x"), ("x", HIVE_NULL, HIVE_NULL)]
    add(glue, place, *rows)
    assert sorted(values_of(glue.get_partitions(**place)["Partitions"])) == sorted(map(list, rows))
    for row in rows:
        assert glue.get_partition(**place, PartitionValues=list(row))["Partition"]["Values"] == list(row)


def test_order(glue, table):
    """Partitions are listed in the order of their keys: texts by their bytes, numbers by their size."""
    add(glue, table, ("b", "10"), ("b", "9"), ("a", "100"), ("b", "-5"), ("a", "2"), ("ä", "1"), ("B", "0"), ("b", "010"))
    assert values_of(glue.get_partitions(**table)["Partitions"]) == [
        ["B", "0"], ["a", "2"], ["a", "100"], ["b", "-5"], ["b", "9"], ["b", "10"], ["b", "010"], ["ä", "1"]]


@pytest.mark.parametrize("size", [1, 3, 7, 23, 24, 1000])
def test_paging(glue, table, size):
    """All partitions are listed once and in order, whatever the size of the pages, with and without a filter."""
    rows = [(f"day{d}", str(h)) for d in range(4) for h in range(6)]
    add(glue, table, *reversed(rows))
    listed, count = pages(glue.get_partitions, "Partitions", **table, MaxResults=size)
    assert values_of(listed) == [list(row) for row in rows] and count == -(-24 // size)
    filtered, count = pages(glue.get_partitions, "Partitions", **table, MaxResults=size, Expression="hour = 3")
    assert values_of(filtered) == [[f"day{d}", "3"] for d in range(4)] and count == -(-4 // size)
    prefixed, _ = pages(glue.get_partitions, "Partitions", **table, MaxResults=size, Expression="day='day2'")
    assert values_of(prefixed) == [["day2", str(h)] for h in range(6)]


def test_tokens(glue, table, db):
    """A token is good for its table, filter and segment alone, and only as it was given out."""
    add(glue, table, *[("d", str(h)) for h in range(4)])
    token = glue.get_partitions(**table, MaxResults=2)["NextToken"]
    for other in tampered(token):
        with refused("InvalidInputException", "NextToken"):
            glue.get_partitions(**table, NextToken=other)
    for more in ({"Expression": "day = 'd'"}, {"Segment": {"SegmentNumber": 0, "TotalSegments": 2}}):
        with refused("InvalidInputException", "NextToken"):
            glue.get_partitions(**table, NextToken=token, **more)
    glue.create_table(DatabaseName=db, TableInput=table_input("u", keys=["day:string", "hour:int"]))
    with refused("InvalidInputException", "NextToken"):
        glue.get_partitions(DatabaseName=db, TableName="u", NextToken=token)
    assert len(glue.get_partitions(**table, NextToken="")["Partitions"]) == 4
    assert values_of(glue.get_partitions(**table, NextToken=token)["Partitions"]) == [["d", "2"], ["d", "3"]]


EXPRESSIONS = {
    "day = '2026-11-19'": 3,
    "day='2026-11-19'": 3,
    "  day = '2026-11-19'\n": 3,
    "DAY = '2026-11-19'": 3,
    "`day` = '2026-11-19'": 3,
    "day = '2026-11-19' AND hour = '1'": 1,
    "day = '2026-11-19' and hour = 1": 1,
    "hour = 1": 2,
    "hour = '1'": 2,
    "hour = 1 AND day = '2026-11-20'": 1,
    "hour = 1 AND hour = 2": 0,
    "hour = 1 AND hour = 1": 2,
    "day = 'it''s'": 1,
    "day = 'it\\'s'": 1,
    "day = 'none'": 0,
    "hour = 99": 0,
    "": 6,
    "   ": 6,
}


@pytest.fixture
def days(glue, table):
    add(glue, table, *[("2026-11-19", str(h)) for h in range(3)], *[("2026-11-20", str(h)) for h in range(2)], ("it's", "7"))
    return table


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_expression(glue, days, expression):
    """Conditions joined by AND filter; keys and keywords are read in any case, a literal takes the key's type."""
    assert len(glue.get_partitions(**days, Expression=expression)["Partitions"]) == EXPRESSIONS[expression]


@pytest.mark.parametrize("expression, words", [
    ("day", "expression"), ("day =", "expression"), ("day = '", "expression"), ("= 'x'", "expression"),
    ("day = 'x' AND", "expression"), ("AND day = 'x'", "expression"), ("day = 'x' day = 'y'", "expression"),
    ("month = '1'", "expression"), ("hour = 'x'", "is not an integer"), ("day = 'x';", "expression"), ("day = 'x')", "expression"),
    ("(", "expression"), ("'x' = 'x' = 'x'", "expression"), ("day = x", "expression")])
def test_expression_that_is_refused(glue, days, expression, words):
    """What is not understood is refused with words, and never taken for a filter that lets everything through."""
    with refused("InvalidInputException", words):
        glue.get_partitions(**days, Expression=expression)


def test_null_value(glue, table):
    """The null partition is a value like others, in a text key and in a number key."""
    add(glue, table, (HIVE_NULL, "1"), ("a", HIVE_NULL), ("a", "1"))
    assert values_of(glue.get_partitions(**table, Expression=f"day = '{HIVE_NULL}'")["Partitions"]) == [[HIVE_NULL, "1"]]
    assert values_of(glue.get_partitions(**table, Expression=f"hour = '{HIVE_NULL}'")["Partitions"]) == [["a", HIVE_NULL]]
    assert len(glue.get_partitions(**table)["Partitions"]) == 3


@pytest.mark.parametrize("total", [1, 2, 3, 7, 10])
def test_segments(glue, table, total):
    """Segments are disjoint, complete and stable across pages, and combine with a filter."""
    rows = [(f"d{d}", str(h)) for d in range(20) for h in range(150)]
    add(glue, table, *rows)
    shares = [pages(glue.get_partitions, "Partitions", **table, MaxResults=301, ExcludeColumnSchema=True,
                    Segment={"SegmentNumber": n, "TotalSegments": total})[0] for n in range(total)]
    together = sorted(tuple(partition["Values"]) for share in shares for partition in share)
    assert together == sorted(rows)
    filtered = [pages(glue.get_partitions, "Partitions", **table, Expression="hour = 7",
                      Segment={"SegmentNumber": n, "TotalSegments": total})[0] for n in range(total)]
    assert sorted(values_of(sum(filtered, []))) == sorted([f"d{d}", "7"] for d in range(20))


def test_segment_out_of_range(glue, table):
    """A segment beyond the total is refused."""
    with refused("InvalidInputException", "Segment"):
        glue.get_partitions(**table, Segment={"SegmentNumber": 2, "TotalSegments": 2})


def test_exclude_column_schema(glue, table):
    """ExcludeColumnSchema leaves the columns out and keeps the location, the formats and the SerDe."""
    add(glue, table, ("a", "1"))
    [full] = glue.get_partitions(**table, ExcludeColumnSchema=False)["Partitions"]
    [slim] = glue.get_partitions(**table, ExcludeColumnSchema=True)["Partitions"]
    assert full["StorageDescriptor"].pop("Columns") and "Columns" not in slim["StorageDescriptor"]
    assert slim == full


def test_rename(glue, table):
    """UpdatePartition with other values moves the partition, as Hive's client renames; never onto another."""
    add(glue, table, ("a", "1"), ("b", "2"))
    created = glue.get_partition(**table, PartitionValues=["a", "1"])["Partition"]["CreationTime"]
    glue.update_partition(**table, PartitionValueList=["a", "1"], PartitionInput=partition_input("z", "26"))
    moved = glue.get_partition(**table, PartitionValues=["z", "26"])["Partition"]
    assert moved["CreationTime"] == created and moved["StorageDescriptor"]["Location"].endswith("z/26")
    with refused("EntityNotFoundException", "Cannot find partition."):
        glue.get_partition(**table, PartitionValues=["a", "1"])
    with refused("AlreadyExistsException", "Partition already exists."):
        glue.update_partition(**table, PartitionValueList=["z", "26"], PartitionInput=partition_input("b", "2"))
    assert values_of(glue.get_partitions(**table)["Partitions"]) == [["b", "2"], ["z", "26"]]


def test_update_without_values(wire, table):
    """UpdatePartition whose input names no values keeps those of the call."""
    assert wire.call("CreatePartition", {**table, "PartitionInput": {"Values": ["a", "1"]}}).status == 200
    assert wire.call("UpdatePartition", {**table, "PartitionValueList": ["a", "1"],
                                         "PartitionInput": {"Parameters": {"x": "y"}}}).status == 200
    assert wire.call("GetPartition", {**table, "PartitionValues": ["a", "1"]}).json["Partition"]["Parameters"] == {"x": "y"}
    assert wire.call("CreatePartition", {**table, "PartitionInput": {}}).code == "InvalidInputException"


def test_batch_create(glue, table):
    """Each partition that exists already, or twice in the batch, is an item of Errors; the rest is stored."""
    add(glue, table, ("a", "1"))
    errors = glue.batch_create_partition(**table, PartitionInputList=[
        partition_input("b", "1"), partition_input("a", "1"), partition_input("c", "1"), partition_input("c", "1"),
        {"Values": ["d"]}])["Errors"]
    assert [(error["PartitionValues"], error["ErrorDetail"]["ErrorCode"]) for error in errors] == [
        (["a", "1"], "AlreadyExistsException"), (["c", "1"], "AlreadyExistsException"), (["d"], "InvalidInputException")]
    assert values_of(glue.get_partitions(**table)["Partitions"]) == [["a", "1"], ["b", "1"], ["c", "1"]]
    assert glue.batch_create_partition(**table, PartitionInputList=[])["Errors"] == []


def test_batch_get(glue, table):
    """BatchGetPartition leaves out what is unknown, silently, and leaves nothing unprocessed."""
    add(glue, table, *[("a", str(h)) for h in range(5)])
    answer = glue.batch_get_partition(**table, PartitionsToGet=[
        {"Values": ["a", "3"]}, {"Values": ["x", "1"]}, {"Values": ["a", "0"]}])
    assert values_of(answer["Partitions"]) == [["a", "3"], ["a", "0"]] and answer["UnprocessedKeys"] == []
    assert glue.batch_get_partition(**table, PartitionsToGet=[])["Partitions"] == []
    add(glue, table, *[("many", str(h)) for h in range(995)])
    everything = [{"Values": partition["Values"]} for partition in glue.get_partitions(**table)["Partitions"]]
    assert len(everything) == 1000
    assert len(glue.batch_get_partition(**table, PartitionsToGet=everything)["Partitions"]) == 1000


def test_batch_update(glue, table):
    """Each partition that is missing, or would clash, is an item of Errors; the rest is replaced."""
    add(glue, table, ("a", "1"), ("b", "1"), ("c", "1"))

    def entry(values, new, **more):
        return {"PartitionValueList": list(values), "PartitionInput": partition_input(*new, **more)}
    errors = glue.batch_update_partition(**table, Entries=[
        entry("a1", "a1", Parameters={"x": "y"}), entry("x1", "x1"), entry("b1", "c1"), entry("c1", "d1")])["Errors"]
    assert [(error["PartitionValueList"], error["ErrorDetail"]["ErrorCode"]) for error in errors] == [
        (["x", "1"], "EntityNotFoundException"), (["b", "1"], "AlreadyExistsException")]
    listed = glue.get_partitions(**table)["Partitions"]
    assert values_of(listed) == [["a", "1"], ["b", "1"], ["d", "1"]] and listed[0]["Parameters"] == {"x": "y"}


def test_batch_delete(glue, table):
    """Each partition that is missing is an item of Errors; the rest is gone."""
    add(glue, table, ("a", "1"), ("b", "1"), ("c", "1"))
    errors = glue.batch_delete_partition(**table, PartitionsToDelete=[
        {"Values": ["a", "1"]}, {"Values": ["x", "1"]}, {"Values": ["c", "1"]}, {"Values": ["c", "1"]}])["Errors"]
    assert [(error["PartitionValues"], error["ErrorDetail"]["ErrorCode"]) for error in errors] == [
        (["x", "1"], "EntityNotFoundException"), (["c", "1"], "EntityNotFoundException")]
    assert values_of(glue.get_partitions(**table)["Partitions"]) == [["b", "1"]]
    assert glue.batch_delete_partition(**table, PartitionsToDelete=[])["Errors"] == []


def test_shared_descriptors(glue, table):
    """Partitions that share their columns keep descriptors of their own: one can change, the others do not."""
    add(glue, table, ("a", "1"), ("a", "2"), ("a", "3"))
    changed = partition_input("a", "2")
    changed["StorageDescriptor"] = storage_descriptor("s3://elsewhere/", ["only:double"])
    changed["StorageDescriptor"]["Parameters"] = {"p": "q"}
    glue.update_partition(**table, PartitionValueList=["a", "2"], PartitionInput=changed)
    descriptors = [partition["StorageDescriptor"] for partition in glue.get_partitions(**table)["Partitions"]]
    assert [len(descriptor["Columns"]) for descriptor in descriptors] == [2, 1, 2]
    assert [descriptor.get("Parameters") for descriptor in descriptors] == [None, {"p": "q"}, None]
    assert descriptors[1]["Location"] == "s3://elsewhere/"


def test_partitions_do_not_follow_their_table(glue, table):
    """A new version of the table leaves the partitions' own columns alone."""
    add(glue, table, ("a", "1"))
    glue.update_table(DatabaseName=table["DatabaseName"],
                      TableInput=table_input("t", ["new:int"], keys=["day:string", "hour:int"]))
    [partition] = glue.get_partitions(**table)["Partitions"]
    assert [column["Name"] for column in partition["StorageDescriptor"]["Columns"]] == ["id", "text"]
