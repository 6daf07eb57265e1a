-- Who may call: one row per access key. A revoked key stays, so that the change log can be read, but without its secret.
CREATE TABLE access_keys (
    key_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,                    -- of the user: user/<name> in the caller's ARN
    secret BLOB NOT NULL,                  -- sealed (base/seal.h) for this place and key_id; empty once revoked
    policy TEXT NOT NULL,                  -- identity policy, JSON
    created_ms INTEGER NOT NULL,
    revoked_ms INTEGER                     -- NULL: in use
) STRICT;
