/* cmd_fmt.c -- the command `yingxue fmt`. */
#include "cli/cli.h"

int yx_cmd_fmt(const struct yx_cli *cli, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return yx_cli_usage(cli, NULL,
                        YX_TEXT("命令 fmt 还没有接上", "command fmt is not connected yet"),
                        (const char *)NULL);
}
