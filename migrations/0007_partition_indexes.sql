-- Partition indexes as objects. What they speed up is kept elsewhere, under their numbers.
CREATE TABLE partition_indexes (
    table_id INTEGER NOT NULL,
    number INTEGER NOT NULL,               -- from the counter of this name: never given twice, in no table
    name TEXT NOT NULL,
    keys TEXT NOT NULL,                    -- "2 int,0 string": place among the table's partition keys, and type
    text TEXT NOT NULL,                    -- members of a PartitionIndexDescriptor, without braces
    PRIMARY KEY (table_id, number)
) WITHOUT ROWID, STRICT;
