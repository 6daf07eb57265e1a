"""Documents with every member of botocore's model at its limit come back as they went in."""

import pytest

import glue_model
from client import table_input

pytestmark = pytest.mark.core

# Members whose name the service decides, or which exclude each other.
CREATED = {"Name"}


def differences(written, read, path=""):
    """Where the answer differs from what was written; members that only the answer has do not count."""
    if isinstance(written, dict) and isinstance(read, dict):
        for name in written:
            if name in read:
                yield from differences(written[name], read[name], f"{path}.{name}")
            else:
                yield f"{path}.{name} is missing"
    elif isinstance(written, list) and isinstance(read, list) and len(written) == len(read):
        for i, (one, other) in enumerate(zip(written, read)):
            yield from differences(one, other, f"{path}[{i}]")
    elif written != read or type(written) is not type(read):
        yield f"{path}: {str(written)[:60]!r} became {str(read)[:60]!r}"


def full_table(name):
    table = {**glue_model.largest(glue_model.input_of("CreateTable").members["TableInput"]), "Name": name}
    del table["TargetTable"]  # its versions are the target's: test_links.py
    for i, key in enumerate(table["PartitionKeys"]):
        key["Type"] = "string"
        del key["Parameters"]  # refused on partition keys
        key["Name"] = f"key{i}"
    return table


def full_partition(keys):
    partition = glue_model.largest(glue_model.input_of("CreatePartition").members["PartitionInput"])
    return {**partition, "Values": partition["Values"][:keys]}


def test_database(wire, db):
    """A database."""
    written = {**glue_model.largest(glue_model.input_of("CreateDatabase").members["DatabaseInput"]), "Name": "é漢🐝" + "x" * 252}
    assert wire.call("CreateDatabase", {"DatabaseInput": written}).status == 200
    read = wire.call("GetDatabase", {"Name": written["Name"]}).json["Database"]
    assert not list(differences(written, read))
    assert wire.call("UpdateDatabase", {"Name": written["Name"], "DatabaseInput": written}).status == 200
    assert wire.call("GetDatabase", {"Name": written["Name"]}).json["Database"] == read
    assert wire.call("DeleteDatabase", {"Name": written["Name"]}).status == 200


def test_table(wire, db):
    """A table, in every operation that shows it."""
    written = full_table("é漢🐝" + "x" * 252)
    assert wire.call("CreateTable", {"DatabaseName": db, "TableInput": written}).status == 200
    reply = wire.call("GetTable", {"DatabaseName": db, "Name": written["Name"]})
    read = reply.json["Table"]
    assert not list(differences(written, read))
    assert not list(glue_model.complaints(glue_model.output_of("GetTable"), reply.json))
    place = {"DatabaseName": db, "TableName": written["Name"]}
    assert wire.call("GetTables", {"DatabaseName": db}).json["TableList"] == [read]
    assert wire.call("GetTableVersion", {**place, "VersionId": "0"}).json["TableVersion"]["Table"] == read
    assert wire.call("UpdateTable", {"DatabaseName": db, "TableInput": written}).status == 200
    again = wire.call("GetTable", {"DatabaseName": db, "Name": written["Name"]}).json["Table"]
    assert {**again, "UpdateTime": 0, "VersionId": "0"} == {**read, "UpdateTime": 0}
    assert wire.call("GetTableVersion", {**place, "VersionId": "0"}).json["TableVersion"]["Table"] == read


def test_function(wire, db):
    """A user-defined function, in both operations that show it."""
    written = {**glue_model.largest(glue_model.input_of("CreateUserDefinedFunction").members["FunctionInput"]),
               "FunctionName": "é漢🐝" + "x" * 252, "GovernanceMode": "IAM_ONLY"}
    # The service model: the one is answered and never taken, the other kept for functions that Lake Formation governs.
    del written["ArtifactLocation"]
    for uri in written["ResourceUris"]:
        del uri["LastModified"]
    place = {"DatabaseName": db, "FunctionName": written["FunctionName"]}
    assert wire.call("CreateUserDefinedFunction", {"DatabaseName": db, "FunctionInput": written}).status == 200
    reply = wire.call("GetUserDefinedFunction", place)
    read = reply.json["UserDefinedFunction"]
    assert not list(differences(written, read))
    assert not list(glue_model.complaints(glue_model.output_of("GetUserDefinedFunction"), reply.json))
    assert wire.call("GetUserDefinedFunctions", {"DatabaseName": db, "Pattern": "*"}).json["UserDefinedFunctions"] == [read]
    assert wire.call("UpdateUserDefinedFunction", {**place, "FunctionInput": written}).status == 200
    assert wire.call("GetUserDefinedFunction", place).json["UserDefinedFunction"] == read


def test_partition(wire, db):
    """A partition, in every operation that shows it."""
    assert wire.call("CreateTable", {"DatabaseName": db, "TableInput": table_input(
        "t", keys=["a:string", "b:string"])}).status == 200
    place = {"DatabaseName": db, "TableName": "t"}
    written = full_partition(2)
    assert wire.call("CreatePartition", {**place, "PartitionInput": written}).status == 200
    reply = wire.call("GetPartition", {**place, "PartitionValues": written["Values"]})
    read = reply.json["Partition"]
    assert not list(differences(written, read))
    assert not list(glue_model.complaints(glue_model.output_of("GetPartition"), reply.json))
    assert wire.call("GetPartitions", place).json["Partitions"] == [read]
    assert wire.call("BatchGetPartition", {**place, "PartitionsToGet": [{"Values": written["Values"]}]}).json["Partitions"] == [read]
    for operation, body in (
            ("UpdatePartition", {"PartitionValueList": written["Values"], "PartitionInput": written}),
            ("BatchUpdatePartition", {"Entries": [{"PartitionValueList": written["Values"], "PartitionInput": written}]})):
        assert wire.call(operation, {**place, **body}).status == 200
        assert wire.call("GetPartition", {**place, "PartitionValues": written["Values"]}).json["Partition"] == read


@pytest.mark.parametrize("seconds", [0, 1, -1, 1767225600, 1767225600.5, 1767225600.123, 253402300799, -62135596800])
def test_times(wire, db, seconds):
    """Times are numbers, kept to the millisecond."""
    table = {"Name": "t", "LastAccessTime": seconds, "LastAnalyzedTime": seconds, "PartitionKeys": [{"Name": "k", "Type": "string"}]}
    assert wire.call("CreateTable", {"DatabaseName": db, "TableInput": table}).status == 200
    read = wire.call("GetTable", {"DatabaseName": db, "Name": "t"}).json["Table"]
    assert (read["LastAccessTime"], read["LastAnalyzedTime"]) == (seconds, seconds)
    place = {"DatabaseName": db, "TableName": "t"}
    partition = {"Values": ["v"], "LastAccessTime": seconds, "LastAnalyzedTime": seconds}
    assert wire.call("CreatePartition", {**place, "PartitionInput": partition}).status == 200
    read = wire.call("GetPartition", {**place, "PartitionValues": ["v"]}).json["Partition"]
    assert (read["LastAccessTime"], read["LastAnalyzedTime"]) == (seconds, seconds)


EMPTY = {"Description": "", "Parameters": {"empty": "", " ": " "}, "ViewOriginalText": "", "TableType": "", "StorageDescriptor": {
    "Location": "", "InputFormat": "", "BucketColumns": [], "SortColumns": [], "Parameters": {}, "Compressed": False,
    "SerdeInfo": {}, "SkewedInfo": {"SkewedColumnNames": [], "SkewedColumnValueLocationMaps": {"": ""}},
    "Columns": [{"Name": "a", "Type": "", "Comment": ""}]}}


def test_empty_members(wire, db):
    """Empty texts, lists and maps are members like others, in a table and in a partition."""
    table = {"Name": "t", "PartitionKeys": [{"Name": "k"}], **EMPTY}
    assert wire.call("CreateTable", {"DatabaseName": db, "TableInput": table}).status == 200
    assert not list(differences(table, wire.call("GetTable", {"DatabaseName": db, "Name": "t"}).json["Table"]))
    place = {"DatabaseName": db, "TableName": "t"}
    partition = {"Values": ["v"], "StorageDescriptor": EMPTY["StorageDescriptor"], "Parameters": {}}
    assert wire.call("CreatePartition", {**place, "PartitionInput": partition}).status == 200
    read = wire.call("GetPartition", {**place, "PartitionValues": ["v"]}).json["Partition"]
    assert not list(differences(partition, read))


def test_characters(wire, db):
    """Every character that JSON can say comes back, escaped or not; keys of parameters too."""
    text = "".join(map(chr, [*range(1, 0x300), *range(0xD7F0, 0xD800), *range(0xE000, 0xE010), *range(0xFFF0, 0x10010), 0x10FFFF]))
    table = {"Name": "t", "Parameters": {"all": text, "é\t🐝 \\\"/": "x"}}
    assert wire.call("CreateTable", {"DatabaseName": db, "TableInput": table}).status == 200
    read = wire.call("GetTable", {"DatabaseName": db, "Name": "t"}).json["Table"]["Parameters"]
    assert read == table["Parameters"] and list(read) == list(table["Parameters"])


def test_many_parameters(wire, db):
    """Parameters keep their order and their number."""
    given = {f"key{i * 7919 % 5000}": str(i) for i in range(5000)}
    assert wire.call("CreateTable", {"DatabaseName": db, "TableInput": {"Name": "t", "Parameters": given}}).status == 200
    read = wire.call("GetTable", {"DatabaseName": db, "Name": "t"}).json["Table"]["Parameters"]
    assert list(read.items()) == list(given.items())
