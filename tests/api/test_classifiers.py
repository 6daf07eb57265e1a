"""Classifiers through boto3 and REST: their four kinds, their rules, their lists. What crawls do with them is not shown here."""

import pytest

from client import pages, refused, tampered

GIVEN = {
    "GrokClassifier": {"Classification": "special-logs", "GrokPattern": "%{TIMESTAMP_ISO8601:time} \\[%{LEVEL:level:string}\\] %{DATA:m}",
                       "CustomPatterns": "LEVEL (A|%{WORD:UNWANTED})\r\n# a remark %{\nOTHER .*-.*"},
    "XMLClassifier": {"Classification": "xml", "RowTag": "ns:row-1.x"},
    "JsonClassifier": {"JsonPath": "$.records[*]['a]'].b"},
    "CsvClassifier": {
        "Delimiter": "\t", "QuoteSymbol": "'", "ContainsHeader": "PRESENT", "Header": ["a", "b"], "DisableValueTrimming": False,
        "AllowSingleColumn": True, "CustomDatatypeConfigured": True, "CustomDatatypes": ["BINARY", "SHORT"], "Serde": "OpenCSVSerDe"},
}
SMALLEST = {
    "GrokClassifier": {"Classification": "", "GrokPattern": "pattern1"}, "XMLClassifier": {"Classification": ""},
    "JsonClassifier": {"JsonPath": "jsonpath1"}, "CsvClassifier": {}}
KINDS = sorted(GIVEN)


@pytest.fixture
def create(glue, name):
    """A function that creates the test's classifier."""
    def create(kind, **members):
        glue.create_classifier(**{kind: {"Name": name, **members}})
        return name
    yield create
    try:
        glue.delete_classifier(Name=name)
    except glue.exceptions.EntityNotFoundException:
        pass


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("members", [GIVEN, SMALLEST], ids=["all", "required"])
def test_round_trip(glue, create, kind, members):
    """What is given comes back as it was, with two times and a version beside it, and nothing else."""
    name = create(kind, **members[kind])
    answer = glue.get_classifier(Name=name)["Classifier"]
    assert list(answer) == [kind]
    one = answer[kind]
    assert one.pop("CreationTime") == one.pop("LastUpdated")
    assert one == {"Name": name, "Version": 1, **members[kind]}
    assert {"Name": name, "Version": 1, **members[kind]}.items() <= next(
        c[kind] for c in glue.get_classifiers()["Classifiers"] if kind in c and c[kind]["Name"] == name).items()


@pytest.mark.parametrize("kind", KINDS)
def test_update(glue, create, kind):
    """An update changes the members that it gives and keeps the others; the version counts."""
    name = create(kind, **GIVEN[kind])
    member, value = {
        "GrokClassifier": ("GrokPattern", "%{LEVEL:x}"), "XMLClassifier": ("RowTag", "other"), "JsonClassifier": ("JsonPath", "$[*]"),
        "CsvClassifier": ("Delimiter", "|")}[kind]
    for version in (2, 3):
        glue.update_classifier(**{kind: {"Name": name, member: value}})
        one = glue.get_classifier(Name=name)["Classifier"][kind]
        assert one["LastUpdated"] >= one["CreationTime"]
        assert {k: v for k, v in one.items() if k not in ("CreationTime", "LastUpdated")} == {
            "Name": name, **GIVEN[kind], member: value, "Version": version}


def test_an_update_is_checked_as_a_whole(glue, create):
    """A member that fits alone but not what is kept is refused, and nothing changes."""
    name = create("CsvClassifier", **GIVEN["CsvClassifier"])
    with refused("InvalidInputException", "QuoteSymbol"):
        glue.update_classifier(CsvClassifier={"Name": name, "Delimiter": "'"})
    assert glue.get_classifier(Name=name)["Classifier"]["CsvClassifier"]["Version"] == 1


def test_the_kind_stays(glue, create):
    """A classifier cannot be updated into one of another kind."""
    name = create("JsonClassifier", JsonPath="$")
    with refused("InvalidInputException", "JsonClassifier"):
        glue.update_classifier(CsvClassifier={"Name": name})


def test_names(glue, create):
    """A name exists once, whatever the kind; its case counts; what is missing is told by its name."""
    name = create("JsonClassifier", JsonPath="$")
    with refused("AlreadyExistsException", name):
        glue.create_classifier(CsvClassifier={"Name": name})
    missing = name.upper()
    for call in (glue.get_classifier, glue.delete_classifier):
        with refused("EntityNotFoundException", missing):
            call(Name=missing)
    with refused("EntityNotFoundException", missing):
        glue.update_classifier(JsonClassifier={"Name": missing, "JsonPath": "$"})
    glue.delete_classifier(Name=name)
    with refused("EntityNotFoundException", name):
        glue.get_classifier(Name=name)


def test_exactly_one_kind(glue, name):
    """None, and more than one, are refused with the number."""
    two = {"JsonClassifier": {"Name": name, "JsonPath": "$"}, "CsvClassifier": {"Name": name}}
    for call in (glue.create_classifier, glue.update_classifier):
        with refused("InvalidInputException", "not 0"):
            call()
        with refused("InvalidInputException", "not 2"):
            call(**two)


@pytest.mark.parametrize("kind, members, words", [
    ("GrokClassifier", {"GrokPattern": "%{WORD"}, "not closed"),
    ("GrokClassifier", {"GrokPattern": "%{}"}, "names no pattern"),
    ("GrokClassifier", {"GrokPattern": "%{:a}"}, "names no pattern"),
    ("GrokClassifier", {"GrokPattern": "%{WORD:a} %{FLORB:b}"}, "'FLORB'"),
    ("GrokClassifier", {"GrokPattern": "x", "CustomPatterns": "A %{B}\nB %{C}"}, "CustomPatterns: there is no pattern 'C'"),
    ("XMLClassifier", {"RowTag": "<row>"}, "RowTag"),
    ("XMLClassifier", {"RowTag": "1row"}, "RowTag"),
    ("XMLClassifier", {"RowTag": "a b"}, "RowTag"),
    ("JsonClassifier", {"JsonPath": "$.a["}, "JsonPath"),
    ("JsonClassifier", {"JsonPath": "$.a]["}, "JsonPath"),
    ("JsonClassifier", {"JsonPath": "$['a]"}, "JsonPath"),
    ("JsonClassifier", {"JsonPath": " "}, "JsonPath"),
    ("CsvClassifier", {"Delimiter": "'"}, "QuoteSymbol"),
    ("CsvClassifier", {"CustomDatatypes": ["STRING", "FLORB"]}, "'FLORB'")])
def test_rules(create, kind, members, words):
    """What could never match anything is refused with the member and the rule."""
    with refused("InvalidInputException", words):
        create(kind, **{**GIVEN[kind], **({"CustomPatterns": ""} if kind == "GrokClassifier" else {}), **members})


@pytest.mark.parametrize("kind, members", [
    ("GrokClassifier", {"GrokPattern": "a\nb"}), ("GrokClassifier", {"GrokPattern": "x" * 2049}),
    ("GrokClassifier", {"CustomPatterns": "x" * 16001}), ("CsvClassifier", {"Delimiter": "ab"}), ("CsvClassifier", {"Delimiter": "\n"}),
    ("CsvClassifier", {"QuoteSymbol": "\r"}), ("CsvClassifier", {"Serde": "x"}), ("CsvClassifier", {"ContainsHeader": "x"})])
def test_limits(create, kind, members):
    """One beyond a limit of the model is refused."""
    with refused("ValidationException"):
        create(kind, **{**GIVEN[kind], **members})


def test_largest(glue, create):
    """The longest patterns that the model allows come back, a carriage return included."""
    pattern, custom = "🐝" * 2046 + "\r\t", ("A" + " %{A}" * 99 + "\n") * 32
    name = create("GrokClassifier", Classification="c", GrokPattern=pattern, CustomPatterns=custom)
    one = glue.get_classifier(Name=name)["Classifier"]["GrokClassifier"]
    assert (one["GrokPattern"], one["CustomPatterns"]) == (pattern, custom)


def test_pages(start_server):
    """All classifiers are listed by name, one a page if asked; tokens of others are refused."""
    glue = start_server().client()
    for name in ("c", "B", "a", "é", "%"):
        glue.create_classifier(CsvClassifier={"Name": name})
    found, count = pages(glue.get_classifiers, "Classifiers", MaxResults=1)
    assert [c["CsvClassifier"]["Name"] for c in found] == sorted(("c", "B", "a", "é", "%")) and count == 5
    token = glue.get_classifiers(MaxResults=2)["NextToken"]
    assert len(glue.get_classifiers(NextToken=token)["Classifiers"]) == 3
    for wrong in tampered(token):
        with refused("InvalidInputException"):
            glue.get_classifiers(NextToken=wrong)
    with refused("ValidationException"):
        glue.get_classifiers(MaxResults=1001)


def test_crawlers_name_them(glue, create, name):
    """A crawler may name classifiers that exist; they stay named when they go."""
    create("JsonClassifier", JsonPath="$")
    crawler = {"Name": name, "Role": "r", "DatabaseName": "d", "Targets": {"S3Targets": [{"Path": "s3://lake/raw/"}]}}
    with refused("InvalidInputException", "no classifier 'none'"):
        glue.create_crawler(**crawler, Classifiers=[name, "none"])
    glue.create_crawler(**crawler, Classifiers=[name])
    with refused("InvalidInputException", "no classifier 'none'"):
        glue.update_crawler(Name=name, Classifiers=["none"])
    glue.delete_classifier(Name=name)
    assert glue.get_crawler(Name=name)["Crawler"]["Classifiers"] == [name]
    glue.update_crawler(Name=name, Description="x")
    glue.delete_crawler(Name=name)


def test_rest(rest, name):
    """The same over REST."""
    assert rest.post("/v1/classifiers", json={"JsonClassifier": {"Name": name, "JsonPath": "$"}}).status_code == 201
    assert rest.post("/v1/classifiers", json={"JsonClassifier": {"Name": name, "JsonPath": "$"}}).status_code == 409
    assert rest.patch("/v1/classifiers", json={"JsonClassifier": {"Name": name, "JsonPath": "$.a"}}).ok
    assert rest.get(f"/v1/classifiers/{name}").json()["Classifier"]["JsonClassifier"]["JsonPath"] == "$.a"
    assert rest.delete(f"/v1/classifiers/{name}").status_code == 204
    assert rest.get(f"/v1/classifiers/{name}").status_code == 404


def test_restart(start_server):
    """Classifiers outlive the server."""
    server = start_server()
    server.client().create_classifier(GrokClassifier={"Name": "g", **GIVEN["GrokClassifier"]})
    server.restart()
    assert server.client().get_classifier(Name="g")["Classifier"]["GrokClassifier"]["CustomPatterns"] == GIVEN["GrokClassifier"]["CustomPatterns"]
