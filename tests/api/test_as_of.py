"""QueryAsOfTime: the catalog as it was at a moment."""

import datetime
import time

import pytest

from client import pages, refused, table_input


class History:
    """Writes to one table, each with the time from which its state counts, in milliseconds."""

    def __init__(self, glue, rest, db):
        self.glue, self.rest, self.db, self.states = glue, rest, db, []

    def now(self, name="t"):
        """The UpdateTime of the table, in milliseconds."""
        table = self.rest.get(f"/v1/databases/{self.db}/tables/{name}").json()["Table"]
        return round(table["UpdateTime"] * 1000), table

    def write(self, write):
        write()
        time.sleep(0.003)
        self.states.append(self.now())
        return self.states[-1][0]

    def at(self, ms, name="t"):
        return self.rest.get(f"/v1/databases/{self.db}/tables/{name}", params={"as_of": f"{ms // 1000}.{ms % 1000:03}"})


@pytest.fixture
def history(glue, rest, db):
    return History(glue, rest, db)


def iso(ms):
    return datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_each_state_at_its_millisecond(glue, history, db):
    """A state counts from its own millisecond to the one before the next; archived or skipped, it is exact in every member."""
    history.write(lambda: glue.create_table(DatabaseName=db, TableInput=table_input("t", ["a:int"])))
    history.write(lambda: glue.update_table(DatabaseName=db, TableInput=table_input("t", ["a:bigint"]), SkipArchive=True))
    history.write(lambda: glue.update_table(DatabaseName=db, TableInput=table_input("t", ["b:date"]), SkipArchive=True))
    history.write(lambda: glue.update_table(DatabaseName=db, TableInput=table_input("t", ["c:string"])))
    assert len(glue.get_table_versions(DatabaseName=db, TableName="t")["TableVersions"]) == 2
    for (ms, table), (later, _) in zip(history.states, history.states[1:] + [(time.time_ns() // 10**6, None)]):
        assert history.at(ms).json()["Table"] == table
        assert history.at(later - 1).json()["Table"] == table
    answer = history.at(history.states[0][0] - 1)
    assert answer.status_code == 404 and "Table t not found." in answer.text


def test_forms_of_time(glue, rest, history, db):
    """Over REST a moment is seconds since 1970, with decimals or not, or ISO 8601; as_of and QueryAsOfTime are one."""
    ms = history.write(lambda: glue.create_table(DatabaseName=db, TableInput=table_input("t", ["a:int"])))
    history.write(lambda: glue.update_table(DatabaseName=db, TableInput=table_input("t", ["a:bigint"])))
    path = f"/v1/databases/{db}/tables/t"
    for name in ("as_of", "QueryAsOfTime"):
        for form in (iso(ms), f"{ms / 1000:.3f}"):
            assert rest.get(path, params={name: form}).json()["Table"]["VersionId"] == "0"
    for form in ("4102444800", "2100-01-01T00:00:00Z"):
        assert rest.get(path, params={"as_of": form}).json()["Table"]["VersionId"] == "1"
    moment = datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone(datetime.timedelta(hours=-7.5)))
    for form in (moment.isoformat(), moment.astimezone(datetime.timezone.utc).isoformat()):
        assert rest.get(path, params={"as_of": form}).json()["Table"]["VersionId"] == "0"
        assert rest.get(f"{path}?as_of={form}").json()["Table"]["VersionId"] == "0"  # a plus sign as people type it
    assert rest.get(path, params={"as_of": "0"}).status_code == 404
    for form in ("", "now", "1.x", "1e3x", "1e99", "2026-01-01", "--1", "99999999999999999999"):
        answer = rest.get(path, params={"as_of": form})
        assert answer.status_code == 400 and answer.json()["title"] == "ValidationException", form


def test_seconds_of_boto3(glue, history, db):
    """boto3's datetime reaches the same states."""
    ms = history.write(lambda: glue.create_table(DatabaseName=db, TableInput=table_input("t", ["a:int"])))
    time.sleep(1.1)
    history.write(lambda: glue.update_table(DatabaseName=db, TableInput=table_input("t", ["a:bigint"])))
    second = datetime.datetime.fromtimestamp(ms // 1000 + 1, datetime.timezone.utc)
    assert glue.get_table(DatabaseName=db, Name="T", QueryAsOfTime=second)["Table"]["VersionId"] == "0"
    later = datetime.datetime.now() + datetime.timedelta(days=1)
    assert glue.get_table(DatabaseName=db, Name="t", QueryAsOfTime=later)["Table"]["VersionId"] == "1"
    long_ago = datetime.datetime(2001, 1, 1)
    with refused("EntityNotFoundException", f"Database {db} not found."):
        glue.get_table(DatabaseName=db, Name="t", QueryAsOfTime=long_ago)
    with refused("EntityNotFoundException", f"Database {db} not found."):
        glue.get_tables(DatabaseName=db, QueryAsOfTime=long_ago)


def test_dropped_and_made_anew(glue, history, db):
    """A dropped table answers for its time, is missing between its lives, and its versions do not mix."""
    first = history.write(lambda: glue.create_table(DatabaseName=db, TableInput=table_input("t", ["a:int"])))
    glue.delete_table(DatabaseName=db, Name="t")
    dropped = time.time_ns() // 10**6
    time.sleep(0.005)
    second = history.write(lambda: glue.create_table(DatabaseName=db, TableInput=table_input("t", ["b:int"])))
    glue.delete_table(DatabaseName=db, Name="t")
    time.sleep(0.003)
    assert history.at(first).json()["Table"] == history.states[0][1]
    assert history.at(dropped + 1).status_code == 404
    assert history.at(second).json()["Table"] == history.states[1][1]
    assert history.at(time.time_ns() // 10**6).status_code == 404


def test_database_dropped_and_made_anew(glue, history, db):
    """Tables go with their database, and do not come back with one of the same name."""
    first = history.write(lambda: glue.create_table(DatabaseName=db, TableInput=table_input("t", ["a:int"])))
    glue.delete_database(Name=db)
    dropped = time.time_ns() // 10**6
    time.sleep(0.005)
    answer = history.at(dropped + 1)
    assert answer.status_code == 404 and f"Database {db} not found." in answer.text
    glue.create_database(DatabaseInput={"Name": db})
    time.sleep(0.005)
    answer = history.at(time.time_ns() // 10**6 - 1)
    assert answer.status_code == 404 and "Table t not found." in answer.text
    assert history.at(first).json()["Table"] == history.states[0][1]


def test_list(glue, rest, history, db):
    """GetTables lists what was there, dropped tables included, by name, with patterns, names only, and in pages."""
    for name in ("a", "b", "c"):
        glue.create_table(DatabaseName=db, TableInput=table_input(name))
    ms = history.now("c")[0]
    time.sleep(0.005)
    glue.delete_table(DatabaseName=db, Name="b")
    glue.update_table(DatabaseName=db, TableInput=table_input("a", ["x:int"]))
    glue.create_table(DatabaseName=db, TableInput=table_input("d"))
    path = f"/v1/databases/{db}/tables"

    def listed(**more):
        answer = rest.get(path, params={"as_of": iso(ms), **more}).json()
        return [table["Name"] for table in answer["TableList"]], answer

    names, answer = listed()
    assert names == ["a", "b", "c"] and "NextToken" not in answer
    assert all(table["VersionId"] == "0" for table in answer["TableList"])
    assert listed(Expression="[bcd]")[0] == ["b", "c"]
    assert set(listed(AttributesToGet="NAME")[1]["TableList"][0]) <= {"Name", "DatabaseName", "CatalogId", "TableType"}
    seen, token = [], {}
    while True:
        names, answer = listed(MaxResults=1, **token)
        seen += names
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    assert seen == ["a", "b", "c"]
    future = datetime.datetime.now() + datetime.timedelta(days=1)
    tables, count = pages(glue.get_tables, "TableList", DatabaseName=db, QueryAsOfTime=future, MaxResults=1)
    assert [table["Name"] for table in tables] == ["a", "c", "d"] and count == 3


def test_not_with_a_transaction(glue, table):
    """QueryAsOfTime and TransactionId exclude each other, as AWS documents it; each alone is taken."""
    now = datetime.datetime.now() + datetime.timedelta(seconds=2)
    place = {"DatabaseName": table["DatabaseName"]}
    for call in (lambda **p: glue.get_table(Name="t", **place, **p), lambda **p: glue.get_tables(**place, **p),
                 lambda **p: glue.get_partitions(TableName="t", **place, **p)):
        call(TransactionId="tx")
        with refused("InvalidInputException", "QueryAsOfTime"):
            call(QueryAsOfTime=now, TransactionId="tx")


def test_after_a_restart(start_server):
    """The past outlives the process."""
    server = start_server()
    glue = server.client()
    glue.create_database(DatabaseInput={"Name": "d"})
    glue.create_table(DatabaseName="d", TableInput=table_input("t", ["a:int"]))
    history = History(glue, server.rest(), "d")
    ms, table = history.now()
    time.sleep(0.005)
    glue.delete_table(DatabaseName="d", Name="t")
    server.restart()
    history.rest = server.rest()
    assert history.at(ms).json()["Table"] == table
