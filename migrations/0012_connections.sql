-- Connections of a catalog. Times are milliseconds since 1970 UTC.

CREATE TABLE connections (
    id INTEGER PRIMARY KEY,
    catalog_id INTEGER NOT NULL,
    name TEXT NOT NULL,                    -- case counts
    type TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    updated_by TEXT NOT NULL,
    tail TEXT NOT NULL,                    -- a Connection document less what the columns hold, without secrets
    seal_uid TEXT NOT NULL,                -- drawn anew with each write: part of the associated data
    sealed BLOB,                           -- the tail with secrets, sealed; NULL: it has none
    credentials BLOB,                      -- AuthenticationConfiguration as it was given, sealed; NULL: it holds no secret
    UNIQUE (catalog_id, name)
) STRICT;
