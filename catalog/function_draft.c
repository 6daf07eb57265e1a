/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/function_draft.h"

#include "base/buf.h"
#include "base/limits.h"
#include "catalog/shapes_function.h"

/* What the service model says of functions that Lake Formation governs. */
enum { GOVERNED_URIS_MAX = 10 };

static bool is_under(struct text uri, struct text folder)
{
    return uri.n >= folder.n && text_equal((struct text){uri.p, folder.n}, folder) &&
           (uri.n == folder.n || folder.p[folder.n - 1] == '/' || uri.p[folder.n] == '/');
}

static const char *why_ungovernable(const struct value *input)
{
    struct text folder = input[USER_DEFINED_FUNCTION_INPUT_ARTIFACT_LOCATION].text;
    const struct list *uris = &input[USER_DEFINED_FUNCTION_INPUT_RESOURCE_URIS].list;
    if (!folder.n)
        return "ArtifactLocation is required when GovernanceMode is LAKE_FORMATION";
    if (uris->count < 1 || uris->count > GOVERNED_URIS_MAX)
        return "ResourceUris must hold 1 to 10 when GovernanceMode is LAKE_FORMATION";
    for (size_t i = 0; i < uris->count; i++)
        if (!is_under(uris->items[i].members[RESOURCE_URI_URI].text, folder))
            return "Every resource URI must be under ArtifactLocation";
    return NULL;
}

/* False where it is larger than a document may be. */
static bool render(const struct value *input, size_t left_out, struct arena *arena,
                   struct text *out)
{
    struct buf tail;
    buf_init(&tail, LIMIT_DOCUMENT_BYTES);
    shape_encode_less(&shape_user_defined_function_input, input, left_out, &tail);
    bool fits = !buf_over(&tail);
    *out = arena_copy(arena, buf_text(&tail));
    buf_release(&tail);
    return fits;
}

/* The service model: when a resource was last modified is answered, never taken. */
static void forget_times(const struct list *uris)
{
    for (size_t i = 0; i < uris->count; i++)
        uris->items[i].members[RESOURCE_URI_LAST_MODIFIED].set = false;
}

int function_draft_make(struct value *input, struct arena *arena, struct function_draft *out,
                        struct err *err)
{
    *out = (struct function_draft){.name = input[USER_DEFINED_FUNCTION_INPUT_FUNCTION_NAME].text,
                                   .type = input[USER_DEFINED_FUNCTION_INPUT_FUNCTION_TYPE].text,
                                   .governance =
                                       input[USER_DEFINED_FUNCTION_INPUT_GOVERNANCE_MODE].text,
                                   .ungovernable = why_ungovernable(input)};
    forget_times(&input[USER_DEFINED_FUNCTION_INPUT_RESOURCE_URIS].list);
    bool fits =
        render(input, USER_DEFINED_FUNCTION_INPUT_GOVERNANCE_MODE, arena, &out->tail) &&
        render(input, USER_DEFINED_FUNCTION_INPUT_ARTIFACT_LOCATION, arena, &out->plain_tail);
    return fits ? 0
                : err_set(err, ERR_TOO_LARGE, "The function's document is larger than %d bytes.",
                          LIMIT_DOCUMENT_BYTES);
}
