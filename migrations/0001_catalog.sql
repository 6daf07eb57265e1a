-- The catalog: databases, tables with their versions, partitions, and the change log.
--
-- *_ms are milliseconds since 1970 UTC. A `tail` is the canonical JSON of what the caller wrote, without braces and without the
-- members that the server or an ancestor owns; those are columns, and are spliced in when a document is read.
-- Ids come from `counters` and are never given twice, so that a purge never meets a new object.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value BLOB
) STRICT;

CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    next INTEGER NOT NULL
) STRICT;

CREATE TABLE catalogs (
    id INTEGER PRIMARY KEY,
    parent_id INTEGER NOT NULL,            -- 0: the root, whose name is the account
    name TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    tail TEXT NOT NULL,
    UNIQUE (parent_id, name)
) STRICT;

CREATE TABLE databases (
    id INTEGER PRIMARY KEY,
    catalog_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    tail TEXT NOT NULL,
    hive TEXT,                             -- members that only Hive knows
    UNIQUE (catalog_id, name)
) STRICT;

CREATE TABLE tables (
    id INTEGER PRIMARY KEY,                -- below 2^31: partitions.id has it in the upper half
    database_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    table_type TEXT,
    schema_hash BLOB NOT NULL,             -- equal: no schema diff to compute
    key_layout TEXT NOT NULL,              -- the partition keys' types as encoded in partition_keys
    next_partition INTEGER NOT NULL,
    tail TEXT NOT NULL,
    hive TEXT,
    UNIQUE (database_id, name)
) STRICT;

CREATE TABLE table_versions (              -- archived ones; the current one is in tables
    id INTEGER PRIMARY KEY,
    table_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    tail TEXT NOT NULL,
    hive TEXT,
    UNIQUE (table_id, version)
) STRICT;

-- Partitions share column lists and descriptors, so that one costs bytes for its values and location only.
CREATE TABLE column_lists (
    id INTEGER PRIMARY KEY,
    table_id INTEGER NOT NULL,
    hash BLOB NOT NULL,                    -- SHA-256 of text
    text TEXT NOT NULL,                    -- "Columns":[...]
    UNIQUE (table_id, hash)
) STRICT;

CREATE TABLE descriptors (
    id INTEGER PRIMARY KEY,
    table_id INTEGER NOT NULL,
    hash BLOB NOT NULL,                    -- SHA-256 of columns_id and text
    columns_id INTEGER NOT NULL,
    text TEXT NOT NULL,                    -- a storage descriptor less Columns, Location and Parameters
    hive TEXT,
    UNIQUE (table_id, hash)
) STRICT;

CREATE TABLE partition_keys (
    table_id INTEGER NOT NULL,
    key BLOB NOT NULL,                     -- catalog/partition_key.h
    partition_id INTEGER NOT NULL,
    PRIMARY KEY (table_id, key)
) WITHOUT ROWID, STRICT;

CREATE TABLE partitions (
    id INTEGER PRIMARY KEY,                -- table_id << 32 | n
    vals TEXT NOT NULL,                    -- the values as a JSON array
    descriptor_id INTEGER NOT NULL,        -- 0: none given
    location TEXT,
    created_ms INTEGER NOT NULL,
    accessed_ms INTEGER,
    analyzed_ms INTEGER,
    parameters TEXT,                       -- a JSON object; NULL: {}
    sd_parameters TEXT,
    hive TEXT
) STRICT;

-- One row per object that a write changed (per table for a batch), numbered densely in commit order.
CREATE TABLE changes (
    seq INTEGER PRIMARY KEY,
    hive_seq INTEGER,                      -- counts those that Hive's notification log shows
    time_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,
    source TEXT NOT NULL,
    door TEXT NOT NULL,
    operation TEXT NOT NULL,
    kind INTEGER NOT NULL,                 -- store/change.h
    catalog_id INTEGER,
    database_id INTEGER,
    table_id INTEGER,
    catalog_name TEXT,                     -- names as of then
    database_name TEXT,
    object_name TEXT,
    version_before INTEGER,
    version_after INTEGER,
    partition_first INTEGER,
    partition_last INTEGER,
    detail TEXT,                           -- schema diff; values of changed partitions
    before_tail TEXT,
    after_tail TEXT
) STRICT;
CREATE INDEX changes_by_table ON changes (table_id, seq);
CREATE UNIQUE INDEX changes_by_hive_seq ON changes (hive_seq) WHERE hive_seq IS NOT NULL;

CREATE TABLE cursors (                     -- how far each reader of the change log has come
    reader TEXT PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT;

CREATE TABLE purges (                      -- dropped objects whose rows are still to be cleared
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,                 -- store/purge.h
    object_id INTEGER NOT NULL
) STRICT;
