-- Databases and tables that stand for others (TargetDatabase, TargetTable): the few rows that a store reads when it opens.
CREATE INDEX database_links ON databases (id) WHERE instr(tail, '"TargetDatabase":') > 0;
CREATE INDEX table_links ON tables (id) WHERE instr(tail, '"TargetTable":') > 0;
