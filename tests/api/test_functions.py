"""User-defined functions through boto3."""

import datetime
import time

import pytest

from client import pages, refused, table_input, tampered

pytestmark = pytest.mark.core


def function_input(name, **more):
    return {"FunctionName": name, "ClassName": "org.hive.Sting", "OwnerName": "bee", "OwnerType": "USER", **more}


@pytest.fixture
def create(glue, db):
    """Makes functions in the test's database."""
    def make(*names, database=db, **more):
        for name in names:
            glue.create_user_defined_function(DatabaseName=database, FunctionInput=function_input(name, **more))
    return make


def names_of(glue, pattern, **more):
    found, _ = pages(glue.get_user_defined_functions, "UserDefinedFunctions", Pattern=pattern, **more)
    return [function["FunctionName"] for function in found]


def test_life(glue, db, create):
    """A function is created, read, replaced as a whole, and deleted."""
    before = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=1)
    create("f", FunctionType="AGGREGATE_FUNCTION", ResourceUris=[{"ResourceType": "JAR", "Uri": "s3://lake/a.jar"}])
    found = glue.get_user_defined_function(DatabaseName=db, FunctionName="f")["UserDefinedFunction"]
    assert before <= found.pop("CreateTime") <= datetime.datetime.now(datetime.timezone.utc)
    assert found == function_input("f", FunctionType="AGGREGATE_FUNCTION", DatabaseName=db, CatalogId="123456789012",
                                   GovernanceMode="IAM_ONLY",
                                   ResourceUris=[{"ResourceType": "JAR", "Uri": "s3://lake/a.jar"}])
    glue.update_user_defined_function(DatabaseName=db, FunctionName="f", FunctionInput={"FunctionName": "f", "ClassName": "x"})
    found = glue.get_user_defined_function(DatabaseName=db, FunctionName="f")["UserDefinedFunction"]
    assert found["ClassName"] == "x" and "OwnerName" not in found and found["ResourceUris"] == []
    glue.delete_user_defined_function(DatabaseName=db, FunctionName="f")
    with refused("EntityNotFoundException", "Function f not found."):
        glue.get_user_defined_function(DatabaseName=db, FunctionName="f")


def test_refusals(glue, db, create):
    """A name is taken once; what is missing is named; a name is needed."""
    create("f")
    with refused("AlreadyExistsException", "Function already exists."):
        create("F")
    for call in (glue.get_user_defined_function, glue.delete_user_defined_function):
        with refused("EntityNotFoundException", "Function g not found."):
            call(DatabaseName=db, FunctionName="g")
        with refused("EntityNotFoundException", "Database nowhere not found."):
            call(DatabaseName="nowhere", FunctionName="f")
    with refused("EntityNotFoundException", "Function g not found."):
        glue.update_user_defined_function(DatabaseName=db, FunctionName="g", FunctionInput={"FunctionName": "g"})
    with refused("EntityNotFoundException", "Database nowhere not found."):
        create("f", database="nowhere")
    with refused("ValidationException", "functionInput.functionName"):
        glue.create_user_defined_function(DatabaseName=db, FunctionInput={"ClassName": "x"})
    with refused("ValidationException", "resourceUris"):
        create("many", ResourceUris=[{"ResourceType": "JAR", "Uri": "x"}] * 1001)


def test_names_are_folded(glue, db, create):
    """Names become lower case and are found in any case."""
    create("MyFun")
    assert glue.get_user_defined_function(DatabaseName=db.upper(), FunctionName="MYFUN")["UserDefinedFunction"]["FunctionName"] == "myfun"
    glue.update_user_defined_function(DatabaseName=db, FunctionName="MyFUN", FunctionInput=function_input("myFUN", ClassName="y"))
    assert names_of(glue, "MY.*", DatabaseName=db) == ["myfun"]


def test_rename(glue, db, create):
    """An update with another name renames the function, unless the name is taken."""
    create("old", "taken")
    with refused("InvalidInputException", "Function taken already exists."):
        glue.update_user_defined_function(DatabaseName=db, FunctionName="old", FunctionInput=function_input("taken"))
    glue.update_user_defined_function(DatabaseName=db, FunctionName="old", FunctionInput=function_input("new"))
    assert names_of(glue, "*", DatabaseName=db) == ["new", "taken"]


def test_governance(glue, db, create):
    """What Lake Formation governs keeps its mode and name, and has its resources under one location."""
    governed = {"GovernanceMode": "LAKE_FORMATION", "ArtifactLocation": "s3://lake/jars",
                "ResourceUris": [{"ResourceType": "JAR", "Uri": "s3://lake/jars/a.jar"}]}
    for member, wrong, words in (
            ("ArtifactLocation", None, "ArtifactLocation is required"), ("ResourceUris", [], "1 to 10"),
            ("ResourceUris", governed["ResourceUris"] * 11, "1 to 10"),
            ("ResourceUris", [{"ResourceType": "JAR", "Uri": "s3://lake/jarsx/a.jar"}], "under ArtifactLocation")):
        with refused("InvalidInputException", words):
            create("g", **{name: value for name, value in {**governed, member: wrong}.items() if value is not None})
    create("g", **governed)
    rest = {name: value for name, value in governed.items() if name != "GovernanceMode"}
    with refused("InvalidInputException", "cannot be renamed"):
        glue.update_user_defined_function(DatabaseName=db, FunctionName="g", FunctionInput=function_input("h", **rest))
    with refused("InvalidInputException", "GovernanceMode cannot be changed"):
        glue.update_user_defined_function(DatabaseName=db, FunctionName="g", FunctionInput=function_input("g", GovernanceMode="IAM_ONLY"))
    glue.update_user_defined_function(DatabaseName=db, FunctionName="g", FunctionInput=function_input("g", OwnerName="x", **rest))
    found = glue.get_user_defined_function(DatabaseName=db, FunctionName="g")["UserDefinedFunction"]
    assert (found["GovernanceMode"], found["ArtifactLocation"], found["OwnerName"]) == ("LAKE_FORMATION", "s3://lake/jars", "x")


def test_what_governance_alone_shows(glue, db, create):
    """ArtifactLocation is answered for what Lake Formation governs alone, and LastModified is never taken: so the service model says."""
    uris = [{"ResourceType": "JAR", "Uri": "s3://lake/jars/a.jar"}]
    given = {"ArtifactLocation": "s3://lake/jars", "ResourceUris": [{**uris[0], "LastModified": 1700000000}]}
    create("plain", **given)
    create("governed", GovernanceMode="LAKE_FORMATION", **given)

    def check():
        plain, governed = (glue.get_user_defined_function(DatabaseName=db, FunctionName=name)["UserDefinedFunction"] for name in ("plain", "governed"))
        assert "ArtifactLocation" not in plain and plain["GovernanceMode"] == "IAM_ONLY" and plain["ResourceUris"] == uris
        assert governed["ArtifactLocation"] == "s3://lake/jars" and governed["ResourceUris"] == uris
        assert glue.get_user_defined_functions(DatabaseName=db, Pattern="*")["UserDefinedFunctions"] == [governed, plain]
    check()
    for name in ("plain", "governed"):
        glue.update_user_defined_function(DatabaseName=db, FunctionName=name, FunctionInput=function_input(name, OwnerName="x", **given))
    check()


def test_patterns(glue, db, create):
    """The pattern is an expression over the whole name in Java's dialect, in which a bare star means anything."""
    create("trino__a.b__1", "trino__a.b__2", "trino__axb__1", "other")
    for pattern, wanted in (
            (r"trino__\Qa.b\E__.*", ["trino__a.b__1", "trino__a.b__2"]), ("trino__.*", ["trino__a.b__1", "trino__a.b__2", "trino__axb__1"]),
            ("*", ["other", "trino__a.b__1", "trino__a.b__2", "trino__axb__1"]), ("*1", ["trino__a.b__1", "trino__axb__1"]),
            ("OTHER", ["other"]), ("oth", []), ("o*|x*", ["other"]), (r"\p{Lower}+", ["other"]), ("zzz.*", [])):
        for size in (1, 2, 100):
            assert names_of(glue, pattern, DatabaseName=db, MaxResults=size) == wanted, pattern
    with refused("InvalidInputException", "Expression '(' is not a pattern"):
        names_of(glue, "(", DatabaseName=db)
    with refused("EntityNotFoundException", "Database nowhere not found."):
        names_of(glue, "*", DatabaseName="nowhere")


def test_all_databases_and_types(glue, db, create, name):
    """Without a database those of all are listed, by database and name; a type lists its own."""
    mark, other = f"mark_{name}_", f"0{db}"
    glue.create_database(DatabaseInput={"Name": other})
    create(mark + "b", mark + "a", FunctionType="STORED_PROCEDURE")
    create(mark + "c", database=other)
    for size in (1, 2, 3):
        found, count = pages(glue.get_user_defined_functions, "UserDefinedFunctions", Pattern=mark + "*", MaxResults=size)
        assert [(f["DatabaseName"], f["FunctionName"]) for f in found] == [(other, mark + "c"), (db, mark + "a"), (db, mark + "b")]
        assert count == -(-3 // size)
    assert names_of(glue, mark + "*", FunctionType="STORED_PROCEDURE") == [mark + "a", mark + "b"]
    assert names_of(glue, mark + "*", FunctionType="REGULAR_FUNCTION") == [mark + "c"]
    assert names_of(glue, mark + "*", FunctionType="AGGREGATE_FUNCTION") == []
    answer = glue.get_user_defined_functions(Pattern=mark + "*", MaxResults=1)
    for token in tampered(answer["NextToken"]):
        with refused("InvalidInputException", "NextToken"):
            glue.get_user_defined_functions(Pattern=mark + "*", MaxResults=1, NextToken=token)
    with refused("InvalidInputException", "NextToken"):
        glue.get_user_defined_functions(Pattern=mark + "x*", MaxResults=1, NextToken=answer["NextToken"])
    glue.delete_database(Name=other)


def test_page_sizes(glue, db, create):
    """A page has 1 to 100 functions, 100 when nothing is said."""
    create(*[f"f{i:03}" for i in range(101)])
    assert len(glue.get_user_defined_functions(DatabaseName=db, Pattern="*")["UserDefinedFunctions"]) == 100
    with refused("ValidationException", "maxResults"):
        glue.get_user_defined_functions(DatabaseName=db, Pattern="*", MaxResults=101)


def test_largest(glue, db, create):
    """A thousand resources of the longest addresses are kept and come back byte for byte."""
    uris = [{"ResourceType": kind, "Uri": f"{i:04}é🐝" + "x" * 1018} for i, kind in zip(range(1000), ["JAR", "FILE", "ARCHIVE"] * 334)]
    create("f", ResourceUris=uris)
    assert glue.get_user_defined_function(DatabaseName=db, FunctionName="f")["UserDefinedFunction"]["ResourceUris"] == uris
    [listed] = glue.get_user_defined_functions(DatabaseName=db, Pattern="f")["UserDefinedFunctions"]
    assert listed["ResourceUris"] == uris


def test_they_go_with_their_database(glue, db, create, name):
    """A dropped database takes its functions along; one that is made anew under its name has none."""
    create(*[f"gone_{name}_{i}" for i in range(5)])
    glue.create_table(DatabaseName=db, TableInput=table_input("t"))
    glue.delete_database(Name=db)
    assert names_of(glue, f"gone_{name}_*") == []
    with refused("EntityNotFoundException", f"Database {db} not found."):
        glue.get_user_defined_function(DatabaseName=db, FunctionName=f"gone_{name}_1")
    glue.create_database(DatabaseInput={"Name": db})
    assert names_of(glue, "*", DatabaseName=db) == []
    create(f"gone_{name}_1")
    time.sleep(0.5)  # the rows of the old one are cleared meanwhile
    assert names_of(glue, "*", DatabaseName=db) == [f"gone_{name}_1"]


def test_rest(rest, glue, db, create):
    """Over REST a function is put, whether it was there or not."""
    address = f"/v1/databases/{db}/functions/f"
    assert rest.put(address, json={"ClassName": "a"}).status_code == 201
    assert rest.put(address, json={"ClassName": "b"}).status_code == 200
    assert rest.get(address).json()["UserDefinedFunction"]["ClassName"] == "b"
    assert rest.get(f"/v1/functions?Pattern=f&DatabaseName={db}").json()["UserDefinedFunctions"][0]["ClassName"] == "b"
    assert rest.delete(address).status_code == 204 and rest.get(address).status_code == 404
