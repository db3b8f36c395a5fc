/* passwords.h -- passwords of workbooks, from a file or from the terminal.
 *
 * `--password-file` names a text file: one line, a password for all files, or
 * lines of a file's name, a TAB and its password.  Without one that fits, a
 * person at the terminal is asked, without echo and up to three times a file.
 *
 * Ownership: yx_passwords_free() wipes what was read.  What is handed out is
 * wiped by whom it was handed to.
 * Errors: YX_INVALID for a file that cannot be read or understood.
 * Threads: main thread only. */
#ifndef YX_CLI_PASSWORDS_H
#define YX_CLI_PASSWORDS_H

#include "cli/cli.h"

struct yx_passwords;

/* `path` may be NULL: then people are asked. */
int yx_passwords_open(const struct yx_cli *cli, const char *path, struct yx_passwords **out,
                      struct yx_err *err);
void yx_passwords_free(struct yx_passwords *p); /* NULL is allowed */
/* The password to try for `file` in attempt 0, 1, …; false when there is none left. */
bool yx_passwords_get(struct yx_passwords *p, struct yx_str file, unsigned attempt,
                      struct yx_buf *out);

#endif
