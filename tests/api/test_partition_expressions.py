"""Expressions of GetPartitions through boto3: what AWS's guide says of them, and what engines are seen to send."""

import pytest

from client import pages, partition_input, refused, table_input

pytestmark = pytest.mark.core
NULL = "__HIVE_DEFAULT_PARTITION__"

# Per type of a key: the values of the table's partitions.
VALUES = {
    "int": ["-3", "1", "02", "10", "100"],
    "tinyint": ["1", "2"], "smallint": ["1", "2"], "bigint": ["1", "9223372036854775807"], "long": ["1", "2"],
    "string": ["a", "ab", "b", "it's", "100%", "ä"],
    "varchar(10)": ["a", "a ", "b"],
    "char(4)": ["a", "b"],
    "decimal(10,2)": ["-1.5", "0", "1.5", "10", "9.25"],
    "date": ["1999-12-31", "2024-01-01", "2024-02-29", "2025-01-01"],
    "timestamp": ["1999-12-31 23:59:59", "2024-01-01 00:00:00", "2024-01-01 00:00:00.5", "2025-01-01 10:30:00"],
    "boolean": ["true", "false"],
    "float": ["1.5"],
}

# (type of the key k, expression, the values found in the order of the answer)
FOUND = [
    # the operators of the guide
    ("int", "k = 10", ["10"]), ("int", "k <> 10", ["-3", "1", "02", "100"]), ("int", "k > 2", ["10", "100"]),
    ("int", "k >= 2", ["02", "10", "100"]), ("int", "k < 1", ["-3"]), ("int", "k <= 1", ["-3", "1"]),
    ("int", "(k < > 10)", ["-3", "1", "02", "100"]), ("int", "k > = 2", ["02", "10", "100"]), ("int", "k <\t= 1", ["-3", "1"]),
    ("int", "k ! = 10", ["-3", "1", "02", "100"]),
    ("int", "k = 1 AND k > 0", ["1"]), ("int", "k = 1 OR k = 10", ["1", "10"]), ("int", "k IN (1, 10, 11)", ["1", "10"]),
    ("int", "k BETWEEN 1 AND 10", ["1", "02", "10"]), ("int", "NOT k BETWEEN 1 AND 10", ["-3", "100"]),
    ("int", "k IN ('1', \"2\")", ["1", "02"]), ("int", "k != 1", ["-3", "02", "10", "100"]), ("int", "k IS NULL", []),
    ("string", "k LIKE 'a%'", ["a", "ab"]), ("string", "k LIKE '_'", ["a", "b", "ä"]), ("string", "k NOT LIKE 'a%'", ["100%", "b", "it's", "ä"]),
    ("string", "k LIKE '100\\%'", ["100%"]), ("string", "k IS NOT NULL", ["100%", "a", "ab", "b", "it's", "ä"]),
    # every type that the guide lists
    ("tinyint", "k = 1", ["1"]), ("smallint", "k > 1", ["2"]), ("bigint", "k > 1", ["9223372036854775807"]), ("long", "k = '2'", ["2"]),
    ("varchar(10)", "k = 'a'", ["a"]), ("char(4)", "k = 'a'", ["a"]), ("char(4)", "k = 'a   '", ["a"]),
    ("decimal(10,2)", "k > 1.5", ["9.25", "10"]), ("decimal(10,2)", "k = 1.50", ["1.5"]), ("decimal(10,2)", "k < 0", ["-1.5"]),
    ("date", "k = '2024-01-01'", ["2024-01-01"]), ("date", "k > '2024-01-01'", ["2024-02-29", "2025-01-01"]),
    ("timestamp", "k > '2024-01-01 00:00:00'", ["2024-01-01 00:00:00.5", "2025-01-01 10:30:00"]),
    ("timestamp", "k = '2024-01-01 00:00:00.500'", ["2024-01-01 00:00:00.5"]), ("boolean", "k = true", ["true"]),
    # Trino
    ("string", "((k = 'a'))", ["a"]), ("string", "((k in ('a', 'b')))", ["a", "b"]), ("string", "((k >= 'a' AND k < 'b'))", ["a", "ab"]),
    ("int", "((k < 2) OR (k > 10))", ["-3", "1", "100"]), ("int", "((k >= 10 AND k <= 100) OR (k = -3))", ["-3", "10", "100"]),
    ("boolean", "((k = true))", ["true"]), ("string", "", ["100%", "a", "ab", "b", "it's", "ä"]),
    # Spark and Hive
    ("string", "k = \"a\"", ["a"]), ("string", "k > \"a\" and k != \"x\"", ["ab", "b", "it's", "ä"]), ("int", "(k = 1 or k = 10)", ["1", "10"]),
    ("int", "k = 1L", ["1"]), ("int", "k = 10S", ["10"]), ("int", "k = 1Y", ["1"]), ("decimal(10,2)", "k = 1.5BD", ["1.5"]),
    ("decimal(10,2)", "k = 1.5D", ["1.5"]), ("date", "k = 2024-01-01", ["2024-01-01"]), ("date", "k >= date '2024-02-29'", ["2024-02-29", "2025-01-01"]),
    ("timestamp", "k = timestamp '2024-01-01 00:00:00'", ["2024-01-01 00:00:00"]), ("int", "`k` = 1", ["1"]), ("int", "\"k\" = 1", ["1"]),
    ("int", "K = 1", ["1"]), ("int", "1 = k", ["1"]), ("int", "2 < k", ["10", "100"]),
    # what Spark sends for LIKE 'a%', contains('t') and endsWith('b'), as it leaves Spark and after the Glue client's change of quotes
    ("string", "k like \"a.*\"", ["a", "ab"]), ("string", "k like 'a.*'", ["a", "ab"]), ("string", "k like '.*0.*'", ["100%"]),
    ("string", "(k like \".*b\" or k = 'a')", ["a", "ab", "b"]), ("string", "k like '.*'", ["100%", "a", "ab", "b", "it's", "ä"]),
    ("string", "k like 'a.'", []), ("string", "k like 'a.*' escape '!'", []), ("varchar(10)", "k like \"a.*\"", ["a", "a "]),
    # awswrangler, dbt and people
    ("string", "k='it''s'", ["it's"]), ("string", "k='it\\'s'", ["it's"]), ("string", "(k='a')", ["a"]), ("string", "(k) NOT IN ('a','b')", ["100%", "ab", "it's", "ä"]),
    ("string", "k = 'a' or (k = 'b' and not k = 'ab')", ["a", "b"]), ("string", "k in ('" + "','".join(["x"] * 400 + ["a"]) + "')", ["a"]),
]

# (type of the key k, expression, words of the message)
REFUSED = [
    ("int", "k = 'x'", '"x" is not an integer.'), ("int", "k = 1.5", '"1.5" is not an integer.'), ("int", "k > 'x'", '"x" is not an integer.'),
    ("date", "k = 'yesterday'", '"yesterday" is not a date.'), ("timestamp", "k = 1", '"1" is not a timestamp.'), ("decimal(10,2)", "k = 'x'", '"x" is not a decimal.'),
    ("int", "k LIKE '1%'", "doesn't support operation 'LIKE'"), ("date", "k LIKE '2024%'", "doesn't support operation 'LIKE'"),
    ("int", "month = 1", "Invalid partition expression!"), ("float", "k = 1.5", "Unknown type : 'float'"),
    ("int", "k = ", "Unsupported expression 'k = '"), ("int", "k", "Unsupported expression 'k'"), ("int", "k = 1 AND", "Unsupported expression"),
    ("int", "(k = 1", "Unsupported expression"), ("int", "k = 1)", "Unsupported expression"), ("int", "k IN ()", "Unsupported expression"),
    ("int", "k = 1 (OR k = 2", "Unsupported expression"), ("int", "k = 1 (OR) ", "Unsupported expression"), ("int", "k = 1 (k = 2)", "Unsupported expression"),
    ("int", "k = 1 " + "(" * 500 + "OR" + ")" * 500 + " k = 2", "Unsupported expression"),
    ("int", "k < > ", "Unsupported expression"), ("int", "k ! 1", "Unsupported expression"),
    ("int", "year(k) = 1", "Unsupported expression"), ("string", "k = 'it's'", "Unsupported expression"), ("int", "k = 1; DROP TABLE t", "Unsupported expression"),
    ("int", "(" * 500 + "k = 1" + ")" * 500, "nested too deeply"), ("int", "NOT " * 400 + "k = 1", "nested too deeply"),
]


@pytest.fixture
def keyed(glue, db):
    """Makes a table with one key k of a type, and the partitions of VALUES or those given."""
    def make(kind, values=None):
        table = {"DatabaseName": db, "TableName": "t"}
        glue.create_table(DatabaseName=db, TableInput=table_input("t", keys=[f"k:{kind}"]))
        rows = [partition_input(value) for value in values or VALUES[kind]]
        assert glue.batch_create_partition(**table, PartitionInputList=rows)["Errors"] == []
        return table
    return make


@pytest.mark.parametrize("kind", VALUES)
def test_found(glue, keyed, kind):
    """Per type of a key: each operator in each spelling finds what it says, in pages of any size."""
    table = keyed(kind)
    for expression, expected in [(e, x) for k, e, x in FOUND if k == kind]:
        for size in (1, 1000):
            listed, _ = pages(glue.get_partitions, "Partitions", **table, Expression=expression, MaxResults=size)
            assert [p["Values"][0] for p in listed] == expected, expression


@pytest.mark.parametrize("kind, expression, words", REFUSED)
def test_refused(glue, keyed, kind, expression, words):
    """Literals, keys and texts that are none are refused in the words of the real service."""
    table = keyed(kind)
    with refused("InvalidInputException", words):
        glue.get_partitions(**table, Expression=expression)


def test_stored_value_that_cannot_be_cast(glue, keyed):
    """A stored value that is none of its key's type is an InvalidStateException where the answer hangs on it, and only there."""
    table = keyed("int", ["1", "soon"])
    with refused("InvalidStateException", '"soon" is not an integer.'):
        glue.get_partitions(**table, Expression="k > 0")
    assert len(glue.get_partitions(**table, Expression="k IS NOT NULL")["Partitions"]) == 2
    assert len(glue.get_partitions(**table, Expression="k = 1 or k is not null")["Partitions"]) == 2


@pytest.mark.parametrize("kind", [{}, {"Type": ""}])
def test_key_without_a_type(glue, db, kind):
    """The model asks for no type of a column: a key without one is a text, in filters as in indexes."""
    table = {"DatabaseName": db, "TableName": "t"}
    glue.create_table(DatabaseName=db, TableInput={**table_input("t"), "PartitionKeys": [{"Name": "k", **kind}]})
    glue.batch_create_partition(**table, PartitionInputList=[partition_input(value) for value in ("10", "9", "a")])
    for expression, expected in [("k > '10'", ["9", "a"]), ("k LIKE '1%'", ["10"]), ("k = 9", ["9"]), ("k IN ('a')", ["a"])]:
        assert [p["Values"][0] for p in glue.get_partitions(**table, Expression=expression)["Partitions"]] == expected, expression


@pytest.mark.parametrize("kind", [k for k in VALUES if k != "float"])
def test_null(glue, keyed, kind):
    """The null partition is found by IS NULL and by its name, quoted or as the Glue client sends it for numbers, in every type."""
    values = VALUES[kind]
    table = keyed(kind, [*values, NULL])

    def found(expression):
        return [p["Values"][0] for p in glue.get_partitions(**table, Expression=expression)["Partitions"]]

    assert found("k IS NULL") == found(f"k = '{NULL}'") == found(f"(k={NULL})") == [NULL]
    assert sorted(found("k IS NOT NULL")) == sorted(found(f"k <> '{NULL}'")) == sorted(values)
    literal = values[0].replace("'", "''")
    assert NULL not in found(f"k = '{literal}' OR k <> '{literal}'") + found(f"NOT k = '{literal}'")
    assert set(found(f"k IN ('{literal}', '{NULL}')")) == {values[0], NULL}


def test_reserved_words_as_keys(glue, db):
    """Words of SQL may be names of keys, bare and quoted: the real service cannot do that."""
    names = ["key", "values", "index", "offset", "date", "timestamp", "in", "and", "like", "null"]
    table = {"DatabaseName": db, "TableName": "t"}
    glue.create_table(DatabaseName=db, TableInput=table_input("t", keys=[f"{name}:string" for name in names]))
    glue.create_partition(**table, PartitionInput=partition_input(*[f"v{i}" for i in range(len(names))]))
    for i, name in enumerate(names):
        for spelt in (name, f"`{name}`", f'"{name}"', name.upper()):
            assert len(glue.get_partitions(**table, Expression=f"{spelt} = 'v{i}'")["Partitions"]) == 1, spelt
            assert not glue.get_partitions(**table, Expression=f"{spelt} = 'w'")["Partitions"]


def test_many_keys_together(glue, db):
    """A filter over keys of six types at once, as Trino sends it."""
    keys = ["a:string", "b:string", "v:varchar(5)", "n:bigint", "d:decimal(3,1)", "bo:boolean"]
    table = {"DatabaseName": db, "TableName": "t"}
    glue.create_table(DatabaseName=db, TableInput=table_input("t", keys=keys))
    glue.create_partition(**table, PartitionInput=partition_input("x", "b", "q", "5", "1.5", "true"))
    glue.create_partition(**table, PartitionInput=partition_input("x", "b", "q", "5", "1.5", "false"))
    sent = "((a = 'x')) AND ((b > 'a')) AND ((v = 'q')) AND ((n = 5)) AND ((d = 1.5)) AND ((bo = true))"
    [found] = glue.get_partitions(**table, Expression=sent)["Partitions"]
    assert found["Values"][-1] == "true"


@pytest.mark.parametrize("total", [2, 5])
def test_expression_segment_and_pages_together(glue, db, total):
    """Expression, Segment, MaxResults and ExcludeColumnSchema combine: shares are disjoint, complete and in pages."""
    table = {"DatabaseName": db, "TableName": "t"}
    glue.create_table(DatabaseName=db, TableInput=table_input("t", keys=["day:date", "hour:int"]))
    rows = [(f"2024-{m:02}-{d:02}", str(h)) for m in range(1, 5) for d in range(1, 26) for h in range(24)]
    for start in range(0, len(rows), 100):
        glue.batch_create_partition(**table, PartitionInputList=[partition_input(*row) for row in rows[start:start + 100]])
    found = []
    for number in range(total):
        share, _ = pages(glue.get_partitions, "Partitions", **table, MaxResults=37, ExcludeColumnSchema=True,
                         Expression="day >= 2024-02-01 and hour in (3, 5, 7)", Segment={"SegmentNumber": number, "TotalSegments": total})
        assert all("Columns" not in p["StorageDescriptor"] for p in share)
        found += [tuple(p["Values"]) for p in share]
    assert sorted(found) == sorted(row for row in rows if row[0] >= "2024-02" and row[1] in ("3", "5", "7"))


def test_index_answers_alike(glue, db):
    """With a partition index a filter on a later key finds the same, in pages, and goes on when the index is dropped."""
    table = {"DatabaseName": db, "TableName": "t"}
    glue.create_table(DatabaseName=db, TableInput=table_input("t", keys=["day:date", "region:string"]),
                      PartitionIndexes=[{"IndexName": "by_region", "Keys": ["region"]}])
    rows = [(f"2024-01-{d:02}", f"r{r}") for d in range(1, 32) for r in range(10)]
    for start in range(0, len(rows), 100):
        glue.batch_create_partition(**table, PartitionInputList=[partition_input(*row) for row in rows[start:start + 100]])
    answer = glue.get_partitions(**table, Expression="region = 'r7'", MaxResults=10)
    found = answer["Partitions"]
    glue.delete_partition_index(**table, IndexName="by_region")
    while "NextToken" in answer:
        answer = glue.get_partitions(**table, Expression="region = 'r7'", MaxResults=10, NextToken=answer["NextToken"])
        found += answer["Partitions"]
    assert [p["Values"] for p in found] == [[f"2024-01-{d:02}", "r7"] for d in range(1, 32)]
