-- Drift events, webhooks, and the deliveries of the one to the other.
--
-- Deliveries are work rows: whoever finds one due takes it with a lease, so that a crash in the middle means that it is taken
-- again. Times are milliseconds since 1970 UTC.

CREATE TABLE drift_events (
    id INTEGER PRIMARY KEY,                -- dense, in commit order: alerts read behind a cursor
    change_seq INTEGER,                    -- the write; NULL: a finding that was not applied
    time_ms INTEGER NOT NULL,
    catalog_id INTEGER NOT NULL,
    database_id INTEGER NOT NULL,
    table_id INTEGER NOT NULL,
    catalog_name TEXT NOT NULL,            -- names as of then
    database_name TEXT NOT NULL,
    table_name TEXT NOT NULL,
    version_before INTEGER,
    version_after INTEGER,                 -- NULL: not applied
    severity INTEGER NOT NULL,             -- catalog/schema_diff.h
    actor TEXT NOT NULL,                   -- ARN of whoever wrote
    crawler TEXT,                          -- name; NULL: no crawler did it
    fingerprint BLOB,                      -- of a finding: SHA-256 of text
    seen_run INTEGER,                      -- the last run that met the finding
    closed_ms INTEGER,                     -- when a run no longer met it
    text TEXT NOT NULL                     -- members of the diff, without braces
) STRICT;
CREATE INDEX drift_events_by_table ON drift_events (database_name, table_name, id);
CREATE INDEX drift_events_open ON drift_events (crawler, table_id, fingerprint)
    WHERE fingerprint IS NOT NULL AND closed_ms IS NULL;

CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,              -- the WebhookId
    name TEXT NOT NULL UNIQUE,             -- case counts
    enabled INTEGER NOT NULL,
    disabled_reason TEXT,                  -- why we did it; NULL: nobody or the caller did
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    secret BLOB NOT NULL,                  -- sealed; associated data: "webhooks.secret:" and the uid
    previous_secret BLOB,                  -- signs too until previous_until_ms
    previous_until_ms INTEGER,
    tail TEXT NOT NULL                     -- a Webhook document less what the columns hold
) STRICT;

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    webhook_id INTEGER NOT NULL,
    drift_event_id INTEGER,                -- NULL: a test
    table_id INTEGER NOT NULL,             -- order is kept per webhook and table; 0: a test
    message_id TEXT NOT NULL,              -- the webhook-id header, the same in all attempts
    state INTEGER NOT NULL,                -- store/delivery.h
    created_ms INTEGER NOT NULL,
    due_ms INTEGER NOT NULL,               -- next attempt; end of the lease; when it was over
    lease_owner TEXT,
    attempts INTEGER NOT NULL
) STRICT;
-- Due ones are taken webhook by webhook, so that a slow receiver with many of them hides no other's.
CREATE INDEX deliveries_by_state ON deliveries (state, webhook_id, due_ms);
CREATE INDEX deliveries_by_table ON deliveries (webhook_id, table_id, state, id);
CREATE INDEX deliveries_by_webhook ON deliveries (webhook_id, id);

CREATE TABLE delivery_attempts (
    delivery_id INTEGER NOT NULL,
    attempt INTEGER NOT NULL,              -- from 1
    time_ms INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    status INTEGER,                        -- HTTP; NULL: no answer came
    error TEXT,                            -- NULL: a success
    answer TEXT,                           -- how the answer began
    PRIMARY KEY (delivery_id, attempt)
) WITHOUT ROWID, STRICT;
