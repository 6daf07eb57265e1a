"""Versions of tables through boto3, and the two operations on them that are Propolis's own."""

import pytest

from client import pages, refused, table_input, tampered

pytestmark = pytest.mark.core


@pytest.fixture
def versions(glue, db):
    """A table with the versions 0 to 6, whose column count is one more than the version."""
    for i in range(7):
        table = table_input("t", [f"c{j}:int" for j in range(i + 1)])
        (glue.update_table if i else glue.create_table)(DatabaseName=db, TableInput=table)
    return {"DatabaseName": db, "TableName": "t"}


def ids(answer):
    return [version["VersionId"] for version in answer]


def width(table):
    return len(table["StorageDescriptor"]["Columns"])


def test_newest_first(glue, versions):
    """The list begins with the current version; each holds the table as it was, under its number and its times."""
    listed = glue.get_table_versions(**versions)["TableVersions"]
    assert ids(listed) == ["6", "5", "4", "3", "2", "1", "0"]
    for version in listed:
        table = version["Table"]
        assert table["VersionId"] == version["VersionId"] and width(table) == int(version["VersionId"]) + 1
        assert table["Name"] == "t" and table["DatabaseName"] == versions["DatabaseName"]
    times = [version["Table"]["UpdateTime"] for version in listed]
    assert times == sorted(times, reverse=True)
    assert len({version["Table"]["CreateTime"] for version in listed}) == 1
    assert glue.get_table_version(**versions, VersionId="3")["TableVersion"] == listed[3]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 6, 7, 100])
def test_paging(glue, versions, size):
    """All versions are listed once, whatever the size of the pages."""
    listed, count = pages(glue.get_table_versions, "TableVersions", **versions, MaxResults=size)
    assert ids(listed) == ["6", "5", "4", "3", "2", "1", "0"] and count == -(-7 // size)


def test_tokens(glue, versions):
    """A token is good for its table alone, and only as it was given out; new versions do not disturb it."""
    token = glue.get_table_versions(**versions, MaxResults=2)["NextToken"]
    for other in tampered(token):
        with refused("InvalidInputException", "NextToken"):
            glue.get_table_versions(**versions, NextToken=other)
    glue.create_table(DatabaseName=versions["DatabaseName"], TableInput=table_input("u"))
    with refused("InvalidInputException", "NextToken"):
        glue.get_table_versions(DatabaseName=versions["DatabaseName"], TableName="u", NextToken=token)
    glue.update_table(DatabaseName=versions["DatabaseName"], TableInput=table_input("t"))
    assert ids(glue.get_table_versions(**versions, NextToken=token)["TableVersions"]) == ["4", "3", "2", "1", "0"]


def test_latest(glue, versions):
    """LATEST, in any case, and no VersionId at all mean the current version."""
    for member in ({"VersionId": "LATEST"}, {"VersionId": "latest"}, {"VersionId": "6"}, {}):
        assert glue.get_table_version(**versions, **member)["TableVersion"]["VersionId"] == "6"


def test_missing(glue, versions):
    """A version that is not there is told, and what is no number is refused."""
    for version in ("7", "99999999"):
        with refused("EntityNotFoundException"):
            glue.get_table_version(**versions, VersionId=version)
        with refused("EntityNotFoundException"):
            glue.delete_table_version(**versions, VersionId=version)
    for version in ("-1", "x", "1.0", " 1", "0x1", "99999999999999999999"):
        with refused("InvalidInputException", "VersionId"):
            glue.get_table_version(**versions, VersionId=version)
    for call in (lambda **p: glue.get_table_version(**p, VersionId="0"), glue.get_table_versions,
                 lambda **p: glue.delete_table_version(**p, VersionId="0"),
                 lambda **p: glue.batch_delete_table_version(**p, VersionIds=["0"])):
        with refused("EntityNotFoundException", "Table nothing not found."):
            call(DatabaseName=versions["DatabaseName"], TableName="nothing")


def test_delete(glue, versions):
    """An archived version can be deleted, once; the current one cannot; numbers are never given twice."""
    glue.delete_table_version(**versions, VersionId="2")
    with refused("EntityNotFoundException"):
        glue.get_table_version(**versions, VersionId="2")
    with refused("EntityNotFoundException"):
        glue.delete_table_version(**versions, VersionId="2")
    for current in ("6", "LATEST"):
        with refused("InvalidInputException", "current"):
            glue.delete_table_version(**versions, VersionId=current)
    glue.update_table(DatabaseName=versions["DatabaseName"], TableInput=table_input("t"))
    assert ids(glue.get_table_versions(**versions)["TableVersions"]) == ["7", "6", "5", "4", "3", "1", "0"]


def test_batch_delete(glue, versions):
    """Each version that cannot be deleted is an item of Errors; the others are gone."""
    wanted = ["0", "3", "9", "6", "x", "3"]
    errors = glue.batch_delete_table_version(**versions, VersionIds=wanted)["Errors"]
    assert [(error["VersionId"], error["TableName"], error["ErrorDetail"]["ErrorCode"]) for error in errors] == [
        ("9", "t", "EntityNotFoundException"), ("6", "t", "InvalidInputException"), ("x", "t", "InvalidInputException"),
        ("3", "t", "EntityNotFoundException")]
    assert ids(glue.get_table_versions(**versions)["TableVersions"]) == ["6", "5", "4", "2", "1"]
    assert glue.batch_delete_table_version(**versions, VersionIds=[])["Errors"] == []


def test_skip_archive(glue, db):
    """SkipArchive counts the version up and keeps no old one; False, and silence, keep it."""
    place = {"DatabaseName": db, "TableName": "t"}
    glue.create_table(DatabaseName=db, TableInput=table_input("t"))
    glue.update_table(DatabaseName=db, TableInput=table_input("t"), SkipArchive=True)
    assert ids(glue.get_table_versions(**place)["TableVersions"]) == ["1"]
    glue.update_table(DatabaseName=db, TableInput=table_input("t"), SkipArchive=False)
    assert ids(glue.get_table_versions(**place)["TableVersions"]) == ["2", "1"]
    glue.update_table(DatabaseName=db, TableInput=table_input("t"))
    assert ids(glue.get_table_versions(**place)["TableVersions"]) == ["3", "2", "1"]
    with refused("EntityNotFoundException"):
        glue.get_table_version(**place, VersionId="0")


def test_equal_update_is_a_version(glue, db):
    """Over Glue's door an update that changes nothing still makes a version."""
    glue.create_table(DatabaseName=db, TableInput=table_input("t"))
    glue.update_table(DatabaseName=db, TableInput=table_input("t"))
    assert ids(glue.get_table_versions(DatabaseName=db, TableName="t")["TableVersions"]) == ["1", "0"]
