"""Catalogs in the account's own one, and in each other, through boto3."""

import datetime
import itertools
import sqlite3
import time
import urllib.parse

import pytest

from client import pages, partition_input, refused, table_input, tampered

pytestmark = pytest.mark.core

ACCOUNT = "123456789012"
OPEN = [{"Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}, "Permissions": ["ALL"]}]


@pytest.fixture
def catalog(glue, name):
    """A catalog of the test's own: its CatalogId."""
    glue.create_catalog(Name=name, CatalogInput={})
    yield f"{ACCOUNT}:{name}"
    try:
        glue.delete_catalog(CatalogId=name)
    except glue.exceptions.EntityNotFoundException:
        pass


def ids(answer):
    return [catalog["CatalogId"] for catalog in answer["CatalogList"]]


def test_life(glue, name):
    """A catalog is created, read, replaced as a whole, and deleted."""
    glue.create_catalog(Name=name, CatalogInput={"Description": "one", "Parameters": {"k": "v"}}, Tags={"team": "a"})
    found = glue.get_catalog(CatalogId=name)["Catalog"]
    assert (found["Name"], found["CatalogId"]) == (name, f"{ACCOUNT}:{name}")
    assert found["ResourceArn"] == f"arn:aws:glue:us-east-1:{ACCOUNT}:catalog/{name}"
    assert found["Description"] == "one" and found["Parameters"] == {"k": "v"}
    assert isinstance(found["CreateTime"], datetime.datetime) and found["UpdateTime"] == found["CreateTime"]
    assert glue.get_tags(ResourceArn=found["ResourceArn"])["Tags"] == {"team": "a"}
    glue.update_catalog(CatalogId=name, CatalogInput={"Description": "two"})
    replaced = glue.get_catalog(CatalogId=name)["Catalog"]
    assert replaced["Description"] == "two" and "Parameters" not in replaced
    assert replaced["CreateTime"] == found["CreateTime"] <= replaced["UpdateTime"]
    glue.delete_catalog(CatalogId=name)
    with refused("EntityNotFoundException", f"Catalog {ACCOUNT}:{name} not found."):
        glue.get_catalog(CatalogId=name)
    glue.create_catalog(Name=name, CatalogInput={})
    assert glue.get_tags(ResourceArn=found["ResourceArn"])["Tags"] == {}


EVERYTHING = {
    "Description": "d\r\n" * 600, "Parameters": {"k": "v" * 512000},
    "FederatedCatalog": {"Identifier": "i" * 512, "ConnectionName": "c" * 255, "ConnectionType": "t" * 255},
    "TargetRedshiftCatalog": {"CatalogArn": "arn:aws:glue:us-east-1:999999999999:catalog/x"},
    "CatalogProperties": {
        "DataLakeAccessProperties": {"DataLakeAccess": True, "DataTransferRole": "arn:aws:iam::123456789012:role/r",
                                     "KmsKey": "arn:aws:kms:us-east-1:123456789012:key/k", "CatalogType": "aws:redshift"},
        "IcebergOptimizationProperties": {"RoleArn": "arn:aws:iam::123456789012:role/r", "Compaction": {"enabled": "true"},
                                          "Retention": {"a": "b"}, "OrphanFileDeletion": {}},
        "CustomProperties": {"statistics": "on"}},
    "CreateTableDefaultPermissions": OPEN, "CreateDatabaseDefaultPermissions": [], "AllowFullTableExternalDataAccess": "True",
}


@pytest.mark.parametrize("member", EVERYTHING)
def test_every_member(glue, catalog, member):
    """Each member comes back as it was written."""
    glue.update_catalog(CatalogId=catalog, CatalogInput={member: EVERYTHING[member], "OverwriteChildResourcePermissionsWithDefault": "Deny"})
    found = glue.get_catalog(CatalogId=catalog)["Catalog"]
    if member == "CatalogProperties":
        assert found[member]["IcebergOptimizationProperties"].pop("LastUpdatedTime")
    assert found[member] == EVERYTHING[member]
    assert set(found) == {"CatalogId", "Name", "ResourceArn", "CreateTime", "UpdateTime", member}


def test_the_accounts_own(glue):
    """The root is there from the start, can be described, and cannot be made or deleted."""
    found = glue.get_catalog(CatalogId=ACCOUNT)["Catalog"]
    assert found["CatalogId"] == found["Name"] == ACCOUNT and found["ResourceArn"] == f"arn:aws:glue:us-east-1:{ACCOUNT}:catalog"
    glue.update_catalog(CatalogId=ACCOUNT, CatalogInput={"Description": "ours"})
    assert glue.get_catalog(CatalogId=found["ResourceArn"])["Catalog"]["Description"] == "ours"
    glue.update_catalog(CatalogId=ACCOUNT, CatalogInput={})
    with refused("InvalidInputException", "own catalog"):
        glue.delete_catalog(CatalogId=ACCOUNT)
    with refused("InvalidInputException", "account id"):
        glue.create_catalog(Name=ACCOUNT, CatalogInput={})


@pytest.mark.parametrize("name", ["a.b", "a/b", "a\\b", "aws:x", "x" * 65, ""])
def test_names_of_the_model(wire, name):
    """What CatalogNameString refuses is refused."""
    answer = wire.call("CreateCatalog", {"Name": name, "CatalogInput": {}})
    assert answer.status == 400 and answer.code == "ValidationException", answer.body


@pytest.mark.parametrize("name", [":", "a:", ":a", "a::b", f"{ACCOUNT}:", f"{ACCOUNT}:{ACCOUNT}", f"{ACCOUNT}::a", "a\tb:"])
def test_names_that_are_none(glue, name):
    """An empty name between colons is none, nor is the account's."""
    with refused("InvalidInputException"):
        glue.create_catalog(Name=name, CatalogInput={})


def test_names_are_folded(glue, name):
    """Names become lower case, of ASCII letters alone; a name is taken once, in whatever case."""
    glue.create_catalog(Name=name.upper() + " Ä漢-_%", CatalogInput={})
    assert glue.get_catalog(CatalogId=f"{ACCOUNT}:{name} Ä漢-_%")["Catalog"]["Name"] == f"{name} Ä漢-_%"
    with refused("AlreadyExistsException", "Catalog already exists."):
        glue.create_catalog(Name=f"{name} Ä漢-_%", CatalogInput={})
    glue.delete_catalog(CatalogId=name.upper() + " Ä漢-_%")


def test_a_catalog_in_a_catalog(glue, catalog, name):
    """parent:child makes a catalog in another, which must be there; each has its own names."""
    glue.create_catalog(Name=f"{name}:child", CatalogInput={"Description": "inner"})
    glue.create_catalog(Name=f"{ACCOUNT}:{name}:child:deep", CatalogInput={})
    found = glue.get_catalog(CatalogId=f"{ACCOUNT}:{name}/child")["Catalog"]
    assert (found["Name"], found["CatalogId"], found["Description"]) == ("child", f"{ACCOUNT}:{name}/child", "inner")
    assert found["ResourceArn"] == f"arn:aws:glue:us-east-1:{ACCOUNT}:catalog/{name}/child"
    with refused("EntityNotFoundException", "Catalog 123456789012:none not found."):
        glue.create_catalog(Name="none:child", CatalogInput={})
    with refused("AlreadyExistsException"):
        glue.create_catalog(Name=f"{name}:CHILD", CatalogInput={})


def forms(name):
    """All ways to name the catalog `child` in `name`."""
    return [f"{ACCOUNT}:{name}/child", f"{ACCOUNT}:{name}:child", f"{ACCOUNT}/{name}/child", f"{name}/child", f"{name}:child",
            f"{ACCOUNT}:{name.upper()}/Child", f"arn:aws:glue:us-east-1:{ACCOUNT}:catalog/{name}/child", f"arn:aws:glue:::catalog/{name}/child"]


def test_forms_of_a_catalog_id(glue, catalog, name):
    """Every form of a CatalogId means the same catalog in every operation, and answers show one form alone."""
    child = f"{ACCOUNT}:{name}/child"
    glue.create_catalog(Name=f"{name}:child", CatalogInput={})
    glue.create_database(CatalogId=child, DatabaseInput={"Name": "d"})
    glue.create_table(CatalogId=child, DatabaseName="d", TableInput=table_input("t", keys=["k:string"]))
    glue.create_partition(CatalogId=child, DatabaseName="d", TableName="t", PartitionInput=partition_input("a"))
    for i, form in enumerate(forms(name)):
        assert glue.get_catalog(CatalogId=form)["Catalog"]["CatalogId"] == child
        d, t = {"CatalogId": form, "DatabaseName": "d"}, {"CatalogId": form, "DatabaseName": "d", "TableName": "t"}
        glue.update_table(**d, TableInput=table_input("t", keys=["k:string"], Description=str(i)))
        assert glue.get_database(CatalogId=form, Name="d")["Database"]["CatalogId"] == child
        assert [one["CatalogId"] for one in glue.get_databases(CatalogId=form)["DatabaseList"]] == [child]
        for again in forms(name):
            found = glue.get_table(CatalogId=again, DatabaseName="d", Name="t")["Table"]
            assert (found["CatalogId"], found["Description"]) == (child, str(i))
        assert [one["CatalogId"] for one in glue.get_tables(**d)["TableList"]] == [child]
        assert glue.get_partition(**t, PartitionValues=["a"])["Partition"]["CatalogId"] == child
        assert [one["CatalogId"] for one in glue.get_partitions(**t)["Partitions"]] == [child]
        assert glue.get_table_version(**t, VersionId="0")["TableVersion"]["Table"]["CatalogId"] == child
        assert glue.get_table_versions(**t)["TableVersions"][-1]["Table"]["CatalogId"] == child


def test_functions_of_a_catalog(glue, catalog):
    """Functions of a catalog name it, listed by database or all together."""
    glue.create_database(CatalogId=catalog, DatabaseInput={"Name": "d"})
    glue.create_user_defined_function(CatalogId=catalog, DatabaseName="d", FunctionInput={
        "FunctionName": "inner", "ClassName": "c", "OwnerName": "o"})
    for where in ({}, {"DatabaseName": "d"}):
        found = glue.get_user_defined_functions(CatalogId=catalog, Pattern="*", **where)["UserDefinedFunctions"]
        assert [(one["FunctionName"], one["CatalogId"]) for one in found] == [("inner", catalog)]
    assert "inner" not in [one["FunctionName"] for one in glue.get_user_defined_functions(Pattern="*")["UserDefinedFunctions"]]


def test_forms_of_the_root(glue, db):
    """The account, nothing and the ARN are the account's own catalog."""
    glue.create_table(DatabaseName=db, TableInput=table_input("t"))
    for i, given in enumerate([{}, {"CatalogId": ACCOUNT}, {"CatalogId": f"arn:aws:glue:us-east-1:{ACCOUNT}:catalog"}]):
        glue.update_table(DatabaseName=db, TableInput=table_input("t", Description=str(i)), **given)
        found = glue.get_table(DatabaseName=db, Name="t", **given)["Table"]
        assert (found["CatalogId"], found["Description"]) == (ACCOUNT, str(i))


def test_empty_is_the_default(wire, glue, db):
    """An empty CatalogId, which boto3 does not send but others do, is the account's own catalog."""
    answer = wire.call("GetDatabase", {"CatalogId": "", "Name": db})
    assert answer.status == 200 and answer.json["Database"]["CatalogId"] == ACCOUNT
    assert wire.call("GetCatalog", {"CatalogId": ""}).json["Catalog"]["CatalogId"] == ACCOUNT


@pytest.mark.parametrize("catalog_id", ["999999999999", "999999999999:x", "none", f"{ACCOUNT}:none", f"{ACCOUNT}:none/none", f"{ACCOUNT}:",
                                        f"{ACCOUNT}:/", ":", "/", f"{ACCOUNT}:a//b", "arn:aws:glue:us-east-1:999999999999:catalog",
                                        "arn:aws:s3:::x", f"arn:aws:glue:us-east-1:{ACCOUNT}:database/x", "x" * 255])
def test_unknown_catalogs(glue, db, catalog_id):
    """A CatalogId that names nothing is an EntityNotFoundException, whatever is asked for."""
    for call in (lambda: glue.get_catalog(CatalogId=catalog_id), lambda: glue.get_database(CatalogId=catalog_id, Name=db),
                 lambda: glue.get_databases(CatalogId=catalog_id), lambda: glue.get_tables(CatalogId=catalog_id, DatabaseName=db),
                 lambda: glue.get_table(CatalogId=catalog_id, DatabaseName=db, Name="t"), lambda: glue.delete_catalog(CatalogId=catalog_id),
                 lambda: glue.create_database(CatalogId=catalog_id, DatabaseInput={"Name": "d"}),
                 lambda: glue.update_catalog(CatalogId=catalog_id, CatalogInput={}), lambda: glue.get_catalogs(ParentCatalogId=catalog_id),
                 lambda: glue.get_data_catalog_encryption_settings(CatalogId=catalog_id)):
        with refused("EntityNotFoundException", "Catalog"):
            call()


def test_catalogs_do_not_see_each_other(glue, db, catalog):
    """A name in one catalog has nothing to do with the same name in another."""
    glue.create_database(CatalogId=catalog, DatabaseInput={"Name": db, "Description": "inner"})
    glue.create_table(CatalogId=catalog, DatabaseName=db, TableInput=table_input("t"))
    assert "Description" not in glue.get_database(Name=db)["Database"]
    with refused("EntityNotFoundException", "Table t not found."):
        glue.get_table(DatabaseName=db, Name="t")
    glue.create_table(DatabaseName=db, TableInput=table_input("t", Description="outer"))
    assert "Description" not in glue.get_table(CatalogId=catalog, DatabaseName=db, Name="t")["Table"]
    glue.delete_table(DatabaseName=db, Name="t")
    assert glue.get_table(CatalogId=catalog, DatabaseName=db, Name="t")
    inner, outer = (f"arn:aws:glue:us-east-1:{ACCOUNT}:{path}" for path in (f"database/{catalog.split(':')[1]}/{db}", f"database/{db}"))
    glue.tag_resource(ResourceArn=inner, TagsToAdd={"k": "inner"})
    assert glue.get_tags(ResourceArn=inner)["Tags"] == {"k": "inner"} and glue.get_tags(ResourceArn=outer)["Tags"] == {}


def test_deleting_cascades(glue, name):
    """With a catalog go the catalogs and databases in it, at once; a catalog made later has nothing of them, nor their tags."""
    child, arn = f"{ACCOUNT}:{name}/child", f"arn:aws:glue:us-east-1:{ACCOUNT}:"
    for _ in range(3):
        for one in (name, f"{name}:child"):
            glue.create_catalog(Name=one, CatalogInput={})
            where = f"{ACCOUNT}:{one.replace(':', '/')}"
            assert glue.get_databases(CatalogId=where)["DatabaseList"] == []
            assert glue.get_data_catalog_encryption_settings(CatalogId=where)["DataCatalogEncryptionSettings"]["EncryptionAtRest"][
                "CatalogEncryptionMode"] == "DISABLED"
            glue.put_data_catalog_encryption_settings(CatalogId=where, DataCatalogEncryptionSettings={
                "EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS"}})
            glue.create_database(CatalogId=where, DatabaseInput={"Name": "d"})
            glue.create_table(CatalogId=where, DatabaseName="d", TableInput=table_input("t", keys=["k:string"]))
            glue.create_partition(CatalogId=where, DatabaseName="d", TableName="t", PartitionInput=partition_input("a"))
            assert glue.get_table(CatalogId=where, DatabaseName="d", Name="t")
        for path in (f"catalog/{name}/child", f"database/{name}/child/d", f"table/{name}/child/d/t"):
            assert glue.get_tags(ResourceArn=arn + path)["Tags"] == {}
            glue.tag_resource(ResourceArn=arn + path, TagsToAdd={"k": "v"})
        glue.delete_catalog(CatalogId=name)
        for call in (lambda: glue.get_catalog(CatalogId=child), lambda: glue.get_table(CatalogId=child, DatabaseName="d", Name="t"),
                     lambda: glue.get_tags(ResourceArn=arn + f"catalog/{name}/child")):
            with refused("EntityNotFoundException", "Catalog"):
                call()


def test_rows_are_cleared(start_server):
    """What went with a catalog leaves no row behind."""
    server = start_server()
    glue = server.client()
    tables = ("catalogs", "connections", "functions", "databases", "tables", "tags", "catalog_settings", "partitions", "purges")
    before = counts(server, tables)
    for one in ("a", "a:b", "a:b:c", "a:x"):
        glue.create_catalog(Name=one, CatalogInput={}, Tags={"k": "v"})
        glue.put_data_catalog_encryption_settings(CatalogId=one, DataCatalogEncryptionSettings={})
        glue.create_connection(CatalogId=one, ConnectionInput={"Name": "c", "ConnectionType": "CUSTOM", "ConnectionProperties": {}}, Tags={"k": "v"})
        for i in range(3):
            glue.create_database(CatalogId=one, DatabaseInput={"Name": f"d{i}"}, Tags={"k": "v"})
            glue.create_user_defined_function(CatalogId=one, DatabaseName=f"d{i}", FunctionInput={
                "FunctionName": "f", "ClassName": "c", "OwnerName": "o"})
            glue.create_table(CatalogId=one, DatabaseName=f"d{i}", TableInput=table_input("t", keys=["k:string"]))
            glue.create_partition(CatalogId=one, DatabaseName=f"d{i}", TableName="t", PartitionInput=partition_input("a"))
    glue.delete_catalog(CatalogId="a:x")
    glue.delete_catalog(CatalogId="a")
    deadline = time.monotonic() + 20
    while counts(server, tables) != before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert counts(server, tables) == before


def counts(server, tables):
    with sqlite3.connect(f"file:{server.data}/propolis.db?mode=ro", uri=True) as file:
        return {table: file.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


@pytest.fixture
def tree(start_server):
    """A server of its own with a tree of catalogs; b holds catalogs alone."""
    glue = start_server().client()
    for one in ("b", "a", "c", "b:y", "b:x", "b:x:1", "a-1", "a:z"):
        glue.create_catalog(Name=one, CatalogInput={})
    for one in (ACCOUNT, "a", "b:x:1"):
        glue.create_database(CatalogId=one, DatabaseInput={"Name": "d"})
    return glue


def under(*names):
    return [f"{ACCOUNT}:{name}" for name in names]


def test_lists(tree):
    """Children, or all that lie below; from the root or a branch; with the root, or without pure containers."""
    everything = under("a", "a-1", "a/z", "b", "b/x", "b/x/1", "b/y", "c")
    for asked, told in [({}, under("a", "a-1", "b", "c")), ({"ParentCatalogId": ACCOUNT}, under("a", "a-1", "b", "c")),
                        ({"Recursive": True}, everything), ({"Recursive": False, "IncludeRoot": False}, under("a", "a-1", "b", "c")),
                        ({"Recursive": True, "IncludeRoot": True}, [ACCOUNT, *everything]),
                        ({"ParentCatalogId": ACCOUNT, "IncludeRoot": True}, [ACCOUNT, *under("a", "a-1", "b", "c")]),
                        ({"ParentCatalogId": "b"}, under("b/x", "b/y")), ({"ParentCatalogId": "b", "Recursive": True}, under("b/x", "b/x/1", "b/y")),
                        ({"ParentCatalogId": f"{ACCOUNT}:b:x"}, under("b/x/1")), ({"ParentCatalogId": "c", "Recursive": True}, []),
                        ({"HasDatabases": True}, under("a", "a-1", "c")),
                        ({"HasDatabases": True, "Recursive": True, "IncludeRoot": True}, [ACCOUNT, *under("a", "a-1", "a/z", "b/x/1", "b/y", "c")]),
                        ({"HasDatabases": False}, under("a", "a-1", "b", "c"))]:
        assert ids(tree.get_catalogs(**asked)) == told, asked
        for size in (1, 2, len(told) or 1, 1000):
            found, count = pages(tree.get_catalogs, "CatalogList", MaxResults=size, **asked)
            assert [one["CatalogId"] for one in found] == told and count == max(1, -(-len(told) // size)), asked


@pytest.mark.parametrize("include", [True, False])
def test_include_root_and_a_parent(tree, include):
    """IncludeRoot cannot be asked of a branch."""
    with refused("InvalidInputException", "IncludeRoot"):
        tree.get_catalogs(ParentCatalogId="b", IncludeRoot=include)


def test_tokens(tree):
    """A token goes on with the list that it was given out for, and no other."""
    token = tree.get_catalogs(MaxResults=1)["NextToken"]
    for bad in tampered(token):
        with refused("InvalidInputException", "NextToken"):
            tree.get_catalogs(NextToken=bad)
    for other in ({"Recursive": True}, {"ParentCatalogId": "b"}, {"IncludeRoot": True}, {"HasDatabases": True}):
        with refused("InvalidInputException", "NextToken"):
            tree.get_catalogs(NextToken=token, **other)
    assert ids(tree.get_catalogs(NextToken=token, ParentCatalogId=ACCOUNT)) == under("a-1", "b", "c")


def test_as_deep_as_a_catalog_id(rest, glue, name):
    """A CatalogId has at most 255 characters, so catalogs lie no deeper than that."""
    path = f"{ACCOUNT}:{name}"
    assert rest.put("/v1/catalogs/" + urllib.parse.quote(path, safe=""), json={}).status_code == 201
    for i in itertools.count():
        longer = f"{path}/{i:060d}"
        answer = rest.put("/v1/catalogs/" + urllib.parse.quote(longer, safe=""), json={"Description": "x"})
        if len(longer) > 255:
            assert answer.status_code == 400, answer.text
            break
        assert answer.status_code == 201, answer.text
        path = longer
    exact = path + "/" + "x" * (254 - len(path))
    assert rest.put("/v1/catalogs/" + urllib.parse.quote(exact, safe=""), json={}).status_code == 201
    assert glue.get_catalog(CatalogId=exact)["Catalog"]["CatalogId"] == exact
    glue.delete_catalog(CatalogId=name)


def test_rest(rest, name):
    """Over REST a catalog is made by PUT, and CatalogId in the query names it everywhere."""
    where = f"/v1/catalogs/{name}"
    assert rest.put(where, json={"Description": "x"}).status_code == 201
    assert rest.put(where, json={"CatalogInput": {"Description": "y"}}).status_code == 200
    assert rest.get(where).json()["Catalog"]["Description"] == "y"
    assert rest.put(where + "%3Achild", json={}).status_code == 201
    assert rest.put(where + "%2Fchild%2Fdeep", json={}).status_code == 201
    assert rest.put("/v1/catalogs/none%2Fchild", json={}).status_code == 404
    assert rest.get("/v1/catalogs", params={"ParentCatalogId": name}).json()["CatalogList"][0]["Name"] == "child"
    inner = {"CatalogId": f"{name}/child"}
    assert rest.put("/v1/databases/d", params=inner, json={}).status_code == 201
    assert rest.put("/v1/databases/d/tables/t", params=inner, json=table_input("t")).status_code == 201
    found = rest.get("/v1/databases/d/tables/t", params=inner)
    assert found.json()["Table"]["CatalogId"] == f"{ACCOUNT}:{name}/child" and found.headers["ETag"]
    assert rest.get("/v1/databases/d/tables/t", params={"CatalogId": name}).status_code == 404
    assert rest.delete(where).status_code == 204 and rest.get(where).status_code == 404
    assert rest.put("/v1/catalogs/999999999999%3Ax", json={}).status_code in (400, 404)


def test_import(glue, catalog):
    """There is nothing to import; who asked for it is told."""
    assert glue.get_catalog_import_status(CatalogId=catalog)["ImportStatus"] == {"ImportCompleted": True}
    glue.import_catalog_to_glue(CatalogId=catalog)
    status = glue.get_catalog_import_status(CatalogId=catalog)["ImportStatus"]
    assert status["ImportCompleted"] and status["ImportedBy"] == f"arn:aws:iam::{ACCOUNT}:root" and status["ImportTime"]
    glue.import_catalog_to_glue()
    assert glue.get_catalog_import_status()["ImportStatus"]["ImportCompleted"]


def test_restart(start_server):
    """Catalogs and what lies in them are there after a restart."""
    server = start_server()
    server.client().create_catalog(Name="a", CatalogInput={"Description": "x"})
    server.client().create_catalog(Name="a:b", CatalogInput={})
    server.client().create_database(CatalogId="a/b", DatabaseInput={"Name": "d"})
    server.restart()
    assert server.client().get_database(CatalogId=f"{ACCOUNT}:a/b", Name="d")["Database"]["CatalogId"] == f"{ACCOUNT}:a/b"
    server.client().create_catalog(Name="c", CatalogInput={})
    assert ids(server.client().get_catalogs(Recursive=True)) == under("a", "a/b", "c")


def test_drift_events_name_their_catalog(rest, glue, catalog):
    """A drift event of a table says in which catalog it lies."""
    glue.create_database(CatalogId=catalog, DatabaseInput={"Name": "drifting"})
    for column in ("a:int", "a:string"):
        glue_call = glue.create_table if column == "a:int" else glue.update_table
        glue_call(CatalogId=catalog, DatabaseName="drifting", TableInput=table_input("t", [column]))
    events = rest.get("/v1/drift-events?DatabaseName=drifting").json()["DriftEvents"]
    assert events[0]["CatalogId"] == catalog


def test_crawlers_keep_their_catalog(glue, catalog, name):
    """A crawler's catalog is kept and told; an update without it keeps it; one that is not there is refused."""
    what = {"Role": "r", "DatabaseName": "d", "Targets": {"S3Targets": [{"Path": "s3://lake/raw/"}]}}
    glue.create_crawler(Name=name, CatalogId=catalog.replace(ACCOUNT + ":", ""), **what)
    assert glue.get_crawler(Name=name)["Crawler"]["CatalogId"] == catalog
    glue.update_crawler(Name=name, Description="x")
    assert glue.get_crawler(Name=name)["Crawler"]["CatalogId"] == catalog
    glue.update_crawler(Name=name, CatalogId=ACCOUNT)
    assert glue.get_crawler(Name=name)["Crawler"]["CatalogId"] == ACCOUNT
    with refused("EntityNotFoundException", "Catalog"):
        glue.update_crawler(Name=name, CatalogId="none")
    glue.delete_crawler(Name=name)
