"""An afternoon among hostile clients: thousands of bodies and addresses that nobody meant, and a server that does not mind.

SECONDS says how long (12), SEED makes a run repeatable as far as threads are.
"""

import json
import os
import pathlib
import random
import threading
import time
import urllib.parse

import pytest

import glue_model
from client import table_input
from test_limits import OPERATIONS
from wire import Wire

SECONDS = float(os.environ.get("SECONDS", "12"))
SEED = int(os.environ.get("SEED", str(random.randrange(1 << 32))))
OUR_OWN = ["DiffTableVersions", "RollbackTable"]
NAMES = ["d", "t", "D", "t2", "nowhere", "", "x" * 255, "x" * 256, "a/b", "%00", "..", "🐝", "\x7f", "' OR 1=1 --", "{}", "null", "$x"]
TEXTS = NAMES + ["0", "1", "-1", "LATEST", "s3://a/b", "*", "(a+)+$", "k = '1'", "k = 1 AND", "((((", "\\Q\\E", "x" * 3000, "\r\n", "\t",
                 "array<struct<a:map<string,decimal(38,18)>>>", "struct<" * 200, "cron(0 0 * * ? *)", "cron(* * * * * *)", "cron()"]
NUMBERS = [0, 1, -1, 2, 10, 1000, 1001, 2**31 - 1, 2**31, -2**31, 2**53, 2**63 - 1, 2**63, -2**63, 1e308, -1e308, 1e-320, 0.5, 1.5e9, 1700000000.123]


class Generator:
    """Bodies that begin as the model says and go wrong from there."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def value(self, shape, depth=0):
        roll = self.random.random()
        if roll < 0.02:
            return self.anything()
        if roll < 0.04:
            return None
        kind = shape.type_name
        if kind == "structure":
            chosen = {}
            for name, member in shape.members.items():
                if name in shape.required_members and self.random.random() < 0.97 or self.random.random() < 0.3 / (1 + depth):
                    chosen[name] = self.value(member, depth + 1)
            return chosen
        if kind == "list":
            return [self.value(shape.member, depth + 1) for _ in range(self.random.choice((0, 1, 1, 1, 2, 3, 30, 130) if depth < 4 else (0, 1)))]
        if kind == "map":
            return {self.text(): self.value(shape.value, depth + 1) for _ in range(self.random.choice((0, 1, 3, 60)))}
        if kind == "boolean":
            return self.random.random() < 0.5
        if kind in ("integer", "long", "double", "timestamp", "float"):
            return self.random.choice(NUMBERS)
        values = getattr(shape, "enum", None)  # a blob has none
        return self.random.choice(values) if values and self.random.random() < 0.9 else self.text()

    def text(self):
        roll = self.random.random()
        if roll < 0.5:
            return self.random.choice(NAMES[:4])
        if roll < 0.9:
            return self.random.choice(TEXTS)
        return "".join(chr(self.random.choice((self.random.randrange(1, 128), self.random.randrange(128, 0xD7FF), 0x1F41D)))
                       for _ in range(self.random.randrange(1, 60)))

    def anything(self, depth=0):
        roll = self.random.randrange(8 if depth < 5 else 6)
        if roll < 6:
            return (None, True, False, self.random.choice(NUMBERS), self.text(), "")[roll]
        if roll == 6:
            return [self.anything(depth + 1) for _ in range(self.random.randrange(4))]
        return {self.text(): self.anything(depth + 1) for _ in range(self.random.randrange(4))}

    def mutated(self, body):
        """The bytes, sometimes cut, doubled, or with some changed."""
        roll = self.random.random()
        if roll < 0.6 or not body:
            return body
        at, to = sorted(self.random.randrange(len(body) + 1) for _ in range(2))
        if roll < 0.7:
            return body[:at]
        if roll < 0.8:
            return body[:at] + body[at:to] * 2 + body[to:]
        if roll < 0.85:
            return body[:at] + body[to:]
        changed = bytearray(body)
        for _ in range(self.random.randrange(1, 8)):
            changed[self.random.randrange(len(changed))] = self.random.choice((0, 34, 44, 58, 91, 92, 93, 123, 125, self.random.randrange(256)))
        return bytes(changed)

    def body(self, operation):
        if operation in OUR_OWN:
            value = {"DatabaseName": self.text(), "TableName": self.text(), "VersionId": self.text(), "FromVersionId": self.text(),
                     "ToVersionId": self.text()}
        else:
            value = self.value(glue_model.input_of(operation))
        return self.mutated(json.dumps(value, ensure_ascii=self.random.random() < 0.5).encode("utf-8", "surrogatepass"))

    def address(self):
        parts = ["v1", *(self.random.choice(("databases", "tables", "partitions", "versions", "diff", "rollback", "batch-get", "crawlers",
                                             "runs", "schedule", "webhooks", "drift-events", "d", "t", "1", self.text())) for _ in range(
                                                 self.random.randrange(7)))]
        path = "/" + "/".join(urllib.parse.quote(part, safe="%" if self.random.random() < 0.1 else "") for part in parts)
        if self.random.random() < 0.5:
            pairs = [(self.random.choice(("MaxResults", "NextToken", "Segment.SegmentNumber", "Expression", "CatalogId", self.text())), self.text())
                     for _ in range(self.random.randrange(4))]
            path += "?" + urllib.parse.urlencode(pairs, errors="replace")
        return path


def trouble(reply, ask):
    """What is wrong with an answer to a hostile request, if anything."""
    if reply.status >= 500 and reply.status != 501:
        return f"{ask}: {reply}"
    if reply.status >= 400 and len(reply.body) > 10_000:
        return f"{ask}: a refusal of {len(reply.body)} bytes"
    if reply.body and "json" in reply.headers.get("content-type", ""):
        reply.json  # must be JSON
    return None


def attack(server, number, until, counts, found):
    wire = Wire(server.url, server.key_id, server.secret)
    generator = Generator(SEED + number)
    operations = [name for name in OPERATIONS if name != "StartCrawler"] + OUR_OWN
    try:
        while time.monotonic() < until and not found:
            if generator.random.random() < 0.75:
                operation = generator.random.choice(operations)
                body = generator.body(operation)
                reply = wire.call(operation, body)
                problem = trouble(reply, (operation, body[:3000]))
            else:
                method = generator.random.choice(("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"))
                path, body = generator.address(), generator.body(generator.random.choice(OPERATIONS))
                reply = wire.signed(method, path, body if method in ("PUT", "POST", "PATCH") else b"")
                problem = trouble(reply, (method, path, body[:3000]))
            if problem:
                found.append(problem)
            counts[number][reply.status] = counts[number].get(reply.status, 0) + 1
    except Exception as error:  # a connection that broke is a finding too
        found.append(repr(error))
    wire.close()


@pytest.mark.timeout(60 + 2 * SECONDS)
@pytest.mark.core
def test_hostile_afternoon(start_server):
    """Whatever is sent, no answer is the server's fault, memory stays in bounds, and good requests are served as before."""
    print(f"SEED={SEED}")
    server = start_server(log_level="error")
    glue = server.client()
    glue.create_database(DatabaseInput={"Name": "safe"})
    glue.create_table(DatabaseName="safe", TableInput=table_input("t", keys=["k:string"]))
    kept = glue.get_table(DatabaseName="safe", Name="t")["Table"]
    counts, found = [{} for _ in range(4)], []
    until = time.monotonic() + SECONDS
    threads = [threading.Thread(target=attack, args=(server, number, until, counts, found)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = {status: sum(count.get(status, 0) for count in counts) for status in sorted({s for c in counts for s in c})}
    print(total)
    assert not found, found[0]
    assert server.process.poll() is None
    assert glue.get_table(DatabaseName="safe", Name="t")["Table"] == kept
    assert total[200] > 50 and total[400] > 50, total
    # AddressSanitizer keeps 256 MiB of freed memory aside.
    is_sanitized = "libasan" in pathlib.Path(f"/proc/{server.process.pid}/maps").read_text()
    assert server.resident_bytes() < (1200 if is_sanitized else 300) << 20
