/* SPDX-License-Identifier: Apache-2.0 */
#include "lake/s3_xml.h"

#include <limits.h>

#include <expat.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/encode.h"
#include "base/limits.h"
#include "base/memory.h"

enum element {
    NOTHING, /* outside of the root */
    FOREIGN, /* what we do not read, and all in it */
    ERROR_RESPONSE,
    ERROR_ROOT,
    ERROR_CODE,
    ERROR_MESSAGE,
    ERROR_REGION,
    LISTING,
    IS_TRUNCATED,
    NEXT_TOKEN,
    ENCODING_TYPE,
    OBJECT,
    OBJECT_KEY,
    OBJECT_MODIFIED,
    OBJECT_ETAG,
    OBJECT_BYTES,
    OBJECT_CLASS,
    FOLDER,
    FOLDER_PREFIX,
    SESSION_ROOT,
    SESSION_RESULT,
    SESSION,
    SESSION_ID,
    SESSION_SECRET,
    SESSION_TOKEN,
    SESSION_EXPIRATION,
};

/* Which element may stand in which. STS wraps its errors in one more element than S3. */
static const struct {
    enum element parent;
    const char *name;
    enum element element;
} ELEMENTS[] = {
    {NOTHING, "Error", ERROR_ROOT},
    {NOTHING, "ErrorResponse", ERROR_RESPONSE},
    {ERROR_RESPONSE, "Error", ERROR_ROOT},
    {ERROR_ROOT, "Code", ERROR_CODE},
    {ERROR_ROOT, "Message", ERROR_MESSAGE},
    {ERROR_ROOT, "Region", ERROR_REGION},
    {NOTHING, "ListBucketResult", LISTING},
    {LISTING, "IsTruncated", IS_TRUNCATED},
    {LISTING, "NextContinuationToken", NEXT_TOKEN},
    {LISTING, "EncodingType", ENCODING_TYPE},
    {LISTING, "Contents", OBJECT},
    {OBJECT, "Key", OBJECT_KEY},
    {OBJECT, "LastModified", OBJECT_MODIFIED},
    {OBJECT, "ETag", OBJECT_ETAG},
    {OBJECT, "Size", OBJECT_BYTES},
    {OBJECT, "StorageClass", OBJECT_CLASS},
    {LISTING, "CommonPrefixes", FOLDER},
    {FOLDER, "Prefix", FOLDER_PREFIX},
    {NOTHING, "AssumeRoleWithWebIdentityResponse", SESSION_ROOT},
    {SESSION_ROOT, "AssumeRoleWithWebIdentityResult", SESSION_RESULT},
    {SESSION_RESULT, "Credentials", SESSION},
    {SESSION, "AccessKeyId", SESSION_ID},
    {SESSION, "SecretAccessKey", SESSION_SECRET},
    {SESSION, "SessionToken", SESSION_TOKEN},
    {SESSION, "Expiration", SESSION_EXPIRATION},
};

enum { DEPTH_MAX = 16, TEXT_BYTES_MAX = 3 * LIMIT_OBJECT_KEY_BYTES };

struct reader {
    XML_Parser parser;
    struct arena *arena;
    struct s3_answer *out;
    struct err *err;
    struct lake_object *objects;
    struct lake_folder *folders;
    size_t object_count, folder_count;
    struct text encoding_type;
    bool truncated;
    struct buf text;
    unsigned depth;
    enum element path[DEPTH_MAX];
};

static void fail(struct reader *r, const char *why)
{
    err_set(r->err, ERR_IO, "the store's XML cannot be read: %s", why);
    XML_StopParser(r->parser, XML_FALSE);
}

static enum element here(const struct reader *r)
{
    return r->depth == 0 ? NOTHING : r->path[r->depth - 1];
}

static enum element find_element(enum element parent, const char *name)
{
    for (size_t i = 0; i < COUNT(ELEMENTS); i++)
        if (ELEMENTS[i].parent == parent && text_equal(text_of(ELEMENTS[i].name), text_of(name)))
            return ELEMENTS[i].element;
    return FOREIGN;
}

/* Room for a whole page is made at once when the first entry comes. */
static void begin_entry(struct reader *r, enum element element)
{
    if (!r->objects) {
        r->objects = ARENA_ARRAY(r->arena, struct lake_object, LIMIT_LAKE_PAGE_ENTRIES);
        r->folders = ARENA_ARRAY(r->arena, struct lake_folder, LIMIT_LAKE_PAGE_ENTRIES);
    }
    if (r->object_count + r->folder_count == LIMIT_LAKE_PAGE_ENTRIES)
        fail(r, "a page holds more entries than were asked for");
    else if (element == OBJECT)
        r->object_count++;
    else
        r->folder_count++;
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct reader *r = context;
    (void)attributes;
    if (r->depth == DEPTH_MAX) {
        fail(r, "it is nested too deep");
        return;
    }
    enum element element = find_element(here(r), name);
    static const enum s3_answer_kind kinds[] = {[ERROR_ROOT] = S3_ANSWER_ERROR,
                                                [LISTING] = S3_ANSWER_LISTING,
                                                [SESSION_ROOT] = S3_ANSWER_SESSION};
    if (element < COUNT(kinds) && kinds[element] != S3_ANSWER_OTHER)
        r->out->kind = kinds[element];
    r->path[r->depth++] = element;
    buf_clear(&r->text);
    if (element == OBJECT || element == FOLDER)
        begin_entry(r, element);
}

static void on_text(void *context, const XML_Char *p, int n)
{
    struct reader *r = context;
    if (here(r) == FOREIGN || here(r) == NOTHING)
        return;
    buf_put(&r->text, (struct text){p, (size_t)n});
    if (buf_over(&r->text))
        fail(r, "a text in it is too long");
}

static struct text *object_text(struct reader *r, size_t offset)
{
    return (struct text *)((char *)&r->objects[r->object_count - 1] + offset);
}

/* Where the text of an element goes; NULL where it is no plain text. */
static struct text *target_of(struct reader *r, enum element element)
{
    struct s3_answer *out = r->out;
    switch (element) {
    case ERROR_CODE:
        return &out->error.code;
    case ERROR_MESSAGE:
        return &out->error.message;
    case ERROR_REGION:
        return &out->error.region;
    case NEXT_TOKEN:
        return &out->listing.next_token;
    case ENCODING_TYPE:
        return &r->encoding_type;
    case OBJECT_KEY:
        return object_text(r, offsetof(struct lake_object, key));
    case OBJECT_ETAG:
        return object_text(r, offsetof(struct lake_object, etag));
    case OBJECT_CLASS:
        return object_text(r, offsetof(struct lake_object, storage_class));
    case FOLDER_PREFIX:
        return &r->folders[r->folder_count - 1].key;
    case SESSION_ID:
        return &out->session.access_key_id;
    case SESSION_SECRET:
        return &out->session.secret_key;
    case SESSION_TOKEN:
        return &out->session.session_token;
    case SESSION_EXPIRATION:
        return &out->session.expiration;
    case NOTHING:
    case FOREIGN:
    case ERROR_RESPONSE:
    case ERROR_ROOT:
    case LISTING:
    case IS_TRUNCATED:
    case OBJECT:
    case OBJECT_MODIFIED:
    case OBJECT_BYTES:
    case FOLDER:
    case SESSION_ROOT:
    case SESSION_RESULT:
    case SESSION:
        break;
    }
    return NULL;
}

static void take_bytes(struct reader *r, struct text text)
{
    int64_t bytes;
    if (!text_to_int64(text, &bytes) || bytes < 0)
        fail(r, "a <Size> is not a number");
    else
        r->objects[r->object_count - 1].bytes = (uint64_t)bytes;
}

static void on_end(void *context, const XML_Char *name)
{
    struct reader *r = context;
    (void)name;
    enum element element = here(r);
    struct text *target = target_of(r, element);
    if (target)
        *target = arena_copy(r->arena, buf_text(&r->text));
    else if (element == IS_TRUNCATED)
        r->truncated = text_is(text_trim(buf_text(&r->text)), "true");
    else if (element == OBJECT_BYTES)
        take_bytes(r, text_trim(buf_text(&r->text)));
    else if (element == OBJECT_MODIFIED &&
             !date_decode_iso8601(text_trim(buf_text(&r->text)),
                                  &r->objects[r->object_count - 1].modified_ms))
        r->objects[r->object_count - 1].modified_ms = 0;
    buf_clear(&r->text);
    r->depth--;
    if (arena_over(r->arena))
        fail(r, "it is too large");
}

static void on_doctype(void *context, const XML_Char *name, const XML_Char *system,
                       const XML_Char *public, int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    fail(context, "it declares a document type");
}

static int parse(struct reader *r, struct text xml)
{
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    if (xml.n > INT_MAX)
        return err_set(r->err, ERR_IO, "the store's XML cannot be read: it is too large");
    if (XML_Parse(r->parser, xml.p, (int)xml.n, 1) == XML_STATUS_OK)
        return 0;
    return err_set(r->err, ERR_IO, "the store's XML cannot be read: %s in line %lu",
                   XML_ErrorString(XML_GetErrorCode(r->parser)),
                   XML_GetCurrentLineNumber(r->parser));
}

/* Brings a key to its plain form and cuts the prefix off for the name. False where that cannot be
 * done. */
static bool read_key(struct reader *r, struct text prefix, struct text *key, struct text *name)
{
    if (!key->p)
        return false; /* the entry names none */
    if (text_is(r->encoding_type, "url")) {
        struct buf plain;
        buf_init(&plain, TEXT_BYTES_MAX);
        bool ok = decode_form(&plain, *key);
        *key = arena_copy(r->arena, buf_text(&plain));
        buf_release(&plain);
        if (!ok)
            return false;
    }
    if (key->n > LIMIT_OBJECT_KEY_BYTES || !text_is_utf8(*key) || text_find(*key, '\0') < key->n ||
        !text_starts_with(*key, prefix))
        return false;
    /* The name begins behind the last slash of the prefix: a prefix may end inside of a name. */
    size_t begin = prefix.n;
    while (begin > 0 && prefix.p[begin - 1] != '/')
        begin--;
    *name = (struct text){key->p + begin, key->n - begin};
    return true;
}

static void finish_objects(struct reader *r, struct text prefix, struct lake_page *page)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->object_count; i++) {
        struct lake_object object = r->objects[i];
        if (read_key(r, prefix, &object.key, &object.name))
            r->objects[kept++] = object;
    }
    page->unreadable += r->object_count - kept;
    page->objects = r->objects;
    page->object_count = kept;
}

static void finish_folders(struct reader *r, struct text prefix, struct lake_page *page)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->folder_count; i++) {
        struct lake_folder folder = r->folders[i];
        if (!read_key(r, prefix, &folder.key, &folder.name) ||
            !text_ends_with(folder.name, TEXT("/")))
            continue;
        folder.name.n--;
        r->folders[kept++] = folder;
    }
    page->unreadable += r->folder_count - kept;
    page->folders = r->folders;
    page->folder_count = kept;
}

int s3_xml_decode(struct text xml, struct text prefix, struct arena *a, struct s3_answer *out,
                  struct err *e)
{
    struct reader r = {.arena = a, .out = out, .err = e};
    *out = (struct s3_answer){.kind = S3_ANSWER_OTHER};
    buf_init(&r.text, TEXT_BYTES_MAX);
    r.parser = XML_ParserCreate(NULL);
    if (!r.parser)
        memory_exhausted(0);
    int result = parse(&r, xml);
    XML_ParserFree(r.parser);
    buf_release(&r.text);
    if (result < 0 || out->kind != S3_ANSWER_LISTING)
        return result;
    struct s3_listing *listing = &out->listing;
    finish_objects(&r, prefix, &listing->page);
    finish_folders(&r, prefix, &listing->page);
    listing->page.last = !r.truncated;
    if (r.truncated && listing->next_token.n == 0)
        return err_set(e, ERR_IO,
                       "the store's listing is truncated, but names no token for the next page");
    return 0;
}
