"""Partition indexes, as the developer guide of AWS Glue describes them ("Creating partition indexes")."""

import concurrent.futures

import pytest

from client import partition_input, refused, table_input

KEYS = ["country:string", "year:int", "month:tinyint", "day:date", "price:decimal(10,2)", "code:varchar(8)", "big:bigint"]


@pytest.fixture
def sales(glue, db):
    """A table with keys of many types."""
    glue.create_table(DatabaseName=db, TableInput=table_input("sales", keys=KEYS))
    return {"DatabaseName": db, "TableName": "sales"}


def create(glue, table, name, *keys):
    glue.create_partition_index(**table, PartitionIndex={"IndexName": name, "Keys": list(keys)})


def indexes(glue, table):
    return glue.get_partition_indexes(**table)["PartitionIndexDescriptorList"]


def values(**changes):
    given = {"country": "de", "year": "2026", "month": "11", "day": "2026-11-19", "price": "1.50", "code": "ab", "big": "1"} | changes
    return list(given.values())


def test_an_index_is_kept(glue, sales):
    """An index has its name, its keys in its own order with their types, and is active at once."""
    assert indexes(glue, sales) == []
    create(glue, sales, "Zweiter é漢🐝", "year", "country")
    create(glue, sales, "Erster", "country", "day", "code", "big", "month")
    assert indexes(glue, sales) == [
        {"IndexName": "Zweiter é漢🐝", "IndexStatus": "ACTIVE",
         "Keys": [{"Name": "year", "Type": "int"}, {"Name": "country", "Type": "string"}]},
        {"IndexName": "Erster", "IndexStatus": "ACTIVE",
         "Keys": [{"Name": "country", "Type": "string"}, {"Name": "day", "Type": "date"}, {"Name": "code", "Type": "varchar(8)"},
                  {"Name": "big", "Type": "bigint"}, {"Name": "month", "Type": "tinyint"}]}]
    assert "NextToken" not in glue.get_partition_indexes(**sales, NextToken="")
    glue.delete_partition_index(**sales, IndexName="Zweiter é漢🐝")
    assert [index["IndexName"] for index in indexes(glue, sales)] == ["Erster"]


def test_names_of_keys_are_folded(glue, sales):
    """Keys are found whatever their case, and shown as the table has them; names of indexes keep their case."""
    create(glue, {"DatabaseName": sales["DatabaseName"].upper(), "TableName": "SALES"}, "I", "COUNTRY")
    create(glue, sales, "i", "Year")
    assert [(index["IndexName"], index["Keys"][0]["Name"]) for index in indexes(glue, sales)] == [("I", "country"), ("i", "year")]


def test_a_table_is_created_with_indexes(glue, db):
    """CreateTable takes up to three, makes all of them or no table."""
    def attempt(*lists):
        glue.create_table(DatabaseName=db, TableInput=table_input("t", keys=["a:string", "b:int", "c:float"]), PartitionIndexes=[
            {"IndexName": f"i{number}", "Keys": keys} for number, keys in enumerate(lists)])
    with refused("InvalidInputException", "[nosuch]"):
        attempt(["a"], ["nosuch"])
    with refused("InvalidInputException", "'c' has the type 'float'"):
        attempt(["c"])
    with refused("ResourceNumberLimitExceededException", "Partition index limit exceeded. Maximum: 3"):
        attempt(["a"], ["b"], ["a", "b"], ["b", "a"])
    with refused("AlreadyExistsException", "with the same keys"):
        attempt(["a"], ["a"])
    with refused("EntityNotFoundException", "Table t not found."):
        glue.get_table(DatabaseName=db, Name="t")
    attempt(["a"], ["b"], ["b", "a"])
    place = {"DatabaseName": db, "TableName": "t"}
    assert [[key["Name"] for key in index["Keys"]] for index in indexes(glue, place)] == [["a"], ["b"], ["b", "a"]]
    glue.delete_table(DatabaseName=db, Name="t")
    attempt()  # Terraform sends an empty list
    assert indexes(glue, place) == []


def test_what_is_refused(glue, sales):
    """Unknown keys, keys of other types, keys given twice, a fourth index, and a second of one name or of the same keys."""
    with refused("InvalidInputException", "IndexKeys not a part of PartitionColumns. Verify the indexKeys : [nosuch, id]"):
        create(glue, sales, "i", "country", "nosuch", "id")
    with refused("InvalidInputException", "'price' has the type 'decimal(10,2)'"):
        create(glue, sales, "i", "price")
    with refused("InvalidInputException", "the key 'Country' is given twice"):
        create(glue, sales, "i", "country", "Country")
    create(glue, sales, "i", "country", "year")
    with refused("AlreadyExistsException", "Partition Index i already exists with the same name."):
        create(glue, sales, "i", "month")
    with refused("AlreadyExistsException", "Partition Index i already exists with the same keys."):
        create(glue, sales, "j", "country", "year")
    create(glue, sales, "j", "year", "country")
    create(glue, sales, "k", "country")
    with refused("ResourceNumberLimitExceededException", "Partition index limit exceeded. Maximum: 3"):
        create(glue, sales, "k", "month")
    with refused("EntityNotFoundException", "Index with the given indexName : I does not exist."):
        glue.delete_partition_index(**sales, IndexName="I")
    glue.delete_partition_index(**sales, IndexName="j")
    create(glue, sales, "l", "month")
    assert [index["IndexName"] for index in indexes(glue, sales)] == ["i", "k", "l"]


def test_what_is_missing(glue, db):
    """A missing database or table is told of by name; a table without partition keys has no indexes and gets none."""
    for call, more in ((glue.get_partition_indexes, {}), (glue.delete_partition_index, {"IndexName": "i"}),
                       (glue.create_partition_index, {"PartitionIndex": {"IndexName": "i", "Keys": ["a"]}})):
        with refused("EntityNotFoundException", "Table none not found."):
            call(DatabaseName=db, TableName="none", **more)
        with refused("EntityNotFoundException", "Database nowhere not found."):
            call(DatabaseName="nowhere", TableName="t", **more)
    glue.create_table(DatabaseName=db, TableInput=table_input("plain"))
    assert indexes(glue, {"DatabaseName": db, "TableName": "plain"}) == []
    with refused("InvalidInputException", "IndexKeys not a part of PartitionColumns"):
        create(glue, {"DatabaseName": db, "TableName": "plain"}, "i", "id")
    with refused("InvalidInputException", "NextToken"):
        glue.get_partition_indexes(DatabaseName=db, TableName="plain", NextToken="foreign")


WRONG = [("year", "foo"), ("year", "2147483648"), ("year", "1.0"), ("month", "128"), ("big", "9223372036854775808"),
         ("day", "2026-02-29"), ("day", "2026-1-1"), ("day", "2026-13-01"), ("day", "20261119"), ("country", "a\x01b"), ("code", "\x02")]
RIGHT = [("year", "-2147483648"), ("year", "02026"), ("month", "-128"), ("big", "-9223372036854775808"), ("day", "0000-01-01"),
         ("day", "2024-02-29"), ("day", "9999-12-31"), ("country", "a\x03b"), ("country", "🐝"), ("code", "longer than eight"),
         ("year", "__HIVE_DEFAULT_PARTITION__"), ("day", "__HIVE_DEFAULT_PARTITION__")]


def test_values_of_indexed_keys_are_checked(glue, sales):
    """Once a key is indexed, new partitions must have values of its type and none of U+0000 to U+0002; those of before stay."""
    for key, value in WRONG:
        glue.create_partition(**sales, PartitionInput={"Values": values(**{key: value})})
    create(glue, sales, "i", "country", "year", "month")
    create(glue, sales, "j", "day", "code", "big")
    glue.create_partition(**sales, PartitionInput={"Values": values()})
    for key, value in WRONG:
        wrong = values(**{key: value}, price="7")
        code, words = "InvalidInputException", f"indexed partition key '{key}'"
        with refused(code, words):
            glue.create_partition(**sales, PartitionInput={"Values": wrong})
        with refused(code, words):
            glue.update_partition(**sales, PartitionValueList=values(), PartitionInput={"Values": wrong})
        errors = glue.batch_create_partition(**sales, PartitionInputList=[{"Values": wrong}, {"Values": values(price=key + value)}])["Errors"]
        assert [(error["PartitionValues"], error["ErrorDetail"]["ErrorCode"]) for error in errors] == [(wrong, code)]
    for key, value in RIGHT:
        glue.create_partition(**sales, PartitionInput={"Values": values(**{key: value}, price="8")})
    glue.create_partition(**sales, PartitionInput={"Values": values(price="not indexed")})
    old = values(year="foo")
    glue.update_partition(**sales, PartitionValueList=old, PartitionInput={"Values": old, "Parameters": {"a": "b"}})
    glue.delete_partition_index(**sales, IndexName="i")
    glue.create_partition(**sales, PartitionInput={"Values": values(year="bar")})


def test_keys_of_an_indexed_table_stay(glue, sales):
    """Keys of a table with an index keep their names and places, and those in the index their types."""
    create(glue, sales, "i", "month", "country")

    def update(keys):
        glue.update_table(DatabaseName=sales["DatabaseName"], TableInput=table_input("sales", ["x:int"], keys=keys))
    for wrong in (KEYS[:-1], ["land:string"] + KEYS[1:], KEYS[1::-1] + KEYS[2:], KEYS[:-1] + ["huge:bigint"]):
        with refused("InvalidInputException", "cannot be renamed, moved or removed while the table has partition indexes"):
            update(wrong)
    with refused("InvalidInputException", "PartitionKeys: the type of 'country' cannot change while the partition index 'i' has it."):
        update(["country:char(2)"] + KEYS[1:])
    update([KEYS[0], "year:bigint"] + KEYS[2:])
    assert glue.get_table(DatabaseName=sales["DatabaseName"], Name="sales")["Table"]["VersionId"] == "1"
    glue.delete_partition_index(**sales, IndexName="i")
    update(["land:string"])
    assert indexes(glue, sales) == []


def test_indexes_go_with_their_table(glue, sales):
    """A table that is made anew has none of those of its namesake, and an index makes no version of the table."""
    create(glue, sales, "i", "year")
    assert glue.get_table(DatabaseName=sales["DatabaseName"], Name="sales")["Table"]["VersionId"] == "0"
    glue.delete_table(DatabaseName=sales["DatabaseName"], Name="sales")
    with refused("EntityNotFoundException", "Table sales not found."):
        glue.get_partition_indexes(**sales)
    glue.create_table(DatabaseName=sales["DatabaseName"], TableInput=table_input("sales", keys=KEYS))
    assert indexes(glue, sales) == []
    glue.create_partition(**sales, PartitionInput=partition_input(*values(year="foo")))


def test_many_at_once(glue, sales):
    """Of many indexes made at once three are kept, whoever comes first."""
    def attempt(number):
        try:
            create(glue, sales, f"i{number}", *[("country", "year", "month", "day")[number % 4], "code", "big"][:1 + number // 4])
            return True
        except glue.exceptions.ResourceNumberLimitExceededException:
            return False
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(attempt, range(12))) == 3
    assert len(indexes(glue, sales)) == 3


def test_after_a_restart(start_server):
    """Indexes are on the disk, and what they ask for too."""
    server = start_server()
    glue = server.client()
    glue.create_database(DatabaseInput={"Name": "d"})
    place = {"DatabaseName": "d", "TableName": "t"}
    glue.create_table(DatabaseName="d", TableInput=table_input("t", keys=["a:int"]), PartitionIndexes=[{"IndexName": "i", "Keys": ["a"]}])
    server.kill()
    server.restart()
    glue = server.client()
    assert [index["IndexName"] for index in indexes(glue, place)] == ["i"]
    with refused("InvalidInputException", "The value 'x' of the indexed partition key 'a' is not of its type, int."):
        glue.create_partition(**place, PartitionInput=partition_input("x"))


def test_over_rest(rest, db):
    """The routes of an index."""
    assert rest.post(f"/v1/databases/{db}/tables", json={"TableInput": table_input("t", keys=["a:int"])}).status_code == 201
    path = f"/v1/databases/{db}/tables/t/partition-indexes"
    assert rest.post(path, json={"IndexName": "a/b", "Keys": ["a"]}).status_code == 201
    assert rest.post(path, json={"IndexName": "a/b", "Keys": ["a"]}).status_code == 409
    assert [index["IndexName"] for index in rest.get(path).json()["PartitionIndexDescriptorList"]] == ["a/b"]
    assert rest.delete(path + "/a%2Fb").status_code == 204
    assert rest.delete(path + "/a%2Fb").status_code == 404
