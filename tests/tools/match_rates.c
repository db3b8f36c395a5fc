/* match_rates.c -- how well rows came to their persons, by kind of error and by pass.
 *
 * usage: match_rates COUNTY LISTS [--clean | --dirty | --hard]
 *
 * COUNTY is a folder made by `yingxue sample`, LISTS what `yingxue check` said of it.
 * 真值/persons.csv knows whose each row is, 真值/problems.csv what is wrong with it,
 * 真值/indistinct.csv which missing children nobody can tell from somebody else.
 * 人员.csv says where each row was put and by what.  Prints tables:
 *   false alarms in 未入学 and 初中毕业去向待核, real missing children lost (neither on the list
 *   nor asked about in 待核对), wrong links,
 *   rows left apart from their person, rows to review; with exact intervals of 95 %
 *   the same by kind of error, and wrong links by pass
 * A link is wrong if the row is of another person than the first row it was put with
 * (人员.csv: 本人首条记录).  A row is apart if it was made a person of its own.
 * A false alarm or a loss is put down to what is wrong with the rows that led to it:
 * the child's own rows of schools that are apart or elsewhere; the strange rows with him.
 *
 * With --clean, --dirty or --hard, TAP lines: the rates allowed are judged by what chance allows, once in
 * a thousand.
 *
 * Errors: a message and status 2.  Threads: one. */
#include "base/hash.h"
#include "csv_records.h"
#include "interval.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_KINDS = 64, NONE = UINT32_MAX };

struct row {
    uint32_t person, group; /* NONE: about nobody; in no group */
    uint64_t kinds;         /* bits: what is wrong with it */
    uint8_t link;           /* by what it was put into its group */
    bool is_learning, is_register, is_in_review;
    bool is_of_household; /* on a list of heads only: not the list of a person */
};

struct person {
    struct yx_str id;
    uint32_t main; /* the group where he is; NONE */
    bool is_truly[2], is_said[2], cannot_be_told, may_be_alarm;
    bool is_asked; /* a row of his stands in 待核对: the run asks before it says where he is */
};

struct group {
    uint32_t anchor; /* row it began with */
};

struct name_table {
    struct yx_str v[MAX_KINDS];
    size_t n;
};

struct state {
    struct yx_arena *arena;
    const char *county, *lists;
    struct yx_map of_place, of_id, of_key;
    struct {
        struct row *v;
        size_t n, cap;
    } row;
    struct {
        struct person *v;
        size_t n, cap;
    } person;
    struct {
        struct group *v;
        size_t n, cap;
    } group;
    struct name_table kind, link;
    uint64_t n_review;
    unsigned n_tap;
};

static const char *const lists[] = {"未入学", "初中毕业去向待核"};
enum { N_LISTS = 2 };

static uint32_t number_of(struct name_table *t, struct yx_str name)
{
    for (size_t i = 0; i < t->n; i++)
        if (yx_str_eq(t->v[i], name))
            return (uint32_t)i;
    YX_ASSERT(t->n < MAX_KINDS);
    t->v[t->n] = name;
    return (uint32_t)t->n++;
}

/* ---- reading ---- */

static struct csv open_file(const struct state *s, const char *folder, const char *name)
{
    struct csv c;
    if (!csv_open(&c, folder, name, s->arena) || !csv_next(&c)) {
        (void)fprintf(stderr, "match_rates: no %s in %s\n", name, folder);
        exit(2);
    }
    return c;
}

static uint32_t person_of_id(struct state *s, struct yx_str id)
{
    bool is_new;
    if (!id.n)
        return NONE;
    uint32_t *at = yx_map_put(&s->of_id, yx_hash_str(id) | 1, (uint32_t)s->person.n + 1, &is_new);
    if (is_new) {
        struct person p = {.id = id, .main = NONE};
        YX_PUSH(&s->person, p);
    }
    return *at - 1;
}

static bool begins_with(struct yx_str s, const char *what)
{
    size_t n = strlen(what);
    return s.n >= n && memcmp(s.p, what, n) == 0;
}

static void read_rows(struct state *s)
{
    static const char *const learning[] = {"中小学学籍", "幼儿园在园", "高中阶段学籍",
                                           "外地就读",   "秋季新生",   "在校学生",
                                           "初中毕业生", "县外就读",   "高校学生"};
    struct csv c = open_file(s, s->county, "真值/persons.csv");
    yx_map_init(&s->of_place, 1 << 16);
    yx_map_init(&s->of_id, 1 << 16);
    while (csv_next(&c)) {
        bool is_new;
        struct row r = {.person = person_of_id(s, c.cell[3]), .group = NONE};
        for (size_t i = 0; i < YX_LEN(learning); i++)
            r.is_learning |= begins_with(c.cell[0], learning[i]);
        r.is_register = begins_with(c.cell[0], "公安局");
        r.is_of_household = begins_with(c.cell[0], "民政局农村低保户主");
        YX_PUSH(&s->row, r);
        (void)yx_map_put(&s->of_place, csv_row_key(c.cell[0], c.cell[1], c.cell[2]),
                         (uint32_t)s->row.n, &is_new);
    }
    c = open_file(s, s->county, "真值/problems.csv");
    while (csv_next(&c)) {
        const uint32_t *at = yx_map_get(&s->of_place, csv_row_key(c.cell[0], c.cell[1], c.cell[2]));
        if (at)
            s->row.v[*at - 1].kinds |= UINT64_C(1) << number_of(&s->kind, c.cell[4]);
    }
}

/* The row that `file:sheet:row` cites; NONE. */
static uint32_t row_cited(const struct state *s, struct yx_str source)
{
    size_t last = source.n, before;
    while (last > 0 && source.p[last - 1] != ':')
        last--;
    if (!last)
        return NONE;
    before = last - 1;
    while (before > 0 && source.p[before - 1] != ':')
        before--;
    if (!before)
        return NONE;
    const uint32_t *at = yx_map_get(&s->of_place, csv_row_key(yx_str_sub(source, 0, before - 1),
                                                              yx_str_sub(source, before, last - 1),
                                                              yx_str_sub(source, last, source.n)));
    return at ? *at - 1 : NONE;
}

static void read_groups(struct state *s)
{
    struct csv c = open_file(s, s->lists, "人员.csv");
    int who = csv_column(&c, "人员号"), source = csv_column(&c, "来源"),
        why = csv_column(&c, "关联依据");
    yx_map_init(&s->of_key, 1 << 16);
    while (csv_next(&c)) {
        bool is_new;
        uint32_t at = row_cited(s, csv_cell(&c, source));
        if (at == NONE)
            continue;
        struct row *r = &s->row.v[at];
        uint32_t *g = yx_map_put(&s->of_key, yx_hash_str(csv_cell(&c, who)) | 1,
                                 (uint32_t)s->group.n + 1, &is_new);
        if (is_new) {
            struct group one = {.anchor = NONE};
            YX_PUSH(&s->group, one);
        }
        r->group = *g - 1;
        struct yx_str link = csv_cell(&c, why);
        r->link = (uint8_t)number_of(&s->link, link);
        if (yx_str_is(link, "本人首条记录"))
            s->group.v[r->group].anchor = at;
    }
    c = open_file(s, s->lists, "待核对.csv");
    int left = csv_column(&c, "左来源"), right = csv_column(&c, "右来源");
    while (csv_next(&c)) {
        uint32_t a = row_cited(s, csv_cell(&c, left)), b = row_cited(s, csv_cell(&c, right));
        s->n_review++;
        if (a != NONE)
            s->row.v[a].is_in_review = true;
        if (b != NONE)
            s->row.v[b].is_in_review = true;
    }
}

/* Who is on the two lists, in truth and as the run said; who cannot be told from whom. */
static void read_lists(struct state *s)
{
    struct csv c = open_file(s, s->county, "真值/findings.csv");
    while (csv_next(&c))
        for (size_t l = 0; l < N_LISTS; l++)
            if (yx_str_is(c.cell[0], lists[l]))
                s->person.v[person_of_id(s, c.cell[1])].is_truly[l] = true;
    for (size_t l = 0; l < N_LISTS; l++) {
        char name[64];
        (void)snprintf(name, sizeof name, "%s.csv", lists[l]);
        if (!csv_open(&c, s->lists, name, s->arena) || !csv_next(&c))
            continue;
        int source = csv_column(&c, "来源");
        while (csv_next(&c)) {
            struct yx_str rest = csv_cell(&c, source);
            ptrdiff_t end = yx_str_find(rest, YX_S("；"));
            uint32_t at = row_cited(s, end < 0 ? rest : yx_str_sub(rest, 0, (size_t)end));
            if (at != NONE && s->row.v[at].person != NONE)
                s->person.v[s->row.v[at].person].is_said[l] = true;
        }
    }
    if (!csv_open(&c, s->county, "真值/indistinct.csv", s->arena) || !csv_next(&c))
        return;
    while (csv_next(&c)) {
        s->person.v[person_of_id(s, c.cell[1])].cannot_be_told = true;
        s->person.v[person_of_id(s, c.cell[2])].may_be_alarm = true;
    }
}

/* ---- judging rows ---- */

static uint32_t person_of_group(const struct state *s, uint32_t group)
{
    uint32_t anchor = group == NONE ? NONE : s->group.v[group].anchor;
    return anchor == NONE ? NONE : s->row.v[anchor].person;
}

/* Where each person is: with his row of the register, else with the first that is his own. */
static void find_main_groups(struct state *s)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < s->row.n; i++) {
            const struct row *r = &s->row.v[i];
            if (r->person == NONE || r->group == NONE || (pass == 0 && !r->is_register))
                continue;
            struct person *p = &s->person.v[r->person];
            p->is_asked |= r->is_in_review;
            if (p->main == NONE && person_of_group(s, r->group) == r->person)
                p->main = r->group;
        }
}

static bool is_wrong(const struct state *s, const struct row *r)
{
    return r->group != NONE && person_of_group(s, r->group) != r->person;
}

static bool is_apart(const struct state *s, const struct row *r)
{
    return r->person != NONE && !r->is_of_household && !is_wrong(s, r) &&
           s->person.v[r->person].main != r->group;
}

/* Missing in truth, and the run neither says so nor asks. */
static bool is_lost(const struct person *p, size_t list)
{
    return p->is_truly[list] && !p->is_said[list] && !p->is_asked;
}

static bool is_link(const struct state *s, const struct row *r)
{
    return r->group != NONE && !yx_str_is(s->link.v[r->link], "本人首条记录");
}

/* ---- tables ---- */

/* Chinese characters take two columns. */
static void put_padded(struct yx_str name, int width)
{
    size_t at = 0;
    uint32_t cp;
    printf("%.*s", (int)name.n, name.p);
    while (yx_utf8_next(name, &at, &cp))
        width -= cp < 0x2E80 ? 1 : 2;
    for (; width > 0; width--)
        putchar(' ');
}

static void put_rate(const char *what, uint64_t k, uint64_t n, double per, const char *unit)
{
    struct interval i = interval_of(k, n);
    printf("# figure ");
    put_padded(yx_str_of(what), 42);
    printf("%8llu of %9llu  %8.3f %s  (95 %%: %.3f to %.3f)\n", (unsigned long long)k,
           (unsigned long long)n, n ? per * (double)k / (double)n : 0, unit, per * i.low,
           per * i.high);
}

struct counts {
    uint64_t rows, linked, apart, wrong, review, alarms, lost;
};

static bool is_only_form(struct yx_str kind)
{
    static const char *const forms[] = {
        "书写形式", "号码前有撇号", "全角数字", "日期成序列数",   "日期只到年月", "日期连写",
        "行尾缺列", "行尾多列",     "隐藏行",   "表头上方有标题", "外县学生"};
    for (size_t i = 0; i < YX_LEN(forms); i++)
        if (yx_str_is(kind, forms[i]))
            return true;
    return false;
}

/* The kinds that a row is put down to: at number `kind.n` those with nothing wrong planted. */
static uint64_t blamed(const struct state *s, uint64_t kinds)
{
    uint64_t real = 0;
    for (size_t k = 0; k < s->kind.n; k++)
        if (kinds >> k & 1 && !is_only_form(s->kind.v[k]))
            real |= UINT64_C(1) << k;
    return real ? real : UINT64_C(1) << s->kind.n;
}

/* What led to each false alarm and each loss of 未入学, as kinds of the rows. */
static void blame(const struct state *s, struct counts *of)
{
    uint64_t *of_person = yx_calloc(s->person.n + 1, sizeof *of_person);
    for (size_t i = 0; i < s->row.n; i++) {
        const struct row *r = &s->row.v[i];
        uint32_t with = person_of_group(s, r->group);
        if (r->is_learning && r->person != NONE && (is_wrong(s, r) || is_apart(s, r)))
            of_person[r->person] |= blamed(s, r->kinds);
        if (r->is_learning && with != NONE && with != r->person && s->person.v[with].is_truly[0])
            of_person[with] |= blamed(s, r->kinds);
    }
    for (size_t p = 0; p < s->person.n; p++) {
        const struct person *x = &s->person.v[p];
        if (x->is_truly[0] == x->is_said[0])
            continue;
        uint64_t kinds = of_person[p] ? of_person[p] : UINT64_C(1) << (s->kind.n + 1);
        for (size_t k = 0; k < s->kind.n + 2; k++) {
            of[k].alarms += kinds >> k & 1 && x->is_said[0];
            of[k].lost += kinds >> k & 1 && is_lost(x, 0);
        }
    }
    free(of_person);
}

static void print_kinds(const struct state *s)
{
    struct counts of[MAX_KINDS + 2] = {0};
    for (size_t i = 0; i < s->row.n; i++) {
        const struct row *r = &s->row.v[i];
        if (r->person == NONE)
            continue;
        uint64_t kinds = r->kinds ? r->kinds : UINT64_C(1) << s->kind.n;
        for (size_t k = 0; k <= s->kind.n; k++) {
            if (!(kinds >> k & 1))
                continue;
            of[k].rows++;
            of[k].wrong += is_wrong(s, r);
            of[k].apart += is_apart(s, r);
            of[k].linked += is_link(s, r) && !is_wrong(s, r) && !is_apart(s, r);
            of[k].review += r->is_in_review;
        }
    }
    blame(s, of);
    printf("#\n# ");
    put_padded(YX_S("by kind of error"), 24);
    printf("    rows   right   apart   wrong  review  false alarms  lost\n");
    for (size_t k = 0; k < s->kind.n + 2; k++) {
        printf("# ");
        put_padded(k < s->kind.n    ? s->kind.v[k]
                   : k == s->kind.n ? YX_S("(nothing planted)")
                                    : YX_S("(all rows in place)"),
                   24);
        printf("%8llu%8llu%8llu%8llu%8llu%14llu%6llu\n", (unsigned long long)of[k].rows,
               (unsigned long long)of[k].linked, (unsigned long long)of[k].apart,
               (unsigned long long)of[k].wrong, (unsigned long long)of[k].review,
               (unsigned long long)of[k].alarms, (unsigned long long)of[k].lost);
    }
}

static void print_passes(const struct state *s)
{
    uint64_t n[MAX_KINDS] = {0}, wrong[MAX_KINDS] = {0}, shown[MAX_KINDS] = {0};
    for (size_t i = 0; i < s->row.n; i++) {
        const struct row *r = &s->row.v[i];
        if (!is_link(s, r))
            continue;
        n[r->link]++;
        wrong[r->link] += is_wrong(s, r);
        shown[r->link] += is_wrong(s, r) && r->is_in_review;
    }
    printf("#\n# ");
    put_padded(YX_S("by pass"), 62);
    printf("   links  wrong  in review   per 100,000 (95 %%)\n");
    for (size_t k = 0; k < s->link.n; k++) {
        struct interval i = interval_of(wrong[k], n[k]);
        if (!n[k])
            continue;
        printf("# ");
        put_padded(s->link.v[k], 62);
        printf("%8llu%7llu%11llu%10.1f (%.1f to %.1f)\n", (unsigned long long)n[k],
               (unsigned long long)wrong[k], (unsigned long long)shown[k],
               1e5 * (double)wrong[k] / (double)n[k], 1e5 * i.low, 1e5 * i.high);
    }
}

/* Could chance have made k of n out of this rate? */
static void tap(struct state *s, const char *what, uint64_t k, uint64_t n, double rate)
{
    double chance = k ? 1 - interval_at_most(k - 1, n, rate) : 1;
    printf("%sok %u - %s\n", chance < 0.001 ? "not " : "", ++s->n_tap, what);
}

static void judge(struct state *s, const char *bounds)
{
    uint64_t links = 0, wrong = 0, wrong_unseen = 0, apart = 0, rows = 0;
    for (size_t i = 0; i < s->row.n; i++) {
        const struct row *r = &s->row.v[i];
        links += is_link(s, r);
        wrong += is_link(s, r) && is_wrong(s, r);
        wrong_unseen += is_link(s, r) && is_wrong(s, r) && !r->is_in_review;
        apart += is_apart(s, r);
        rows += r->person != NONE;
    }
    uint64_t said[N_LISTS] = {0}, alarms[N_LISTS] = {0}, truly[N_LISTS] = {0}, lost[N_LISTS] = {0},
             excused_alarm = 0, excused_loss = 0, asked = 0;
    for (size_t p = 0; p < s->person.n; p++)
        for (size_t l = 0; l < N_LISTS; l++) {
            const struct person *x = &s->person.v[p];
            said[l] += x->is_said[l];
            truly[l] += x->is_truly[l];
            alarms[l] += x->is_said[l] && !x->is_truly[l];
            lost[l] += is_lost(x, l);
            asked += l == 0 && x->is_truly[0] && !x->is_said[0] && x->is_asked;
            excused_alarm += l == 0 && x->is_said[l] && !x->is_truly[l] && x->may_be_alarm;
            excused_loss += l == 0 && is_lost(x, 0) && x->cannot_be_told;
        }
    put_rate("false alarms in 未入学", alarms[0], said[0], 100, "%");
    put_rate("  whom the files cannot tell apart", excused_alarm, alarms[0], 100, "%");
    put_rate("false alarms in 初中毕业去向待核", alarms[1], said[1], 100, "%");
    put_rate("real missing children asked about first", asked, truly[0], 100, "%");
    put_rate("real missing children lost", lost[0], truly[0], 100, "%");
    put_rate("  whom the files cannot tell apart", excused_loss, lost[0], 100, "%");
    put_rate("lost from 初中毕业去向待核", lost[1], truly[1], 100, "%");
    put_rate("wrong links", wrong, links, 1e5, "per 100,000");
    put_rate("  not shown for review", wrong_unseen, links, 1e5, "per 100,000");
    put_rate("rows left apart", apart, rows, 1e5, "per 100,000");
    put_rate("rows to review", s->n_review, rows, 100, "%");
    print_kinds(s);
    print_passes(s);
    if (!bounds)
        return;
    static const struct {
        const char *county;
        double alarms, lost, wrong, review; /* rates allowed */
    } allowed[] = {{"clean", 1e-9, 1e-9, 1e-9, 1e-9},
                   {"dirty", 0.02, 0.001, 0.00001, 0.003},
                   {"hard", 0.05, 0.002, 0.0003, 0.005}};
    for (size_t k = 0; k < YX_LEN(allowed); k++) {
        if (strcmp(bounds, allowed[k].county) != 0)
            continue;
        tap(s, "false alarms in 未入学", alarms[0] - excused_alarm, said[0], allowed[k].alarms);
        tap(s, "real missing children lost", lost[0] - excused_loss, truly[0], allowed[k].lost);
        tap(s, "wrong links", wrong, links, allowed[k].wrong);
        tap(s, "rows to review", s->n_review, rows, allowed[k].review);
    }
    printf("1..%u\n", s->n_tap);
}

int main(int argc, char **argv)
{
    struct state s = {.arena = yx_arena_new()};
    const char *bounds = NULL;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) == 0)
            bounds = argv[i] + 2;
        else if (!s.county)
            s.county = argv[i];
        else
            s.lists = argv[i];
    }
    if (!s.lists) {
        (void)fprintf(stderr, "usage: match_rates COUNTY LISTS [--clean | --dirty | --hard]\n");
        return 2;
    }
    read_rows(&s);
    read_groups(&s);
    read_lists(&s);
    find_main_groups(&s);
    judge(&s, bounds);
    yx_map_free(&s.of_place);
    yx_map_free(&s.of_id);
    yx_map_free(&s.of_key);
    free(s.row.v);
    free(s.person.v);
    free(s.group.v);
    yx_arena_free(s.arena);
    return 0;
}
