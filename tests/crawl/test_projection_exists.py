"""propolis.projection.exists over a real S3 server: only partitions whose folder exists, and what the lake is asked for them."""

import pytest

from client import columns, refused, storage_descriptor
from crawling import Lake, numbers


@pytest.fixture
def bucket(s3):
    name = f"bucket{next(numbers)}"
    return Lake(s3[1] / name, f"s3://{name}/")


def make(server, keys, template, **rules):
    glue = server.client()
    names = {"DatabaseName": f"d{next(numbers)}", "TableName": "t"}
    glue.create_database(DatabaseInput={"Name": names["DatabaseName"]})
    parameters = {"projection.enabled": "true", "propolis.projection.exists": "true", "storage.location.template": template}
    for key, rule in rules.items():
        parameters |= {f"projection.{key}.{name.replace('_', '.')}": value for name, value in rule.items()}
    glue.create_table(DatabaseName=names["DatabaseName"], TableInput={
        "Name": "t", "PartitionKeys": columns(keys), "Parameters": parameters, "StorageDescriptor": storage_descriptor("s3://none/")})
    return glue, names


def values(glue, names, **arguments):
    found, token = [], {}
    while True:
        answer = glue.get_partitions(**names, **arguments, **token)
        found += [p["Values"] for p in answer["Partitions"]]
        if "NextToken" not in answer:
            return found
        token = {"NextToken": answer["NextToken"]}


DAYS = {"type": "date", "format": "yyyy-MM-dd", "range": "2020-01-01,2024-12-31"}
HOURS = {"type": "integer", "range": "0,23", "digits": "2"}


def test_folders_of_folders(start_s3_server, s3, bucket):
    """Of five years of hours only those are answered that hold an object; a file or a folder of a like name is none."""
    there = [["2020-01-01", "00"], ["2023-06-30", "09"], ["2023-06-30", "10"], ["2024-12-31", "23"]]
    for day, hour in there:
        bucket.put(f"t/{day}/{hour}/a.csv", "1,x\n")
    bucket.put("t/2023-06-30/11.csv", "1,x\n")
    bucket.put("t/2023-06-30-more/11/a.csv", "1,x\n")
    server = start_s3_server(s3[0])
    glue, names = make(server, ["day:string", "hour:int"], bucket.url + "t/${day}/${hour}/", day=DAYS, hour=HOURS)
    assert values(glue, names, Expression="day = '2023-06-30'") == there[1:3]
    assert values(glue, names, Expression="day BETWEEN '2023-06-01' AND '2023-07-31' AND hour > 9") == [there[2]]
    assert glue.get_partition(**names, PartitionValues=there[3])["Partition"]["StorageDescriptor"]["Location"] == (
        bucket.url + "t/2024-12-31/23/")
    with refused("EntityNotFoundException"):
        glue.get_partition(**names, PartitionValues=["2023-06-30", "11"])
    got = glue.batch_get_partition(**names, PartitionsToGet=[{"Values": ["2023-06-30", f"{h:02}"]} for h in range(24)])
    assert [p["Values"] for p in got["Partitions"]] == there[1:3]


def test_folders_side_by_side(start_s3_server, s3, bucket):
    """Folders in one folder are asked for by listing that: names that share a beginning are told apart, in pages of any size."""
    there = [f"2020-01-0{i}" for i in (1, 3, 9)] + ["2022-02-28"]
    for day in there:
        bucket.put(f"t/dt={day}/a.csv", "1,x\n")
    for other in ("2020-01-02-x", "2020-01-0", "2020-01-04.old", "zzz"):
        bucket.put(f"t/dt={other}/a.csv", "1,x\n")
    server = start_s3_server(s3[0])
    glue, names = make(server, ["dt:string"], bucket.url + "t/dt=${dt}/", dt=DAYS)
    assert values(glue, names) == [[day] for day in there]
    assert values(glue, names, MaxResults=1) == [[day] for day in there]
    assert server.rest().get(f"/v1/databases/{names['DatabaseName']}/tables/t/partition-count").json() == {"Count": 4}


def test_answers_are_kept_for_their_time(start_s3_server, s3, bucket):
    """What was learnt is remembered, a restart forgets it, and a bucket that is not there has no folders."""
    bucket.put("t/eu/a.csv", "1,x\n")
    rule = {"type": "enum", "values": "eu,us"}
    server = start_s3_server(s3[0], projection_exists_cache="1h")
    glue, names = make(server, ["region:string"], bucket.url + "t/${region}/", region=rule)
    assert values(glue, names) == [["eu"]]
    bucket.put("t/us/a.csv", "1,x\n")
    assert values(glue, names) == [["eu"]]
    server.restart()
    assert values(server.client(), names) == [["eu"], ["us"]]
    glue, names = make(server, ["region:string"], f"s3://nosuch{next(numbers)}/${{region}}/", region=rule)
    assert values(glue, names) == []


def test_a_lake_that_says_no(start_s3_server, s3, bucket):
    """Without rights to list a read fails in words that name the place; nothing is taken for absent."""
    server = start_s3_server(s3[0], secret="wrong")
    glue, names = make(server, ["region:string"], bucket.url + "t/${region}/", region={"type": "enum", "values": "eu,us"})
    for _ in range(2):
        with refused("InvalidInputException", bucket.url):
            glue.get_partitions(**names)
