"""The REST door with a client that knows nothing of AWS."""

import base64
import concurrent.futures
import http.client
import json
import time
import urllib.parse

import pytest

from client import partition_input, table_input
from wire import Wire

pytestmark = pytest.mark.core


@pytest.fixture
def home(rest, name):
    """The path of a database of the test's own."""
    path = f"/v1/databases/{name}"
    assert rest.post("/v1/databases", json={"DatabaseInput": {"Name": name}}).status_code == 201
    yield path
    rest.delete(path)


@pytest.fixture
def keyed(rest, home):
    """The path of a table with two partition keys."""
    assert rest.post(home + "/tables", json={"TableInput": table_input("t", keys=["day:string", "hour:int"])}).status_code == 201
    return home + "/tables/t"


def quote(*values):
    return ",".join(urllib.parse.quote(value, safe="") for value in values)


def problem(answer, status, title, words=""):
    """An RFC 9457 problem with this status, name and words."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["status"], told["title"]) == (status, title) and words in told["detail"], told
    assert told["type"] and told["instance"].endswith(answer.headers["x-amzn-requestid"])


def test_life_of_a_database(rest, server, name):
    """Created 201, read 200, replaced 200, deleted 204, and then 404."""
    path = f"/v1/databases/{name}"
    assert rest.post("/v1/databases", json={"DatabaseInput": {"Name": name.upper()}}).status_code == 201
    found = rest.get(path)
    assert found.status_code == 200 and found.json()["Database"]["Name"] == name
    assert found.headers["content-type"] == "application/json"
    assert rest.put(path, json={"DatabaseInput": {"Description": "x"}}).status_code == 200
    assert rest.get(path).json()["Database"]["Description"] == "x"
    assert name in [d["Name"] for d in rest.get("/v1/databases").json()["DatabaseList"]]
    problem(rest.post("/v1/databases", json={"DatabaseInput": {"Name": name}}), 409, "AlreadyExistsException")
    gone = rest.delete(path)
    assert gone.status_code == 204 and gone.content == b"" and "content-type" not in gone.headers
    problem(rest.get(path), 404, "EntityNotFoundException", f"Database {name} not found.")
    problem(rest.delete(path), 404, "EntityNotFoundException")


def test_put_creates_and_repeats(rest, name):
    """PUT of a database that is missing creates it; the same body again changes nothing."""
    path = f"/v1/databases/{name}"
    body = {"DatabaseInput": {"Name": name, "Description": "x"}}
    assert [rest.put(path, json=body).status_code for _ in range(3)] == [201, 200, 200]
    problem(rest.put(path, json={"DatabaseInput": {"Name": "other"}}), 400, "InvalidInputException", "renamed")
    rest.delete(path)


def test_put_of_a_table(rest, home):
    """PUT creates, then replaces; an equal body keeps the version and its entity tag, another makes a new one."""
    path = home + "/tables/t"
    made = rest.put(path, json={"TableInput": table_input("t")})
    assert made.status_code == 201 and made.headers["etag"]
    again = [rest.put(path, json={"TableInput": table_input("t")}) for _ in range(3)]
    assert [(a.status_code, a.headers["etag"]) for a in again] == [(200, made.headers["etag"])] * 3
    table = rest.get(path)
    assert table.headers["etag"] == made.headers["etag"] and table.json()["Table"]["VersionId"] == "0"
    changed = rest.put(path, json={"TableInput": table_input("t", ["x:int"])})
    assert changed.status_code == 200 and changed.headers["etag"] != made.headers["etag"]
    assert rest.get(path).json()["Table"]["VersionId"] == "1"
    assert rest.put(path, json={"TableInput": {**table_input("t", ["y:int"]), "Name": "T"}}).status_code == 200
    problem(rest.put(path, json={"TableInput": table_input("u")}), 400, "InvalidInputException", "renamed")
    del_name = {k: v for k, v in table_input("t").items() if k != "Name"}
    assert rest.put(path, json={"TableInput": del_name}).status_code == 200


def test_if_match(rest, home):
    """If-Match lets only the one who knows the current state write, delete and roll back."""
    path = home + "/tables/t"
    first = rest.put(path, json={"TableInput": table_input("t", ["a:int"])}).headers["etag"]
    second = rest.put(path, json={"TableInput": table_input("t", ["b:int"])}, headers={"If-Match": first}).headers["etag"]
    assert second != first
    stale = {"If-Match": first}
    problem(rest.put(path, json={"TableInput": table_input("t", ["c:int"])}, headers=stale), 412, "ConditionCheckFailureException")
    problem(rest.put(path, json={"TableInput": table_input("t", ["b:int"])}, headers=stale), 412, "ConditionCheckFailureException")
    problem(rest.delete(path, headers=stale), 412, "ConditionCheckFailureException")
    problem(rest.post(path + "/versions/0/rollback", headers=stale), 412, "ConditionCheckFailureException")
    for tag in ('"nonsense"', '"t1-x"', '""', "t", '"t-1--1"', '"t99999999999999999999-0"'):
        problem(rest.delete(path, headers={"If-Match": tag}), 412, "ConditionCheckFailureException")
    assert rest.get(path).headers["etag"] == second
    third = rest.post(path + "/versions/0/rollback", headers={"If-Match": second}).headers["etag"]
    assert rest.put(path, json={"TableInput": table_input("t", ["d:int"])}, headers={"If-Match": "*"}).status_code == 200
    assert rest.get(path).headers["etag"] not in (first, second, third)
    assert rest.delete(path, headers={"If-Match": rest.get(path).headers["etag"]}).status_code == 204
    # What does not exist matches no tag (RFC 9110, section 13.1.1).
    problem(rest.put(path, json={"TableInput": table_input("t")}, headers={"If-Match": second}), 412, "ConditionCheckFailureException")
    problem(rest.delete(path, headers={"If-Match": "*"}), 412, "ConditionCheckFailureException")
    assert rest.get(path).status_code == 404


def test_if_match_of_a_read(rest, home):
    """If-Match lets a read go on with the state that the caller knows, before If-None-Match is asked (RFC 9110, 13.2.2)."""
    path = home + "/tables/t"
    tag = rest.put(path, json={"TableInput": table_input("t")}).headers["etag"]
    for known in (tag, "*", f'"x", {tag}'):
        assert rest.get(path, headers={"If-Match": known}).status_code == 200
    for stranger in ('"x"', "W/" + tag):
        problem(rest.get(path, headers={"If-Match": stranger}), 412, "ConditionCheckFailureException", tag)
        problem(rest.get(path, headers={"If-Match": stranger, "If-None-Match": tag}), 412, "ConditionCheckFailureException")
        assert rest.head(path, headers={"If-Match": stranger}).status_code == 412
    assert rest.get(path, headers={"If-Match": tag, "If-None-Match": tag}).status_code == 304
    problem(rest.get(home + "/tables/none", headers={"If-Match": tag}), 404, "EntityNotFoundException")


def test_an_entity_tag_is_one_tables_own(rest, home):
    """A table made anew under an old name, in the old version, has another entity tag."""
    path = home + "/tables/t"
    first = rest.put(path, json={"TableInput": table_input("t")}).headers["etag"]
    rest.delete(path)
    second = rest.put(path, json={"TableInput": table_input("t")}).headers["etag"]
    assert first != second
    problem(rest.delete(path, headers={"If-Match": first}), 412, "ConditionCheckFailureException")
    problem(rest.post(path + "/versions/0/rollback", headers={"If-Match": first}), 412, "ConditionCheckFailureException")


def test_if_none_match(rest, home):
    """If-None-Match spares a read of what the caller has, and with * lets a PUT only create."""
    path = home + "/tables/t"
    only_create = {"If-None-Match": "*"}
    tag = rest.put(path, json={"TableInput": table_input("t")}, headers=only_create).headers["etag"]
    problem(rest.put(path, json={"TableInput": table_input("t")}, headers=only_create), 412, "ConditionCheckFailureException")
    known = rest.get(path, headers={"If-None-Match": tag})
    assert known.status_code == 304 and known.content == b"" and known.headers["etag"] == tag
    assert rest.get(path, headers={"If-None-Match": "W/" + tag}).status_code == 304
    assert rest.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert rest.head(path, headers={"If-None-Match": tag}).status_code == 304
    # A length in a 304 is that of the 200, or caches believe that the table is empty (RFC 9110, section 8.6).
    assert known.headers["content-length"] == rest.get(path).headers["content-length"] != "0"


def test_lists_of_entity_tags(rest, home):
    """Both headers hold lists; If-Match compares strongly, If-None-Match weakly, on every method (RFC 9110, section 13.1)."""
    path, body = home + "/tables/t", lambda column: {"TableInput": table_input("t", [column + ":int"])}
    tag = rest.put(path, json=body("a")).headers["etag"]
    for known in ("*", f'"x", {tag}', f'{tag},"x"', f'"x" , W/{tag}'):
        assert rest.get(path, headers={"If-None-Match": known}).status_code == 304
        for write in (lambda h: rest.put(path, json=body("b"), headers=h), lambda h: rest.delete(path, headers=h),
                      lambda h: rest.post(path + "/versions/0/rollback", headers=h)):
            problem(write({"If-None-Match": known}), 412, "ConditionCheckFailureException", "If-None-Match")
    for stranger in ("W/" + tag, f'"x", W/{tag}', '"x,y"', f'"{tag[1:-1]},x"'):
        problem(rest.put(path, json=body("b"), headers={"If-Match": stranger}), 412, "ConditionCheckFailureException", "If-Match")
        problem(rest.delete(path, headers={"If-Match": stranger}), 412, "ConditionCheckFailureException", "If-Match")
    assert rest.get(path).headers["etag"] == tag
    changed = rest.put(path, json=body("b"), headers={"If-Match": f'"x", {tag}', "If-None-Match": '"y"'})
    assert changed.status_code == 200 and changed.headers["etag"] != tag
    assert rest.put(home + "/tables/u", json={"TableInput": table_input("u")}, headers={"If-None-Match": '"x"'}).status_code == 201
    assert rest.delete(path, headers={"If-None-Match": tag, "If-Match": "*"}).status_code == 204
    problem(rest.delete(path, headers={"If-None-Match": "*"}), 404, "EntityNotFoundException")


def test_entity_tags_on_several_lines(server, rest, home):
    """Several lines of one header are one list (RFC 9110, section 5.3)."""
    path = home + "/tables/t"
    tag = rest.put(path, json={"TableInput": table_input("t")}).headers["etag"]
    basic = "Basic " + base64.b64encode(f"{server.key_id}:{server.secret}".encode()).decode()

    def ask(method, name):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.putrequest(method, path)
        connection.putheader("Authorization", basic)
        for value in ('"x"', tag):
            connection.putheader(name, value)
        connection.endheaders()
        status = connection.getresponse().status
        connection.close()
        return status

    assert ask("GET", "If-None-Match") == 304
    assert ask("DELETE", "If-None-Match") == 412
    assert ask("GET", "If-Match") == 200
    assert ask("DELETE", "If-Match") == 204


def test_conditions_are_never_ignored(rest, keyed, name):
    """A write whose resource has no entity tag refuses a condition rather than overlook it."""
    for headers in ({"If-None-Match": "*"}, {"If-Match": '"t1-0"'}):
        for path, body in ((f"/v1/databases/{name}", {"DatabaseInput": {"Description": "lost"}}),
                           (keyed + "/partitions/a,1", {"PartitionInput": {}})):
            problem(rest.put(path, json=body, headers=headers), 412, "ConditionCheckFailureException")
        problem(rest.delete(f"/v1/databases/{name}", headers=headers), 412, "ConditionCheckFailureException")
    assert "Description" not in rest.get(f"/v1/databases/{name}").json()["Database"]
    assert rest.get(keyed + "/partitions").json()["Partitions"] == []


def test_one_creator(server, home):
    """Of sixteen that PUT the same missing table at once, one gets 201 and the others 200."""
    def put(_):
        return server.rest().put(home + "/tables/t", json={"TableInput": table_input("t")}).status_code
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        assert sorted(pool.map(put, range(16))) == [200] * 15 + [201]


def test_head(rest, keyed):
    """HEAD answers as GET does, without the body."""
    full, head = rest.get(keyed), rest.head(keyed)
    assert head.status_code == 200 and head.content == b"" and head.headers["etag"] == full.headers["etag"]
    assert head.headers["content-length"] == str(len(full.content))
    assert rest.head(keyed + "x").status_code == 404


@pytest.mark.parametrize("method, path, allow", [
    ("DELETE", "/v1/databases", "GET, HEAD, POST"), ("POST", "/v1/databases/x", "GET, HEAD, PUT, DELETE"),
    ("PATCH", "/v1/databases/x/tables/y", "GET, HEAD, PUT, DELETE"), ("PUT", "/v1/databases/x/tables", "GET, HEAD, POST"),
    ("GET", "/v1/databases/x/tables/y/versions/0/rollback", "POST")])
def test_wrong_method(rest, method, path, allow):
    """A method that a resource does not have is a 405 that says which it has."""
    answer = rest.request(method, path)
    problem(answer, 405, "UnknownOperationException")
    assert answer.headers["allow"] == allow


@pytest.mark.parametrize("path", [
    "/v1", "/v1/", "/v1/nothing", "/v1/databases/", "/v1/databases//tables", "/v1/databases/x/tables/y/z", "/v1/databases/x/",
    "/v1/databases/x/tables/", "/v1/databases/x/tables/y/partitions/", "/v1/databases/x/tables/y/versions/0/diff",
    "/v1/DATABASES", "/v1/databases%2Fx", "/v1/databases/x;y=1/tables/y/z"])
def test_unknown_path(rest, path):
    """A path that is none of ours is a 404."""
    problem(rest.get(path), 404, "UnknownOperationException")


ODD_NAMES = ["a b", "a/b", "a%b", "a+b", "a?b", "a#b", "ü漢🐝", "a,b", "..", ".", "a\tb", "a\\b", "'", '"', "a&b=c", "x" * 255]


@pytest.mark.parametrize("odd", ODD_NAMES)
def test_odd_names(rest, exactly, home, odd):
    """A name of any characters has an address: each character percent-encoded."""
    path = f"{home}/tables/{urllib.parse.quote(odd, safe='').replace('.', '%2E')}"
    assert exactly("PUT", path, json.dumps({"TableInput": {"Name": odd}})).status == 201
    assert exactly("GET", path).json["Table"]["Name"] == odd
    assert [t["Name"] for t in rest.get(home + "/tables").json()["TableList"]] == [odd]
    assert exactly("DELETE", path).status == 204


@pytest.fixture
def exactly(server):
    """A function that sends a request whose path goes out as it stands; requests would repair it."""
    raw = Wire(server.url, server.key_id, server.secret)
    basic = "Basic " + base64.b64encode(f"{server.key_id}:{server.secret}".encode()).decode()
    yield lambda method, path, body=b"": raw.send(method, path, body, {"Authorization": basic})
    raw.close()


@pytest.mark.parametrize("path", ["%", "%2", "%zz", "%00", "%ff", "%c0%af", "%ed%a0%80", "x" * 256, "%0A", "%F0%9F%90%9D" * 256])
def test_unreadable_names(exactly, home, path):
    """A segment that is no percent-encoded UTF-8, or breaks the name's limits, is a 400."""
    for reply in (exactly("GET", f"{home}/tables/{path}"), exactly("GET", f"{home}/tables?Expression={path * 10}")):
        assert reply.status == 400 and reply.json["title"] in ("SerializationException", "ValidationException")


def test_partitions(rest, keyed):
    """The life of a partition, whose address is its values separated by commas."""
    created = rest.post(keyed + "/partitions", json={"PartitionInput": partition_input("a", "1")})
    assert created.status_code == 201
    assert rest.get(keyed + "/partitions/a,1").json()["Partition"]["Values"] == ["a", "1"]
    problem(rest.post(keyed + "/partitions", json={"PartitionInput": partition_input("a", "1")}), 409, "AlreadyExistsException")
    put = {"PartitionInput": {"Parameters": {"x": "y"}}}
    assert [rest.put(keyed + "/partitions/b,2", json=put).status_code for _ in range(2)] == [201, 200]
    assert rest.get(keyed + "/partitions/b,2").json()["Partition"]["Parameters"] == {"x": "y"}
    assert rest.delete(keyed + "/partitions/a,1").status_code == 204
    problem(rest.get(keyed + "/partitions/a,1"), 404, "EntityNotFoundException", "Cannot find partition.")
    for values in ("a", "a,1,2"):
        problem(rest.get(keyed + "/partitions/" + values), 400, "InvalidInputException")


@pytest.mark.parametrize("value", ["a,b", "a/b", "a b", "a%b", "100%", "a=b", "ü漢🐝", "'", "?", "#", "&", "+", ",", ";", "\n", "\u0001"])
def test_odd_partition_values(rest, keyed, value):
    """Commas, slashes and anything else in a value are percent-encoded, and mean themselves."""
    path = f"{keyed}/partitions/{quote(value, '1')}"
    assert rest.put(path, json={"PartitionInput": {}}).status_code == 201
    assert rest.get(path).json()["Partition"]["Values"] == [value, "1"]
    assert [p["Values"] for p in rest.get(keyed + "/partitions").json()["Partitions"]] == [[value, "1"]]
    assert rest.delete(path).status_code == 204


def test_batches(rest, keyed, home):
    """The four batches of partitions, and those of tables and versions, answer per item."""
    rows = [partition_input("a", str(hour)) for hour in range(3)]
    errors = rest.post(keyed + "/partitions/batch-create", json={"PartitionInputList": rows + rows[:1]}).json()["Errors"]
    assert [e["PartitionValues"] for e in errors] == [["a", "0"]]
    keys = [{"Values": ["a", "1"]}, {"Values": ["x", "1"]}]
    assert len(rest.post(keyed + "/partitions/batch-get", json={"PartitionsToGet": keys}).json()["Partitions"]) == 1
    entries = [{"PartitionValueList": k["Values"], "PartitionInput": {"Values": k["Values"]}} for k in keys]
    assert len(rest.post(keyed + "/partitions/batch-update", json={"Entries": entries}).json()["Errors"]) == 1
    assert len(rest.post(keyed + "/partitions/batch-delete", json={"PartitionsToDelete": keys}).json()["Errors"]) == 1
    rest.put(keyed, json={"TableInput": table_input("t", ["n:int"], keys=["day:string", "hour:int"])})
    assert len(rest.post(keyed + "/versions/batch-delete", json={"VersionIds": ["0", "9"]}).json()["Errors"]) == 1
    assert len(rest.post(home + "/tables/batch-delete", json={"TablesToDelete": ["t", "none"]}).json()["Errors"]) == 1
    assert rest.get(home + "/tables").json()["TableList"] == []


def test_queries(rest, keyed):
    """Members of the input come by query: numbers, booleans, lists, and members of a structure by a dotted name."""
    rows = [partition_input(day, str(hour)) for day in "ab" for hour in range(10)]
    rest.post(keyed + "/partitions/batch-create", json={"PartitionInputList": rows})
    path = keyed + "/partitions"
    assert len(rest.get(path, params={"MaxResults": 3}).json()["Partitions"]) == 3
    assert len(rest.get(path, params={"Expression": "day = 'a' AND hour = 3"}).json()["Partitions"]) == 1
    slim = rest.get(path + "?ExcludeColumnSchema=true&MaxResults=1").json()["Partitions"][0]
    assert "Columns" not in slim["StorageDescriptor"]
    shares = [rest.get(path, params={"Segment.SegmentNumber": n, "Segment.TotalSegments": 3}).json()["Partitions"] for n in range(3)]
    assert sum(len(share) for share in shares) == 20
    tables = keyed.rsplit("/", 1)[0]
    [names] = rest.get(tables, params=[("AttributesToGet", "NAME"), ("AttributesToGet", "TABLE_TYPE")]).json()["TableList"]
    assert "StorageDescriptor" not in names
    assert rest.get(tables, params={"Expression": "t*"}).json()["TableList"]


def test_paging(rest, keyed):
    """NextToken goes back as a query parameter, and is absent at the end."""
    rest.post(keyed + "/partitions/batch-create", json={"PartitionInputList": [partition_input("a", str(h)) for h in range(5)]})
    seen, token = [], None
    while True:
        page = rest.get(keyed + "/partitions", params={"MaxResults": 2, **({"NextToken": token} if token else {})}).json()
        seen += [partition["Values"][1] for partition in page["Partitions"]]
        token = page.get("NextToken")
        if token is None:
            break
    assert seen == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("query", [
    "Unknown=1", "maxresults=1", "MaxResults.x=1", "Segment.Unknown=1", "Segment..SegmentNumber=1", "NextToken.=x"])
def test_unknown_query_parameter(rest, keyed, query):
    """A query parameter that means nothing is refused, so that a misspelt one is noticed."""
    problem(rest.get(f"{keyed}/partitions?{query}"), 400, "InvalidInputException", "has no parameter")


@pytest.mark.parametrize("query", [
    "MaxResults=0", "MaxResults=1001", "MaxResults=x", "MaxResults=", "MaxResults=1.5", "MaxResults=99999999999999999999",
    "ExcludeColumnSchema=yes", "Segment.SegmentNumber=1", "Segment.SegmentNumber=1&Segment.TotalSegments=11",
    "Expression=" + "x" * 2049, "Segment=1", "CatalogId=%ff", "QueryAsOfTime=now"])
def test_broken_query_parameter(rest, keyed, query):
    """A query parameter that breaks its member's limits is a 400."""
    answer = rest.get(f"{keyed}/partitions?{query}")
    assert answer.status_code == 400 and answer.json()["title"] in ("ValidationException", "SerializationException"), answer.text


def test_long_lists_in_a_query(rest):
    """A list in a query has its member's limit, and one of 256 where that has none."""
    def ask(path, name, count):
        return rest.get(path, params=[(name, "x")] * count)
    assert ask("/v1/crawler-metrics", "CrawlerNameList", 100).status_code == 200
    problem(ask("/v1/crawler-metrics", "CrawlerNameList", 101), 400, "ValidationException", "'crawlerNameList'")
    assert ask("/v1/connections", "Filter.MatchCriteria", 10).status_code == 200
    problem(ask("/v1/connections", "Filter.MatchCriteria", 11), 400, "ValidationException", "'matchCriteria'")
    tables = "/v1/databases/nowhere/tables"
    problem(ask(tables, "AuditContext.RequestedColumns", 256), 404, "EntityNotFoundException")
    problem(ask(tables, "AuditContext.RequestedColumns", 257), 400, "InvalidInputException", "at most 256")


def test_the_path_wins(rest, home, name):
    """A body cannot lead a request elsewhere than its path says."""
    rest.post("/v1/databases", json={"DatabaseInput": {"Name": name + "_other"}})
    rest.post(home + "/tables", json={"DatabaseName": name + "_other", "TableInput": {"Name": "t"}})
    assert rest.get(home + "/tables/t").status_code == 200
    assert rest.get(f"/v1/databases/{name}_other/tables/t").status_code == 404
    rest.delete(f"/v1/databases/{name}_other")


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'"x"', b'{"DatabaseInput":{"Name":5}}', b'{"a":' * 10000, b'{"DatabaseInput":"\xff"}'])
def test_malformed_body(rest, body):
    """What is no JSON object, or has a member of another kind, is a 400."""
    problem(rest.post("/v1/databases", data=body), 400, "SerializationException")


def test_missing_members(rest, home):
    """A required member that neither path, query nor body gives is named."""
    problem(rest.post("/v1/databases"), 400, "ValidationException", "databaseInput")
    problem(rest.post(home + "/tables", json={}), 400, "ValidationException", "tableInput.name")
    problem(rest.post(home + "/tables", json={"TableInput": {}}), 400, "ValidationException", "tableInput.name")
    problem(rest.post(home + "/tables/batch-delete", json={}), 400, "ValidationException", "tablesToDelete")


def test_body_too_large(rest):
    """A body beyond the cap is a 413."""
    problem(rest.post("/v1/databases", data=b"x" * ((16 << 20) + 1)), 413, "RequestEntityTooLargeException")


def test_basic(server, rest):
    """HTTP Basic with the key pair; anything else of the kind is a 401 that asks for it."""
    import requests
    url = server.url + "/v1/databases"
    answers = [
        requests.get(url, timeout=20), requests.get(url, auth=(server.key_id, "wrong"), timeout=20),
        requests.get(url, auth=("nobody", server.secret), timeout=20), requests.get(url, auth=("", ""), timeout=20),
        requests.get(url, headers={"Authorization": "Basic !!!"}, timeout=20),
        requests.get(url, headers={"Authorization": "Basic bm9jb2xvbg=="}, timeout=20),
        requests.get(url, headers={"Authorization": "Bearer x"}, timeout=20)]
    for answer in answers:
        assert answer.status_code == 401, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"].startswith("Basic")
    assert rest.get("/v1/databases").status_code == 200


@pytest.mark.parametrize("service, region, status", [("glue", "us-east-1", 200), ("propolis", "eu-west-3", 200), ("s3", "us-east-1", 401)])
def test_signatures(server, service, region, status):
    """The REST door takes SigV4 too, for the services glue and propolis, whatever the query holds."""
    client = Wire(server.url, server.key_id, server.secret, region=region, service=service)
    for path in ("/v1/databases", "/v1/databases?MaxResults=5&CatalogId=", "/v1/databases/a%20b%2Fc?CatalogId=%2B", "/v1/databases/ü".replace("ü", "%C3%BC")):
        reply = client.signed("GET", path)
        assert reply.status in ((200, 404) if status == 200 else (401,)), (path, reply)
    client.close()


def test_the_doors_see_each_other(rest, wire, home, name):
    """What one door writes, the other reads at once, with the same members."""
    rest.put(home + "/tables/t", json={"TableInput": table_input("t", keys=["k:string"])})
    table = rest.get(home + "/tables/t").json()
    assert wire.call("GetTable", {"DatabaseName": name, "Name": "t"}).json == table
    wire.call("UpdateTable", {"DatabaseName": name, "TableInput": {"Name": "t"}})
    assert rest.get(home + "/tables/t").json()["Table"]["VersionId"] == "1"
    wire.call("DeleteTable", {"DatabaseName": name, "Name": "t"})
    assert rest.get(home + "/tables/t").status_code == 404


def test_our_own_operations_through_glues_door(wire, rest, home, name):
    """Propolis's own operations have names like Glue's and answer at Glue's door too."""
    rest.put(home + "/tables/t", json={"TableInput": table_input("t", ["a:int"])})
    rest.put(home + "/tables/t", json={"TableInput": table_input("t", ["a:bigint"])})
    place = {"DatabaseName": name, "TableName": "t"}
    diff = wire.call("DiffTableVersions", {**place, "FromVersionId": "0", "ToVersionId": "1"})
    assert diff.status == 200 and diff.json == rest.get(home + "/tables/t/versions/0/diff/1").json()
    assert wire.call("RollbackTable", {**place, "VersionId": "0"}).json == {"VersionId": "2"}


DIFFS = [
    (["a:int"], ["a:int", "b:string"], [("ADDED", None, "b", "INFO")]),
    (["a:int", "b:string"], ["a:int"], [("REMOVED", None, "b", "BREAKING")]),
    (["a:int"], ["a:bigint"], [("RETYPED", "WIDENED", "a", "INFO")]),
    (["a:bigint"], ["a:int"], [("RETYPED", "NARROWED", "a", "BREAKING")]),
    (["a:string"], ["a:int"], None),
    (["a:int", "b:int"], ["b:int", "a:int"], None),
    (["a:int"], ["a:int"], []),
    (["a:struct<x:int>"], ["a:struct<x:int,y:string>"], None),
]


@pytest.mark.parametrize("before, after, expected", DIFFS, ids=lambda v: ",".join(v) if v and isinstance(v[0], str) else None)
def test_diff(rest, home, before, after, expected):
    """The diff of two versions says what became of each column; of a version and itself it is empty."""
    path = home + "/tables/t"
    rest.put(path, json={"TableInput": table_input("t", before)})
    rest.put(path, json={"TableInput": table_input("t", after, Description="next")})
    told = rest.get(path + "/versions/0/diff/LATEST").json()
    assert told["FromVersionId"] == "0"
    found = [(c["Kind"], c.get("Change"), c["Column"], c["Severity"]) for c in told["Diff"]["Changes"]]
    assert found == expected if expected is not None else found, told
    assert rest.get(path + "/versions/1/diff/1").json()["Diff"]["Changes"] == []
    for versions in ("0/diff/7", "7/diff/0"):
        problem(rest.get(f"{path}/versions/{versions}"), 404, "EntityNotFoundException")
    problem(rest.get(path + "/versions/x/diff/0"), 400, "InvalidInputException")


def test_rollback(rest, home):
    """A rollback makes the old version the next one; nothing is lost, and partitions stay."""
    path = home + "/tables/t"
    for i in range(3):
        rest.put(path, json={"TableInput": table_input("t", [f"c{i}:int"], keys=["k:string"], Description=str(i))})
    rest.put(path + "/partitions/v", json={"PartitionInput": {}})
    answer = rest.post(path + "/versions/0/rollback")
    assert answer.status_code == 200 and answer.json() == {"VersionId": "3"} and answer.headers["etag"]
    table = rest.get(path)
    assert table.headers["etag"] == answer.headers["etag"] and table.json()["Table"]["Description"] == "0"
    versions = rest.get(path + "/versions").json()["TableVersions"]
    assert [(v["VersionId"], v["Table"]["Description"]) for v in versions] == [("3", "0"), ("2", "2"), ("1", "1"), ("0", "0")]
    assert len(rest.get(path + "/partitions").json()["Partitions"]) == 1
    for current in (3, 0):  # what the table is already
        assert rest.post(f"{path}/versions/{current}/rollback").json() == {"VersionId": "3"}
    problem(rest.post(path + "/versions/9/rollback"), 404, "EntityNotFoundException")
    problem(rest.post(path + "/versions/x/rollback"), 400, "InvalidInputException")
    problem(rest.post(home + "/tables/none/versions/0/rollback"), 404, "EntityNotFoundException")


def test_versions(rest, home):
    """Versions are read and deleted one by one and in lists."""
    path = home + "/tables/t"
    for i in range(3):
        rest.put(path, json={"TableInput": table_input("t", [f"c{i}:int"])})
    assert rest.get(path + "/versions/1").json()["TableVersion"]["VersionId"] == "1"
    assert rest.get(path + "/versions/LATEST").json()["TableVersion"]["VersionId"] == "2"
    assert rest.delete(path + "/versions/1").status_code == 204
    problem(rest.get(path + "/versions/1"), 404, "EntityNotFoundException")
    problem(rest.delete(path + "/versions/2"), 400, "InvalidInputException", "current")


@pytest.mark.parametrize("items", [257, 15000])
def test_long_lists_in_an_address(rest, keyed, items):
    """A list in an address is bounded, because it is built item by item: 15,000 took ten seconds and 2.6 GB."""
    began = time.monotonic()
    reply = rest.get(f"{keyed}/partitions/" + ",".join(["a"] * items))
    assert reply.status_code == 400 and "PartitionValues" in reply.json()["detail"]
    assert time.monotonic() - began < 5


def test_bare_documents(rest):
    """A body may be the document itself, without the name of the member around it."""
    assert rest.put("/v1/databases/bare", json={"Description": "d"}).status_code == 201
    assert rest.get("/v1/databases/bare").json()["Database"]["Description"] == "d"
    table = {"Name": "t", "PartitionKeys": [{"Name": "p", "Type": "string"}], "Parameters": {"a": "b"}}
    assert rest.post("/v1/databases/bare/tables", json=table).status_code == 201
    wrapped = rest.put("/v1/databases/bare/tables/t", json={"TableInput": table})
    assert (wrapped.status_code, wrapped.headers["ETag"]) == (200, rest.get("/v1/databases/bare/tables/t").headers["ETag"])
    assert rest.post("/v1/databases/bare/tables/t/partitions", json={"Values": ["v"]}).status_code == 201
    assert rest.put("/v1/databases/bare/tables/t", json={"Name": 1}).status_code == 400
    assert rest.delete("/v1/databases/bare").status_code == 204
