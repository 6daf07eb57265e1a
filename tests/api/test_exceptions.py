"""Each exception that AWS declares for an operation is provoked once, or cannot occur here, for a reason that is given."""

import socket

import pytest

import glue_model
from client import table_input

D = "exceptions"  # a database that only this file uses
IN_D = {"DatabaseName": D}
IN_NONE = {"DatabaseName": "nowhere"}
T, NO_TABLE = {**IN_D, "TableName": "t"}, {**IN_D, "TableName": "none"}
ONE, NO_PARTITION = {"PartitionValues": ["1"]}, {"PartitionValues": ["2"]}
ARN = "arn:aws:glue:us-east-1:123456789012:"
STATISTICS = {"ColumnName": "id", "ColumnType": "", "AnalyzedTime": 0, "StatisticsData": {
    "Type": "LONG", "LongColumnStatisticsData": {"NumberOfNulls": 0, "NumberOfDistinctValues": 0}}}
WRONG_STATISTICS = {**STATISTICS, "StatisticsData": {"Type": "LONG"}}
S3 = {"S3Targets": [{"Path": "s3://lake/raw/"}]}
CRAWLER = {"Name": "exceptions", "Role": "r", "DatabaseName": D, "Targets": S3}
CLASSIFIER = {"JsonClassifier": {"Name": "exceptions", "JsonPath": "$"}}
CONNECTION = {"Name": "exceptions", "ConnectionType": "JDBC", "ConnectionProperties": {
    "JDBC_CONNECTION_URL": "jdbc:postgresql://db.example:5432/orders", "USERNAME": "app", "PASSWORD": "p"}}
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"glue:*","Resource":"arn:aws:glue:us-east-1:123456789012:*"}]}'

ASKED = {"CatalogId": "123456789012", "SupportedPermissionTypes": ["COLUMN_PERMISSION"]}

E, I, A = "EntityNotFoundException", "InvalidInputException", "AlreadyExistsException"
LIMIT, CHANGED, CONDITION = "ResourceNumberLimitExceededException", "ConcurrentModificationException", "ConditionCheckFailureException"
TOKEN = {"NextToken": "foreign"}

# Operation, exception, and the input that provokes it.
PROVOKED = [
    ("CreateDatabase", A, {"DatabaseInput": {"Name": D.upper()}}),
    ("GetDatabase", E, {"Name": "nowhere"}),
    ("GetDatabases", I, TOKEN),
    ("GetDatabases", E, {"CatalogId": "123456789012:nowhere"}),
    ("UpdateDatabase", E, {"Name": "nowhere", "DatabaseInput": {"Name": "nowhere"}}),
    ("UpdateDatabase", I, {"Name": D, "DatabaseInput": {"Name": "other"}}),
    ("DeleteDatabase", E, {"Name": "nowhere"}),

    ("CreateTable", A, {**IN_D, "TableInput": {"Name": "T"}}),
    ("CreateTable", E, {**IN_NONE, "TableInput": {"Name": "t"}}),
    ("CreateTable", I, {**IN_D, "TableInput": {"Name": "u", "PartitionKeys": [{"Name": "a"}, {"Name": "A"}]}}),
    ("CreateTable", LIMIT, {**IN_D, "TableInput": {"Name": "u", "PartitionKeys": [{"Name": "a"}, {"Name": "b"}]}, "PartitionIndexes": [
        {"IndexName": str(i), "Keys": keys} for i, keys in enumerate((["a"], ["b"], ["a", "b"], ["b", "a"]))]}),
    ("GetTable", E, {**IN_D, "Name": "none"}),
    ("GetTable", I, {**IN_D, "Name": "t", "QueryAsOfTime": 1, "TransactionId": "x"}),
    ("GetTables", E, IN_NONE),
    ("GetTables", I, {**IN_D, "Expression": "("}),
    ("UpdateTable", E, {**IN_D, "TableInput": {"Name": "none"}}),
    ("UpdateTable", I, {**IN_D, "Name": "t", "TableInput": {"Name": "u"}}),
    ("UpdateTable", CHANGED, {**IN_D, "VersionId": "7", "TableInput": {"Name": "t"}}),
    ("DeleteTable", E, {**IN_D, "Name": "none"}),
    ("BatchDeleteTable", E, {**IN_NONE, "TablesToDelete": ["t"]}),
    ("GetTableVersion", E, {**T, "VersionId": "7"}),
    ("GetTableVersion", I, {**T, "VersionId": "seven"}),
    ("GetTableVersions", E, NO_TABLE),
    ("GetTableVersions", I, {**T, **TOKEN}),
    ("DeleteTableVersion", E, {**T, "VersionId": "7"}),
    ("DeleteTableVersion", I, {**T, "VersionId": "0"}),
    ("BatchDeleteTableVersion", E, {**NO_TABLE, "VersionIds": ["0"]}),

    ("SearchTables", I, {"Filters": [{"Key": "Name"}]}),

    ("CreatePartition", A, {**T, "PartitionInput": {"Values": ["1"]}}),
    ("CreatePartition", E, {**NO_TABLE, "PartitionInput": {"Values": ["1"]}}),
    ("CreatePartition", I, {**T, "PartitionInput": {"Values": ["1", "2"]}}),
    ("GetPartition", E, {**T, **NO_PARTITION}),
    ("GetPartition", I, {**T, "PartitionValues": ["1", "2"]}),
    ("GetPartitions", E, NO_TABLE),
    ("GetPartitions", I, {**T, "Expression": "nosuch = 1"}),
    ("UpdatePartition", E, {**T, "PartitionValueList": ["2"], "PartitionInput": {"Values": ["2"]}}),
    ("UpdatePartition", I, {**T, "PartitionValueList": ["1", "2"], "PartitionInput": {"Values": ["1", "2"]}}),
    ("DeletePartition", E, {**T, **NO_PARTITION}),
    ("DeletePartition", I, {**T, "PartitionValues": ["1", "2"]}),
    ("BatchCreatePartition", E, {**NO_TABLE, "PartitionInputList": [{"Values": ["1"]}]}),
    ("BatchGetPartition", E, {**NO_TABLE, "PartitionsToGet": [{"Values": ["1"]}]}),
    ("BatchGetPartition", I, {**T, "PartitionsToGet": [{"Values": ["1", "2"]}]}),
    ("BatchUpdatePartition", E, {**NO_TABLE, "Entries": [{"PartitionValueList": ["1"], "PartitionInput": {"Values": ["1"]}}]}),
    ("BatchDeletePartition", E, {**NO_TABLE, "PartitionsToDelete": [{"Values": ["1"]}]}),

    ("CreatePartitionIndex", A, {**T, "PartitionIndex": {"IndexName": "i", "Keys": ["k"]}}),
    ("CreatePartitionIndex", I, {**T, "PartitionIndex": {"IndexName": "j", "Keys": ["id"]}}),
    ("CreatePartitionIndex", E, {**NO_TABLE, "PartitionIndex": {"IndexName": "j", "Keys": ["k"]}}),
    ("CreatePartitionIndex", LIMIT, {**IN_D, "TableName": "indexed", "PartitionIndex": {"IndexName": "j", "Keys": ["b", "a"]}}),
    ("GetPartitionIndexes", E, NO_TABLE),
    ("GetPartitionIndexes", I, {**T, **TOKEN}),
    ("DeletePartitionIndex", E, {**T, "IndexName": "none"}),

    ("GetColumnStatisticsForTable", E, {**NO_TABLE, "ColumnNames": ["id"]}),
    ("UpdateColumnStatisticsForTable", E, {**NO_TABLE, "ColumnStatisticsList": [STATISTICS]}),
    ("UpdateColumnStatisticsForTable", I, {**T, "ColumnStatisticsList": [WRONG_STATISTICS]}),
    ("DeleteColumnStatisticsForTable", E, {**NO_TABLE, "ColumnName": "id"}),
    ("GetColumnStatisticsForPartition", E, {**T, **NO_PARTITION, "ColumnNames": ["id"]}),
    ("GetColumnStatisticsForPartition", I, {**T, "PartitionValues": ["1", "2"], "ColumnNames": ["id"]}),
    ("UpdateColumnStatisticsForPartition", E, {**T, **NO_PARTITION, "ColumnStatisticsList": [STATISTICS]}),
    ("UpdateColumnStatisticsForPartition", I, {**T, **ONE, "ColumnStatisticsList": [WRONG_STATISTICS]}),
    ("DeleteColumnStatisticsForPartition", E, {**T, **NO_PARTITION, "ColumnName": "id"}),
    ("DeleteColumnStatisticsForPartition", I, {**T, "PartitionValues": ["1", "2"], "ColumnName": "id"}),

    ("GetUnfilteredTableMetadata", E, {**ASKED, **IN_D, "Name": "none"}),
    ("GetUnfilteredPartitionMetadata", E, {**ASKED, **T, **NO_PARTITION}),
    ("GetUnfilteredPartitionMetadata", I, {**ASKED, **T, "PartitionValues": ["1", "2"]}),
    ("GetUnfilteredPartitionsMetadata", E, {**ASKED, **NO_TABLE}),
    ("GetUnfilteredPartitionsMetadata", I, {**ASKED, **T, "Expression": "nosuch = 1"}),

    ("CreateUserDefinedFunction", A, {**IN_D, "FunctionInput": {"FunctionName": "F"}}),
    ("CreateUserDefinedFunction", E, {**IN_NONE, "FunctionInput": {"FunctionName": "f"}}),
    ("CreateUserDefinedFunction", I, {**IN_D, "FunctionInput": {"FunctionName": "g", "GovernanceMode": "LAKE_FORMATION"}}),
    ("GetUserDefinedFunction", E, {**IN_D, "FunctionName": "none"}),
    ("GetUserDefinedFunctions", E, {**IN_NONE, "Pattern": "*"}),
    ("GetUserDefinedFunctions", I, {**IN_D, "Pattern": "("}),
    ("UpdateUserDefinedFunction", E, {**IN_D, "FunctionName": "none", "FunctionInput": {"FunctionName": "none"}}),
    ("UpdateUserDefinedFunction", I, {**IN_D, "FunctionName": "f", "FunctionInput": {"FunctionName": "f", "GovernanceMode": "LAKE_FORMATION"}}),
    ("DeleteUserDefinedFunction", E, {**IN_D, "FunctionName": "none"}),

    ("CreateCatalog", A, {"Name": D, "CatalogInput": {}}),
    ("CreateCatalog", I, {"Name": "EXCEPTIONS_more", "CatalogInput": {}, "Tags": {"aws:x": ""}}),
    ("CreateCatalog", E, {"Name": "nowhere:child", "CatalogInput": {}}),
    ("GetCatalog", E, {"CatalogId": "123456789012:nowhere"}),
    ("GetCatalogs", E, {"ParentCatalogId": "123456789012:nowhere"}),
    ("GetCatalogs", I, TOKEN),
    ("UpdateCatalog", E, {"CatalogId": "123456789012:nowhere", "CatalogInput": {}}),
    ("DeleteCatalog", E, {"CatalogId": "123456789012:nowhere"}),
    ("DeleteCatalog", I, {"CatalogId": "123456789012"}),

    ("TagResource", I, {"ResourceArn": ARN + "nothing", "TagsToAdd": {"a": "b"}}),
    ("TagResource", E, {"ResourceArn": ARN + "database/nowhere", "TagsToAdd": {"a": "b"}}),
    ("UntagResource", I, {"ResourceArn": ARN + "nothing", "TagsToRemove": ["a"]}),
    ("UntagResource", E, {"ResourceArn": ARN + "database/nowhere", "TagsToRemove": ["a"]}),
    ("GetTags", I, {"ResourceArn": ARN + "nothing"}),
    ("GetTags", E, {"ResourceArn": ARN + "database/nowhere"}),

    ("PutResourcePolicy", I, {"PolicyInJson": "{}"}),
    ("PutResourcePolicy", CONDITION, {"PolicyInJson": POLICY, "PolicyHashCondition": "x"}),
    ("GetResourcePolicy", E, {}),
    ("GetResourcePolicies", I, TOKEN),
    ("DeleteResourcePolicy", E, {}),

    ("CreateConnection", A, {"ConnectionInput": CONNECTION}),
    ("CreateConnection", I, {"ConnectionInput": {**CONNECTION, "Name": "other", "ConnectionProperties": {}}}),
    ("GetConnection", E, {"Name": "none"}),
    ("GetConnections", I, TOKEN),
    ("GetConnections", E, {"CatalogId": "123456789012:nowhere"}),
    ("UpdateConnection", E, {"Name": "none", "ConnectionInput": {**CONNECTION, "Name": "none"}}),
    ("UpdateConnection", I, {"Name": "exceptions", "ConnectionInput": {**CONNECTION, "Name": "other"}}),
    ("DeleteConnection", E, {"ConnectionName": "none"}),
    ("TestConnection", E, {"ConnectionName": "none"}),
    ("TestConnection", I, {}),

    ("CreateClassifier", A, CLASSIFIER),
    ("CreateClassifier", I, {}),
    ("GetClassifier", E, {"Name": "none"}),
    ("UpdateClassifier", E, {"JsonClassifier": {"Name": "none"}}),
    ("UpdateClassifier", I, {}),
    ("DeleteClassifier", E, {"Name": "none"}),

    ("CreateCrawler", A, CRAWLER),
    ("CreateCrawler", I, {**CRAWLER, "Name": "other", "Targets": {}}),
    ("GetCrawler", E, {"Name": "none"}),
    ("UpdateCrawler", E, {"Name": "none"}),
    ("UpdateCrawler", I, {"Name": "exceptions", "Targets": {}}),
    ("DeleteCrawler", E, {"Name": "none"}),
    ("StartCrawler", E, {"Name": "none"}),
    ("StopCrawler", E, {"Name": "none"}),
    ("StopCrawler", "CrawlerNotRunningException", {"Name": "exceptions"}),
    ("StartCrawlerSchedule", E, {"CrawlerName": "none"}),
    ("StartCrawlerSchedule", "NoScheduleException", {"CrawlerName": "exceptions"}),
    ("StartCrawlerSchedule", "SchedulerRunningException", {"CrawlerName": "scheduled"}),
    ("StopCrawlerSchedule", E, {"CrawlerName": "none"}),
    ("StopCrawlerSchedule", "SchedulerNotRunningException", {"CrawlerName": "exceptions"}),
    ("UpdateCrawlerSchedule", E, {"CrawlerName": "none"}),
    ("UpdateCrawlerSchedule", I, {"CrawlerName": "exceptions", "Schedule": "never"}),
    ("ListCrawls", E, {"CrawlerName": "none"}),
    ("ListCrawls", I, {"CrawlerName": "exceptions", **TOKEN}),
]

# The same while the crawler runs: by StartCrawler, and while it stops.
RUNNING = [
    ("StartCrawler", "CrawlerRunningException", {"Name": "exceptions"}),
    ("UpdateCrawler", "CrawlerRunningException", {"Name": "exceptions"}),
    ("DeleteCrawler", "CrawlerRunningException", {"Name": "exceptions"}),
]
STOPPING = [("StopCrawler", "CrawlerStoppingException", {"Name": "exceptions"})]

# The same while the catalog has a policy.
GUARDED = [("DeleteResourcePolicy", CONDITION, {"PolicyHashCondition": "x"})]

# Why no operation answers with these, beside those that are provoked.
NEVER = {
    "InternalServiceException": "our own fault or the disk's: test_full_disk.py",
    "OperationTimeoutException": "a read of 20 seconds: tests/unit/api/operations/test_pool.c",
    "GlueEncryptionException": "no key of another service is used; a seal that does not open: test_connections.py",
    "FederationSourceException": "no catalog is served from elsewhere",
    "FederationSourceRetryableException": "no catalog is served from elsewhere",
    "FederatedResourceAlreadyExistsException": "no catalog is served from elsewhere",
    "ResourceNotReadyException": "what is written is whole when it is answered",
    "ConflictException": "what is written is whole when it is answered",
    CHANGED: "one writer: no two writes meet; UpdateTable alone has a lock of the caller's",
    LIMIT: "there is no limit but those of partition indexes, and that of crawlers, which takes 10,000 of them",
    "SchedulerTransitioningException": "a schedule changes its state in one transaction",
    "VersionMismatchException": "no input of these operations names a version",
    "PermissionTypeMismatchException": "every caller has full access, so no permission asks for more than the caller supports",
    "AccessDeniedException": "any operation may: the tests of policies",
    "InvalidStateException": "a stored value that is not of its key's type is like null: no filter finds it",
}

# Operations whose input breaks no rule but the limits of its members, which is a ValidationException (docs/decisions/0003), or
# whose items fail one by one.
NO_RULE = {
    E: {"PutResourcePolicy"},  # a policy may be there before its object is
    A: {"BatchCreatePartition", "UpdateDatabase", "UpdateTable"},  # and no update of these two renames
    I: {"CreateDatabase", "GetDatabase", "DeleteDatabase", "DeleteTable", "BatchDeleteTable", "BatchDeleteTableVersion", "BatchCreatePartition",
        "BatchUpdatePartition", "BatchDeletePartition", "DeletePartitionIndex", "GetColumnStatisticsForTable", "DeleteColumnStatisticsForTable",
        "GetUserDefinedFunction", "DeleteUserDefinedFunction", "GetCatalog", "UpdateCatalog", "GetResourcePolicy", "DeleteResourcePolicy",
        "GetConnection", "BatchGetCrawlers", "GetUnfilteredTableMetadata", "GetDataCatalogEncryptionSettings", "PutDataCatalogEncryptionSettings"},
}


@pytest.fixture(scope="module")
def stage(server):
    """What the inputs above meet."""
    glue = server.client(parameter_validation=False)
    glue.create_database(DatabaseInput={"Name": D})
    glue.create_table(DatabaseName=D, TableInput=table_input("t", keys=["k:int"]), PartitionIndexes=[{"IndexName": "i", "Keys": ["k"]}])
    glue.create_table(DatabaseName=D, TableInput=table_input("indexed", keys=["a:int", "b:int"]), PartitionIndexes=[
        {"IndexName": str(i), "Keys": keys} for i, keys in enumerate((["a"], ["b"], ["a", "b"]))])
    glue.create_partition(**T, PartitionInput={"Values": ["1"]})
    glue.create_user_defined_function(DatabaseName=D, FunctionInput={"FunctionName": "f"})
    glue.create_catalog(Name=D, CatalogInput={})
    glue.create_connection(ConnectionInput=CONNECTION)
    glue.create_classifier(**CLASSIFIER)
    glue.create_crawler(**CRAWLER)
    glue.create_crawler(**{**CRAWLER, "Name": "scheduled", "Schedule": "cron(0 3 * * ? *)"})
    yield glue
    for name in ("exceptions", "scheduled"):
        glue.delete_crawler(Name=name)
    glue.delete_classifier(Name="exceptions")
    glue.delete_connection(ConnectionName="exceptions")
    glue.delete_catalog(CatalogId="123456789012:" + D)
    glue.delete_database(Name=D)


def provoke(glue, operation, error, given):
    """The SDK raises the exception as the class that the model declares, with a message and status 400."""
    with pytest.raises(getattr(glue.exceptions, error)) as caught:
        glue._make_api_call(operation, given)
    assert caught.value.response["Error"]["Message"]
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


@pytest.mark.parametrize("operation, error, given", PROVOKED, ids=[f"{row[0]}-{row[1]}" for row in PROVOKED])
def test_provoked(stage, operation, error, given):
    """The input provokes the exception, and a typed one."""
    provoke(stage, operation, error, given)


def test_while_a_crawler_runs(start_server):
    """Those that ask for a crawl that lasts: of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = start_server(s3_endpoint=f"http://127.0.0.1:{listener.getsockname()[1]}", s3_path_style=True, env={
            "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "us-east-1"})
        glue = server.client()
        glue.create_crawler(**CRAWLER)
        glue.start_crawler(Name="exceptions")
        for row in RUNNING:
            provoke(glue, *row)
        for row in STOPPING:
            provoke_while_stopping(glue, row)


def provoke_while_stopping(glue, row, rounds=50):
    """A crawl stops within milliseconds, so one that was over when it was asked again is started anew."""
    for _ in range(rounds):
        glue.stop_crawler(Name="exceptions")
        try:
            return provoke(glue, *row)
        except glue.exceptions.CrawlerNotRunningException:
            glue.start_crawler(Name="exceptions")
    raise AssertionError("never seen stopping")


def test_with_a_policy(start_server):
    """Those that ask for a policy, which would bind everyone on the server of the other tests."""
    glue = start_server().client()
    glue.put_resource_policy(PolicyInJson=POLICY)
    for row in GUARDED:
        provoke(glue, *row)


def declared():
    for operation in glue_model.SCOPE:
        for error in glue_model.SERVICE.operation_model(operation).error_shapes:
            yield operation, error.name


def test_none_is_forgotten(contract):
    """Every exception that the model declares for an operation in scope is provoked above, or has a reason not to be."""
    provoked = {(operation, error) for operation, error, _ in PROVOKED + RUNNING + STOPPING + GUARDED}
    model = set(declared())
    assert provoked <= model, f"not declared: {provoked - model}"
    reasoned = {(operation, error) for operation, error in model if error in NEVER or operation in NO_RULE.get(error, ())}
    served = {(operation, error) for operation, error in model if operation in contract.operations}
    missing = sorted(served - provoked - reasoned)
    assert not missing, "\n".join(map(str, missing))
    assert not {pair for pair in provoked & reasoned if pair[1] not in NEVER}, "provoked, so the reason is wrong"
