/* cli.c -- what every command of the program shares. */
#include "cli/cli.h"

#include "table/worker.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static void say(const struct yx_cli *cli, struct yx_text text, va_list ap)
{
    const char *args[YX_ERR_ARGS];
    int n = 0;
    for (const char *a; n < YX_ERR_ARGS && (a = va_arg(ap, const char *)) != NULL; n++)
        args[n] = a;
    struct yx_buf b = {0};
    yx_buf_putz(&b, "yingxue: ");
    yx_text_render(text, cli->lang, args, n, &b);
    yx_buf_putc(&b, '\n');
    yx_cli_progress_end();
    (void)fwrite(b.p, 1, b.n, stderr);
    yx_buf_free(&b);
}

void yx_cli_say(const struct yx_cli *cli, struct yx_text text, ...)
{
    va_list ap;
    va_start(ap, text);
    say(cli, text, ap);
    va_end(ap);
}

int yx_cli_error(const struct yx_cli *cli, const struct yx_err *err)
{
    struct yx_buf b = {0};
    yx_buf_putz(&b, "yingxue: ");
    yx_err_render(err, cli->lang, &b);
    yx_buf_putc(&b, '\n');
    yx_cli_progress_end();
    (void)fwrite(b.p, 1, b.n, stderr);
    yx_buf_free(&b);
    return err->code == YX_IO ? 3 : err->code == YX_FOUND ? 1 : 2;
}

int yx_cli_usage(const struct yx_cli *cli, const char *command, struct yx_text text, ...)
{
    va_list ap;
    va_start(ap, text);
    say(cli, text, ap);
    va_end(ap);
    if (command)
        yx_cli_say(cli, YX_TEXT("用法见 yingxue help {0}", "see yingxue help {0}"), command,
                   (const char *)NULL);
    else
        yx_cli_say(cli, YX_TEXT("用法见 yingxue --help", "see yingxue --help"), (const char *)NULL);
    return 2;
}

const char *yx_cli_value(int argc, char **argv, int *i, const char *name, bool *missing)
{
    size_t n = strlen(name);
    if (strncmp(argv[*i], name, n) != 0)
        return NULL;
    if (argv[*i][n] == '=')
        return argv[*i] + n + 1;
    if (argv[*i][n] != '\0')
        return NULL;
    if (*i + 1 >= argc) {
        *missing = true;
        return NULL;
    }
    return argv[++*i];
}

int yx_cli_print(const struct yx_cli *cli, struct yx_str text)
{
    yx_cli_progress_end();
    bool written = !text.n || fwrite(text.p, 1, text.n, stdout) == text.n;
    if (written && fflush(stdout) == 0)
        return 0;
    yx_cli_say(cli,
               YX_TEXT("结果写不出去（磁盘满或管道已关）",
                       "the output cannot be written (disk full or pipe closed)"),
               (const char *)NULL);
    return 3;
}

int yx_cli_workers(const struct yx_cli *cli, struct yx_workers **out)
{
    struct yx_err err;
    *out = NULL;
    if (cli->no_worker || yx_workers_start(out, &err) == YX_OK)
        return 0;
    return yx_cli_error(cli, &err);
}

void yx_cli_workers_end(const struct yx_cli *cli, struct yx_workers *w)
{
    if (w && yx_workers_are_open(w))
        yx_cli_say(cli,
                   YX_TEXT("注意：本系统不允许限制系统调用（seccomp），读取文件的进程只受内存、"
                           "时间等限额约束；来历不明的文件请换一台机器读",
                           "note: this system does not allow filters of system calls (seccomp); "
                           "the processes that read files were held by limits of memory and time "
                           "only: read files of unknown origin on another machine"),
                   (const char *)NULL);
    yx_workers_free(w);
}

/* The progress line: when the work began and whether a line is on the screen. */
static struct {
    struct timespec begun;
    bool is_begun, is_drawn;
} progress;

void yx_cli_progress(const struct yx_cli *cli, const char *step, size_t done, size_t total)
{
    (void)cli;
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    if (!progress.is_begun) {
        progress.is_begun = true;
        progress.begun = now;
    }
    double seconds = (double)(now.tv_sec - progress.begun.tv_sec) +
                     (double)(now.tv_nsec - progress.begun.tv_nsec) / 1e9;
    if (seconds < 1.0 || !isatty(STDERR_FILENO))
        return;
    if (total)
        (void)fprintf(stderr, "\r\033[K%s %zu%%  %.0f s", step, done * 100 / total, seconds);
    else
        (void)fprintf(stderr, "\r\033[K%s  %.0f s", step, seconds);
    progress.is_drawn = true;
}

void yx_cli_progress_end(void)
{
    if (progress.is_drawn)
        (void)fprintf(stderr, "\r\033[K");
    progress.is_drawn = false;
}

void yx_cli_put_lines(void *ctx, struct yx_str lines)
{
    (void)ctx;
    yx_cli_progress_end();
    (void)fwrite(lines.p, 1, lines.n, stderr);
}
