"""Views: plain ones keep their bytes, those of several dialects keep the rules of ViewUpdateAction."""

import base64
import json

import pytest

from client import columns, refused, table_input

TRINO = "/* Presto View: " + base64.b64encode(json.dumps({"originalSql": "SELECT 'é' x", "columns": []}).encode()).decode() + " */"
TABLE_ARN = "arn:aws:glue:us-east-1:123456789012:table/d/"


def spark(text="SELECT a FROM t", **more):
    return {"Dialect": "SPARK", "DialectVersion": "3.5", "ViewOriginalText": text, "ViewExpandedText": text, **more}


def athena(text="SELECT a FROM t", **more):
    return {"Dialect": "ATHENA", "DialectVersion": "3", "ViewOriginalText": text, **more}


def redshift(text="SELECT a FROM t", **more):
    return {"Dialect": "REDSHIFT", "DialectVersion": "1.0", "ViewOriginalText": text, **more}


def view_input(*representations, cols=("a:int",), sub_objects=("t",), **more):
    definition = {"IsProtected": True, "Definer": "arn:aws:iam::123456789012:role/definer",
                  "SubObjects": [TABLE_ARN + name for name in sub_objects], "Representations": list(representations)}
    body = {"Name": "v", "TableType": "VIRTUAL_VIEW", "ViewDefinition": definition, **more}
    return body | ({"StorageDescriptor": {"Columns": columns(cols)}} if cols else {})


@pytest.fixture
def view(glue, db):
    """A view for Spark, and functions to change and to read it."""
    class View:
        def update(self, action, *representations, force=False, **more):
            glue.update_table(DatabaseName=db, TableInput=view_input(*representations, **more), ViewUpdateAction=action, Force=force)

        def get(self, **more):
            return glue.get_table(DatabaseName=db, Name="v", **more)["Table"]

        def dialects(self):
            return {one["Dialect"]: one for one in self.get()["ViewDefinition"]["Representations"]}

    glue.create_table(DatabaseName=db, TableInput=view_input(spark()))
    return View()


@pytest.mark.parametrize("text", [TRINO, "SELECT \"a\", 'b' -- \\ \t\r\n\u2028\u0001 FROM t", "x" * 409600, ""])
def test_plain_views_keep_their_bytes(glue, db, text):
    """What Trino, Athena, Hive and Spark write as the text of a view comes back byte for byte, up to the limit."""
    body = {"Name": "v", "TableType": "VIRTUAL_VIEW", "ViewOriginalText": text, "ViewExpandedText": "/* Presto View */",
            "Parameters": {"presto_view": "true", "comment": "Presto View"}, "PartitionKeys": []}
    glue.create_table(DatabaseName=db, TableInput=body)
    table = glue.get_table(DatabaseName=db, Name="v", IncludeStatusDetails=True)["Table"]
    assert {name: table[name] for name in body} == body
    assert table["IsMultiDialectView"] is False and "Status" not in table and "ViewDefinition" not in table
    [old] = glue.get_table_versions(DatabaseName=db, TableName="v")["TableVersions"]
    assert old["Table"]["ViewOriginalText"] == text


def test_text_beyond_the_limit(glue, db):
    """A view's text ends at 409,600 characters."""
    for member in ("ViewOriginalText", "ViewExpandedText"):
        with refused("ValidationException", "409600"):
            glue.create_table(DatabaseName=db, TableInput={"Name": "v", member: "x" * 409601})
    with refused("ValidationException", "409600"):
        glue.create_table(DatabaseName=db, TableInput=view_input(spark("x" * 409601)))


def test_no_action_on_plain_views(glue, db):
    """A ViewUpdateAction on a table or plain view is refused in the service's words."""
    for name, body in (("t", table_input("t")), ("v", {"Name": "v", "TableType": "VIRTUAL_VIEW", "ViewOriginalText": TRINO})):
        glue.create_table(DatabaseName=db, TableInput=body)
        with refused("InvalidInputException", "View update action is only supported on multi-dialect views."):
            glue.update_table(DatabaseName=db, TableInput=view_input(spark()) | {"Name": name}, ViewUpdateAction="REPLACE", Force=True)
    with refused("EntityNotFoundException", "Table w not found."):
        glue.update_table(DatabaseName=db, TableInput=view_input(spark()) | {"Name": "w"}, ViewUpdateAction="REPLACE")


def test_definition_round_trips(glue, db):
    """Every member of a ViewDefinition comes back, and each representation says that it is not stale."""
    body = view_input(spark(), redshift(), athena())
    glue.create_table(DatabaseName=db, TableInput=body)
    for table in (glue.get_table(DatabaseName=db, Name="v")["Table"], glue.get_tables(DatabaseName=db)["TableList"][0],
                  glue.get_table_version(DatabaseName=db, TableName="v")["TableVersion"]["Table"]):
        assert table["IsMultiDialectView"] is True
        expected = body["ViewDefinition"]
        expected = expected | {"Representations": [one | {"IsStale": False} for one in expected["Representations"]]}
        assert table["ViewDefinition"] == expected


def test_status(glue, db, view):
    """IncludeStatusDetails tells of a view's last change: who, when, what, and that each dialect is good."""
    assert "Status" not in view.get()
    status = view.get(IncludeStatusDetails=True)["Status"]
    assert status["Action"] == "CREATE" and status["State"] == "SUCCESS" and status["RequestedBy"].startswith("arn:aws:iam::")
    view.update("ADD", redshift())
    for status in (view.get(IncludeStatusDetails=True)["Status"],
                   glue.get_tables(DatabaseName=db, IncludeStatusDetails=True)["TableList"][0]["Status"]):
        assert status["Action"] == "UPDATE" and status["State"] == "SUCCESS"
        validations = status["Details"]["ViewValidations"]
        assert [(one["Dialect"], one["State"]) for one in validations] == [("SPARK", "SUCCESS"), ("REDSHIFT", "SUCCESS")]
        assert validations[0]["ViewValidationText"] == "SELECT a FROM t" and validations[0]["DialectVersion"] == "3.5"


def test_update_needs_an_action(glue, rest, db, view):
    """A view of several dialects is not overwritten by what knows nothing of them; a PUT of the same text is no update."""
    for body in (view_input(spark()), table_input("v")):
        with refused("InvalidInputException", "ViewUpdateAction"):
            glue.update_table(DatabaseName=db, TableInput=body, Force=True)
    assert rest.put(f"/v1/databases/{db}/tables/v", json={"TableInput": view_input(spark())}).status_code == 200
    assert view.get()["VersionId"] == "0"
    with refused("InvalidInputException", "ViewDefinition"):
        glue.update_table(DatabaseName=db, TableInput=table_input("v"), ViewUpdateAction="REPLACE")
    with refused("InvalidInputException", "renamed"):
        glue.update_table(DatabaseName=db, Name="v", TableInput=view_input(spark()) | {"Name": "w"}, ViewUpdateAction="REPLACE")


def test_add(view):
    """ADD takes a dialect that is not there yet, behind the others; one that is there fails the whole call."""
    view.update("ADD", redshift("SELECT 1"), cols=None)
    assert list(view.dialects()) == ["SPARK", "REDSHIFT"] and view.dialects()["REDSHIFT"]["ViewOriginalText"] == "SELECT 1"
    assert view.get()["StorageDescriptor"]["Columns"] == columns(["a:int"])
    with refused("InvalidInputException", "has the dialect REDSHIFT already"):
        view.update("ADD", athena(), redshift())
    assert list(view.dialects()) == ["SPARK", "REDSHIFT"] and view.get()["VersionId"] == "1"


def test_replace(view):
    """REPLACE writes a dialect anew in its place; one that is not there fails."""
    view.update("ADD", redshift())
    view.update("REPLACE", spark("SELECT 2"))
    assert list(view.dialects()) == ["SPARK", "REDSHIFT"] and view.dialects()["SPARK"]["ViewOriginalText"] == "SELECT 2"
    with refused("InvalidInputException", "has no dialect ATHENA"):
        view.update("REPLACE", athena(), force=True)


def test_add_or_replace(view):
    """ADD_OR_REPLACE does what fits each dialect."""
    view.update("ADD_OR_REPLACE", redshift("SELECT 1"), spark("SELECT 2"))
    assert {name: one["ViewOriginalText"] for name, one in view.dialects().items()} == {"SPARK": "SELECT 2", "REDSHIFT": "SELECT 1"}


def test_drop(view):
    """DROP takes away dialects that are there, but never the last one."""
    view.update("ADD", redshift(), athena())
    view.update("DROP", {"Dialect": "REDSHIFT"}, cols=None)
    assert list(view.dialects()) == ["SPARK", "ATHENA"]
    with refused("InvalidInputException", "has no dialect REDSHIFT"):
        view.update("DROP", {"Dialect": "REDSHIFT"})
    view.update("DROP", {"Dialect": "SPARK"}, cols=None)
    with refused("InvalidInputException", "last dialect"):
        view.update("DROP", {"Dialect": "ATHENA"})
    assert list(view.dialects()) == ["ATHENA"]


@pytest.mark.parametrize("change, member", [({"cols": ["b:date"]}, "StorageDescriptor"), ({"cols": ["a:int", "b:int"]}, "StorageDescriptor"),
                                            ({"sub_objects": ["u"]}, "SubObjects")])
def test_force(view, change, member):
    """What no longer matches the other dialects fails, and with Force makes them stale until they are written anew."""
    view.update("ADD", redshift())
    with refused("InvalidInputException", member):
        view.update("REPLACE", spark("SELECT b"), **change)
    view.update("REPLACE", spark("SELECT b"), force=True, **change)
    assert {name: one["IsStale"] for name, one in view.dialects().items()} == {"SPARK": False, "REDSHIFT": True}
    view.update("REPLACE", redshift("SELECT b"), **change)
    assert not any(one["IsStale"] for one in view.dialects().values())


def test_stale_survives_versions(glue, db, view):
    """The mark of a stale dialect is kept with each version, and a rollback brings back the state as it was."""
    view.update("ADD", redshift())
    view.update("REPLACE", spark("SELECT b"), cols=["b:int"], force=True)
    view.update("REPLACE", redshift("SELECT b"), cols=["b:int"])
    stale = [[one["IsStale"] for one in version["Table"]["ViewDefinition"]["Representations"]]
             for version in glue.get_table_versions(DatabaseName=db, TableName="v")["TableVersions"]]
    assert stale == [[False, False], [False, True], [False, False], [False]]


def test_terraform_replaces_by_force(view):
    """The only dialect may change everything: Terraform sends REPLACE and Force with the whole input."""
    view.update("REPLACE", spark("SELECT b"), cols=["b:date"], sub_objects=["u"], force=True)
    view.update("REPLACE", spark("SELECT c"), cols=["c:date"], sub_objects=["w"])
    assert view.dialects()["SPARK"]["IsStale"] is False and view.get()["StorageDescriptor"]["Columns"] == columns(["c:date"])


def test_descriptor_of_views(glue, db):
    """A validated view has no storage descriptor, one for Spark has columns: both in the service's words."""
    def create(body):
        glue.create_table(DatabaseName=db, TableInput=body)

    for cols in (["a:int"], []):
        with refused("InvalidInputException", "Storage descriptor may not be defined when creating a validated Glue view"):
            create(view_input(athena(ValidationConnection="c")) | {"StorageDescriptor": {"Columns": columns(cols)}})
    for body in (view_input(spark(), cols=None), view_input(spark()) | {"StorageDescriptor": {"Location": "s3://b/x"}}):
        with refused("InvalidInputException", "Storage Descriptor and columns must be provided with View Definition!"):
            create(body)
    with refused("InvalidInputException", "View Expanded Text is not supported."):
        create(view_input(athena(ViewExpandedText="SELECT 1"), cols=None))
    create(view_input(athena(ValidationConnection="c"), cols=None))
    table = glue.get_table(DatabaseName=db, Name="v")["Table"]
    assert "StorageDescriptor" not in table and table["ViewDefinition"]["Representations"][0]["ValidationConnection"] == "c"


@pytest.mark.parametrize("representations, code", [
    ([], "ValidationException"), ([spark(), spark("SELECT 2")], "InvalidInputException"),
    ([{"DialectVersion": "1", "ViewOriginalText": "SELECT 1"}], "InvalidInputException"), ([{"Dialect": "SPARK"}], "InvalidInputException"),
    ([spark()] * 11, "ValidationException"), ([spark() | {"Dialect": "TRINO"}], "ValidationException")])
def test_representations(wire, db, representations, code):
    """A definition has 1 to 10 representations, each with its own dialect and a query."""
    answer = wire.call("CreateTable", {"DatabaseName": db, "TableInput": view_input(*representations)})
    assert answer.status == 400 and answer.code == code, answer


def test_materialized_views(glue, db):
    """What only a materialized view has makes one; it is a table beside, and is updated like one."""
    body = table_input("v", ViewDefinition={
        "Definer": "arn:aws:iam::123456789012:role/definer", "ViewVersionId": 7, "ViewVersionToken": "3", "RefreshSeconds": 3600,
        "LastRefreshType": "FULL", "SubObjects": [TABLE_ARN + "t"], "SubObjectVersionIds": [4], "Representations": [spark()]})
    glue.create_table(DatabaseName=db, TableInput=body)
    table = glue.get_table(DatabaseName=db, Name="v", IncludeStatusDetails=True)["Table"]
    assert table["IsMaterializedView"] is True and table["IsMultiDialectView"] is False and "Status" not in table
    assert table["ViewDefinition"]["RefreshSeconds"] == 3600 and table["ViewDefinition"]["ViewVersionId"] == 7
    body["ViewDefinition"]["LastRefreshType"] = "INCREMENTAL"
    glue.update_table(DatabaseName=db, TableInput=body)
    assert glue.get_table(DatabaseName=db, Name="v")["Table"]["ViewDefinition"]["LastRefreshType"] == "INCREMENTAL"
