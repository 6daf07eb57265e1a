"""What the tests say to the service, and how they take its answers."""

import contextlib

import botocore.exceptions
import pytest


def columns(specs):
    return [dict(zip(("Name", "Type"), spec.split(":", 1))) for spec in specs]


def table_input(name, cols=("id:bigint", "text:string"), keys=(), **more):
    """A table such as Hive's clients write it."""
    return {
        "Name": name, "TableType": "EXTERNAL_TABLE", "Parameters": {"EXTERNAL": "TRUE"}, "PartitionKeys": columns(keys),
        "StorageDescriptor": storage_descriptor(f"s3://lake/{name}/", cols), **more}


def storage_descriptor(location, cols=("id:bigint", "text:string")):
    return {
        "Columns": columns(cols), "Location": location,
        "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
        "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
                      "Parameters": {"field.delim": ","}}}


def partition_input(*values, **more):
    return {"Values": list(values), "StorageDescriptor": storage_descriptor("s3://lake/t/" + "/".join(values)), **more}


@contextlib.contextmanager
def refused(code, words=""):
    """The call inside must fail with this error, and these words in its message."""
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        yield
    error = caught.value.response["Error"]
    assert error["Code"] == code and words in error["Message"], error
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def pages(call, members, **arguments):
    """All items of a list by following NextToken until it is absent, and how many pages there were."""
    items, count, token = [], 0, {}
    while True:
        answer = call(**arguments, **token)
        count += 1
        items += answer[members]
        if "NextToken" not in answer:
            return items, count
        assert answer["NextToken"] and answer[members]
        token = {"NextToken": answer["NextToken"]}


def tampered(token):
    """Tokens that are nearly the given one."""
    return [token[:-4], token + "AAAA", "A" + token[1:] if token[0] != "A" else "B" + token[1:], "x", "🐝", token.swapcase()]
