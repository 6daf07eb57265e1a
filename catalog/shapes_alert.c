/* SPDX-License-Identifier: Apache-2.0
 * Drift events, webhooks and deliveries are our own, so are their limits. */
#include "catalog/shapes_alert.h"

#include "base/limits.h"
#include "catalog/types.h"

static const struct type type_any_text = {"Text", KIND_TEXT, .max = NO_MAXIMUM};
const struct type type_alert_page_size = {"AlertPageSize", KIND_INTEGER, .min = 1, .max = 100};
static const struct type type_count = {"Count", KIND_LONG, .max = INT64_MAX};

static const char *const severity_values[] = {"INFO", "WARNING", "BREAKING", NULL};
const struct type type_severity = {"Severity", KIND_TEXT, .max = NO_MAXIMUM,
                                   .values = severity_values};

/* Drift. */

static const char *const change_kind_values[] = {"ADDED",
                                                 "REMOVED",
                                                 "RETYPED",
                                                 "REORDERED",
                                                 "COMMENT_CHANGED",
                                                 "PARTITION_KEY_ADDED",
                                                 "PARTITION_KEY_REMOVED",
                                                 "PARTITION_KEY_RETYPED",
                                                 "PARTITION_KEY_REORDERED",
                                                 "FORMAT_CHANGED",
                                                 "SERDE_CHANGED",
                                                 "COMPRESSION_CHANGED",
                                                 "DELIMITER_CHANGED",
                                                 "HEADER_CHANGED",
                                                 NULL};
static const struct type type_schema_change_kind = {
    "SchemaChangeKind", KIND_TEXT, .max = NO_MAXIMUM, .values = change_kind_values};

static const char *const type_change_values[] = {"WIDENED", "NARROWED", "INCOMPATIBLE", NULL};
static const struct type type_type_change = {"TypeChange", KIND_TEXT, .max = NO_MAXIMUM,
                                             .values = type_change_values};

static const struct member schema_change_members[] = {
    {"Kind", &type_schema_change_kind, MEMBER_REQUIRED, "What happened."},
    {"Column", &type_any_text, 0,
     "The column; inside of structs, arrays and maps the path: address.zip, tags.element."},
    {"Property", &type_any_text, 0, "The property, where no column changed."},
    {"From", &type_any_text, 0, "The type, position or value before."},
    {"To", &type_any_text, 0, "The type, position or value after."},
    {"Change", &type_type_change, 0, "How a type changed."},
    {"RenamedFrom", &type_any_text, 0, "The removed column that this one seems to be."},
    {"RenamedTo", &type_any_text, 0, "The added column that this one seems to have become."},
    {"Severity", &type_severity, MEMBER_REQUIRED, "How bad it is for readers."},
    {"Consequence", &type_any_text, MEMBER_REQUIRED, "What query engines will do."},
};
const struct shape shape_schema_change = SHAPE("SchemaChange", schema_change_members);
const struct type type_schema_change = {"SchemaChange", KIND_STRUCT, .shape = &shape_schema_change};
const struct type type_schema_change_list = {"SchemaChangeList", KIND_LIST, .max = NO_MAXIMUM,
                                             .element = &type_schema_change};

static const struct member schema_diff_members[] = {
    {"Changes", &type_schema_change_list, MEMBER_REQUIRED, "At most 1,000."},
    {"ChangesOmitted", &type_count, 0, "How many more changes there were."},
    {"Severity", &type_severity, MEMBER_REQUIRED, "That of the worst change."},
};
const struct shape shape_schema_diff = SHAPE("SchemaDiff", schema_diff_members);
const struct type type_schema_diff = {"SchemaDiff", KIND_STRUCT, .shape = &shape_schema_diff};

const struct type type_drift_event_id = {"DriftEventId", KIND_TEXT, .min = 1, .max = 19};

static const struct member drift_event_members[] = {
    {"DriftEventId", &type_drift_event_id, MEMBER_REQUIRED, "The event's number, in commit order."},
    {"Time", &type_timestamp, MEMBER_REQUIRED, "When the change was made or found."},
    {"CatalogId", &type_catalog_id_string, MEMBER_REQUIRED, NULL},
    {"DatabaseName", &type_name_string, MEMBER_REQUIRED, "The database's name as of then."},
    {"TableName", &type_name_string, MEMBER_REQUIRED, "The table's name as of then."},
    {"VersionBefore", &type_any_text, 0, "The table's version before."},
    {"VersionAfter", &type_any_text, 0, "The version that the change made."},
    {"Applied", &type_boolean, MEMBER_REQUIRED,
     "False for what a crawler found and its schema change policy did not let it apply."},
    {"Actor", &type_any_text, MEMBER_REQUIRED, "The ARN of whoever made the change."},
    {"CrawlerName", &type_name_string, 0, "The crawler that found it."},
    {"Open", &type_boolean, 0, "Whether what was not applied still holds."},
    {"ClosedTime", &type_timestamp, 0, "When a crawl no longer found it."},
    {"Changes", &type_schema_change_list, MEMBER_REQUIRED, NULL},
    {"ChangesOmitted", &type_count, 0, "How many more changes there were."},
    {"Severity", &type_severity, MEMBER_REQUIRED, "That of the worst change."},
};
const struct shape shape_drift_event = SHAPE("DriftEvent", drift_event_members);
const struct type type_drift_event = {"DriftEvent", KIND_STRUCT, .shape = &shape_drift_event};
const struct type type_drift_event_list = {"DriftEventList", KIND_LIST, .max = NO_MAXIMUM,
                                           .element = &type_drift_event};

/* Webhooks. */

const struct type type_webhook_id = {"WebhookId", KIND_TEXT, .min = 1, .max = 64,
                                     .text_class = CLASS_SINGLE_LINE};
const struct type type_webhook_name = {"WebhookName", KIND_TEXT, .min = 1, .max = 255,
                                       .text_class = CLASS_SINGLE_LINE};
const struct type type_webhook_url = {"WebhookUrl", KIND_TEXT, .min = 1,
                                      .max = LIMIT_WEBHOOK_URL_BYTES,
                                      .text_class = CLASS_SINGLE_LINE};
const struct type type_webhook_secret = {"WebhookSecret", KIND_TEXT, .min = 1, .max = 128,
                                         .text_class = CLASS_SINGLE_LINE};
static const struct type type_pattern = {"NamePattern", KIND_TEXT, .min = 1, .max = 255,
                                         .text_class = CLASS_SINGLE_LINE};
const struct type type_webhook_patterns = {"NamePatternList", KIND_LIST,
                                           .max = LIMIT_WEBHOOK_PATTERNS, .element = &type_pattern};

static const char *const webhook_state_values[] = {"ENABLED", "DISABLED", NULL};
static const struct type type_webhook_state = {"WebhookState", KIND_TEXT, .max = NO_MAXIMUM,
                                               .values = webhook_state_values};

static const char *const alert_format_values[] = {"STANDARD_WEBHOOKS", NULL};
const struct type type_alert_format = {"AlertFormat", KIND_TEXT, .max = NO_MAXIMUM,
                                       .values = alert_format_values};

static const struct member webhook_members[] = {
    [WEBHOOK_WEBHOOK_ID] = {"WebhookId", &type_webhook_id, MEMBER_REQUIRED | MEMBER_HEAD,
                            "Given out by the server."},
    [WEBHOOK_NAME] = {"Name", &type_webhook_name, MEMBER_REQUIRED | MEMBER_HEAD,
                      "Unique; its case counts."},
    [WEBHOOK_STATE] = {"State", &type_webhook_state, MEMBER_REQUIRED | MEMBER_HEAD,
                       "A disabled one is told nothing."},
    [WEBHOOK_DISABLED_REASON] = {"DisabledReason", &type_any_text, MEMBER_HEAD,
                                 "Why the server disabled it."},
    [WEBHOOK_CREATED_TIME] = {"CreatedTime", &type_timestamp, MEMBER_REQUIRED | MEMBER_HEAD, NULL},
    [WEBHOOK_UPDATED_TIME] = {"UpdatedTime", &type_timestamp, MEMBER_REQUIRED | MEMBER_HEAD, NULL},
    [WEBHOOK_SECRET] = {"Secret", &type_webhook_secret, MEMBER_HEAD,
                        "The signing secret; shown once, when it was made."},
    [WEBHOOK_PREVIOUS_SECRET_EXPIRY_TIME] = {"PreviousSecretExpiryTime", &type_timestamp,
                                             MEMBER_HEAD,
                                             "Until when the replaced secret signs too."},
    [WEBHOOK_URL] = {"Url", &type_webhook_url, MEMBER_REQUIRED,
                     "http or https, without user and password."},
    [WEBHOOK_DESCRIPTION] = {"Description", &type_description_string, 0, NULL},
    [WEBHOOK_DATABASE_NAMES] = {"DatabaseNames", &type_webhook_patterns, 0,
                                "Names or patterns (sales_*); none: all databases."},
    [WEBHOOK_TABLE_NAMES] = {"TableNames", &type_webhook_patterns, 0,
                             "Names or patterns; none: all tables."},
    [WEBHOOK_CRAWLER_NAMES] = {"CrawlerNames", &type_webhook_patterns, 0,
                               "Names or patterns; none: changes by anybody."},
    [WEBHOOK_MINIMUM_SEVERITY] = {"MinimumSeverity", &type_severity, 0,
                                  "Events below it are not told; INFO where absent."},
    [WEBHOOK_FORMAT] = {"Format", &type_alert_format, 0, "STANDARD_WEBHOOKS where absent."},
};
const struct shape shape_webhook = SHAPE("Webhook", webhook_members);
const struct type type_webhook = {"Webhook", KIND_STRUCT, .shape = &shape_webhook};
const struct type type_webhook_list = {"WebhookList", KIND_LIST, .max = NO_MAXIMUM,
                                       .element = &type_webhook};

/* Deliveries. */

const struct type type_delivery_id = {"DeliveryId", KIND_TEXT, .min = 1, .max = 19};

static const char *const delivery_state_values[] = {"PENDING", "SENDING",   "SUCCEEDED",
                                                    "FAILED",  "CANCELLED", NULL};
const struct type type_delivery_state = {"DeliveryState", KIND_TEXT, .max = NO_MAXIMUM,
                                         .values = delivery_state_values};

static const struct member delivery_attempt_members[] = {
    {"Attempt", &type_count, MEMBER_REQUIRED, "From 1."},
    {"Time", &type_timestamp, MEMBER_REQUIRED, "When it began."},
    {"DurationMs", &type_count, MEMBER_REQUIRED, NULL},
    {"StatusCode", &type_count, 0, "The receiver's HTTP status."},
    {"Error", &type_any_text, 0, "Why it was no success."},
    {"Answer", &type_any_text, 0, "How the receiver's answer began."},
};
const struct shape shape_delivery_attempt = SHAPE("DeliveryAttempt", delivery_attempt_members);
static const struct type type_delivery_attempt = {"DeliveryAttempt", KIND_STRUCT,
                                                  .shape = &shape_delivery_attempt};
static const struct type type_delivery_attempt_list = {
    "DeliveryAttemptList", KIND_LIST, .max = NO_MAXIMUM, .element = &type_delivery_attempt};

static const struct member delivery_members[] = {
    {"DeliveryId", &type_delivery_id, MEMBER_REQUIRED, NULL},
    {"WebhookId", &type_webhook_id, MEMBER_REQUIRED, NULL},
    {"DriftEventId", &type_drift_event_id, 0, "What is told; absent in a test."},
    {"MessageId", &type_any_text, MEMBER_REQUIRED,
     "The webhook-id header, the same in every attempt."},
    {"State", &type_delivery_state, MEMBER_REQUIRED, NULL},
    {"CreatedTime", &type_timestamp, MEMBER_REQUIRED, NULL},
    {"NextAttemptTime", &type_timestamp, 0, NULL},
    {"FinishedTime", &type_timestamp, 0, NULL},
    {"Attempts", &type_delivery_attempt_list, MEMBER_REQUIRED, NULL},
};
const struct shape shape_delivery = SHAPE("Delivery", delivery_members);
const struct type type_delivery = {"Delivery", KIND_STRUCT, .shape = &shape_delivery};
const struct type type_delivery_list = {"DeliveryList", KIND_LIST, .max = NO_MAXIMUM,
                                        .element = &type_delivery};
