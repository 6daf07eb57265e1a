-- What is searched of each table, as tokens (catalog/search_text.h), one row per table under its id. The index keeps no texts:
-- a row is taken out by giving them once more. A step behind this migration fills it from the tables there are; after that it
-- follows the change log.

CREATE VIRTUAL TABLE search_index USING fts5(
    name, database_name, description, owner, table_type, location, columns, parameters, pairs,
    content='', columnsize=0, tokenize='ascii'
);

INSERT INTO cursors (reader, seq) SELECT 'search', coalesce(max(seq), 0) FROM changes;

ALTER TABLE purges ADD COLUMN name TEXT;   -- of a dropped database, whose tables are to leave the index
