"""PyIceberg's Glue catalog."""

import threading

import boto3
import pyarrow as pa
import pyiceberg
from pyiceberg.catalog import load_catalog
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import DayTransform, IdentityTransform
from pyiceberg.types import DoubleType, LongType, NestedField, StringType, TimestampType

from checks import BUCKET, GLUE, KEY, REGION, S3, SECRET, check, equal, raises, run


def catalog():
    return load_catalog("g", **{
        "type": "glue", "glue.endpoint": GLUE, "glue.region": REGION, "glue.access-key-id": KEY, "glue.secret-access-key": SECRET,
        "s3.endpoint": S3, "s3.access-key-id": KEY, "s3.secret-access-key": SECRET, "s3.region": REGION,
        "warehouse": f"s3://{BUCKET}/wh"})


cat = catalog()
schema = Schema(NestedField(1, "id", LongType(), required=False), NestedField(2, "city", StringType(), required=False),
                NestedField(3, "at", TimestampType(), required=False))
rows = pa.table({"id": pa.array([1, 2, 3], pa.int64()), "city": ["Bern", "Basel", None],
                 "at": pa.array([0, 86400 * 10**6, 2 * 86400 * 10**6], pa.timestamp("us"))})


@check("creates, lists, describes and changes a namespace")
def namespaces():
    cat.create_namespace("lake", {"comment": "a lake", "owner": "me"})
    raises("NamespaceAlreadyExistsError", cat.create_namespace, "lake")
    equal(cat.list_namespaces(), [("lake",)])
    cat.update_namespace_properties("lake", removals={"owner"}, updates={"a": "b"})
    equal(cat.load_namespace_properties("lake").get("a"), "b")
    raises("NoSuchNamespaceError", cat.load_namespace_properties, "none")


@check("creates a table, partitioned, and loads it")
def create():
    spec = PartitionSpec(PartitionField(3, 1000, DayTransform(), "day"), PartitionField(2, 1001, IdentityTransform(), "city"))
    cat.create_table("lake.visits", schema, partition_spec=spec, properties={"x": "y"})
    raises("TableAlreadyExistsError", cat.create_table, "lake.visits", schema)
    table = cat.load_table("lake.visits")
    equal([field.name for field in table.schema().fields], ["id", "city", "at"])
    equal([field.name for field in table.spec().fields], ["day", "city"])
    equal(table.properties["x"], "y")
    raises("NoSuchTableError", cat.load_table, "lake.none")


@check("appends and scans")
def append():
    table = cat.load_table("lake.visits")
    table.append(rows)
    table.append(rows)
    equal(cat.load_table("lake.visits").scan().to_arrow().num_rows, 6)
    equal(table.scan(row_filter="city = 'Bern'").to_arrow().num_rows, 2)
    equal(len(table.snapshots()), 2)


@check("overwrites and deletes rows")
def overwrite():
    table = cat.load_table("lake.visits")
    table.delete("city = 'Bern'")
    equal(table.scan().to_arrow().num_rows, 4)
    table.overwrite(rows)
    equal(table.scan().to_arrow().num_rows, 3)


@check("evolves schema, partitioning and properties")
def evolve():
    table = cat.load_table("lake.visits")
    with table.update_schema() as update:
        update.add_column("price", DoubleType())
        update.rename_column("city", "town")
    with table.update_spec() as update:
        update.add_field("id", IdentityTransform(), "id_part")
    with table.transaction() as transaction:
        transaction.set_properties({"y": "z"})
    table = cat.load_table("lake.visits")
    equal([field.name for field in table.schema().fields], ["id", "town", "at", "price"])
    equal(table.properties["y"], "z")
    equal(len(table.spec().fields), 3)


@check("loses a race with an error and succeeds on a second try")
def race():
    mine, other = cat.load_table("lake.visits"), catalog().load_table("lake.visits")
    other.append(rows.append_column("price", pa.array([1.0, 2.0, 3.0])).rename_columns(["id", "town", "at", "price"]))
    raises("CommitFailedException", mine.append,
           rows.append_column("price", pa.array([1.0, 2.0, 3.0])).rename_columns(["id", "town", "at", "price"]))
    mine.refresh()
    mine.append(rows.append_column("price", pa.array([1.0, 2.0, 3.0])).rename_columns(["id", "town", "at", "price"]))


@check("two writers racing: every commit that succeeded is there, and none else")
def two_writers():
    cat.create_table("lake.race", schema)
    done = []

    def write():
        own = catalog()
        for _ in range(10):
            table = own.load_table("lake.race")
            try:
                table.append(rows)
                done.append(1)
            except Exception as error:
                assert type(error).__name__ == "CommitFailedException", error
    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done
    equal(cat.load_table("lake.race").scan().to_arrow().num_rows, 3 * len(done))


@check("reads, extends and evolves a table that CreateTable made with OpenTableFormatInput")
def open_table():
    glue = boto3.client("glue")
    glue.create_table(DatabaseName="lake", OpenTableFormatInput={"IcebergInput": {"MetadataOperation": "CREATE", "Version": "2"}}, TableInput={
        "Name": "opened", "StorageDescriptor": {"Location": f"s3://{BUCKET}/opened", "Columns": [
            {"Name": "id", "Type": "bigint"}, {"Name": "tags", "Type": "array<string>"}]}})
    table = cat.load_table("lake.opened")
    equal(table.scan().to_arrow().num_rows, 0)
    table.append(pa.table({"id": [1, 2], "tags": [["a"], None]}, schema=table.schema().as_arrow()))
    with table.update_schema() as update:
        update.add_column("city", StringType())
    equal(cat.load_table("lake.opened").scan(row_filter="id > 1").to_arrow().to_pylist(), [{"id": 2, "tags": None, "city": None}])
    cat.drop_table("lake.opened")


@check("renames a table")
def rename():
    cat.rename_table("lake.visits", "lake.trips")
    equal(cat.load_table("lake.trips").scan().to_arrow().num_rows, 9)
    raises("NoSuchTableError", cat.load_table, "lake.visits")
    equal(sorted(cat.list_tables("lake")), [("lake", "race"), ("lake", "trips")])


@check("drops tables and the namespace")
def drop():
    raises("NamespaceNotEmptyError", cat.drop_namespace, "lake")
    cat.drop_table("lake.trips")
    cat.drop_table("lake.race")
    raises("NoSuchTableError", cat.drop_table, "lake.trips")
    cat.drop_namespace("lake")
    equal(cat.list_namespaces(), [])


run(pyiceberg.__version__)
