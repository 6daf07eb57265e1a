/* SPDX-License-Identifier: Apache-2.0
 * The documents of drift events, webhooks and deliveries, in Glue's manner. */
#ifndef PROPOLIS_CATALOG_SHAPES_ALERT_H
#define PROPOLIS_CATALOG_SHAPES_ALERT_H

#include "catalog/shape.h"

extern const struct shape shape_schema_change;
extern const struct shape shape_schema_diff;
extern const struct shape shape_drift_event;
extern const struct shape shape_delivery_attempt;
extern const struct shape shape_delivery;

/* The members that the caller writes make the stored text. */
enum webhook_member {
    WEBHOOK_WEBHOOK_ID,
    WEBHOOK_NAME,
    WEBHOOK_STATE,
    WEBHOOK_DISABLED_REASON,
    WEBHOOK_CREATED_TIME,
    WEBHOOK_UPDATED_TIME,
    WEBHOOK_SECRET,
    WEBHOOK_PREVIOUS_SECRET_EXPIRY_TIME,
    WEBHOOK_URL,
    WEBHOOK_DESCRIPTION,
    WEBHOOK_DATABASE_NAMES,
    WEBHOOK_TABLE_NAMES,
    WEBHOOK_CRAWLER_NAMES,
    WEBHOOK_MINIMUM_SEVERITY,
    WEBHOOK_FORMAT,
    WEBHOOK_MEMBERS
};
extern const struct shape shape_webhook;

extern const struct type type_schema_change, type_schema_change_list, type_severity;
extern const struct type type_schema_diff;
extern const struct type type_drift_event, type_drift_event_list, type_drift_event_id;
extern const struct type type_webhook, type_webhook_list, type_webhook_id, type_webhook_name;
extern const struct type type_webhook_url, type_webhook_patterns, type_webhook_secret;
extern const struct type type_alert_format, type_alert_page_size;
extern const struct type type_delivery, type_delivery_list, type_delivery_id, type_delivery_state;

#endif
