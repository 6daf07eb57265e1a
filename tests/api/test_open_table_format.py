"""OpenTableFormatInput: Iceberg metadata that the server writes, on local files and on S3."""

import concurrent.futures
import json
import pathlib
import re

import pytest

from client import columns, refused, table_input
from conftest import Server
from crawl.conftest import s3, start_s3_server  # noqa: F401  fixtures

ID = {"Id": 1, "Name": "Id", "Type": "long", "Required": True, "Doc": "the key"}
TS = {"Id": 2, "Name": "ts", "Type": "timestamptz", "Required": False}
TAGS = {"Id": 3, "Name": "tags", "Required": False, "Type": {
    "type": "list", "element-id": 4, "element-required": False, "element": {"type": "struct", "fields": [
        {"id": 5, "name": "k", "required": True, "type": "string"},
        {"id": 6, "name": "v", "required": False, "type": {
            "type": "map", "key-id": 7, "key": "string", "value-id": 8, "value": "decimal(9, 2)", "value-required": False}}]}}}
NOTE = {"Id": 9, "Name": "note", "Type": "string", "Required": False}


def schema(*fields, **more):
    return {"Type": "struct", "Fields": list(fields), **more}


def iceberg(location, *fields, version=None, **more):
    """The OpenTableFormatInput of a table."""
    create = {"Location": location, "Schema": schema(*(fields or (ID, TS, TAGS))), **more}
    given = {"MetadataOperation": "CREATE", "CreateIcebergTableInput": create}
    return {"IcebergInput": given | ({"Version": version} if version else {})}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("lake")


@pytest.fixture(scope="module")
def files(tmp_path_factory, root):
    """A server that may write below `root`."""
    running = Server(tmp_path_factory.mktemp("server"), file_root=root).start()
    running.client().create_database(DatabaseInput={"Name": "d"})
    yield running
    assert running.stop() == 0, running.raw_log()[-4000:]


class Table:
    """One Iceberg table and what is known of it."""

    def __init__(self, server, name, location, read):
        self.glue, self.server, self.name, self.location, self.read = server.client(), server, name, location, read

    def create(self, *fields, **more):
        version = more.pop("version", None)
        self.glue.create_table(DatabaseName="d", Name=self.name, OpenTableFormatInput=iceberg(self.location, *fields, version=version, **more))
        return self

    def get(self, **more):
        return self.glue.get_table(DatabaseName="d", Name=self.name, **more)["Table"]

    def metadata(self, pointer="metadata_location"):
        return self.read(self.get()["Parameters"][pointer])

    def update(self, *updates, **more):
        whole = [{"Schema": schema(), "Location": self.location} | one for one in updates]
        self.glue.update_table(DatabaseName="d", Name=self.name, **more, UpdateOpenTableFormatInput={
            "UpdateIcebergInput": {"UpdateIcebergTableInput": {"Updates": whole}}})
        return self


def read_file(url):
    return json.loads(pathlib.Path(url.removeprefix("file://")).read_text())


@pytest.fixture
def table(files, root, name):
    return Table(files, name, f"file://{root}/{name}", read_file)


def files_of(table):
    folder = pathlib.Path(table.location.removeprefix("file://")) / "metadata"
    return sorted(file.name for file in folder.iterdir()) if folder.exists() else []


def test_create(table):
    """The metadata is what the specification asks of a new table of version 2, and the table points to it."""
    table.create(PartitionSpec={"Fields": [{"SourceId": 2, "Transform": "day", "Name": "ts_day"},
                                           {"SourceId": 1, "Transform": "bucket[16]", "Name": "id_bucket"}]},
                 WriteOrder={"OrderId": 1, "Fields": [{"SourceId": 1, "Transform": "identity", "Direction": "desc", "NullOrder": "nulls-last"}]},
                 Properties={"write.format.default": "orc", "owner": "x"})
    metadata = table.metadata()
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", metadata.pop("table-uuid"))
    assert round(table.get()["CreateTime"].timestamp() * 1000) - metadata.pop("last-updated-ms") < 60000
    assert metadata == {
        "format-version": 2, "location": table.location, "last-sequence-number": 0, "last-column-id": 8, "current-schema-id": 0,
        "schemas": [{"type": "struct", "schema-id": 0, "fields": [
            {"id": 1, "name": "Id", "required": True, "type": "long", "doc": "the key"},
            {"id": 2, "name": "ts", "required": False, "type": "timestamptz"},
            {"id": 3, "name": "tags", "required": False, "type": TAGS["Type"]}]}],
        "default-spec-id": 0, "last-partition-id": 1001, "partition-specs": [{"spec-id": 0, "fields": [
            {"source-id": 2, "transform": "day", "name": "ts_day", "field-id": 1000},
            {"source-id": 1, "transform": "bucket[16]", "name": "id_bucket", "field-id": 1001}]}],
        "default-sort-order-id": 1, "sort-orders": [{"order-id": 1, "fields": [
            {"source-id": 1, "transform": "identity", "direction": "desc", "null-order": "nulls-last"}]}],
        "properties": {"write.format.default": "orc", "owner": "x"}, "current-snapshot-id": -1, "refs": {}, "snapshots": [],
        "snapshot-log": [], "metadata-log": [], "statistics": [], "partition-statistics": []}
    found = table.get()
    assert found["TableType"] == "EXTERNAL_TABLE" and found["PartitionKeys"] == [] and found["VersionId"] == "0"
    assert found["StorageDescriptor"]["Location"] == table.location
    parameters = found["Parameters"]
    assert set(parameters) == {"table_type", "metadata_location"} and parameters["table_type"] == "ICEBERG"
    assert re.fullmatch(re.escape(table.location) + r"/metadata/00000-[0-9a-f-]{36}\.metadata\.json", parameters["metadata_location"])
    assert found["StorageDescriptor"]["Columns"] == [
        {"Name": "id", "Type": "bigint", "Comment": "the key", "Parameters": {
            "iceberg.field.current": "true", "iceberg.field.id": "1", "iceberg.field.optional": "false"}},
        {"Name": "ts", "Type": "timestamp", "Parameters": {
            "iceberg.field.current": "true", "iceberg.field.id": "2", "iceberg.field.optional": "true"}},
        {"Name": "tags", "Type": "array<struct<k:string,v:map<string,decimal(9,2)>>>", "Parameters": {
            "iceberg.field.current": "true", "iceberg.field.id": "3", "iceberg.field.optional": "true"}}]


def test_version_1(table):
    """Version 1 has the current schema and partition spec twice, and no sequence numbers; a closing slash is no part of a location."""
    table.location += "/"
    table.create(version="1", PartitionSpec={"Fields": [{"SourceId": 1, "Transform": "identity", "Name": "Id"}]})
    metadata = table.metadata()
    assert metadata["format-version"] == 1 and "last-sequence-number" not in metadata
    assert metadata["schema"] == metadata["schemas"][0] and metadata["partition-spec"] == metadata["partition-specs"][0]["fields"]
    assert metadata["location"] == table.location[:-1] == table.get()["StorageDescriptor"]["Location"]


def test_from_columns(table):
    """Without a CreateIcebergTableInput the schema is that of the TableInput's columns, ids given from the outside in."""
    body = {"Name": table.name.upper(), "Description": "x", "Owner": "o", "Parameters": {"a": "b"}, "StorageDescriptor": {
        "Location": table.location, "Columns": columns(["A:smallint", "b:struct<c:array<date>,d:map<int,varchar(5)>>", "e:decimal(5,1)"])}}
    table.glue.create_table(DatabaseName="d", TableInput=body, OpenTableFormatInput={"IcebergInput": {"MetadataOperation": "CREATE"}})
    metadata = table.metadata()
    assert metadata["last-column-id"] == 8 and metadata["schemas"][0]["fields"] == [
        {"id": 1, "name": "a", "required": False, "type": "int"},
        {"id": 2, "name": "b", "required": False, "type": {"type": "struct", "fields": [
            {"id": 4, "name": "c", "required": False, "type": {"type": "list", "element-id": 6, "element": "date", "element-required": False}},
            {"id": 5, "name": "d", "required": False, "type": {
                "type": "map", "key-id": 7, "key": "int", "value-id": 8, "value": "string", "value-required": False}}]}},
        {"id": 3, "name": "e", "required": False, "type": "decimal(5, 1)"}]
    found = table.get()
    assert found["Description"] == "x" and found["Owner"] == "o" and found["Parameters"]["a"] == "b"
    assert found["StorageDescriptor"]["Columns"] == columns(["a:smallint", "b:struct<c:array<date>,d:map<int,varchar(5)>>", "e:decimal(5,1)"])


def test_from_columns_as_said(table):
    """What a TableInput says of its location and columns is read back as it was said, as declarative tools ask; the metadata is tidy."""
    descriptor = {"Location": table.location + "/", "Columns": [{"Name": "a", "Type": "int", "Comment": "one"}]}
    table.glue.create_table(DatabaseName="d", TableInput={"Name": table.name, "StorageDescriptor": descriptor},
                            OpenTableFormatInput={"IcebergInput": {"MetadataOperation": "CREATE", "Version": "2"}})
    found = table.get()["StorageDescriptor"]
    assert found["Location"] == descriptor["Location"] and found["Columns"] == descriptor["Columns"]
    assert table.metadata()["location"] == table.location


def test_missing_parts(table):
    """What is missing is told in the service's words, and nothing is written."""
    create = table.glue.create_table
    only = {"IcebergInput": {"MetadataOperation": "CREATE"}}
    with refused("InvalidInputException", "CreateIcebergTableInput cannot be equal to null"):
        create(DatabaseName="d", Name=table.name, OpenTableFormatInput=only)
    words = "Location information cannot be null while creating an iceberg table"
    for body in ({"Name": table.name}, {"Name": table.name, "StorageDescriptor": {"Columns": columns(["a:int"])}}):
        with refused("InvalidInputException", words):
            create(DatabaseName="d", TableInput=body, OpenTableFormatInput=only)
    with refused("InvalidInputException", words):
        create(DatabaseName="d", Name=table.name, OpenTableFormatInput=iceberg(""))
    with refused("InvalidInputException", "IcebergInput"):
        create(DatabaseName="d", Name=table.name, OpenTableFormatInput={})
    with refused("ValidationException", "tableInput.name"):
        create(DatabaseName="d", OpenTableFormatInput=iceberg(table.location))
    with refused("InvalidInputException", "PartitionKeys"):
        create(DatabaseName="d", TableInput=table_input(table.name, keys=["k:string"]), OpenTableFormatInput=only)
    with refused("InvalidInputException", "differ"):
        create(DatabaseName="d", Name="other", TableInput=table_input(table.name), OpenTableFormatInput=iceberg(table.location))
    with refused("EntityNotFoundException", "Database nowhere not found."):
        create(DatabaseName="nowhere", Name=table.name, OpenTableFormatInput=iceberg(table.location))
    assert files_of(table) == []


def field(**more):
    return {"Id": 1, "Name": "a", "Type": "int", "Required": False} | more


@pytest.mark.parametrize("fields, words", [
    ([field(Type="bigint")], "'bigint' is not a type"), ([field(Type="timestamp_ns")], "not a type"), ([field(Type="decimal(39,2)")], "not a type"),
    ([field(Type="fixed[0]")], "not a type"), ([field(Type={"type": "set"})], "not a nested type"), ([field(Type={"type": "list"})], "element"),
    ([field(Type={"type": "struct"})], "struct has no fields"), ([field(Type=5)], "Schema"), ([field(Id=0)], "id above 0"), ([field(Id=-1)], "not an id"),
    ([field(), field(Name="b")], "id of another"), ([field(), field(Id=2)], "name of another"), ([field(), field(Id=2, Name="A")], "name of another"),
    ([field(Type={"type": "list", "element-id": 1, "element": "int", "element-required": True})], "id of another"),
    ([field(Type={"type": "struct", "fields": [{"id": 2, "name": "b", "type": "int"}]})], "must have id, name, type and required"),
    ([field(InitialDefault=5)], "format version 3"), ([field(WriteDefault="x")], "format version 3"), ([field(Name="x" * 256)], "longer than 255")])
def test_schema_rules(table, fields, words):
    """Types, ids and names follow the specification; default values need version 3."""
    with refused("InvalidInputException", words):
        table.create(*fields)
    assert files_of(table) == []


@pytest.mark.parametrize("ids, words", [([9], "no field with the id 9"), ([2], "optional"), ([3], "nested"), ([5], "nested or repeated"), ([10], "floating")])
def test_identifier_fields(table, ids, words):
    """Rows are identified by required, primitive fields that are not repeated and no floating-point numbers."""
    double = {"Id": 10, "Name": "x", "Type": "double", "Required": True}
    with refused("InvalidInputException", words):
        table.create(Schema=schema(ID, TS, TAGS, double, IdentifierFieldIds=ids))
    table.create(Schema=schema(ID, IdentifierFieldIds=[1]))
    assert table.metadata()["schemas"][0]["identifier-field-ids"] == [1]


def part(source=2, transform="day", name="p", **more):
    return {"SourceId": source, "Transform": transform, "Name": name, **more}


@pytest.mark.parametrize("fields, words", [
    ([part(99)], "no field with the id 99"), ([part(3)], "nested or repeated"), ([part(5, "identity")], "nested or repeated"),
    ([part(transform="weekly")], "not a transform"), ([part(transform="bucket")], "not a transform"), ([part(transform="bucket[0]")], "not a transform"),
    ([part(transform="truncate[x]")], "not a transform"), ([part(transform="truncate[4]")], "does not take"), ([part(1, "year")], "does not take"),
    ([part(), part(1, "bucket[2]")], "given twice"), ([part(), part(name="q")], "given twice"), ([part(name="ts")], "that of a column"),
    ([part(FieldId=999)], "below 1000"), ([part(FieldId=1000), part(1, "bucket[2]", "q", FieldId=1000)], "given twice")])
def test_partition_rules(table, fields, words):
    """Partition fields have sources, transforms that take them, names of their own and ids from 1000."""
    with refused("InvalidInputException", words):
        table.create(PartitionSpec={"Fields": fields})


@pytest.mark.parametrize("transform", ["identity", "bucket[1]", "year", "month", "day", "hour", "void"])
def test_transforms_of_timestamps(table, transform):
    """Each transform that the specification allows for a timestamp is taken."""
    table.create(PartitionSpec={"Fields": [part(transform=transform, FieldId=1007)], "SpecId": 3})
    metadata = table.metadata()
    assert metadata["last-partition-id"] == 1007 and metadata["default-spec-id"] == 3


def order(source=1, transform="identity", direction="asc", nulls="nulls-first"):
    return {"SourceId": source, "Transform": transform, "Direction": direction, "NullOrder": nulls}


def test_sort_orders(table):
    """The unsorted order is number 0 and has no fields; others have fields whose sources exist."""
    for write_order, words in (({"OrderId": 0, "Fields": [order()]}, "unsorted"), ({"OrderId": 1, "Fields": [order(99)]}, "no field"),
                               ({"OrderId": 1, "Fields": [order(2, "truncate[2]")]}, "does not take")):
        with refused("InvalidInputException", words):
            table.create(WriteOrder=write_order)
    table.create(WriteOrder={"OrderId": 7, "Fields": []})
    assert table.metadata()["sort-orders"] == [{"order-id": 0, "fields": []}] and table.metadata()["default-sort-order-id"] == 0


@pytest.mark.parametrize("version", ["0", "3", "two", "2.0"])
def test_other_versions(table, version):
    """Format versions that are not written are refused."""
    with refused("InvalidInputException", "1 and 2"):
        table.create(version=version)


@pytest.mark.parametrize("location, words", [("http://x/y", "http://x/y"), ("s3://b/t", "bucket name"), ("/tmp/x", "/tmp/x"),
                                             ("file:///etc/x", "file root"), ("file:///{root}/../x", "x")])
def test_other_places(table, root, location, words):
    """Where the server cannot or may not write is told with its reason, as the caller's mistake."""
    table.location = location.replace("{root}", str(root))
    with refused("InvalidInputException", words):
        table.create()
    with refused("EntityNotFoundException"):
        table.get()


def test_exists(table):
    """A table that is there keeps its metadata, and no other file is written."""
    table.create()
    before = table.get()
    with refused("AlreadyExistsException", "Table already exists."):
        table.create()
    assert table.get() == before and len(files_of(table)) == 1


def test_creators_race(table):
    """Of many that create a table at once one wins, and the table points to a file that is there."""
    def create(_):
        try:
            table.create()
            return 1
        except table.glue.exceptions.AlreadyExistsException:
            return 0
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(create, range(8))) == 1
    assert table.metadata()["format-version"] == 2


def test_add_schema(table):
    """A schema is added under the next id and becomes the current one by another action; columns and drift follow."""
    table.create()
    first = table.get()["Parameters"]["metadata_location"]
    added = {"Action": "add-schema", "Schema": schema(ID, TS, TAGS, NOTE)}
    table.update(added)
    assert table.metadata()["current-schema-id"] == 0 and len(table.get()["StorageDescriptor"]["Columns"]) == 3
    table.update(added, {"Action": "set-current-schema", "Schema": schema(SchemaId=-1)})
    metadata, found = table.metadata(), table.get()
    assert [one["schema-id"] for one in metadata["schemas"]] == [0, 1] and metadata["current-schema-id"] == 1
    assert metadata["last-column-id"] == 9 and found["VersionId"] == "2"
    assert [column["Name"] for column in found["StorageDescriptor"]["Columns"]] == ["id", "ts", "tags", "note"]
    assert [pathlib.Path(one["metadata-file"]).name[:5] for one in metadata["metadata-log"]] == ["00000", "00001"]
    assert metadata["metadata-log"][0]["metadata-file"] == first and read_file(first)["metadata-log"] == []
    assert found["Parameters"]["previous_metadata_location"] == metadata["metadata-log"][1]["metadata-file"]
    assert metadata["last-updated-ms"] > metadata["metadata-log"][1]["timestamp-ms"] >= metadata["metadata-log"][0]["timestamp-ms"]
    assert [name[:5] for name in files_of(table)] == ["00000", "00001", "00002"]
    table.update({"Action": "set-current-schema", "Schema": schema(ID, TS, TAGS)})
    assert table.metadata()["current-schema-id"] == 0
    with refused("InvalidInputException", "Updates.1: set-current-schema"):
        table.update({"Action": "set-current-schema", "Schema": schema(SchemaId=7)})


@pytest.mark.parametrize("fields, words", [
    ([ID | {"Type": "int"}, TS, TAGS], "cannot change from long to int"), ([ID, TS | {"Required": True}, TAGS], "cannot become required"),
    ([ID, TS, TAGS, NOTE | {"Required": True}], "must be optional"), ([ID, TS | {"Type": "date"}, TAGS], "cannot change"),
    ([ID, TS | {"Type": {"type": "struct", "fields": []}}, TAGS], "cannot change from timestamptz to a nested type"),
    ([ID, TS, NOTE | {"Id": 8}], "cannot change"), ([], "")])
def test_schema_evolution(table, fields, words):
    """Types only widen, nothing becomes required, and what is new is optional."""
    table.create()
    if not fields:
        table.update({"Action": "add-schema", "Schema": schema(ID | {"Required": False, "Name": "renamed"}, TAGS)})
        return
    with refused("InvalidInputException", words):
        table.update({"Action": "add-schema", "Schema": schema(*fields)})


def test_ids_are_not_used_again(table):
    """A new field needs an id above all that were ever used."""
    table.create(ID, NOTE | {"Id": 20})
    with refused("InvalidInputException", "needs an id above 20"):
        table.update({"Action": "add-schema", "Schema": schema(ID, NOTE | {"Id": 20}, TS)})


def test_partition_evolution(table):
    """A spec is added with ids for its fields, equal fields keep theirs, and an equal spec is no new one."""
    table.create(PartitionSpec={"Fields": [part()]})
    table.update({"Action": "add-spec", "PartitionSpec": {"Fields": [part(), part(1, "bucket[4]", "q")]}},
                 {"Action": "set-default-spec", "PartitionSpec": {"SpecId": -1, "Fields": []}})
    table.update({"Action": "add-spec", "PartitionSpec": {"Fields": [part()]}})
    metadata = table.metadata()
    assert [(one["spec-id"], [f["field-id"] for f in one["fields"]]) for one in metadata["partition-specs"]] == [(0, [1000]), (1, [1000, 1001])]
    assert metadata["default-spec-id"] == 1 and metadata["last-partition-id"] == 1001
    with refused("InvalidInputException", "no field with the id 2"):
        table.update({"Action": "add-schema", "Schema": schema(ID, TAGS)}, {"Action": "set-current-schema", "Schema": schema(ID, TAGS)})
    with refused("InvalidInputException", "PartitionSpec is missing"):
        table.update({"Action": "add-spec"})
    with refused("InvalidInputException", "set-default-spec"):
        table.update({"Action": "set-default-spec", "PartitionSpec": {"SpecId": 9, "Fields": []}})


def test_sort_order_evolution(table):
    """A sort order is added and becomes the default one; the unsorted one remains number 0."""
    table.create()
    table.update({"Action": "add-sort-order", "SortOrder": {"OrderId": 0, "Fields": [order()]}},
                 {"Action": "set-default-sort-order", "SortOrder": {"OrderId": -1, "Fields": []}})
    metadata = table.metadata()
    assert [one["order-id"] for one in metadata["sort-orders"]] == [0, 1] and metadata["default-sort-order-id"] == 1
    table.update({"Action": "set-default-sort-order", "SortOrder": {"OrderId": 0, "Fields": []}})
    assert table.metadata()["default-sort-order-id"] == 0


def test_properties_and_location(table, root):
    """Properties are set and removed; a new location holds the next metadata, the old one stays readable in the log."""
    table.create(Properties={"a": "1", "b": "2"})
    moved = f"file://{root}/{table.name}-moved"
    table.update({"Action": "set-properties", "Properties": {"b": "3", "c": "4"}}, {"Action": "remove-properties", "Properties": {"a": "", "x": ""}},
                 {"Action": "set-location", "Location": moved + "/"})
    metadata, found = table.metadata(), table.get()
    assert metadata["properties"] == {"b": "3", "c": "4"} and metadata["location"] == moved == found["StorageDescriptor"]["Location"]
    assert found["Parameters"]["metadata_location"].startswith(moved + "/metadata/00001-")
    with refused("InvalidInputException", "gopher"):
        table.update({"Action": "set-location", "Location": "gopher://x/y"})


def test_encryption_keys(table):
    """Versions 1 and 2 know no encryption keys."""
    table.create()
    for one in ({"Action": "add-encryption-key", "EncryptionKey": {"KeyId": "k", "EncryptedKeyMetadata": "eA=="}},
                {"Action": "remove-encryption-key", "KeyId": "k"}):
        with refused("InvalidInputException", "format version 3"):
            table.update(one)


def test_update_without_action(table):
    """An update that names no action makes the table what it describes."""
    table.create()
    table.update({"Schema": schema(ID, TS, TAGS, NOTE), "PartitionSpec": {"Fields": [part()]}, "Properties": {"a": "b"},
                  "SortOrder": {"OrderId": 1, "Fields": [order()]}})
    metadata = table.metadata()
    assert [metadata[name] for name in ("current-schema-id", "default-spec-id", "default-sort-order-id", "properties")] == [1, 1, 1, {"a": "b"}]


def test_what_others_wrote_is_kept(table, root):
    """Snapshots, statistics and members that we do not know stay byte for byte."""
    table.create()
    path = pathlib.Path(table.get()["Parameters"]["metadata_location"].removeprefix("file://"))
    metadata = json.loads(path.read_text())
    theirs = {"snapshots": [{"snapshot-id": 3051729675574597004, "timestamp-ms": 1, "x": 1.10}], "current-snapshot-id": 3051729675574597004,
              "last-sequence-number": 9, "refs": {"main": {"type": "branch", "snapshot-id": 3051729675574597004}}, "new-thing": {"a": [None]}}
    path.write_text(json.dumps(metadata | theirs))
    table.update({"Action": "set-properties", "Properties": {"a": "b"}})
    after = table.metadata()
    assert {name: after[name] for name in theirs} == theirs and "1.1" in json.dumps(after["snapshots"])


def test_metadata_of_version_1_without_lists(table):
    """The old form of version 1, with one schema and one spec, is read and written anew in full."""
    table.create(version="1")
    path = pathlib.Path(table.get()["Parameters"]["metadata_location"].removeprefix("file://"))
    metadata = json.loads(path.read_text())
    old = {name: metadata[name] for name in ("format-version", "location", "last-updated-ms", "last-column-id", "schema", "partition-spec")}
    path.write_text(json.dumps(old))
    table.update({"Action": "set-properties", "Properties": {"a": "b"}})
    after = table.metadata()
    assert after["schemas"] == [metadata["schema"]] and after["sort-orders"] == [{"order-id": 0, "fields": []}]
    assert after["partition-specs"] == [{"spec-id": 0, "fields": []}] and after["last-partition-id"] == 999


@pytest.mark.parametrize("content, words", [("", ""), ("{", ""), ("[]", ""), ("{}", "format version is 0"), ('{"format-version":3}', "format version is 3"),
                                            ('{"format-version":2}', "table-uuid is missing"), ("x" * (33 << 20), "larger"), (None, "00000-")])
def test_unreadable_metadata(table, content, words):
    """Metadata that is gone, broken, too large or of another version changes nothing and is told with its place."""
    table.create()
    path = pathlib.Path(table.get()["Parameters"]["metadata_location"].removeprefix("file://"))
    path.unlink() if content is None else path.write_text(content)
    for call in (lambda: table.update({"Action": "set-properties", "Properties": {"a": "b"}}), lambda: table.get(AttributesToGet=["LATEST_ICEBERG_METADATA"])):
        with refused("InvalidInputException", words):
            call()
    assert table.get()["VersionId"] == "0"


def test_update_of_others(table, root):
    """Only Iceberg tables with metadata are updated so; what is missing is told."""
    table.glue.create_table(DatabaseName="d", TableInput=table_input(table.name))
    with refused("InvalidInputException", "not an Iceberg table"):
        table.update({"Action": "set-properties", "Properties": {"a": "b"}})
    with refused("InvalidInputException", "Updates"):
        table.update()
    table.name += "x"
    with refused("EntityNotFoundException", f"Table {table.name} not found."):
        table.update({"Action": "set-properties", "Properties": {"a": "b"}})


def test_lock(table):
    """VersionId is the lock: a lost race answers ConcurrentModificationException and writes nothing."""
    table.create()
    table.update({"Action": "set-properties", "Properties": {"a": "1"}}, VersionId="0")
    with refused("ConcurrentModificationException", "concurrent"):
        table.update({"Action": "set-properties", "Properties": {"a": "2"}}, VersionId="0")
    assert table.metadata()["properties"] == {"a": "1"} and len(files_of(table)) == 2
    table.update({"Action": "set-properties", "Properties": {"a": "3"}}, VersionId="1", SkipArchive=True)
    assert len(table.glue.get_table_versions(DatabaseName="d", TableName=table.name)["TableVersions"]) == 2


def test_updaters_race(table):
    """Updates that race each succeed or lose as a whole: all that succeeded are in the metadata, and the pointer never dangles."""
    table.create()

    def update(number):
        try:
            table.update({"Action": "set-properties", "Properties": {f"p{number}": "x"}})
            return f"p{number}"
        except table.glue.exceptions.ConcurrentModificationException:
            return None
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        done = {one for one in pool.map(update, range(24)) if one}
    metadata = table.metadata()
    assert done and set(metadata["properties"]) == done and len(metadata["metadata-log"]) == len(done)
    assert table.get()["VersionId"] == str(len(done))
    assert all(pathlib.Path(one["metadata-file"].removeprefix("file://")).exists() for one in metadata["metadata-log"])


def test_entity_tags(table, files):
    """Over REST an Iceberg update keeps If-Match, as any other does."""
    table.create()
    rest, path = files.rest(), f"/v1/databases/d/tables/{table.name}"
    tag = rest.get(path).headers["ETag"]
    body = {"UpdateOpenTableFormatInput": {"UpdateIcebergInput": {"UpdateIcebergTableInput": {"Updates": [
        {"Action": "set-properties", "Properties": {"a": "b"}, "Schema": schema(), "Location": table.location}]}}}}
    assert rest.put(path, json=body, headers={"If-Match": tag}).status_code == 200
    assert rest.put(path, json=body, headers={"If-Match": tag}).status_code == 412


def test_latest_metadata(table, files):
    """LATEST_ICEBERG_METADATA answers what the metadata file says, alone or with the table; tables of other formats have none."""
    spec = {"SpecId": 0, "Fields": [part(FieldId=1000)]}
    table.create(PartitionSpec=spec, Properties={"a": "b"}, Schema=schema(ID, TS, TAGS, IdentifierFieldIds=[1], SchemaId=4))
    both = table.get(AttributesToGet=["DEFAULT", "LATEST_ICEBERG_METADATA"])
    metadata = both.pop("IcebergTableMetadata")
    assert both == table.get()
    assert metadata.pop("TableUuid") == table.metadata()["table-uuid"]
    assert metadata == {
        "FormatVersion": "2", "Location": table.location, "Properties": {"a": "b"}, "CurrentSchemaId": 4, "LastColumnId": 8,
        "Schemas": [schema(ID, TS, TAGS, IdentifierFieldIds=[1], SchemaId=4)], "PartitionSpecs": [spec], "DefaultSpecId": 0,
        "LastPartitionId": 1000, "SortOrders": [{"OrderId": 0, "Fields": []}], "DefaultSortOrderId": 0}
    only = table.get(AttributesToGet=["LATEST_ICEBERG_METADATA"])
    assert only["IcebergTableMetadata"]["Schemas"] == metadata["Schemas"] and "StorageDescriptor" not in only
    table.glue.create_table(DatabaseName="d", TableInput=table_input(table.name + "h"))
    plain = table.glue.get_table(DatabaseName="d", Name=table.name + "h", AttributesToGet=["DEFAULT", "LATEST_ICEBERG_METADATA"])["Table"]
    assert "IcebergTableMetadata" not in plain and plain["StorageDescriptor"]["Columns"]
    with refused("InvalidInputException", "AttributesToGet"):
        table.get(AttributesToGet=[])


def test_no_file_root(glue, db):
    """A server without a file root writes no local files."""
    with refused("InvalidInputException", "--file-root"):
        glue.create_table(DatabaseName=db, Name="t", OpenTableFormatInput=iceberg("file:///tmp/t"))


def test_s3(s3, start_s3_server, name):  # noqa: F811
    """The same on S3: created, updated, read; an S3 that refuses leaves no table."""
    url, folder = s3
    (folder / name.ljust(8, "x")).mkdir()
    bucket = name.ljust(8, "x")
    server = start_s3_server(url)
    server.client().create_database(DatabaseInput={"Name": "d"})
    table = Table(server, "t", f"s3://{bucket}/a b/t", lambda at: json.loads((folder / at.removeprefix("s3://")).read_text()))
    table.create().update({"Action": "set-properties", "Properties": {"a": "b"}})
    assert table.metadata()["properties"] == {"a": "b"} and table.metadata("previous_metadata_location")["properties"] == {}
    assert table.get(AttributesToGet=["LATEST_ICEBERG_METADATA"])["IcebergTableMetadata"]["Properties"] == {"a": "b"}
    missing = Table(server, "u", "s3://no-such-bucket/t", None)
    with pytest.raises(missing.glue.exceptions.InvalidInputException) as caught:
        missing.create()
    assert str(caught.value).count("s3://no-such-bucket/t/metadata/") == 1, caught.value  # said once
    with refused("EntityNotFoundException"):
        missing.get()
