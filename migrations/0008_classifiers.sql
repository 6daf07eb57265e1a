-- Custom classifiers. Times are milliseconds since 1970 UTC.

CREATE TABLE classifiers (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,             -- case counts; one name for classifiers of all kinds
    kind INTEGER NOT NULL,                 -- catalog/classifier_draft.h
    version INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    tail TEXT NOT NULL                     -- a GrokClassifier etc. less what the columns hold
) STRICT;
