-- Policies of catalog objects, by the name of the object without region and account: "catalog", "database/db", ...
CREATE TABLE resource_policies (
    resource TEXT PRIMARY KEY,
    policy TEXT NOT NULL,                  -- JSON, as it was put
    hash TEXT NOT NULL,
    enable_hybrid INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT;
