"""Every operation once through the AWS CLI, configured by nothing but what `propolis env` prints."""

import base64
import hashlib
import json
import os
import pathlib
import re
import socket
import subprocess
import sys

import botocore.session
import pytest

AWS = pathlib.Path(sys.executable).with_name("aws")


@pytest.fixture(scope="module")
def silence():
    """The address of an S3 server that takes connections and never answers, so that a crawl lasts until it is stopped."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def aws(start_server, silence):
    """A function that runs the AWS CLI in a shell that has eval'd `propolis env`, and returns what it printed."""
    server = start_server(s3_endpoint=silence, s3_path_style=True, webhook_allow="127.0.0.0/8", env={
        "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "us-east-1"})
    settings = dict(re.findall(r"^export (\w+)='(.*)'$", server.command("env").stdout, re.MULTILINE))
    assert settings["AWS_ENDPOINT_URL_GLUE"] == server.url
    env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    env.update(settings, AWS_CONFIG_FILE="/dev/null", AWS_SHARED_CREDENTIALS_FILE="/dev/null", AWS_EC2_METADATA_DISABLED="true",
               AWS_PAGER="", AWS_MAX_ATTEMPTS="1", PYTHONWARNINGS="ignore")

    def run(*words):
        words = [word if isinstance(word, str) else json.dumps(word) for word in words]
        words = [word.replace("{SILENCE}", silence.removeprefix("http://")) for word in words]
        return subprocess.run([AWS, *words, "--output", "json"], env=env, capture_output=True, text=True, timeout=60)
    paths = json.loads(server.command("openapi").stdout)["paths"].values()
    run.operations = {operation["operationId"] for path in paths for operation in path.values()}
    return run


def option(member):
    return "--" + re.sub(r"(?<!^)(?=[A-Z])", "-", member).lower()


D, T = {"DatabaseName": "d"}, {"DatabaseName": "d", "TableName": "t"}
UNFILTERED = {"CatalogId": "123456789012", "SupportedPermissionTypes": ["COLUMN_PERMISSION"]}
TABLE = {"Name": "t", "PartitionKeys": [{"Name": "k", "Type": "string"}],
         "StorageDescriptor": {"Columns": [{"Name": "a", "Type": "int"}], "Location": "s3://lake/t/"}}
NEXT = {**TABLE, "StorageDescriptor": {"Columns": [{"Name": "a", "Type": "bigint"}], "Location": "s3://lake/t/"}}
ARN = "arn:aws:glue:us-east-1:123456789012:database/d"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": {"AWS": ["210987654321"]},
                                                             "Action": "glue:Delete*", "Resource": "arn:aws:glue:us-east-1:123456789012:*"}]})
STATISTICS = [{"ColumnName": name, "ColumnType": "decimal(3,1)", "StatisticsData": {"Type": "DECIMAL", "DecimalColumnStatisticsData": {
    "MinimumValue": {"UnscaledValue": "!", "Scale": 1}, "NumberOfNulls": 0, "NumberOfDistinctValues": 2}}, "AnalyzedTime": "1970-01-01T00:00:01Z"}
    for name in "ax"]
CONNECTION = {"Name": "k", "ConnectionType": "KAFKA", "ConnectionProperties": {
    "KAFKA_BOOTSTRAP_SERVERS": "{SILENCE}", "KAFKA_SSL_ENABLED": "false"}}
TARGETS = {"S3Targets": [{"Path": "s3://lake/raw/"}]}

# Operation, members, and what the answer must hold.
CALLS = [
    ("CreateDatabase", {"DatabaseInput": {"Name": "d"}}, None),
    ("GetDatabase", {"Name": "d"}, {"Database": {"Name": "d"}}),
    ("GetDatabases", {}, {"DatabaseList": [{"Name": "d"}]}),
    ("UpdateDatabase", {"Name": "d", "DatabaseInput": {"Name": "d", "Description": "x"}}, None),
    ("CreateTable", {**D, "TableInput": TABLE}, None),
    ("GetTable", {**D, "Name": "t"}, {"Table": {"VersionId": "0"}}),
    ("GetTables", {**D, "Expression": "*"}, {"TableList": [{"Name": "t"}]}),
    ("SearchTables", {"SearchText": "lake", "MaxResults": 10}, {"TableList": [{"Name": "t"}]}),
    ("UpdateTable", {**D, "TableInput": NEXT, "VersionId": "0"}, None),
    ("GetTableVersion", {**T, "VersionId": "0"}, {"TableVersion": {"VersionId": "0"}}),
    ("GetTableVersions", T, {"TableVersions": [{"VersionId": "1"}, {"VersionId": "0"}]}),
    ("DeleteTableVersion", {**T, "VersionId": "0"}, None),
    ("BatchDeleteTableVersion", {**T, "VersionIds": ["0"]}, {"Errors": [{"VersionId": "0"}]}),
    ("CreatePartition", {**T, "PartitionInput": {"Values": ["a"]}}, None),
    ("GetPartition", {**T, "PartitionValues": ["a"]}, {"Partition": {"Values": ["a"]}}),
    ("GetPartitions", {**T, "Expression": "k = 'a'"}, {"Partitions": [{"Values": ["a"]}]}),
    ("GetUnfilteredTableMetadata", {**D, "Name": "t", **UNFILTERED}, {"AuthorizedColumns": ["a", "k"]}),
    ("GetUnfilteredPartitionMetadata", {**T, "PartitionValues": ["a"], **UNFILTERED}, {"Partition": {"Values": ["a"]}}),
    ("GetUnfilteredPartitionsMetadata", {**T, **UNFILTERED}, {"UnfilteredPartitions": [{"Partition": {"Values": ["a"]}}]}),
    ("UpdatePartition", {**T, "PartitionValueList": ["a"], "PartitionInput": {"Values": ["b"]}}, None),
    ("BatchCreatePartition", {**T, "PartitionInputList": [{"Values": ["b"]}, {"Values": ["c"]}]}, {"Errors": [{"PartitionValues": ["b"]}]}),
    ("BatchGetPartition", {**T, "PartitionsToGet": [{"Values": ["c"]}, {"Values": ["x"]}]}, {"Partitions": [{"Values": ["c"]}]}),
    ("BatchUpdatePartition", {**T, "Entries": [{"PartitionValueList": ["c"], "PartitionInput": {"Values": ["c"]}}]}, {"Errors": []}),
    ("BatchDeletePartition", {**T, "PartitionsToDelete": [{"Values": ["c"]}]}, {"Errors": []}),
    ("UpdateColumnStatisticsForTable", {**T, "ColumnStatisticsList": STATISTICS}, {"Errors": [{"ColumnStatistics": {"ColumnName": "x"}}]}),
    ("GetColumnStatisticsForTable", {**T, "ColumnNames": ["a", "x"]}, {"ColumnStatisticsList": [
        {"ColumnName": "a", "StatisticsData": {"DecimalColumnStatisticsData": {"MinimumValue": {"UnscaledValue": "IQ==", "Scale": 1}}}}],
        "Errors": [{}]}),
    ("DeleteColumnStatisticsForTable", {**T, "ColumnName": "a"}, None),
    ("UpdateColumnStatisticsForPartition", {**T, "PartitionValues": ["b"], "ColumnStatisticsList": STATISTICS}, {"Errors": [{}]}),
    ("GetColumnStatisticsForPartition", {**T, "PartitionValues": ["b"], "ColumnNames": ["a"]}, {"ColumnStatisticsList": [{"ColumnName": "a"}]}),
    ("DeleteColumnStatisticsForPartition", {**T, "PartitionValues": ["b"], "ColumnName": "a"}, None),
    ("DeletePartition", {**T, "PartitionValues": ["b"]}, None),
    ("CreatePartitionIndex", {**T, "PartitionIndex": {"IndexName": "i", "Keys": ["k"]}}, None),
    ("GetPartitionIndexes", T, {"PartitionIndexDescriptorList": [{"IndexName": "i", "IndexStatus": "ACTIVE"}]}),
    ("DeletePartitionIndex", {**T, "IndexName": "i"}, None),
    ("CreateCrawler", {"Name": "c", "Role": "r", "DatabaseName": "d", "Targets": TARGETS, "Schedule": "cron(0 3 * * ? *)"}, None),
    ("GetCrawler", {"Name": "c"}, {"Crawler": {"Name": "c"}}),
    ("GetCrawlers", {}, {"Crawlers": [{"Name": "c"}]}),
    ("ListCrawlers", {}, {"CrawlerNames": ["c"]}),
    ("BatchGetCrawlers", {"CrawlerNames": ["c", "x"]}, {"CrawlersNotFound": ["x"]}),
    ("UpdateCrawler", {"Name": "c", "Description": "x"}, None),
    ("UpdateCrawlerSchedule", {"CrawlerName": "c", "Schedule": "cron(0 4 * * ? *)"}, None),
    ("StopCrawlerSchedule", {"CrawlerName": "c"}, None),
    ("StartCrawlerSchedule", {"CrawlerName": "c"}, None),
    ("GetCrawlerMetrics", {"CrawlerNameList": ["c"]}, {"CrawlerMetricsList": [{"CrawlerName": "c"}]}),
    ("StartCrawler", {"Name": "c"}, None),
    ("ListCrawls", {"CrawlerName": "c"}, {"Crawls": [{}]}),
    ("StopCrawler", {"Name": "c"}, None),
    ("CreateCrawler", {"Name": "other", "Role": "r", "DatabaseName": "d", "Targets": TARGETS}, None),
    ("DeleteCrawler", {"Name": "other"}, None),
    ("CreateConnection", {"ConnectionInput": CONNECTION}, {"CreateConnectionStatus": "READY"}),
    ("GetConnection", {"Name": "k"}, {"Connection": {"ConnectionType": "KAFKA"}}),
    ("GetConnections", {}, {"ConnectionList": [{"Name": "k"}]}),
    ("UpdateConnection", {"Name": "k", "ConnectionInput": CONNECTION}, None),
    ("TestConnection", {"ConnectionName": "k"}, None),
    ("DeleteConnection", {"ConnectionName": "k"}, None),
    ("BatchDeleteConnection", {"ConnectionNameList": ["k"]}, {"Succeeded": []}),
    ("CreateClassifier", {"JsonClassifier": {"Name": "c", "JsonPath": "$[*]"}}, None),
    ("GetClassifier", {"Name": "c"}, {"Classifier": {"JsonClassifier": {"JsonPath": "$[*]"}}}),
    ("GetClassifiers", {}, {"Classifiers": [{"JsonClassifier": {"Name": "c"}}]}),
    ("UpdateClassifier", {"JsonClassifier": {"Name": "c", "JsonPath": "$.a"}}, None),
    ("DeleteClassifier", {"Name": "c"}, None),
    ("DeleteTable", {**D, "Name": "t"}, None),
    ("BatchDeleteTable", {**D, "TablesToDelete": ["t"]}, {"Errors": [{"TableName": "t"}]}),
    ("CreateCatalog", {"Name": "k", "CatalogInput": {}}, None),
    ("GetCatalog", {"CatalogId": "k"}, {"Catalog": {"CatalogId": "123456789012:k"}}),
    ("GetCatalogs", {}, {"CatalogList": [{"Name": "k"}]}),
    ("UpdateCatalog", {"CatalogId": "k", "CatalogInput": {"Description": "x"}}, None),
    ("DeleteCatalog", {"CatalogId": "k"}, None),
    ("ImportCatalogToGlue", {}, None),
    ("GetCatalogImportStatus", {}, {"ImportStatus": {"ImportCompleted": True}}),
    ("PutDataCatalogEncryptionSettings", {"DataCatalogEncryptionSettings": {"EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS"}}}, None),
    ("GetDataCatalogEncryptionSettings", {}, {"DataCatalogEncryptionSettings": {"EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS"}}}),
    ("TagResource", {"ResourceArn": ARN, "TagsToAdd": {"a": "1"}}, None),
    ("GetTags", {"ResourceArn": ARN}, {"Tags": {"a": "1"}}),
    ("UntagResource", {"ResourceArn": ARN, "TagsToRemove": ["a"]}, None),
    ("CreateUserDefinedFunction", {**D, "FunctionInput": {"FunctionName": "f", "ClassName": "c"}}, None),
    ("GetUserDefinedFunction", {**D, "FunctionName": "f"}, {"UserDefinedFunction": {"FunctionName": "f", "ClassName": "c"}}),
    ("GetUserDefinedFunctions", {"Pattern": "f*"}, {"UserDefinedFunctions": [{"FunctionName": "f"}]}),
    ("UpdateUserDefinedFunction", {**D, "FunctionName": "f", "FunctionInput": {"FunctionName": "g"}}, None),
    ("DeleteUserDefinedFunction", {**D, "FunctionName": "g"}, None),
    ("PutResourcePolicy", {"PolicyInJson": POLICY, "PolicyExistsCondition": "NOT_EXIST"},
     {"PolicyHash": base64.b64encode(hashlib.sha256(POLICY.encode()).digest()).decode()}),
    ("GetResourcePolicy", {}, {"PolicyInJson": POLICY}),
    ("GetResourcePolicies", {}, {"GetResourcePoliciesResponseList": [{"PolicyInJson": POLICY}]}),
    ("DeleteResourcePolicy", {}, None),
    ("DeleteDatabase", {"Name": "d"}, None),
]


def holds(answer, wanted):
    if isinstance(wanted, dict):
        return isinstance(answer, dict) and all(name in answer and holds(answer[name], value) for name, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(answer, list) and len(answer) == len(wanted) and all(map(holds, answer, wanted))
    return answer == wanted


@pytest.mark.timeout(240)
def test_every_operation(aws):
    """The commands succeed and print what was written; no operation that Glue has and we serve is left out."""
    for operation, members, wanted in CALLS:
        words = ["glue", re.sub(r"(?<!^)(?=[A-Z])", "-", operation).lower()]
        for member, value in members.items():
            words += [option(member), *(value if isinstance(value, list) and all(isinstance(v, str) for v in value) else [value])]
        done = aws(*words)
        assert done.returncode == 0, f"{' '.join(map(str, words))}\n{done.stderr}"
        assert holds(json.loads(done.stdout), wanted) if wanted else not done.stdout.strip(), f"{operation}: {done.stdout}"
    glues = set(botocore.session.get_session().get_service_model("glue").operation_names)
    assert {operation for operation, _, _ in CALLS} == aws.operations & glues


def test_errors_and_identity(aws):
    """An error is shown under its name and with its words; STS answers at the same address."""
    failed = aws("glue", "get-table", "--database-name", "nowhere", "--name", "t")
    assert failed.returncode != 0 and "(EntityNotFoundException)" in failed.stderr and "Database nowhere not found." in failed.stderr
    assert json.loads(aws("sts", "get-caller-identity").stdout)["Account"] == "123456789012"


def test_pages(aws):
    """The CLI's own paging comes to the end of a list."""
    for name in ("a", "b", "c"):
        assert aws("glue", "create-database", "--database-input", {"Name": name}).returncode == 0
    done = aws("glue", "get-databases", "--page-size", "1")
    assert [database["Name"] for database in json.loads(done.stdout)["DatabaseList"]] == ["a", "b", "c"]
    part = json.loads(aws("glue", "get-databases", "--max-items", "2").stdout)
    rest = aws("glue", "get-databases", "--starting-token", part["NextToken"])
    assert [database["Name"] for database in json.loads(rest.stdout)["DatabaseList"]] == ["c"]
