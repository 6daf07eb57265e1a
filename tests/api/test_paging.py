"""Every list that comes in pages, to its end at every size of a page."""

import json
import time

import pytest

from client import partition_input, table_input, tampered
from conftest import Server
from wire import Wire

COUNT = 7
ARN = "arn:aws:glue:us-east-1:123456789012:"
T = {"DatabaseName": "d0", "TableName": "t0"}
WEBHOOK = {"Url": "http://127.0.0.1:9/", "DatabaseNames": ["none"]}
RUNS_SECONDS = 30

# Operation, arguments, the member that holds the items, and how many there are. Those without MaxResults answer one page.
LISTS = {
    "GetCatalogs": ({}, "CatalogList", COUNT),
    "GetDatabases": ({}, "DatabaseList", COUNT),
    "GetTables": ({"DatabaseName": "d0"}, "TableList", COUNT),
    "SearchTables": ({"SearchText": "d0"}, "TableList", COUNT),
    "GetTableVersions": (T, "TableVersions", COUNT),
    "GetPartitions": (T, "Partitions", COUNT),
    "GetUnfilteredPartitionsMetadata": (
        {**T, "CatalogId": "123456789012", "SupportedPermissionTypes": ["COLUMN_PERMISSION"]}, "UnfilteredPartitions", COUNT),
    "GetPartitionNames": ({}, "PartitionNames", COUNT),
    "GetTableProjection": ({"Expression": "n > 0"}, "Partitions", COUNT),
    "GetPartitionIndexes": (T, "PartitionIndexDescriptorList", 3),
    "GetUserDefinedFunctions": ({"DatabaseName": "d0", "Pattern": ".*"}, "UserDefinedFunctions", COUNT),
    "GetResourcePolicies": ({}, "GetResourcePoliciesResponseList", COUNT),
    "GetConnections": ({}, "ConnectionList", COUNT),
    "GetClassifiers": ({}, "Classifiers", COUNT),
    "GetCrawlers": ({}, "Crawlers", COUNT),
    "ListCrawlers": ({}, "CrawlerNames", COUNT),
    "GetCrawlerMetrics": ({}, "CrawlerMetricsList", COUNT),
    "ListCrawls": ({"CrawlerName": "c0"}, "Crawls", COUNT),
    "ListWebhooks": ({}, "Webhooks", COUNT),
    "ListDeliveries": ({}, "Deliveries", COUNT),
    "ListDriftEvents": ({}, "DriftEvents", COUNT),
    "ListAccessKeys": ({}, "AccessKeys", COUNT),
}
OURS = {"ListWebhooks": "/v1/webhooks", "ListDeliveries": "/v1/webhooks/{webhook}/deliveries", "ListDriftEvents": "/v1/drift-events",
        "ListAccessKeys": "/v1/keys", "GetPartitionNames": "/v1/databases/d0/tables/t0/partition-names",
        "GetTableProjection": "/v1/databases/d1/tables/projected/projection"}


def fill(server, folder):
    """Seven of everything."""
    glue, rest = server.client(), server.rest()
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "glue:*"}]}
    for i in range(COUNT):
        glue.create_catalog(Name=f"c{i}", CatalogInput={})
        glue.create_database(DatabaseInput={"Name": f"d{i}"})
        glue.create_table(DatabaseName="d0", TableInput=table_input(f"t{i}", keys=["a:int", "b:int"]))
        glue.create_user_defined_function(DatabaseName="d0", FunctionInput={"FunctionName": f"f{i}"})
        glue.create_connection(ConnectionInput={"Name": f"c{i}", "ConnectionType": "JDBC", "ConnectionProperties": {
            "JDBC_CONNECTION_URL": "jdbc:postgresql://db.example:5432/orders", "USERNAME": "app", "PASSWORD": "p"}})
        glue.create_classifier(JsonClassifier={"Name": f"c{i}", "JsonPath": "$"})
        glue.create_crawler(Name=f"c{i}", Role="r", DatabaseName="d1", Targets={"S3Targets": [{"Path": f"file://{folder}/"}]})
        policy["Statement"][0]["Resource"] = f"{ARN}database/d{i}"
        glue.put_resource_policy(PolicyInJson=json.dumps(policy), ResourceArn=f"{ARN}database/d{i}")
        assert rest.post("/v1/webhooks", json={**WEBHOOK, "Name": f"w{i}"}).ok
        assert server.command("key", "create", f"k{i}").returncode == 0
    glue.create_table(DatabaseName="d1", TableInput=table_input("projected", keys=["n:int"], Parameters={
        "projection.enabled": "true", "projection.n.type": "integer", "projection.n.range": f"1,{COUNT}"}))
    for i in range(1, COUNT):
        glue.update_table(DatabaseName="d0", TableInput=table_input("t0", [f"c{i}:int"], keys=["a:int", "b:int"]))
    glue.update_table(DatabaseName="d0", TableInput=table_input("t1", ["c:int"], keys=["a:int", "b:int"]))
    glue.batch_create_partition(**T, PartitionInputList=[partition_input(str(i % 3), str(i)) for i in range(COUNT)])
    for number, keys in enumerate((["b"], ["a"], ["b", "a"])):
        glue.create_partition_index(**T, PartitionIndex={"IndexName": f"i{number}", "Keys": keys})
    for _ in range(COUNT):
        crawl(glue)
    server.webhook = rest.get("/v1/webhooks").json()["Webhooks"][0]["WebhookId"]
    for _ in range(COUNT):
        assert rest.post(f"/v1/webhooks/{server.webhook}/test").ok


def crawl(glue):
    """One run from its start to its end."""
    glue.start_crawler(Name="c0")
    deadline = time.monotonic() + RUNS_SECONDS
    while glue.get_crawler(Name="c0")["Crawler"]["State"] != "READY":
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A server that holds nothing but what is listed here."""
    folder = tmp_path_factory.mktemp("lake")
    server = Server(tmp_path_factory.mktemp("server"), file_root=folder, webhook_allow="127.0.0.0/8").start()
    fill(server, folder)
    server.wire, server.session = Wire(server.url, server.key_id, server.secret), server.rest()
    yield server
    server.wire.close()
    assert server.stop() == 0, server.raw_log()[-4000:]


@pytest.fixture(params=LISTS)
def pages_of(request, full):
    """A function that asks for one page of a list: status, items, and the token of the next one."""
    operation = request.param
    arguments, member, _ = LISTS[operation]

    def ask(**more):
        given = {**arguments, **{name: value for name, value in more.items() if value is not None}}
        if operation in OURS:
            reply = full.session.get(OURS[operation].format(webhook=full.webhook), params=given)
            status, body = reply.status_code, reply.json()
        else:
            reply = full.wire.call(operation, given)
            status, body = reply.status, reply.json
        return status, body.get(member, body), body.get("NextToken")
    ask.operation, ask.count = operation, LISTS[operation][2]
    return ask


def walk(ask, size):
    """The items of each page; every page but the last has a token."""
    token, pages = None, []
    while True:
        status, items, token = ask(MaxResults=size, NextToken=token)
        assert status == 200, items
        pages.append(items)
        if token is None:
            return pages
        assert token and len(pages) <= ask.count


def most(contract, operation):
    """The largest page that may be asked for; None where the size cannot be chosen."""
    limits = members(contract.operations[operation][2])
    return limits["MaxResults"]["maximum"] if "MaxResults" in limits else None


def members(operation):
    """What an operation takes, in its address or in its body, by name."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return {p["name"]: p["schema"] for p in operation["parameters"]} | body.get("properties", {})


def test_to_the_end(pages_of, contract):
    """Whatever the size of its pages, a list has the same items in the same order, and each page but the last is full."""
    [whole] = walk(pages_of, None)
    assert len(whole) == pages_of.count and len({json.dumps(item, sort_keys=True) for item in whole}) == pages_of.count
    largest = most(contract, pages_of.operation)
    for size in (1, 2, 3, pages_of.count - 1, pages_of.count, pages_of.count + 1, largest) if largest else ():
        pages = walk(pages_of, size)
        assert [item for page in pages for item in page] == whole
        assert [len(page) for page in pages] == [min(size, pages_of.count - begin) for begin in range(0, pages_of.count, size)]


def test_sizes_beyond_the_limits(pages_of, contract):
    """A page of none, and one larger than the largest, are refused."""
    largest = most(contract, pages_of.operation)
    for size in (0, -1, largest + 1) if largest else ():
        assert pages_of(MaxResults=size)[0] == 400


def test_tokens(pages_of, full, contract):
    """An empty token is none; one that is changed, or comes from another list, is refused."""
    begin = pages_of(NextToken="")[1]
    assert begin == pages_of()[1]
    foreign = full.wire.call("GetDatabases" if pages_of.operation != "GetDatabases" else "GetCatalogs", {"MaxResults": 1}).json["NextToken"]
    token = pages_of(MaxResults=1)[2] if most(contract, pages_of.operation) else foreign
    for wrong in [foreign, *tampered(token)]:
        status, answer, _ = pages_of(NextToken=wrong)
        assert status == 400 and "NextToken" in json.dumps(answer), wrong


def test_every_list_is_here(contract):
    """An operation that takes a NextToken and is not in the table above is forgotten."""
    takes = {name for name, (_, _, operation) in contract.operations.items() if "NextToken" in members(operation)}
    assert takes == set(LISTS)
