"""Good documents of every operation, each with a few parts made wrong by the shapes of the service's own tables, through the Glue door.

FUZZ_SECONDS / 5 says how long (4 s), SEED makes a run repeatable as far as threads are. `make test` runs it against the program
with the sanitizers. What is made up from nothing comes in test_hostile.py.
"""

import copy
import json
import os
import random
import re
import threading
import time
import urllib.parse

import pytest

from seeds import sown, with_address
from test_hostile import NUMBERS, TEXTS, Generator, trouble
from test_openapi import CALLS
from wire import Wire

SECONDS = int(os.environ.get("FUZZ_SECONDS", "20")) / 5
# One seed for everybody, so that what turns red is a change's doing; `make fuzz` takes another each time.
SEED = int(os.environ.get("SEED", "1"))
THREADS = 4
ID_OF = {"{WEBHOOK}": "WebhookId", "{DELIVERY}": "DeliveryId", "{RUN}": "CrawlId", "{EVENT}": "DriftEventId"}
RENAMED = {"PartitionValues": "PartitionValueList", "Name": "ConnectionName"}  # where two rows share a path
DEPTH_MAX = 6
OF_THE_SHAPES = ("ValidationException", "SerializationException")


class Tables:
    """The operations and shapes that the program prints."""

    def __init__(self, printed):
        model = json.loads(printed)
        self.operations, self.shapes = model["operations"], model["shapes"]

    def input(self, operation):
        return self.shapes[self.operations[operation]["input"]]

    def output(self, operation):
        return self.shapes[self.operations[operation]["output"]]

    def member(self, shape, name):
        return self.shapes[shape["members"][name]["shape"]]

    def plain(self, shape, text):
        """What a text in an address stands for."""
        if shape["type"] == "list":
            return [self.plain(self.shapes[shape["member"]["shape"]], text)]
        return {"integer": int, "long": int, "timestamp": float, "boolean": "true".__eq__}.get(shape["type"], str)(text)


def glue_document(tables, contract, call, found, url):
    """A call of the REST door as the Glue door takes it."""
    operation, method, path, body = call
    shape = tables.input(operation)
    for hole in re.findall(r"\{\w+\}", path):
        path = path.replace(hole, found[ID_OF[hole]][0])
    path, _, query = path.partition("?")
    document = with_address(body, url) if body else {}
    if not set(document) <= set(shape["members"]):  # the bare form
        document = next(({name: document} for name in shape["members"] if set(document) <= set(tables.member(shape, name).get("members", ()))),
                        document)
    template = contract.operations[operation][1]
    values = re.fullmatch(re.sub(r"\{[^}]+\}", "([^/]+)", template), path).groups()
    given = [(n if n in shape["members"] else RENAMED[n], v) for n, v in zip(re.findall(r"\{([^}]+)\}", template), values)]
    for name, value in given + urllib.parse.parse_qsl(query):
        value = tables.plain(tables.member(shape, name), urllib.parse.unquote(value))
        document[name] = document.get(name, []) + value if isinstance(value, list) else value
    return document


def good_documents(tables, contract, found, url, wire):
    """Documents that the shapes take, at least one for each operation."""
    documents = {}
    for call in CALLS:
        document = glue_document(tables, contract, call, found, url)
        if call[0].endswith("Webhook") and call[3]:
            document["Url"] = url
        documents.setdefault(call[0], [])
        if call[0].startswith("Delete") or wire.call(call[0], document).code not in OF_THE_SHAPES:
            documents[call[0]].append(document)
    assert all(documents.values()), [name for name, several in documents.items() if not several]
    return documents


class Mutator:
    """Makes parts of documents wrong, or right in another way."""

    def __init__(self, tables, documents, seed):
        self.tables, self.documents = tables, documents
        self.random = random.Random(seed)
        self.bytes = Generator(seed)
        self.texts = sorted({text for document in documents.values() for text in texts_of(document)}) + TEXTS

    def value(self, shape, depth=0):
        """A value that a shape allows, or nearly."""
        kind = shape["type"]
        if kind == "structure":
            often = 0.0 if depth > DEPTH_MAX else 0.5 / (1 + depth)
            return {name: self.value(self.tables.member(shape, name), depth + 1) for name in shape["members"]
                    if name in shape["required"] or self.random.random() < often}
        if kind == "list":
            inner = self.tables.shapes[shape["member"]["shape"]]
            return [self.value(inner, depth + 1) for _ in range(self.count(shape, depth))]
        if kind == "map":
            inner = self.tables.shapes[shape["value"]["shape"]]
            return {self.text({}): self.value(inner, depth + 1) for _ in range(self.count(shape, depth))}
        if kind == "string":
            return self.random.choice(shape["enum"]) if "enum" in shape else self.text(shape)
        if kind == "boolean":
            return self.random.random() < 0.5
        if kind == "document":
            return self.bytes.anything()
        return self.random.choice([shape.get("min", 0), shape.get("max", 1), *NUMBERS])

    def count(self, shape, depth):
        least = shape.get("min", 0)
        return self.random.choice([least, least + 1, least + 2, *((40, shape.get("max", 120)) if depth < 3 else ())])

    def text(self, shape):
        roll, most = self.random.random(), shape.get("max", 300)
        if roll < 0.8:
            return self.random.choice(self.texts)
        return self.random.choice(("x", "🐝", "\u0300")) * self.random.choice((shape.get("min", 0), most, most + 1)) if roll < 0.9 else self.bytes.text()

    def mutate(self, shape, value, depth=0):
        """The value with one part changed, near or far below."""
        if self.random.random() < 0.2 or depth > DEPTH_MAX:
            return self.replace(shape, value, depth)
        if shape["type"] == "structure" and isinstance(value, dict):
            present = [name for name in value if name in shape["members"]]
            roll = self.random.random()
            if roll < 0.1 and present:
                return {name: one for name, one in value.items() if name != self.random.choice(present)}
            if roll < 0.4 or not present:
                name = self.random.choice(sorted(shape["members"]) or ["Nothing"])
                inner = shape["members"].get(name)
                return {**value, name: self.value(self.tables.shapes[inner["shape"]], depth + 1) if inner else None}
            name = self.random.choice(present)
            return {**value, name: self.mutate(self.tables.member(shape, name), value[name], depth + 1)}
        if shape["type"] == "list" and isinstance(value, list) and value:
            inner, at = self.tables.shapes[shape["member"]["shape"]], self.random.randrange(len(value))
            changed = self.mutate(inner, value[at], depth + 1)
            return self.random.choice((value[:at] + [changed] + value[at + 1:], value + [changed], value + value[:1], value[:at] + value[at + 1:]))
        return self.replace(shape, value, depth)

    def replace(self, shape, value, depth):
        roll = self.random.random()
        if roll < 0.75:
            return self.value(shape, depth)
        if roll < 0.8:
            return None
        if roll < 0.9 and isinstance(value, str):
            at = self.random.randrange(len(value) + 1)
            return value[:at] + self.random.choice(self.texts) + value[at:]
        return self.bytes.anything()

    def body(self, operation):
        """The bytes of a request."""
        value = copy.deepcopy(self.random.choice(self.documents[operation]))
        for _ in range(self.random.choice((0, 1, 1, 1, 2, 4))):
            value = self.mutate(self.tables.input(operation), value)
        written = json.dumps(value, ensure_ascii=self.random.random() < 0.5).encode("utf-8", "surrogatepass")
        return self.bytes.mutated(written) if self.random.random() < 0.1 else written


def texts_of(value):
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_of(inner)


KINDS = {"structure": dict, "list": list, "map": dict, "string": str, "boolean": bool, "integer": int, "long": int,
         "timestamp": (int, float), "double": (int, float)}


def misshapen(tables, shape, value, path=""):
    """How an answer differs from the form that the tables give it."""
    kind = shape["type"]
    if kind == "document":
        return
    if not isinstance(value, KINDS[kind]) or (isinstance(value, bool) and kind != "boolean"):
        yield f"{path}: {value!r:.80} is no {kind}"
    elif kind == "structure":
        yield from (f"{path}.{name} is missing" for name in shape["required"] if name not in value)
        for name, inner in value.items():
            if name not in shape["members"]:
                yield f"{path}.{name} is not in the tables"
            else:
                yield from misshapen(tables, tables.member(shape, name), inner, f"{path}.{name}")
    elif kind in ("list", "map"):
        inner = tables.shapes[shape["member" if kind == "list" else "value"]["shape"]]
        for one in value if kind == "list" else value.values():
            yield from misshapen(tables, inner, one, path + "[]")
    elif value not in shape.get("enum", [value]):
        yield f"{path}: {value!r} is no value of it"


def attack(server, mutator, until, counts, found):
    wire = Wire(server.url, server.key_id, server.secret)
    operations = sorted(mutator.documents)
    try:
        while time.monotonic() < until and not found:
            operation = mutator.random.choice(operations)
            if operation == "DeleteWebhook" or "Delete" in operation and mutator.random.random() < 0.9:
                continue  # no other webhook would have the id
            body = mutator.body(operation)
            reply = wire.call(operation, body)
            problem = trouble(reply, (operation, body[:3000]))
            if reply.status == 200 and not problem:
                problem = "; ".join(misshapen(mutator.tables, mutator.tables.output(operation), reply.json))
            if problem or reply.status not in (200, 400, 413):
                found.append((operation, body[:3000], reply, problem))
            counts.setdefault(operation, {}).setdefault(reply.code, []).append(1)
    except Exception as error:  # a connection that broke is a finding too
        found.append(repr(error))
    wire.close()


@pytest.mark.fuzz
@pytest.mark.timeout(120 + 5 * SECONDS)
def test_mutations(start_server, contract):
    """A good document that goes wrong is refused or done: no 5xx, no answer without its form, and the server lives on."""
    print(f"SEED={SEED}")
    with sown(start_server, log_level="error") as (server, url, ids):
        tables = Tables(server.command("model").stdout)
        wire = Wire(server.url, server.key_id, server.secret)
        documents = good_documents(tables, contract, ids, url, wire)
        counts, found, until = [{} for _ in range(THREADS)], [], time.monotonic() + SECONDS
        threads = [threading.Thread(target=attack, args=(server, Mutator(tables, documents, SEED + n), until, counts[n], found))
                   for n in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wire.call("GetDatabases", {}).status == 200
    total = {operation: sum(len(many) for count in counts for many in count.get(operation, {}).values()) for operation in documents}
    good = {operation: sum(len(count.get(operation, {}).get(None, ())) for count in counts) for operation in documents}
    print(f"{sum(total.values())} requests, {sum(good.values())} successes; without one: {sorted(name for name in good if not good[name])}")
    assert not found, f"SEED={SEED}: {found[0]}"
    assert sum(good.values()) > sum(total.values()) / 20, "few requests come past the shapes"
