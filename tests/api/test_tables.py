"""Tables through boto3."""

import datetime
import json
import threading

import pytest

from client import columns, pages, refused, table_input, tampered
from wire import Wire

pytestmark = pytest.mark.core


def names_of(tables):
    return [table["Name"] for table in tables]


def test_life(glue, server, db):
    """A table is created, read, replaced as a whole, and deleted."""
    before = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=1)
    written = table_input("t", keys=["day:date"], Owner="me", Description="first")
    glue.create_table(DatabaseName=db, TableInput=written)
    first = glue.get_table(DatabaseName=db, Name="t")["Table"]
    assert {member: first[member] for member in written if member != "StorageDescriptor"} == {
        member: value for member, value in written.items() if member != "StorageDescriptor"}
    assert first["StorageDescriptor"].items() >= written["StorageDescriptor"].items()
    assert (first["DatabaseName"], first["CatalogId"], first["VersionId"]) == (db, server.account, "0")
    assert before <= first["CreateTime"] == first["UpdateTime"] <= datetime.datetime.now(datetime.timezone.utc)
    assert first["CreatedBy"]

    glue.update_table(DatabaseName=db, TableInput={"Name": "t", "Description": "second"})
    second = glue.get_table(DatabaseName=db, Name="t")["Table"]
    assert (second["Description"], second["VersionId"], second["PartitionKeys"]) == ("second", "1", [])
    assert second["CreateTime"] == first["CreateTime"] <= second["UpdateTime"]
    assert not {"Owner", "StorageDescriptor", "TableType"} & set(second)

    glue.delete_table(DatabaseName=db, Name="t")
    with refused("EntityNotFoundException", "Table t not found."):
        glue.get_table(DatabaseName=db, Name="t")


def test_what_java_clients_unbox(wire, db):
    """The smallest table carries every member that Java clients read without asking whether it is there."""
    for table in ({"Name": "a"}, {"Name": "b", "StorageDescriptor": {}}):
        assert wire.call("CreateTable", {"DatabaseName": db, "TableInput": table}).status == 200
    bare = wire.call("GetTable", {"DatabaseName": db, "Name": "a"}).json["Table"]
    assert bare["Retention"] == 0 and bare["PartitionKeys"] == [] and bare["Parameters"] == {}
    assert bare["IsRegisteredWithLakeFormation"] is False and "TableType" not in bare and "StorageDescriptor" not in bare
    described = wire.call("GetTable", {"DatabaseName": db, "Name": "b"}).json["Table"]["StorageDescriptor"]
    assert described == {"Columns": [], "Compressed": False, "NumberOfBuckets": 0, "StoredAsSubDirectories": False}
    listed = wire.call("GetTables", {"DatabaseName": db}).json
    assert listed["TableList"][0] == bare and "NextToken" not in listed
    assert wire.call("GetTables", {"DatabaseName": db, "Expression": "none"}).json == {"TableList": []}


def test_exists_and_missing(glue, db):
    """A name is taken once in a database, in whatever case; what is missing is told, the database first."""
    glue.create_table(DatabaseName=db, TableInput=table_input("t"))
    for name in ("t", "T"):
        with refused("AlreadyExistsException", "Table already exists."):
            glue.create_table(DatabaseName=db, TableInput=table_input(name))
    for call in (lambda d: glue.get_table(DatabaseName=d, Name="x"), lambda d: glue.delete_table(DatabaseName=d, Name="x"),
                 lambda d: glue.update_table(DatabaseName=d, TableInput={"Name": "x"}),
                 lambda d: glue.get_table_versions(DatabaseName=d, TableName="x")):
        with refused("EntityNotFoundException", "Table x not found."):
            call(db)
        with refused("EntityNotFoundException", "Database nowhere not found."):
            call("nowhere")
    with refused("EntityNotFoundException", "Database nowhere not found."):
        glue.create_table(DatabaseName="nowhere", TableInput=table_input("t"))
    with refused("EntityNotFoundException", "Database nowhere not found."):
        glue.get_tables(DatabaseName="nowhere")


def test_names_are_folded(glue, db):
    """Names of tables, columns and partition keys become lower case; a table is found in any case."""
    glue.create_table(DatabaseName=db.upper(), TableInput=table_input("MixedCase", ["ID:bigint", "Ä:string"], ["Day:string"]))
    for name in ("mixedcase", "MIXEDCASE", "MixedCase"):
        table = glue.get_table(DatabaseName=db, Name=name)["Table"]
        assert (table["Name"], table["DatabaseName"]) == ("mixedcase", db)
    assert [column["Name"] for column in table["StorageDescriptor"]["Columns"]] == ["id", "Ä"]
    assert [key["Name"] for key in table["PartitionKeys"]] == ["day"]
    glue.update_table(DatabaseName=db, TableInput=table_input("MIXEDCASE"))
    assert glue.get_table(DatabaseName=db, Name="mixedcase")["Table"]["VersionId"] == "1"
    glue.delete_table(DatabaseName=db.upper(), Name="MIXEDcase")
    assert glue.get_tables(DatabaseName=db)["TableList"] == []


def test_name_beside_the_input(wire, db):
    """Name may stand beside TableInput, as the model allows; two names that differ are no way to rename."""
    assert wire.call("CreateTable", {"DatabaseName": db, "Name": "T", "TableInput": {}}).status == 200
    assert wire.call("UpdateTable", {"DatabaseName": db, "Name": "t", "TableInput": {"Description": "x"}}).status == 200
    assert wire.call("GetTable", {"DatabaseName": db, "Name": "t"}).json["Table"]["Description"] == "x"
    renamed = wire.call("UpdateTable", {"DatabaseName": db, "Name": "t", "TableInput": {"Name": "u"}})
    assert renamed.code == "InvalidInputException" and "renamed" in renamed.json["Message"]
    assert wire.call("CreateTable", {"DatabaseName": db, "TableInput": {}}).code == "ValidationException"
    for operation in ("CreateTable", "UpdateTable"):
        assert wire.call(operation, {"DatabaseName": db, "Name": "t"}).code == "InvalidInputException"


def test_what_hive_would_not_understand(glue, db):
    """Parameters on a partition key, one of a type that is not primitive, a key given twice, and sort orders beyond 0 and 1 are refused."""
    keyed = table_input("t", keys=["k:string"])
    keyed["PartitionKeys"][0]["Parameters"] = {"a": "b"}
    with refused("InvalidInputException", "Parameters not supported for partition columns"):
        glue.create_table(DatabaseName=db, TableInput=keyed)
    with refused("InvalidInputException", "twice"):
        glue.create_table(DatabaseName=db, TableInput=table_input("t", keys=["k:string", "K:int"]))
    for nested in ("array<int>", "Map<string,int>", "struct <a:int>", "uniontype<int>"):
        with refused("InvalidInputException", "only primitive types are supported"):  # the service model, PartitionKeys
            glue.create_table(DatabaseName=db, TableInput=table_input("t", keys=["k:string", f"l:{nested}"]))
    for i, kind in enumerate(("map", "decimal(10,2)", "whatever<x>", "varchar(5)", "binary", "")):
        glue.create_table(DatabaseName=db, TableInput=table_input(f"keyed{i}", keys=[f"l:{kind}"]))


def test_column_parameters_stay(glue, db):
    """Iceberg's field ids, which are parameters of columns, come back."""
    table = table_input("t", TableType="EXTERNAL_TABLE",
                        Parameters={"table_type": "ICEBERG", "metadata_location": "s3://a/metadata/0.json"})
    for i, column in enumerate(table["StorageDescriptor"]["Columns"]):
        column["Parameters"] = {"iceberg.field.id": str(i), "iceberg.field.optional": "true", "iceberg.field.current": "true"}
    glue.create_table(DatabaseName=db, TableInput=table)
    found = glue.get_table(DatabaseName=db, Name="t")["Table"]
    assert found["StorageDescriptor"]["Columns"] == table["StorageDescriptor"]["Columns"]
    assert found["Parameters"] == table["Parameters"]


def test_views_are_opaque(glue, db):
    """Presto's, Hive's and Spark's view texts come back byte for byte."""
    text = "/* Presto View: eyJzcWwiOiAic2VsZWN0IDEifQ== */"
    sql = "SELECT \"a\",\n\t'ü 漢 🐝' \\ FROM `t`\r\n-- \u2028 \x7f end"
    glue.create_table(DatabaseName=db, TableInput={
        "Name": "v", "TableType": "VIRTUAL_VIEW", "ViewOriginalText": text, "ViewExpandedText": sql})
    view = glue.get_table(DatabaseName=db, Name="v")["Table"]
    assert (view["ViewOriginalText"], view["ViewExpandedText"]) == (text, sql)
    with refused("InvalidInputException", "View update action is only supported on multi-dialect views."):
        glue.update_table(DatabaseName=db, TableInput={"Name": "v"}, ViewUpdateAction="REPLACE")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 13, 100])
def test_paging(glue, db, size):
    """All tables are listed once, in the order of their names, whatever the size of the pages."""
    made = [f"t{i:02}" for i in range(13)]
    for each in reversed(made):
        glue.create_table(DatabaseName=db, TableInput={"Name": each})
    listed, count = pages(glue.get_tables, "TableList", DatabaseName=db, MaxResults=size)
    assert names_of(listed) == made and count == -(-len(made) // size)
    filtered, _ = pages(glue.get_tables, "TableList", DatabaseName=db, MaxResults=size, Expression="t.[05]")
    assert names_of(filtered) == ["t00", "t05", "t10"]
    paginator = glue.get_paginator("get_tables").paginate(DatabaseName=db, PaginationConfig={"PageSize": size})
    assert [table["Name"] for page in paginator for table in page["TableList"]] == made


def test_the_default_page(glue, db):
    """Without MaxResults a page holds 100 tables, the most that may be asked for."""
    for i in range(101):
        glue.create_table(DatabaseName=db, TableInput={"Name": f"t{i:03}"})
    first = glue.get_tables(DatabaseName=db)
    assert len(first["TableList"]) == 100
    last = glue.get_tables(DatabaseName=db, NextToken=first["NextToken"])
    assert names_of(last["TableList"]) == ["t100"] and "NextToken" not in last


def test_a_page_of_large_tables(glue, db):
    """A page ends early when its answer has become large, and the list comes to its end all the same."""
    for i in range(12):
        glue.create_table(DatabaseName=db, TableInput={"Name": f"t{i:02}", "Parameters": {str(n): "x" * 512000 for n in range(6)}})
    listed, count = pages(glue.get_tables, "TableList", DatabaseName=db)
    assert names_of(listed) == [f"t{i:02}" for i in range(12)] and 1 < count <= 12
    for _ in range(7):
        glue.update_table(DatabaseName=db, TableInput={"Name": "t00", "Parameters": listed[0]["Parameters"]})
    versions, count = pages(glue.get_table_versions, "TableVersions", DatabaseName=db, TableName="t00")
    assert [version["VersionId"] for version in versions] == [str(n) for n in range(7, -1, -1)] and 1 < count <= 8


def test_tokens(glue, db, name):
    """A token is good for its database and pattern alone, and only as it was given out."""
    for each in ("a", "b", "c"):
        glue.create_table(DatabaseName=db, TableInput={"Name": each})
    token = glue.get_tables(DatabaseName=db, MaxResults=1)["NextToken"]
    for other in tampered(token):
        with refused("InvalidInputException", "NextToken"):
            glue.get_tables(DatabaseName=db, NextToken=other)
    with refused("InvalidInputException", "NextToken"):
        glue.get_tables(DatabaseName=db, Expression="*", NextToken=token)
    glue.create_database(DatabaseInput={"Name": name + "_other"})
    with refused("InvalidInputException", "NextToken"):
        glue.get_tables(DatabaseName=name + "_other", NextToken=token)
    assert names_of(glue.get_tables(DatabaseName=db.upper(), MaxResults=1, NextToken=token)["TableList"]) == ["b"]
    assert names_of(glue.get_tables(DatabaseName=db, MaxResults=1, NextToken="")["TableList"]) == ["a"]
    glue.delete_database(Name=name + "_other")


EXPRESSIONS = {
    "*": "ab abc b_log b_x log pre1suf pre2suf x.y",
    ".*": "ab abc b_log b_x log pre1suf pre2suf x.y",
    "pre*suf": "pre1suf pre2suf",
    "*log*": "b_log log",
    "*log": "b_log log",
    "b*": "b_log b_x",
    "ab|log": "ab log",
    "ab*|*x": "ab abc b_x",
    "(ab|b).*": "ab abc b_log b_x",
    "ab": "ab",
    "a": "",
    "PRE1SUF": "pre1suf",
    "pre[12]suf": "pre1suf pre2suf",
    "pre\\dsuf": "pre1suf pre2suf",
    "\\Qx.y\\E": "x.y",
    "x\\.y": "x.y",
    "ab+c?": "ab abc",
    "[a-c]{2,3}": "ab abc",
    "^log$": "log",
    "": "ab abc b_log b_x log pre1suf pre2suf x.y",
}


@pytest.fixture
def many(glue, db):
    for each in EXPRESSIONS["*"].split():
        glue.create_table(DatabaseName=db, TableInput={"Name": each})
    return db


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_expression(glue, many, expression):
    """Expression is a pattern for the whole name: a regular expression in which a bare star is Hive's."""
    found = glue.get_tables(DatabaseName=many, Expression=expression)["TableList"]
    assert " ".join(names_of(found)) == EXPRESSIONS[expression]


@pytest.mark.parametrize("expression", ["(", "[a", "a{2,1}", "(?P<n>", "\\"])
def test_expression_that_is_none(glue, many, expression):
    """A pattern that cannot be read is refused, and the message shows it."""
    with refused("InvalidInputException", expression[:1]):
        glue.get_tables(DatabaseName=many, Expression=expression)


def test_expression_that_would_take_for_ever(glue, db):
    """A pattern whose search explodes ends soon."""
    glue.create_table(DatabaseName=db, TableInput={"Name": "a" * 200})
    began = datetime.datetime.now()
    glue.get_tables(DatabaseName=db, Expression="(((a+)+)+)+b")
    assert (datetime.datetime.now() - began).total_seconds() < 2


def test_attributes(glue, db):
    """AttributesToGet without DEFAULT asks for names and types alone."""
    glue.create_table(DatabaseName=db, TableInput=table_input("t"))
    [slim] = glue.get_tables(DatabaseName=db, AttributesToGet=["NAME", "TABLE_TYPE"])["TableList"]
    assert slim["Name"] == "t" and slim["TableType"] == "EXTERNAL_TABLE"
    assert set(slim) <= {"Name", "DatabaseName", "CatalogId", "TableType"}
    [full] = glue.get_tables(DatabaseName=db, AttributesToGet=["NAME", "DEFAULT"])["TableList"]
    assert full["StorageDescriptor"]["Columns"]
    [named] = glue.get_tables(DatabaseName=db, AttributesToGet=["NAME"])["TableList"]
    assert named == {"Name": "t", "DatabaseName": db, "CatalogId": "123456789012"}
    for attributes in ([], ["TABLE_TYPE"], ["DEFAULT"]):
        with refused("InvalidInputException", "AttributesToGet must include NAME."):
            glue.get_tables(DatabaseName=db, AttributesToGet=attributes)
    assert glue.get_table(DatabaseName=db, Name="t", AttributesToGet=["DEFAULT"])["Table"]["VersionId"] == "0"
    for attributes in (["NAME"], ["NAME", "TABLE_TYPE"], ["DEFAULT", "NAME"]):  # of one table these are no valid combinations
        with refused("InvalidInputException", "AttributesToGet of one table"):
            glue.get_table(DatabaseName=db, Name="t", AttributesToGet=attributes)


def test_members_that_are_taken_and_need_no_effect(glue, db):
    """What engines send for transactions, audits and status is taken."""
    glue.create_table(DatabaseName=db, TableInput=table_input("t"))
    now = datetime.datetime.now() + datetime.timedelta(seconds=1)
    glue.get_table(DatabaseName=db, Name="t", QueryAsOfTime=now, IncludeStatusDetails=True,
                   AuditContext={"AdditionalAuditContext": "x", "RequestedColumns": ["a"], "AllColumnsRequested": False})
    glue.get_tables(DatabaseName=db, QueryAsOfTime=now, IncludeStatusDetails=False, ResourceShareType="ALL",
                    AuditContext={"AllColumnsRequested": True})


def test_batch_delete(glue, db):
    """Each table that cannot be deleted is an item of Errors; the others are gone."""
    for each in ("a", "b", "c"):
        glue.create_table(DatabaseName=db, TableInput={"Name": each})
    errors = glue.batch_delete_table(DatabaseName=db, TablesToDelete=["A", "x", "b", "b"])["Errors"]
    assert [(error["TableName"], error["ErrorDetail"]["ErrorCode"]) for error in errors] == [
        ("x", "EntityNotFoundException"), ("b", "EntityNotFoundException")]
    assert names_of(glue.get_tables(DatabaseName=db)["TableList"]) == ["c"]
    assert glue.batch_delete_table(DatabaseName=db, TablesToDelete=[]) ["Errors"] == []
    assert glue.batch_delete_table(DatabaseName=db, TablesToDelete=["c"])["Errors"] == []
    with refused("EntityNotFoundException", "Database nowhere not found."):
        glue.batch_delete_table(DatabaseName="nowhere", TablesToDelete=["a"])


def test_dropped_tables_leave_nothing(glue, db):
    """A table made anew under an old name has neither the old versions nor the old partitions, and lists stay in step."""
    place = {"DatabaseName": db, "TableName": "t"}
    for generation in range(3):
        glue.create_table(DatabaseName=db, TableInput=table_input("t", keys=["k:string"]))
        assert glue.get_partitions(**place)["Partitions"] == []
        with refused("EntityNotFoundException", "Cannot find partition."):
            glue.get_partition(**place, PartitionValues=["0"])
        assert [v["VersionId"] for v in glue.get_table_versions(**place)["TableVersions"]] == ["0"]
        glue.create_partition(**place, PartitionInput={"Values": ["0"], "Parameters": {"generation": str(generation)}})
        glue.update_table(DatabaseName=db, TableInput=table_input("t", ["x:int"], keys=["k:string"]))
        if generation % 2:
            glue.batch_delete_table(DatabaseName=db, TablesToDelete=["t"])
        else:
            glue.delete_table(DatabaseName=db, Name="t")
        assert glue.get_tables(DatabaseName=db)["TableList"] == []
        with refused("EntityNotFoundException", "Table t not found."):
            glue.get_partitions(**place)


def test_reads_see_writes(glue, db):
    """A write that was answered is seen by the next read, each time, whatever is cached."""
    glue.create_table(DatabaseName=db, TableInput=table_input("t", Description="0"))
    for i in range(1, 60):
        glue.update_table(DatabaseName=db, TableInput=table_input("t", Description=str(i)), SkipArchive=True)
        table = glue.get_table(DatabaseName=db, Name="t")["Table"]
        assert (table["Description"], table["VersionId"]) == (str(i), str(i))
    glue.delete_table(DatabaseName=db, Name="t")
    for _ in range(3):
        with refused("EntityNotFoundException"):
            glue.get_table(DatabaseName=db, Name="t")


def test_one_winner_per_version(glue, server, db, wire):
    """Sixteen writers that all name the version they read: each version has exactly one winner, nothing is lost."""
    glue.create_table(DatabaseName=db, TableInput=table_input("t", Parameters={"log": "[]"}))
    wins, losses, surprises = [], [], []

    def work(number):
        mine = Wire(server.url, server.key_id, server.secret)
        done = 0
        while done < 4:
            table = mine.call("GetTable", {"DatabaseName": db, "Name": "t"}).json["Table"]
            log = json.loads(table["Parameters"]["log"]) + [f"{number}.{done}"]
            reply = mine.call("UpdateTable", {"DatabaseName": db, "VersionId": table["VersionId"],
                                              "TableInput": table_input("t", Parameters={"log": json.dumps(log)})})
            if reply.status == 200:
                wins.append(int(table["VersionId"]) + 1)
                done += 1
            elif reply.code == "ConcurrentModificationException":
                losses.append(number)
            else:
                surprises.append(reply)
                break
        mine.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not surprises
    assert sorted(wins) == list(range(1, 65)), "each version was won once"
    table = glue.get_table(DatabaseName=db, Name="t")["Table"]
    assert table["VersionId"] == "64"
    assert sorted(json.loads(table["Parameters"]["log"])) == sorted(f"{n}.{i}" for n in range(16) for i in range(4))
    versions, _ = pages(glue.get_table_versions, "TableVersions", DatabaseName=db, TableName="t", MaxResults=7)
    assert [int(version["VersionId"]) for version in versions] == list(range(64, -1, -1))
    assert [len(json.loads(v["Table"]["Parameters"]["log"])) for v in versions] == list(range(64, -1, -1))


def test_lock(glue, db):
    """UpdateTable with a VersionId other than the current one fails as Glue does; with the current one it succeeds."""
    glue.create_table(DatabaseName=db, TableInput=table_input("t"))
    for version in ("1", "7", "18446744073709551616"):
        with refused("ConcurrentModificationException" if version != "18446744073709551616" else "InvalidInputException"):
            glue.update_table(DatabaseName=db, TableInput=table_input("t"), VersionId=version)
    with refused("InvalidInputException", "VersionId"):
        glue.update_table(DatabaseName=db, TableInput=table_input("t"), VersionId="x")
    glue.update_table(DatabaseName=db, TableInput=table_input("t"), VersionId="0")
    with refused("ConcurrentModificationException", "Update table failed due to concurrent modifications."):
        glue.update_table(DatabaseName=db, TableInput=table_input("t"), VersionId="0")
    assert glue.get_table(DatabaseName=db, Name="t")["Table"]["VersionId"] == "1"


def test_one_creator(server, db):
    """Of sixteen that create the same table at once, one succeeds and the others hear that it exists."""
    codes = []

    def work():
        mine = Wire(server.url, server.key_id, server.secret)
        codes.append(mine.call("CreateTable", {"DatabaseName": db, "TableInput": {"Name": "t"}}).code)
        mine.close()

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes, key=str) == ["AlreadyExistsException"] * 15 + [None]


def test_partition_keys_can_change_while_there_are_no_partitions(glue, db):
    """New keys of a table without partitions are honoured: their number, their names and their order."""
    glue.create_table(DatabaseName=db, TableInput=table_input("t", keys=["k:string"]))
    glue.update_table(DatabaseName=db, TableInput=table_input("t", keys=["n:int", "day:string"]))
    place = {"DatabaseName": db, "TableName": "t"}
    for n in ("10", "9"):
        glue.create_partition(**place, PartitionInput={"Values": [n, "a"]})
    assert [p["Values"][0] for p in glue.get_partitions(**place)["Partitions"]] == ["9", "10"]
    assert len(glue.get_partitions(**place, Expression="n = 9 AND day = 'a'")["Partitions"]) == 1
    with refused("InvalidInputException", "is not an integer"):
        glue.get_partitions(**place, Expression="n = 'x'")


def test_wide_table(glue, db):
    """A table of 3,000 columns comes back whole."""
    wide = table_input("t", [f"column_{i}:struct<a:int,b:array<string>>" for i in range(3000)])
    glue.create_table(DatabaseName=db, TableInput=wide)
    found = glue.get_table(DatabaseName=db, Name="t")["Table"]["StorageDescriptor"]["Columns"]
    assert found == columns([f"column_{i}:struct<a:int,b:array<string>>" for i in range(3000)])


def test_number_of_partition_keys(glue, table, db):
    """While there are partitions the number of keys stays; their types may change, and without partitions all may."""
    glue.create_partition(**table, PartitionInput={"Values": ["a", "1"]})
    for keys in ([], ["day:string"], ["day:string", "hour:int", "minute:int"]):
        with refused("InvalidInputException", "PartitionKeys"):
            glue.update_table(DatabaseName=db, TableInput=table_input("t", keys=keys))
    assert glue.get_table(DatabaseName=db, Name="t")["Table"]["VersionId"] == "0"
    glue.update_table(DatabaseName=db, TableInput=table_input("t", keys=["day:string", "hour:bigint"]))
    glue.delete_partition(**table, PartitionValues=["a", "1"])
    glue.update_table(DatabaseName=db, TableInput=table_input("t", keys=["day:string"]))
    glue.create_partition(**table, PartitionInput={"Values": ["a"]})


def test_links(glue, db):
    """A link to another table, and one that stands for something elsewhere, are kept, answered, and listed apart."""
    target = {"CatalogId": "999999999999", "DatabaseName": "There", "Name": "Other", "Region": "eu-north-1"}
    federated = {"Identifier": "i", "DatabaseIdentifier": "d", "ConnectionName": "c", "ConnectionType": "t"}
    glue.create_table(DatabaseName=db, TableInput={"Name": "link", "TargetTable": target})
    for name in ("a", "z"):
        glue.create_table(DatabaseName=db, TableInput={"Name": name, "FederatedTable": federated})
    glue.create_table(DatabaseName=db, TableInput={"Name": "b", "Description": '"FederatedTable":{}', "Parameters": {"FederatedTable": "x"}})
    assert glue.get_table(DatabaseName=db, Name="link")["Table"]["TargetTable"] == target
    assert glue.get_table(DatabaseName=db, Name="a")["Table"]["FederatedTable"] == federated
    for more in ({}, {"Expression": "*"}, {"AttributesToGet": ["NAME"]}, {"QueryAsOfTime": datetime.datetime.now(datetime.timezone.utc)}):
        for size in (1, 2, 3):
            found, count = pages(glue.get_tables, "TableList", DatabaseName=db, ResourceShareType="FEDERATED", MaxResults=size, **more)
            assert [table["Name"] for table in found] == ["a", "z"] and count == (2 if size == 1 else 1), more
            found, _ = pages(glue.get_tables, "TableList", DatabaseName=db, ResourceShareType="ALL", MaxResults=size, **more)
            assert [table["Name"] for table in found] == ["a", "b", "link", "z"]


@pytest.mark.parametrize("time", [1763555415250, 253402300800, -62135596801, 1e300])
def test_times_that_no_list_could_show(glue, wire, db, time):
    """A time that boto3 cannot read, say one in milliseconds, is refused: it would end each list with the table in an error."""
    answer = wire.call("CreateTable", {"DatabaseName": db, "TableInput": table_input("t", LastAccessTime=time)})
    assert answer.status == 400 and answer.code == "ValidationException" and "'tableInput.lastAccessTime'" in answer.json["Message"]
    wire.call("CreateTable", {"DatabaseName": db, "TableInput": table_input("t", LastAccessTime=253402300799)})
    assert glue.get_tables(DatabaseName=db)["TableList"][0]["LastAccessTime"].year == 9999
