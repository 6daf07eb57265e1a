/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "base/json_write.h"
#include "catalog/shapes_classifier.h"
#include "catalog/types.h"
#include "store/classifier.h"

/* Which member of a request holds which kind; the same in both. */
enum { WRITE_GROK_CLASSIFIER, WRITE_XML_CLASSIFIER, WRITE_JSON_CLASSIFIER, WRITE_CSV_CLASSIFIER };
static const enum classifier_kind KIND_OF[] = {
    [WRITE_GROK_CLASSIFIER] = CLASSIFIER_KIND_GROK,
    [WRITE_XML_CLASSIFIER] = CLASSIFIER_KIND_XML,
    [WRITE_JSON_CLASSIFIER] = CLASSIFIER_KIND_JSON,
    [WRITE_CSV_CLASSIFIER] = CLASSIFIER_KIND_CSV,
};

static const struct member create_classifier_request_members[] = {
    [WRITE_GROK_CLASSIFIER] = {"GrokClassifier", &type_create_grok_classifier_request},
    [WRITE_XML_CLASSIFIER] = {"XMLClassifier", &type_create_xml_classifier_request},
    [WRITE_JSON_CLASSIFIER] = {"JsonClassifier", &type_create_json_classifier_request},
    [WRITE_CSV_CLASSIFIER] = {"CsvClassifier", &type_create_csv_classifier_request},
};
static const struct shape shape_create_classifier_request =
    SHAPE("CreateClassifierRequest", create_classifier_request_members);
static const struct shape shape_create_classifier_response = {.name = "CreateClassifierResponse"};

static const struct member update_classifier_request_members[] = {
    [WRITE_GROK_CLASSIFIER] = {"GrokClassifier", &type_update_grok_classifier_request},
    [WRITE_XML_CLASSIFIER] = {"XMLClassifier", &type_update_xml_classifier_request},
    [WRITE_JSON_CLASSIFIER] = {"JsonClassifier", &type_update_json_classifier_request},
    [WRITE_CSV_CLASSIFIER] = {"CsvClassifier", &type_update_csv_classifier_request},
};
static const struct shape shape_update_classifier_request =
    SHAPE("UpdateClassifierRequest", update_classifier_request_members);
static const struct shape shape_update_classifier_response = {.name = "UpdateClassifierResponse"};

enum { GET_NAME };
static const struct member get_classifier_request_members[] = {
    [GET_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
};
static const struct shape shape_get_classifier_request =
    SHAPE("GetClassifierRequest", get_classifier_request_members);
static const struct member get_classifier_response_members[] = {
    {"Classifier", &type_classifier},
};
static const struct shape shape_get_classifier_response =
    SHAPE("GetClassifierResponse", get_classifier_response_members);

static const struct shape shape_delete_classifier_request =
    SHAPE("DeleteClassifierRequest", get_classifier_request_members);
static const struct shape shape_delete_classifier_response = {.name = "DeleteClassifierResponse"};

enum { LIST_MAX_RESULTS, LIST_NEXT_TOKEN };
static const struct member get_classifiers_request_members[] = {
    [LIST_MAX_RESULTS] = {"MaxResults", &type_page_size},
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
};
static const struct shape shape_get_classifiers_request =
    SHAPE("GetClassifiersRequest", get_classifiers_request_members);
static const struct member get_classifiers_response_members[] = {
    {"Classifiers", &type_classifier_list},
    {"NextToken", &type_token},
};
static const struct shape shape_get_classifiers_response =
    SHAPE("GetClassifiersResponse", get_classifiers_response_members);

/* --- writes ------------------------------------------------------------------------------- */

/* What a request gives: its kind, its members, and their shape. */
struct given {
    enum classifier_kind kind;
    const struct shape *shape;
    const struct value *members;
    struct text name;
};

static int find_given(struct call *call, struct given *out)
{
    size_t count = 0;
    for (size_t i = 0; i < COUNT(KIND_OF); i++) {
        const struct shape *shape = call->operation->input->members[i].type->shape;
        if (!IN(call, i)->set)
            continue;
        const struct value *members = IN(call, i)->members;
        struct text name = members[shape_find(shape, TEXT("Name"))].text;
        *out = (struct given){KIND_OF[i], shape, members, name};
        count++;
    }
    if (count == 1)
        return 0;
    return err_set(&call->err, ERR_INVALID,
                   "Exactly one of GrokClassifier, XMLClassifier, JsonClassifier and CsvClassifier "
                   "must be given, not %zu.",
                   count);
}

static int prepare_create(struct call *call)
{
    struct given given;
    struct classifier *created = ARENA_NEW(&call->arena, struct classifier);
    if (find_given(call, &given) != 0)
        return -1;
    const struct shape *shape = classifier_kind_shape(given.kind);
    struct value *document = ARENA_ARRAY(&call->arena, struct value, shape->count);
    classifier_draft_overlay(given.kind, given.shape, given.members, document);
    created->name = given.name;
    created->kind = given.kind;
    call->prepared = created;
    return classifier_draft_make(given.kind, document, &call->arena, &created->tail, &call->err);
}

static int create_classifier(struct call *call)
{
    return classifier_create(call->tx, call->prepared);
}

static int prepare_update(struct call *call)
{
    struct given *given = ARENA_NEW(&call->arena, struct given);
    call->prepared = given;
    return find_given(call, given);
}

static int update_classifier(struct call *call)
{
    const struct given *given = call->prepared;
    struct classifier found;
    struct value *document;
    struct text tail;
    if (classifier_find(call->tx, given->name, &call->arena, &found) != 0)
        return -1;
    if (found.kind != given->kind)
        return err_set(&call->err, ERR_INVALID, "Classifier %.*s is a %s and stays one.",
                       TEXT_ARG(given->name), classifier_kind_member(found.kind));
    if (classifier_tail_decode(found.kind, found.tail, &call->arena, &document, &call->err) != 0)
        return -1;
    classifier_draft_overlay(found.kind, given->shape, given->members, document);
    if (classifier_draft_make(found.kind, document, &call->arena, &tail, &call->err) != 0)
        return -1;
    return classifier_update(call->tx, &found, tail);
}

static int delete_classifier(struct call *call)
{
    return classifier_delete(call->tx, IN(call, GET_NAME)->text);
}

/* --- reads -------------------------------------------------------------------------------- */

static int get_classifier(struct call *call)
{
    buf_put(&call->reply, TEXT("{\"Classifier\":"));
    if (classifier_get(call->tx, IN(call, GET_NAME)->text, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, '}');
    return 0;
}

static int get_classifiers(struct call *call)
{
    struct page page;
    if (page_begin(call, IN(call, LIST_NEXT_TOKEN), IN(call, LIST_MAX_RESULTS), TEXT(""), &page))
        return -1;
    buf_put(&call->reply, TEXT("{\"Classifiers\":["));
    if (classifier_list(call->tx, &page, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, TEXT(""));
    buf_put_char(&call->reply, '}');
    return 0;
}

/* --- rows --------------------------------------------------------------------------------- */

const struct operation classifier_operations[CLASSIFIER_OPERATIONS] = {
    {.name = "CreateClassifier",
     .method = METHOD_POST,
     .path = "/v1/classifiers",
     .input = &shape_create_classifier_request,
     .output = &shape_create_classifier_response,
     .where = WRITE,
     .touches = TOUCHES_CLASSIFIER,
     .prepare = prepare_create,
     .run = create_classifier,
     .status = 201,
     .about = "Creates a classifier of one of the four kinds.",
     .errors = "EXISTS LIMIT"},
    {.name = "GetClassifier",
     .method = METHOD_GET,
     .path = "/v1/classifiers/{Name}",
     .input = &shape_get_classifier_request,
     .output = &shape_get_classifier_response,
     .where = INLINE,
     .touches = TOUCHES_CLASSIFIER,
     .run = get_classifier,
     .about = "Returns one classifier.",
     .errors = "NOT_FOUND"},
    {.name = "GetClassifiers",
     .method = METHOD_GET,
     .path = "/v1/classifiers",
     .input = &shape_get_classifiers_request,
     .output = &shape_get_classifiers_response,
     .where = INLINE,
     .touches = TOUCHES_CLASSIFIER,
     .run = get_classifiers,
     .page_max = 100,
     .about = "Lists classifiers by name."},
    {.name = "UpdateClassifier",
     .method = METHOD_PATCH,
     .path = "/v1/classifiers",
     .input = &shape_update_classifier_request,
     .output = &shape_update_classifier_response,
     .where = WRITE,
     .touches = TOUCHES_CLASSIFIER,
     .prepare = prepare_update,
     .run = update_classifier,
     .about = "Changes the given members of a classifier; its kind stays.",
     .errors = "NOT_FOUND"},
    {.name = "DeleteClassifier",
     .method = METHOD_DELETE,
     .path = "/v1/classifiers/{Name}",
     .input = &shape_delete_classifier_request,
     .output = &shape_delete_classifier_response,
     .where = WRITE,
     .touches = TOUCHES_CLASSIFIER,
     .run = delete_classifier,
     .status = 204,
     .about = "Deletes a classifier; crawlers that name it go on without it.",
     .errors = "NOT_FOUND"},
};
