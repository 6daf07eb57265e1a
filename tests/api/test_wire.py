"""The Glue door's bytes: what goes out beside the JSON, and what comes back for bytes that are none of Glue's."""

import http.client
import json
import re
import socket
import uuid

import pytest

from client import table_input

pytestmark = pytest.mark.core
BODY_MAX = 16 << 20
TARGETED = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AWSGlue.GetDatabases"}


def test_success(wire):
    """A success is JSON 1.1 with a request id; no member and no header says more than Glue's clients expect."""
    reply = wire.call("GetDatabases", {})
    assert reply.status == 200 and reply.headers["content-type"] == "application/x-amz-json-1.1"
    assert uuid.UUID(reply.headers["x-amzn-requestid"])
    assert int(reply.headers["content-length"]) == len(reply.body)
    assert "x-amz-crc32" not in reply.headers and "x-amzn-errortype" not in reply.headers
    assert wire.call("GetDatabases", {}).headers["x-amzn-requestid"] != reply.headers["x-amzn-requestid"]


def test_operations_without_an_answer(wire, db):
    """Operations whose answer has no members answer {}."""
    for operation, body in (("CreateTable", {"TableInput": {"Name": "t"}}), ("UpdateTable", {"TableInput": {"Name": "t"}}),
                            ("DeleteTable", {"Name": "t"})):
        reply = wire.call(operation, {"DatabaseName": db, **body})
        assert (reply.status, reply.json) == (200, {})


def test_errors_go_out_twice(wire):
    """An error's bare name is in the header and in __type, beside Message; the answer has a request id too."""
    reply = wire.call("GetDatabase", {"Name": "nowhere"})
    assert reply.status == 400 and reply.headers["x-amzn-errortype"] == "EntityNotFoundException"
    assert reply.json == {"__type": "EntityNotFoundException", "Message": "Database nowhere not found."}
    assert uuid.UUID(reply.headers["x-amzn-requestid"])


def test_times_are_numbers(wire, db):
    """Times are seconds since 1970 with at most three decimals."""
    text = wire.call("GetDatabase", {"Name": db}).body.decode()
    assert re.search(r'"CreateTime":\d{10}(\.\d{1,3})?[,}]', text)


MALFORMED = [
    b"{", b"}", b"[]", b"null", b'"x"', b"1", b"true", b"{]", b'{"Name"}', b'{"Name":}', b'{"Name":"x",}', b"{'Name':'x'}",
    b'{"Name":"x"} {}', b'{"Name":"x"}x', b'{"Name":"x"}\0', b'\0{"Name":"x"}', b'{Name:"x"}', b'{"Name":"x"', b'{"Name":"x',
    b'{"Name":"\x01"}', b'{"Name":"\n"}', b'{"Name":"\\x"}', b'{"Name":"\\u12"}', b'{"Name":"\\u0000"}', b'{"Name":"\\ud800"}',
    b'{"Name":"\\udc00\\ud800"}', b'{"Name":"\xff"}', b'{"Name":"\xc0\xaf"}', b'{"Name":"\xed\xa0\x80"}',
    b'{"Name":"\xf4\x90\x80\x80"}', b'{"Name":"\xe6\xbc"}', b'\xef\xbb\xbf{"Name":"x"}', b'{"Name":nul}', b'{"Name":NaN}',
    b'{"x":1e999999}' b"[", b'{"x":01}', b'{"x":.5}', b'{"x":+1}', b'{"x":1.}', b'{"x":-}', b'{"x":0x1}', b'{"x":Infinity}',
    b'{"Name":"a","Name":"b"}', b'{"Name":"a","Name":"a"}', b'{"Name":"a","\\u004eame":"b"}', b'{"Name":"a"}{"Name":"b"}',
    '{"Name":"x"}'.encode("utf-16"), '{"Name":"x"}'.encode("utf-32"), b"Name=x", b"<Name>x</Name>",
    b'{"x":' * 10000, b'{"x":' * 10000 + b"1" + b"}" * 10000, b'{"x":' + b"[" * 10000 + b"]" * 10000 + b"}",
    b"[" * 1000000, b'{"Name":"x","y":' + b"[" * 65 + b"]" * 65 + b"}",
]


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: repr(body[:24])[2:-1] + f"({len(body)})")
def test_malformed(wire, body):
    """What is no JSON object, or names a member twice, is refused as Glue's deserialiser does."""
    reply = wire.call("GetDatabase", body)
    assert (reply.status, reply.code) == (400, "SerializationException")


def test_a_key_twice_in_a_map(wire, db):
    """A parameter given twice is refused, since clients differ in which of the two they would take."""
    for between in (1, 62, 63, 64, 65, 300, 5000):
        keys = b"".join(b'"k%d":"",' % i for i in range(between))
        body = b'{"DatabaseName":"%s","TableInput":{"Name":"t","Parameters":{"a":"1",%s"a":"3"}}}' % (db.encode(), keys)
        assert wire.call("CreateTable", body).code == "SerializationException"
    assert wire.call("CreateTable", body.replace(b'"a":"3"', b'"A":"3"')).status == 200


def test_what_json_allows(wire, db):
    """Blanks, escapes and the order of members make no difference."""
    for body in (b' \t\r\n{ "Name" : "%s" } \n', b'{"N\\u0061me":"%s"}', b'{"Unknown":[{"Name":"x"},null,1e-7,"\\ud83d\\udc1d"],"Name":"%s"}',
                 b'{"CatalogId":null,"Name":"%s"}'):
        assert wire.call("GetDatabase", body % db.encode()).json["Database"]["Name"] == db


def test_empty_bodies(wire):
    """An empty body, and one of blanks, count as {}."""
    for body in (b"", b" ", b"\r\n"):
        assert wire.call("GetDatabases", body).status == 200
        assert wire.call("GetDatabase", body).code == "ValidationException"


@pytest.mark.parametrize("target", [
    "AWSGlue.CreateTrigger2", "AWSGlue.", "AWSGlue", "AWSGlue.getdatabases", "GetDatabases",
    "AWSGlue_20170331.GetDatabases", "AWSGlue.GetDatabases.x", "DynamoDB_20120810.ListTables", "AWSGlue.%s%n", "AWSGlue." + "x" * 4000,])
def test_unknown_operation(wire, target):
    """An operation that nobody has is a clean 400."""
    reply = wire.signed("POST", "/", b"{}", {**TARGETED, "X-Amz-Target": target})
    assert (reply.status, reply.code) == (400, "UnknownOperationException")


def test_no_target(wire):
    """A POST without X-Amz-Target is a clean 400."""
    reply = wire.signed("POST", "/", b"{}", {"Content-Type": "application/x-amz-json-1.1"})
    assert (reply.status, reply.code) == (400, "UnknownOperationException")


def test_the_content_type_does_not_matter(wire):
    """Any content type but the Query protocol's leads to Glue's door, as does none."""
    for kind in ("application/json", "text/plain", "application/x-amz-json-1.0"):
        assert wire.signed("POST", "/", b"{}", {**TARGETED, "Content-Type": kind}).status == 200
    assert wire.signed("POST", "/", b"{}", {"X-Amz-Target": "AWSGlue.GetDatabases"}).status == 200


def test_largest_body(wire, server):
    """A body of exactly the cap is read; one byte more is refused, after it was sent and before; the server goes on."""
    padding = b"x" * (BODY_MAX - len(b'{"Unknown":""}'))
    assert wire.call("GetDatabases", b'{"Unknown":"%s"}' % padding).status == 200
    reply = wire.call("GetDatabases", b'{"Unknown":"%sx"}' % padding)
    assert reply.status == 413 and reply.code == "RequestEntityTooLargeException"
    announced = wire.sign("POST", "/", b"", TARGETED)
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as raw:
        head = "".join(f"{name}: {value}\r\n" for name, value in announced.items() if name.lower() != "content-length")
        raw.sendall(f"POST / HTTP/1.1\r\nHost: {wire.host}\r\n{head}Expect: 100-continue\r\n"
                    f"Content-Length: {BODY_MAX + 1}\r\n\r\n".encode())
        assert raw.recv(100).startswith(b"HTTP/1.1 413 ")
    assert wire.call("GetDatabases", {}).status == 200


def test_chunked_body(wire, server, db):
    """A chunked body is read like another, and held to the same cap."""
    body = json.dumps({"Name": db}).encode()
    headers = wire.sign("POST", "/", body, {**TARGETED, "X-Amz-Target": "AWSGlue.GetDatabase"})
    connection = http.client.HTTPConnection(wire.host, timeout=60)
    connection.request("POST", "/", body=iter([body[:5], body[5:]]), headers=headers, encode_chunked=True)
    answer = connection.getresponse()
    assert answer.status == 200 and json.loads(answer.read())["Database"]["Name"] == db
    connection.close()

    too_large = (b"x" * (1 << 20) for _ in range(20))
    connection = http.client.HTTPConnection(wire.host, timeout=60)
    try:
        connection.request("POST", "/", body=too_large, headers=headers, encode_chunked=True)
        assert connection.getresponse().status == 413
    except ConnectionError:
        pass  # refused while it was still being sent
    connection.close()
    assert wire.call("GetDatabases", {}).status == 200


@pytest.mark.parametrize("method, path", [
    ("GET", "/"), ("PUT", "/"), ("DELETE", "/"), ("HEAD", "/"), ("OPTIONS", "/"), ("PATCH", "/"), ("GET", "/nowhere"), ("POST", "/nowhere"),
    ("GET", "//"), ("GET", "/?X-Amz-Target=AWSGlue.GetDatabases"), ("POST", "/index.html"), ("BREW", "/"), ("GET", "/v2/databases")])
def test_other_addresses(wire, method, path):
    """What is no address of ours is refused with few words, and the connection's next request is answered."""
    for reply in (wire.send(method, path), wire.signed(method, path)):
        assert (400 <= reply.status < 500 or reply.status == 501) and len(reply.body) < 1000
    assert wire.call("GetDatabases", {}).status == 200


def test_many_requests_on_one_connection(wire, db):
    """A connection is kept, after successes and after errors, so that clients need no new one."""
    wire.call("GetDatabases", {})
    kept = wire.connection.sock
    for i in range(50):
        assert wire.call("GetDatabase", {"Name": db}).status == 200
        assert wire.call("GetDatabase", {"Name": "nowhere"}).status == 400
        assert wire.call("GetDatabase", b"{").status == 400
    assert wire.connection.sock is kept


def test_large_answer(wire, db):
    """An answer of many megabytes comes whole."""
    keyed = table_input("t", keys=["k:string"])
    keyed["StorageDescriptor"]["Columns"] = [{"Name": f"column_{i}", "Type": "string", "Comment": "c" * 200} for i in range(200)]
    assert wire.call("CreateTable", {"DatabaseName": db, "TableInput": keyed}).status == 200
    place = {"DatabaseName": db, "TableName": "t"}
    for start in range(0, 500, 100):
        inputs = [{"Values": [f"{i:03}"], "StorageDescriptor": keyed["StorageDescriptor"]} for i in range(start, start + 100)]
        assert wire.call("BatchCreatePartition", {**place, "PartitionInputList": inputs}).json == {"Errors": []}
    reply = wire.call("BatchGetPartition", {**place, "PartitionsToGet": [{"Values": [f"{i:03}"]} for i in range(500)]})
    assert len(reply.body) > 20_000_000
    assert [p["Values"] for p in reply.json["Partitions"]] == [[f"{i:03}"] for i in range(500)]
    assert all(p["StorageDescriptor"] == reply.json["Partitions"][0]["StorageDescriptor"] for p in reply.json["Partitions"][:3])


def test_pages_end_at_a_size(wire, db):
    """A page of large items is shorter than asked for, and the pages together miss and repeat nothing."""
    for i in range(40):
        large = table_input(f"t{i:02}")
        large["StorageDescriptor"]["Columns"] = [{"Name": f"c{n}", "Type": "string", "Comment": "c" * 250} for n in range(2000)]
        assert wire.call("CreateTable", {"DatabaseName": db, "TableInput": large}).status == 200
    names, pages, token = [], 0, {}
    while token is not None:
        reply = wire.call("GetTables", {"DatabaseName": db, **token})
        assert len(reply.body) < 18_000_000
        names += [t["Name"] for t in reply.json["TableList"]]
        pages += 1
        token = {"NextToken": reply.json["NextToken"]} if "NextToken" in reply.json else None
    assert names == [f"t{i:02}" for i in range(40)] and pages == 2


def test_paging_over_long_values(wire, db):
    """A position may be as long as a partition's values: twenty of 1,000 characters."""
    keys = [f"k{i}:string" for i in range(20)]
    assert wire.call("CreateTable", {"DatabaseName": db, "TableInput": table_input("long", keys=keys)}).status == 200
    place = {"DatabaseName": db, "TableName": "long"}
    for letter in "abc":
        values = {"Values": [letter * 1000] * 20, "StorageDescriptor": {}}
        assert wire.call("CreatePartition", {**place, "PartitionInput": values}).status == 200
    found, token = [], {}
    while token is not None:
        reply = wire.call("GetPartitions", {**place, "MaxResults": 1, **token})
        found += [p["Values"][0][0] for p in reply.json["Partitions"]]
        token = {"NextToken": reply.json["NextToken"]} if "NextToken" in reply.json else None
    assert found == ["a", "b", "c"]
