/* cmd_check.c -- the command `yingxue check`. */
#include "cli/cli.h"

int yx_cmd_check(const struct yx_cli *cli, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return yx_cli_usage(cli, NULL,
                        YX_TEXT("命令 check 还没有接上", "command check is not connected yet"),
                        (const char *)NULL);
}
