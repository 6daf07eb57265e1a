"""Tags of the resources of ARNs through boto3."""

import urllib.parse

import pytest

from client import refused, table_input

pytestmark = pytest.mark.core

ACCOUNT = "123456789012"
CRAWLER = {"Role": "r", "DatabaseName": "d", "Targets": {"S3Targets": [{"Path": "s3://lake/raw/"}]}}


def arn(path, account=ACCOUNT, region="us-east-1", partition="aws"):
    return f"arn:{partition}:glue:{region}:{account}:{path}"


def tags(glue, path, **parts):
    return glue.get_tags(ResourceArn=arn(path, **parts))["Tags"]


def test_life(glue, db):
    """Tags are added, replaced by key, and taken away; a key that is not there may be taken away too."""
    where = arn(f"database/{db}")
    assert tags(glue, f"database/{db}") == {}
    glue.tag_resource(ResourceArn=where, TagsToAdd={"team": "a", "stage": ""})
    glue.tag_resource(ResourceArn=where, TagsToAdd={"team": "b", "Team": "c"})
    glue.tag_resource(ResourceArn=where, TagsToAdd={})
    assert tags(glue, f"database/{db}") == {"team": "b", "Team": "c", "stage": ""}
    glue.untag_resource(ResourceArn=where, TagsToRemove=["stage", "none"])
    glue.untag_resource(ResourceArn=where, TagsToRemove=[])
    assert tags(glue, f"database/{db}") == {"team": "b", "Team": "c"}


@pytest.mark.parametrize("parts", [{}, {"account": ""}, {"region": "eu-north-7"}, {"region": ""}, {"partition": "aws-cn"},
                                   {"partition": "aws-us-gov", "account": "", "region": ""}])
def test_forms_of_an_arn(glue, table, parts):
    """Partition and region may be any, the account ours or none; names are folded as everywhere."""
    db = table["DatabaseName"]
    for path in (f"database/{db}", f"table/{db}/t"):
        glue.tag_resource(ResourceArn=arn(path.replace(db, db.upper()), **parts), TagsToAdd={"k": path})
        assert tags(glue, path, **parts) == tags(glue, path) == {"k": path}


def test_the_catalog_itself(glue):
    """The account's own catalog has tags."""
    glue.tag_resource(ResourceArn=arn("catalog"), TagsToAdd={"k": "v"})
    assert tags(glue, "catalog") == tags(glue, "catalog", account="") == {"k": "v"}
    glue.untag_resource(ResourceArn=arn("catalog"), TagsToRemove=["k"])


def test_what_is_created_with_tags(glue, name):
    """Tags that a creation brings are the object's; nothing is created with ones that are not allowed."""
    glue.create_database(DatabaseInput={"Name": name}, Tags={"a": "1"})
    assert tags(glue, f"database/{name}") == {"a": "1"}
    glue.create_crawler(Name=name + "/Ä b", Tags={"a": "2"}, **CRAWLER)
    assert tags(glue, f"crawler/{name}/Ä b") == {"a": "2"}
    assert glue.list_crawlers(Tags={"a": "2"})["CrawlerNames"] == [name + "/Ä b"]
    glue.untag_resource(ResourceArn=arn(f"crawler/{name}/Ä b"), TagsToRemove=["a"])
    assert glue.list_crawlers(Tags={"a": "2"})["CrawlerNames"] == []
    glue.delete_crawler(Name=name + "/Ä b")
    glue.delete_database(Name=name)
    for call in (lambda: glue.create_database(DatabaseInput={"Name": name}, Tags={"aws:x": "1"}),
                 lambda: glue.create_crawler(Name=name, Tags={"AWS:x": "1"}, **CRAWLER)):
        with refused("InvalidInputException", "'aws:'"):
            call()
    with refused("EntityNotFoundException"):
        glue.get_database(Name=name)


def test_what_goes_takes_its_tags(glue, name):
    """An object of the same name that is made later has none of the tags of the one before, nor have its tables."""
    for _ in range(2):
        glue.create_database(DatabaseInput={"Name": name})
        glue.create_table(DatabaseName=name, TableInput=table_input("t"))
        glue.create_crawler(Name=name, **CRAWLER)
        for path in (f"database/{name}", f"table/{name}/t", f"crawler/{name}"):
            assert tags(glue, path) == {}
            glue.tag_resource(ResourceArn=arn(path), TagsToAdd={"k": "v"})
        glue.delete_table(DatabaseName=name, Name="t")
        glue.create_table(DatabaseName=name, TableInput=table_input("t"))
        assert tags(glue, f"table/{name}/t") == {}
        glue.tag_resource(ResourceArn=arn(f"table/{name}/t"), TagsToAdd={"k": "v"})
        glue.delete_database(Name=name)
        glue.delete_crawler(Name=name)
        with refused("EntityNotFoundException"):
            tags(glue, f"table/{name}/t")


def test_functions_and_classifiers(glue, db, name):
    """Functions and classifiers have tags, which go with them and with their database."""
    def make(function):
        glue.create_user_defined_function(DatabaseName=db, FunctionInput={"FunctionName": function, "ClassName": "c", "OwnerName": "o"})
    for _ in range(2):
        make("f")
        glue.create_classifier(JsonClassifier={"Name": name, "JsonPath": "$[*]"})
        for path in (f"userDefinedFunction/{db}/F", f"userdefinedfunction/{db}/f", f"classifier/{name}"):
            glue.untag_resource(ResourceArn=arn(path), TagsToRemove=["before"])
            assert tags(glue, path) == {}
            glue.tag_resource(ResourceArn=arn(path), TagsToAdd={"before": "v"})
            assert tags(glue, path) == {"before": "v"}
        glue.delete_user_defined_function(DatabaseName=db, FunctionName="f")
        glue.delete_classifier(Name=name)


def test_fifty_and_no_more(glue, db):
    """A resource has at most 50 tags; an addition that would pass that changes nothing."""
    where = arn(f"database/{db}")
    full = {f"k{i}": "v" * 256 for i in range(50)}
    with refused("ValidationException", "50"):
        glue.tag_resource(ResourceArn=where, TagsToAdd=full | {"one more": ""})
    glue.tag_resource(ResourceArn=where, TagsToAdd=full)
    with refused("InvalidInputException", "50"):
        glue.tag_resource(ResourceArn=where, TagsToAdd={"k0": "changed", "one more": ""})
    assert tags(glue, f"database/{db}") == full
    glue.tag_resource(ResourceArn=where, TagsToAdd={"k0": "changed"})
    glue.untag_resource(ResourceArn=where, TagsToRemove=list(full))
    assert tags(glue, f"database/{db}") == {}


@pytest.mark.parametrize("added", [{"": "v"}, {"k" * 129: "v"}, {"k": "v" * 257}])
def test_limits(wire, glue, db, added):
    """Keys have 1 to 128 characters and values at most 256."""
    answer = wire.call("TagResource", {"ResourceArn": arn(f"database/{db}"), "TagsToAdd": added})
    assert answer.status == 400 and answer.code == "ValidationException", answer.body
    glue.tag_resource(ResourceArn=arn(f"database/{db}"), TagsToAdd={"Ä" * 128: "漢" * 256})
    assert tags(glue, f"database/{db}") == {"Ä" * 128: "漢" * 256}


def test_aws_is_reserved(glue, db):
    """Keys and values that begin with aws: are AWS's own."""
    for key in ("aws:x", "AWS:", "aWs:cloudformation:stack-name"):
        with refused("InvalidInputException", key):
            glue.tag_resource(ResourceArn=arn(f"database/{db}"), TagsToAdd={"fine": "", key: "v"})
    with refused("InvalidInputException", "value 'aws:x'"):
        glue.tag_resource(ResourceArn=arn(f"database/{db}"), TagsToAdd={"fine": "aws:x"})
    glue.tag_resource(ResourceArn=arn(f"database/{db}"), TagsToAdd={"aws": "v", "awsx:": "v"})
    assert tags(glue, f"database/{db}") == {"aws": "v", "awsx:": "v"}


@pytest.mark.parametrize("path", ["database/none", "table/none/t", "crawler/none", "catalog/none", "database/none/none", "webhook/none",
                                  "table/none/none/none", "userDefinedFunction/none/f", "connection/none", "classifier/none"])
@pytest.mark.parametrize("account", [ACCOUNT, "", "999999999999"])
def test_missing(glue, path, account):
    """What is not there has no tags."""
    for call in (glue.get_tags, lambda **which: glue.tag_resource(TagsToAdd={"k": "v"}, **which),
                 lambda **which: glue.untag_resource(TagsToRemove=["k"], **which)):
        with refused("EntityNotFoundException"):
            call(ResourceArn=arn(path, account=account))


@pytest.mark.parametrize("path", ["", "table", "table/x", "table/x/", "table//x", "table/", "database", "database/", "database//", "crawler",
                                  "crawler/", "bicycle/x", "catalog/", "job/x", "/x"])
def test_what_names_nothing(glue, path):
    """An ARN without a type that has tags, or with a part of the name left out, is refused."""
    with refused("InvalidInputException", "ARN" if path in ("", "/x") else "ResourceArn"):
        glue.get_tags(ResourceArn=arn(path))


@pytest.mark.parametrize("written", ["arn:aws:s3:::bucket", "database/x", "arn:aws:glue", "arn:aws:glue:us-east-1", "arn:azure:glue:::catalog"])
def test_what_is_no_arn(glue, written):
    """Other texts are refused, whatever they are."""
    with pytest.raises(glue.exceptions.ClientError) as caught:
        glue.get_tags(ResourceArn=written)
    assert caught.value.response["Error"]["Code"] in ("InvalidInputException", "ValidationException")


def test_rest(rest, glue, db):
    """Over REST an ARN is one segment of the path, and keys that go are in the query."""
    where = "/v1/tags/" + urllib.parse.quote(arn(f"database/{db}"), safe="")
    assert rest.post(where, json={"TagsToAdd": {"a": "1", "b & c": "2"}}).status_code == 204
    assert rest.get(where).json() == {"Tags": {"a": "1", "b & c": "2"}}
    assert rest.delete(where, params={"TagsToRemove": ["a", "b & c"]}).status_code == 204
    assert rest.get(where).json() == {"Tags": {}} and tags(glue, f"database/{db}") == {}
    assert rest.get("/v1/tags/" + urllib.parse.quote(arn("database/none"), safe="")).status_code == 404


def test_webhooks_begin_with_tags(start_server):
    """A webhook is created with tags, all or none of them."""
    server = start_server(webhook_allow="127.0.0.0/8")
    hook = {"Name": "w", "Url": "http://127.0.0.1:1/"}
    for wrong in ({"aws:k": "v"}, {"k" * 129: "v"}, {str(n): "" for n in range(51)}):
        answer = server.rest().post("/v1/webhooks", json=hook | {"Tags": wrong})
        assert answer.status_code == 400, answer.text
    made = server.rest().post("/v1/webhooks", json=hook | {"Tags": {"team": "lake"}}).json()["Webhook"]["WebhookId"]
    assert tags(server.client(), f"webhook/{made}") == {"team": "lake"}


def test_restart_and_webhooks(start_server):
    """Tags are there after a restart; a webhook has an ARN too."""
    server = start_server(webhook_allow="127.0.0.0/8")
    hook = server.rest().post("/v1/webhooks", json={"Name": "w", "Url": "http://127.0.0.1:1/"}).json()["Webhook"]["WebhookId"]
    server.client().tag_resource(ResourceArn=arn(f"webhook/{hook}"), TagsToAdd={"k": "v"})
    server.restart()
    assert tags(server.client(), f"webhook/{hook}") == {"k": "v"}
    assert server.rest().delete(f"/v1/webhooks/{hook}").status_code == 204
    with refused("EntityNotFoundException"):
        tags(server.client(), f"webhook/{hook}")
