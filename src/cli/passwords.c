/* passwords.c -- passwords of workbooks, from a file or from the terminal.
 *
 * DESIGN.  The file is read into memory of our own, never mapped, so that it
 * can be wiped.  At the terminal a signal must not leave the echo off: while a
 * password is typed, signals only end the reading, and are raised again once
 * the terminal is as it was. */
#include "cli/passwords.h"

#include "base/mem.h"
#include "table/gb18030.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

enum { MAX_FILE = 1 << 20, MAX_TYPED = 1024, MAX_TRIES = 3 };

struct yx_passwords {
    const struct yx_cli *cli;
    struct yx_buf text; /* of the file, UTF-8 */
    bool has_file;
};

static void wipe(struct yx_buf *b)
{
    if (b->p)
        explicit_bzero(b->p, b->cap);
    yx_buf_free(b);
    *b = (struct yx_buf){0};
}

/* ---- the file ---- */

static int read_all(const char *path, struct yx_buf *out, struct yx_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : 1;
    yx_buf_reserve(out, MAX_FILE + 1); /* at once: growing would leave copies behind */
    while (n > 0 && out->n <= MAX_FILE) {
        n = read(fd, out->p + out->n, MAX_FILE + 1 - out->n);
        if (n > 0)
            out->n += (size_t)n;
    }
    int why = errno;
    if (fd >= 0)
        (void)close(fd);
    if (n < 0)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("不能读密码文件 {0}：{1}", "cannot read the password file {0}: {1}"),
                       path, strerror(why));
    if (out->n > MAX_FILE)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("密码文件 {0} 超过 1 MiB，不像密码文件",
                               "the password file {0} is over 1 MiB: it cannot be one"),
                       path);
    return YX_OK;
}

static void to_utf8(struct yx_buf *b)
{
    if (yx_utf8_valid(yx_buf_str(b)) == b->n)
        return;
    struct yx_buf made = {0};
    yx_buf_reserve(&made, b->n * 2 + 16);
    yx_gb18030_put(&made, yx_buf_str(b));
    wipe(b);
    *b = made;
}

/* The next line that is not empty; false at the end. */
static bool next_line(struct yx_str *rest, struct yx_str *line, unsigned *number)
{
    while (yx_str_split(rest, '\n', line)) {
        ++*number;
        if (line->n && line->p[line->n - 1] == '\r')
            line->n--;
        if (line->n)
            return true;
    }
    return false;
}

static struct yx_str text_of(const struct yx_passwords *p)
{
    struct yx_str s = yx_buf_str(&p->text);
    return yx_str_starts(s, YX_S("\xEF\xBB\xBF")) ? yx_str_sub(s, 3, s.n) : s;
}

/* One line without a TAB may be all there is. */
static int check_lines(const struct yx_passwords *p, const char *path, struct yx_err *err)
{
    struct yx_str rest = text_of(p), line;
    unsigned number = 0, n = 0, first_plain = 0;
    while (next_line(&rest, &line, &number)) {
        n++;
        if (!memchr(line.p, '\t', line.n) && !first_plain)
            first_plain = number;
    }
    if (n == 0)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("密码文件 {0} 里没有密码", "there is no password in {0}"), path);
    if (n > 1 && first_plain)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("密码文件 {0} 第 {1} 行没有制表符：只写一行通用的密码，或每行写 "
                               "文件名、制表符、密码",
                               "line {1} of {0} has no TAB: write one password for all, or lines "
                               "of a file's name, a TAB and its password"),
                       path, yx_fmt_u64(first_plain).s);
    return YX_OK;
}

static bool find(const struct yx_passwords *p, struct yx_str file, struct yx_str *out)
{
    struct yx_str rest = text_of(p), line;
    unsigned number = 0;
    while (next_line(&rest, &line, &number)) {
        const char *tab = memchr(line.p, '\t', line.n);
        size_t n = tab ? (size_t)(tab - line.p) : 0;
        if (!tab || yx_str_eq(yx_str_trim(yx_str_sub(line, 0, n)), file)) {
            *out = tab ? yx_str_sub(line, n + 1, line.n) : line;
            return true;
        }
    }
    return false;
}

/* ---- the terminal ---- */

static volatile sig_atomic_t caught;

static void on_signal(int sig)
{
    caught = sig;
}

/* A line from the terminal; false when the reading was broken off. */
static bool read_typed(char *to, size_t cap, size_t *n)
{
    bool is_line = false;
    *n = 0;
    while (!is_line && !caught) {
        char c;
        ssize_t got = read(STDIN_FILENO, &c, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        is_line = c == '\n';
        if (!is_line && *n < cap)
            to[(*n)++] = c;
    }
    return is_line;
}

/* The same without echo. */
static bool read_hidden(char *to, size_t cap, size_t *n)
{
    static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
    struct sigaction before[YX_LEN(ends)], act = {.sa_handler = on_signal}; /* no restart */
    struct termios as_was, hidden;
    if (tcgetattr(STDIN_FILENO, &as_was) != 0)
        return false;
    hidden = as_was;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    caught = 0;
    for (size_t i = 0; i < YX_LEN(ends); i++)
        (void)sigaction(ends[i], &act, &before[i]);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    bool is_line = read_typed(to, cap, n);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &as_was);
    for (size_t i = 0; i < YX_LEN(ends); i++)
        (void)sigaction(ends[i], &before[i], NULL);
    if (caught)
        (void)raise(caught);
    return is_line;
}

/* The question; names of files may hold anything. */
static void put_question(const struct yx_passwords *p, struct yx_str file, bool again)
{
    struct yx_buf b = {0};
    bool is_en = p->cli->lang == YX_EN;
    if (again)
        yx_buf_putz(&b, is_en ? "wrong password, once more\n" : "密码不对，请再试一次\n");
    if (is_en)
        yx_buf_putz(&b, "password for ");
    for (size_t i = 0; i < file.n; i++)
        yx_buf_putc(&b, (unsigned char)file.p[i] < ' ' || file.p[i] == 127 ? '?' : file.p[i]);
    yx_buf_putz(&b, is_en ? ": " : " 的密码：");
    ssize_t written = write(STDERR_FILENO, b.p, b.n);
    (void)written;
    yx_buf_free(&b);
}

static bool ask(struct yx_passwords *p, struct yx_str file, bool again, struct yx_buf *out)
{
    char typed[MAX_TYPED];
    size_t n = 0;
    yx_cli_progress_end();
    put_question(p, file, again);
    bool given = read_hidden(typed, sizeof typed, &n);
    ssize_t written = write(STDERR_FILENO, "\n", 1);
    (void)written;
    if (given && n) {
        yx_buf_reserve(out, MAX_TYPED * 2);
        yx_buf_put(out, typed, n);
    }
    explicit_bzero(typed, sizeof typed);
    return given && n;
}

/* ---- */

int yx_passwords_open(const struct yx_cli *cli, const char *path, struct yx_passwords **out,
                      struct yx_err *err)
{
    struct yx_passwords *p = yx_calloc(1, sizeof *p);
    p->cli = cli;
    p->has_file = path != NULL;
    int rc = path ? read_all(path, &p->text, err) : YX_OK;
    if (rc == YX_OK && path) {
        to_utf8(&p->text);
        rc = check_lines(p, path, err);
    }
    if (rc != YX_OK) {
        yx_passwords_free(p);
        p = NULL;
    }
    *out = p;
    return rc;
}

void yx_passwords_free(struct yx_passwords *p)
{
    if (!p)
        return;
    wipe(&p->text);
    free(p);
}

bool yx_passwords_get(struct yx_passwords *p, struct yx_str file, unsigned attempt,
                      struct yx_buf *out)
{
    struct yx_str found;
    bool is_in_file = p->has_file && find(p, file, &found);
    if (is_in_file && attempt == 0) {
        yx_buf_puts(out, found);
        return true;
    }
    unsigned asked = attempt - is_in_file;
    return isatty(STDIN_FILENO) && asked < MAX_TRIES && ask(p, file, attempt > 0, out);
}
