"""Runs as work: stopped, killed and taken again, scheduled, given back when the server closes, several at once."""

import datetime
import json
import sqlite3
import time

import pytest

from crawling import Crawler, Lake, table_of, until


@pytest.fixture
def waiting(start_s3_server, silence):
    """A crawler whose crawl waits for a lake that never answers."""
    server = start_s3_server(silence.url)
    crawler = Crawler(server, Lake(server.folder / "none", "s3://bucket/raw/"))
    crawler.server = server
    return crawler


def state(crawler):
    return crawler.glue.get_crawler(Name=crawler.name)["Crawler"]["State"]


def test_stop(waiting):
    """A crawl that is stopped ends soon, as STOPPED and CANCELLED, and the crawler can be started again."""
    waiting.start()
    until(lambda: waiting.report(waiting.newest()["CrawlId"])["Phase"] == "LISTING")
    crawler = waiting.glue.get_crawler(Name=waiting.name)["Crawler"]
    assert crawler["State"] == "RUNNING" and crawler["CrawlElapsedTime"] >= 0
    for operator in ("LT", "NE", "GT"):  # it has no end to compare
        ended = [{"FieldName": "END_TIME", "FilterOperator": operator, "FieldValue": "1"}]
        assert waiting.glue.list_crawls(CrawlerName=waiting.name, Filters=ended)["Crawls"] == []
    with pytest.raises(waiting.glue.exceptions.CrawlerRunningException):
        waiting.glue.start_crawler(Name=waiting.name)
    with pytest.raises(waiting.glue.exceptions.CrawlerRunningException):
        waiting.glue.update_crawler(Name=waiting.name, Description="x")
    with pytest.raises(waiting.glue.exceptions.CrawlerRunningException):
        waiting.glue.delete_crawler(Name=waiting.name)
    waiting.glue.stop_crawler(Name=waiting.name)
    began = time.monotonic()
    run = waiting.wait(20)
    assert run["State"] == "STOPPED" and time.monotonic() - began < 10
    assert waiting.glue.get_crawler(Name=waiting.name)["Crawler"]["LastCrawl"]["Status"] == "CANCELLED"
    with pytest.raises(waiting.glue.exceptions.CrawlerNotRunningException):
        waiting.glue.stop_crawler(Name=waiting.name)
    [metrics] = waiting.glue.get_crawler_metrics(CrawlerNameList=[waiting.name])["CrawlerMetricsList"]
    seconds = pytest.approx((run["EndTime"] - run["StartTime"]).total_seconds())  # of any run, says the model
    assert metrics["LastRuntimeSeconds"] == seconds and metrics["MedianRuntimeSeconds"] == seconds
    waiting.start()
    waiting.glue.stop_crawler(Name=waiting.name)
    waiting.wait(20)
    waiting.glue.delete_crawler(Name=waiting.name)


def test_close_while_running(waiting):
    """A server that is told to stop gives its crawl back at once; the next one takes it, and no attempt is counted."""
    waiting.start()
    until(lambda: waiting.report(waiting.newest()["CrawlId"])["Phase"] == "LISTING")
    began = time.monotonic()
    waiting.server.restart()
    assert time.monotonic() - began < 5
    until(lambda: (report := waiting.report(waiting.newest()["CrawlId"]))["State"] == "RUNNING" and report["Phase"] == "LISTING")
    assert waiting.report(waiting.newest()["CrawlId"])["Attempts"] == 1


def test_killed(waiting, file_root):
    """A crawl whose process was killed is taken again at the next start, with the same id, and given up after some times."""
    waiting.start()
    first = waiting.newest()["CrawlId"]
    for attempt in (1, 2, 3):  # until the crawl is taken, its report is the one that was left behind
        until(lambda: (report := waiting.report(first))["Phase"] == "LISTING" and report["Attempts"] == attempt)
        waiting.server.kill()
        waiting.server.restart()
    run = waiting.wait(20)
    assert run["CrawlId"] == first and run["State"] == "FAILED" and "several times" in run["ErrorMessage"]


def test_killed_while_it_writes(start_server, tmp_path_factory):
    """Killed at any moment of a crawl, the next start brings the catalog to what an undisturbed crawl would have made."""
    root = tmp_path_factory.mktemp("lakes")
    server = start_server(file_root=root)
    lake = Lake(root / "lake", f"file://{root}/lake")
    for i in range(1200):
        lake.put(f"t/a={i % 4}/b={i}/f.csv", "id,text\n1,a\n2,b\n")
    for i in range(20):
        lake.put(f"s{i}/d=1/f.csv", f"id,c{i}\n1,a\n2,b\n")
    c = Crawler(server, lake)
    c.start()
    for pause in (0.05, 0.15):
        time.sleep(pause)
        server.kill()
        server.restart()
    assert c.wait()["State"] == "COMPLETED"
    assert len(c.tables()) == 21 and len(c.partitions("t")) == 1200
    report = c.run()
    assert report["PartitionsCreated"] == report["TablesCreated"] == report["TablesUpdated"] == 0
    assert c.table("t")["VersionId"] == "0"


def move_schedule(server, when_ms):
    """Lets all schedules be due at a time, as if it had come."""
    server.stop()
    with sqlite3.connect(server.data / "propolis.db") as db:
        db.execute("UPDATE crawlers SET due_ms = ? WHERE due_ms IS NOT NULL", (when_ms,))
    db.close()
    server.start()


def test_schedule(start_server, tmp_path_factory):
    """A schedule starts runs by itself; firings that were missed start one run, and the next is in the future."""
    root = tmp_path_factory.mktemp("lakes")
    server = start_server(file_root=root)
    lake = Lake(root / "lake", f"file://{root}/lake")
    lake.csv("t/d=1/a.csv", ["id", "text"], [1, "a"])
    c = Crawler(server, lake, Schedule="cron(0/5 * * * ? *)")
    crawler = c.glue.get_crawler(Name=c.name)["Crawler"]
    assert crawler["Schedule"] == {"ScheduleExpression": "cron(0/5 * * * ? *)", "State": "SCHEDULED"}
    move_schedule(server, int(time.time() * 1000) - 3 * 3600 * 1000)
    c.glue, c.rest = server.client(), server.rest()
    until(lambda: c.glue.list_crawls(CrawlerName=c.name)["Crawls"])
    assert c.wait()["State"] == "COMPLETED"
    assert len(c.glue.list_crawls(CrawlerName=c.name)["Crawls"]) == 1
    assert c.tables() == ["t"]
    c.glue.stop_crawler_schedule(CrawlerName=c.name)
    move_schedule(server, int(time.time() * 1000) - 1000)
    time.sleep(0.5)
    assert len(server.client().list_crawls(CrawlerName=c.name)["Crawls"]) == 1


def test_several_at_once(start_s3_server, silence):
    """Four crawls run at once; a fifth waits for its turn, and can be stopped while it waits."""
    server = start_s3_server(silence.url)
    crawlers = [Crawler(server, Lake(server.folder / "none", "s3://bucket/raw/")) for _ in range(5)]
    for c in crawlers:
        c.start()
    phases = lambda: [c.report(c.newest()["CrawlId"])["Phase"] for c in crawlers]
    until(lambda: phases().count("LISTING") == 4)
    assert phases()[4] == "QUEUED" and state(crawlers[4]) == "RUNNING"
    crawlers[4].glue.stop_crawler(Name=crawlers[4].name)
    assert state(crawlers[4]) == "STOPPING"
    crawlers[0].glue.stop_crawler(Name=crawlers[0].name)
    assert crawlers[0].wait(20)["State"] == "STOPPED" and crawlers[4].wait(20)["State"] == "STOPPED"
    for c in crawlers[1:4]:
        c.glue.stop_crawler(Name=c.name)


def test_history(crawler, lake):
    """Runs are listed newest first, in pages, filtered, with Glue's summary inside; metrics add them up."""
    lake.csv("t/d=1/a.csv", ["id", "text"], [1, "a"])
    c = crawler()
    ids = [c.run()["CrawlId"] for _ in range(3)]
    crawls = c.glue.list_crawls(CrawlerName=c.name)["Crawls"]
    assert [one["CrawlId"] for one in crawls] == ids[::-1]
    assert all(one["State"] == "COMPLETED" and one["EndTime"] >= one["StartTime"] for one in crawls)
    summary = json.loads(crawls[2]["Summary"])
    assert json.loads(summary["TABLE"]["ADD"])["Details"]["names"] == ["t"]
    assert json.loads(summary["PARTITION"]["ADD"])["Count"] == 1
    page = c.glue.list_crawls(CrawlerName=c.name, MaxResults=2)
    rest = c.glue.list_crawls(CrawlerName=c.name, MaxResults=2, NextToken=page["NextToken"])
    with pytest.raises(c.glue.exceptions.InvalidInputException):
        c.glue.list_crawls(CrawlerName=c.name, MaxResults=2, NextToken=page["NextToken"], Filters=[
            {"FieldName": "STATE", "FilterOperator": "EQ", "FieldValue": "COMPLETED"}])
    assert [one["CrawlId"] for one in page["Crawls"] + rest["Crawls"]] == ids[::-1] and "NextToken" not in rest

    def filtered(field, operator, value):
        filters = [{"FieldName": field, "FilterOperator": operator, "FieldValue": value}]
        return [one["CrawlId"] for one in c.glue.list_crawls(CrawlerName=c.name, Filters=filters)["Crawls"]]

    assert filtered("CRAWL_ID", "EQ", ids[1]) == [ids[1]]
    assert filtered("CRAWL_ID", "NE", ids[1]) == [ids[2], ids[0]]
    assert filtered("STATE", "EQ", "FAILED") == [] and len(filtered("STATE", "EQ", "COMPLETED")) == 3
    second = int(crawls[1]["StartTime"].timestamp() * 1000)
    assert filtered("START_TIME", "GE", str(second)) == [ids[2], ids[1]]
    assert filtered("START_TIME", "LT", str(second)) == [ids[0]]
    assert filtered("END_TIME", "GT", str(int(datetime.datetime.now().timestamp()) + 60)) == []
    assert filtered("DPU_HOUR", "LT", "0.5") == ids[::-1] and filtered("DPU_HOUR", "GE", "0.25") == []
    assert filtered("DPU_HOUR", "EQ", "0") == ids[::-1] and filtered("DPU_HOUR", "GT", "-1e3") == ids[::-1]
    for field, operator, value in (("STATE", "GT", "x"), ("START_TIME", "GT", "yesterday"), ("DPU_HOUR", "GT", "much")):
        with pytest.raises(c.glue.exceptions.InvalidInputException):
            filtered(field, operator, value)
    counted = c.rest.get("/metrics").text
    assert 'propolis_crawls_total{result="succeeded"}' in counted
    metrics = c.glue.get_crawler_metrics(CrawlerNameList=[c.name, "none"])["CrawlerMetricsList"]
    assert len(metrics) == 1 and metrics[0]["CrawlerName"] == c.name
    assert metrics[0]["TablesCreated"] == 1 and metrics[0]["TablesUpdated"] == 0 and not metrics[0]["StillEstimating"]
    assert metrics[0]["TimeLeftSeconds"] == 0
    durations = [(one["EndTime"] - one["StartTime"]).total_seconds() for one in crawls]
    assert metrics[0]["LastRuntimeSeconds"] == pytest.approx(durations[0])
    assert metrics[0]["MedianRuntimeSeconds"] == pytest.approx(sorted(durations)[1])
    every = c.glue.get_paginator("get_crawler_metrics").paginate(PaginationConfig={"PageSize": 1})
    assert c.name in [one["CrawlerName"] for page in every for one in page["CrawlerMetricsList"]]


def test_pages_of_the_history(crawler):
    """Twenty crawls make a page unless told otherwise, and a hundred at most, as documented."""
    c = crawler()
    for _ in range(101):
        c.run()
    sizes = [len(c.glue.list_crawls(CrawlerName=c.name, **more)["Crawls"]) for more in ({}, {"MaxResults": 100}, {"MaxResults": 1000})]
    assert sizes == [20, 100, 100]


def test_table_changed_meanwhile(crawler, lake):
    """A table that someone changes between two crawls is compared as it is now."""
    lake.csv("t/d=1/a.csv", ["id", "text"], [1, "a"])
    c = crawler()
    c.run()
    c.glue.delete_table(DatabaseName=c.database, Name="t")
    report = c.run()
    assert table_of(report, "t")["Action"] == "CREATED" and len(c.partitions("t")) == 1


def test_command_line(file_server, crawler, lake):
    """`propolis crawl NAME --wait` starts a crawl and tells how it ended."""
    lake.csv("t/d=1/a.csv", ["id", "text"], [1, "a"])
    c = crawler()
    done = file_server.command("crawl", c.name, "--wait")
    assert done.returncode == 0 and "COMPLETED" in done.stdout, done
    assert c.tables() == ["t"]
