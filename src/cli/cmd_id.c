/* cmd_id.c -- the command `yingxue id`. */
#include "cli/cli.h"

int yx_cmd_id(const struct yx_cli *cli, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return yx_cli_usage(cli, NULL, YX_TEXT("命令 id 还没有接上", "command id is not connected yet"),
                        (const char *)NULL);
}
