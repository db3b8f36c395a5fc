/* cmd_aid.c -- the command `yingxue aid`. */
#include "cli/cli.h"

int yx_cmd_aid(const struct yx_cli *cli, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return yx_cli_usage(cli, NULL,
                        YX_TEXT("命令 aid 还没有接上", "command aid is not connected yet"),
                        (const char *)NULL);
}
