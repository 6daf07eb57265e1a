-- The catalog as it was: the states of databases (kinds 1 to 3) and tables (4 to 6) by name and time, for QueryAsOfTime.

CREATE INDEX changes_by_name ON changes (catalog_id, database_name, object_name, time_ms, seq) WHERE kind <= 6;
