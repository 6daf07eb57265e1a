-- Statistics of columns, of tables and of partitions.
CREATE TABLE column_statistics (
    table_id INTEGER NOT NULL,
    partition_id INTEGER NOT NULL,         -- 0: the table's own
    column_name TEXT NOT NULL,
    engine TEXT NOT NULL,                  -- whose they are; Glue knows only Hive's
    generation INTEGER NOT NULL,           -- of the column when they were written
    text TEXT NOT NULL,                    -- a ColumnStatistics
    PRIMARY KEY (table_id, partition_id, column_name, engine)
) WITHOUT ROWID, STRICT;

-- A column that is dropped or gets another type loses its statistics in all partitions at once: its generation rises, and
-- those of an earlier one count no more.
CREATE TABLE column_generations (
    table_id INTEGER NOT NULL,
    column_name TEXT NOT NULL,
    generation INTEGER NOT NULL,           -- without a row: 0
    PRIMARY KEY (table_id, column_name)
) WITHOUT ROWID, STRICT;
