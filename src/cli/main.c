/* main.c -- finds the command and the language, and runs it. */
#include "cli/cli.h"

#include "base/mem.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

struct command {
    const char *name;
    struct yx_text help;
    int (*run)(const struct yx_cli *cli, int argc, char **argv);
};

static const struct command commands[] = {
#define COMMAND(name, zh, en) {#name, {zh, en}, yx_cmd_##name},
#include "cli/commands.def"
#undef COMMAND
};

static enum yx_lang lang_of_locale(void)
{
    const char *names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < YX_LEN(names); i++) {
        const char *v = getenv(names[i]);
        if (v && *v)
            return strncmp(v, "en", 2) == 0 ? YX_EN : YX_ZH;
    }
    return YX_ZH;
}

static int help(const struct yx_cli *cli)
{
    struct yx_buf b = {0};
    yx_buf_putz(&b, cli->lang == YX_EN
                        ? "Yingxue: every child in school, everyone entitled aided.\n\n"
                          "usage: yingxue COMMAND [OPTION...]\n\n"
                        : "应学：应学在学，应助尽助。\n\n用法：yingxue 命令 [选项…]\n\n");
    for (size_t i = 0; i < YX_LEN(commands); i++)
        yx_buf_printf(&b, "  %-8s %s\n", commands[i].name,
                      cli->lang == YX_EN ? commands[i].help.en : commands[i].help.zh);
    yx_buf_putz(
        &b,
        cli->lang == YX_EN
            ? "\nyingxue help COMMAND explains one. Common options: --lang zh|en, --threads N,\n"
              "--no-worker (read files without a process apart; for debugging).\n"
            : "\nyingxue help 命令 查看一个命令。通用选项：--lang zh|en，--threads N，\n"
              "--no-worker（不用单独的进程读文件，供查错）。\n");
    int rc = yx_cli_print(cli, yx_buf_str(&b));
    yx_buf_free(&b);
    return rc;
}

/* Takes `--name VALUE` or `--name=VALUE` out of argv; NULL when absent. */
static const char *take_option(int *argc, char **argv, const char *name)
{
    size_t n = strlen(name);
    for (int i = 1; i < *argc; i++) {
        if (strcmp(argv[i], "--") == 0)
            return NULL;
        int used = 0;
        const char *value = NULL;
        if (strcmp(argv[i], name) == 0 && i + 1 < *argc) {
            value = argv[i + 1];
            used = 2;
        } else if (strncmp(argv[i], name, n) == 0 && argv[i][n] == '=') {
            value = argv[i] + n + 1;
            used = 1;
        }
        if (used) {
            for (int j = i; j + used <= *argc; j++)
                argv[j] = argv[j + used];
            *argc -= used;
            return value;
        }
    }
    return NULL;
}

static bool take_flag(int *argc, char **argv, const char *name)
{
    for (int i = 1; i < *argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], name) == 0) {
            for (int j = i; j < *argc; j++)
                argv[j] = argv[j + 1];
            --*argc;
            return true;
        }
    return false;
}

int main(int argc, char **argv)
{
    (void)setlocale(LC_ALL, "C.UTF-8");
    (void)signal(SIGPIPE, SIG_IGN);
    yx_mem_keep();
    struct yx_cli cli = {.lang = lang_of_locale()};
    const char *v = take_option(&argc, argv, "--lang");
    if (v && strcmp(v, "zh") != 0 && strcmp(v, "en") != 0)
        return yx_cli_usage(
            &cli, NULL,
            YX_TEXT("--lang 只能是 zh 或 en，不能是 {0}", "--lang is zh or en, not {0}"), v,
            (const char *)NULL);
    if (v)
        cli.lang = strcmp(v, "en") == 0 ? YX_EN : YX_ZH;
    v = take_option(&argc, argv, "--threads");
    if (v) {
        uint64_t n;
        if (!yx_str_u64(yx_str_of(v), &n) || n < 1 || n > 256)
            return yx_cli_usage(&cli, NULL,
                                YX_TEXT("--threads 要 1 到 256 的数，不能是 {0}",
                                        "--threads takes 1 to 256, not {0}"),
                                v, (const char *)NULL);
        cli.threads = (unsigned)n;
    }
    cli.no_worker = take_flag(&argc, argv, "--no-worker");
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        (strcmp(argv[1], "help") == 0 && argc == 2))
        return argc < 2 ? (help(&cli), 2) : help(&cli);
    if (strcmp(argv[1], "--version") == 0)
        return yx_cli_print(&cli, YX_S("yingxue " YX_VERSION "\n"));
    bool wants_help = strcmp(argv[1], "help") == 0;
    const char *name = wants_help ? argv[2] : argv[1];
    for (size_t i = 0; i < YX_LEN(commands); i++) {
        if (strcmp(name, commands[i].name) != 0)
            continue;
        char *ask[] = {argv[0], "--help", NULL};
        return wants_help ? commands[i].run(&cli, 2, ask)
                          : commands[i].run(&cli, argc - 1, argv + 1);
    }
    return yx_cli_usage(&cli, NULL, YX_TEXT("没有命令 {0}", "there is no command {0}"), name,
                        (const char *)NULL);
}
