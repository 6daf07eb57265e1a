-- What partition indexes speed up: each partition's values once more, those of the index first.
CREATE TABLE partition_index_keys (
    index_no INTEGER NOT NULL,             -- partition_indexes.number
    key BLOB NOT NULL,                     -- as partition_keys.key, the values in the order of the index
    partition_id INTEGER NOT NULL,
    PRIMARY KEY (index_no, key)
) WITHOUT ROWID, STRICT;

-- Indexes that do not hold the whole table yet.
CREATE TABLE partition_index_fills (
    index_no INTEGER PRIMARY KEY,
    table_id INTEGER NOT NULL,
    after BLOB NOT NULL                    -- the last key of the table that was taken over
) STRICT;
INSERT INTO partition_index_fills (index_no, table_id, after) SELECT number, table_id, x'' FROM partition_indexes;
