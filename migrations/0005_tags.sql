-- Tags of whatever can be tagged, in one table; those of crawlers move here.
CREATE TABLE tags (
    kind INTEGER NOT NULL,                 -- store/tag.h
    object_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, object_id, key)
) WITHOUT ROWID, STRICT;

INSERT INTO tags (kind, object_id, key, value) SELECT 6, crawler_id, key, value FROM crawler_tags;
DROP TABLE crawler_tags;
