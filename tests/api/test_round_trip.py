"""Every member of every document, at each of its limits in turn, is written by the operations that write it and read by those that read it.

What is in DOCUMENTS is one row for a document: a new noun adds one.
"""

import dataclasses
import re
from typing import Callable

import pytest

from shapes import Shapes, changes, short

pytestmark = pytest.mark.core

@dataclasses.dataclass
class Document:
    """How one kind of document is written and read. Each call is (operation, body), made from the database's name and the document."""
    schema: str                                 # its name in the OpenAPI text
    create: Callable
    delete: Callable
    reads: list                                 # pairs: a call, and what takes the document out of its answer
    update: Callable = None                     # None: the document never changes
    old: list = ()                              # reads of the state before the last update
    before: Callable = lambda db, document: []  # calls that make what it hangs on, anew for each
    after: Callable = lambda db, document: []
    complete: Callable = lambda document: document  # adds members that another one asks for
    added: tuple = ()                           # members that the service adds
    left_out: dict = dataclasses.field(default_factory=dict)  # paths where another rule decides: which, and over which values
    name: str = None                            # the member that names it


def of(operation, *, take, **members):
    """A read: its call, with functions of the database and the document as members, and the way into its answer."""
    def call(db, document):
        return operation, {name: value(db, document) if callable(value) else value for name, value in members.items()}
    return call, take


def member(name):
    return lambda db, document: document[name]


def database(db, document):
    return db


def only(members):
    """Takes the single item of a list."""
    def take(answer):
        [one] = answer[members]
        return one
    return take


ACCOUNT = "123456789012"
ARN = f"arn:aws:glue:us-east-1:{ACCOUNT}"
TABLE = {"DatabaseName": database, "Name": member("Name")}
UNFILTERED = {"CatalogId": ACCOUNT, "SupportedPermissionTypes": ["COLUMN_PERMISSION"]}
KEYED_TABLE = {"Name": "t", "PartitionKeys": [{"Name": "k", "Type": "string"}]}
PLACE = {"TableName": "t"}


def crawlable(crawler):
    """A crawler needs a place to crawl and a database for what it finds."""
    places = crawler["Targets"].get("S3Targets") or [{}]
    return {"DatabaseName": "d", **crawler, "Targets": {**crawler["Targets"], "S3Targets": [{"Path": "s3://lake/raw/", **one} for one in places]}}


def reachable(connection):
    """A connection says where it leads; its properties are up to 100."""
    properties = {"JDBC_CONNECTION_URL": "jdbc:postgresql://db.example:5432/orders", "USERNAME": "u", "PASSWORD": "p"}
    given = list(connection["ConnectionProperties"].items())[:100 - len(properties)]
    return {**connection, "ConnectionType": "JDBC", "ConnectionProperties": {**properties, **dict(given)}}


def checked_for(connection):
    """What is written as ValidateForComputeEnvironments is read under another name."""
    environments = connection.pop("CompatibleComputeEnvironments", None)
    return connection if environments is None else {**connection, "ValidateForComputeEnvironments": environments}


def governed(function):
    """Who lets Lake Formation govern a function says where its files are, and only then that is kept."""
    if "ArtifactLocation" not in function and function.get("GovernanceMode") != "LAKE_FORMATION":
        return function
    place = function.get("ArtifactLocation", "s3://lake/f.jar")
    return {**function, "GovernanceMode": "LAKE_FORMATION", "ArtifactLocation": place, "ResourceUris": [{"ResourceType": "JAR", "Uri": place}]}


NEEDED = {
    "MONGODB": {"CONNECTION_URL": "mongodb://h/", "SECRET_ID": "s"}, "KAFKA": {"KAFKA_BOOTSTRAP_SERVERS": "k"},
    "MARKETPLACE": dict.fromkeys(("CONNECTOR_TYPE", "CONNECTOR_URL", "CONNECTOR_CLASS_NAME", "CONNECTION_URL"), "x")}


def connectable(connection):
    """Some types of connections need more than others; CUSTOM needs nothing, and stands for JDBC where it would be the smallest."""
    kind = connection["ConnectionType"]
    more = {"PhysicalConnectionRequirements": {}} if kind == "NETWORK" else {"AuthenticationConfiguration": {}} if kind in ("SALESFORCE", "MYSQL") else {}
    more = {"ConnectionProperties": NEEDED[kind]} if kind in NEEDED else {"ConnectionType": "CUSTOM"} if kind == "JDBC" else more
    return {**connection, **more}


def any_value(value):
    return True


def kind_of_statistics(document):
    """StatisticsData holds the data that Type names."""
    data = document["StatisticsData"]
    for kind in ("Boolean", "Date", "Decimal", "Double", "Long", "String", "Binary"):
        if f"{kind}ColumnStatisticsData" in data:
            return {**document, "StatisticsData": {**data, "Type": kind.upper()}}
    kind = data["Type"].capitalize()
    counts = {"NumberOfNulls": 0}
    counts.update({"Boolean": {"NumberOfTrues": 0, "NumberOfFalses": 0}}.get(kind, {}))
    counts.update({"NumberOfDistinctValues": 1} if kind not in ("Boolean", "Binary") else {})
    counts.update({"MaximumLength": 1, "AverageLength": 1.5} if kind in ("String", "Binary") else {})
    return {**document, "StatisticsData": {**data, f"{kind}ColumnStatisticsData": counts}}


def classifier(kind, schema, left_out=None):
    """The four kinds of classifiers differ in the member that holds them. An update keeps the members that it does not give."""
    def take(answer):
        return answer["Classifier"][kind]
    return Document(
        schema=schema, name="Name", added=("CreationTime", "LastUpdated", "Version"), left_out=left_out or {},
        create=lambda db, c: ("CreateClassifier", {kind: c}), update=lambda db, c: ("UpdateClassifier", {kind: c}),
        delete=lambda db, c: ("DeleteClassifier", {"Name": c["Name"]}), reads=[of("GetClassifier", Name=member("Name"), take=take)])


def statistics(owner, **place):
    """Column statistics of a table or of a partition."""
    def calls(db, s):
        table = {**KEYED_TABLE, "StorageDescriptor": {"Columns": [{"Name": s["ColumnName"]}]}}
        return [("CreateTable", {"DatabaseName": db, "TableInput": table}),
                ("CreatePartition", {"DatabaseName": db, **PLACE, "PartitionInput": {"Values": ["v"]}})]

    def put(db, s):
        return f"UpdateColumnStatisticsFor{owner}", {"DatabaseName": db, **PLACE, **place, "ColumnStatisticsList": [s]}
    return Document(
        schema="ColumnStatistics", create=put, update=put, before=calls, complete=kind_of_statistics,
        delete=lambda db, s: (f"DeleteColumnStatisticsFor{owner}", {"DatabaseName": db, **PLACE, **place, "ColumnName": s["ColumnName"]}),
        after=lambda db, s: [("DeleteTable", {"DatabaseName": db, "Name": "t"})],
        reads=[of(f"GetColumnStatisticsFor{owner}", DatabaseName=database, **PLACE, **place,
                  ColumnNames=lambda db, s: [s["ColumnName"]], take=only("ColumnStatisticsList"))])


DOCUMENTS = {
    "database": Document(
        schema="DatabaseInput", name="Name", added=("CreateTime", "CatalogId", "CreateTableDefaultPermissions"),
        create=lambda db, d: ("CreateDatabase", {"DatabaseInput": d}),
        update=lambda db, d: ("UpdateDatabase", {"Name": d["Name"], "DatabaseInput": d}),
        delete=lambda db, d: ("DeleteDatabase", {"Name": d["Name"]}),
        reads=[of("GetDatabase", Name=member("Name"), take=lambda answer: answer["Database"])]),
    "table": Document(
        schema="TableInput", name="Name",
        added=("DatabaseName", "CatalogId", "CreateTime", "UpdateTime", "CreatedBy", "VersionId"),
        left_out={"PartitionKeys[].Parameters": ("refused, as Glue does", any_value),
                  "ViewDefinition": ("has rules of its own: test_views.py", any_value)},
        create=lambda db, t: ("CreateTable", {"DatabaseName": db, "TableInput": t}),
        update=lambda db, t: ("UpdateTable", {"DatabaseName": db, "TableInput": t}),
        delete=lambda db, t: ("DeleteTable", {"DatabaseName": db, "Name": t["Name"]}),
        reads=[of("GetTable", **TABLE, take=lambda answer: answer["Table"]),
               of("GetTables", DatabaseName=database, take=only("TableList")),
               of("SearchTables", Filters=lambda db, t: [{"Key": "DatabaseName", "Value": db}], take=only("TableList")),
               of("GetTableVersion", DatabaseName=database, TableName=member("Name"), take=lambda answer: answer["TableVersion"]["Table"]),
               of("GetTableVersions", DatabaseName=database, TableName=member("Name"), take=lambda answer: answer["TableVersions"][0]["Table"]),
               of("GetUnfilteredTableMetadata", **TABLE, **UNFILTERED, take=lambda answer: answer["Table"])],
        old=[of("GetTableVersion", DatabaseName=database, TableName=member("Name"), VersionId="0",
                take=lambda answer: answer["TableVersion"]["Table"])]),
    "partition": Document(
        schema="PartitionInput", added=("DatabaseName", "TableName", "CatalogId", "CreationTime"),
        left_out={"Values": ("as many as the table has keys", lambda value: isinstance(value, list))},
        complete=lambda p: {"Values": ["v"], **p},
        before=lambda db, p: [("CreateTable", {"DatabaseName": db, "TableInput": KEYED_TABLE})],
        create=lambda db, p: ("CreatePartition", {"DatabaseName": db, **PLACE, "PartitionInput": p}),
        update=lambda db, p: ("UpdatePartition", {"DatabaseName": db, **PLACE, "PartitionValueList": p["Values"], "PartitionInput": p}),
        delete=lambda db, p: ("DeletePartition", {"DatabaseName": db, **PLACE, "PartitionValues": p["Values"]}),
        after=lambda db, p: [("DeleteTable", {"DatabaseName": db, "Name": "t"})],
        reads=[of("GetPartition", DatabaseName=database, **PLACE, PartitionValues=member("Values"), take=lambda answer: answer["Partition"]),
               of("GetPartitions", DatabaseName=database, **PLACE, take=only("Partitions")),
               of("BatchGetPartition", DatabaseName=database, **PLACE, PartitionsToGet=lambda db, p: [{"Values": p["Values"]}],
                  take=only("Partitions")),
               of("GetUnfilteredPartitionMetadata", DatabaseName=database, **PLACE, **UNFILTERED, PartitionValues=member("Values"),
                  take=lambda answer: answer["Partition"]),
               of("GetUnfilteredPartitionsMetadata", DatabaseName=database, **PLACE, **UNFILTERED,
                  take=lambda answer: answer["UnfilteredPartitions"][0]["Partition"])]),
    "partition in a batch": Document(
        schema="PartitionInput", added=("DatabaseName", "TableName", "CatalogId", "CreationTime"),
        left_out={"Values": ("as many as the table has keys", lambda value: isinstance(value, list))},
        complete=lambda p: {"Values": ["v"], **p},
        before=lambda db, p: [("CreateTable", {"DatabaseName": db, "TableInput": KEYED_TABLE})],
        create=lambda db, p: ("BatchCreatePartition", {"DatabaseName": db, **PLACE, "PartitionInputList": [p]}),
        update=lambda db, p: ("BatchUpdatePartition", {"DatabaseName": db, **PLACE, "Entries": [
            {"PartitionValueList": p["Values"], "PartitionInput": p}]}),
        delete=lambda db, p: ("BatchDeletePartition", {"DatabaseName": db, **PLACE, "PartitionsToDelete": [{"Values": p["Values"]}]}),
        after=lambda db, p: [("DeleteTable", {"DatabaseName": db, "Name": "t"})],
        reads=[of("GetPartition", DatabaseName=database, **PLACE, PartitionValues=member("Values"), take=lambda answer: answer["Partition"])]),
    "catalog": Document(
        schema="CatalogInput",
        added=("CatalogId", "Name", "ResourceArn", "CreateTime", "UpdateTime", "CreateTableDefaultPermissions",
               "CreateDatabaseDefaultPermissions", "AllowFullTableExternalDataAccess", "DataLakeAccessProperties", "CatalogProperties", "LastUpdatedTime"),
        left_out={"OverwriteChildResourcePermissionsWithDefault": ("an order, and no member of what is answered", any_value)},
        create=lambda db, c: ("CreateCatalog", {"Name": db, "CatalogInput": c}),
        update=lambda db, c: ("UpdateCatalog", {"CatalogId": f"{ACCOUNT}:{db}", "CatalogInput": c}),
        delete=lambda db, c: ("DeleteCatalog", {"CatalogId": f"{ACCOUNT}:{db}"}),
        reads=[of("GetCatalog", CatalogId=lambda db, c: f"{ACCOUNT}:{db}", take=lambda answer: answer["Catalog"]),
               of("GetCatalogs", take=lambda answer: max(answer["CatalogList"], key=lambda c: c["CreateTime"]))]),
    "encryption settings": Document(
        schema="DataCatalogEncryptionSettings", added=("EncryptionAtRest", "ConnectionPasswordEncryption"),
        create=lambda db, s: ("PutDataCatalogEncryptionSettings", {"DataCatalogEncryptionSettings": s}),
        update=lambda db, s: ("PutDataCatalogEncryptionSettings", {"DataCatalogEncryptionSettings": s}),
        delete=lambda db, s: ("PutDataCatalogEncryptionSettings", {"DataCatalogEncryptionSettings": {}}),
        reads=[of("GetDataCatalogEncryptionSettings", take=lambda answer: answer["DataCatalogEncryptionSettings"])]),
    "tags": Document(
        schema="TagResource", complete=lambda tags: {"TagsToAdd": dict(sorted(tags["TagsToAdd"].items()))},
        create=lambda db, tags: ("TagResource", {"ResourceArn": f"{ARN}:database/{db}", **tags}),
        delete=lambda db, tags: ("UntagResource", {"ResourceArn": f"{ARN}:database/{db}", "TagsToRemove": list(tags["TagsToAdd"])}),
        reads=[of("GetTags", ResourceArn=lambda db, tags: f"{ARN}:database/{db}",
                  take=lambda answer: {"TagsToAdd": dict(sorted(answer["Tags"].items()))})]),
    "partition index": Document(
        schema="PartitionIndex",
        before=lambda db, i: [("CreateTable", {"DatabaseName": db, "TableInput": {
            "Name": "t", "PartitionKeys": [{"Name": key} for key in i["Keys"]]}})],
        create=lambda db, i: ("CreatePartitionIndex", {"DatabaseName": db, **PLACE, "PartitionIndex": i}),
        delete=lambda db, i: ("DeletePartitionIndex", {"DatabaseName": db, **PLACE, "IndexName": i["IndexName"]}),
        after=lambda db, i: [("DeleteTable", {"DatabaseName": db, "Name": "t"})],
        complete=lambda i: {**i, "Keys": i["Keys"] or ["k"]}, added=("IndexStatus",),
        reads=[of("GetPartitionIndexes", DatabaseName=database, **PLACE, take=lambda answer: {
            **answer["PartitionIndexDescriptorList"][0], "Keys": [key["Name"] for key in answer["PartitionIndexDescriptorList"][0]["Keys"]]})]),
    "statistics of a table": statistics("Table"),
    "statistics of a partition": statistics("Partition", PartitionValues=["v"]),
    "function": Document(
        complete=governed, left_out={"ResourceUris[].LastModified": ("answered, never taken: test_functions.py", any_value)},
        schema="UserDefinedFunctionInput", name="FunctionName", added=("DatabaseName", "CatalogId", "CreateTime", "GovernanceMode"),
        create=lambda db, f: ("CreateUserDefinedFunction", {"DatabaseName": db, "FunctionInput": f}),
        update=lambda db, f: ("UpdateUserDefinedFunction", {"DatabaseName": db, "FunctionName": f["FunctionName"], "FunctionInput": f}),
        delete=lambda db, f: ("DeleteUserDefinedFunction", {"DatabaseName": db, "FunctionName": f["FunctionName"]}),
        reads=[of("GetUserDefinedFunction", DatabaseName=database, FunctionName=member("FunctionName"),
                  take=lambda answer: answer["UserDefinedFunction"]),
               of("GetUserDefinedFunctions", DatabaseName=database, Pattern=".*", take=only("UserDefinedFunctions"))]),
    "connection": Document(
        schema="ConnectionInput", name="Name", complete=reachable,
        left_out={f"AuthenticationConfiguration.{member}": ("secret, and no member of what is answered", any_value) for member in (
            "OAuth2Properties.OAuth2Credentials", "OAuth2Properties.AuthorizationCodeProperties", "BasicAuthenticationCredentials",
            "CustomAuthenticationCredentials")} | {"ValidateCredentials": ("an order, and no member of what is answered", any_value)},
        added=("CreationTime", "LastUpdatedTime", "LastUpdatedBy", "Status", "ConnectionSchemaVersion"),
        create=lambda db, c: ("CreateConnection", {"ConnectionInput": c}),
        update=lambda db, c: ("UpdateConnection", {"Name": c["Name"], "ConnectionInput": c}),
        delete=lambda db, c: ("DeleteConnection", {"ConnectionName": c["Name"]}),
        reads=[of("GetConnection", Name=member("Name"), take=lambda answer: checked_for(answer["Connection"])),
               of("GetConnections", take=lambda answer: checked_for(*answer["ConnectionList"]))]),
    "crawler": Document(
        schema="CreateCrawler", name="Name", complete=crawlable,
        added=("State", "CreationTime", "LastUpdated", "Version", "CrawlElapsedTime", "RecrawlPolicy", "SchemaChangePolicy",
               "UpdateBehavior", "DeleteBehavior", "RecrawlBehavior", "LineageConfiguration", "CrawlerLineageSettings",
               "LakeFormationConfiguration", "Schedule"),
        left_out={
            **{f"Targets.{kind}Targets{rest}": ("crawls look at S3 only", decides) for rest, decides in (("", bool), ("[]", any_value))
               for kind in ("Jdbc", "MongoDB", "DynamoDB", "Catalog", "Delta", "Iceberg", "Hudi")},
            "Targets.S3Targets[].Path": ("where a crawl may go: test_crawlers.py", any_value),
            "Targets.S3Targets[].Exclusions": ("globs: test_crawlers.py", any_value),
            "Targets.S3Targets[].SampleSize": ("1 to 249", lambda value: value != 1),
            "Schedule": ("cron expressions: test_crawlers.py", any_value), "Configuration": ("JSON: test_crawlers.py", any_value),
            "Tags": ("shown by GetTags: test_tags.py", any_value), "CatalogId": ("names where, and is no member", any_value),
            "DatabaseName": ("needed, and folded", lambda value: not value)},
        before=lambda db, c: [("CreateClassifier", {"JsonClassifier": {"Name": one, "JsonPath": "$"}}) for one in c.get("Classifiers", ())],
        after=lambda db, c: [("DeleteClassifier", {"Name": one}) for one in c.get("Classifiers", ())],
        create=lambda db, c: ("CreateCrawler", c), update=lambda db, c: ("UpdateCrawler", c),
        delete=lambda db, c: ("DeleteCrawler", {"Name": c["Name"]}),
        reads=[of("GetCrawler", Name=member("Name"), take=lambda answer: answer["Crawler"]),
               of("BatchGetCrawlers", CrawlerNames=lambda db, c: [c["Name"]], take=only("Crawlers"))]),
    "connection": Document(
        schema="ConnectionInput", name="Name", complete=connectable,
        added=("CreationTime", "LastUpdatedTime", "LastUpdatedBy", "Status", "ConnectionSchemaVersion"),
        left_out={
            "ConnectionType": ("not supported, as Glue does", lambda value: value == "SFTP"),
            "ValidateCredentials": ("asks for work, and is no member", any_value),
            "ValidateForComputeEnvironments": ("shown under another name: test_connections.py", any_value),
            **{f"AuthenticationConfiguration.{path}": ("credentials are never shown: test_connections.py", any_value) for path in (
                "BasicAuthenticationCredentials", "CustomAuthenticationCredentials", "OAuth2Properties.AuthorizationCodeProperties",
                "OAuth2Properties.OAuth2Credentials")}},
        create=lambda db, c: ("CreateConnection", {"ConnectionInput": c}),
        update=lambda db, c: ("UpdateConnection", {"Name": c["Name"], "ConnectionInput": c}),
        delete=lambda db, c: ("DeleteConnection", {"ConnectionName": c["Name"]}),
        reads=[of("GetConnection", Name=member("Name"), take=lambda answer: answer["Connection"])]),
    "Grok classifier": classifier("GrokClassifier", "CreateGrokClassifierRequest", {
        "CustomPatterns": ("a name and a pattern in each line: test_classifiers.py", lambda value: "\n" in value)}),
    "XML classifier": classifier("XMLClassifier", "CreateXMLClassifierRequest", {
        "RowTag": ("a name of XML", lambda value: "<" in value)}),
    "JSON classifier": classifier("JsonClassifier", "CreateJsonClassifierRequest", {
        "JsonPath": ("not empty", lambda value: not value)}),
    "CSV classifier": classifier("CsvClassifier", "CreateCsvClassifierRequest", {
        "CustomDatatypes": ("names of types: test_classifiers.py", lambda value: value != [])}),
}


class Keeper:
    """Writes documents of one kind, reads them everywhere, and collects what did not come back."""

    def __init__(self, wire, db, kind):
        self.wire, self.db, self.kind = wire, db, kind
        self.path, self.wrong = "", []

    def call(self, operation, body):
        reply = self.wire.call(operation, body)
        failed = reply.status != 200 or reply.json.get("Errors")
        if failed:
            self.wrong.append(f"{self.path}: {operation} {short(body)}: {short(reply.json)}")
        return None if failed else reply.json

    def compare(self, reads, document):
        for call, take in reads:
            operation, body = call(self.db, document)
            answer = self.call(operation, body)
            if answer is not None:
                self.wrong += [f"{self.path}: {operation}: {change}" for change in changes(document, take(answer), self.kind.added)]

    def round(self, path, document, smallest):
        """Created and read, replaced by a small one and read as an old state, replaced again and read, and deleted."""
        kind, db, self.path = self.kind, self.db, path
        for call in kind.before(db, document):
            self.call(*call)
        if self.call(*kind.create(db, document)) is not None:
            self.compare(kind.reads[:1] if kind.update else kind.reads, document)
            if kind.update:
                self.call(*kind.update(db, smallest))
                self.compare(kind.old, document)
                self.call(*kind.update(db, document))
                self.compare(kind.reads, document)
            self.call(*kind.delete(db, document))
        for call in kind.after(db, document):
            self.call(*call)


def is_left_out(kind, path, value):
    return any(re.match(re.escape(prefix) + r"(\W|$)", path) and decides(value) for prefix, (_, decides) in kind.left_out.items())


@pytest.mark.parametrize("written, read, words", [
    ({"A": 1}, {"A": 1, "B": [], "C": False}, None), ({"A": 1}, {"A": 1, "Added": 2}, None), ({"A": {"b": 0, "a": 0}}, {"A": {"b": 0, "a": 0}}, None),
    ({"A": 1.0}, {"A": 1}, None), ({"A": 1}, {}, ".A is missing"), ({"A": 1}, {"A": 2}, ".A: 1 became 2"), ({"A": 1}, {"A": True}, "became"),
    ({"A": 1}, {"A": "1"}, "became"), ({"A": 1}, {"A": 1, "B": 2}, ".B = 2 was not written"), ({"A": [{}]}, {"A": []}, "became"),
    ({"A": [{"B": 1}]}, {"A": [{"B": 2}]}, ".A[0].B: 1 became 2"), ({"A": {"b": 0, "a": 0}}, {"A": {"a": 0, "b": 0}}, "another order")])
def test_differences_are_seen(written, read, words):
    """What the tests below compare with sees what differs, and nothing else."""
    found = list(changes(written, read, ("Added",)))
    assert found == [] if words is None else len(found) == 1 and words in found[0], found


@pytest.mark.parametrize("noun", DOCUMENTS)
def test_every_member(wire, db, contract, noun):
    """Each member at each of its limits comes back as it was written, from every operation that shows it, and nothing else does."""
    kind = DOCUMENTS[noun]
    shapes = Shapes(contract.text)
    keeper = Keeper(wire, db, kind)
    count, named = 0, {}
    for path, value, document in shapes.cases(kind.schema):
        if is_left_out(kind, path, value):
            continue
        if kind.name:
            named = {kind.name: document.get(kind.name) or "n"}
            if path != kind.name:
                named = {kind.name: f"{db}x" if noun == "database" else "n"}
        document = kind.complete({**document, **named})
        identity = {name: document[name] for name in ("Values", "ColumnName", "IndexName", "Keys", "GovernanceMode", "TargetDatabase") if name in document}
        keeper.round(path, document, kind.complete({**shapes.smallest(kind.schema), **named, **identity}))
        count += 1
    assert not keeper.wrong, f"{len(keeper.wrong)} in {count} rounds:\n" + "\n".join(keeper.wrong[:50])
    assert count > 4
