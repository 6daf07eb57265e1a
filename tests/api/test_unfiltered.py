"""The reads of engines that enforce Lake Formation's filters: full access, for tables and partitions."""

import json

import pytest

from client import pages, partition_input, refused, table_input

ALL = ["COLUMN_PERMISSION", "CELL_FILTER_PERMISSION", "NESTED_PERMISSION", "NESTED_CELL_PERMISSION"]
ACCOUNT = "123456789012"


@pytest.fixture
def place(glue, db):
    """A partitioned table, as these calls name it."""
    glue.create_table(DatabaseName=db, TableInput=table_input("t", ["A:bigint", "b:string"], keys=["day:string", "hour:int"]))
    for hour in range(5):
        glue.create_partition(DatabaseName=db, TableName="t", PartitionInput=partition_input("d", str(hour)))
    return {"CatalogId": ACCOUNT, "DatabaseName": db, "SupportedPermissionTypes": ALL}


def without_metadata(answer):
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def test_table(glue, place, db):
    """A table comes with all its columns, keys included, no filter and no registration."""
    answer = without_metadata(glue.get_unfiltered_table_metadata(Name="T", **place))
    assert answer.pop("Table") == glue.get_table(DatabaseName=db, Name="t")["Table"]
    assert answer.pop("Permissions")[:2] == ["ALL", "SELECT"]
    assert answer == {"AuthorizedColumns": ["a", "b", "day", "hour"], "IsRegisteredWithLakeFormation": False, "CellFilters": [],
                      "IsMultiDialectView": False, "IsMaterializedView": False, "IsProtected": False}


def test_context(glue, place):
    """What engines send of their session is taken; ids and the parent come back."""
    arn = f"arn:aws:glue:us-east-1:{ACCOUNT}:table/d/v"
    answer = glue.get_unfiltered_table_metadata(
        Name="t", Region="eu-west-1", AuditContext={"AllColumnsRequested": True}, ParentResourceArn=arn, RootResourceArn=arn,
        SupportedDialect={"Dialect": "SPARK", "DialectVersion": "3.5"}, Permissions=["SELECT"],
        QuerySessionContext={"QueryId": "q", "QueryAuthorizationId": "z", "ClusterId": "c", "AdditionalContext": {"a": "b"}}, **place)
    assert answer["ResourceArn"] == arn and answer["QueryAuthorizationId"] == "z"


def test_views(glue, place, db):
    """A view says what kind it is, and whether it is protected."""
    definition = {"IsProtected": True, "Representations": [{"Dialect": "ATHENA", "ViewOriginalText": "SELECT 1", "ValidationConnection": "c"}]}
    glue.create_table(DatabaseName=db, TableInput={"Name": "v", "ViewDefinition": definition})
    glue.create_table(DatabaseName=db, TableInput=table_input("m", ViewDefinition={"RefreshSeconds": 5}))
    answer = glue.get_unfiltered_table_metadata(Name="v", **place)
    assert answer["IsMultiDialectView"] and answer["IsProtected"] and not answer["IsMaterializedView"] and answer["AuthorizedColumns"] == []
    answer = glue.get_unfiltered_table_metadata(Name="m", **place)
    assert answer["IsMaterializedView"] and not answer["IsMultiDialectView"] and not answer["IsProtected"]


def test_partition(glue, place, db):
    """A partition comes with the columns of its table."""
    key = {"TableName": "t", "PartitionValues": ["d", "3"]}
    answer = without_metadata(glue.get_unfiltered_partition_metadata(**key, **place))
    assert answer == {"Partition": glue.get_partition(DatabaseName=db, **key)["Partition"],
                      "AuthorizedColumns": ["a", "b", "day", "hour"], "IsRegisteredWithLakeFormation": False}


def test_partitions(glue, place, db):
    """Partitions are listed as GetPartitions lists them: filtered, in segments, in pages."""
    def listed(**more):
        return pages(glue.get_unfiltered_partitions_metadata, "UnfilteredPartitions", TableName="t", **place, **more)

    plain = glue.get_partitions(DatabaseName=db, TableName="t")["Partitions"]
    for size in (1, 2, 1000):
        items, count = listed(MaxResults=size)
        assert [item["Partition"] for item in items] == plain and count == -(-5 // size)
        assert all(item["AuthorizedColumns"] == ["a", "b", "day", "hour"] and item["IsRegisteredWithLakeFormation"] is False for item in items)
    assert [item["Partition"]["Values"][1] for item in listed(Expression="hour >= 3")[0]] == ["3", "4"]
    assert listed(Expression="day = 'x'")[0] == []
    shares = [listed(Segment={"SegmentNumber": i, "TotalSegments": 3})[0] for i in range(3)]
    assert sorted(item["Partition"]["Values"][1] for share in shares for item in share) == list("01234")


def test_what_is_missing(glue, place, db):
    """Missing databases, tables and partitions are told by their names."""
    with refused("EntityNotFoundException", "Table x not found."):
        glue.get_unfiltered_table_metadata(Name="x", **place)
    with refused("EntityNotFoundException", "Cannot find partition."):
        glue.get_unfiltered_partition_metadata(TableName="t", PartitionValues=["d", "9"], **place)
    with refused("EntityNotFoundException", "Database nowhere not found."):
        glue.get_unfiltered_partitions_metadata(TableName="t", **place | {"DatabaseName": "nowhere"})
    with refused("InvalidInputException", "values"):
        glue.get_unfiltered_partition_metadata(TableName="t", PartitionValues=["d"], **place)
    with refused("InvalidInputException", "NextToken"):
        glue.get_unfiltered_partitions_metadata(TableName="t", NextToken="x", **place)
    with refused("InvalidInputException", "Segment"):
        glue.get_unfiltered_partitions_metadata(TableName="t", Segment={"SegmentNumber": 3, "TotalSegments": 3}, **place)


@pytest.mark.parametrize("call, more", [("GetUnfilteredTableMetadata", {"Name": "t"}), ("GetUnfilteredPartitionMetadata", {"TableName": "t", "PartitionValues": ["d", "1"]}),
                                        ("GetUnfilteredPartitionsMetadata", {"TableName": "t"})])
def test_required_members(wire, place, call, more):
    """CatalogId and SupportedPermissionTypes are asked for, the latter with 1 to 255 of four words."""
    for change in ({"CatalogId": None}, {"SupportedPermissionTypes": None}, {"SupportedPermissionTypes": []},
                   {"SupportedPermissionTypes": ALL * 64}, {"SupportedPermissionTypes": ["ROW_PERMISSION"]}):
        answer = wire.call(call, place | more | change)
        assert answer.status == 400 and answer.code == "ValidationException", (change, answer)
    assert wire.call(call, place | more).status == 200
