"""Partition projection: tables whose partitions are computed from rules, and answered as if they were registered."""

import datetime

import pytest

from client import pages, partition_input, refused, table_input

HOURS = {
    "projection.enabled": "true",
    "projection.day.type": "date", "projection.day.format": "yyyy/MM/dd", "projection.day.range": "2020/01/01,2029/12/31",
    "projection.hour.type": "integer", "projection.hour.range": "0,23", "projection.hour.digits": "2",
    "storage.location.template": "s3://lake/t/${day}/${hour}/",
}
NULL = "__HIVE_DEFAULT_PARTITION__"
KEYS = ("day:string", "hour:int")
REGIONS = {"projection.enabled": "true", "projection.region.type": "enum", "projection.region.values": "eu,us,ap"}
WRONG = {**HOURS, "projection.hour.range": "0,x"}


def projected(name="t", keys=KEYS, rules=HOURS, **more):
    return table_input(name, keys=keys, **{"Parameters": {"EXTERNAL": "TRUE", **rules}, **more})


@pytest.fixture
def make(glue, db):
    """Makes a table, and gives its names."""
    def table(name="t", keys=KEYS, rules=HOURS, **more):
        glue.create_table(DatabaseName=db, TableInput=projected(name, keys, rules, **more))
        return {"DatabaseName": db, "TableName": name}
    return table


def path(names, rest):
    return f"/v1/databases/{names['DatabaseName']}/tables/{names['TableName']}/{rest}"


def values(answer):
    return [p["Values"] for p in answer["Partitions"]]


def names_of(rest, names, **params):
    """All names, page by page."""
    found, token = [], {}
    while True:
        answer = rest.get(path(names, "partition-names"), params={**params, **token})
        assert answer.status_code == 200, answer.text
        found += answer.json()["PartitionNames"]
        if "NextToken" not in answer.json():
            return found
        token = {"NextToken": answer.json()["NextToken"]}


def count_of(rest, names, **params):
    answer = rest.get(path(names, "partition-count"), params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()["Count"]


def explain(rest, names, **params):
    answer = rest.get(path(names, "projection"), params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


# ---- what is wrong is told when the table is written ----

def test_wrong_rules_are_kept_with_a_warning(glue, rest, make, server):
    """By default a table with wrong rules is taken; the words stand over REST, in a metric and in the error of a read."""
    before = metric(server, 'propolis_projection_rules_wrong_total{result="kept"}')
    names = make(rules=WRONG)
    said = explain(rest, names)
    assert said["Enabled"] and "column 'hour'" in said["Warning"] and "projection.hour.range" in said["Warning"]
    assert said["Error"] == said["Warning"] and "Columns" not in said
    assert metric(server, 'propolis_projection_rules_wrong_total{result="kept"}') == before + 1
    assert metric(server, "propolis_projection_warnings") >= 1
    with refused("InvalidInputException", "projection.hour.range"):
        glue.get_partitions(**names)
    with refused("InvalidInputException", "projection.hour.range"):
        glue.get_partition(**names, PartitionValues=["2020/01/01", "00"])
    with refused("InvalidInputException", "projection.hour.range"):
        glue.batch_get_partition(**names, PartitionsToGet=[{"Values": ["2020/01/01", "00"]}])
    for what in ("partition-names", "partition-count"):
        answer = rest.get(path(names, what))
        assert answer.status_code == 400 and "projection.hour.range" in answer.text


def metric(server, name):
    lines = server.rest().get("/metrics").text.splitlines()
    return int(float(next(line.rsplit(" ", 1)[1] for line in lines if line.startswith(name))))


def test_a_warning_goes_when_the_rules_are_mended(glue, rest, make, db):
    """An update that mends the rules clears the words, and one that breaks them brings others."""
    names = make(rules=WRONG)
    glue.update_table(DatabaseName=db, TableInput=projected())
    assert "Warning" not in explain(rest, names) and glue.get_partitions(**names, MaxResults=1)["Partitions"]
    glue.update_table(DatabaseName=db, TableInput=projected(rules={**HOURS, "storage.location.template": "s3://lake/${day}/"}))
    assert "storage.location.template" in explain(rest, names)["Warning"]
    glue.update_table(DatabaseName=db, TableInput=projected(rules={**WRONG, "projection.enabled": "false"}))
    assert "Warning" not in explain(rest, names) and glue.get_partitions(**names)["Partitions"] == []


def test_a_rollback_brings_back_what_stood(glue, rest, make, db):
    """A table that goes back to a version with wrong rules has its warning again."""
    names = make(rules=WRONG)
    glue.update_table(DatabaseName=db, TableInput=projected())
    assert "Warning" not in explain(rest, names)
    assert rest.post(path(names, "versions/0/rollback")).ok
    assert "projection.hour.range" in explain(rest, names)["Warning"]


def test_a_registered_partition_is_read_beside_wrong_rules(glue, make):
    """Point reads of what is registered do not ask the rules; other tables of the database are not touched."""
    names = make(rules=WRONG)
    glue.create_partition(**names, PartitionInput=partition_input("2020/01/01", "0"))
    assert glue.get_partition(**names, PartitionValues=["2020/01/01", "0"])["Partition"]["Values"] == ["2020/01/01", "0"]


def test_validation_can_refuse(start_server):
    """With reject a wrong table is not made, an update does not break one, and rules that are off are not looked at."""
    server = start_server(projection_validation="reject")
    glue, rest = server.client(), server.rest()
    glue.create_database(DatabaseInput={"Name": "d"})
    with refused("InvalidInputException", "column 'hour'"):
        glue.create_table(DatabaseName="d", TableInput=projected(rules=WRONG))
    glue.create_table(DatabaseName="d", TableInput=projected())
    with refused("InvalidInputException", "projection.hour.range"):
        glue.update_table(DatabaseName="d", TableInput=projected(rules=WRONG))
    answer = rest.put("/v1/databases/d/tables/u", json={"TableInput": projected("u", rules=WRONG)})
    assert answer.status_code == 400 and "projection.hour.range" in answer.text
    glue.update_table(DatabaseName="d", TableInput=projected(rules={**WRONG, "projection.enabled": "false"}))
    assert metric(server, 'propolis_projection_rules_wrong_total{result="rejected"}') == 3


def test_validation_can_be_off(start_server):
    """With off nothing is kept of what is wrong; a read says it."""
    server = start_server(projection_validation="off")
    glue, rest = server.client(), server.rest()
    glue.create_database(DatabaseInput={"Name": "d"})
    glue.create_table(DatabaseName="d", TableInput=projected(rules=WRONG))
    names = {"DatabaseName": "d", "TableName": "t"}
    said = explain(rest, names)
    assert "Warning" not in said and "projection.hour.range" in said["Error"]
    assert metric(server, 'propolis_projection_rules_wrong_total{result="kept"}') == 0


# ---- what is served ----

def test_a_partition_is_the_tables_with_a_place_of_its_own(glue, make, server):
    """A projected partition has the table's storage descriptor, and its location from the template."""
    names = make()
    one = glue.get_partition(**names, PartitionValues=["2026/11/21", "07"])["Partition"]
    table = glue.get_table(DatabaseName=names["DatabaseName"], Name="t")["Table"]
    assert one["StorageDescriptor"] == {**table["StorageDescriptor"], "Location": "s3://lake/t/2026/11/21/07/"}
    assert (one["Values"], one["DatabaseName"], one["TableName"], one["CatalogId"]) == (
        ["2026/11/21", "07"], names["DatabaseName"], "t", server.account)
    assert one["CreationTime"] == table["CreateTime"] and one["Parameters"] == {}
    listed = glue.get_partitions(**names, Expression="day = '2026/11/21' AND hour = 7")["Partitions"]
    assert listed == [one]
    without = glue.get_partitions(**names, Expression="day = '2026/11/21' AND hour = 7", ExcludeColumnSchema=True)["Partitions"]
    assert "Columns" not in without[0]["StorageDescriptor"]
    assert without[0]["StorageDescriptor"]["SerdeInfo"] == one["StorageDescriptor"]["SerdeInfo"]


def test_the_default_location(glue, make):
    """Without a template a partition lies in a folder of Hive's manner below the table."""
    names = make(keys=["region:string"], rules={**REGIONS, "projection.region.values": "a/b"})
    one = glue.get_partition(**names, PartitionValues=["a/b"])["Partition"]
    assert one["StorageDescriptor"]["Location"] == "s3://lake/t/region=a%2Fb/"


@pytest.mark.parametrize("expression, expected", [
    ("day = '2026/11/21' AND hour >= 22", [["2026/11/21", "22"], ["2026/11/21", "23"]]),
    ("day = '2019/12/31'", []),
    ("day > '2029/12/30' AND hour IN (1, 30)", [["2029/12/31", "01"]]),
    ("day LIKE '2024/02/2%' AND day > '2024/02/28' AND hour = 0", [["2024/02/29", "00"]]),
    ("(day = '2020/01/01' AND hour = 1) OR (day = '2020/01/02' AND hour = 2)", [["2020/01/01", "01"], ["2020/01/02", "02"]]),
    ("hour IS NULL", []),
])
def test_filters(glue, rest, make, expression, expected):
    """A filter leaves what it says, in lists, names and counts alike, and each point lookup agrees."""
    names = make()
    answer = glue.get_partitions(**names, Expression=expression)
    assert values(answer) == expected and "NextToken" not in answer
    assert names_of(rest, names, Expression=expression) == [
        f"day={day.replace('/', '%2F')}/hour={hour}" for day, hour in expected]
    assert count_of(rest, names, Expression=expression) == len(expected)
    for one in expected:
        assert glue.get_partition(**names, PartitionValues=one)["Partition"]["Values"] == one


def test_wrong_filters_fail_as_elsewhere(glue, make):
    """A filter that does not parse, or compares a number with a word, is refused in the same words as for other tables."""
    names = make()
    for expression in ("day = ", "hour = 'x'", "minute = 1"):
        with refused("InvalidInputException"):
            glue.get_partitions(**names, Expression=expression)


def test_what_the_rules_do_not_make_is_not_there(glue, make):
    """Values in other writing, out of range or of another number are not found, each with its own error."""
    names = make()
    for one in (["2026/11/21", "7"], ["2026/11/31", "07"], ["2026-11-21", "07"], ["2030/01/01", "00"], ["2026/11/21", "24"]):
        with refused("EntityNotFoundException", "Cannot find partition."):
            glue.get_partition(**names, PartitionValues=one)
    with refused("InvalidInputException"):
        glue.get_partition(**names, PartitionValues=["2026/11/21"])
    answer = glue.batch_get_partition(**names, PartitionsToGet=[{"Values": ["2026/11/21", h]} for h in ("05", "24", "06")])
    assert values(answer) == [["2026/11/21", "05"], ["2026/11/21", "06"]]


def test_paging(glue, rest, make):
    """Pages of one size hold all partitions once, in the order of the rules; a token belongs to its list."""
    names = make(rules={**HOURS, "projection.day.range": "2024/02/27,2024/03/01"})
    everything, _ = pages(glue.get_partitions, "Partitions", **names)
    assert len(everything) == 96 == count_of(rest, names)
    assert [p["Values"] for p in everything] == [[f"2024/{d}", f"{h:02}"] for d in ("02/27", "02/28", "02/29", "03/01") for h in range(24)]
    for size in (1, 5, 95, 96, 1000):
        found, count = pages(glue.get_partitions, "Partitions", **names, MaxResults=size)
        assert found == everything and count == -(-96 // size)
    token = glue.get_partitions(**names, MaxResults=5)["NextToken"]
    with refused("InvalidInputException"):
        glue.get_partitions(**names, Expression="hour = 1", NextToken=token)
    assert names_of(rest, names, MaxResults=7) == names_of(rest, names)


def test_segments_are_disjoint_and_complete(glue, make):
    """The shares of a parallel read hold each partition once, also with a filter."""
    names = make(rules={**HOURS, "projection.day.range": "2024/02/27,2024/03/01"})
    for expression in ("", "hour > 5 AND day <> '2024/02/28'"):
        whole = sorted(values({"Partitions": pages(glue.get_partitions, "Partitions", **names, Expression=expression)[0]}))
        shares = [pages(glue.get_partitions, "Partitions", **names, Expression=expression, MaxResults=10,
                        Segment={"SegmentNumber": i, "TotalSegments": 5})[0] for i in range(5)]
        assert all(shares)
        assert sorted(p["Values"] for share in shares for p in share) == whole


def test_now_moves(glue, rest, make):
    """NOW is the time of the request, in UTC."""
    names = make(keys=["day:string"], rules={
        "projection.enabled": "true", "projection.day.type": "date", "projection.day.format": "yyyy-MM-dd",
        "projection.day.range": "NOW-2DAYS,NOW+1DAY"})
    today = datetime.datetime.now(datetime.timezone.utc).date()
    found = values(glue.get_partitions(**names))
    expected = [[str(today + datetime.timedelta(days=i))] for i in range(-2, 2)]
    assert found == expected or datetime.datetime.now(datetime.timezone.utc).date() != today
    said = explain(rest, names)["Columns"][0]
    assert (said["First"], said["Last"], said["Count"]) == (found[0][0], found[-1][0], 4)


def test_injected_columns_need_values(glue, rest, make):
    """Without = or IN on an injected column a read is refused in words that help."""
    names = make(keys=["id:string", "region:string"], rules={**REGIONS, "projection.id.type": "injected"})
    for expression in ("", "region = 'eu'", "id > 'a'", "id = 'a' OR region = 'eu'"):
        with refused("InvalidInputException", "'id' is injected"):
            glue.get_partitions(**names, Expression=expression)
        assert rest.get(path(names, "partition-count"), params={"Expression": expression}).status_code == 400
    assert values(glue.get_partitions(**names, Expression="id IN ('x', 'w') AND region <> 'us'")) == [
        ["w", "ap"], ["w", "eu"], ["x", "ap"], ["x", "eu"]]
    assert glue.get_partition(**names, PartitionValues=["anything", "eu"])["Partition"]["StorageDescriptor"]["Location"] == (
        "s3://lake/t/id=anything/region=eu/")
    assert names_of(rest, names, Prefix="id=x/region=e") == ["id=x/region=eu"]
    said = explain(rest, names)
    assert said["Columns"][0]["Type"] == "injected" and "Count" not in said and "Partitions" not in said


@pytest.mark.parametrize("kind, others", [("int", ["-10", "2", "10"]), ("date", ["2024-01-01"]), ("decimal(3,1)", ["1.5", "10"]), ("string", ["A", "z"])])
def test_null_is_a_listed_value_of_every_type(glue, rest, make, kind, others):
    """A list may name the null partition: it comes first, IS NULL finds it, and no comparison with a value does."""
    rules = {"projection.enabled": "true", "projection.k.type": "enum", "projection.k.values": ",".join([*others, NULL])}
    names = make(keys=[f"k:{kind}"], rules=rules)
    assert "Warning" not in explain(rest, names)
    for expression, expected in [("", [NULL, *others]), ("k IS NULL", [NULL]), ("k IS NOT NULL", others), (f"k <> '{others[0]}'", others[1:]),
                                 (f"k IN ('{others[0]}', '{NULL}')", [NULL, others[0]])]:
        assert values(glue.get_partitions(**names, Expression=expression)) == [[value] for value in expected], expression
        assert count_of(rest, names, Expression=expression) == len(expected)
    found = glue.get_partition(**names, PartitionValues=[NULL])["Partition"]
    assert found["StorageDescriptor"]["Location"] == f"s3://lake/t/k={NULL}/"


def test_null_of_an_injected_column(glue, rest, make):
    """Null is a value that a filter can say, as Trino's (id = '__HIVE_DEFAULT_PARTITION__') for IS NULL does."""
    names = make(keys=["id:string", "region:string"], rules={**REGIONS, "projection.id.type": "injected"})
    for expression in ("id IS NULL", f"(id = '{NULL}')"):
        assert values(glue.get_partitions(**names, Expression=f"{expression} AND region = 'eu'")) == [[NULL, "eu"]]
    assert count_of(rest, names, Expression="id IS NULL OR id = 'x'") == 6


def test_the_cap(glue, rest, start_server):
    """A list that would answer more than its cap is refused before its first page where that can be computed, else at the cap."""
    server = start_server(projection_partitions_max=100)
    glue, rest = server.client(), server.rest()
    glue.create_database(DatabaseInput={"Name": "d"})
    glue.create_table(DatabaseName="d", TableInput=projected())
    names = {"DatabaseName": "d", "TableName": "t"}
    with refused("InvalidInputException", "more than 100 projected partitions"):
        glue.get_partitions(**names)
    with refused("InvalidInputException", "'day' (3653 values left)"):
        glue.get_partitions(**names, MaxResults=10)
    assert len(pages(glue.get_partitions, "Partitions", **names, Expression="day BETWEEN '2026/01/01' AND '2026/01/04'")[0]) == 96
    with refused("InvalidInputException", "more than 100"):
        pages(glue.get_partitions, "Partitions", **names, MaxResults=30,
              Expression="(day < '2021' OR hour = 5) AND NOT (day > '2024' AND hour < 9)")
    assert rest.get(path(names, "partition-names")).status_code == 400
    assert count_of(rest, names) == 3653 * 24


def test_ten_to_the_twelfth(glue, rest, make):
    """A product of ranges is counted without being counted out, and a point of it is found."""
    keys = [f"k{i}:int" for i in range(4)]
    rules = {"projection.enabled": "true"}
    for i in range(4):
        rules |= {f"projection.k{i}.type": "integer", f"projection.k{i}.range": "0,999"}
    names = make(keys=keys, rules=rules)
    assert count_of(rest, names) == 10**12
    assert count_of(rest, names, Expression="k3 = 5 AND k1 < 10") == 10**7
    assert values(glue.get_partitions(**names, Expression="k0 = 1 AND k1 = 2 AND k2 = 3 AND k3 > 997")) == [
        ["1", "2", "3", "998"], ["1", "2", "3", "999"]]
    with refused("InvalidInputException", "more than 1000000"):
        glue.get_partitions(**names, Expression="k3 = 5 AND k1 < 10")


# ---- beside what is registered ----

def test_a_registered_partition_wins(glue, rest, make):
    """What is registered goes before the rules, in lists, lookups, names and counts; what the rules do not make is listed too."""
    names = make(keys=["region:string"], rules=REGIONS)
    glue.create_partition(**names, PartitionInput={**partition_input("eu"), "Parameters": {"registered": "yes"}})
    glue.create_partition(**names, PartitionInput={**partition_input("zz"), "Parameters": {"registered": "yes"}})
    listed = glue.get_partitions(**names)["Partitions"]
    assert [(p["Values"], p["Parameters"].get("registered")) for p in listed] == [
        (["ap"], None), (["eu"], "yes"), (["us"], None), (["zz"], "yes")]
    assert glue.get_partition(**names, PartitionValues=["eu"])["Partition"]["StorageDescriptor"]["Location"] == "s3://lake/t/eu"
    batch = glue.batch_get_partition(**names, PartitionsToGet=[{"Values": [v]} for v in ("us", "zz", "eu", "no")])
    assert [p["Parameters"] for p in batch["Partitions"]] == [{}, {"registered": "yes"}, {"registered": "yes"}]
    assert names_of(rest, names) == ["region=ap", "region=eu", "region=us", "region=zz"] == names_of(rest, names, MaxResults=1)
    assert count_of(rest, names) == 4 and count_of(rest, names, Expression="region >= 'us'") == 2
    assert pages(glue.get_partitions, "Partitions", **names, MaxResults=1)[0] == listed
    said = explain(rest, names, Expression="region > 'a'")
    assert [(p["Values"], p["Registered"]) for p in said["Partitions"]] == [
        (["ap"], False), (["eu"], True), (["us"], False), (["zz"], True)]
    glue.delete_partition(**names, PartitionValues=["eu"])
    assert glue.get_partition(**names, PartitionValues=["eu"])["Partition"]["Parameters"] == {}


def test_a_number_written_otherwise_is_another_partition(glue, make):
    """A registered 7 does not stand for the projected 07 unless the store takes them for one."""
    names = make(rules={**HOURS, "projection.day.range": "2024/01/01,2024/01/01", "projection.hour.range": "7,7"})
    glue.create_partition(**names, PartitionInput=partition_input("2024/01/01", "7"))
    assert sorted(values(glue.get_partitions(**names))) == [["2024/01/01", "07"], ["2024/01/01", "7"]]


def test_update_registers(glue, make):
    """UpdatePartition and BatchUpdatePartition of a projected partition register it: an engine takes it for existing."""
    names = make()
    glue.update_partition(**names, PartitionValueList=["2026/01/01", "00"],
                          PartitionInput={**partition_input("2026/01/01", "00"), "Parameters": {"rows": "1"}})
    one = glue.get_partition(**names, PartitionValues=["2026/01/01", "00"])["Partition"]
    assert one["Parameters"] == {"rows": "1"} and one["StorageDescriptor"]["Location"] == "s3://lake/t/2026/01/01/00"
    entries = [{"PartitionValueList": ["2026/01/01", h], "PartitionInput": {"Values": ["2026/01/01", h], "Parameters": {"rows": h}}}
               for h in ("01", "24", "02")]
    answer = glue.batch_update_partition(**names, Entries=entries)
    assert [(e["PartitionValueList"], e["ErrorDetail"]["ErrorCode"]) for e in answer["Errors"]] == [
        (["2026/01/01", "24"], "EntityNotFoundException")]
    two = glue.get_partition(**names, PartitionValues=["2026/01/01", "02"])["Partition"]
    assert two["Parameters"] == {"rows": "02"} and two["StorageDescriptor"]["Location"] == "s3://lake/t/2026/01/01/02/"
    assert two["StorageDescriptor"]["Columns"]
    with refused("EntityNotFoundException"):
        glue.update_partition(**names, PartitionValueList=["2026/01/01", "24"], PartitionInput=partition_input("2026/01/01", "24"))
    with refused("InvalidInputException", "cannot get other values"):
        glue.update_partition(**names, PartitionValueList=["2026/01/01", "05"], PartitionInput=partition_input("2026/01/01", "06"))


def test_statistics_register(glue, rest, make, server):
    """Column statistics of a projected partition: none at first, and the first that are written register it."""
    names = make()
    point = {**names, "PartitionValues": ["2026/01/01", "00"]}
    data = {"ColumnName": "id", "ColumnType": "bigint", "AnalyzedTime": datetime.datetime(2026, 1, 1),
            "StatisticsData": {"Type": "LONG", "LongColumnStatisticsData": {
                "NumberOfNulls": 0, "NumberOfDistinctValues": 2, "MinimumValue": 1, "MaximumValue": 2}}}
    nothing = glue.get_column_statistics_for_partition(**point, ColumnNames=["id"])
    assert nothing["ColumnStatisticsList"] == [] and nothing["Errors"][0]["ColumnName"] == "id"
    assert glue.update_column_statistics_for_partition(**point, ColumnStatisticsList=[data])["Errors"] == []
    assert glue.get_column_statistics_for_partition(**point, ColumnNames=["id"])["ColumnStatisticsList"][0]["ColumnName"] == "id"
    assert explain(rest, names, Expression="day = '2026/01/01' AND hour < 2")["Partitions"][0]["Registered"]
    with refused("EntityNotFoundException"):
        glue.update_column_statistics_for_partition(
            **{**point, "PartitionValues": ["2026/01/01", "24"]}, ColumnStatisticsList=[data])


def test_what_is_projected_cannot_be_deleted(glue, make):
    """A delete of what comes back at the next read says so."""
    names = make()
    with refused("EntityNotFoundException", "projection"):
        glue.delete_partition(**names, PartitionValues=["2026/01/01", "00"])
    with refused("EntityNotFoundException"):
        glue.delete_partition(**names, PartitionValues=["2026/01/01", "24"])
    answer = glue.batch_delete_partition(**names, PartitionsToDelete=[{"Values": ["2026/01/01", "00"]}])
    assert answer["Errors"][0]["ErrorDetail"]["ErrorCode"] == "EntityNotFoundException"


def test_create_registers(glue, make):
    """CreatePartition of what is projected is taken: it was not registered."""
    names = make()
    glue.create_partition(**names, PartitionInput=partition_input("2026/01/01", "00"))
    with refused("AlreadyExistsException"):
        glue.create_partition(**names, PartitionInput=partition_input("2026/01/01", "00"))


# ---- switched off ----

@pytest.mark.parametrize("rules", [
    {"projection.enabled": "false"}, {"propolis.projection.serve": "false"}], ids=["not enabled", "not served"])
def test_tables_without_serving(glue, rest, make, rules):
    """Where the table does not want it, only registered partitions are answered, and wrong filters on injected ones do not matter."""
    names = make(rules={**HOURS, **rules})
    glue.create_partition(**names, PartitionInput=partition_input("2026/01/01", "00"))
    assert values(glue.get_partitions(**names)) == [["2026/01/01", "00"]]
    assert count_of(rest, names) == 1 and names_of(rest, names) == ["day=2026%2F01%2F01/hour=00"]
    with refused("EntityNotFoundException"):
        glue.get_partition(**names, PartitionValues=["2026/01/01", "01"])
    with refused("EntityNotFoundException"):
        glue.update_partition(**names, PartitionValueList=["2026/01/01", "01"], PartitionInput=partition_input("2026/01/01", "01"))
    said = explain(rest, names, Expression="day = '2026/01/01' AND hour < 2")
    assert not said["Served"]
    if said["Enabled"]:
        assert "registered partitions alone" in said["Engines"][2]["Notes"][0]
        assert [(p["Location"], p["Registered"]) for p in said["Partitions"]] == [
            ("s3://lake/t/2026/01/01/00/", True), ("s3://lake/t/2026/01/01/01/", False)]


def test_a_server_that_never_serves(start_server):
    """--projection-serve never; tokens and tables survive the change to always by a restart."""
    server = start_server(projection_serve="never")
    glue = server.client()
    glue.create_database(DatabaseInput={"Name": "d"})
    glue.create_table(DatabaseName="d", TableInput=projected(keys=["region:string"], rules=REGIONS))
    names = {"DatabaseName": "d", "TableName": "t"}
    assert glue.get_partitions(**names)["Partitions"] == [] and count_of(server.rest(), names) == 0
    said = explain(server.rest(), names)
    assert said["Enabled"] and not said["Served"] and said["Columns"][0]["Last"] == "us" and said["Count"] == 3
    server.options["projection_serve"] = "always"
    server.restart()
    glue = server.client()
    first = glue.get_partitions(**names, MaxResults=1)
    server.restart()
    rest = server.client().get_partitions(**names, NextToken=first["NextToken"])["Partitions"]
    assert [p["Values"] for p in first["Partitions"] + rest] == [["ap"], ["eu"], ["us"]]


# ---- only folders that exist ----

def test_only_existing_folders(start_server, tmp_path):
    """propolis.projection.exists answers the partitions whose folder holds something, as of when the lake was last asked."""
    lake = tmp_path / "lake"
    for day in ("2024/01/05", "2024/03/01"):
        for hour in ("03", "07"):
            (lake / "t" / day / hour).mkdir(parents=True)
            (lake / "t" / day / hour / "f").write_text("x")
    server = start_server(file_root=str(lake), projection_exists_cache="0s")
    glue, rest = server.client(), server.rest()
    glue.create_database(DatabaseInput={"Name": "d"})
    glue.create_table(DatabaseName="d", TableInput=projected(rules={
        **HOURS, "projection.day.range": "2024/01/01,2024/12/31", "propolis.projection.exists": "true",
        "storage.location.template": f"file://{lake}/t/${{day}}/${{hour}}/"}))
    names = {"DatabaseName": "d", "TableName": "t"}
    there = [["2024/01/05", "03"], ["2024/01/05", "07"], ["2024/03/01", "03"], ["2024/03/01", "07"]]
    assert [p["Values"] for p in pages(glue.get_partitions, "Partitions", **names)[0]] == there
    found, _ = pages(glue.get_partitions, "Partitions", **names, MaxResults=1)
    assert [p["Values"] for p in found] == there
    assert values(glue.get_partitions(**names, Expression="hour = 7 AND day < '2024/02'")) == [["2024/01/05", "07"]]
    assert count_of(rest, names) == 4
    assert len(names_of(rest, names)) == 4
    assert glue.get_partition(**names, PartitionValues=there[0])["Partition"]["Values"] == there[0]
    with refused("EntityNotFoundException"):
        glue.get_partition(**names, PartitionValues=["2024/01/05", "04"])
    batch = [{"Values": ["2024/01/05", f"{h:02}"]} for h in range(24)]
    assert values(glue.batch_get_partition(**names, PartitionsToGet=batch)) == there[:2]
    glue.create_partition(**names, PartitionInput=partition_input("2024/02/02", "00"))
    assert len(glue.get_partitions(**names, Expression="day < '2024/02/10'")["Partitions"]) == 3


def test_the_lakes_answers_are_kept_for_a_time(start_server, tmp_path):
    """A folder that appears is seen once the time is over; what exists is not asked for again before."""
    lake = tmp_path / "lake"
    (lake / "t" / "region=eu").mkdir(parents=True)
    (lake / "t" / "region=eu" / "f").write_text("x")
    server = start_server(file_root=str(lake), projection_exists_cache="1h")
    glue = server.client()
    glue.create_database(DatabaseInput={"Name": "d"})
    table = projected(keys=["region:string"], rules={**REGIONS, "propolis.projection.exists": "true"})
    table["StorageDescriptor"]["Location"] = f"file://{lake}/t/"
    glue.create_table(DatabaseName="d", TableInput=table)
    names = {"DatabaseName": "d", "TableName": "t"}
    assert values(glue.get_partitions(**names)) == [["eu"]]
    (lake / "t" / "region=us").mkdir()
    (lake / "t" / "region=us" / "f").write_text("x")
    (lake / "t" / "region=eu" / "f").unlink()
    assert values(glue.get_partitions(**names)) == [["eu"]]
    server.options["projection_exists_cache"] = "0s"
    server.restart()
    assert values(server.client().get_partitions(**names)) == [["us"]]


def test_a_lake_that_cannot_be_asked(glue, make):
    """Without a way to the folders the error says what was wanted of them."""
    names = make(keys=["region:string"], rules={
        **REGIONS, "propolis.projection.exists": "true", "storage.location.template": "file:///nowhere/${region}/"})
    with refused("InvalidInputException", "propolis.projection.exists"):
        glue.get_partitions(**names)


# ---- names and counts of any table ----

def test_names_of_a_registered_table(glue, rest, table):
    """Names come in the order of the keys, by prefix or expression, page by page; without bodies."""
    for day in ("2026-01-01", "2026-01-02", "2026-02-01", "a/b"):
        for hour in ("0", "10", "9"):
            glue.create_partition(**table, PartitionInput=partition_input(day, hour))
    everything = names_of(rest, table)
    assert everything[:4] == ["day=2026-01-01/hour=0", "day=2026-01-01/hour=9", "day=2026-01-01/hour=10", "day=2026-01-02/hour=0"]
    assert len(everything) == 12 == count_of(rest, table) and everything[-1] == "day=a%2Fb/hour=10"
    assert names_of(rest, table, MaxResults=5) == everything
    for prefix in ("d", "day=", "day=2026-01", "day=2026-01-02/", "day=2026-01-02/hour=1", "day=2026-01-02/hour=10", "day=a%2F",
                   "day=x", "hour=1", "DAY=", "day=2026-01-01/hour=1/x", "day=2026-01-01/hour"):
        assert names_of(rest, table, Prefix=prefix) == [n for n in everything if n.startswith(prefix)], prefix
        assert names_of(rest, table, Prefix=prefix, MaxResults=1) == [n for n in everything if n.startswith(prefix)], prefix
    assert names_of(rest, table, Prefix="day=2026-01", Expression="hour > 9") == ["day=2026-01-01/hour=10", "day=2026-01-02/hour=10"]
    assert count_of(rest, table, Expression="hour > 0 AND day < '3'") == 6
    shares = [names_of(rest, table, **{"Segment.SegmentNumber": i, "Segment.TotalSegments": 3}) for i in range(3)]
    assert sorted(sum(shares, [])) == sorted(everything)
    assert rest.get(path(table, "partition-names"), params={"Expression": "hour = 'x'"}).status_code == 400
    assert rest.get(path({**table, "TableName": "none"}, "partition-names")).status_code == 404
    assert rest.get(path({**table, "TableName": "none"}, "partition-count")).status_code == 404


def test_every_prefix_of_every_name(glue, rest, db):
    """Whatever characters values are made of, a prefix finds the names that begin with it, wherever it is cut."""
    glue.create_table(DatabaseName=db, TableInput=table_input("t", keys=["k y:string", "n:int", "day:date"]))
    names = {"DatabaseName": db, "TableName": "t"}
    for text in ("a/b", "a%b", "a_b!c", "it's", 'a"b', "back\\slash", "ü 日", "__HIVE_DEFAULT_PARTITION__", "__HIVE", "a=b"):
        glue.create_partition(**names, PartitionInput=partition_input(text, "07", "2026-01-01"))
    glue.create_partition(**names, PartitionInput=partition_input("a", "__HIVE_DEFAULT_PARTITION__", "odd"))
    everything = names_of(rest, names)
    assert len(everything) == 11
    for name in everything:
        for end in range(1, len(name) + 1):
            assert names_of(rest, names, Prefix=name[:end]) == [n for n in everything if n.startswith(name[:end])], name[:end]


def test_names_by_an_index(glue, rest, db):
    """A filter that an index answers gives the names and the count that the keys give, in pages and shares too."""
    for table, indexes in (("plain", []), ("indexed", [{"IndexName": "i", "Keys": ["hour"]}])):
        glue.create_table(DatabaseName=db, TableInput=table_input(table, keys=["day:string", "hour:int"]), PartitionIndexes=indexes)
        glue.batch_create_partition(DatabaseName=db, TableName=table, PartitionInputList=[
            partition_input(f"2026-01-{i % 20 + 1:02}", str(i % 24)) for i in range(100)])
    plain, indexed = ({"DatabaseName": db, "TableName": table} for table in ("plain", "indexed"))
    for expression in ("hour = 7", "hour IN (1, 23)", "hour > 20 AND day < '2026-01-12'"):
        expected = names_of(rest, plain, Expression=expression)
        assert expected and sorted(names_of(rest, indexed, Expression=expression)) == sorted(expected)
        assert sorted(names_of(rest, indexed, Expression=expression, MaxResults=1)) == sorted(expected)
        assert count_of(rest, indexed, Expression=expression) == len(expected) == count_of(rest, plain, Expression=expression)
        some = [n for n in expected if n.startswith("day=2026-01-0")]
        assert sorted(names_of(rest, indexed, Expression=expression, Prefix="day=2026-01-0")) == some


def test_both_doors_name_and_count(wire, glue, table):
    """Our own operations are asked for through the Glue door as well."""
    glue.create_partition(**table, PartitionInput=partition_input("d", "1"))
    assert wire.call("GetPartitionNames", table).json == {"PartitionNames": ["day=d/hour=1"]}
    assert wire.call("CountPartitions", table).json == {"Count": 1}
    assert wire.call("GetTableProjection", table).json["Enabled"] is False


# ---- explained ----

def test_the_rules_are_explained(rest, make):
    """Each column's rule in words, its first and last value, the count, locations for an expression, and what engines do."""
    names = make()
    said = explain(rest, names)
    assert (said["Enabled"], said["Served"], said["ExistingOnly"], said["Count"]) == (True, True, False, 3653 * 24)
    assert said["LocationTemplate"] == HOURS["storage.location.template"] and "Partitions" not in said
    day, hour = said["Columns"]
    assert day == {
        "Name": "day", "KeyType": "string", "Type": "date", "First": "2020/01/01", "Last": "2029/12/31", "Count": 3653,
        "Rule": "dates of the format yyyy/MM/dd from 2020/01/01 to 2029/12/31 in steps of 1 DAYS"}
    assert hour == {"Name": "hour", "KeyType": "int", "Type": "integer", "First": "00", "Last": "23", "Count": 24,
                    "Rule": "integers from 0 to 23 in steps of 1, written with 2 digits"}
    page = explain(rest, names, Expression="day = '2026/11/21'", MaxResults=2)
    assert page["Count"] == 24 and page["NextToken"]
    assert page["Partitions"] == [
        {"Values": ["2026/11/21", h], "Location": f"s3://lake/t/2026/11/21/{h}/", "Registered": False} for h in ("00", "01")]
    assert [(e["Name"], e["Accepts"], e["Refusals"]) for e in said["Engines"]] == [
        ("Athena", True, []), ("Trino", True, []), ("Spark, Hive and others", True, [])]
    assert "answered" in said["Engines"][2]["Notes"][0]


@pytest.mark.parametrize("keys, rules, words", [
    (["c:int"], {"projection.c.type": "enum", "projection.c.values": "1,2"}, "enum is for columns of type varchar"),
    (["c:bigint"], {"projection.c.type": "integer", "projection.c.range": "0,9999999999"}, "32 bits"),
    (["c:smallint"], {"projection.c.type": "integer", "projection.c.range": "0,9"}, "integer is for columns"),
    (["c:int"], {"projection.c.type": "date", "projection.c.range": "20260101,20260102", "projection.c.format": "yyyyMMdd"},
     "date is for columns"),
    (["c:string"], {"projection.c.type": "date", "projection.c.range": "202601,202602", "projection.c.format": "yyyyMM"}, "MONTHS"),
    (["c:string"], {"projection.c.type": "date", "projection.c.range": "2025,2026", "projection.c.format": "yyyy",
                    "projection.c.interval": "1", "projection.c.interval.unit": "YEARS"}, "interval.unit is DAYS"),
    (["c:string"], {"projection.c.type": "date", "projection.c.range": "NOW-1WEEK,NOW", "projection.c.format": "yyyy-MM-dd"},
     "NOW takes DAYS"),
    (["c:string"], {"projection.c.type": "date", "projection.c.range": "NOW,NOW", "projection.c.format": "yyyy-MM-dd"},
     "before the last"),
])
def test_what_trino_refuses(rest, make, keys, rules, words):
    """Athena takes it, so it is served; Trino's reasons are told."""
    names = make(keys=keys, rules={"projection.enabled": "true", **rules})
    athena, trino, _ = explain(rest, names)["Engines"]
    assert athena["Accepts"] and not trino["Accepts"] and any(words in r and r.startswith("c: ") for r in trino["Refusals"])


def test_a_table_without_rules_is_explained_in_a_word(rest, table):
    """Enabled says false, and nothing else is there."""
    said = explain(rest, table)
    assert said == {"Enabled": False, "Served": False, "ExistingOnly": False}
