/* policy_file.c -- a policy from its file, with its mistakes on stderr. */
#include "cli/policy_file.h"

#include "base/file.h"
#include "lang/report.h"
#include "policy/policy.h"

#include <stdio.h>

int yx_cli_load_policy(const struct yx_cli *cli, const char *path, struct yx_policy **out)
{
    struct yx_err err = {0};
    struct yx_str text;
    *out = NULL;
    if (yx_map_path(path, &text, &err) != YX_OK)
        return (void)yx_cli_error(cli, &err), 2;
    struct yx_report *report = yx_report_new();
    int rc = yx_policy_load(text, yx_str_of(path), report, out);
    yx_unmap(text);
    if (rc != YX_OK) {
        struct yx_buf b = {0};
        yx_report_render(report, cli->lang, &b);
        (void)fwrite(b.p, 1, b.n, stderr);
        yx_buf_free(&b);
        yx_cli_say(cli,
                   YX_TEXT("政策 {0} 有错，不能用", "policy {0} has mistakes and cannot be used"),
                   path, (const char *)NULL);
    }
    yx_report_free(report);
    if (rc != YX_OK)
        return 2;
    uint32_t n;
    const struct yx_str *open = yx_policy_open(*out, &n);
    if (!n)
        return 0;
    struct yx_buf b = {0};
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            yx_buf_putc(&b, ' ');
        yx_buf_puts(&b, open[i]);
    }
    yx_buf_putc(&b, 0);
    yx_cli_say(cli,
               YX_TEXT("政策 {0} 还有待定的金额，先定下来：{1}",
                       "policy {0} has amounts still to be set: {1}"),
               path, b.p, (const char *)NULL);
    yx_buf_free(&b);
    yx_policy_free(*out);
    *out = NULL;
    return 2;
}
