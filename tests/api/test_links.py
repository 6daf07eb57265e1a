"""Resource links: databases and tables that stand for others.

After the table of AWS's documentation, "Resource link handling in AWS Glue APIs" (Lake Formation developer guide), and what is known
of the real service: GetTables through a link shows the target's own names (github.com/go-to-k/cdk-real-drift/issues/1749), GetTable of
a link has the schema and storage of the target, and the link alone where there is none (github.com/getmoto/moto/issues/8868), GetDatabase
the target's location (github.com/hashicorp/terraform-provider-aws/issues/19585)."""

import json

import pytest

from client import pages, partition_input, refused, storage_descriptor, table_input

pytestmark = pytest.mark.core
ACCOUNT = "123456789012"


@pytest.fixture
def linked(glue, db):
    """A database, a link to it, a table in it with two partitions, and in a third database a link to the table."""
    link, other = f"{db}link", f"{db}other"
    glue.update_database(Name=db, DatabaseInput={"Name": db, "LocationUri": "s3://lake/target", "Description": "target"})
    glue.create_database(DatabaseInput={"Name": link, "TargetDatabase": {"CatalogId": ACCOUNT, "DatabaseName": db.upper()}})
    glue.create_database(DatabaseInput={"Name": other})
    glue.create_table(DatabaseName=db, TableInput=table_input("t", keys=["day:string"], Description="real"))
    glue.create_table(DatabaseName=other, TableInput={"Name": "tl", "TargetTable": {"CatalogId": ACCOUNT, "DatabaseName": db, "Name": "T"}})
    for value in "ab":
        glue.create_partition(DatabaseName=db, TableName="t", PartitionInput=partition_input(value))
    yield {"db": db, "link": link, "other": other}
    for name in (link, other):
        glue.delete_database(Name=name)


def test_databases(glue, linked):
    """A linked database is shown under its own name, with the target's location; deleting it leaves the target alone."""
    found = glue.get_database(Name=linked["link"])["Database"]
    assert found["Name"] == linked["link"] and found["LocationUri"] == "s3://lake/target" and "Description" not in found
    assert found["TargetDatabase"] == {"CatalogId": ACCOUNT, "DatabaseName": linked["db"].upper()}
    listed, _ = pages(glue.get_databases, "DatabaseList", MaxResults=1)
    assert found in listed
    glue.create_database(DatabaseInput={"Name": linked["link"] + "2", "TargetDatabase": {"DatabaseName": linked["db"]}})
    glue.delete_database(Name=linked["link"] + "2")
    assert glue.get_table(DatabaseName=linked["db"], Name="t")


def test_update_of_a_linked_database(glue, linked):
    """An update goes to the target, unless it says where the link leads: that cannot be changed."""
    link, target = linked["link"], {"CatalogId": ACCOUNT, "DatabaseName": linked["db"]}
    glue.update_database(Name=link, DatabaseInput={"Name": link, "Description": "through"})
    assert glue.get_database(Name=linked["db"])["Database"]["Description"] == "through"
    glue.update_database(Name=link, DatabaseInput={"Name": link, "Description": "own", "LocationUri": "s3://own/", "TargetDatabase": target})
    found = glue.get_database(Name=link)["Database"]
    assert (found["Description"], found["LocationUri"], found["TargetDatabase"]) == ("own", "s3://own/", target)
    assert glue.get_database(Name=linked["db"])["Database"]["Description"] == "through"
    with refused("InvalidInputException", "delete it and create a new one"):
        glue.update_database(Name=link, DatabaseInput={"Name": link, "TargetDatabase": {"DatabaseName": linked["other"]}})
    with refused("InvalidInputException", "Database cannot be renamed"):
        glue.update_database(Name=link, DatabaseInput={"Name": "elsewhere"})


def test_tables_of_a_linked_database(glue, linked):
    """What lies in the target is created, read, listed, updated and deleted through the link, under the target's names."""
    db, link = linked["db"], linked["link"]
    table = glue.get_table(DatabaseName=link, Name="T")["Table"]
    assert table == glue.get_table(DatabaseName=db, Name="t")["Table"] and table["DatabaseName"] == db
    assert glue.get_tables(DatabaseName=link)["TableList"] == [table]
    glue.create_table(DatabaseName=link, TableInput=table_input("made"))
    assert [t["Name"] for t in pages(glue.get_tables, "TableList", DatabaseName=link, MaxResults=1)[0]] == ["made", "t"]
    glue.update_table(DatabaseName=link, TableInput=table_input("made", Description="x"), VersionId="0")
    assert glue.get_table(DatabaseName=db, Name="made")["Table"]["Description"] == "x"
    assert [v["VersionId"] for v in glue.get_table_versions(DatabaseName=link, TableName="made")["TableVersions"]] == ["1", "0"]
    glue.delete_table_version(DatabaseName=link, TableName="made", VersionId="0")
    assert glue.batch_delete_table(DatabaseName=link, TablesToDelete=["made", "none"])["Errors"][0]["TableName"] == "none"
    glue.create_table(DatabaseName=link, TableInput=table_input("made"))
    glue.delete_table(DatabaseName=link, Name="made")
    with refused("EntityNotFoundException", "Table made not found."):
        glue.get_table(DatabaseName=db, Name="made")
    glue.create_user_defined_function(DatabaseName=link, FunctionInput={"FunctionName": "f"})
    assert glue.get_user_defined_functions(DatabaseName=link, Pattern="*")["UserDefinedFunctions"][0]["DatabaseName"] == db
    glue.delete_user_defined_function(DatabaseName=db, FunctionName="f")


def test_a_linked_table(glue, linked):
    """A linked table is shown under its own name with all that the target says; deleting it leaves the target alone."""
    db, other = linked["db"], linked["other"]
    target = glue.get_table(DatabaseName=db, Name="t")["Table"]
    link = {"CatalogId": ACCOUNT, "DatabaseName": db, "Name": "T"}
    expected = {**target, "Name": "tl", "DatabaseName": other, "TargetTable": link}
    for _ in range(2):
        assert glue.get_table(DatabaseName=other, Name="TL")["Table"] == expected
        assert glue.get_tables(DatabaseName=other)["TableList"] == glue.get_tables(DatabaseName=other, Expression="t*")["TableList"] == [expected]
    found, = glue.search_tables(Filters=[{"Key": "DatabaseName", "Value": other}])["TableList"]
    assert found["TargetTable"] == link and "StorageDescriptor" not in found  # SearchTables does not follow links
    glue.update_table(DatabaseName=db, TableInput=table_input("t", keys=["day:string"], Description="newer"))
    assert glue.get_table(DatabaseName=other, Name="tl")["Table"]["Description"] == "newer"
    glue.update_table(DatabaseName=other, TableInput=table_input("tl", keys=["day:string"], Description="through"), VersionId="1")
    assert glue.get_table(DatabaseName=db, Name="t")["Table"]["Description"] == "through"
    assert glue.get_table(DatabaseName=db, Name="t")["Table"]["VersionId"] == "2"
    with refused("ConcurrentModificationException"):
        glue.update_table(DatabaseName=other, Name="tl", TableInput=table_input("tl"), VersionId="1")
    assert [v["VersionId"] for v in glue.get_table_versions(DatabaseName=other, TableName="tl")["TableVersions"]] == ["2", "1", "0"]
    glue.delete_table(DatabaseName=other, Name="tl")
    with refused("EntityNotFoundException", "Table tl not found."):
        glue.get_table(DatabaseName=other, Name="tl")
    assert glue.get_table(DatabaseName=db, Name="t")


def test_partitions_and_statistics(glue, linked):
    """Partitions, their indexes and statistics are the target's, through a link of either kind."""
    for place in ({"DatabaseName": linked["link"], "TableName": "t"}, {"DatabaseName": linked["other"], "TableName": "tl"}):
        glue.create_partition(**place, PartitionInput=partition_input("c"))
        assert glue.batch_create_partition(**place, PartitionInputList=[partition_input("c"), partition_input("d")])["Errors"][0]["PartitionValues"] == ["c"]
        found = glue.get_partitions(**place, Expression="day > 'a'")["Partitions"]
        assert [(p["DatabaseName"], p["TableName"], p["Values"]) for p in found] == [(linked["db"], "t", [value]) for value in "bcd"]
        glue.update_partition(**place, PartitionValueList=["c"], PartitionInput=partition_input("c", Parameters={"a": "b"}))
        assert glue.get_partition(**place, PartitionValues=["c"])["Partition"]["Parameters"] == {"a": "b"}
        assert len(glue.batch_get_partition(**place, PartitionsToGet=[{"Values": ["a"]}, {"Values": ["z"]}])["Partitions"]) == 1
        glue.delete_partition(**place, PartitionValues=["c"])
        assert glue.batch_delete_partition(**place, PartitionsToDelete=[{"Values": ["d"]}])["Errors"] == []
        glue.create_partition_index(**place, PartitionIndex={"IndexName": "i", "Keys": ["day"]})
        assert glue.get_partition_indexes(**place)["PartitionIndexDescriptorList"][0]["Keys"] == [{"Name": "day", "Type": "string"}]
        glue.delete_partition_index(**place, IndexName="i")
        glue.update_column_statistics_for_table(**place, ColumnStatisticsList=[{
            "ColumnName": "id", "ColumnType": "bigint", "AnalyzedTime": 0,
            "StatisticsData": {"Type": "LONG", "LongColumnStatisticsData": {"NumberOfNulls": 1, "NumberOfDistinctValues": 2}}}])
        assert len(glue.get_column_statistics_for_table(**place, ColumnNames=["id"])["ColumnStatisticsList"]) == 1


def test_through_both(glue, linked):
    """Through a link of a database and one of a table, tables are shown as they are, partitions are none, and writes are refused."""
    db, link = linked["db"], linked["link"]
    glue.create_table(DatabaseName=db, TableInput={"Name": "inner", "TargetTable": {"DatabaseName": db, "Name": "t"}})
    place = {"DatabaseName": link, "TableName": "inner"}
    found = glue.get_table(DatabaseName=link, Name="inner")["Table"]
    assert found["DatabaseName"] == db and "StorageDescriptor" not in found
    assert glue.get_tables(DatabaseName=link, Expression="inner")["TableList"] == [found]
    assert glue.get_table(DatabaseName=db, Name="inner")["Table"]["StorageDescriptor"]
    assert glue.get_partitions(**place, Expression="day = 'a'")["Partitions"] == []
    assert glue.batch_get_partition(**place, PartitionsToGet=[{"Values": ["a"]}])["Partitions"] == []
    assert "Partition" not in glue.get_partition(**place, PartitionValues=["a"])
    with refused("InvalidInputException", "not supported"):
        glue.create_partition(**place, PartitionInput=partition_input("c"))
    with refused("InvalidInputException", "not supported"):
        glue.delete_partition(**place, PartitionValues=["a"])
    with refused("InvalidInputException", "not supported"):
        glue.update_table(DatabaseName=link, TableInput=table_input("inner"))
    with refused("InvalidInputException", "through a database resource link"):
        glue.create_table(DatabaseName=link, TableInput={"Name": "x", "TargetTable": {"DatabaseName": db, "Name": "t"}})
    glue.delete_table(DatabaseName=link, Name="inner")
    assert glue.get_table(DatabaseName=db, Name="t")


def test_links_that_lead_nowhere(glue, db):
    """A link without a target, to itself or to another link is shown as it is; what lies behind it is not found."""
    targets = {"gone": {"DatabaseName": db, "Name": "none"}, "foreign": {"CatalogId": "999999999999", "DatabaseName": "x", "Name": "y"},
               "self": {"DatabaseName": db, "Name": "self"}, "chain": {"DatabaseName": db, "Name": "gone"}, "half": {"DatabaseName": db}}
    for name, target in targets.items():
        glue.create_table(DatabaseName=db, TableInput={"Name": name, "TargetTable": target, "Description": name})
        found = glue.get_table(DatabaseName=db, Name=name)["Table"]
        assert (found["TargetTable"], found["Description"], found["Name"]) == (target, name, name)
    assert [t["Name"] for t in glue.get_tables(DatabaseName=db)["TableList"]] == sorted(targets)
    for name in ("gone", "foreign"):
        with refused("EntityNotFoundException"):
            glue.get_partitions(DatabaseName=db, TableName=name)
        with refused("EntityNotFoundException"):
            glue.update_table(DatabaseName=db, TableInput=table_input(name))
    glue.update_table(DatabaseName=db, TableInput={"Name": "gone", "TargetTable": {"DatabaseName": db, "Name": "t"}})
    glue.create_table(DatabaseName=db, TableInput=table_input("t"))
    assert glue.get_table(DatabaseName=db, Name="gone")["Table"]["StorageDescriptor"]
    for name, target in (("a", db + "none"), ("b", db + "b")):
        glue.create_database(DatabaseInput={"Name": db + name, "TargetDatabase": {"DatabaseName": target}})
        assert glue.get_database(Name=db + name)["Database"]["TargetDatabase"] == {"DatabaseName": target}
    with refused("EntityNotFoundException", f"Database {db}none not found."):
        glue.create_table(DatabaseName=db + "a", TableInput=table_input("t"))
    for name in "ab":
        glue.delete_database(Name=db + name)


def test_rights_on_both(server, glue, linked, name):
    """Who goes through a link needs the right on it and on the target; without the latter the link is shown as it is."""
    pair = dict(line.split("=", 1) for line in server.command("key", "create", name).stdout.split())
    arn = f"arn:aws:glue:us-east-1:{ACCOUNT}:"
    policy = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "glue:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "glue:*", "Resource": [f"{arn}database/{linked['db']}", f"{arn}table/{linked['db']}/*"]}]}
    with server.rest() as rest:
        assert rest.put(f"/v1/keys/{name}/policy", json={"PolicyDocument": policy}).status_code == 204
    user = server.client(key_id=pair["AWS_ACCESS_KEY_ID"], secret=pair["AWS_SECRET_ACCESS_KEY"])
    assert "LocationUri" not in user.get_database(Name=linked["link"])["Database"]
    assert "LocationUri" not in {d["Name"]: d for d in user.get_databases()["DatabaseList"]}[linked["link"]]
    assert "StorageDescriptor" not in user.get_table(DatabaseName=linked["other"], Name="tl")["Table"]
    assert "StorageDescriptor" not in user.get_tables(DatabaseName=linked["other"])["TableList"][0]
    for call, arguments in (
            (user.get_table, {"DatabaseName": linked["link"], "Name": "t"}), (user.get_tables, {"DatabaseName": linked["link"]}),
            (user.get_partitions, {"DatabaseName": linked["other"], "TableName": "tl"}),
            (user.update_table, {"DatabaseName": linked["other"], "TableInput": table_input("tl")}),
            (user.create_table, {"DatabaseName": linked["link"], "TableInput": table_input("x")}),
            (user.update_database, {"Name": linked["link"], "DatabaseInput": {"Name": linked["link"]}}),
            (user.create_user_defined_function, {"DatabaseName": linked["link"], "FunctionInput": {"FunctionName": "f"}})):
        with refused("AccessDeniedException", linked["db"]):
            call(**arguments)
    user.delete_table(DatabaseName=linked["other"], Name="tl")


def test_after_a_restart(start_server):
    """Links are followed from the first call on, in nested catalogs too."""
    server = start_server()
    glue = server.client()
    glue.create_catalog(Name="inner", CatalogInput={})
    inner = f"{ACCOUNT}:inner"
    glue.create_database(CatalogId=inner, DatabaseInput={"Name": "target"})
    glue.create_database(DatabaseInput={"Name": "link", "TargetDatabase": {"CatalogId": inner, "DatabaseName": "target"}})
    glue.create_table(DatabaseName="link", TableInput=table_input("t", keys=["day:string"]))
    glue.create_database(DatabaseInput={"Name": "other"})
    glue.create_table(DatabaseName="other", TableInput={"Name": "tl", "TargetTable": {"CatalogId": inner, "DatabaseName": "target", "Name": "t"}})
    server.kill()
    glue = server.restart().client()
    assert glue.get_table(DatabaseName="link", Name="t")["Table"]["CatalogId"] == inner
    found = glue.get_table(DatabaseName="other", Name="tl")["Table"]
    assert found["CatalogId"] == ACCOUNT and found["StorageDescriptor"]["Columns"]
    glue.create_partition(DatabaseName="other", TableName="tl", PartitionInput=partition_input("a"))
    assert len(glue.get_partitions(CatalogId=inner, DatabaseName="target", TableName="t")["Partitions"]) == 1


def test_over_rest(rest, glue, linked):
    """The routes follow links as the Glue door does; a linked table has the target's entity tag."""
    answer = rest.get(f"/v1/databases/{linked['other']}/tables/tl")
    assert answer.headers["ETag"] == rest.get(f"/v1/databases/{linked['db']}/tables/t").headers["ETag"]
    body = json.dumps({"Description": "put", "PartitionKeys": [{"Name": "day", "Type": "string"}],
                       "StorageDescriptor": storage_descriptor("s3://lake/t/")})
    kept = rest.put(f"/v1/databases/{linked['other']}/tables/tl", data=body,
                    headers={"Content-Type": "application/json", "If-Match": answer.headers["ETag"]})
    assert kept.status_code == 200, kept.text
    assert glue.get_table(DatabaseName=linked["db"], Name="t")["Table"]["Description"] == "put"
    assert len(rest.get(f"/v1/databases/{linked['link']}/tables/t/partitions").json()["Partitions"]) == 2
