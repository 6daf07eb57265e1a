"""docs/projection.md tells the truth: its tour is run, its options and properties are those of the program, and each difference
between Athena and Trino that it lists is as it says."""

import datetime
import re
import subprocess

import pytest

from program import PROGRAM, ROOT, clean_environment
from tour import run_tour

TEXT = (ROOT / "docs/projection.md").read_text()
WRITTEN = datetime.date(2026, 11, 21)


def block(name):
    return re.search(rf"<!-- {name}.*?-->\n(.*?)\n<!-- /{name} -->", TEXT, re.S).group(1)


def rows():
    """The table of differences: the column, its rules, what is here, and Trino."""
    for line in block("differences").splitlines()[2:]:
        yield pytest.param(*(cell.strip() for cell in line.strip("|").split(" | ")), id=line[2:60])


def test_the_tour(server, tmp_path):
    """Each command of the tour, run in one shell, prints what the page shows."""
    env = clean_environment(AWS_ACCESS_KEY_ID=server.key_id, AWS_SECRET_ACCESS_KEY=server.secret, AWS_ENDPOINT_URL_GLUE=server.url)
    run_tour(block("tour"), tmp_path, env)


@pytest.mark.parametrize("column, rules, here, trino", list(rows()))
def test_differences(server, glue, column, rules, here, trino):
    """The rules make the partitions that the page says, or are wrong in its words; Trino refuses those that it says."""
    name, of_type = column.strip("`").split(":")
    parameters = {"projection.enabled": "true", **{
        f"projection.{name}.{key}": value for key, value in (rule.split("=", 1) for rule in re.findall(r"`([^`]*)`", rules))}}
    database = "differences"
    if database not in [d["Name"] for d in glue.get_databases()["DatabaseList"]]:
        glue.create_database(DatabaseInput={"Name": database})
    glue.create_table(DatabaseName=database, TableInput={
        "Name": "t", "PartitionKeys": [{"Name": name, "Type": of_type}], "Parameters": parameters,
        "StorageDescriptor": {"Location": "s3://lake/t/"}})
    try:
        said = server.rest().get(f"/v1/databases/{database}/tables/t/projection").json()
        if here.startswith("error: "):
            assert here.removeprefix("error: ").replace("`", "") in said["Error"], said["Error"]
            return
        expected = re.findall(r'`"([^"]*)"`', here)
        if "NOW" in rules:
            moved = datetime.datetime.now(datetime.timezone.utc).date() - WRITTEN
            expected = [str(datetime.date.fromisoformat(day) + moved) for day in expected]
        assert [p["Values"] for p in glue.get_partitions(DatabaseName=database, TableName="t")["Partitions"]] == [[v] for v in expected]
        engines = {engine["Name"]: engine for engine in said["Engines"]}
        assert engines["Athena"]["Accepts"]
        assert engines["Trino"]["Accepts"] == (trino != "refuses"), engines["Trino"]
        assert trino != "trims them" or "trimmed" in " ".join(engines["Trino"]["Notes"])
    finally:
        glue.delete_table(DatabaseName=database, Name="t")


def test_options():
    """The options and metrics that the page names exist."""
    printed = subprocess.run([PROGRAM, "serve", "--help"], capture_output=True, text=True, check=True).stdout
    for option in set(re.findall(r"`(--[a-z-]+)", TEXT)):
        assert f"  {option} " in printed, option


def test_properties(server, glue):
    """Each property that the page lists is read: wrong values of it are told by name, or change what is served."""
    listed = set(re.findall(r"^\| `([a-z.A-Z]+)` \|", TEXT, re.M))
    source = "".join(path.read_text() for path in (ROOT / "catalog").glob("projection*.c"))
    for name in listed:
        assert f'"{name.replace("projection.COLUMN.", "")}"' in source, name
    assert {"propolis_projection_warnings"} == set(re.findall(r"`(propolis_[a-z_]+)`", TEXT))
    assert "propolis_projection_warnings " in server.rest().get("/metrics").text
