"""The OpenAPI text: valid, checked in, and true for every operation, each of which is called here."""

import json
import pathlib
import re
import socket

import openapi_spec_validator
import pytest

import contract as contract_module
from client import partition_input, table_input

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_it_is_openapi(contract):
    """The text is valid OpenAPI 3.1, and each operation has a name, a sentence and a tag."""
    openapi_spec_validator.validate(contract.text)
    assert contract.text["openapi"].startswith("3.1.")
    for method, path, operation in contract.operations.values():
        assert operation["summary"].endswith(".") and operation["tags"], path
    names = [o["operationId"] for item in contract.text["paths"].values() for m, o in item.items() if m in contract_module.OPERATION_METHODS]
    assert len(names) == len(set(names))
    # Paths that differ in the names of their parameters only are one path (OpenAPI 3.1, section 4.8.8).
    forms = [re.sub(r"\{[^}]*\}", "{}", path) for path in contract.text["paths"]]
    assert len(forms) == len(set(forms))


def test_it_is_checked_in(contract):
    """The text that is checked in is the one that the program prints; `make openapi` writes it anew."""
    assert (ROOT / "openapi/propolis.json").read_text() == contract.printed


def test_limits_are_told(contract):
    """Schemas carry the limits that the service keeps."""
    column = contract.text["components"]["schemas"]["Column"]["properties"]
    assert column["Name"]["maxLength"] == 255 and column["Type"]["maxLength"] == 131072
    parameters = {p["name"]: p for p in contract.operations["GetPartitions"][2]["parameters"]}
    assert parameters["MaxResults"]["schema"]["maximum"] == 1000


KINDS = {"string": [5, True, [], {}], "integer": ["5", True, [], {}, 1.5], "number": ["5", True, [], {}], "boolean": ["true", 1, [], {}],
         "array": ["x", 5, {}], "object": ["x", 5, []]}


def wrong_values(schema):
    """Values that a schema refuses, one for each thing that it says."""
    yield from KINDS.get(schema.get("type"), [])
    if "maxLength" in schema:
        yield "x" * (schema["maxLength"] + 1)
    if schema.get("minLength"):
        yield ""
    if "enum" in schema:
        yield "NEITHER_OF_THEM"
    if "maxItems" in schema:
        yield ["x"] * (schema["maxItems"] + 1)
    if "maximum" in schema:
        yield schema["maximum"] + 1
    if "minimum" in schema:
        yield schema["minimum"] - 1


@pytest.mark.parametrize("operation, body", [("CreateWebhook", {"Name": "w", "Url": "https://example.com/"}),
                                             ("UpdateWebhook", {"Name": "w", "Url": "https://example.com/"})])
def test_the_limits_of_our_own_operations(rest, contract, operation, body):
    """What the text refuses, the service refuses, member by member; the rest of the limits come from Glue's model."""
    method, path, told = contract.operations[operation]
    schema = told["requestBody"]["content"]["application/json"]["schema"]
    path = path.replace("{WebhookId}", "none")
    for member, limits in schema["properties"].items():
        for value in wrong_values(limits):
            answer = rest.request(method, path, json=body | {member: value})
            assert answer.status_code == 400, f"{operation}: {member} = {str(value)[:50]!r}: {answer.text}"
    for member in schema["required"]:
        answer = rest.request(method, path, json={name: value for name, value in body.items() if name != member})
        assert answer.status_code == 400 and member.lower() in answer.text.lower(), answer.text


D, T, P = "/v1/databases/d", "/v1/databases/d/tables/t", "/v1/databases/d/tables/t/partitions"
C = "/v1/crawlers/c"
TAGS = "/v1/tags/arn%3Aaws%3Aglue%3Aus-east-1%3A%3Adatabase%2Fd"
KEYS = [{"Values": ["a"]}]
CRAWLER = {"Name": "c", "Role": "r", "DatabaseName": "d", "Targets": {"S3Targets": [{"Path": "s3://lake/raw/"}]},
           "Schedule": "cron(0 3 * * ? *)", "Tags": {"team": "a"}}

STATISTICS = [{"ColumnName": name, "ColumnType": "int", "AnalyzedTime": 1.5, "StatisticsData": {
    "Type": "LONG", "LongColumnStatisticsData": {"MinimumValue": -1, "NumberOfNulls": 0, "NumberOfDistinctValues": 2}}} for name in "ax"]
CONNECTION = {"Name": "k", "ConnectionType": "KAFKA", "ConnectionProperties": {
    "KAFKA_BOOTSTRAP_SERVERS": "{SILENCE}", "KAFKA_SSL_ENABLED": "false"}}

# What stands for the id of the first item of a list: the list's path, its member, and the member of the item.
FIRST = {
    "{RUN}": (C + "/runs", "Crawls", "CrawlId"),
    "{WEBHOOK}": ("/v1/webhooks", "Webhooks", "WebhookId"),
    "{DELIVERY}": ("/v1/webhooks/{WEBHOOK}/deliveries", "Deliveries", "DeliveryId"),
    "{EVENT}": ("/v1/drift-events", "DriftEvents", "DriftEventId"),
}
WEBHOOK = {"Name": "w", "DatabaseNames": ["other"], "MinimumSeverity": "INFO"}

ALLOW_ALL = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
POLICY = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "glue:*", "Resource": "arn:aws:glue:us-east-1:123456789012:*"}}

# One call of every operation, in an order in which each succeeds.
FUNCTION = {"FunctionName": "f", "ClassName": "c", "ResourceUris": [{"ResourceType": "JAR", "Uri": "s3://lake/f.jar"}]}

UNFILTERED = {"CatalogId": "123456789012", "SupportedPermissionTypes": ["COLUMN_PERMISSION"]}
CALLS = [
    ("CreateDatabase", "POST", "/v1/databases", {"DatabaseInput": {"Name": "d"}}),
    ("GetDatabase", "GET", D, None),
    ("GetDatabases", "GET", "/v1/databases", None),
    ("UpdateDatabase", "PUT", D, {"DatabaseInput": {"Description": "x"}}),
    ("UpdateDatabase", "PUT", "/v1/databases/made-by-put", {}),
    ("CreateTable", "POST", D + "/tables", {"TableInput": table_input("t", ["a:int"], keys=["k:string"])}),
    ("GetTable", "GET", T, None),
    ("GetTables", "GET", D + "/tables?Expression=*", None),
    ("UpdateTable", "PUT", T, {"TableInput": table_input("t", ["a:bigint"], keys=["k:string"])}),
    ("UpdateTable", "PUT", D + "/tables/made-by-put", {"TableInput": {}}),
    ("GetTableVersion", "GET", T + "/versions/0", None),
    ("GetTableVersions", "GET", T + "/versions", None),
    ("DiffTableVersions", "GET", T + "/versions/0/diff/1", None),
    ("RollbackTable", "POST", T + "/versions/0/rollback", None),
    ("CreatePartition", "POST", P, {"PartitionInput": partition_input("a")}),
    ("GetPartition", "GET", P + "/a", None),
    ("GetPartitions", "GET", P, None),
    ("GetPartitionNames", "GET", T + "/partition-names?Prefix=k%3D", None),
    ("CountPartitions", "GET", T + "/partition-count?Expression=k%3D%27a%27", None),
    ("GetTableProjection", "GET", T + "/projection", None),
    ("GetUnfilteredTableMetadata", "POST", T + "/unfiltered", UNFILTERED),
    ("GetUnfilteredPartitionMetadata", "POST", P + "/a/unfiltered", UNFILTERED),
    ("GetUnfilteredPartitionsMetadata", "POST", P + "/unfiltered", UNFILTERED),
    ("UpdatePartition", "PUT", P + "/a", {"PartitionInput": partition_input("a", Parameters={"x": "y"})}),
    ("UpdatePartition", "PUT", P + "/made-by-put", {}),
    ("BatchCreatePartition", "POST", P + "/batch-create", {"PartitionInputList": [partition_input("a"), partition_input("b")]}),
    ("BatchGetPartition", "POST", P + "/batch-get", {"PartitionsToGet": KEYS}),
    ("BatchUpdatePartition", "POST", P + "/batch-update", {"Entries": [
        {"PartitionValueList": ["a"], "PartitionInput": {"Values": ["a"]}},
        {"PartitionValueList": ["x"], "PartitionInput": {"Values": ["x"]}}]}),
    ("BatchDeletePartition", "POST", P + "/batch-delete", {"PartitionsToDelete": KEYS + KEYS}),
    ("UpdateColumnStatisticsForTable", "PUT", T + "/column-statistics", {"ColumnStatisticsList": STATISTICS}),
    ("GetColumnStatisticsForTable", "GET", T + "/column-statistics?ColumnNames=a&ColumnNames=x", None),
    ("DeleteColumnStatisticsForTable", "DELETE", T + "/column-statistics/a", None),
    ("UpdateColumnStatisticsForPartition", "PUT", P + "/b/column-statistics", {"ColumnStatisticsList": STATISTICS}),
    ("GetColumnStatisticsForPartition", "GET", P + "/b/column-statistics?ColumnNames=a&ColumnNames=x", None),
    ("DeleteColumnStatisticsForPartition", "DELETE", P + "/b/column-statistics/a", None),
    ("DeletePartition", "DELETE", P + "/b", None),
    ("CreateTable", "POST", D + "/tables", {"TableInput": table_input(
        "files", keys=["k:int"], StorageDescriptor={"Location": "{LAKE}"})}),
    ("RepairPartitions", "POST", D + "/tables/files/partitions/repair", {"Mode": "SYNC"}),
    ("CreatePartitionIndex", "POST", T + "/partition-indexes", {"PartitionIndex": {"IndexName": "i", "Keys": ["k"]}}),
    ("GetPartitionIndexes", "GET", T + "/partition-indexes", None),
    ("DeletePartitionIndex", "DELETE", T + "/partition-indexes/i", None),
    ("DeleteTableVersion", "DELETE", T + "/versions/1", None),
    ("BatchDeleteTableVersion", "POST", T + "/versions/batch-delete", {"VersionIds": ["0", "9"]}),
    ("DeleteTable", "DELETE", T, None),
    ("BatchDeleteTable", "POST", D + "/tables/batch-delete", {"TablesToDelete": ["t"]}),
    ("CreateCrawler", "POST", "/v1/crawlers", CRAWLER),
    ("GetCrawler", "GET", C, None),
    ("GetCrawlers", "GET", "/v1/crawlers", None),
    ("ListCrawlers", "GET", "/v1/crawler-names", None),
    ("BatchGetCrawlers", "POST", "/v1/crawlers/batch-get", {"CrawlerNames": ["c", "none"]}),
    ("UpdateCrawler", "PUT", "/v1/crawlers/other", CRAWLER | {"Name": "other"}),
    ("UpdateCrawler", "PUT", "/v1/crawlers/other", CRAWLER | {"Name": "other"}),
    ("UpdateCrawlerSchedule", "PUT", C + "/schedule", {"Schedule": "cron(0 4 * * ? *)"}),
    ("StopCrawlerSchedule", "POST", C + "/schedule/stop", None),
    ("StartCrawlerSchedule", "POST", C + "/schedule/start", None),
    ("StartCrawler", "POST", C + "/start", None),
    ("ListCrawls", "GET", C + "/runs", None),
    ("GetCrawl", "GET", C + "/runs/{RUN}", None),
    ("StopCrawler", "POST", C + "/stop", None),
    ("GetCrawlerMetrics", "GET", "/v1/crawler-metrics?CrawlerNameList=c", None),
    ("DeleteCrawler", "DELETE", "/v1/crawlers/other", None),
    ("CreateClassifier", "POST", "/v1/classifiers", {"JsonClassifier": {"Name": "c", "JsonPath": "$[*]"}}),
    ("GetClassifier", "GET", "/v1/classifiers/c", None),
    ("GetClassifiers", "GET", "/v1/classifiers", None),
    ("UpdateClassifier", "PATCH", "/v1/classifiers", {"JsonClassifier": {"Name": "c", "JsonPath": "$.a"}}),
    ("DeleteClassifier", "DELETE", "/v1/classifiers/c", None),
    ("CreateConnection", "POST", "/v1/connections", {"ConnectionInput": CONNECTION}),
    ("GetConnection", "GET", "/v1/connections/k?HidePassword=true", None),
    ("GetConnections", "GET", "/v1/connections", None),
    ("UpdateConnection", "PUT", "/v1/connections/k", CONNECTION),
    ("UpdateConnection", "PUT", "/v1/connections/made-by-put", CONNECTION | {"Name": "made-by-put"}),
    ("TestConnection", "POST", "/v1/connections/test", {"ConnectionName": "k"}),
    ("DeleteConnection", "DELETE", "/v1/connections/k", None),
    ("BatchDeleteConnection", "POST", "/v1/connections/batch-delete", {"ConnectionNameList": ["k", "none"]}),
    ("ListDriftEvents", "GET", "/v1/drift-events?DatabaseName=d&TableName=t&MinimumSeverity=INFO&Applied=true", None),
    ("GetDriftEvent", "GET", "/v1/drift-events/{EVENT}", None),
    ("CreateWebhook", "POST", "/v1/webhooks", WEBHOOK),
    ("ListWebhooks", "GET", "/v1/webhooks", None),
    ("GetWebhook", "GET", "/v1/webhooks/{WEBHOOK}", None),
    ("UpdateWebhook", "PUT", "/v1/webhooks/{WEBHOOK}", WEBHOOK | {"RotateSecret": True}),
    ("TestWebhook", "POST", "/v1/webhooks/{WEBHOOK}/test", None),
    ("ListDeliveries", "GET", "/v1/webhooks/{WEBHOOK}/deliveries", None),
    ("GetDelivery", "GET", "/v1/webhooks/{WEBHOOK}/deliveries/{DELIVERY}", None),
    ("RedeliverWebhook", "POST", "/v1/webhooks/{WEBHOOK}/deliveries/{DELIVERY}/redeliver", None),
    ("DeleteWebhook", "DELETE", "/v1/webhooks/{WEBHOOK}", None),
    ("CreateCatalog", "POST", "/v1/catalogs", {"Name": "k", "CatalogInput": {}}),
    ("GetCatalog", "GET", "/v1/catalogs/k", None),
    ("GetCatalogs", "GET", "/v1/catalogs?Recursive=true&IncludeRoot=true&HasDatabases=true", None),
    ("UpdateCatalog", "PUT", "/v1/catalogs/k", {"Description": "x"}),
    ("UpdateCatalog", "PUT", "/v1/catalogs/made-by-put", {}),
    ("DeleteCatalog", "DELETE", "/v1/catalogs/k", None),
    ("ImportCatalogToGlue", "POST", "/v1/catalog-import", None),
    ("GetCatalogImportStatus", "GET", "/v1/catalog-import", None),
    ("PutDataCatalogEncryptionSettings", "PUT", "/v1/encryption-settings", {"EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS"}}),
    ("GetDataCatalogEncryptionSettings", "GET", "/v1/encryption-settings", None),
    ("TagResource", "POST", TAGS, {"TagsToAdd": {"a": "1"}}),
    ("GetTags", "GET", TAGS, None),
    ("UntagResource", "DELETE", TAGS + "?TagsToRemove=a", None),
    ("SearchTables", "POST", "/v1/search", {"SearchText": "d", "SortCriteria": [{"FieldName": "Name"}]}),
    ("CreateUserDefinedFunction", "POST", D + "/functions", FUNCTION),
    ("GetUserDefinedFunction", "GET", D + "/functions/f", None),
    ("GetUserDefinedFunctions", "GET", "/v1/functions?Pattern=*&DatabaseName=d", None),
    ("UpdateUserDefinedFunction", "PUT", D + "/functions/f", FUNCTION | {"OwnerName": "bee"}),
    ("UpdateUserDefinedFunction", "PUT", D + "/functions/made-by-put", FUNCTION | {"FunctionName": "made-by-put"}),
    ("DeleteUserDefinedFunction", "DELETE", D + "/functions/f", None),
    ("PutResourcePolicy", "PUT", "/v1/resource-policy", {"PolicyInJson": json.dumps(POLICY)}),
    ("GetResourcePolicy", "GET", "/v1/resource-policy", None),
    ("GetResourcePolicies", "GET", "/v1/resource-policies", None),
    ("DeleteResourcePolicy", "DELETE", "/v1/resource-policy", None),
    ("ListAccessKeys", "GET", "/v1/keys", None),
    ("PutUserPolicy", "PUT", "/v1/keys/bee/policy", {"PolicyDocument": ALLOW_ALL}),
    ("GetUserPolicy", "GET", "/v1/keys/bee/policy", None),
    ("DeleteDatabase", "DELETE", D, None),
]


@pytest.fixture
def silence():
    """The address of an S3 server that takes connections and never answers, so that a crawl lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def with_ids(rest, path):
    for name in re.findall(r"\{\w+\}", path):
        where, items, member = FIRST[name]
        path = path.replace(name, rest.get(with_ids(rest, where)).json()[items][0][member])
    return path


@pytest.mark.core
def test_every_operation(start_server, contract, silence, tmp_path):
    """Every operation of the text can be called with success, and each answer has the schema that the text gives."""
    for folder in ("k=1", "raw"):
        (tmp_path / "lake" / folder).mkdir(parents=True)
    server = start_server(s3_endpoint=silence, s3_path_style=True, webhook_allow="127.0.0.0/8", file_root=tmp_path, env={
        "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "us-east-1"})
    rest = server.rest()
    rest.hooks["response"] = [contract.check]
    server.command("key", "create", "bee")
    contract.succeeded.clear()
    contract.answered.clear()
    for operation, method, path, body in CALLS:
        path = with_ids(rest, path)
        if operation.endswith("Webhook") and body:
            body = body | {"Url": silence}
        body = json.loads(json.dumps(body).replace("{SILENCE}", silence.removeprefix("http://")).replace("{LAKE}", f"file://{tmp_path}/lake/"))
        answer = rest.request(method, path, **({"json": body} if body is not None else {}))
        assert answer.ok, f"{operation}: {answer.status_code} {answer.text}"
        assert operation in contract.succeeded, f"{method} {path} is not {operation}"
        if method == "GET":
            rest.get(path, headers={"If-None-Match": answer.headers.get("ETag", '"x"')})
    assert set(contract.operations) == contract.succeeded, "an operation of the text that is not called here"
    told = {(name, status) for name, (_, _, o) in contract.operations.items() for status in o["responses"] if status < "400"}
    got = {one for one in contract.answered if one[1] < "400"}
    assert told == got, f"statuses of success that the text tells and nobody gets: {told - got}"
