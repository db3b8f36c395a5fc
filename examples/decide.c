/* decide.c -- a program that decides about students with libyingxue-policy.
 *
 *     cc decide.c $(pkg-config --cflags --libs yingxue-policy) -o decide
 *     ./decide POLICY.yx TERM          (a term: 2022-春)
 *
 * Loads and checks the policy, lists what it reads and gives, and decides about
 * four students, who stand in columns: one array per fact.  The policy has to
 * read 学段 (an enumeration), 住校 (是否), 困难类别 (a set) and 学费 (money). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yingxue-policy.h>

static const char *const type_name[] = {"是否", "枚举", "集合", "整数", "金额", "日期", "文字"};

static void print_to(FILE *f, const char *p, size_t n)
{
    if (n) /* an empty text may have no pointer */
        (void)fwrite(p, 1, n, f);
}

static void print(struct yx_str s)
{
    print_to(stdout, s.p, s.n);
}

static struct yx_str text(const char *z)
{
    return (struct yx_str){z, strlen(z)};
}

static int fail(const struct yx_err *err)
{
    struct yx_buf b = {0};
    yx_err_render(err, YX_ZH, &b);
    (void)fprintf(stderr, "decide: %.*s\n", (int)b.n, b.p);
    yx_buf_free(&b);
    return 2;
}

/* The number of a member of an enumeration or set, by its name. */
static int member(const struct yx_policy_input *in, const char *name)
{
    for (uint32_t i = 0; i < in->n_members; i++)
        if (in->member[i].n == strlen(name) && memcmp(in->member[i].p, name, strlen(name)) == 0)
            return (int)i;
    (void)fprintf(stderr, "decide: no member %s\n", name);
    exit(2);
}

static int input(const struct yx_policy *p, const char *name)
{
    int i = yx_policy_find_input(p, text(name));
    if (i < 0) {
        (void)fprintf(stderr, "decide: the policy does not read %s\n", name);
        exit(2);
    }
    return i;
}

static void list(const struct yx_policy *p)
{
    uint32_t n;
    const struct yx_policy_input *in = yx_policy_inputs(p, &n);
    for (uint32_t i = 0; i < n; i++) {
        print(in[i].name);
        printf(": %s ", type_name[in[i].type]);
        print(yx_policy_input_unit(p, i));
        for (uint32_t m = 0; m < in[i].n_members; m++) {
            if (m)
                putchar(' ');
            print(in[i].member[m]);
        }
        putchar('\n');
    }
    const struct yx_policy_benefit *ben = yx_policy_benefits(p, &n);
    for (uint32_t i = 0; i < n; i++) {
        print(ben[i].id);
        putchar(' ');
        print(ben[i].name);
        putchar('\n');
    }
}

/* Called for every piece, in order: prints its awards. */
static int take(void *ctx, const struct yx_award_piece *piece)
{
    uint32_t n;
    const struct yx_policy_benefit *ben = yx_policy_benefits(ctx, &n);
    for (uint32_t b = 0; b < n; b++) {
        const struct yx_award_list *l = &piece->benefit[b];
        for (uint32_t i = 0; i < l->n; i++) {
            printf("%" PRIu64 " ", piece->first + l->row[i]);
            print(ben[b].id);
            int64_t fen = yx_award_amount(l, i);
            printf(" %" PRId64 ".%02" PRId64 " ", fen / 100, fen % 100);
            print(yx_payee_name(yx_award_payee(l, i)));
            putchar(' ');
            print(yx_status_name(yx_award_status(l, i)));
            putchar('\n');
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct yx_err err = {0};
    yx_term term;
    if (argc != 3 || !yx_term_parse(text(argv[2]), &term)) {
        (void)fprintf(stderr, "usage: decide POLICY.yx TERM\n");
        return 2;
    }
    struct yx_report *said = yx_report_new();
    struct yx_policy *p = NULL;
    int rc = yx_policy_load_path(argv[1], said, &p, &err);
    if (rc == YX_OK && yx_policy_check(p, said) != YX_OK)
        rc = YX_INVALID;
    struct yx_buf b = {0};
    yx_report_render(said, YX_ZH, &b);
    print_to(stderr, b.p, b.n);
    yx_buf_free(&b);
    yx_report_free(said);
    if (rc != YX_OK) {
        yx_policy_free(p);
        return fail(&err);
    }
    list(p);

    uint32_t n_inputs, n_benefits;
    const struct yx_policy_input *in = yx_policy_inputs(p, &n_inputs);
    (void)yx_policy_benefits(p, &n_benefits);
    struct yx_fact_column *column = calloc(n_inputs, sizeof *column); /* all unknown */
    struct yx_award_sums sums = {.benefit = calloc(n_benefits, sizeof *sums.benefit)};
    if (!column || !sums.benefit)
        return 3;

    int stage = input(p, "学段"), boards = input(p, "住校"), poor = input(p, "困难类别"),
        fee = input(p, "学费");
    uint8_t stages[] = {(uint8_t)member(&in[stage], "小学"), (uint8_t)member(&in[stage], "小学"),
                        (uint8_t)member(&in[stage], "高中"), (uint8_t)member(&in[stage], "高中")};
    const uint64_t boarding = 1; /* row 0 boards */
    const uint64_t known = 1 | 2 | 4 | 8;
    const uint8_t had = (uint8_t)(1 << member(&in[poor], "低保"));
    const uint8_t classes[] = {had, had, 0, had};
    const uint64_t classes_known = 1 | 2 | 4;     /* of row 3 nothing is known */
    const int64_t fees[] = {0, 0, 80000, 120000}; /* fen */
    column[stage] = (struct yx_fact_column){.form = YX_FORM_U8, .v = stages};
    column[boards] = (struct yx_fact_column){.form = YX_FORM_BITS, .v = &boarding, .known = &known};
    column[poor] =
        (struct yx_fact_column){.form = YX_FORM_U8, .v = classes, .known = &classes_known};
    column[fee] = (struct yx_fact_column){.form = YX_FORM_I64, .v = fees};
    const struct yx_fact_columns facts = {.n_rows = 4, .term = term, .input = column};

    rc = yx_policy_each(p, &facts, 1, take, p, &sums, &err);
    for (uint32_t i = 0; rc == YX_OK && i < n_benefits; i++)
        printf("%u: %" PRIu64 " given, %" PRIu64 " pending, %" PRId64 " fen to persons\n", i,
               sums.benefit[i].given, sums.benefit[i].pending, sums.benefit[i].fen[YX_PAY_PERSON]);
    if (rc == YX_OK)
        rc = yx_policy_explain_row(p, &facts, 3, NULL, NULL, YX_EN, &b, &err);
    print_to(stdout, b.p, b.n);
    yx_buf_free(&b);
    free(column);
    free(sums.benefit);
    yx_policy_free(p);
    return rc == YX_OK ? 0 : fail(&err);
}
