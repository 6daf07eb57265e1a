/* SPDX-License-Identifier: Apache-2.0 */
#include "alerts/format.h"

static const struct alert_format formats[] = {
    {"STANDARD_WEBHOOKS", "application/json", alert_render_standard},
};

const struct alert_format *alert_format_find(struct text name)
{
    for (size_t i = 0; i < COUNT(formats); i++)
        if (name.n == 0 || text_is(name, formats[i].name))
            return &formats[i];
    return NULL;
}
