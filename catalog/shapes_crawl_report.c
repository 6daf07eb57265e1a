/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/shapes_crawl_report.h"

#include "catalog/types.h"

static const struct type type_sentence = {"Sentence", KIND_TEXT, .max = NO_MAXIMUM};
static const struct type type_sentences = {"Sentences", KIND_LIST, .max = NO_MAXIMUM,
                                           .element = &type_sentence};
static const struct type type_count = {"Count", KIND_LONG, .max = INT64_MAX};
static const struct type type_percent = {"Percent", KIND_DOUBLE};

static const char *const finding_action_values[] = {"TABLE_CREATED",
                                                    "TABLE_UPDATED",
                                                    "TABLE_UNCHANGED",
                                                    "TABLE_LOGGED",
                                                    "PARTITION_CREATED",
                                                    "PARTITION_UPDATED",
                                                    "PARTITION_UNCHANGED",
                                                    "IGNORED",
                                                    "FAILED",
                                                    NULL};
static const struct type type_finding_action = {"FindingAction", KIND_TEXT, .max = NO_MAXIMUM,
                                                .values = finding_action_values};

static const char *const table_action_values[] = {"CREATED",    "UPDATED", "UNCHANGED", "LOGGED",
                                                  "DEPRECATED", "DELETED", "FAILED",    NULL};
static const struct type type_table_action = {"TableAction", KIND_TEXT, .max = NO_MAXIMUM,
                                              .values = table_action_values};

static const char *const phase_values[] = {"QUEUED",   "LISTING", "SAMPLING", "PLANNING",
                                           "APPLYING", "OVER",    NULL};
static const struct type type_phase = {"CrawlPhase", KIND_TEXT, .max = NO_MAXIMUM,
                                       .values = phase_values};

static const struct member skipped_file_members[] = {
    {"Name", &type_sentence, 0, "The file or folder that was left alone."},
    {"Reason", &type_sentence},
};
static const struct shape shape_skipped_file = SHAPE("SkippedFile", skipped_file_members);
static const struct type type_skipped_file = {"SkippedFile", KIND_STRUCT,
                                              .shape = &shape_skipped_file};
static const struct type type_skipped_files = {"SkippedFiles", KIND_LIST, .max = NO_MAXIMUM,
                                               .element = &type_skipped_file};

static const struct member finding_members[] = {
    {"Folder", &type_sentence, 0, "Where the folder lies."},
    {"Action", &type_finding_action, 0, "What was made of it."},
    {"Reason", &type_sentence, 0, "Why, in a sentence or two."},
    {"Table", &type_sentence, 0, "The table that it belongs to."},
    {"PartitionValues", &type_sentences, 0, "Its partition of that table."},
    {"Similarity", &type_percent, 0, "How alike its columns and the table's are, in percent."},
    {"Classification", &type_sentence, 0, "csv, json, parquet, ..."},
    {"CompressionType", &type_sentence},
    {"Files", &type_count, 0, "Data files in the folder."},
    {"FilesSampled", &type_count, 0, "Those that were looked into."},
    {"Bytes", &type_count},
    {"Columns", &type_column_list, 0, "The columns of this folder alone."},
    {"Notes", &type_sentences, 0, "What else a reader should know."},
    {"Skipped", &type_skipped_files, 0, "The first files that were left alone."},
    {"SkippedCount", &type_count, 0, "All of them."},
};
static const struct shape shape_finding = SHAPE("CrawlFinding", finding_members);
static const struct type type_finding = {"CrawlFinding", KIND_STRUCT, .shape = &shape_finding};
static const struct type type_findings = {"CrawlFindings", KIND_LIST, .max = NO_MAXIMUM,
                                          .element = &type_finding};

static const struct member column_change_members[] = {
    {"Column", &type_sentence},
    {"Kind", &type_sentence, 0, "added, removed, widened, narrowed, incompatible, missing"},
    {"Before", &type_sentence},
    {"After", &type_sentence},
    {"Applied", &type_boolean, 0, "False where a policy forbids it, or readers would lose by it."},
    {"Reason", &type_sentence},
};
static const struct shape shape_column_change = SHAPE("CrawlColumnChange", column_change_members);
static const struct type type_column_change = {"CrawlColumnChange", KIND_STRUCT,
                                               .shape = &shape_column_change};
static const struct type type_column_changes = {"CrawlColumnChanges", KIND_LIST, .max = NO_MAXIMUM,
                                                .element = &type_column_change};

static const struct member found_table_members[] = {
    {"Name", &type_sentence},
    {"Location", &type_sentence},
    {"Action", &type_table_action},
    {"Reason", &type_sentence},
    {"Columns", &type_column_list},
    {"PartitionKeys", &type_column_list},
    {"Changes", &type_column_changes},
    {"PartitionsCreated", &type_count},
    {"PartitionsUpdated", &type_count},
    {"PartitionsUnchanged", &type_count},
    {"PartitionsDeprecated", &type_count},
    {"PartitionsDeleted", &type_count},
    {"Notes", &type_sentences},
};
static const struct shape shape_found_table = SHAPE("CrawlTable", found_table_members);
static const struct type type_found_table = {"CrawlTable", KIND_STRUCT,
                                             .shape = &shape_found_table};
static const struct type type_found_tables = {"CrawlTables", KIND_LIST, .max = NO_MAXIMUM,
                                              .element = &type_found_table};

static const struct member crawl_run_members[] = {
    {"CrawlId", &type_crawl_id},
    {"CrawlerName", &type_name_string},
    {"State", &type_crawler_history_state},
    {"Phase", &type_phase, 0, "How far it is."},
    {"StartTime", &type_timestamp},
    {"EndTime", &type_timestamp},
    {"ErrorMessage", &type_sentence},
    {"Attempts", &type_count, 0, "How often it was begun: more than once after a crash."},
    {"Folders", &type_count, 0, "Folders listed so far."},
    {"Files", &type_count, 0, "Data files found so far."},
    {"TablesCreated", &type_count},
    {"TablesUpdated", &type_count},
    {"TablesDeleted", &type_count},
    {"PartitionsCreated", &type_count},
    {"PartitionsUpdated", &type_count},
    {"PartitionsDeleted", &type_count},
    {"Findings", &type_findings, MEMBER_ALWAYS, "Folder by folder, what was found and why."},
    {"FindingsOmitted", &type_count, 0, "Further folders, for which the report has no room."},
    {"Tables", &type_found_tables, MEMBER_ALWAYS, "Table by table, what was done."},
    {"TablesOmitted", &type_count, 0, "Further tables, for which the report has no room."},
};
static const struct shape shape_crawl_run = SHAPE("CrawlRun", crawl_run_members);
const struct type type_crawl_run = {"CrawlRun", KIND_STRUCT, .shape = &shape_crawl_run};
