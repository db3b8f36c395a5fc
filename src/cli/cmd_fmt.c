/* cmd_fmt.c -- the command `yingxue fmt`. */
#include "cli/cli.h"

#include "base/file.h"
#include "lang/format.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int help(const struct yx_cli *cli)
{
    return yx_cli_print(
        cli,
        yx_str_of(
            cli->lang == YX_EN
                ? "usage: yingxue fmt [--check] FILE…\n"
                  "\n"
                  "Puts documents of the language (*.yx) into the one canonical form, in place.\n"
                  "A file with errors is left as it is. “-” reads stdin and writes stdout.\n"
                  "\n"
                  "  --check   change nothing; name the files that are not in canonical form\n"
                  "            and end with status 1 if there are any\n"
                : "用法：yingxue fmt [--check] 文件…\n"
                  "\n"
                  "把文书（*.yx）排成规范格式，直接写回原文件。有错误的文件原样不动。\n"
                  "文件写作 - 时，从标准输入读，写到标准输出。\n"
                  "\n"
                  "  --check   什么都不改，只列出不合格式的文件；有这样的文件时退出状态为 1\n"));
}

/* Everything on stdin. */
static int read_stdin(struct yx_buf *b, struct yx_err *err)
{
    for (;;) {
        yx_buf_reserve(b, 65536);
        ssize_t n = read(STDIN_FILENO, b->p + b->n, 65536);
        if (n == 0)
            return YX_OK;
        if (n < 0)
            return YX_FAIL(err, YX_IO, YX_TEXT("标准输入读不出来", "stdin cannot be read"));
        b->n += (size_t)n;
    }
}

static void print_report(const struct yx_cli *cli, struct yx_report *report)
{
    struct yx_buf b = {0};
    yx_report_render(report, cli->lang, &b);
    (void)fwrite(b.p, 1, b.n, stderr);
    yx_buf_free(&b);
}

/* Formats one text; the status of the command for it. */
static int format_text(const struct yx_cli *cli, struct yx_str text, const char *path, bool check)
{
    struct yx_report *report = yx_report_new();
    struct yx_buf out = {0};
    struct yx_err err;
    bool is_stream = strcmp(path, "-") == 0;
    struct yx_str name = is_stream ? YX_S("stdin") : yx_str_of(path);
    int status = 0;
    if (yx_format(text, name, report, &out) != YX_OK) {
        print_report(cli, report);
        status = 2;
    } else if (check) {
        if (!yx_str_eq(text, yx_buf_str(&out))) {
            yx_buf_free(&out);
            yx_buf_puts(&out, name);
            yx_buf_putc(&out, '\n');
            status = yx_cli_print(cli, yx_buf_str(&out));
            status = status ? status : 1;
        }
    } else if (is_stream) {
        status = yx_cli_print(cli, yx_buf_str(&out));
    } else if (!yx_str_eq(text, yx_buf_str(&out)) &&
               yx_write_file(path, yx_buf_str(&out), &err) != YX_OK) {
        status = yx_cli_error(cli, &err);
    }
    yx_buf_free(&out);
    yx_report_free(report);
    return status;
}

static int format_file(const struct yx_cli *cli, const char *path, bool check)
{
    struct yx_err err;
    if (strcmp(path, "-") == 0) {
        struct yx_buf in = {0};
        int status = read_stdin(&in, &err) == YX_OK ? format_text(cli, yx_buf_str(&in), path, check)
                                                    : yx_cli_error(cli, &err);
        yx_buf_free(&in);
        return status;
    }
    /* Copied, since the file may be replaced while its text is in use. */
    struct yx_str map;
    int rc = yx_map_path(path, &map, &err);
    if (rc != YX_OK) {
        (void)yx_cli_error(cli, &err);
        return rc == YX_IO ? 3 : 2;
    }
    struct yx_buf text = {0};
    yx_buf_puts(&text, map);
    yx_unmap(map);
    int status = format_text(cli, yx_buf_str(&text), path, check);
    yx_buf_free(&text);
    return status;
}

int yx_cmd_fmt(const struct yx_cli *cli, int argc, char **argv)
{
    bool check = false, only_files = false;
    int n_files = 0, status = 0;
    for (int i = 1; i < argc; i++) {
        if (only_files || argv[i][0] != '-' || strcmp(argv[i], "-") == 0)
            argv[n_files++] = argv[i];
        else if (strcmp(argv[i], "--") == 0)
            only_files = true;
        else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return help(cli);
        else if (strcmp(argv[i], "--check") == 0)
            check = true;
        else
            return yx_cli_usage(cli, "fmt", YX_TEXT("没有选项 {0}", "there is no option {0}"),
                                argv[i], (const char *)NULL);
    }
    if (n_files == 0)
        return yx_cli_usage(cli, "fmt", YX_TEXT("要给出文件", "name a file"), (const char *)NULL);
    for (int i = 0; i < n_files; i++) {
        int one = format_file(cli, argv[i], check);
        status = YX_MAX(status, one);
    }
    return status;
}
