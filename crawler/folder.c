/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/folder.h"

#include <string.h>

#include "base/buf.h"
#include "base/encode.h"
#include "crawler/schema.h"

void tree_init(struct tree *t, struct arena *arena)
{
    t->arena = arena;
    t->root = ARENA_NEW(arena, struct folder);
    t->root->known_levels = FOLDER_NOT_KNOWN;
    t->folders = 1;
    t->files = t->bytes = t->skipped_n = 0;
    memset(t->recent, 0, sizeof t->recent);
}

void folder_skip(struct tree *t, struct folder *f, struct text name, struct text reason)
{
    if (!f->skipped)
        f->skipped = ARENA_ARRAY(t->arena, struct skipped, FOLDER_SKIPPED_SHOWN);
    if (f->skipped_n < FOLDER_SKIPPED_SHOWN)
        f->skipped[f->skipped_n] =
            (struct skipped){arena_copy(t->arena, name), arena_copy(t->arena, reason)};
    f->skipped_n++;
    t->skipped_n++;
}

/* --- what is left alone ------------------------------------------------------------------- */

/* Names that are left alone, for folders and files. */
static struct text reason_of_name(struct text name)
{
    bool is_key = text_find(name, '=') < name.n;
    if (text_ends_with(name, TEXT("_$folder$")))
        return TEXT("it is a folder marker");
    if (name.n && name.p[0] == '.')
        return TEXT("its name begins with '.'");
    if (name.n && name.p[0] == '_' && !is_key)
        return TEXT("its name begins with '_'");
    return TEXT("");
}

static struct text reason_of_file(const struct listed_file *file)
{
    static const char *const archived[] = {"GLACIER", "DEEP_ARCHIVE"};
    if (!file->name.n)
        return TEXT("it is a folder marker");
    struct text reason = reason_of_name(file->name);
    if (reason.n)
        return reason;
    if (!file->bytes)
        return TEXT("it is empty");
    for (size_t i = 0; i < COUNT(archived); i++) {
        if (text_is(file->storage_class, archived[i]))
            return TEXT("its storage class cannot be read without restoring it first");
    }
    return TEXT("");
}

static struct text excluded_by(const struct tree *t, struct text path, bool is_folder)
{
    for (size_t i = 0; i < t->exclusions_n; i++) {
        const struct glob *g = &t->exclusions[i];
        if (is_folder ? glob_covers(g, path) : glob_matches(g, path))
            return arena_printf(t->arena, "it is excluded by '%.*s'",
                                TEXT_ARG(text_cut(g->pattern, 128)));
    }
    return TEXT("");
}

/* --- folders ------------------------------------------------------------------------------ */

static struct folder *append(struct tree *t, struct folder *parent, struct text path)
{
    struct folder *f = ARENA_NEW(t->arena, struct folder);
    f->path = path;
    f->name = (struct text){path.p + parent->path.n, path.n - parent->path.n - 1};
    f->parent = parent;
    f->depth = parent->depth + 1;
    f->known_levels = FOLDER_NOT_KNOWN;
    if (parent->last)
        parent->last->next = f;
    else
        parent->first = f;
    parent->last = f;
    t->folders++;
    return f;
}

/* Folders by which table formats are known. */
static struct text format_of_folder(struct text name)
{
    if (text_is(name, "_delta_log"))
        return TEXT("a Delta Lake table");
    return text_is(name, ".hoodie") ? TEXT("a Hudi table") : TEXT("");
}

int tree_add_folder(struct tree *t, struct folder *parent, struct text name, struct folder **out,
                    struct err *err)
{
    *out = NULL;
    struct text path = arena_printf(t->arena, "%.*s%.*s/", TEXT_ARG(parent->path), TEXT_ARG(name));
    struct text reason = name.n ? reason_of_name(name) : TEXT("its name is empty");
    struct text foreign = format_of_folder(name);
    if (foreign.n)
        parent->foreign = foreign;
    if (!reason.n && !text_is_utf8(name))
        reason = TEXT("its name is not UTF-8");
    if (!reason.n && parent->depth >= t->limits.depth_max)
        reason = TEXT("it lies too deep");
    if (!reason.n)
        reason = excluded_by(t, path, true);
    if (reason.n) {
        folder_skip(t, parent, (struct text){path.p + parent->path.n, name.n + 1}, reason);
        return 0;
    }
    if (t->folders >= t->limits.folders_max)
        return err_set(err, ERR_LIMIT, "The target has more than %zu folders.",
                       t->limits.folders_max);
    *out = append(t, parent, path);
    return 0;
}

void tree_leave_foreign(struct tree *t)
{
    for (struct folder *f = t->root; f; f = folder_next(f)) {
        if (f->parent && f->parent->foreign.n)
            f->foreign = f->parent->foreign;
        if (f->foreign.n)
            f->samples_n = 0;
    }
}

struct folder *tree_find(const struct tree *t, struct text path)
{
    struct folder *f = t->root;
    while (f && f->path.n < path.n) {
        struct folder *child = f->first;
        while (child && !text_starts_with(path, child->path))
            child = child->next;
        f = child;
    }
    return f && text_equal(f->path, path) ? f : NULL;
}

struct folder *folder_next(const struct folder *f)
{
    if (f->first)
        return f->first;
    while (f && !f->next)
        f = f->parent;
    return f ? f->next : NULL;
}

const struct folder *folder_behind(const struct folder *f)
{
    while (f && !f->next)
        f = f->parent;
    return f ? f->next : NULL;
}

/* --- files -------------------------------------------------------------------------------- */

/* Puts a text into memory that a sample has already, where it fits. */
static void keep_text(struct tree *t, struct text *kept, size_t *room, struct text now)
{
    if (now.n > *room) {
        *kept = arena_copy(t->arena, now);
        *room = now.n;
        return;
    }
    if (now.n)
        memcpy((char *)kept->p, now.p, now.n);
    kept->n = now.n;
}

static struct sample_file *oldest_sample(struct folder *f)
{
    struct sample_file *oldest = &f->samples[0];
    for (size_t i = 1; i < f->samples_n; i++) {
        if (f->samples[i].modified_ms < oldest->modified_ms)
            oldest = &f->samples[i];
    }
    return oldest;
}

static struct sample_file *new_sample(struct tree *t, struct folder *f)
{
    if (f->samples_n == f->samples_room) {
        size_t room = f->samples_room ? 4 * f->samples_room : 1;
        room = room < t->limits.samples_max ? room : t->limits.samples_max;
        struct sample_file *samples = ARENA_ARRAY(t->arena, struct sample_file, room);
        if (f->samples_n)
            memcpy(samples, f->samples, f->samples_n * sizeof *samples);
        f->samples = samples;
        f->samples_room = room;
    }
    return &f->samples[f->samples_n++];
}

static void keep_sample(struct tree *t, struct folder *f, const struct listed_file *file)
{
    struct sample_file *s;
    if (f->samples_n < t->limits.samples_max)
        s = new_sample(t, f);
    else if ((s = oldest_sample(f))->modified_ms >= file->modified_ms)
        return;
    keep_text(t, &s->name, &s->name_room, file->name);
    keep_text(t, &s->etag, &s->etag_room, file->etag);
    s->bytes = file->bytes;
    s->modified_ms = file->modified_ms;
}

/* Millions of files may be asked about, so their paths do not stay in the arena. */
static struct text file_excluded_by(struct tree *t, const struct folder *f, struct text name)
{
    struct buf path;
    if (!t->exclusions_n)
        return TEXT("");
    buf_init(&path, f->path.n + name.n);
    buf_put(&path, f->path);
    buf_put(&path, name);
    struct text reason = excluded_by(t, buf_text(&path), false);
    buf_release(&path);
    return reason;
}

void tree_add_file(struct tree *t, struct folder *f, const struct listed_file *file)
{
    struct text reason = reason_of_file(file);
    if (!reason.n && !text_is_utf8(file->name))
        reason = TEXT("its name is not UTF-8");
    if (!reason.n)
        reason = file_excluded_by(t, f, file->name);
    if (reason.n) {
        folder_skip(t, f, file->name, reason);
        return;
    }
    if (f->parent && text_is(f->name, "metadata") &&
        text_ends_with(file->name, TEXT(".metadata.json")))
        f->parent->foreign = TEXT("an Iceberg table");
    f->files++;
    f->bytes += file->bytes;
    t->files++;
    t->bytes += file->bytes;
    if (file->modified_ms > f->newest_ms)
        f->newest_ms = file->modified_ms;
    keep_sample(t, f, file);
}

/* --- names as partitions ------------------------------------------------------------------ */

bool folder_key(const struct folder *f, struct arena *a, struct text *key, struct text *value)
{
    size_t at = text_find(f->name, '=');
    if (at == 0 || at == f->name.n)
        return false;
    *key = column_name_clean((struct text){f->name.p, at}, a);
    struct text raw = {f->name.p + at + 1, f->name.n - at - 1};
    struct buf decoded;
    buf_init(&decoded, raw.n);
    bool ok = decode_percent(&decoded, raw) && text_is_utf8(buf_text(&decoded));
    *value = arena_copy(a, ok ? buf_text(&decoded) : raw);
    buf_release(&decoded);
    return key->n > 0;
}

bool folder_is_value(const struct folder *f)
{
    bool has_digit = false;
    for (size_t i = 0; i < f->name.n; i++) {
        char c = f->name.p[i];
        bool digit = c >= '0' && c <= '9';
        if (!digit && (i == 0 || !strchr("-_.:TZ", c)))
            return false;
        has_digit |= digit;
    }
    return has_digit;
}
