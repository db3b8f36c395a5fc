/* test_policy_mutants.c -- faults planted in the shipped policies, and who sees them.
 *
 * Every mutant differs from a shipped policy in one operator, number, date,
 * word, class or line.  Properties: if random students ever fare differently
 * under it, the comparison of the two documents finds a difference; and what the
 * comparison finds is caught before that, by loading, lint or an example of the
 * document.  The counts are printed.  Some mutants are drawn, all are tried with
 * YX_FULL=1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/advice.h"
#include "policy/cases.h"
#include "policy/policy_diff.h"
#include "policy/proofs.h"
#include "policy_fixture.h"

#include <time.h>

/* At least so many mutants of the county's policy, and of the national ones together; of a
 * document that extends another, of its own lines. */
enum {
    LEAST_MUTANTS = 200,
    LEAST_OF_CHAIN = 30,
    DRAWN_OF = 20,
    RANDOM_BLOCKS = 4,
    MOST_TEXT = 1 << 20
};

static const char *const national[] = {
    "compulsory-living", "nutrition",     "senior-high",      "vocational", "undergraduate",
    "graduate",          "student-loans", "military-service", "preschool",  "special-education"};

/* What a document extends: of the national ones, by name. */
static int find_upper(void *ctx, struct yx_str id, struct yx_policy_text *out, struct yx_err *err)
{
    struct yx_buf path = {0};
    (void)ctx;
    (void)err;
    assert_true(yx_str_starts(id, YX_S("national-")));
    yx_buf_printf(&path, "%s/policies/national/%.*s.yx",
                  getenv("YX_ROOT") ? getenv("YX_ROOT") : ".", (int)(id.n - strlen("national-")),
                  id.p + strlen("national-"));
    yx_buf_putc(&path, 0);
    static struct yx_str text; /* one upper document in all the tests, mapped to their end */
    if (!text.p)
        assert_int_equal(yx_map_path(path.p, &text, NULL), YX_OK);
    yx_buf_free(&path);
    *out = (struct yx_policy_text){YX_S("upper.yx"), text};
    return YX_OK;
}

static struct yx_policy *load_mutant(struct yx_str text, struct yx_report *r)
{
    static const struct yx_policy_shelf shelf = {.find = find_upper};
    struct yx_policy *p = NULL;
    (void)yx_policy_load_chain(text, YX_S("test.yx"), &shelf, r, &p);
    return p;
}

struct tally {
    unsigned all, tried, same, loading, lint, example, only_diff;
};

struct testing {
    const char *path;
    const struct yx_policy *p;
    struct yx_str text;
    unsigned quiet_warnings; /* of the policy itself */
    struct tally n;
    struct yx_rng rng;
    uint64_t seed;
    bool is_full;
};

static bool first_difference(void *ctx, const struct yx_difference *d)
{
    (void)d;
    *(bool *)ctx = true;
    return false;
}

static bool differ(const struct yx_policy *p, const struct yx_policy *q)
{
    bool found = false;
    struct yx_compare_result out;
    yx_policy_compare(p, q, first_difference, &found, &out);
    return found;
}

/* The same random students, decided by both. */
static bool differ_at_random(struct testing *t, const struct yx_policy *q)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_run *x = yx_run_new(t->p), *y = yx_run_new(q);
    struct yx_facts *f = yx_facts_new(t->p, a);
    bool found = false;
    yx_term first, last;
    yx_policy_terms(t->p, &first, &last);
    for (int block = 0; block < RANDOM_BLOCKS && !found; block++) {
        f->n = YX_FACT_ROWS;
        f->term = first + (yx_term)yx_rng_below(&t->rng, (uint64_t)(last - first + 1));
        for (uint32_t i = 0; i < t->p->n_inputs; i++)
            for (uint32_t r = 0; r < f->n; r++) {
                struct yx_fact_one one = random_fact(t->p, i, &t->rng);
                if (one.state == YX_FACT_UNKNOWN)
                    one = random_fact(t->p, i, &t->rng);
                if (t->p->input[i].type == YX_IN_SET)
                    one.known = UINT64_MAX;
                yx_facts_set(f, i, r, one);
            }
        const struct yx_awards *m = yx_policy_run(x, f), *n = yx_policy_run(y, f);
        for (uint32_t b = 0; b < t->p->n_benefits; b++)
            for (uint32_t r = 0; r < f->n; r++) {
                const struct yx_award_vec *v = &m->benefit[b], *w = &n->benefit[b];
                bool has_unknown = v->status[r] == YX_PENDING || w->status[r] == YX_PENDING;
                found |=
                    !has_unknown && (v->status[r] != w->status[r] || v->amount[r] != w->amount[r]);
            }
    }
    yx_run_free(x);
    yx_run_free(y);
    yx_arena_free(a);
    return found;
}

static void judge(struct testing *t, struct yx_str text, const char *what, size_t line)
{
    t->n.all++;
    if (!t->is_full && !yx_rng_chance(&t->rng, 1, DRAWN_OF))
        return;
    t->n.tried++;
    struct yx_report *r = yx_report_new();
    struct yx_policy *q = load_mutant(text, r);
    if (!q) {
        t->n.loading++;
    } else if (q->n_benefits != t->p->n_benefits || q->n_inputs != t->p->n_inputs) {
        t->n.example++; /* the document lost a benefit: examples name it */
    } else {
        struct yx_proof proof = {0};
        bool is_different = differ(t->p, q), is_random = differ_at_random(t, q);
        if (is_random && !is_different)
            fail_msg(
                "seed %llu: %s on line %zu of %s changes an outcome, and the comparison finds none",
                (unsigned long long)t->seed, what, line, t->path);
        unsigned wrong = yx_policy_check_examples(q, r, yx_policy_file(q));
        yx_policy_advise(q, r, yx_policy_file(q));
        yx_policy_prove(q, r, yx_policy_file(q), &proof);
        unsigned said = yx_report_count(r, YX_WARNING) + yx_report_count(r, YX_ERROR) - wrong;
        if (!is_different)
            t->n.same++;
        else if (wrong)
            t->n.example++;
        else if (said > t->quiet_warnings)
            t->n.lint++;
        else {
            t->n.only_diff++;
            print_message("  only the comparison sees: %s on line %zu of %s\n", what, line,
                          t->path);
        }
        yx_buf_free(&proof.unproved);
        yx_policy_free(q);
    }
    yx_report_free(r);
}

/* Replace the n bytes at `at` and judge the result. */
static void plant(struct testing *t, size_t at, size_t n, const char *with, const char *what)
{
    struct yx_buf b = {0};
    size_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += t->text.p[i] == '\n';
    yx_buf_put(&b, t->text.p, at);
    yx_buf_putz(&b, with);
    yx_buf_put(&b, t->text.p + at + n, t->text.n - at - n);
    judge(t, yx_buf_str(&b), what, line);
    yx_buf_free(&b);
}

static void operators(struct testing *t, size_t at)
{
    static const char *const pair[][2] = {{" 且 ", " 或 "},
                                          {" 或 ", " 且 "},
                                          {" 非 ", " "},
                                          {" = ", " ≠ "},
                                          {" ≠ ", " = "},
                                          {" ≤ ", " < "},
                                          {" > ", " ≥ "},
                                          {" 含任一 ", " 含全部 "},
                                          {" 走读", " 住校"},
                                          {" 住校", " 走读"},
                                          {" 县内", " 县外"},
                                          {" 正式", " 临时"},
                                          {" 小学", " 普高"},
                                          {" 到人", " 到校"},
                                          {" 食堂", " 到校"},
                                          {"就高 A1.3 与 A1.2", "就高 A1.2 与 A1.3"},
                                          {"计入 A2.6 于 A2.5", "计入 A2.5 于 A2.6"},
                                          {"09-01 至", "09-02 至"},
                                          {"至 09-30 据", "至 09-29 据"},
                                          {"6学期", "7学期"},
                                          {"5学期", "4学期"},
                                          {"于 秋", "于 春"},
                                          {"100天", "101天"},
                                          {" 脱贫不稳定户}", "}"},
                                          {" 残疾 特困 孤儿}", " 特困 孤儿}"},
                                          {"{低保 特困}", "{低保}"},
                                          {"= 否  ", "= 是  "},
                                          {" ≥ ", " > "},
                                          {" < ", " ≤ "},
                                          {" 非空", " 为空"},
                                          {"min(", "max("},
                                          {" 减免\n", " 到人\n"},
                                          {" 贷款 ", " 到人 "},
                                          {" 外部\n", " 到校\n"},
                                          {" 初中}", "}"},
                                          {" 高校 ", " 中职 "},
                                          {" 公办 ||", " 民办 ||"},
                                          {" 本专科 ", " 研究生 "},
                                          {" 硕士 ||", " 博士 ||"},
                                          {"日历年", "学年"}};
    struct yx_str rest = yx_str_sub(t->text, at, t->text.n);
    for (size_t k = 0; k < YX_LEN(pair); k++)
        if (yx_str_starts(rest, yx_str_of(pair[k][0])))
            plant(t, at, strlen(pair[k][0]), pair[k][1], pair[k][0]);
}

/* A number followed by 元, or one digit set apart by blanks. */
static void numbers(struct testing *t, size_t at)
{
    struct yx_str s = t->text;
    if (s.p[at] < '0' || s.p[at] > '9' || (at && s.p[at - 1] >= '0' && s.p[at - 1] <= '9'))
        return;
    size_t end = at;
    int64_t n = 0;
    while (end < s.n && s.p[end] >= '0' && s.p[end] <= '9')
        n = n * 10 + (s.p[end++] - '0');
    if (!yx_str_starts(yx_str_sub(s, end, s.n), YX_S("元")) || n == 0)
        return;
    plant(t, at, end - at, yx_fmt_i64(n + 1).s, "an amount");
}

/* A day half a year later: 自, 至 and 有效 move to the next term. */
static void dates(struct testing *t, size_t at)
{
    struct yx_str s = t->text;
    yx_day day;
    if (!yx_str_starts(yx_str_sub(s, at, s.n), YX_S("20")) || s.p[at - 1] != ' ' || at + 10 > s.n ||
        !yx_day_parse(yx_str_sub(s, at, at + 10), &day))
        return;
    struct yx_buf b = {0};
    yx_day_put(&b, day + 184);
    yx_buf_putc(&b, 0);
    plant(t, at, 10, b.p, "a day");
    yx_buf_free(&b);
}

/* One word of a set left out. */
static void members(struct testing *t, size_t at)
{
    struct yx_str s = t->text;
    if (s.p[at] != '{')
        return;
    size_t end = at, word = at + 1, n = 0;
    while (end < s.n && s.p[end] != '}' && s.p[end] != '\n')
        n += s.p[end++] == ' ';
    for (size_t i = word; n && i <= end; i++)
        if (s.p[i] == ' ' || i == end) {
            plant(t, word, i - word, "", "a word of a set");
            word = i + 1;
        }
}

/* A whole line that is neither a benefit nor an input. */
static void lines(struct testing *t, size_t at)
{
    struct yx_str s = t->text;
    if (at && s.p[at - 1] != '\n')
        return;
    size_t end = at;
    while (end < s.n && s.p[end] != '\n')
        end++;
    struct yx_str line = yx_str_trim(yx_str_sub(s, at, end));
    static const char *const cut[] = {"条件", "支付",      "期限", "窗口", "就高",
                                      "计入", "封顶",      "须",   "适用", "金额",
                                      "有效", "核算 全年", "收窄", "扩大", "提高"};
    bool is_row = yx_str_find(line, YX_S(" || ")) > 0 && !yx_str_starts(line, YX_S("表"));
    for (size_t k = 0; k < YX_LEN(cut); k++)
        is_row |= yx_str_starts(line, yx_str_of(cut[k]));
    if (is_row)
        plant(t, at, end - at, "", "a line left out");
}

static void open_policy(struct testing *t, const char *path)
{
    t->path = path;
    struct yx_buf full = {0};
    yx_buf_printf(&full, "%s/%s%c", getenv("YX_ROOT") ? getenv("YX_ROOT") : ".", path, 0);
    assert_int_equal(yx_map_path(full.p, &t->text, NULL), YX_OK);
    yx_buf_free(&full);
    assert_true(t->text.n < MOST_TEXT);
    struct yx_report *r = yx_report_new();
    struct yx_policy *p = load_mutant(t->text, r);
    assert_non_null(p);
    t->p = p;
    struct yx_proof proof = {0};
    assert_int_equal(yx_policy_check_examples(p, r, yx_policy_file(p)), 0);
    yx_policy_advise(p, r, yx_policy_file(p));
    yx_policy_prove(p, r, yx_policy_file(p), &proof);
    t->quiet_warnings = yx_report_count(r, YX_WARNING);
    yx_buf_free(&proof.unproved);
    yx_report_free(r);
    assert_false(differ(p, p));
}

/* All mutants of one policy: its text from its first section to its examples. */
static void plant_all(struct testing *t, const char *path)
{
    open_policy(t, path);
    ptrdiff_t examples = yx_str_find(t->text, YX_S("\n基例")),
              inputs = yx_str_find(t->text, YX_S("\n输入")),
              codes = yx_str_find(t->text, YX_S("\n代码"));
    ptrdiff_t begin = codes > 0 ? codes : inputs;
    assert_true(begin > 0 && examples > begin);
    for (size_t at = (size_t)begin; at < (size_t)examples; at++) {
        if (t->text.p[at] == '#') /* what a comment says changes nothing */
            while (t->text.p[at] != '\n')
                at++;
        operators(t, at);
        numbers(t, at);
        dates(t, at);
        members(t, at);
        lines(t, at);
    }
    yx_policy_free((struct yx_policy *)t->p);
    yx_unmap(t->text);
}

static void start(struct testing *t)
{
    const char *given = getenv("YX_SEED");
    *t = (struct testing){.seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL),
                          .is_full = getenv("YX_FULL") != NULL};
    yx_rng_seed(&t->rng, t->seed);
}

static void finish(const struct testing *t, unsigned least)
{
    print_message("seed %llu: %u mutants, %u tried: %u refused on loading, %u broke an example, %u "
                  "were seen by lint, %u by the comparison only, %u change nothing\n",
                  (unsigned long long)t->seed, t->n.all, t->n.tried, t->n.loading, t->n.example,
                  t->n.lint, t->n.only_diff, t->n.same);
    assert_true(t->n.all >= least);
    assert_int_equal(t->n.only_diff, 0);
}

static void of_the_county(void **state)
{
    (void)state;
    struct testing t;
    start(&t);
    plant_all(&t, "policies/pengshui-2022.yx");
    finish(&t, LEAST_MUTANTS);
}

static void of_the_state(void **state)
{
    (void)state;
    struct testing t;
    start(&t);
    for (size_t i = 0; i < YX_LEN(national); i++) {
        struct yx_buf path = {0};
        yx_buf_printf(&path, "policies/national/%s.yx", national[i]);
        yx_buf_putc(&path, 0);
        plant_all(&t, path.p);
        yx_buf_free(&path);
    }
    finish(&t, LEAST_MUTANTS);
}

/* What a county writes on top of the state's, mutated there. */
static void of_a_chain(void **state)
{
    (void)state;
    struct testing t;
    start(&t);
    t.is_full = true;
    plant_all(&t, "policies/example/county.yx");
    finish(&t, LEAST_OF_CHAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(of_the_county),
                                       cmocka_unit_test(of_the_state),
                                       cmocka_unit_test(of_a_chain)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
