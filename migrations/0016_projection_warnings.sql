-- What is wrong with the partition projection of a table, in words, since the write that brought its rules.
CREATE TABLE projection_warnings (
    table_id INTEGER PRIMARY KEY,
    words TEXT NOT NULL
) STRICT;
