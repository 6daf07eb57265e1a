"""Statistics of columns, as the column statistics API of AWS Glue describes them and as Trino uses it."""

import concurrent.futures
import datetime
import decimal
import math

import pytest

from client import partition_input, refused, table_input

COLUMNS = ["flag:boolean", "day:date", "price:decimal(38,10)", "share:double", "id:bigint", "text:string", "blob:binary"]
TIME = datetime.datetime(2026, 11, 19, 12, 30, 15, 250000, datetime.timezone.utc)
INT64_MIN, INT64_MAX = -2**63, 2**63 - 1


def statistics(column, kind, column_type="", time=TIME, **data):
    name = kind.capitalize() + "ColumnStatisticsData"
    return {"ColumnName": column, "ColumnType": column_type, "AnalyzedTime": time, "StatisticsData": {"Type": kind, name: data}}


def number(value):
    """A decimal as the API has it: the unscaled number in two's complement, highest byte first, and the scale."""
    sign, digits, exponent = decimal.Decimal(value).as_tuple()
    unscaled = int("".join(map(str, digits))) * (-1 if sign else 1)
    return {"UnscaledValue": unscaled.to_bytes(unscaled.bit_length() // 8 + 1, "big", signed=True), "Scale": -exponent}


def day(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)


FULL = [
    statistics("flag", "BOOLEAN", "boolean", NumberOfTrues=3, NumberOfFalses=0, NumberOfNulls=INT64_MAX),
    statistics("day", "DATE", "date", MinimumValue=day("1969-12-31"), MaximumValue=day("2262-04-11"), NumberOfNulls=0, NumberOfDistinctValues=7),
    statistics("price", "DECIMAL", "decimal(38,10)", MinimumValue=number("-9999999999999999999999999999.9999999999"),
               MaximumValue=number("0.0000000001"), NumberOfNulls=1, NumberOfDistinctValues=2),
    statistics("share", "DOUBLE", "double", MinimumValue=-1.7976931348623157e308, MaximumValue=5e-324, NumberOfNulls=0, NumberOfDistinctValues=1),
    statistics("id", "LONG", "bigint", MinimumValue=INT64_MIN, MaximumValue=INT64_MAX, NumberOfNulls=0, NumberOfDistinctValues=INT64_MAX),
    statistics("text", "STRING", "string", MaximumLength=INT64_MAX, AverageLength=0.1, NumberOfNulls=0, NumberOfDistinctValues=4),
    statistics("blob", "BINARY", "binary", MaximumLength=0, AverageLength=1e300, NumberOfNulls=0),
]


class Owner:
    """The three operations on a table, or on one of its partitions."""

    def __init__(self, glue, place, values=None):
        kind = "table" if values is None else "partition"
        self.of = {**place, **({} if values is None else {"PartitionValues": values})}
        for verb in ("get", "update", "delete"):
            setattr(self, f"call_{verb}", getattr(glue, f"{verb}_column_statistics_for_{kind}"))

    def put(self, *given):
        return self.call_update(**self.of, ColumnStatisticsList=list(given))["Errors"]

    def get(self, *names):
        answer = self.call_get(**self.of, ColumnNames=list(names))
        missing = [error["ColumnName"] for error in answer["Errors"]]
        assert all(error["Error"] == {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Statistics do not exist for this column"}
                   for error in answer["Errors"])
        return answer["ColumnStatisticsList"], missing

    def has(self, *names):
        found, missing = self.get(*names)
        assert len(found) + len(missing) == len(names)
        return [one["ColumnName"] for one in found]

    def delete(self, name):
        self.call_delete(**self.of, ColumnName=name)


@pytest.fixture
def place(glue, db):
    glue.create_table(DatabaseName=db, TableInput=table_input("t", COLUMNS, keys=["k:string", "hour:int"]))
    place = {"DatabaseName": db, "TableName": "t"}
    glue.create_partition(**place, PartitionInput=partition_input("a", "1"))
    return place


@pytest.fixture(params=["table", "partition"])
def owner(request, glue, place):
    """Each test runs for the statistics of a table and for those of a partition."""
    return Owner(glue, place, ["a", "1"] if request.param == "partition" else None)


NAMES = [one["ColumnName"] for one in FULL]


def test_every_kind_is_kept(owner):
    """All seven kinds come back as they were written, to the last digit, in the order that was asked for."""
    assert owner.get(*NAMES) == ([], NAMES)
    assert owner.put(*FULL) == []
    assert owner.get(*NAMES) == (FULL, [])
    assert owner.get(*reversed(NAMES)) == (FULL[::-1], [])
    assert owner.get() == ([], [])


@pytest.mark.parametrize("given", [one for one in FULL if "MinimumValue" in next(v for v in one["StatisticsData"].values() if isinstance(v, dict))])
def test_an_absent_bound_stays_absent(owner, given):
    """A minimum or maximum that was not given is not made up: a column of nulls has none."""
    [(name, data)] = [(name, data) for name, data in given["StatisticsData"].items() if name != "Type"]
    for left_out in (["MinimumValue"], ["MaximumValue"], ["MinimumValue", "MaximumValue"]):
        part = {member: value for member, value in data.items() if member not in left_out}
        one = {**given, "StatisticsData": {"Type": given["StatisticsData"]["Type"], name: part}}
        assert owner.put(one) == [] and owner.get(given["ColumnName"]) == ([one], [])


@pytest.mark.parametrize("value", ["0", "-1", "1", "127", "128", "-128", "-129", "255", "12345678901234567890.123456789", "1E+3"])
def test_decimals_are_exact(owner, value):
    """Bytes and scale of a decimal come back as they went in, superfluous leading bytes too."""
    for given in (number(value), {"UnscaledValue": b"\xff" * 40, "Scale": -2**31}, {"UnscaledValue": b"", "Scale": 2**31 - 1}):
        one = statistics("price", "DECIMAL", MinimumValue=given, MaximumValue=number(value), NumberOfNulls=0, NumberOfDistinctValues=0)
        assert owner.put(one) == [] and owner.get("price") == ([one], [])


def test_wire_forms(wire, place):
    """On the wire times are seconds as a number with a fraction, decimals are Base64, and doubles have their shortest form."""
    given = ('{"ColumnName":"share","ColumnType":"double","AnalyzedTime":1763555415.25,"StatisticsData":{"Type":"DOUBLE",'
             '"DoubleColumnStatisticsData":{"MinimumValue":0.1,"MaximumValue":1e+22,"NumberOfNulls":0,"NumberOfDistinctValues":1}}}',
             '{"ColumnName":"price","ColumnType":"","AnalyzedTime":0,"StatisticsData":{"Type":"DECIMAL","DecimalColumnStatisticsData":'
             '{"MinimumValue":{"UnscaledValue":"/w==","Scale":0},"NumberOfNulls":0,"NumberOfDistinctValues":1}}}',
             '{"ColumnName":"day","ColumnType":"date","AnalyzedTime":-1.001,"StatisticsData":{"Type":"DATE","DateColumnStatisticsData":'
             '{"MinimumValue":-62135596800,"MaximumValue":253402300799.999,"NumberOfNulls":0,"NumberOfDistinctValues":1}}}')
    where = '{"DatabaseName":"%s","TableName":"t",' % place["DatabaseName"]
    update = where + '"ColumnStatisticsList":[' + ",".join(given) + "]}"
    assert wire.call("UpdateColumnStatisticsForTable", update.encode()).json == {"Errors": []}
    read = wire.call("GetColumnStatisticsForTable", (where + '"ColumnNames":["share","price","day"]}').encode())
    assert read.body.decode() == '{"ColumnStatisticsList":[' + ",".join(given) + '],"Errors":[]}'


def test_numbers_that_json_cannot_write(owner, wire, place):
    """NaN and the infinities travel as texts, as the AWS JSON protocol has it, and are kept; a length is none of them."""
    where = {"DatabaseName": place["DatabaseName"], "TableName": "t"}
    for low, high in [(-math.inf, math.inf), (math.nan, 1.5)]:
        assert owner.put(statistics("share", "DOUBLE", MinimumValue=low, MaximumValue=high, NumberOfNulls=0, NumberOfDistinctValues=1)) == []
        [[read], _] = owner.get("share")
        found = read["StatisticsData"]["DoubleColumnStatisticsData"]
        assert [str(float(found[name])) for name in ("MinimumValue", "MaximumValue")] == [str(low), str(high)]
    for kind, data in [("DOUBLE", {"MinimumValue": "nan"}), ("STRING", {"MaximumLength": 1, "AverageLength": "NaN"})]:
        one = {**statistics("share", kind, time=0, NumberOfNulls=0, NumberOfDistinctValues=1, **data)}
        assert wire.call("UpdateColumnStatisticsForTable", {**where, "ColumnStatisticsList": [one]}).code == "SerializationException"


def test_names_are_folded(owner):
    """Columns are found whatever their case, and shown as the table has them."""
    assert owner.put({**FULL[4], "ColumnName": "ID"}) == []
    assert owner.get("Id", "iD") == ([FULL[4], FULL[4]], [])
    owner.delete("ID")
    assert owner.has("id") == []


def test_unknown_columns(owner):
    """A column that the table does not have is an item of Errors; partition keys are columns; the others are written."""
    stranger = {**FULL[5], "ColumnName": "stranger é漢🐝"}
    key = statistics("hour", "LONG", "int", NumberOfNulls=0, NumberOfDistinctValues=24)
    [error] = owner.put(FULL[4], stranger, key)
    assert error == {"ColumnStatistics": stranger, "Error": {
        "ErrorCode": "EntityNotFoundException", "ErrorMessage": "Column stranger é漢🐝 not found."}}
    assert owner.get("id", stranger["ColumnName"], "hour", "none") == ([FULL[4], key], [stranger["ColumnName"], "none"])


def test_an_update_replaces(owner):
    """The statistics of a column are replaced as a whole, those of others stay, and of two in one call the last counts."""
    owner.put(*FULL)
    text = statistics("id", "STRING", "string", MaximumLength=1, AverageLength=1.0, NumberOfNulls=0, NumberOfDistinctValues=1)
    assert owner.put(FULL[0] | {"ColumnName": "id"}, text) == []
    assert owner.get(*NAMES) == ([text if one["ColumnName"] == "id" else one for one in FULL], [])


def test_deleting(owner):
    """A deletion takes one column's statistics; having none is no error, and neither is having no such column."""
    owner.put(*FULL)
    owner.delete("id")
    owner.delete("id")
    owner.delete("stranger")
    assert owner.has(*NAMES) == [name for name in NAMES if name != "id"]
    owner.put(FULL[4])
    assert owner.has(*NAMES) == NAMES


def test_type_and_data_must_match(owner):
    """Exactly the data that Type names must be given, and nothing is written otherwise."""
    for kind in ("BOOLEAN", "DATE", "DECIMAL", "DOUBLE", "LONG", "STRING", "BINARY"):
        wrong = {**FULL[4], "StatisticsData": {**FULL[4]["StatisticsData"], "Type": kind}}
        if kind != "LONG":
            with refused("InvalidInputException", "StatisticsData of column 'id': with the Type " + kind):
                owner.put(FULL[0], wrong)
        with refused("InvalidInputException", f"{kind.capitalize()}ColumnStatisticsData must be given"):
            owner.put(FULL[0], {**FULL[4], "StatisticsData": {"Type": kind}})
    both = {**FULL[4]["StatisticsData"], "StringColumnStatisticsData": FULL[5]["StatisticsData"]["StringColumnStatisticsData"]}
    with refused("InvalidInputException", "with the Type LONG, StringColumnStatisticsData must not be given"):
        owner.put(FULL[0], {**FULL[4], "StatisticsData": both})
    assert owner.has(*NAMES) == []


def test_limits(owner):
    """At most 25 columns are written and 100 read in one call."""
    assert owner.put(*[FULL[4]] * 25) == []
    assert len(owner.get(*["id"] * 100)[0]) == 100
    with refused("ValidationException", "'columnStatisticsList' failed to satisfy constraint: Member must have length less than or equal to 25"):
        owner.put(*[FULL[4]] * 26)
    with refused("ValidationException", "'columnNames' failed to satisfy constraint: Member must have length less than or equal to 100"):
        owner.get(*["id"] * 101)


def test_counts_are_not_negative(wire, place):
    """Numbers that count something are refused below 0, by name; boto3 would not send them."""
    for member, value in (("AverageLength", -0.5), ("MaximumLength", -1), ("NumberOfNulls", -1), ("NumberOfDistinctValues", -1)):
        data = {**FULL[5]["StatisticsData"]["StringColumnStatisticsData"], member: value}
        reply = wire.call("UpdateColumnStatisticsForTable", {**place, "ColumnStatisticsList": [statistics("text", "STRING", time=0, **data)]})
        assert reply.code == "ValidationException" and f"{member[0].lower()}{member[1:]}' failed to satisfy" in reply.json["Message"]


def test_what_is_missing(glue, place):
    """A missing database, table or partition is told of by name, and a wrong number of values by number."""
    for owner, words in ((Owner(glue, {"DatabaseName": "nowhere", "TableName": "t"}), "Database nowhere not found."),
                         (Owner(glue, {**place, "TableName": "none"}), "Table none not found."),
                         (Owner(glue, {**place, "TableName": "none"}, ["a", "1"]), "Table none not found."),
                         (Owner(glue, place, ["b", "1"]), "Cannot find partition.")):
        for call in (lambda: owner.put(FULL[0]), lambda: owner.get("id"), lambda: owner.delete("id")):
            with refused("EntityNotFoundException", words):
                call()
    owner = Owner(glue, place, ["a"])
    for call in (lambda: owner.put(FULL[0]), lambda: owner.get("id"), lambda: owner.delete("id")):
        with refused("InvalidInputException", "number of partition"):
            call()


def test_owners_are_apart(glue, place):
    """The table's own, and those of each partition, are different things."""
    glue.create_partition(**place, PartitionInput=partition_input("b", "1"))
    owners = [Owner(glue, place), Owner(glue, place, ["a", "1"]), Owner(glue, place, ["b", "1"])]
    for i, owner in enumerate(owners):
        owner.put(FULL[i])
    for i, owner in enumerate(owners):
        assert owner.get(*NAMES[:3]) == ([FULL[i]], NAMES[:i] + NAMES[i + 1:3])


def test_they_go_with_their_owner(glue, place):
    """A partition or table that is deleted and made again has none; one that is moved or updated keeps its own."""
    table, partition = Owner(glue, place), Owner(glue, place, ["a", "1"])
    table.put(*FULL)
    partition.put(*FULL)
    before = glue.get_table(DatabaseName=place["DatabaseName"], Name="t")["Table"]
    glue.update_partition(**place, PartitionValueList=["a", "1"], PartitionInput=partition_input("b", "1"))
    moved = Owner(glue, place, ["b", "1"])
    assert moved.get(*NAMES) == (FULL, [])
    glue.create_partition(**place, PartitionInput=partition_input("a", "1"))
    assert partition.has(*NAMES) == []
    glue.delete_partition(**place, PartitionValues=["b", "1"])
    glue.create_partition(**place, PartitionInput=partition_input("b", "1"))
    assert moved.has(*NAMES) == []
    moved.put(*FULL)
    glue.batch_delete_partition(**place, PartitionsToDelete=[{"Values": ["b", "1"]}])
    glue.create_partition(**place, PartitionInput=partition_input("b", "1"))
    assert moved.has(*NAMES) == []
    assert glue.get_table(DatabaseName=place["DatabaseName"], Name="t")["Table"] == before, "statistics make no version"
    glue.delete_table(DatabaseName=place["DatabaseName"], Name="t")
    glue.create_table(DatabaseName=place["DatabaseName"], TableInput=table_input("t", COLUMNS, keys=["k:string", "hour:int"]))
    assert table.has(*NAMES) == []


def test_they_go_with_their_column(glue, place):
    """A column that is dropped, renamed or gets another type loses its statistics in the table and in every partition, as in Hive."""
    table, partition = Owner(glue, place), Owner(glue, place, ["a", "1"])

    def update(columns, keys=("k:string", "hour:int"), **more):
        glue.update_table(DatabaseName=place["DatabaseName"], TableInput=table_input("t", columns, keys=keys, **more))
    for owner in (table, partition):
        owner.put(*FULL, statistics("hour", "LONG", "int", NumberOfNulls=0, NumberOfDistinctValues=24))
    commented = table_input("t", COLUMNS, keys=["k:string", "hour:int"], Description="another")
    commented["StorageDescriptor"]["Columns"][0]["Comment"] = "c"
    glue.update_table(DatabaseName=place["DatabaseName"], TableInput=commented)
    update(COLUMNS[::-1] + ["more:int"])
    assert table.has(*NAMES, "hour") == partition.has(*NAMES, "hour") == NAMES + ["hour"]
    # flag is dropped, day is renamed, id gets another type
    update(["date:date", "price:decimal(38,10)", "share:double", "id:int", "text:string", "blob:binary"])
    kept = ["price", "share", "text", "blob"]
    assert table.has(*NAMES, "date") == partition.has(*NAMES, "date") == kept
    update(COLUMNS)
    assert table.has(*NAMES) == partition.has(*NAMES) == kept, "what is added again begins anew"
    assert partition.put(*FULL) == []
    assert partition.has(*NAMES) == NAMES and table.has(*NAMES) == kept
    update(COLUMNS, ["k:string", "hour:bigint"])
    assert table.has("hour") == partition.has("hour") == []


def test_many_at_once(glue, place):
    """Writers of different partitions and columns do not disturb each other."""
    glue.batch_create_partition(**place, PartitionInputList=[partition_input("p", str(i)) for i in range(20)])

    def write(number):
        Owner(glue, place, ["p", str(number % 20)]).put(FULL[number // 20])
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(20 * len(FULL))))
    for i in range(20):
        assert Owner(glue, place, ["p", str(i)]).get(*NAMES) == (FULL, [])


def test_after_a_restart(start_server):
    """What was acknowledged is there after a kill."""
    server = start_server()
    glue = server.client()
    glue.create_database(DatabaseInput={"Name": "d"})
    glue.create_table(DatabaseName="d", TableInput=table_input("t", COLUMNS))
    owner = Owner(glue, {"DatabaseName": "d", "TableName": "t"})
    owner.put(*FULL)
    server.kill()
    server.restart()
    assert Owner(server.client(), {"DatabaseName": "d", "TableName": "t"}).get(*NAMES) == (FULL, [])


def test_over_rest(rest, glue, place):
    """The routes of a table's and a partition's statistics."""
    table = f"/v1/databases/{place['DatabaseName']}/tables/t"
    for path in (table, table + "/partitions/a,1"):
        one = {"ColumnName": "id", "ColumnType": "bigint", "AnalyzedTime": 1.5, "StatisticsData": {
            "Type": "LONG", "LongColumnStatisticsData": {"NumberOfNulls": 1, "NumberOfDistinctValues": 2}}}
        assert rest.put(path + "/column-statistics", json={"ColumnStatisticsList": [one]}).json() == {"Errors": []}
        read = rest.get(path + "/column-statistics?ColumnNames=id&ColumnNames=none").json()
        assert read["ColumnStatisticsList"] == [one] and read["Errors"][0]["ColumnName"] == "none"
        assert rest.delete(path + "/column-statistics/id").status_code == 204
    assert rest.get(f"/v1/databases/{place['DatabaseName']}/tables/none/column-statistics?ColumnNames=id").status_code == 404
