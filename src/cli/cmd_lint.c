/* cmd_lint.c -- the command `yingxue lint`. */
#include "cli/cli.h"

int yx_cmd_lint(const struct yx_cli *cli, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return yx_cli_usage(cli, NULL,
                        YX_TEXT("命令 lint 还没有接上", "command lint is not connected yet"),
                        (const char *)NULL);
}
