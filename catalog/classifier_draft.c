/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/classifier_draft.h"

#include "base/limits.h"
#include "catalog/grok.h"
#include "catalog/shapes_classifier.h"

enum { SHOWN_BYTES_MAX = 64 };

/* --- rules -------------------------------------------------------------------------------- */

static int check_grok(const struct value *grok, struct arena *arena, struct err *err)
{
    return grok_check(grok[GROK_CLASSIFIER_GROK_PATTERN].text,
                      grok[GROK_CLASSIFIER_CUSTOM_PATTERNS].text, arena, err);
}

/* The characters that end a name in a start tag (XML 1.0, section 3.1), or may not begin one. */
static int check_xml(const struct value *xml, struct arena *arena, struct err *err)
{
    static const char never[] = " \t\r\n<>/&='\"!?";
    struct text tag = xml[XML_CLASSIFIER_ROW_TAG].text;
    (void)arena;
    bool is_name = tag.n == 0 || text_find(TEXT("-.0123456789"), tag.p[0]) == 12;
    for (size_t i = 0; i < tag.n; i++)
        if (text_find(text_of(never), tag.p[i]) < sizeof never - 1)
            is_name = false;
    if (is_name)
        return 0;
    return err_set(err, ERR_INVALID, "RowTag: '%.*s' is no name of an XML element.",
                   TEXT_ARG(text_cut(tag, SHOWN_BYTES_MAX)));
}

/* Brackets must be closed; inside of quotes they are letters. */
static int check_json(const struct value *json, struct arena *arena, struct err *err)
{
    struct text path = json[JSON_CLASSIFIER_JSON_PATH].text;
    int depth = 0;
    char quote = 0;
    (void)arena;
    for (size_t i = 0; i < path.n && depth >= 0; i++) {
        char c = path.p[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (depth && (c == '\'' || c == '"'))
            quote = c;
        else if (c == '[' || c == ']')
            depth += c == '[' ? 1 : -1;
    }
    if (text_trim(path).n && depth == 0 && !quote)
        return 0;
    return err_set(err, ERR_INVALID, "JsonPath: '%.*s' is empty or has a bracket without another.",
                   TEXT_ARG(text_cut(path, SHOWN_BYTES_MAX)));
}

/* The list stands in the model's text of CsvClassifier$CustomDatatypes. */
static int check_csv(const struct value *csv, struct arena *arena, struct err *err)
{
    static const char *const types[] = {"BINARY", "BOOLEAN", "DATE",     "DECIMAL",
                                        "DOUBLE", "FLOAT",   "INT",      "LONG",
                                        "SHORT",  "STRING",  "TIMESTAMP"};
    const struct value *delimiter = &csv[CSV_CLASSIFIER_DELIMITER];
    const struct list *given = &csv[CSV_CLASSIFIER_CUSTOM_DATATYPES].list;
    (void)arena;
    if (delimiter->set && csv[CSV_CLASSIFIER_QUOTE_SYMBOL].set &&
        text_equal(delimiter->text, csv[CSV_CLASSIFIER_QUOTE_SYMBOL].text))
        return err_set(err, ERR_INVALID, "QuoteSymbol must differ from Delimiter.");
    for (size_t i = 0; i < given->count; i++) {
        size_t j = 0;
        while (j < COUNT(types) && !text_equal_nocase(given->items[i].text, text_of(types[j])))
            j++;
        if (j == COUNT(types))
            return err_set(err, ERR_INVALID, "CustomDatatypes: '%.*s' is no data type of Glue.",
                           TEXT_ARG(text_cut(given->items[i].text, SHOWN_BYTES_MAX)));
    }
    return 0;
}

static const struct {
    const char *member;
    const struct shape *shape;
    int (*check)(const struct value *document, struct arena *arena, struct err *err);
} KINDS[CLASSIFIER_KINDS] = {
    [CLASSIFIER_KIND_GROK] = {"GrokClassifier", &shape_grok_classifier, check_grok},
    [CLASSIFIER_KIND_XML] = {"XMLClassifier", &shape_xml_classifier, check_xml},
    [CLASSIFIER_KIND_JSON] = {"JsonClassifier", &shape_json_classifier, check_json},
    [CLASSIFIER_KIND_CSV] = {"CsvClassifier", &shape_csv_classifier, check_csv},
};

const char *classifier_kind_member(enum classifier_kind kind)
{
    return KINDS[kind].member;
}

const struct shape *classifier_kind_shape(enum classifier_kind kind)
{
    return KINDS[kind].shape;
}

/* --- documents ---------------------------------------------------------------------------- */

void classifier_draft_overlay(enum classifier_kind kind, const struct shape *request,
                              const struct value *given, struct value *document)
{
    for (size_t i = 0; i < request->count; i++) {
        int member = shape_find(KINDS[kind].shape, text_of(request->members[i].name));
        if (member >= 0 && given[i].set)
            document[member] = given[i];
    }
}

int classifier_draft_make(enum classifier_kind kind, const struct value *document,
                          struct arena *arena, struct text *tail, struct err *err)
{
    struct buf rendered;
    if (KINDS[kind].check(document, arena, err) != 0)
        return -1;
    buf_init(&rendered, LIMIT_DOCUMENT_BYTES);
    shape_encode(KINDS[kind].shape, document, &rendered);
    *tail = arena_copy(arena, buf_text(&rendered));
    buf_release(&rendered);
    return 0;
}

int classifier_tail_decode(enum classifier_kind kind, struct text tail, struct arena *arena,
                           struct value **document, struct err *err)
{
    struct text whole = arena_printf(arena, "{%.*s}", TEXT_ARG(tail));
    return shape_decode_partial(KINDS[kind].shape, whole, arena, document, err);
}
