"""Crawlers, their schedules and their history through boto3. That they crawl is shown elsewhere."""

import datetime
import socket

import pytest

from client import pages, refused, tampered

pytestmark = pytest.mark.core


@pytest.fixture
def silence():
    """The address of an S3 server that takes connections and never answers, so that a crawl lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def crawling(start_server, silence):
    """A client of a server on which every crawl lasts until it is stopped."""
    return start_server(s3_endpoint=silence, s3_path_style=True, env={
        "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "us-east-1"}).client()


@pytest.fixture
def crawler(glue, name):
    """The name of a crawler without a schedule."""
    glue.create_crawler(**crawler_input(name))
    yield name
    try:
        glue.delete_crawler(Name=name)
    except glue.exceptions.EntityNotFoundException:
        pass


def crawler_input(name, **more):
    return {"Name": name, "Role": "arn:aws:iam::123456789012:role/any", "DatabaseName": "lake",
            "Targets": {"S3Targets": [{"Path": "s3://lake/raw/"}]}, **more}


FULL = {
    "Description": "All of it\nday by day", "TablePrefix": "raw_",
    "Targets": {"S3Targets": [{"Path": "s3://lake/raw/", "Exclusions": ["**.tmp", "a/{b,c}/*"], "SampleSize": 5, "ConnectionName": "vpc"},
                              {"Path": "s3://lake/other/"}]},
    "SchemaChangePolicy": {"UpdateBehavior": "LOG", "DeleteBehavior": "DELETE_FROM_DATABASE"},
    "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVERYTHING"},
    "LineageConfiguration": {"CrawlerLineageSettings": "ENABLE"},
    "LakeFormationConfiguration": {"UseLakeFormationCredentials": False, "AccountId": "123456789012"},
    "Configuration": '{"Version":1.0,"CrawlerOutput":{"Partitions":{"AddOrUpdateBehavior":"InheritFromTable"}}}',
    "CrawlerSecurityConfiguration": "none",
}


def within(given, found):
    """Everything given is found, whatever else is."""
    if isinstance(given, dict):
        return isinstance(found, dict) and all(within(value, found.get(name)) for name, value in given.items())
    if isinstance(given, list):
        return isinstance(found, list) and len(given) == len(found) and all(map(within, given, found))
    return given == found


def test_life(glue, name):
    """A crawler is created with every member, read, changed member by member, and deleted."""
    glue.create_crawler(**crawler_input(name, **FULL, Schedule="cron(15 3 ? * MON-FRI *)", Tags={"team": "lake"}))
    found = glue.get_crawler(Name=name)["Crawler"]
    assert within({**FULL, "Role": "arn:aws:iam::123456789012:role/any", "DatabaseName": "lake"}, found), found
    assert found["Schedule"] == {"ScheduleExpression": "cron(15 3 ? * MON-FRI *)", "State": "SCHEDULED"}
    assert (found["State"], found["Version"], found["CrawlElapsedTime"], found["Classifiers"]) == ("READY", 1, 0, [])
    assert found["CreationTime"] == found["LastUpdated"] and "LastCrawl" not in found

    glue.update_crawler(Name=name, Description="less", TablePrefix="")
    changed = glue.get_crawler(Name=name)["Crawler"]
    assert (changed["Description"], changed["Version"]) == ("less", 2) and changed["LastUpdated"] >= found["LastUpdated"]
    assert within({"Targets": FULL["Targets"], "Configuration": FULL["Configuration"]}, changed)
    assert changed["Schedule"] == found["Schedule"] and not changed.get("TablePrefix")

    glue.delete_crawler(Name=name)
    with refused("EntityNotFoundException"):
        glue.get_crawler(Name=name)


def test_defaults(glue, crawler):
    """What is not said is as Glue's: everything is crawled, changes are applied, what is gone is deprecated."""
    found = glue.get_crawler(Name=crawler)["Crawler"]
    assert found["SchemaChangePolicy"] == {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "DEPRECATE_IN_DATABASE"}
    assert found["RecrawlPolicy"] == {"RecrawlBehavior": "CRAWL_EVERYTHING"}
    assert found["LineageConfiguration"] == {"CrawlerLineageSettings": "DISABLE"}
    assert "Schedule" not in found or "ScheduleExpression" not in found["Schedule"]


def test_terraform_clears_with_empty_texts(glue, crawler):
    """Empty texts take the schedule, the description and the configuration away."""
    glue.update_crawler(Name=crawler, Schedule="cron(0 0 * * ? *)", Description="x", Configuration='{"Version":1.0}')
    assert glue.get_crawler(Name=crawler)["Crawler"]["Schedule"]["State"] == "SCHEDULED"
    glue.update_crawler(Name=crawler, Schedule="", Description="", Configuration="")
    found = glue.get_crawler(Name=crawler)["Crawler"]
    assert not found.get("Schedule", {}).get("ScheduleExpression") and not found.get("Description") and not found.get("Configuration")


def test_exists_and_missing(glue, crawler):
    """A name is taken once, case counts, and each operation says which crawler is missing."""
    with refused("AlreadyExistsException", crawler):
        glue.create_crawler(**crawler_input(crawler))
    for call in (lambda: glue.get_crawler(Name="none"), lambda: glue.update_crawler(Name="none", Description="x"),
                 lambda: glue.delete_crawler(Name="none"), lambda: glue.start_crawler(Name="none"),
                 lambda: glue.stop_crawler(Name="none"), lambda: glue.start_crawler_schedule(CrawlerName="none"),
                 lambda: glue.stop_crawler_schedule(CrawlerName="none"), lambda: glue.list_crawls(CrawlerName="none"),
                 lambda: glue.update_crawler_schedule(CrawlerName="none", Schedule="cron(0 0 * * ? *)"),
                 lambda: glue.get_crawler(Name=crawler.upper())):
        with refused("EntityNotFoundException"):
            call()


@pytest.mark.parametrize("kind, target", [
    ("JdbcTargets", {"ConnectionName": "c", "Path": "db/%"}), ("MongoDBTargets", {"Path": "db/c"}), ("DynamoDBTargets", {"Path": "t"}),
    ("CatalogTargets", {"DatabaseName": "d", "Tables": ["t"]}), ("DeltaTargets", {"DeltaTables": ["s3://a/b"]}),
    ("IcebergTargets", {"Paths": ["s3://a/b"]}), ("HudiTargets", {"Paths": ["s3://a/b"]})])
def test_targets_that_are_not_crawled(glue, name, kind, target):
    """A target of another kind than S3 is refused by its name, alone and beside others."""
    for targets in ({kind: [target]}, {kind: [target], "S3Targets": [{"Path": "s3://a/"}]}):
        with refused("InvalidInputException", kind):
            glue.create_crawler(**crawler_input(name, Targets=targets))
    with refused("EntityNotFoundException"):
        glue.get_crawler(Name=name)


@pytest.mark.parametrize("more, words", [
    ({"Targets": {}}, "S3Targets"), ({"Targets": {"S3Targets": []}}, "S3Targets"), ({"Targets": {"S3Targets": [{}]}}, "Path"),
    ({"Targets": {"S3Targets": [{"Path": ""}]}}, "Path"), ({"Targets": {"S3Targets": [{"Path": "http://a/b"}]}}, "s3://"),
    ({"Targets": {"S3Targets": [{"Path": "s3://"}]}}, "bucket"), ({"Targets": {"S3Targets": [{"Path": "s3:///x"}]}}, "bucket"),
    ({"Targets": {"S3Targets": [{"Path": "s3://a/", "SampleSize": 250}]}}, "SampleSize"),
    ({"Targets": {"S3Targets": [{"Path": "s3://a/", "SampleSize": 0}]}}, "SampleSize"),
    ({"Targets": {"S3Targets": [{"Path": "s3://a/", "Exclusions": ["["]}]}}, ""),
    ({"Classifiers": ["unknown"]}, "unknown"), ({"Configuration": "{"}, "Configuration"), ({"Configuration": "[]"}, "Configuration"),
    ({"RecrawlPolicy": {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}, "SchemaChangePolicy": {"UpdateBehavior": "UPDATE_IN_DATABASE"}}, "LOG"),
    ({"Schedule": "cron(0 0 * * *)"}, ""), ({"Schedule": "rate(5 minutes)"}, ""), ({"Schedule": "cron(61 0 * * ? *)"}, ""),
    ({"Schedule": "cron(0 0 1 * MON *)"}, ""), ({"Schedule": "0 0 * * ? *"}, ""), ({"Schedule": "cron(0 0 ? * 8 *)"}, "")])
def test_what_is_no_crawler(glue, name, crawler, more, words):
    """A crawler that could not run is refused, on creation and on update, and nothing is kept of it."""
    before = glue.get_crawler(Name=crawler)
    with refused("InvalidInputException", words):
        glue.create_crawler(**crawler_input(name + "x", **more))
    with refused("InvalidInputException", words):
        glue.update_crawler(Name=crawler, **more)
    assert glue.get_crawler(Name=crawler)["Crawler"] == before["Crawler"]


def test_catalog_id(glue, server, name):
    """A crawler of another account's catalog is refused."""
    with refused("EntityNotFoundException"):
        glue.create_crawler(**crawler_input(name, CatalogId="999999999999"))
    glue.create_crawler(**crawler_input(name, CatalogId=server.account))
    glue.delete_crawler(Name=name)


@pytest.fixture
def several(start_server):
    """A client of a server with seven crawlers, of which the even ones are tagged."""
    glue = start_server().client()
    for i in range(7):
        glue.create_crawler(**crawler_input(f"c{i}", Tags={"even": "yes", "number": str(i)} if i % 2 == 0 else {}))
    return glue


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_paging(several, size):
    """Crawlers, their names and their metrics are listed once, whatever the size of the pages."""
    names = [f"c{i}" for i in range(7)]
    crawlers, count = pages(several.get_crawlers, "Crawlers", MaxResults=size)
    assert [crawler["Name"] for crawler in crawlers] == names and count == -(-7 // size)
    assert pages(several.list_crawlers, "CrawlerNames", MaxResults=size)[0] == names
    metrics, _ = pages(several.get_crawler_metrics, "CrawlerMetricsList", MaxResults=size)
    assert [one["CrawlerName"] for one in metrics] == names
    assert pages(several.list_crawlers, "CrawlerNames", MaxResults=size, Tags={"even": "yes"})[0] == names[::2]
    assert several.list_crawlers(Tags={"even": "yes", "number": "4"})["CrawlerNames"] == ["c4"]
    assert several.list_crawlers(Tags={"even": "no"})["CrawlerNames"] == []


def test_tokens(several):
    """A token is good for its operation and its tags alone, and only as it was given out."""
    token = several.list_crawlers(MaxResults=2)["NextToken"]
    for other in tampered(token):
        with refused("InvalidInputException", "NextToken"):
            several.list_crawlers(NextToken=other)
    for call in (lambda: several.get_crawlers(NextToken=token), lambda: several.list_crawlers(NextToken=token, Tags={"even": "yes"}),
                 lambda: several.get_crawler_metrics(NextToken=token)):
        with refused("InvalidInputException", "NextToken"):
            call()
    assert len(several.list_crawlers(NextToken="")["CrawlerNames"]) == 7


def test_batch_get(several):
    """Crawlers come in the order asked for, and the names that are none are told."""
    answer = several.batch_get_crawlers(CrawlerNames=["c3", "none", "c1", "C1"])
    assert [crawler["Name"] for crawler in answer["Crawlers"]] == ["c3", "c1"]
    assert answer["CrawlersNotFound"] == ["none", "C1"]
    assert several.batch_get_crawlers(CrawlerNames=[])["Crawlers"] == []


def test_metrics_of_idle_crawlers(several):
    """A crawler that never ran has metrics of zero; a name that is none is left out or told."""
    [one] = several.get_crawler_metrics(CrawlerNameList=["c3"])["CrawlerMetricsList"]
    assert one["CrawlerName"] == "c3" and one["TablesCreated"] == one["TablesUpdated"] == one["TablesDeleted"] == 0
    assert one["LastRuntimeSeconds"] == one["MedianRuntimeSeconds"] == 0 and one["StillEstimating"] in (True, False)


def test_schedules(glue, crawler):
    """A schedule is set, stopped and started; each step out of turn is refused under Glue's name."""
    with refused("NoScheduleException"):
        glue.start_crawler_schedule(CrawlerName=crawler)
    with refused("SchedulerNotRunningException"):
        glue.stop_crawler_schedule(CrawlerName=crawler)
    glue.update_crawler_schedule(CrawlerName=crawler, Schedule="cron(0 12 L * ? *)")
    assert glue.get_crawler(Name=crawler)["Crawler"]["Schedule"] == {"ScheduleExpression": "cron(0 12 L * ? *)", "State": "SCHEDULED"}
    with refused("SchedulerRunningException"):
        glue.start_crawler_schedule(CrawlerName=crawler)
    glue.stop_crawler_schedule(CrawlerName=crawler)
    assert glue.get_crawler(Name=crawler)["Crawler"]["Schedule"]["State"] == "NOT_SCHEDULED"
    with refused("SchedulerNotRunningException"):
        glue.stop_crawler_schedule(CrawlerName=crawler)
    glue.start_crawler_schedule(CrawlerName=crawler)
    assert glue.get_crawler(Name=crawler)["Crawler"]["Schedule"]["State"] == "SCHEDULED"
    with refused("InvalidInputException"):
        glue.update_crawler_schedule(CrawlerName=crawler, Schedule="cron(every day)")


def test_running(crawling):
    """While a crawl runs, a second one, a change and a deletion are refused; StopCrawler ends it, once."""
    crawling.create_crawler(**crawler_input("c"))
    with refused("CrawlerNotRunningException"):
        crawling.stop_crawler(Name="c")
    before = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=1)
    crawling.start_crawler(Name="c")
    assert crawling.get_crawler(Name="c")["Crawler"]["State"] == "RUNNING"
    for call in (lambda: crawling.start_crawler(Name="c"), lambda: crawling.update_crawler(Name="c", Description="x"),
                 lambda: crawling.delete_crawler(Name="c")):
        with refused("CrawlerRunningException"):
            call()
    [run] = crawling.list_crawls(CrawlerName="c")["Crawls"]
    assert run["State"] == "RUNNING" and run["StartTime"] >= before and "EndTime" not in run
    crawling.stop_crawler(Name="c")
    assert crawling.get_crawler(Name="c")["Crawler"]["State"] in ("STOPPING", "READY")
    with refused("CrawlerStoppingException") if crawling.get_crawler(Name="c")["Crawler"]["State"] == "STOPPING" \
            else refused("CrawlerNotRunningException"):
        crawling.stop_crawler(Name="c")


def test_history(crawling):
    """The history is filtered by each field, and what is no filter is refused."""
    crawling.create_crawler(**crawler_input("c"))
    assert crawling.list_crawls(CrawlerName="c")["Crawls"] == []
    crawling.start_crawler(Name="c")
    [run] = crawling.list_crawls(CrawlerName="c")["Crawls"]
    ms = int(run["StartTime"].timestamp() * 1000)

    def found(field, operator, value):
        return len(crawling.list_crawls(CrawlerName="c", Filters=[
            {"FieldName": field, "FilterOperator": operator, "FieldValue": value}])["Crawls"])
    assert found("CRAWL_ID", "EQ", run["CrawlId"]) == 1 and found("CRAWL_ID", "NE", run["CrawlId"]) == 0
    assert found("STATE", "EQ", "FAILED") == 0 and found("STATE", "NE", "FAILED") == 1
    assert found("START_TIME", "GE", str(ms - 1000)) == 1 and found("START_TIME", "LT", str(ms - 1000)) == 0
    assert found("DPU_HOUR", "LE", "0") == 1
    for field, operator, value in (("CRAWL_ID", "GT", "x"), ("START_TIME", "EQ", "noon")):
        with refused("InvalidInputException", "Filters"):
            found(field, operator, value)
    with refused("InvalidInputException", "Filters"):
        crawling.list_crawls(CrawlerName="c", Filters=[{"FieldName": "STATE"}])


def test_one_starter(crawling, start_server):
    """Of sixteen that start a crawler at once, one succeeds."""
    import concurrent.futures
    crawling.create_crawler(**crawler_input("c"))

    def start(_):
        try:
            crawling.start_crawler(Name="c")
            return "started"
        except crawling.exceptions.CrawlerRunningException:
            return "running"
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        assert sorted(pool.map(start, range(16))) == ["running"] * 15 + ["started"]
    assert len(crawling.list_crawls(CrawlerName="c")["Crawls"]) == 1


def test_deleted_crawlers_leave_nothing(glue, name):
    """A crawler made anew under an old name has neither the old history nor the old tags."""
    for _ in range(2):
        glue.create_crawler(**crawler_input(name, Tags={"owner": name}))
        assert glue.list_crawlers(Tags={"owner": name})["CrawlerNames"] == [name]
        assert glue.list_crawls(CrawlerName=name)["Crawls"] == []
        glue.delete_crawler(Name=name)
        assert glue.list_crawlers(Tags={"owner": name})["CrawlerNames"] == []
