"""The server is killed at random moments while clients write; every write that was answered must be there, and whole.

ROUNDS says how often (100), SEED makes a run repeatable as far as threads are.
"""

import copy
import http.client
import json
import os
import random
import shutil
import sqlite3
import threading
import time

import pytest

from wire import Wire

ROUNDS = int(os.environ.get("ROUNDS", "100"))
SEED = int(os.environ.get("SEED", str(random.randrange(1 << 32))))
WRITERS = 6
LOST = (OSError, http.client.HTTPException)


def marked(mark):
    """Parameters that show whether a document is whole: a mark, and a filling whose length the mark tells."""
    return {"mark": mark, "filling": "x" * int(mark.split(":")[1])}


def mark_of(document):
    parameters = document["Parameters"]
    assert parameters == marked(parameters["mark"]), "a document that is not whole"
    return parameters["mark"]


class Writer:
    """One client with a database of its own: what it was told is there, and what an unanswered write may have done."""

    def __init__(self, number, server):
        self.database = f"own{number}"
        self.random = random.Random(SEED + number)
        self.wire = Wire(server.url, server.key_id, server.secret, timeout=20)
        self.state = None
        self.doubt = None
        self.answered = 0
        self.races = []
        self.surprise = None
        self.thread = None

    def new_mark(self):
        return f"{self.random.randrange(1 << 40)}:{self.random.choice((0, 10, 300, 5000, 60000))}"

    # Each choice changes the state as the write would, and returns the operation and its body.

    def choose(self, state):
        if state is None:
            return {}, ("CreateDatabase", {"DatabaseInput": {"Name": self.database}})
        if self.random.random() < 0.02:
            return None, ("DeleteDatabase", {"Name": self.database})
        choices = [self.create] if len(state) < 2 else [self.create, self.update, self.update, self.fill, self.fill, self.drop]
        if len(state) > 5:
            choices = [self.drop, self.drop_two]
        if any(table["partitions"] for table in state.values()):
            choices += [self.replace, self.rename, self.empty]
        return state, self.random.choice(choices)(state)

    def create(self, state):
        name, mark = f"t{self.random.randrange(1 << 30)}", self.new_mark()
        state[name] = {"version": 0, "versions": {0: mark}, "partitions": {}}
        return "CreateTable", {"DatabaseName": self.database, "TableInput": self.input(name, mark)}

    def input(self, name, mark):
        return {"Name": name, "Parameters": marked(mark), "PartitionKeys": [{"Name": "k", "Type": "string"}]}

    def update(self, state):
        name, mark = self.random.choice(list(state)), self.new_mark()
        table, skip = state[name], self.random.random() < 0.5
        if skip:
            del table["versions"][table["version"]]
        table["version"] += 1
        table["versions"][table["version"]] = mark
        return "UpdateTable", {"DatabaseName": self.database, "TableInput": self.input(name, mark), "SkipArchive": skip}

    def fill(self, state):
        name = self.random.choice(list(state))
        rows = {f"{self.random.randrange(1 << 30)}": self.new_mark() for _ in range(self.random.choice((1, 5, 20)))}
        state[name]["partitions"].update(rows)
        return "BatchCreatePartition", {"DatabaseName": self.database, "TableName": name, "PartitionInputList": [
            self.partition(value, mark) for value, mark in rows.items()]}

    def partition(self, value, mark):
        columns = [{"Name": f"c{mark.split(':')[1]}", "Type": "int"}]
        return {"Values": [value], "Parameters": marked(mark), "StorageDescriptor": {"Location": value, "Columns": columns}}

    def filled(self, state):
        name = self.random.choice([name for name, table in state.items() if table["partitions"]])
        return name, state[name]["partitions"], self.random.choice(list(state[name]["partitions"]))

    def replace(self, state):
        name, rows, value = self.filled(state)
        rows[value] = self.new_mark()
        return "UpdatePartition", {"DatabaseName": self.database, "TableName": name, "PartitionValueList": [value],
                                   "PartitionInput": self.partition(value, rows[value])}

    def rename(self, state):
        name, rows, value = self.filled(state)
        new = f"r{self.random.randrange(1 << 30)}"
        rows[new] = rows.pop(value)
        return "UpdatePartition", {"DatabaseName": self.database, "TableName": name, "PartitionValueList": [value],
                                   "PartitionInput": self.partition(new, rows[new])}

    def empty(self, state):
        name, rows, _ = self.filled(state)
        values = self.random.sample(list(rows), min(len(rows), 10))
        for value in values:
            del rows[value]
        return "BatchDeletePartition", {"DatabaseName": self.database, "TableName": name,
                                        "PartitionsToDelete": [{"Values": [value]} for value in values]}

    def drop(self, state):
        name = self.random.choice(list(state))
        del state[name]
        return "DeleteTable", {"DatabaseName": self.database, "Name": name}

    def drop_two(self, state):
        names = self.random.sample(list(state), 2)
        for name in names:
            del state[name]
        return "BatchDeleteTable", {"DatabaseName": self.database, "TablesToDelete": names}

    def race(self, table):
        """Takes part in the table that all write, with the lock, and notes which version it won."""
        before = self.wire.call("GetTable", {"DatabaseName": "race", "Name": table}).json["Table"]["VersionId"]
        mark = self.new_mark()
        reply = self.wire.call("UpdateTable", {
            "DatabaseName": "race", "VersionId": before, "TableInput": {"Name": table, "Parameters": marked(mark)}})
        if reply.status == 200:
            self.races.append((int(before) + 1, mark))
        else:
            assert reply.code == "ConcurrentModificationException", reply

    def write(self, race_table):
        """Writes until the server is gone."""
        self.races = []
        try:
            while True:
                if self.random.random() < 0.3:
                    self.race(race_table)
                    continue
                self.doubt, (operation, body) = self.choose(copy.deepcopy(self.state))
                self.in_doubt = True
                reply = self.wire.call(operation, body)
                assert reply.status == 200 and reply.json.get("Errors", []) == [], (operation, reply)
                self.state, self.in_doubt = self.doubt, False
                self.answered += 1
        except LOST:
            self.wire.close()
        except Exception as surprise:  # kept for the main thread
            self.surprise = surprise

    in_doubt = False

    def read(self):
        """What the server holds, in the form of the state."""
        tables = self.wire.call("GetTables", {"DatabaseName": self.database})
        if tables.status != 200:
            assert tables.code == "EntityNotFoundException", tables
            return None
        found = {}
        for table in tables.json["TableList"]:
            place = {"DatabaseName": self.database, "TableName": table["Name"]}
            versions = {int(v["VersionId"]): mark_of(v["Table"]) for v in self.wire.call("GetTableVersions", place).json["TableVersions"]}
            assert versions[int(table["VersionId"])] == mark_of(table)
            partitions = self.wire.call("GetPartitions", place).json["Partitions"]
            for partition in partitions:
                assert partition["StorageDescriptor"]["Columns"][0]["Name"] == "c" + mark_of(partition).split(":")[1]
                assert partition["StorageDescriptor"]["Location"] == partition["Values"][0]
            found[table["Name"]] = {"version": int(table["VersionId"]), "versions": versions,
                                    "partitions": {p["Values"][0]: mark_of(p) for p in partitions}}
        return found

    def check(self):
        """Everything answered is there; the write without an answer was done as a whole or not at all."""
        found = self.read()
        allowed = [self.state] + ([self.doubt] if self.in_doubt else [])
        assert found in allowed, f"{self.database}: {different(found, self.state)}"
        self.state, self.in_doubt = found, False


def different(found, expected):
    if found is None or expected is None:
        return f"found {found}, expected {expected}"
    return [(name, found.get(name), expected.get(name)) for name in {*found, *expected} if found.get(name) != expected.get(name)]


def check_race(wire, table, writers):
    """Each version of the table that all wrote has one winner, and the chain of versions has no gap."""
    wins = dict(win for writer in writers for win in writer.races)
    assert len(wins) == sum(len(writer.races) for writer in writers), "a version with two winners"
    found, token = {}, {}
    while token is not None:
        page = wire.call("GetTableVersions", {"DatabaseName": "race", "TableName": table, **token}).json
        found.update((int(version["VersionId"]), mark_of(version["Table"])) for version in page["TableVersions"])
        token = {"NextToken": page["NextToken"]} if "NextToken" in page else None
    assert sorted(found) == list(range(len(found)))
    assert wins.items() <= found.items(), "an answered update is missing"
    assert len(found) - 1 - len(wins) <= len(writers), "more versions than were asked for"


QUESTIONS = {
    "PRAGMA integrity_check": [("ok",)],
    # The change log is numbered densely, in the order of commits.
    "SELECT count(*) - max(seq) + min(seq) - 1 FROM changes": [(0,)],
    # Each partition has a key and each key a partition, and both belong to a table that is there or is being purged.
    "SELECT count(*) FROM partitions p WHERE NOT EXISTS (SELECT 1 FROM partition_keys k "
    "WHERE k.table_id = p.id >> 32 AND k.partition_id = p.id) AND (p.id >> 32) NOT IN (SELECT object_id FROM purges)": [(0,)],
    "SELECT count(*) FROM partition_keys k LEFT JOIN partitions p ON p.id = k.partition_id WHERE p.id IS NULL": [(0,)],
    "SELECT count(*) FROM table_versions v JOIN tables t ON t.id = v.table_id WHERE v.version >= t.version": [(0,)],
}


def check_file(data, folder):
    """The file as the kill left it, seen by another program in a copy."""
    for name in ("propolis.db", "propolis.db-wal"):
        if (data / name).exists():
            shutil.copy(data / name, folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
    (folder / "propolis.db-shm").unlink(missing_ok=True)
    file = sqlite3.connect(folder / "propolis.db")
    for question, answer in QUESTIONS.items():
        assert file.execute(question).fetchall() == answer, question
    file.close()


@pytest.mark.timeout(60 + 2 * ROUNDS)
def test_kill9(start_server, tmp_path):
    """Whatever the moment of the kill, nothing that was answered is lost and nothing is half done."""
    print(f"SEED={SEED} ROUNDS={ROUNDS}")
    moments = random.Random(SEED)
    server = start_server()
    main = Wire(server.url, server.key_id, server.secret)
    assert main.call("CreateDatabase", {"DatabaseInput": {"Name": "race"}}).status == 200
    writers = [Writer(number, server) for number in range(WRITERS)]
    wins = 0
    for i in range(ROUNDS):
        table = f"race{i}"
        assert main.call("CreateTable", {"DatabaseName": "race", "TableInput": {"Name": table, "Parameters": marked("0:0")}}).status == 200
        for writer in writers:
            writer.thread = threading.Thread(target=writer.write, args=(table,))
            writer.thread.start()
        time.sleep(moments.uniform(0.005, 0.15))
        server.kill()
        for writer in writers:
            writer.thread.join()
            assert writer.surprise is None, writer.surprise
        check_file(server.data, tmp_path)
        server.restart()
        main.close()
        for writer in writers:
            writer.check()
        check_race(main, table, writers)
        wins += sum(len(writer.races) for writer in writers)
    answered = sum(writer.answered for writer in writers)
    print(f"{ROUNDS} kills, {answered} answered writes of own tables, {wins} won versions, none lost")
    assert answered > 10 * ROUNDS, "the writers hardly wrote"
    for writer in writers:
        writer.wire.close()
    main.close()
    assert server.stop() == 0
    check_file(server.data, tmp_path)
