/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/lake/recorder.h"

#include <assert.h>
#include <stdio.h>

void recorder_init(struct recorder *r)
{
    *r = (struct recorder){.entries = 0};
    buf_init(&r->names, 64 << 20);
    buf_init(&r->bytes, 64 << 20);
    buf_init(&r->etag, 4096);
}

void recorder_release(struct recorder *r)
{
    buf_release(&r->names);
    buf_release(&r->bytes);
    buf_release(&r->etag);
}

void recorder_clear(struct recorder *r)
{
    size_t pages_wanted = r->pages_wanted;
    recorder_release(r);
    recorder_init(r);
    r->pages_wanted = pages_wanted;
}

static void record_error(struct recorder *r, const struct err *e)
{
    r->err = *e;
    r->errors++;
    r->ended = true;
}

static void keep_etag(struct recorder *r, struct text etag)
{
    buf_clear(&r->etag);
    buf_put(&r->etag, etag);
}

bool record_page(void *context, const struct lake_page *page, struct err *e)
{
    struct recorder *r = context;
    assert(!r->ended);
    r->answers++;
    if (!page) {
        record_error(r, e);
        return false;
    }
    r->pages++;
    r->entries += page->folder_count + page->object_count;
    r->unreadable += page->unreadable;
    r->ended = page->last;
    for (size_t i = 0; i < page->folder_count; i++) {
        buf_put(&r->names, page->folders[i].name);
        buf_put_string(&r->names, "/ ");
    }
    for (size_t i = 0; i < page->object_count; i++) {
        const struct lake_object *object = &page->objects[i];
        buf_put(&r->names, object->name);
        buf_put_char(&r->names, ' ');
        r->object_bytes = object->bytes;
        r->modified_ms = object->modified_ms;
        keep_etag(r, object->etag);
    }
    return r->pages_wanted == 0 || r->pages < r->pages_wanted;
}

void record_content(void *context, const struct lake_content *content, struct err *e)
{
    struct recorder *r = context;
    assert(!r->ended);
    r->answers++;
    if (!content) {
        record_error(r, e);
        return;
    }
    r->ended = true;
    r->object_bytes = content->object_bytes;
    buf_clear(&r->bytes);
    buf_put(&r->bytes, content->bytes);
    keep_etag(r, content->etag);
}

void record_put(void *context, struct err *e)
{
    struct recorder *r = context;
    assert(!r->ended);
    r->answers++;
    r->ended = true;
    if (e->code != ERR_NONE)
        record_error(r, e);
}

static struct location location(const char *text)
{
    struct location out;
    struct err e = {0};
    if (location_decode(&out, text_of(text), &e) < 0)
        printf("%s: %s\n", text, e.text);
    return out;
}

static enum err_code wait(const struct recorder *r, struct lake *lake)
{
    while (lake_unfinished(lake) > 0)
        lake_step(lake, 1000);
    return r->err.code;
}

enum err_code recorded_list(struct recorder *r, struct lake *lake, const char *at)
{
    struct location folder = location(at);
    recorder_clear(r);
    lake_list(lake, &folder, record_page, r);
    return wait(r, lake);
}

enum err_code recorded_read(struct recorder *r, struct lake *lake, const char *at,
                            const struct lake_read *read)
{
    struct lake_read whole = *read;
    whole.object = location(at);
    recorder_clear(r);
    lake_read(lake, &whole, record_content, r);
    return wait(r, lake);
}

enum err_code recorded_put(struct recorder *r, struct lake *lake, const char *at, struct text bytes,
                           bool only_new)
{
    const struct lake_put put = {location(at), bytes, only_new};
    recorder_clear(r);
    lake_put(lake, &put, record_put, r);
    return wait(r, lake);
}

bool recorded(const struct recorder *r, const char *want)
{
    if (text_is(buf_text(&r->names), want))
        return true;
    printf("listed '%.*s', not '%s'\n", TEXT_ARG(buf_text(&r->names)), want);
    return false;
}
