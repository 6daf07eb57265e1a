"""Databases through boto3."""

import datetime

import pytest

from client import pages, refused, table_input, tampered

pytestmark = pytest.mark.core


def names_of(answer):
    return [database["Name"] for database in answer["DatabaseList"]]


def test_life(glue, name):
    """A database is created, read, replaced as a whole, and deleted."""
    before = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=1)
    glue.create_database(DatabaseInput={"Name": name, "Description": "one", "LocationUri": "s3://a/b",
                                        "Parameters": {"k": "v"}})
    found = glue.get_database(Name=name)["Database"]
    assert (found["Name"], found["Description"], found["LocationUri"]) == (name, "one", "s3://a/b")
    assert found["Parameters"] == {"k": "v"}
    assert before <= found["CreateTime"] <= datetime.datetime.now(datetime.timezone.utc)

    glue.update_database(Name=name, DatabaseInput={"Name": name, "Description": "two"})
    replaced = glue.get_database(Name=name)["Database"]
    assert replaced["Description"] == "two" and replaced["CreateTime"] == found["CreateTime"]
    assert "LocationUri" not in replaced and not replaced.get("Parameters")

    glue.delete_database(Name=name)
    with refused("EntityNotFoundException", f"Database {name} not found."):
        glue.get_database(Name=name)


def test_what_it_is_asked_for_twice(glue, db):
    """A name is taken once, in whatever case it is written."""
    with refused("AlreadyExistsException", "already exists"):
        glue.create_database(DatabaseInput={"Name": db})
    with refused("AlreadyExistsException"):
        glue.create_database(DatabaseInput={"Name": db.upper()})


def test_missing(glue):
    """Each operation on a database that is not there says so."""
    for call in (lambda: glue.get_database(Name="nowhere"), lambda: glue.delete_database(Name="nowhere"),
                 lambda: glue.update_database(Name="nowhere", DatabaseInput={"Name": "nowhere"})):
        with refused("EntityNotFoundException", "Database nowhere not found."):
            call()


def test_names_are_folded(glue, name):
    """Names become lower case, and are found in any case; other letters than ASCII stay as they are."""
    written = name.upper() + "_ÄÖ漢"
    glue.create_database(DatabaseInput={"Name": written})
    folded = name + "_ÄÖ漢"
    assert glue.get_database(Name=written)["Database"]["Name"] == folded
    assert glue.get_database(Name=folded)["Database"]["Name"] == folded
    glue.update_database(Name=folded, DatabaseInput={"Name": written, "Description": "x"})
    assert glue.get_database(Name=folded)["Database"]["Description"] == "x"
    glue.delete_database(Name=written)
    with refused("EntityNotFoundException"):
        glue.get_database(Name=folded)


def test_no_renaming(glue, db):
    """An update with another name is refused in Glue's words."""
    with refused("InvalidInputException", "Database cannot be renamed"):
        glue.update_database(Name=db, DatabaseInput={"Name": db + "x"})


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_paging(glue, name, size):
    """All databases are listed once, in the order of their names, whatever the size of the pages."""
    made = [f"{name}_{i:02}" for i in range(11)]
    for each in reversed(made):
        glue.create_database(DatabaseInput={"Name": each})
    listed, count = pages(glue.get_databases, "DatabaseList", MaxResults=size)
    names = [database["Name"] for database in listed]
    assert names == sorted(names) and [n for n in names if n in made] == made
    assert count == -(-len(names) // size)
    paginator = glue.get_paginator("get_databases")
    assert [n for page in paginator.paginate(PaginationConfig={"PageSize": size}) for n in names_of(page)] == names
    for each in made:
        glue.delete_database(Name=each)


def test_tokens(glue, name):
    """A token that was tampered with, or given out by another operation, is refused; an empty one is none."""
    glue.create_database(DatabaseInput={"Name": name})
    glue.create_database(DatabaseInput={"Name": name + "b"})
    token = glue.get_databases(MaxResults=1)["NextToken"]
    for other in tampered(token):
        with refused("InvalidInputException", "NextToken"):
            glue.get_databases(MaxResults=1, NextToken=other)
    with refused("InvalidInputException", "NextToken"):
        glue.get_tables(DatabaseName=name, NextToken=token)
    assert names_of(glue.get_databases(MaxResults=1, NextToken="")) == names_of(glue.get_databases(MaxResults=1))


def test_a_page_outlives_its_last_item(glue, name):
    """Deleting the item that ended a page, or the one behind it, does not disturb the next page."""
    for letter in "abcd":
        glue.create_database(DatabaseInput={"Name": f"{name}{letter}"})
    everything, _ = pages(glue.get_databases, "DatabaseList")
    position = [database["Name"] for database in everything].index(f"{name}b")
    first = glue.get_databases(MaxResults=position + 1)
    assert names_of(first)[-1] == f"{name}b"
    glue.delete_database(Name=f"{name}b")
    glue.delete_database(Name=f"{name}c")
    assert names_of(glue.get_databases(MaxResults=100, NextToken=first["NextToken"]))[0] == f"{name}d"
    glue.delete_database(Name=f"{name}a")
    glue.delete_database(Name=f"{name}d")


def test_names_only(glue, db):
    """AttributesToGet can ask for names alone."""
    glue.update_database(Name=db, DatabaseInput={"Name": db, "Description": "long"})
    listed, _ = pages(glue.get_databases, "DatabaseList", AttributesToGet=["NAME"])
    mine = [database for database in listed if database["Name"] == db]
    assert mine and set(mine[0]) <= {"Name", "CatalogId"}


def test_resource_share_type(glue, db):
    """ALL lists every database; the shared kinds list none, since this catalog shares with nobody."""
    assert db in [d["Name"] for d in pages(glue.get_databases, "DatabaseList", ResourceShareType="ALL")[0]]
    for kind in ("FOREIGN", "FEDERATED"):
        assert glue.get_databases(ResourceShareType=kind)["DatabaseList"] == []


def test_catalog_id(glue, wire, server, db):
    """The account's own id and an empty one name the default catalog, which answers carry; another is not found."""
    for catalog in (server.account, ""):
        found = wire.call("GetDatabase", {"CatalogId": catalog, "Name": db}).json["Database"]
        assert (found["Name"], found["CatalogId"]) == (db, server.account)
        assert db in names_of(wire.call("GetDatabases", {"CatalogId": catalog}).json)
    for call in (lambda **c: glue.get_database(Name=db, **c), glue.get_databases, lambda **c: glue.delete_database(Name=db, **c),
                 lambda **c: glue.create_database(DatabaseInput={"Name": db}, **c),
                 lambda **c: glue.update_database(Name=db, DatabaseInput={"Name": db}, **c),
                 lambda **c: glue.get_tables(DatabaseName=db, **c), lambda **c: glue.get_table(DatabaseName=db, Name="t", **c),
                 lambda **c: glue.get_partitions(DatabaseName=db, TableName="t", **c)):
        with refused("EntityNotFoundException"):
            call(CatalogId="999999999999")
    assert glue.get_database(Name=db)["Database"]["Name"] == db


def test_default_permissions(glue, db, name):
    """Without permissions of its own a database is open to all principals; given ones, even none, are kept."""
    [given] = glue.get_database(Name=db)["Database"]["CreateTableDefaultPermissions"]
    assert given == {"Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}, "Permissions": ["ALL"]}
    glue.update_database(Name=db, DatabaseInput={"Name": db, "CreateTableDefaultPermissions": []})
    assert glue.get_database(Name=db)["Database"]["CreateTableDefaultPermissions"] == []


def test_cascade(glue, name):
    """What a dropped database held is gone, and does not come back with a new one of the name."""
    place = {"DatabaseName": name, "TableName": "t"}
    for generation in range(3):
        glue.create_database(DatabaseInput={"Name": name})
        assert glue.get_tables(DatabaseName=name)["TableList"] == []
        with refused("EntityNotFoundException", "Table t not found."):
            glue.get_table(DatabaseName=name, Name="t")
        glue.create_table(DatabaseName=name, TableInput=table_input("t", keys=["k:string"]))
        assert glue.get_partitions(**place)["Partitions"] == []
        assert glue.get_table(DatabaseName=name, Name="t")["Table"]["VersionId"] == "0"
        assert len(glue.get_table_versions(**place)["TableVersions"]) == 1
        glue.create_partition(**place, PartitionInput={"Values": [str(generation)]})
        glue.update_table(DatabaseName=name, TableInput=table_input("t", ["other:int"], keys=["k:string"]))
        glue.delete_database(Name=name)
        for call in (lambda: glue.get_table(DatabaseName=name, Name="t"), lambda: glue.get_tables(DatabaseName=name),
                     lambda: glue.get_partitions(**place), lambda: glue.get_table_versions(**place),
                     lambda: glue.create_table(DatabaseName=name, TableInput=table_input("t"))):
            with refused("EntityNotFoundException", f"Database {name} not found."):
                call()


def test_links(glue, name):
    """A link to another database, and one that stands for something elsewhere, are kept and answered."""
    target = {"CatalogId": "999999999999", "DatabaseName": "There", "Region": "eu-north-1"}
    glue.create_database(DatabaseInput={"Name": name + "a", "TargetDatabase": target})
    glue.create_database(DatabaseInput={"Name": name + "b", "TargetDatabase": {"DatabaseName": "x"}})
    glue.create_database(DatabaseInput={"Name": name + "c", "FederatedDatabase": {"Identifier": "i", "ConnectionName": "c", "ConnectionType": "t"}})
    glue.create_database(DatabaseInput={"Name": name + "d"})
    assert glue.get_database(Name=name + "a")["Database"]["TargetDatabase"] == target
    assert glue.get_database(Name=name + "c")["Database"]["FederatedDatabase"] == {"Identifier": "i", "ConnectionName": "c", "ConnectionType": "t"}

    def listed(**asked):
        found, _ = pages(glue.get_databases, "DatabaseList", **asked)
        return {database["Name"][len(name):]: database for database in found if database["Name"].startswith(name)}
    assert set(listed()) == set(listed(ResourceShareType="ALL")) == set("abcd")
    assert set(listed(ResourceShareType="FOREIGN")) == {"a"} and set(listed(ResourceShareType="FEDERATED")) == {"c"}
    for share in ("FOREIGN", "FEDERATED"):
        assert len(listed(ResourceShareType=share, MaxResults=1)) == 1
    assert listed(AttributesToGet=["NAME"])["a"] == {"Name": name + "a", "CatalogId": "123456789012"}
    for attributes in (["NAME", "TARGET_DATABASE"], ["TARGET_DATABASE", "NAME"]):
        found = listed(AttributesToGet=attributes)
        assert found["a"] == {"Name": name + "a", "CatalogId": "123456789012", "TargetDatabase": target}
        assert found["d"] == {"Name": name + "d", "CatalogId": "123456789012"}
    for attributes in ([], ["TARGET_DATABASE"]):
        with refused("InvalidInputException", "AttributesToGet must include NAME."):
            glue.get_databases(AttributesToGet=attributes)
