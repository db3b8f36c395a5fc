/* cmd_sample.c -- the command `yingxue sample`. */
#include "cli/cli.h"

int yx_cmd_sample(const struct yx_cli *cli, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return yx_cli_usage(cli, NULL,
                        YX_TEXT("命令 sample 还没有接上", "command sample is not connected yet"),
                        (const char *)NULL);
}
