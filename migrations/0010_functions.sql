-- User-defined functions of a database; they go with it.

CREATE TABLE functions (
    id INTEGER PRIMARY KEY,
    database_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    type TEXT,                             -- FunctionType; NULL: none given
    governance TEXT NOT NULL,              -- GovernanceMode
    created_ms INTEGER NOT NULL,
    tail TEXT NOT NULL,
    UNIQUE (database_id, name)
) STRICT;
