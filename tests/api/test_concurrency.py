"""Readers and writers at once: lists that stay true, drops that hold nobody up, and names that change hands."""

import threading
import time

import pytest

from client import columns, pages, table_input
from wire import Wire

pytestmark = pytest.mark.core


class Busy:
    """Runs functions in threads of their own, each with a connection, until the block is left; what they raise is raised there."""

    def __init__(self, server, *functions):
        self.over = threading.Event()
        self.errors = []
        self.threads = [threading.Thread(target=self.run, args=(server, function)) for function in functions]

    def run(self, server, function):
        wire = Wire(server.url, server.key_id, server.secret)
        turn = 0
        try:
            while not self.over.is_set():
                function(wire, turn)
                turn += 1
        except BaseException as error:
            self.errors.append(error)
        wire.close()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()
        if self.errors:
            raise self.errors[0]


def must(reply):
    assert reply.status == 200, reply
    return reply


def test_lists_while_others_write(glue, server, table):
    """While partitions and tables come and go between them, those that stay are listed exactly once, in order."""
    db = table["DatabaseName"]
    for hour in range(60):
        glue.create_partition(**table, PartitionInput={"Values": [f"stays{hour:02}", "0"]})
    for i in range(30):
        glue.create_table(DatabaseName=db, TableInput={"Name": f"stays{i:02}"})

    def come_and_go(wire, turn):
        value = [f"stays{turn % 60:02}", str(1 + turn % 7)]
        must(wire.call("CreatePartition", {**table, "PartitionInput": {"Values": value}}))
        must(wire.call("CreateTable", {"DatabaseName": db, "TableInput": {"Name": f"stays{turn % 30:02}_guest"}}))
        must(wire.call("DeletePartition", {**table, "PartitionValues": value}))
        must(wire.call("DeleteTable", {"DatabaseName": db, "Name": f"stays{turn % 30:02}_guest"}))

    with Busy(server, come_and_go):
        for size in (1, 3, 7, 11, 20) * 2:
            listed = [p["Values"] for p in pages(glue.get_partitions, "Partitions", **table, MaxResults=size)[0]]
            assert [v for v in listed if v[1] == "0"] == [[f"stays{hour:02}", "0"] for hour in range(60)]
            names = [t["Name"] for t in pages(glue.get_tables, "TableList", DatabaseName=db, MaxResults=size)[0]]
            assert [n for n in names if n.startswith("stays") and "guest" not in n] == [f"stays{i:02}" for i in range(30)]


def test_a_table_changes_hands(server, glue, db):
    """While a table is dropped and made anew, readers see one table or none, never parts of two."""
    def replace(wire, turn):
        kind = f"kind{turn}"
        must(wire.call("CreateTable", {"DatabaseName": db, "TableInput": table_input("t", [kind + ":int"], ["k:string"], Owner=kind)}))
        must(wire.call("CreatePartition", {"DatabaseName": db, "TableName": "t", "PartitionInput": {"Values": [kind]}}))
        must(wire.call("DeleteTable", {"DatabaseName": db, "Name": "t"}))

    seen = set()

    def look(wire, _):
        reply = wire.call("GetTable", {"DatabaseName": db, "Name": "t"})
        if reply.status == 200:
            found = reply.json["Table"]
            assert found["StorageDescriptor"]["Columns"] == columns([found["Owner"] + ":int"]) and found["VersionId"] == "0"
            seen.add(found["Owner"])
        else:
            assert reply.code == "EntityNotFoundException", reply
        partitions = wire.call("GetPartitions", {"DatabaseName": db, "TableName": "t"})
        if partitions.status == 200:
            assert len(partitions.json["Partitions"]) <= 1, "partitions of a table that is gone"
        else:
            assert partitions.code == "EntityNotFoundException", partitions

    with Busy(server, replace, look, look):
        end = time.monotonic() + 60
        while len(seen) <= 10 and time.monotonic() < end:
            time.sleep(0.1)
    assert len(seen) > 10


def test_a_large_drop_holds_nobody_up(server, glue, db, name):
    """A database with many partitions goes at once, and what is cleared away behind it delays no write for long."""
    glue.create_database(DatabaseInput={"Name": name + "_large"})
    place = {"DatabaseName": name + "_large", "TableName": "t"}
    glue.create_table(DatabaseName=place["DatabaseName"], TableInput=table_input("t", keys=["k:int"]))
    for start in range(0, 20000, 100):
        glue.batch_create_partition(**place, PartitionInputList=[{"Values": [str(i)]} for i in range(start, start + 100)])
    waits = []

    def write(wire, turn):
        began = time.monotonic()
        must(wire.call("CreateTable", {"DatabaseName": db, "TableInput": {"Name": f"t{turn}"}}))
        waits.append(time.monotonic() - began)

    with Busy(server, write):
        began = time.monotonic()
        glue.delete_database(Name=place["DatabaseName"])
        took = time.monotonic() - began
        glue.create_database(DatabaseInput={"Name": place["DatabaseName"]})
        time.sleep(1)
    assert took < 3 and max(waits) < 3, (took, max(waits))
    assert glue.get_tables(DatabaseName=place["DatabaseName"])["TableList"] == []
    glue.delete_database(Name=place["DatabaseName"])


def test_a_database_goes_while_tables_come(server, glue, name):
    """Tables made while their database is dropped are gone with it or refused; a new database of the name is empty."""
    def make(wire, turn):
        reply = wire.call("CreateTable", {"DatabaseName": name, "TableInput": {"Name": f"t{turn}_{threading.get_ident()}"}})
        assert reply.status == 200 or reply.code == "EntityNotFoundException", reply

    with Busy(server, make, make, make):
        for _ in range(25):
            glue.create_database(DatabaseInput={"Name": name})
            time.sleep(0.01)
            glue.delete_database(Name=name)
    glue.create_database(DatabaseInput={"Name": name})
    assert glue.get_tables(DatabaseName=name)["TableList"] == []
    glue.delete_database(Name=name)
