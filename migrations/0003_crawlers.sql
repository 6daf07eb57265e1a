-- Crawlers, their runs, and the reports of the runs.
--
-- A run is a work row: whoever finds it due takes it with a lease (lease_owner, and due_ms moved to the lease's end), so a run
-- whose owner died is simply due again. Times are milliseconds since 1970 UTC.

CREATE TABLE crawlers (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,             -- case counts
    version INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    schedule TEXT,                         -- cron(...); NULL: none
    scheduled INTEGER NOT NULL,            -- 1: the schedule starts runs
    due_ms INTEGER,                        -- the schedule's next firing; NULL: never
    active_run INTEGER NOT NULL,           -- 0: no run is queued or under way
    last_run INTEGER NOT NULL,             -- the last one that is over; 0: none
    tail TEXT NOT NULL                     -- a Crawler document less what the columns hold
) STRICT;
CREATE INDEX crawlers_by_due ON crawlers (due_ms) WHERE due_ms IS NOT NULL;

CREATE TABLE crawler_tags (
    crawler_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (crawler_id, key)
) WITHOUT ROWID, STRICT;

CREATE TABLE crawl_runs (
    id INTEGER PRIMARY KEY,
    crawler_id INTEGER NOT NULL,
    uuid TEXT NOT NULL UNIQUE,             -- the CrawlId
    phase INTEGER NOT NULL,                -- store/crawl_run.h
    result INTEGER NOT NULL,
    actor TEXT NOT NULL,                   -- who started it
    fired_ms INTEGER,                      -- the firing of the schedule that it answers; NULL: it was started by a call
    created_ms INTEGER NOT NULL,
    ended_ms INTEGER,
    due_ms INTEGER,                        -- when it may be taken; NULL: it is over
    lease_owner TEXT,
    attempts INTEGER NOT NULL,
    stop_requested INTEGER NOT NULL,
    folders INTEGER NOT NULL,              -- progress
    files INTEGER NOT NULL,
    tables_created INTEGER NOT NULL,
    tables_updated INTEGER NOT NULL,
    tables_deleted INTEGER NOT NULL,
    partitions_created INTEGER NOT NULL,
    partitions_updated INTEGER NOT NULL,
    partitions_deleted INTEGER NOT NULL,
    error TEXT,
    summary TEXT                           -- as ListCrawls answers it
) STRICT;
CREATE INDEX crawl_runs_by_due ON crawl_runs (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX crawl_runs_by_crawler ON crawl_runs (crawler_id, id);

CREATE TABLE crawl_reports (
    run_id INTEGER PRIMARY KEY,
    text TEXT NOT NULL                     -- members of a JSON object, without braces: the plan with its reasons
) STRICT;
