"""AWS SDK for pandas: datasets, and all functions over the catalog."""

import os

import awswrangler as wr
import boto3
import pandas as pd

from checks import BUCKET, GLUE, S3, check, equal, raises, run

wr.config.glue_endpoint_url, wr.config.s3_endpoint_url, wr.config.sts_endpoint_url = GLUE, S3, GLUE
os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
ROOT = f"s3://{BUCKET}/sales/"
frame = pd.DataFrame({"id": [1, 2, 3, 4], "price": [1.5, 2.5, None, 4.0], "country": ["ch", "ch", "de", "fr"],
                      "year": [2025, 2026, 2026, 2026]})


@check("creates, lists and describes databases")
def databases():
    wr.catalog.create_database("shop", description="a shop")
    wr.catalog.create_database("shop", exist_ok=True)
    raises("AlreadyExists", wr.catalog.create_database, "shop")
    equal([d["Name"] for d in wr.catalog.get_databases()], ["shop"])
    equal(list(wr.catalog.databases().Description), ["a shop"])


@check("writes a partitioned dataset and reads it back")
def write():
    wr.s3.to_parquet(frame, ROOT, dataset=True, database="shop", table="sales", partition_cols=["country", "year"],
                     glue_table_settings={"description": "all sales", "parameters": {"team": "blue"},
                                          "columns_comments": {"id": "a", "price": "in francs", "country": "b", "year": "c"}})
    equal(len(wr.s3.read_parquet_table("sales", database="shop")), 4)
    equal(len(wr.s3.read_parquet_table("sales", database="shop", partition_filter=lambda p: p["country"] == "ch")), 2)
    equal(wr.catalog.get_partitions("shop", "sales")[f"{ROOT}country=ch/year=2025/"], ["ch", "2025"])


@check("appends with a new column, and overwrites partitions")
def append():
    more = frame.assign(note="x")
    wr.s3.to_parquet(more, ROOT, dataset=True, mode="append", database="shop", table="sales", partition_cols=["country", "year"])
    equal(len(wr.s3.read_parquet_table("sales", database="shop", validate_schema=False)), 8)
    assert "note" in wr.catalog.get_table_types("shop", "sales")
    wr.s3.to_parquet(more[:1], ROOT, dataset=True, mode="overwrite_partitions", database="shop", table="sales",
                     partition_cols=["country", "year"])
    equal(len(wr.s3.read_parquet_table("sales", database="shop", validate_schema=False)), 7)


@check("filters partitions by expressions")
def expressions():
    def count(expression):
        return len(wr.catalog.get_parquet_partitions("shop", "sales", expression=expression))
    equal(count("country='ch'"), 2)
    equal(count("country='ch' AND year='2026'"), 1)
    equal(count("year > 2025"), 3)
    equal(count("country IN ('de', 'fr') OR year = 2025"), 3)
    equal(count("country LIKE 'c%'"), 2)


@check("writes CSV and JSON datasets")
def text_formats():
    wr.s3.to_csv(frame, f"s3://{BUCKET}/csv/", dataset=True, database="shop", table="csv", index=False)
    wr.s3.to_json(frame, f"s3://{BUCKET}/json/", dataset=True, database="shop", table="json")
    equal(wr.catalog.get_table_location("shop", "csv"), f"s3://{BUCKET}/csv/")
    assert wr.catalog.does_table_exist("shop", "json") and not wr.catalog.does_table_exist("shop", "none")


@check("lists and finds tables by prefix, suffix, part and text")
def find():
    def names(**arguments):
        return sorted(t["Name"] for t in wr.catalog.get_tables(database="shop", **arguments))
    equal(names(), ["csv", "json", "sales"])
    equal(names(name_prefix="s"), ["sales"])
    equal(names(name_suffix="n"), ["json"])
    equal(names(name_contains="s"), ["csv", "json", "sales"])
    equal([t["Name"] for t in wr.catalog.search_tables("blue")], ["sales"])
    equal(len(wr.catalog.tables(database="shop", name_contains="sal")), 1)
    equal(list(wr.catalog.table("shop", "sales")["Column Name"])[:2], ["id", "price"])


@check("reads and changes parameters, descriptions and comments")
def parameters():
    equal(wr.catalog.get_table_parameters("shop", "sales")["team"], "blue")
    wr.catalog.upsert_table_parameters({"team": "red"}, "shop", "sales")
    equal(wr.catalog.get_table_parameters("shop", "sales")["team"], "red")
    wr.catalog.overwrite_table_parameters({"classification": "parquet"}, "shop", "sales")
    equal(wr.catalog.get_table_parameters("shop", "sales"), {"classification": "parquet"})
    equal(wr.catalog.get_table_description("shop", "sales"), "all sales")
    equal(wr.catalog.get_columns_comments("shop", "sales")["price"], "in francs")


@check("adds and deletes a column, counts versions")
def columns():
    before = wr.catalog.get_table_number_of_versions("shop", "csv")
    wr.catalog.add_column("shop", "csv", "extra", "int", "a comment")
    wr.catalog.delete_column("shop", "csv", "extra")
    assert wr.catalog.get_table_number_of_versions("shop", "csv") >= before
    assert "extra" not in wr.catalog.get_table_types("shop", "csv")


@check("adds and deletes partitions by hand")
def partitions():
    wr.catalog.add_parquet_partitions("shop", "sales", {f"{ROOT}country=it/year=2026/": ["it", "2026"]})
    equal(len(wr.catalog.get_partitions("shop", "sales", expression="country='it'")), 1)
    wr.catalog.delete_partitions("sales", "shop", [["it", "2026"]])
    equal(len(wr.catalog.get_partitions("shop", "sales", expression="country='it'")), 0)
    wr.catalog.delete_all_partitions("sales", "shop")
    equal(wr.catalog.get_partitions("shop", "sales"), {})


@check("stores the metadata of files that are there")
def store():
    wr.s3.store_parquet_metadata(ROOT, database="shop", table="found", dataset=True, mode="overwrite")
    equal(len(wr.catalog.get_partitions("shop", "found")), 4)
    wr.s3.store_parquet_metadata(ROOT, database="shop", table="found", dataset=True, mode="overwrite", dtype={"year": "int"})
    equal(wr.catalog.get_table_types("shop", "found")["year"], "int")


@check("writes a table with partition projection")
def projection():
    wr.s3.to_parquet(frame, f"s3://{BUCKET}/projected/", dataset=True, database="shop", table="projected",
                     partition_cols=["country", "year"],
                     athena_partition_projection_settings={
                         "projection_types": {"country": "enum", "year": "integer"},
                         "projection_values": {"country": "ch,de,fr"}, "projection_ranges": {"year": "2024,2026"}})
    parameters = wr.catalog.get_table_parameters("shop", "projected")
    equal(parameters["projection.enabled"], "true")
    equal(parameters["projection.year.range"], "2024,2026")


@check("reads a connection")
def connection():
    boto3.client("glue", endpoint_url=GLUE).create_connection(ConnectionInput={
        "Name": "pg", "ConnectionType": "JDBC",
        "ConnectionProperties": {"JDBC_CONNECTION_URL": "jdbc:postgresql://db:5432/x", "USERNAME": "u", "PASSWORD": "p"}})
    equal(wr.catalog.get_connection("pg")["ConnectionProperties"]["PASSWORD"], "p")


@check("deletes tables and databases")
def delete():
    assert wr.catalog.delete_table_if_exists("shop", "csv")
    assert not wr.catalog.delete_table_if_exists("shop", "csv")
    wr.catalog.delete_database("shop")
    equal(wr.catalog.get_databases and [d["Name"] for d in wr.catalog.get_databases()], [])


run(wr.__version__)
