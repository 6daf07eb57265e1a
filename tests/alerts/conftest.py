"""Servers that may send to this machine, receivers, and tables that drift.

alerting        a function that starts a server: alerting(**options)
receiver        a function that starts a receiver: receiver(behave)
lake            a function that makes a Lake, which drifts on demand, on a server
"""

import time

import pytest

from receiver import Receiver


class Lake:
    """A database on a server, whose tables get another column whenever they are told to drift."""

    def __init__(self, server, database="lake"):
        self.rest, self.database, self.columns = server.rest(), database, {}
        self.rest.post("/v1/databases", json={"DatabaseInput": {"Name": database}}).raise_for_status()

    def table_input(self, name):
        columns = [{"Name": column, "Type": "string"} for column in self.columns[name]]
        serde = {"SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"}
        return {"TableInput": {"Name": name, "StorageDescriptor": {"Columns": columns, "SerdeInfo": serde}}}

    def drift(self, name, *columns):
        """One write that adds the columns."""
        if name not in self.columns:
            self.columns[name] = ["id"]
            path = f"/v1/databases/{self.database}/tables"
            self.rest.post(path, json=self.table_input(name)).raise_for_status()
        self.columns[name] += columns
        self.rest.put(f"/v1/databases/{self.database}/tables/{name}", json=self.table_input(name)).raise_for_status()

    def drop_column(self, name, column):
        self.columns[name].remove(column)
        self.rest.put(f"/v1/databases/{self.database}/tables/{name}", json=self.table_input(name)).raise_for_status()


class Hook:
    """A webhook on a server."""

    def __init__(self, server, url, **members):
        self.rest = server.rest()
        reply = self.rest.post("/v1/webhooks", json={"Name": members.pop("Name", url), "Url": url, **members})
        reply.raise_for_status()
        self.document = reply.json()["Webhook"]
        self.id, self.secret = self.document["WebhookId"], self.document["Secret"]
        self.path = f"/v1/webhooks/{self.id}"

    def get(self):
        return self.rest.get(self.path).json()["Webhook"]

    def deliveries(self, **query):
        reply = self.rest.get(self.path + "/deliveries", params=query)
        reply.raise_for_status()
        return reply.json()["Deliveries"]

    def wait_for(self, state, count=1, seconds=20):
        """The deliveries in a state, once there are `count`."""
        until = time.monotonic() + seconds
        while len(found := self.deliveries(State=state)) < count:
            assert time.monotonic() < until, f"no {count} {state}: {self.deliveries()}"
            time.sleep(0.02)
        return found


@pytest.fixture
def alerting(start_server):
    def start(**options):
        return start_server(**{"webhook_allow": "127.0.0.0/8", "webhook_retry_permille": 20, **options})
    return start


@pytest.fixture
def receiver():
    started = []

    def start(*args, **kwargs):
        started.append(Receiver(*args, **kwargs))
        return started[-1]

    yield start
    for one in started:
        one.close()


@pytest.fixture
def lake():
    return Lake


@pytest.fixture
def hook():
    return Hook
