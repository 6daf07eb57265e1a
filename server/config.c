/* SPDX-License-Identifier: Apache-2.0
 * Reading the four places in the order of their weight, the lightest first, so that each overwrites
 * the one before. */
#include "server/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    CONFIG_FILE_BYTES_MAX = 256 << 10,
    CONFIG_ARENA_BYTES_MAX = 1 << 20,
    NAME_BYTES_MAX = 64,
    ORIGIN_BYTES_MAX = 4200
};

static const struct option_row *find_row(struct text name)
{
    for (size_t i = 0; i < option_rows_count; i++)
        if (text_is(name, option_rows[i].name))
            return &option_rows[i];
    return NULL;
}

/* Sets an option and says in the error which one, from where, with which value. Secrets are not
 * repeated. */
static int set_from(struct config *config, const struct option_row *row, struct text value,
                    const char *origin, struct err *err)
{
    if (option_set(config, row, value, err) == 0)
        return 0;
    struct text shown = row->places == ENVIRONMENT_ONLY ? TEXT("...") : text_cut(value, 200);
    return err_wrap(err, "%s: \"%.*s\"", origin, TEXT_ARG(shown));
}

/* A list that a weightier place names replaces the lighter one and is not joined to it. */
static void forget_list(struct config *config, const struct option_row *row)
{
    if (row->kind == OPTION_CIDRS)
        *(const char **)((char *)config + row->offset) = NULL;
}

static int load_defaults(struct config *config, struct err *err)
{
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->fallback && set_from(config, row, text_of(row->fallback), row->name, err) != 0)
            return -1;
    }
    return 0;
}

/* "webhook-allow" as "PROPOLIS_WEBHOOK_ALLOW". */
static void variable_of(const struct option_row *row, char out[NAME_BYTES_MAX])
{
    static const char prefix[] = "PROPOLIS_";
    size_t n = sizeof prefix - 1;
    memcpy(out, prefix, n);
    for (const char *p = row->name; *p && n < NAME_BYTES_MAX - 1; p++)
        out[n++] = (char)(*p == '-' ? '_' : *p >= 'a' && *p <= 'z' ? *p - ('a' - 'A') : *p);
    out[n] = '\0';
}

static const char *find_variable(const char *const *environment, const char *name)
{
    size_t n = strlen(name);
    for (; environment && *environment; environment++)
        if (strncmp(*environment, name, n) == 0 && (*environment)[n] == '=')
            return *environment + n + 1;
    return NULL;
}

static int load_environment(struct config *config, const struct command_line *line, struct err *err)
{
    char name[NAME_BYTES_MAX];
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->places == COMMAND_LINE_ONLY || !(row->commands & line->command))
            continue;
        variable_of(row, name);
        const char *value = find_variable(line->environment, name);
        if (!value || !*value)
            continue;
        forget_list(config, row);
        if (set_from(config, row, text_of(value), name, err) != 0)
            return -1;
    }
    return 0;
}

static int read_file(const char *path, struct buf *out, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = 0;
    if (fd < 0)
        return err_set(err, ERR_INVALID, "--config: %s cannot be opened: %s", path,
                       strerror(errno));
    for (char *p; (p = buf_reserve(out, 4096)) && (n = read(fd, p, 4096)) > 0;)
        buf_wrote(out, (size_t)n);
    close(fd);
    if (n < 0)
        return err_set(err, ERR_INVALID, "--config: %s cannot be read: %s", path, strerror(errno));
    if (buf_over(out))
        return err_set(err, ERR_INVALID, "--config: %s is larger than %d bytes", path,
                       CONFIG_FILE_BYTES_MAX);
    return 0;
}

static int load_line(struct config *config, struct text text, const char *origin, unsigned *seen,
                     struct err *err)
{
    struct text value = text, name = text_trim(text_split(&value, '='));
    const struct option_row *row = find_row(name);
    if (!value.p)
        return err_set(err, ERR_INVALID, "%s: a line is `option = value`", origin);
    if (!row || row->places != EVERYWHERE)
        return err_set(err, ERR_INVALID, "%s: \"%.*s\" is not an option for a file", origin,
                       TEXT_ARG(text_cut(name, NAME_BYTES_MAX)));
    if (!*seen)
        forget_list(config, row);
    *seen |= row->kind == OPTION_CIDRS;
    if (set_from(config, row, text_trim(value), row->name, err) == 0)
        return 0;
    return err_wrap(err, "%s", origin);
}

static int load_file(struct config *config, const char *path, struct err *err)
{
    struct buf content;
    buf_init(&content, CONFIG_FILE_BYTES_MAX);
    int result = read_file(path, &content, err);
    struct text rest = buf_text(&content);
    unsigned seen = 0;
    for (int number = 1; result == 0 && rest.p; number++) {
        struct text line = text_trim(text_split(&rest, '\n'));
        char origin[ORIGIN_BYTES_MAX];
        snprintf(origin, sizeof origin, "%s line %d", path, number);
        if (line.n > 0 && line.p[0] != '#')
            result = load_line(config, line, origin, &seen, err);
    }
    buf_release(&content);
    return result;
}

/* One argument that begins with a hyphen; there are no options of one letter but -h. Moves `*at`
 * over a value that stands apart. */
static int load_argument(struct config *config, const struct command_line *line, size_t *at,
                         uint64_t *seen, struct err *err)
{
    char origin[NAME_BYTES_MAX + 4];
    const char *argument = line->arguments[*at];
    bool is_long = argument[1] == '-';
    struct text value = text_of(argument + (is_long ? 2 : 1)), name = text_split(&value, '=');
    const struct option_row *row = is_long ? find_row(name) : NULL;
    if (!row || !(row->commands & line->command) || row->places == ENVIRONMENT_ONLY)
        return err_set(
            err, ERR_INVALID, "%.*s is not an option of this command",
            TEXT_ARG(text_cut((struct text){argument, (size_t)(name.p - argument) + name.n},
                              NAME_BYTES_MAX)));
    snprintf(origin, sizeof origin, "--%s", row->name);
    if (!value.p && row->kind == OPTION_FLAG)
        value = TEXT("true");
    else if (!value.p && *at + 1 == line->arguments_count)
        return err_set(err, ERR_INVALID, "%s: %s is missing", origin, row->argument);
    else if (!value.p)
        value = text_of(line->arguments[++*at]);
    if (!(*seen & UINT64_C(1) << (row - option_rows)))
        forget_list(config, row);
    *seen |= UINT64_C(1) << (row - option_rows);
    return set_from(config, row, value, origin, err);
}

static bool is_config_argument(const struct command_line *line, size_t at, struct text *path)
{
    struct text value = text_of(line->arguments[at]);
    struct text name = text_split(&value, '=');
    if (!text_is(name, "--config"))
        return false;
    *path = value.p                          ? value
            : at + 1 < line->arguments_count ? text_of(line->arguments[at + 1])
                                             : (struct text){NULL, 0};
    return true;
}

/* The file that the command line or the environment names, or NULL. */
static int find_file(const struct command_line *line, const char **path, struct err *err)
{
    struct text found;
    *path = find_variable(line->environment, "PROPOLIS_CONFIG");
    for (size_t i = 0; i < line->arguments_count && strcmp(line->arguments[i], "--") != 0; i++) {
        if (!is_config_argument(line, i, &found))
            continue;
        if (found.n == 0)
            return err_set(err, ERR_INVALID, "--config: FILE is missing");
        *path = found.p;
    }
    return 0;
}

static int load_command_line(struct config *config, struct command_line *line, struct err *err)
{
    uint64_t seen = 0;
    const char **operands = ARENA_ARRAY(&config->arena, const char *, line->arguments_count + 1);
    bool only_operands = false;
    line->operands = operands;
    line->operands_count = 0;
    for (size_t i = 0; i < line->arguments_count; i++) {
        const char *argument = line->arguments[i];
        struct text path;
        if (only_operands || argument[0] != '-' || argument[1] == '\0')
            operands[line->operands_count++] = argument;
        else if (strcmp(argument, "--") == 0)
            only_operands = true;
        else if (is_config_argument(line, i, &path))
            i += strchr(argument, '=') == NULL;
        else if (load_argument(config, line, &i, &seen, err) != 0)
            return -1;
    }
    return 0;
}

int config_load(struct config *config, struct command_line *line, struct err *err)
{
    const char *path;
    *config = (struct config){0};
    arena_init(&config->arena, CONFIG_ARENA_BYTES_MAX, NULL);
    if (load_defaults(config, err) != 0 || find_file(line, &path, err) != 0 ||
        (path && *path && load_file(config, path, err) != 0) ||
        load_environment(config, line, err) != 0 || load_command_line(config, line, err) != 0)
        return -1;
    return 0;
}

void config_release(struct config *config)
{
    arena_release(&config->arena);
}

bool host_is_loopback(const char *host)
{
    return strcmp(host, "::1") == 0 || strcmp(host, "localhost") == 0 ||
           (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == strlen(host));
}

static int check_file(const char *option, const char *path, struct err *err)
{
    if (!path || access(path, R_OK) == 0)
        return 0;
    return err_set(err, ERR_INVALID, "%s: \"%s\" cannot be read: %s", option, path,
                   strerror(errno));
}

static int check_folder(const char *option, const char *path, struct err *err)
{
    struct stat status;
    if (!path || (stat(path, &status) == 0 && S_ISDIR(status.st_mode)))
        return 0;
    return err_set(err, ERR_INVALID, "%s: \"%s\" is no folder", option, path);
}

int config_check(const struct config *c, struct err *err)
{
    char host[ADDRESS_HOST_BYTES], port[ADDRESS_PORT_BYTES];
    if (!c->tls_certificate != !c->tls_key)
        return err_set(err, ERR_INVALID, "--tls-certificate and --tls-key belong together");
    if (!c->root_access_key_id != !c->root_secret_access_key)
        return err_set(err, ERR_INVALID,
                       "PROPOLIS_ROOT_ACCESS_KEY_ID and PROPOLIS_ROOT_SECRET_ACCESS_KEY belong "
                       "together");
    if (c->auth == AUTH_NONE && !c->allow_unauthenticated_remote &&
        address_split(text_of(c->listen), host, port) && !host_is_loopback(host))
        return err_set(err, ERR_INVALID,
                       "--auth none: \"%s\" can be reached by others, who could then read and "
                       "change everything; say --allow-unauthenticated-remote if that is meant",
                       c->listen);
    if (check_file("--tls-certificate", c->tls_certificate, err) != 0 ||
        check_file("--tls-key", c->tls_key, err) != 0)
        return -1;
    return check_folder("--file-root", c->file_root, err);
}

static size_t help_width(const struct option_row *row)
{
    return strlen(row->name) + (row->argument ? strlen(row->argument) + 1 : 0);
}

static void put_help_line(const struct option_row *row, size_t width, struct buf *out)
{
    char name[NAME_BYTES_MAX];
    variable_of(row, name);
    if (row->places == ENVIRONMENT_ONLY)
        buf_printf(out, "  %-*s  %s (environment only)", (int)width + 2, name, row->about);
    else
        buf_printf(out, "  --%s%s%-*s  %s", row->name, row->argument ? " " : "",
                   (int)(width - strlen(row->name) - (row->argument ? 1 : 0)),
                   row->argument ? row->argument : "", row->about);
    if (row->fallback)
        buf_printf(out, " (%s)", row->fallback);
    buf_put_char(out, '\n');
}

void config_put_help(unsigned command, struct buf *out)
{
    size_t width = strlen("config FILE");
    for (size_t i = 0; i < option_rows_count; i++)
        if (option_rows[i].commands & command && help_width(&option_rows[i]) > width)
            width = help_width(&option_rows[i]);
    for (size_t i = 0; i < option_rows_count; i++)
        if (option_rows[i].commands & command)
            put_help_line(&option_rows[i], width, out);
    buf_printf(out, "  --%-*s  a file of lines `option = value`\n", (int)width, "config FILE");
}
