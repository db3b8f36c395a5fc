/* cli.h -- what every command of the program shares.
 *
 * A command gets its arguments (argv[0] is its name) and the common options
 * already taken out.  It prints results to stdout, messages to stderr, and
 * returns the exit status of commands.md 1.
 *
 * Ownership: none.  Errors: yx_cli_error() prints and gives the status.
 * Threads: main thread only. */
#ifndef YX_CLI_CLI_H
#define YX_CLI_CLI_H

#include "base/err.h"
#include "base/str.h"

#define YX_VERSION "0.1.0"

struct yx_cli {
    enum yx_lang lang;
    unsigned threads; /* 0: one per core */
    bool no_worker;   /* read files in this process */
};

#define COMMAND(name, zh, en) int yx_cmd_##name(const struct yx_cli *cli, int argc, char **argv);
#include "cli/commands.def"
#undef COMMAND

/* Print the failure to stderr as `yingxue: …`; returns its exit status (1, 2 or 3). */
int yx_cli_error(const struct yx_cli *cli, const struct yx_err *err);
/* Print a sentence to stderr. */
void yx_cli_say(const struct yx_cli *cli, struct yx_text text, ...) YX_SENTINEL;
/* Usage error: prints the sentence and how to get help; returns 2. */
int yx_cli_usage(const struct yx_cli *cli, const char *command, struct yx_text text,
                 ...) YX_SENTINEL;
/* The value of option `name` at argv[*i], as `--name value` or `--name=value`, *i then at its last
 * word; NULL if argv[*i] is something else.  *missing is set when the value is not there. */
const char *yx_cli_value(int argc, char **argv, int *i, const char *name, bool *missing);
/* Prints `text` (help, results) to stdout; returns 0, or 3 when stdout cannot take it. */
int yx_cli_print(const struct yx_cli *cli, struct yx_str text);

struct yx_workers;

/* The processes that read files, to be started before any thread; *out is NULL when
 * the user wants none.  0, or the exit status, the reason said. */
int yx_cli_workers(const struct yx_cli *cli, struct yx_workers **out);
/* Ends them; says so if this system did not let them be shut in.  NULL is allowed. */
void yx_cli_workers_end(const struct yx_cli *cli, struct yx_workers *w);

/* Print finished lines to stderr, over the line of progress.  `ctx` is not looked at. */
void yx_cli_put_lines(void *ctx, struct yx_str lines);

/* A line of progress on a terminal, drawn only after the first second. */
void yx_cli_progress(const struct yx_cli *cli, const char *step, size_t done, size_t total);
void yx_cli_progress_end(void);

#endif
