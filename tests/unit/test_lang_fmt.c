/* test_lang_fmt.c -- the canonical form: stable, and the same document. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"
#include "lang/format.h"
#include "lang/parse.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static void print_report(struct yx_report *r)
{
    struct yx_buf b = {0};
    yx_report_render(r, YX_ZH, &b);
    print_message("%.*s", (int)b.n, b.p);
    yx_buf_free(&b);
}

/* Canonical form of a text without errors; the caller frees it. */
static struct yx_buf format(struct yx_str text)
{
    struct yx_report *r = yx_report_new();
    struct yx_buf out = {0};
    int rc = yx_format(text, YX_S("t.yx"), r, &out);
    if (rc != YX_OK) {
        print_report(r);
        print_message("in\n%.*s\n", (int)text.n, text.p);
    }
    assert_int_equal(rc, YX_OK);
    yx_report_free(r);
    return out;
}

static void expect_stable(struct yx_str text)
{
    struct yx_buf once = format(text), twice = format(yx_buf_str(&once));
    if (!yx_str_eq(yx_buf_str(&once), yx_buf_str(&twice)))
        print_message("first\n%.*s\nthen\n%.*s\n", (int)once.n, once.p, (int)twice.n, twice.p);
    assert_true(yx_str_eq(yx_buf_str(&once), yx_buf_str(&twice)));
    yx_buf_free(&once);
    yx_buf_free(&twice);
}

static const char *const documents[] = {"policy.yx", "policy-en.yx", "ledger.yx", "plan.yx",
                                        "match.yx"};

static struct yx_str read_data(const char *name)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/tests/data/lang/%s", getenv("YX_ROOT"), name);
    struct yx_str s;
    assert_int_equal(yx_map_path(path, &s, NULL), YX_OK);
    return s;
}

static void formatting_is_idempotent(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_LEN(documents); i++) {
        struct yx_str text = read_data(documents[i]);
        expect_stable(text);
        yx_unmap(text);
    }
    const char *folder = getenv("YX_DRAFTS");
    DIR *dir = folder ? opendir(folder) : NULL;
    if (!dir) {
        print_message("# YX_DRAFTS names no folder: its documents are skipped\n");
        return;
    }
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        char path[4096];
        struct yx_str text;
        if (!yx_str_ends(yx_str_of(e->d_name), YX_S(".yx")))
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        assert_int_equal(yx_map_path(path, &text, NULL), YX_OK);
        expect_stable(text);
        yx_unmap(text);
    }
    (void)closedir(dir);
}

#define HEAD "政策 t “题”\n  有效 2024-01-01 至 2024-12-31\n"

static void canonical_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text, *canonical;
    } all[] = {
        /* keywords in the language of the first word, signs, amounts, full width */
        {"policy t\n valid 2024-01-01 至 2024-12-31\ndefine\n a=b 且 not c!=5.50 元\n",
         "policy t\n  valid 2024-01-01 to 2024-12-31\ndefine\n  a = b and not c ≠ 5.50元\n"},
        {"政策　t　“题”\n   有效　2024-01-01　to　2024-12-31\n认定\n        甲＝（乙 or 丙）and 丁>=5.00元／学年\n",
         HEAD "认定\n  甲 = (乙 或 丙) 且 丁 ≥ 5元/年\n"},
        {HEAD "认定\n  甲 = 身份 含任一 { 一，二、三 }\n",
         HEAD "认定\n  甲 = 身份 含任一 {一 二 三}\n"},
        {HEAD "认定\n  甲 = -乙 - - 3\n", HEAD "认定\n  甲 = -乙 - -3\n"},
        /* names keep their quotes only where they need them */
        {HEAD "认定\n  「甲」 = 「3+2」 或 「金额」 或 「且」 或 `又」`\n",
         HEAD "认定\n  甲 = 「3+2」 或 金额 或 「且」 或 `又」`\n"},
        {HEAD "代码 甲\n  「提示」\n  提示 = 1\n", NULL},
        {HEAD "代码 甲\n  「提示」\n  「乙」 属 「提示」\n",
         HEAD "代码 甲\n  「提示」\n  乙 属 提示\n"},
        /* what holds anyway is not written */
        {HEAD "输入 归 学生\n  甲: 是否 缺省 待核 【一】\n  乙: 0 .. 9 缺省 3\n", HEAD
         "输入 归 学生\n  甲: 是否                                    【一】\n  乙: 0..9 缺省 3\n"},
        {HEAD
         "项目 A1 助\n  表 甲|乙||金额\n    = 「任意」|—||1元/年\n    ≥3,= 5|-1..2||20元/年 自 2024-03\n    其余||0元/年\n",
         HEAD
         "项目 A1 助\n  表 甲 | 乙 || 金额\n    「任意」 | 任意  || 1元/年\n    ≥ 3, 5   | -1..2 || 20元/年 自 2024-03\n"
         "    其余             || 0元/年\n"},
        /* a number and a word that is a unit stay apart */
        {HEAD "认定\n  甲 = 乙 在 {3, 天}\n", HEAD "认定\n  甲 = 乙 在 {3  天}\n"},
        /* breaks: before 且, after a comma; others are closed */
        {HEAD "认定\n  甲 = 乙 且\n 丙\n    或 (\n 丁 )\n",
         HEAD "认定\n  甲 = 乙\n    且 丙\n    或 (丁)\n"},
        {HEAD "基例 甲 事实 乙 = 1,\n  丙=２\n", HEAD "基例 甲 事实 乙=1,\n  丙=2\n"},
        /* comments */
        {"#一\n\n\n" HEAD
         "  #二\n认定   #三\n   # 四\n\n  甲 = 乙  # 五\n   #六\n    且 丙#七\n# 八\n  # 九\n",
         "# 一\n\n政策 t “题”\n  有效 2024-01-01 至 2024-12-31\n  # 二\n"
         "认定                                          # 三\n  # 四\n\n"
         "  甲 = 乙                                     # 五\n    # 六\n"
         "    且 丙                                     # 七\n# 八\n  # 九\n"},
        {"\xEF\xBB\xBF"
         "政策 t “题”\r\n  有效 2024-01-01 至 2024-12-31",
         HEAD},
        {"政策 t “题”\n  地区 050000\n  有效 2024-01-01\n",
         "政策 t “题”\n  地区 050000\n  有效 2024-01-01\n"},
        {HEAD "约束\n  须 甲 否则 “一”\n  须 甲 且 乙 否则 \"二”\"\n",
         HEAD "约束\n  须 甲       否则 “一”\n  须 甲 且 乙 否则 \"二”\"\n"},
    };
    for (size_t i = 0; i < YX_LEN(all); i++) {
        if (!all[i].canonical) {
            struct yx_report *r = yx_report_new();
            struct yx_buf out = {0};
            assert_int_equal(yx_format(yx_str_of(all[i].text), YX_S("t.yx"), r, &out), YX_INVALID);
            assert_int_equal(out.n, 0);
            yx_report_free(r);
            continue;
        }
        struct yx_buf out = format(yx_str_of(all[i].text));
        yx_buf_putc(&out, '\0');
        assert_string_equal(out.p, all[i].canonical);
        yx_buf_free(&out);
        expect_stable(yx_str_of(all[i].text));
    }
}

/* ---- properties ---- */

static uint64_t seed_of(void)
{
    const char *s = getenv("YX_SEED");
    uint64_t seed = s ? strtoull(s, NULL, 10) : 20240901;
    print_message("# seed %llu\n", (unsigned long long)seed);
    return seed;
}

static const char *const words[] = {
    "政策 t “题”\n  有效 2024-01-01 至 2024-12-31\n认定\n  甲 = ",
    "policy t “x”\n",
    "台账 t “题”\n",
    "方案 t “题”\n",
    "比对 t “题”\n",
    "项目 A1 助学金",
    "金额",
    "支付",
    "条件",
    "表",
    "||",
    "|",
    "其余",
    "任意",
    "—",
    "当",
    "按",
    "且",
    "或",
    "非",
    "在",
    "含",
    "含任一",
    "为空",
    "非空",
    "一致",
    "=",
    "≠",
    "<",
    "≤",
    "+",
    "-",
    "×",
    "÷",
    "..",
    "→",
    "(",
    ")",
    "{",
    "}",
    ",",
    ":",
    "甲",
    "乙",
    "A1.2",
    "「提示」",
    "提示",
    "状态",
    "12",
    "5元",
    "5元/年",
    "元/年",
    "3天",
    "天",
    "2024-春",
    "2024-09-01",
    "09-01",
    "50%",
    "“文”",
    "【附】",
    "# 注\n",
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    "\n   ",
    "\n",
    "\t",
    "　",
    "；",
    "“",
    "【",
    "&&",
    "缺省 待核",
    "归",
    "自",
    "至",
    "须",
    "否则",
    "事实",
    "得",
    "期",
    "例",
    "\xFF",
    "，",
    "：",
    "（",
    "）",
    "「",
    "，\n",
    "且\n",
};

/* Any sequence of words is read without a crash; one that is right formats. */
static void token_soup(void **state)
{
    (void)state;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed_of());
    size_t right = 0;
    for (int round = 0; round < 4000; round++) {
        struct yx_buf b = {0};
        if (yx_rng_chance(&rng, 3, 4))
            yx_buf_putz(&b, words[0]);
        size_t n = 1 + yx_rng_below(&rng, round % 8 ? 8 : 60);
        for (size_t i = 0; i < n; i++) {
            yx_buf_putz(&b, words[yx_rng_below(&rng, YX_LEN(words))]);
            if (yx_rng_chance(&rng, 4, 5))
                yx_buf_putc(&b, ' ');
        }
        struct yx_arena *arena = yx_arena_new();
        struct yx_report *report = yx_report_new();
        struct yx_document *doc;
        int rc = yx_parse(yx_buf_str(&b), YX_S("t.yx"), arena, report, &doc);
        assert_int_equal(rc == YX_OK, yx_report_count(report, YX_ERROR) == 0);
        struct yx_buf said = {0};
        yx_report_render(report, YX_EN, &said);
        yx_buf_free(&said);
        if (rc == YX_OK) {
            right++;
            expect_stable(yx_buf_str(&b));
        }
        yx_report_free(report);
        yx_arena_free(arena);
        yx_buf_free(&b);
    }
    assert_true(right > 20); /* else the test would prove nothing about formatting */
}

/* The same document in another dress: blanks, full-width signs, deeper
 * indentation, comments, CR LF. */
static void dress(struct yx_rng *rng, struct yx_str text, struct yx_buf *out)
{
    static const struct {
        char half;
        const char *full;
    } twins[] = {{'(', "（"}, {')', "）"}, {',', "，"}, {',', "、"}, {'{', "｛"}, {'}', "｝"},
                 {':', "："}, {'=', "＝"}, {'|', "｜"}, {'<', "＜"}, {'>', "＞"}, {'+', "＋"}};
    unsigned scale = 1 + (unsigned)yx_rng_below(rng, 4);
    bool crlf = yx_rng_chance(rng, 1, 3), at_start = true, quoted = false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        struct yx_str rest = yx_str_sub(text, i, text.n);
        if (yx_str_starts(rest, YX_S("“")) || yx_str_starts(rest, YX_S("【")) ||
            yx_str_starts(rest, YX_S("「")) || c == '#')
            quoted = true;
        if (i >= 3 &&
            (memcmp(text.p + i - 3, "”", 3) == 0 || memcmp(text.p + i - 3, "】", 3) == 0 ||
             memcmp(text.p + i - 3, "」", 3) == 0))
            quoted = false;
        if (c == '\n') {
            if (!quoted && yx_rng_chance(rng, 1, 6))
                yx_buf_putz(out, " # 说明");
            if (yx_rng_chance(rng, 1, 10))
                yx_buf_putz(out, "\n  # 单独一行");
            yx_buf_putz(out, crlf ? "\r\n" : "\n");
            at_start = true;
            quoted = false;
            continue;
        }
        if (c == ' ' && at_start) {
            for (unsigned k = 0; k < scale; k++)
                yx_buf_putc(out, ' ');
            continue;
        }
        at_start = false;
        if (quoted) {
            yx_buf_putc(out, c);
            continue;
        }
        if (c == ' ') {
            yx_buf_putz(out, yx_rng_chance(rng, 1, 4) ? "   " : " ");
            continue;
        }
        bool done = false;
        for (size_t k = 0; k < YX_LEN(twins) && !done; k++)
            if (c == twins[k].half && yx_rng_chance(rng, 1, 4)) {
                yx_buf_putz(out, twins[k].full);
                done = true;
            }
        if (!done)
            yx_buf_putc(out, c);
    }
}

static void dress_does_not_matter(void **state)
{
    (void)state;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed_of());
    for (int round = 0; round < 200; round++) {
        struct yx_str text = read_data(documents[yx_rng_below(&rng, YX_LEN(documents))]);
        struct yx_buf b = {0};
        dress(&rng, text, &b);
        struct yx_arena *arena = yx_arena_new();
        struct yx_report *report = yx_report_new();
        struct yx_document *plain, *dressed;
        assert_int_equal(yx_parse(text, YX_S("plain"), arena, report, &plain), YX_OK);
        int rc = yx_parse(yx_buf_str(&b), YX_S("dressed"), arena, report, &dressed);
        if (rc != YX_OK)
            print_report(report);
        assert_int_equal(rc, YX_OK);
        assert_true(yx_node_equal(plain->root, dressed->root));
        expect_stable(yx_buf_str(&b));
        yx_report_free(report);
        yx_arena_free(arena);
        yx_buf_free(&b);
        yx_unmap(text);
    }
}

/* Lines of a document left out, doubled or swapped. */
static void broken_documents(void **state)
{
    (void)state;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed_of());
    size_t right = 0;
    for (int round = 0; round < 1500; round++) {
        struct yx_str text = read_data(documents[yx_rng_below(&rng, YX_LEN(documents))]);
        struct yx_buf b = {0};
        size_t at = yx_rng_below(&rng, text.n), n = yx_rng_below(&rng, 40);
        size_t to = YX_MIN(at + n, text.n);
        if (yx_rng_chance(&rng, 1, 2)) { /* a piece left out */
            yx_buf_put(&b, text.p, at);
            yx_buf_put(&b, text.p + to, text.n - to);
        } else { /* a piece said twice, somewhere else */
            size_t other = yx_rng_below(&rng, text.n);
            yx_buf_put(&b, text.p, other);
            yx_buf_put(&b, text.p + at, to - at);
            yx_buf_put(&b, text.p + other, text.n - other);
        }
        struct yx_report *report = yx_report_new();
        struct yx_buf out = {0};
        if (yx_format(yx_buf_str(&b), YX_S("t.yx"), report, &out) == YX_OK) {
            right++;
            expect_stable(yx_buf_str(&b));
        } else {
            assert_true(yx_report_count(report, YX_ERROR) > 0);
        }
        yx_report_free(report);
        yx_buf_free(&out);
        yx_buf_free(&b);
        yx_unmap(text);
    }
    assert_true(right > 20);
}

/* ---- documents with one line otherwise ---- */

/* Lines [from[i], from[i + 1]) of the text. */
struct lines {
    size_t *v;
    size_t n, cap;
};

/* The text with a line left out, written twice, put elsewhere, or joined with the next; with
 * a word of another place put in, or blanks doubled. */
static void mutate(struct yx_rng *rng, struct yx_str s, const struct lines *l, struct yx_buf *out)
{
    size_t k = yx_rng_below(rng, l->n - 1), o = yx_rng_below(rng, l->n - 1);
    struct yx_str line = yx_str_sub(s, l->v[k], l->v[k + 1]);
    struct yx_str other = yx_str_sub(s, l->v[o], l->v[o + 1]);
    yx_buf_puts(out, yx_str_sub(s, 0, l->v[k]));
    switch (yx_rng_below(rng, 6)) {
    case 0: break;
    case 1:
        yx_buf_puts(out, line);
        yx_buf_puts(out, line);
        break;
    case 2:
        yx_buf_puts(out, other);
        yx_buf_puts(out, line);
        break;
    case 3:
        yx_buf_puts(out, yx_str_trim(line));
        yx_buf_putc(out, ' ');
        break;
    case 4: {
        size_t at = yx_rng_below(rng, line.n);
        while (at && line.p[at] != ' ')
            at--;
        yx_buf_puts(out, yx_str_sub(line, 0, at));
        yx_buf_putz(out, words[yx_rng_below(rng, YX_LEN(words))]);
        yx_buf_puts(out, yx_str_sub(line, at, line.n));
        break;
    }
    default:
        for (size_t i = 0; i < line.n; i++) {
            yx_buf_putc(out, line.p[i]);
            if (line.p[i] == ' ' && i && line.p[i - 1] != ' ' && i > 8)
                yx_buf_putz(out, "  ");
        }
        break;
    }
    yx_buf_puts(out, yx_str_sub(s, l->v[k + 1], s.n));
}

/* Formatting leaves the tree as it is. */
static void expect_same_tree(struct yx_str text)
{
    struct yx_arena *arena = yx_arena_new();
    struct yx_report *r = yx_report_new();
    struct yx_document *before, *after;
    struct yx_buf out = format(text);
    assert_int_equal(yx_parse(text, YX_S("t.yx"), arena, r, &before), YX_OK);
    assert_int_equal(yx_parse(yx_buf_str(&out), YX_S("t.yx"), arena, r, &after), YX_OK);
    assert_true(yx_node_equal(before->root, after->root));
    yx_buf_free(&out);
    yx_report_free(r);
    yx_arena_free(arena);
}

static void mutants_of_documents(void **state)
{
    (void)state;
    static const char *const shipped[] = {
        "policies/pengshui-2022.yx",       "matches/person.yx",
        "tests/data/policy/everything.yx", "tests/data/policy/corners.yx",
        "tests/data/policy/national.yx",   "tests/data/lang/ledger.yx",
        "tests/data/lang/plan.yx",         "tests/data/lang/policy-en.yx"};
    const int rounds = getenv("YX_FULL") ? 3000 : 60;
    struct yx_rng rng;
    size_t right = 0;
    yx_rng_seed(&rng, seed_of());
    for (size_t i = 0; i < YX_LEN(shipped); i++) {
        char path[4096];
        struct yx_str text;
        struct lines l = {0};
        (void)snprintf(path, sizeof path, "%s/%s", getenv("YX_ROOT"), shipped[i]);
        assert_int_equal(yx_map_path(path, &text, NULL), YX_OK);
        expect_stable(text);
        expect_same_tree(text);
        YX_PUSH(&l, 0);
        for (size_t k = 0; k < text.n; k++)
            if (text.p[k] == '\n')
                YX_PUSH(&l, k + 1);
        for (int round = 0; round < rounds; round++) {
            struct yx_buf b = {0}, ignored = {0};
            struct yx_report *r = yx_report_new();
            mutate(&rng, text, &l, &b);
            if (yx_format(yx_buf_str(&b), YX_S("t.yx"), r, &ignored) == YX_OK) {
                right++;
                expect_stable(yx_buf_str(&b));
                expect_same_tree(yx_buf_str(&b));
            }
            yx_report_free(r);
            yx_buf_free(&ignored);
            yx_buf_free(&b);
        }
        free(l.v);
        yx_unmap(text);
    }
    print_message("# %zu mutants formatted\n", right);
    assert_true(right > 100);
}

int main(void)
{
    const struct CMUnitTest list[] = {
        cmocka_unit_test(formatting_is_idempotent),
        cmocka_unit_test(canonical_forms),
        cmocka_unit_test(token_soup),
        cmocka_unit_test(mutants_of_documents),
        cmocka_unit_test(dress_does_not_matter),
        cmocka_unit_test(broken_documents),
    };
    return cmocka_run_group_tests(list, NULL, NULL);
}
