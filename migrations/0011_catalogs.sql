-- Catalogs that lie in the account's own one, and what is set for a catalog as a whole.
CREATE TABLE catalog_settings (
    catalog_id INTEGER NOT NULL,
    name TEXT NOT NULL,                    -- store/catalog.h
    text TEXT NOT NULL,                    -- a JSON object
    PRIMARY KEY (catalog_id, name)
) WITHOUT ROWID, STRICT;

-- The account's own catalog has the number 1 from the start.
INSERT INTO counters (name, next) VALUES ('catalogs', 2);
