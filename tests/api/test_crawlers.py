"""Crawlers through boto3 and REST: their documents, rules, schedules and lists. What crawls find is tested in tests/crawl."""

import pytest

from client import pages, refused, tampered

PATH = "s3://lake/raw/"
CRON = "cron(15 12 * * ? *)"


def targets(*paths, **members):
    return {"S3Targets": [{"Path": path, **members} for path in paths or [PATH]]}


@pytest.fixture
def create(glue, name):
    """A function that creates the test's crawler."""
    def create(**members):
        glue.create_crawler(**{"Name": name, "Role": "r", "DatabaseName": "d", "Targets": targets(), **members})
        return name
    yield create
    try:
        glue.delete_crawler(Name=name)
    except glue.exceptions.EntityNotFoundException:
        pass


def test_defaults(glue, create):
    """A crawler answers what was given and what Glue fills in."""
    crawler = glue.get_crawler(Name=create())["Crawler"]
    assert crawler.pop("CreationTime") == crawler.pop("LastUpdated")
    assert crawler == {
        "Name": crawler["Name"], "Role": "r", "DatabaseName": "d", "Classifiers": [], "State": "READY", "Version": 1,
        "CrawlElapsedTime": 0,
        "Targets": {"S3Targets": [{"Path": PATH, "Exclusions": []}], "JdbcTargets": [], "MongoDBTargets": [],
                    "DynamoDBTargets": [], "CatalogTargets": [], "DeltaTargets": [], "IcebergTargets": [], "HudiTargets": []},
        "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVERYTHING"},
        "SchemaChangePolicy": {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "DEPRECATE_IN_DATABASE"},
        "LineageConfiguration": {"CrawlerLineageSettings": "DISABLE"},
        "LakeFormationConfiguration": {"UseLakeFormationCredentials": False, "AccountId": ""}}


def test_all_members(glue, create):
    """Every member that is given comes back."""
    given = {
        "Description": "of the shop\nin lines", "TablePrefix": "p_", "CrawlerSecurityConfiguration": "s",
        "Configuration": '{"Version":1.0,"Grouping":{"TableGroupingPolicy":"CombineCompatibleSchemas"}}',
        "SchemaChangePolicy": {"UpdateBehavior": "LOG", "DeleteBehavior": "DELETE_FROM_DATABASE"},
        "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVENT_MODE"},
        "LineageConfiguration": {"CrawlerLineageSettings": "ENABLE"},
        "LakeFormationConfiguration": {"UseLakeFormationCredentials": True, "AccountId": "123456789012"},
        "Targets": targets(PATH, "file:///lake/", Exclusions=["**/x/*"], SampleSize=249, ConnectionName="c")}
    name = create(Schedule=CRON, **given)
    crawler = glue.get_crawler(Name=name)["Crawler"]
    assert crawler["Schedule"] == {"ScheduleExpression": CRON, "State": "SCHEDULED"}
    for member, value in given.items():
        if member != "Targets":
            assert crawler[member] == value
    assert crawler["Targets"]["S3Targets"] == given["Targets"]["S3Targets"]


def test_names(glue, create):
    """Names count with their case; a name exists once."""
    name = create()
    with refused("AlreadyExistsException", name):
        create()
    other = name.upper()
    glue.create_crawler(Name=other, Role="r", DatabaseName="d", Targets=targets())
    assert glue.get_crawler(Name=other)["Crawler"]["Name"] == other
    glue.delete_crawler(Name=other)
    for call in (glue.get_crawler, glue.delete_crawler, glue.start_crawler, glue.stop_crawler):
        with refused("EntityNotFoundException", f"Crawler {other} not found."):
            call(Name=other)
    for call in (glue.start_crawler_schedule, glue.stop_crawler_schedule, glue.list_crawls):
        with refused("EntityNotFoundException"):
            call(CrawlerName=other)
    with refused("EntityNotFoundException"):
        glue.update_crawler(Name=other, Role="x")
    with refused("EntityNotFoundException"):
        glue.update_crawler_schedule(CrawlerName=other, Schedule=CRON)


def test_update(glue, create):
    """An update changes what it gives, keeps the rest, and counts up the version; empty texts clear."""
    name = create(Description="one", Schedule=CRON, Configuration='{"Version":1.0}')
    glue.update_crawler(Name=name, Description="two")
    crawler = glue.get_crawler(Name=name)["Crawler"]
    assert (crawler["Version"], crawler["Description"], crawler["Role"]) == (2, "two", "r")
    assert crawler["Schedule"]["ScheduleExpression"] == CRON and crawler["Configuration"] == '{"Version":1.0}'
    assert crawler["LastUpdated"] >= crawler["CreationTime"]
    glue.update_crawler(Name=name, Description="", Configuration="", Schedule="", Targets=targets("s3://other"))
    crawler = glue.get_crawler(Name=name)["Crawler"]
    assert crawler["Version"] == 3 and "Schedule" not in crawler
    assert not crawler["Description"] and not crawler["Configuration"]
    assert [one["Path"] for one in crawler["Targets"]["S3Targets"]] == ["s3://other"]
    with refused("InvalidInputException"):
        glue.update_crawler(Name=name, Targets={"JdbcTargets": [{"Path": "x"}]})
    assert glue.get_crawler(Name=name)["Crawler"]["Version"] == 3


@pytest.mark.parametrize("kind, target", [
    ("JdbcTargets", {"ConnectionName": "c", "Path": "p"}), ("MongoDBTargets", {"ConnectionName": "c", "Path": "p"}),
    ("DynamoDBTargets", {"Path": "p"}), ("DeltaTargets", {"DeltaTables": ["s3://b/t"]}),
    ("IcebergTargets", {"Paths": ["s3://b/t"]}), ("HudiTargets", {"Paths": ["s3://b/t"]}),
    ("CatalogTargets", {"DatabaseName": "d", "Tables": ["t"]})])
def test_other_targets(create, kind, target):
    """Targets that are not crawled are refused by name."""
    with refused("InvalidInputException", kind):
        create(Targets={kind: [target], **targets()})


@pytest.mark.parametrize("members, words", [
    ({"Targets": {}}, "at least one of S3Targets"),
    ({"Targets": targets("lake/raw")}, "begins neither"),
    ({"Targets": targets("s3://")}, "names no bucket"),
    ({"Targets": targets(Exclusions=["{a"])}, "'}' is missing"),
    ({"Targets": targets(SampleSize=0)}, "SampleSize"),
    ({"Schedule": "every day"}, "Schedule"),
    ({"Schedule": "cron(0/4 * * * ? *)"}, "every 5 minutes"),
    ({"Schedule": "cron(0 25 * * ? *)"}, "hours"),
    ({"Configuration": "{"}, "Configuration"),
    ({"Configuration": '{"Version":2}'}, "Version"),
    ({"Classifiers": ["mine"]}, "mine"),
    ({"DatabaseName": ""}, "DatabaseName"),
    ({"RecrawlPolicy": {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"},
      "SchemaChangePolicy": {"UpdateBehavior": "UPDATE_IN_DATABASE"}}, "LOG")])
def test_rules(glue, create, name, members, words):
    """What breaks a rule is refused with the member's name, and nothing is kept."""
    with refused("InvalidInputException", words):
        create(**members)
    with refused("EntityNotFoundException"):
        glue.get_crawler(Name=name)


@pytest.mark.parametrize("members", [
    {"Name": "x" * 256}, {"TablePrefix": "x" * 129}, {"Description": "x" * 2049},
    {"RecrawlPolicy": {"RecrawlBehavior": "NEVER"}}, {"SchemaChangePolicy": {"UpdateBehavior": "x"}}])
def test_limits(create, members):
    """Members beyond the model's limits are refused as the service refuses them."""
    with refused("ValidationException", "1 validation error detected"):
        create(**members)


def test_schedules(glue, create):
    """A schedule is changed, halted and set going, and each state refuses what does not fit it."""
    name = create()
    with refused("NoScheduleException"):
        glue.start_crawler_schedule(CrawlerName=name)
    with refused("SchedulerNotRunningException"):
        glue.stop_crawler_schedule(CrawlerName=name)
    glue.update_crawler_schedule(CrawlerName=name, Schedule=CRON)
    assert glue.get_crawler(Name=name)["Crawler"]["Schedule"] == {"ScheduleExpression": CRON, "State": "SCHEDULED"}
    with refused("SchedulerRunningException"):
        glue.start_crawler_schedule(CrawlerName=name)
    glue.stop_crawler_schedule(CrawlerName=name)
    assert glue.get_crawler(Name=name)["Crawler"]["Schedule"]["State"] == "NOT_SCHEDULED"
    glue.start_crawler_schedule(CrawlerName=name)
    with refused("InvalidInputException", "Schedule"):
        glue.update_crawler_schedule(CrawlerName=name, Schedule="cron(x)")
    glue.update_crawler_schedule(CrawlerName=name)
    assert "Schedule" not in glue.get_crawler(Name=name)["Crawler"]


def test_lists(glue, create, name):
    """Crawlers are listed by name in pages, by tags, and in batches with what is missing."""
    names = [f"{name}-{i}" for i in range(5)]
    for i, one in enumerate(names):
        glue.create_crawler(Name=one, Role="r", DatabaseName="d", Targets=targets(),
                            Tags={"of": name, "even": str(i % 2 == 0)})
    listed, count = pages(glue.list_crawlers, "CrawlerNames", Tags={"of": name}, MaxResults=2)
    assert listed == names and count == 3
    assert pages(glue.list_crawlers, "CrawlerNames", Tags={"of": name, "even": "True"})[0] == names[::2]
    assert pages(glue.list_crawlers, "CrawlerNames", Tags={"of": "nobody"})[0] == []
    assert set(names) <= set(pages(glue.list_crawlers, "CrawlerNames", MaxResults=1)[0])
    every, _ = pages(glue.get_crawlers, "Crawlers", MaxResults=2)
    assert [one["Name"] for one in every] == sorted(one["Name"] for one in every)
    assert set(names) <= {one["Name"] for one in every}
    token = glue.list_crawlers(Tags={"of": name}, MaxResults=2)["NextToken"]
    for wrong in tampered(token):
        with refused("InvalidInputException"):
            glue.list_crawlers(Tags={"of": name}, NextToken=wrong)
    with refused("InvalidInputException"):
        glue.list_crawlers(Tags={"of": "other"}, NextToken=token)
    batch = glue.batch_get_crawlers(CrawlerNames=[names[3], "nobody", names[0], "none"])
    assert [one["Name"] for one in batch["Crawlers"]] == [names[3], names[0]]
    assert batch["CrawlersNotFound"] == ["nobody", "none"]
    with refused("ValidationException"):
        glue.batch_get_crawlers(CrawlerNames=["x"] * 101)
    for one in names:
        glue.delete_crawler(Name=one)


def test_event_mode(glue, create):
    """A crawler in event mode is kept and says clearly that it cannot be started yet."""
    name = create(RecrawlPolicy={"RecrawlBehavior": "CRAWL_EVENT_MODE"})
    with refused("InvalidInputException", "CRAWL_EVENT_MODE"):
        glue.start_crawler(Name=name)


def test_not_running(glue, create):
    """A crawler that does not run cannot be stopped, and has no history."""
    name = create()
    with refused("CrawlerNotRunningException"):
        glue.stop_crawler(Name=name)
    assert glue.list_crawls(CrawlerName=name)["Crawls"] == []
    metrics = glue.get_crawler_metrics(CrawlerNameList=[name])["CrawlerMetricsList"]
    assert metrics == [{
        "CrawlerName": name, "TimeLeftSeconds": 0, "StillEstimating": False, "LastRuntimeSeconds": 0,
        "MedianRuntimeSeconds": 0, "TablesCreated": 0, "TablesUpdated": 0, "TablesDeleted": 0}]


def test_rest(rest, glue, name):
    """The same over REST: created, read, put, listed, started, and deleted, with its statuses."""
    body = {"Role": "r", "DatabaseName": "d", "Targets": targets("file:///nowhere/")}
    assert rest.post("/v1/crawlers", json={"Name": name, **body}).status_code == 201
    assert rest.post("/v1/crawlers", json={"Name": name, **body}).status_code == 409
    assert rest.get(f"/v1/crawlers/{name}").json()["Crawler"]["Version"] == 1
    assert rest.put(f"/v1/crawlers/{name}", json={"Description": "x"}).status_code == 200
    assert rest.put(f"/v1/crawlers/{name}-2", json=body).status_code == 201
    assert rest.get("/v1/crawlers").json()["Crawlers"]
    assert name in rest.get("/v1/crawler-names").json()["CrawlerNames"]
    assert rest.post("/v1/crawlers/batch-get", json={"CrawlerNames": [name]}).json()["CrawlersNotFound"] == []
    assert rest.put(f"/v1/crawlers/{name}/schedule", json={"Schedule": CRON}).status_code == 200
    assert rest.post(f"/v1/crawlers/{name}/schedule/stop").status_code == 200
    assert rest.post(f"/v1/crawlers/{name}/schedule/start").status_code == 200
    assert rest.post(f"/v1/crawlers/{name}/start").status_code == 202
    assert rest.get("/v1/crawler-metrics").json()["CrawlerMetricsList"]
    run = rest.get(f"/v1/crawlers/{name}/runs").json()["Crawls"][0]
    answer = rest.get(f"/v1/crawlers/{name}/runs/{run['CrawlId']}")
    assert answer.status_code == 200 and answer.json()["Run"]["CrawlId"] == run["CrawlId"]
    assert rest.get(f"/v1/crawlers/{name}/runs/none").status_code == 404
    assert rest.get(f"/v1/crawlers/{name}-3").status_code == 404
    while glue.get_crawler(Name=name)["Crawler"]["State"] != "READY":
        pass
    assert rest.post(f"/v1/crawlers/{name}/stop").status_code == 409
    for one in (name, name + "-2"):
        assert rest.delete(f"/v1/crawlers/{one}").status_code == 204
