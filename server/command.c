/* SPDX-License-Identifier: Apache-2.0 */
#include "server/command.h"

#include <stdio.h>
#include <string.h>

static int command_help(struct invocation *i);

static const struct command commands[] = {
    {"serve", "", FOR_SERVE, 0, 0, "run the server until it is told to stop", command_serve},
    {"migrate", "", FOR_MIGRATE, 0, 0, "bring a data folder up to date, and stop", command_migrate},
    {"key create", "[NAME]", FOR_KEY_CREATE, 0, 1, "make an access key and show it once",
     command_key_create},
    {"key import", "[NAME]", FOR_KEY_IMPORT, 0, 1, "take an existing AWS key pair in",
     command_key_import},
    {"key list", "", FOR_KEY_LIST, 0, 0, "list access keys", command_key_list},
    {"key revoke", "ID", FOR_KEY_REVOKE, 1, 1, "take an access key out of use at once",
     command_key_revoke},
    {"key policy", "NAME", FOR_KEY_POLICY, 1, 1, "show or set what a user's keys may do",
     command_key_policy},
    {"env", "", FOR_ENV, 0, 0, "print settings for AWS programs: eval \"$(propolis env)\"",
     command_env},
    {"crawl", "NAME", FOR_CRAWL, 1, 1, "start a crawler", command_crawl},
    {"repair", "DATABASE TABLE", FOR_REPAIR, 2, 2,
     "bring a table's partitions and its folders together", command_repair},
    {"backup", "FILE", FOR_BACKUP, 1, 1, "write a copy of everything, while the server runs",
     command_backup},
    {"restore", "FILE", FOR_RESTORE, 1, 1, "make a new data folder from a backup", command_restore},
    {"openapi", "", 0, 0, 0, "print the OpenAPI text of the REST API", command_openapi},
    {"model", "", 0, 0, 0, "print what the Glue API takes, as a service model of AWS",
     command_model},
    {"version", "", 0, 0, 0, "print the version", command_version},
    {"help", "[COMMAND]", 0, 0, 2, "say how a command is used", command_help},
};

enum { NAME_BYTES_MAX = 32, FAR = 3, HELP_BYTES_MAX = 64 << 10, OPERANDS_WIDTH = 22 };

int command_status(const struct err *err)
{
    return err->code == ERR_UNAVAILABLE ? EXIT_NO_SERVER : EXIT_FAILED;
}

/* --- help --- */

static void put_overview(struct buf *out)
{
    buf_put_string(
        out, "Propolis, a catalog for data lakes: tables, partitions and schemas, crawled from "
             "files,\nanswered as AWS Glue's Data Catalog and as REST.\n\nUsage: propolis COMMAND "
             "[OPTIONS]\n\n");
    for (size_t i = 0; i < COUNT(commands); i++) {
        int width = (int)(strlen(commands[i].name) + strlen(commands[i].operands)) + 1;
        buf_printf(out, "  %s %s%*s %s\n", commands[i].name, commands[i].operands,
                   width < OPERANDS_WIDTH ? OPERANDS_WIDTH - width : 0, "", commands[i].about);
    }
    buf_put_string(out,
                   "\n`propolis COMMAND --help` lists the options of a command. Each option is "
                   "also a variable\n"
                   "(PROPOLIS_LISTEN for --listen) and a line of the file that --config names.\n");
}

static void put_command_help(const struct command *command, struct buf *out)
{
    buf_printf(out, "Usage: propolis %s%s%s%s\n\n%c%s.\n", command->name,
               command->operands[0] ? " " : "", command->operands, command->bit ? " [OPTIONS]" : "",
               command->about[0] & ~0x20, command->about + 1);
    if (command->bit) {
        buf_put_char(out, '\n');
        config_put_help(command->bit, out);
    }
}

static int print_help(const struct command *command)
{
    struct buf out;
    buf_init(&out, HELP_BYTES_MAX);
    if (command)
        put_command_help(command, &out);
    else
        put_overview(&out);
    fwrite(out.p, 1, out.n, stdout);
    buf_release(&out);
    return EXIT_OK;
}

/* --- finding the command --- */

/* How many letters must change to make one word of the other (Levenshtein). */
static size_t distance(const char *a, const char *b)
{
    size_t row[NAME_BYTES_MAX + 1], n = strlen(b);
    if (n > NAME_BYTES_MAX || strlen(a) > NAME_BYTES_MAX)
        return FAR;
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t changed = diagonal + (a[i - 1] != b[j - 1]);
            size_t one_less = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = changed < one_less ? changed : one_less;
        }
    }
    return row[n];
}

/* The words at the front as one name; two where the first one is that of a group. */
static size_t name_of(size_t count, const char *const *arguments, char name[NAME_BYTES_MAX * 2])
{
    bool takes_two = count > 1 && strcmp(arguments[0], "key") == 0 && arguments[1][0] != '-';
    snprintf(name, NAME_BYTES_MAX * 2, "%.31s%s%.30s", arguments[0], takes_two ? " " : "",
             takes_two ? arguments[1] : "");
    return takes_two ? 2 : 1;
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COUNT(commands); i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* "key" alone: says what can stand behind it. */
static bool is_group(const char *name, FILE *out)
{
    size_t n = strlen(name);
    bool found = false;
    for (size_t i = 0; i < COUNT(commands); i++) {
        if (strncmp(commands[i].name, name, n) != 0 || commands[i].name[n] != ' ')
            continue;
        fprintf(out, "%s%s", found ? ", " : "propolis: there are ", commands[i].name);
        found = true;
    }
    if (found)
        fprintf(out, ".\n");
    return found;
}

static int unknown_command(const char *name)
{
    if (is_group(name, stderr))
        return EXIT_WRONG_USE;
    const char *nearest = NULL;
    size_t best = FAR;
    for (size_t i = 0; i < COUNT(commands); i++) {
        size_t d = distance(name, commands[i].name);
        if (d < best) {
            best = d;
            nearest = commands[i].name;
        }
    }
    fprintf(stderr, "propolis: there is no command \"%s\".", name);
    if (nearest)
        fprintf(stderr, " Did you mean \"%s\"?", nearest);
    fprintf(stderr, " `propolis help` lists all.\n");
    return EXIT_WRONG_USE;
}

static int command_help(struct invocation *i)
{
    char name[NAME_BYTES_MAX * 2];
    if (i->operands_count == 0)
        return print_help(NULL);
    name_of(i->operands_count, i->operands, name);
    const struct command *command = find_command(name);
    return command ? print_help(command) : unknown_command(name);
}

/* --- running it --- */

static bool asks_for_help(size_t count, const char *const *arguments)
{
    for (size_t i = 0; i < count && strcmp(arguments[i], "--") != 0; i++)
        if (strcmp(arguments[i], "--help") == 0 || strcmp(arguments[i], "-h") == 0)
            return true;
    return false;
}

static int check_operands(const struct command *command, struct invocation *i)
{
    if (i->operands_count >= command->operands_min && i->operands_count <= command->operands_max)
        return 0;
    if (command->operands_max == 0)
        return err_set(&i->err, ERR_INVALID, "\"%s\" is one word too many", i->operands[0]);
    return err_set(&i->err, ERR_INVALID, "it takes %s", command->operands);
}

static int load(const struct command *command, struct command_line *line, struct invocation *i)
{
    if (command->bit && config_load(&i->config, line, &i->err) != 0)
        return -1;
    i->operands = command->bit ? line->operands : line->arguments;
    i->operands_count = command->bit ? line->operands_count : line->arguments_count;
    return check_operands(command, i);
}

static int run(const struct command *command, struct command_line *line)
{
    struct invocation i = {0};
    int status = EXIT_WRONG_USE;
    if (load(command, line, &i) == 0)
        status = command->run(&i);
    if (i.err.code != ERR_NONE)
        fprintf(stderr, "propolis %s: %s\n", command->name, i.err.text);
    if (status == EXIT_WRONG_USE)
        fprintf(stderr, "`propolis %s --help` says how it is used.\n", command->name);
    config_release(&i.config);
    return status;
}

/* Output that was lost, on a full disk or in a closed pipe, is a failure that is told. */
static int flush(int status)
{
    if (status != EXIT_OK || (fflush(stdout) == 0 && !ferror(stdout)))
        return status;
    fprintf(stderr, "propolis: standard output could not be written\n");
    return EXIT_FAILED;
}

static int find_and_run(size_t count, const char *const *arguments, const char *const *environment)
{
    char name[NAME_BYTES_MAX * 2];
    if (count == 0) {
        print_help(NULL);
        return EXIT_WRONG_USE;
    }
    if (strcmp(arguments[0], "--help") == 0 || strcmp(arguments[0], "-h") == 0)
        return print_help(NULL);
    if (strcmp(arguments[0], "--version") == 0)
        return command_version(NULL);
    size_t words = name_of(count, arguments, name);
    const struct command *command = find_command(name);
    bool helps = asks_for_help(count - words, arguments + words);
    if (!command)
        return helps && is_group(name, stdout) ? EXIT_OK : unknown_command(name);
    if (helps)
        return print_help(command);
    struct command_line line = {.command = command->bit,
                                .arguments = arguments + words,
                                .arguments_count = count - words,
                                .environment = environment};
    return run(command, &line);
}

int command_main(size_t count, const char *const *arguments, const char *const *environment)
{
    return flush(find_and_run(count, arguments, environment));
}
