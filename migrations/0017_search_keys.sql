-- What a search sorts by and compares, a few bytes per table under its id, in the state in which the search index knows it: both
-- follow the change log together.

CREATE TABLE search_keys (
    id INTEGER PRIMARY KEY,                -- of the table
    database_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    table_type TEXT NOT NULL,              -- empty: none
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT;

INSERT INTO search_keys (id, database_id, name, table_type, created_ms, updated_ms)
    SELECT id, database_id, name, coalesce(table_type, ''), created_ms, updated_ms FROM tables
    WHERE database_id IN (SELECT id FROM databases) ORDER BY id;

CREATE INDEX search_keys_by_name ON search_keys (name);
CREATE INDEX search_keys_by_type ON search_keys (table_type);
CREATE INDEX search_keys_by_update ON search_keys (updated_ms);
