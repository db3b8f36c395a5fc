/* accuracy.c -- the findings of a run against the truth of a synthetic county.
 *
 * usage: accuracy COUNTY LISTS [--exact] [--list NAME]
 *
 * COUNTY is a folder made by `yingxue sample`, LISTS what `yingxue check` said of
 * it.  Each finding is about the person whose rows it cites (真值/persons.csv
 * knows who that is); it is right if 真值/findings.csv holds it.  Prints a line
 * `# figure` per list (recall, precision) and per planted kind (recall), and
 * TAP lines for what must hold:
 *   always   of the real missing children 99 % found, of 未入学 95 % right; of 应助未助, 不应助已助,
 *            待核 and 在籍不在校 99 % found and 95 % right; every planted problem (真值/problems.csv)
 *            found or harmless; 勾稽 has every child once
 *   --exact  every list is exactly the truth (a clean county)
 * A rate is judged by what chance allows: of n, as many may be wrong as are exceeded with a
 * probability of at most one in a thousand if each is wrong with exactly the rate allowed (the
 * quantile of the binomial distribution).  With few findings that is wide (3 of 50 at 1 %), with
 * thousands close to the rate; a program whose true rate is twice what is allowed fails nearly
 * always from two thousand on.
 * --list shows each difference of that list.
 *
 * Errors: a message and status 2.  Threads: one. */
#include "base/err.h"
#include "base/hash.h"
#include "csv_records.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- who a row is about ---- */

struct state {
    struct yx_arena *arena;
    struct yx_map persons; /* hash of file, sheet, row → index into person, + 1 */
    struct {
        struct yx_str *v;
        size_t n, cap;
    } person;
    struct {
        struct truth *v;
        size_t n, cap;
    } truth;
    struct yx_map of_key; /* hash of list, person, item → first truth, + 1 */
    bool is_exact;
    const char *shown;
    unsigned n_tap;
};

struct truth {
    struct yx_str list, person, school, item, planted, due, paid;
    uint32_t next; /* the next of the same key, + 1 */
    bool is_found;
};

static void read_persons(struct state *s, const char *county)
{
    struct csv c;
    if (!csv_open(&c, county, "真值/persons.csv", s->arena) || !csv_next(&c)) {
        (void)fprintf(stderr, "accuracy: no 真值/persons.csv in %s\n", county);
        exit(2);
    }
    yx_map_init(&s->persons, 1 << 16);
    while (csv_next(&c)) {
        bool is_new;
        YX_PUSH(&s->person, c.cell[3]);
        (void)yx_map_put(&s->persons, csv_row_key(c.cell[0], c.cell[1], c.cell[2]),
                         (uint32_t)s->person.n, &is_new);
    }
}

/* The person of `file:sheet:row`; empty if nobody. */
static struct yx_str person_of(const struct state *s, struct yx_str source)
{
    size_t last = source.n, before;
    while (last > 0 && source.p[last - 1] != ':')
        last--;
    if (!last)
        return YX_S("");
    before = last - 1;
    while (before > 0 && source.p[before - 1] != ':')
        before--;
    if (!before)
        return YX_S("");
    const uint32_t *at = yx_map_get(&s->persons, csv_row_key(yx_str_sub(source, 0, before - 1),
                                                             yx_str_sub(source, before, last - 1),
                                                             yx_str_sub(source, last, source.n)));
    return at ? s->person.v[*at - 1] : YX_S("");
}

/* The first person that the sources cite. */
static struct yx_str cited(const struct state *s, struct yx_str sources)
{
    while (sources.n) {
        ptrdiff_t end = yx_str_find(sources, YX_S("；"));
        struct yx_str one = end < 0 ? sources : yx_str_sub(sources, 0, (size_t)end);
        struct yx_str who = person_of(s, one);
        if (who.n)
            return who;
        sources = end < 0 ? YX_S("") : yx_str_sub(sources, (size_t)end + strlen("；"), sources.n);
    }
    return YX_S("");
}

/* ---- truth ---- */

static uint64_t finding_key(struct yx_str list, struct yx_str who, struct yx_str item)
{
    return yx_mix64(yx_hash_str(list) ^ yx_mix64(yx_hash_str(who) + 1) ^
                    yx_mix64(yx_hash_str(item) + 2)) |
           1;
}

static void read_truth(struct state *s, const char *county)
{
    struct csv c;
    if (!csv_open(&c, county, "真值/findings.csv", s->arena) || !csv_next(&c)) {
        (void)fprintf(stderr, "accuracy: no 真值/findings.csv in %s\n", county);
        exit(2);
    }
    yx_map_init(&s->of_key, 1 << 16);
    while (csv_next(&c)) {
        struct truth t = {.list = c.cell[0],
                          .person = c.cell[1],
                          .school = c.cell[2],
                          .item = c.cell[3],
                          .planted = c.cell[4],
                          .due = c.cell[5],
                          .paid = c.cell[6]};
        bool is_new;
        uint32_t number = (uint32_t)s->truth.n + 1;
        uint32_t *at =
            yx_map_put(&s->of_key, finding_key(t.list, t.person.n ? t.person : t.school, t.item),
                       number, &is_new);
        if (!is_new) {
            t.next = *at;
            *at = number;
        }
        YX_PUSH(&s->truth, t);
    }
}

/* How the findings of a list are told from each other, and what else must agree. */
static const struct {
    const char *name;
    bool by_item;
    const char *same[3][2]; /* column of the list, column of the truth */
} lists[] = {
    {"未入学", false, {{0}}},
    {"初中毕业去向待核", false, {{0}}},
    {"在籍不在校", false, {{0}}},
    {"在校无学籍", false, {{0}}},
    {"已说明", false, {{"状态", "planted"}}},
    {"应助未助", true, {{"应享", "due"}, {"实发", "paid"}}},
    {"不应助已助", true, {{"应享", "due"}, {"实发", "paid"}}},
    {"金额不符", true, {{"应享", "due"}, {"实发", "paid"}}},
    {"重复资助", true, {{"实发", "paid"}}},
    {"重复学籍", false, {{0}}},
    {"待核", true, {{0}}},
    {"未申请", true, {{0}}},
    {"动态新增", true, {{"金额", "due"}}},
    {"政策空档", true, {{0}}},
    {"县外待证", false, {{0}}},
    {"困难学生就读待核", false, {{0}}},
    {"发放失败", true, {{"金额", "due"}}},
    {"学校核对", true, {{"应享金额", "due"}, {"实发金额", "paid"}}},
    {"应享名册", true, {{"应享", "due"}, {"状态", "planted"}}},
};

struct score {
    uint64_t planted, found, said, right, unequal;
};

static struct yx_str truth_cell(const struct truth *t, const char *column)
{
    return strcmp(column, "due") == 0 ? t->due : strcmp(column, "paid") == 0 ? t->paid : t->planted;
}

static void show(const struct state *s, const char *list, const char *what, struct yx_str who,
                 struct yx_str item, struct yx_str more)
{
    if (s->shown && strcmp(s->shown, list) == 0)
        printf("# %s %s: %.*s %.*s %.*s\n", list, what, (int)who.n, who.p, (int)item.n, item.p,
               (int)more.n, more.p);
}

/* 应享名册 writes nothing where the truth has no status of its own. */
static bool agrees(const struct csv *c, const struct csv *head, size_t i, const struct truth *t)
{
    for (size_t k = 0; k < YX_LEN(lists[i].same) && lists[i].same[k][0]; k++)
        if (!yx_str_eq(csv_cell(c, csv_column(head, lists[i].same[k][0])),
                       truth_cell(t, lists[i].same[k][1])))
            return false;
    return true;
}

static bool score_list(struct state *s, const char *folder, size_t i, struct score *out)
{
    char name[256];
    struct csv c;
    (void)snprintf(name, sizeof name, "%s.csv", lists[i].name);
    memset(out, 0, sizeof *out);
    bool is_there = csv_open(&c, folder, name, s->arena) && csv_next(&c);
    struct csv head = c;
    int source = csv_column(&head, "来源"), item = csv_column(&head, "项目"),
        school = csv_column(&head, "学校");
    bool is_of_school = strcmp(lists[i].name, "学校核对") == 0;
    while (is_there && csv_next(&c)) {
        struct yx_str who = is_of_school ? csv_cell(&c, school) : cited(s, csv_cell(&c, source));
        struct yx_str what = lists[i].by_item ? csv_cell(&c, item) : YX_S("");
        out->said++;
        const uint32_t *at =
            yx_map_get(&s->of_key, finding_key(yx_str_of(lists[i].name), who, what));
        struct truth *t = NULL;
        for (uint32_t k = at ? *at : 0; k && !t; k = s->truth.v[k - 1].next)
            if (!s->truth.v[k - 1].is_found)
                t = &s->truth.v[k - 1];
        if (!t) {
            show(s, lists[i].name, "said, not planted", who, what, csv_cell(&c, 5));
            continue;
        }
        t->is_found = true;
        out->right++;
        if (!agrees(&c, &head, i, t)) {
            out->unequal++;
            show(s, lists[i].name, "unequal", who, what, t->planted);
        }
    }
    for (size_t k = 0; k < s->truth.n; k++) {
        struct truth *t = &s->truth.v[k];
        if (!yx_str_is(t->list, lists[i].name))
            continue;
        out->planted++;
        out->found += t->is_found;
        if (!t->is_found)
            show(s, lists[i].name, "planted, not said", t->person.n ? t->person : t->school,
                 t->item, t->planted);
    }
    return is_there;
}

/* ---- figures ---- */

static void tap(struct state *s, bool ok, const char *what, const char *about)
{
    printf("%sok %u - %s%s\n", ok ? "" : "not ", ++s->n_tap, what, about);
}

static double percent(uint64_t part, uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 100.0;
}

/* The most of n that may be wrong when each is wrong with the probability p: exceeded by chance
 * once in a thousand. */
static uint64_t may_miss(uint64_t n, double p)
{
    double chance = exp((double)n * log1p(-p)), below = 0;
    for (uint64_t m = 0; m < n; m++) {
        below += chance;
        if (below >= 0.999)
            return m;
        chance *= (double)(n - m) / (double)(m + 1) * p / (1 - p);
    }
    return n;
}

/* Recall of each kind planted in a list. */
static void print_kinds(const struct state *s, const char *list)
{
    struct {
        struct yx_str name;
        uint64_t n, found;
    } kind[64];
    size_t n_kinds = 0;
    for (size_t i = 0; i < s->truth.n; i++) {
        const struct truth *t = &s->truth.v[i];
        if (!yx_str_is(t->list, list))
            continue;
        size_t k = 0;
        while (k < n_kinds && !yx_str_eq(kind[k].name, t->planted))
            k++;
        if (k == n_kinds && n_kinds < YX_LEN(kind)) {
            kind[n_kinds].name = t->planted;
            kind[n_kinds].n = kind[n_kinds].found = 0;
            n_kinds++;
        }
        if (k < n_kinds) {
            kind[k].n++;
            kind[k].found += t->is_found;
        }
    }
    for (size_t k = 0; k < n_kinds; k++)
        printf("# figure   %s（%.*s）：%llu / %llu\n", list, (int)kind[k].name.n, kind[k].name.p,
               (unsigned long long)kind[k].found, (unsigned long long)kind[k].n);
}

static void judge_list(struct state *s, const char *folder, size_t i)
{
    struct score a;
    bool is_there = score_list(s, folder, i, &a);
    if (!is_there && !a.planted)
        return;
    printf("# figure %s：recall %.2f %% of %llu, precision %.2f %% of %llu", lists[i].name,
           percent(a.found, a.planted), (unsigned long long)a.planted, percent(a.right, a.said),
           (unsigned long long)a.said);
    if (a.unequal)
        printf(", %llu with other figures", (unsigned long long)a.unequal);
    printf("\n");
    bool is_small = strcmp(lists[i].name, "应享名册") != 0 &&
                    strcmp(lists[i].name, "学校核对") != 0 && strcmp(lists[i].name, "待核") != 0;
    if (is_small)
        print_kinds(s, lists[i].name);
    if (s->is_exact)
        tap(s, is_there && a.found == a.planted && a.right == a.said && !a.unequal,
            "exactly the truth: ", lists[i].name);
    static const struct {
        const char *list;
        double missed, false_alarms; /* rates allowed */
    } bounds[] = {{"未入学", 0.01, 0.05},
                  {"在籍不在校", 0.01, 0.05},
                  {"应助未助", 0.01, 0.05},
                  {"不应助已助", 0.01, 0.05},
                  {"待核", 0.01, 0.05}};
    for (size_t k = 0; k < YX_LEN(bounds); k++) {
        if (strcmp(lists[i].name, bounds[k].list) != 0)
            continue;
        tap(s, a.planted > 0 && a.planted - a.found <= may_miss(a.planted, bounds[k].missed),
            "found as many as must be: ", bounds[k].list);
        tap(s, a.said > 0 && a.said - a.right <= may_miss(a.said, bounds[k].false_alarms),
            "no more false alarms than may be: ", bounds[k].list);
    }
}

/* 勾稽: the children of each class, township by township. */
static void judge_balance(struct state *s, const char *county, const char *folder)
{
    struct csv t, c;
    if (!csv_open(&c, folder, "勾稽.csv", s->arena) || !csv_next(&c) ||
        !csv_open(&t, county, "真值/勾稽.csv", s->arena) || !csv_next(&t)) {
        tap(s, false, "勾稽.csv is there", "");
        return;
    }
    struct csv head = c;
    uint64_t true_sum = 0, said_sum = 0, different = 0;
    while (csv_next(&t)) {
        uint64_t n;
        if (yx_str_u64(csv_cell(&t, 2), &n))
            true_sum += n;
    }
    while (csv_next(&c)) {
        uint64_t sum = 0, n;
        struct yx_str town = c.cell[0];
        bool is_total = yx_str_is(town, "合计");
        t.at = 0;
        (void)csv_next(&t);
        while (csv_next(&t)) {
            int column = -1;
            for (size_t k = 0; k < head.n; k++)
                if (yx_str_eq(head.cell[k], t.cell[1]))
                    column = (int)k;
            if (is_total || !yx_str_eq(t.cell[0], town) || !yx_str_u64(csv_cell(&c, column), &n))
                continue;
            sum += n;
            different += !yx_str_eq(csv_cell(&c, column), t.cell[2]);
        }
        said_sum += sum;
    }
    printf("# figure 勾稽：%llu children, %llu in the truth, %llu cells differ\n",
           (unsigned long long)said_sum, (unsigned long long)true_sum,
           (unsigned long long)different);
    if (s->is_exact)
        tap(s, said_sum == true_sum && !different, "勾稽 is the truth", "");
    else
        tap(s, said_sum + true_sum / 500 >= true_sum && said_sum <= true_sum + true_sum / 500,
            "勾稽 has every child once, but for those whose birth cannot be read", "");
}

/* ---- planted problems ---- */

/* What 人员.csv says of a 人员号: whose rows it has. */
struct group {
    struct yx_str person; /* of its first row */
    uint64_t n;
    bool is_mixed;
};

struct groups {
    struct yx_map of_row, of_key, of_person; /* row → group + 1; 人员号 → the same; person → rows */
    struct {
        struct group *v;
        size_t n, cap;
    } group;
    struct yx_map cited; /* rows that 数据问题 cites */
};

/* `file:sheet` of 名册 and a row, as a key. */
static uint64_t place_key(struct yx_str roster, struct yx_str row)
{
    ptrdiff_t colon = yx_str_find(roster, YX_S(":"));
    if (colon < 0)
        return csv_row_key(roster, YX_S(""), row);
    return csv_row_key(yx_str_sub(roster, 0, (size_t)colon),
                       yx_str_sub(roster, (size_t)colon + 1, roster.n), row);
}

static void read_groups(const struct state *s, const char *folder, struct groups *g)
{
    struct csv c;
    yx_map_init(&g->of_row, 1 << 16);
    yx_map_init(&g->of_key, 1 << 16);
    yx_map_init(&g->of_person, 1 << 16);
    yx_map_init(&g->cited, 1 << 12);
    for (size_t i = 0; i < s->person.n; i++) {
        bool is_new;
        if (s->person.v[i].n)
            ++*yx_map_put(&g->of_person, yx_hash_str(s->person.v[i]) | 1, 0, &is_new);
    }
    if (!csv_open(&c, folder, "人员.csv", s->arena) || !csv_next(&c))
        return;
    int who = csv_column(&c, "人员号"), roster = csv_column(&c, "名册"), row = csv_column(&c, "行");
    while (csv_next(&c)) {
        uint64_t at = place_key(csv_cell(&c, roster), csv_cell(&c, row));
        const uint32_t *person = yx_map_get(&s->persons, at);
        struct yx_str true_one = person ? s->person.v[*person - 1] : YX_S("");
        bool is_new;
        uint32_t *n = yx_map_put(&g->of_key, yx_hash_str(csv_cell(&c, who)) | 1,
                                 (uint32_t)g->group.n + 1, &is_new);
        if (is_new) {
            struct group one = {.person = true_one};
            YX_PUSH(&g->group, one);
        }
        struct group *x = &g->group.v[*n - 1];
        x->n++;
        x->is_mixed |= !yx_str_eq(x->person, true_one);
        *yx_map_put(&g->of_row, at, *n, &is_new) = *n;
    }
    if (!csv_open(&c, folder, "数据问题.csv", s->arena) || !csv_next(&c))
        return;
    int source = csv_column(&c, "来源");
    while (csv_next(&c)) {
        struct yx_str rest = csv_cell(&c, source), one;
        while (rest.n) {
            ptrdiff_t end = yx_str_find(rest, YX_S("；"));
            bool is_new;
            one = end < 0 ? rest : yx_str_sub(rest, 0, (size_t)end);
            rest = end < 0 ? YX_S("") : yx_str_sub(rest, (size_t)end + strlen("；"), rest.n);
            size_t colon = one.n;
            while (colon && one.p[colon - 1] != ':')
                colon--;
            if (colon)
                (void)yx_map_put(
                    &g->cited,
                    place_key(yx_str_sub(one, 0, colon - 1), yx_str_sub(one, colon, one.n)), 1,
                    &is_new);
        }
    }
}

/* Did the row come to its person, with his other rows if he has any? A row about nobody must not
 * have become one. */
static bool is_harmless(const struct state *s, const struct groups *g, uint64_t at,
                        struct yx_str person)
{
    (void)s;
    const uint32_t *n = yx_map_get(&g->of_row, at);
    if (!person.n)
        return !n;
    if (!n)
        return false;
    const struct group *x = &g->group.v[*n - 1];
    const uint32_t *rows = yx_map_get(&g->of_person, yx_hash_str(person) | 1);
    return !x->is_mixed && yx_str_eq(x->person, person) && (x->n > 1 || (rows && *rows == 1));
}

/* Each problem planted is found (数据问题 cites its row) or harmless.  A number that is missing, or
 * another valid one, may leave nothing to know the person by: those are only counted. */
static void judge_problems(struct state *s, const char *county, const char *folder)
{
    struct csv c;
    struct groups g = {0};
    struct {
        struct yx_str name;
        uint64_t n, found, harmless, neither;
    } kind[64];
    size_t n_kinds = 0;
    if (!csv_open(&c, county, "真值/problems.csv", s->arena) || !csv_next(&c)) {
        tap(s, false, "真值/problems.csv is there", "");
        return;
    }
    read_groups(s, folder, &g);
    while (csv_next(&c)) {
        uint64_t at = csv_row_key(c.cell[0], c.cell[1], c.cell[2]);
        size_t k = 0;
        while (k < n_kinds && !yx_str_eq(kind[k].name, c.cell[4]))
            k++;
        if (k == YX_LEN(kind))
            continue;
        if (k == n_kinds) {
            memset(&kind[n_kinds], 0, sizeof kind[0]);
            kind[n_kinds++].name = c.cell[4];
        }
        bool is_found = yx_map_get(&g.cited, at) != NULL;
        bool harmless = is_harmless(s, &g, at, c.cell[3]);
        kind[k].n++;
        kind[k].found += is_found;
        kind[k].harmless += harmless;
        kind[k].neither += !is_found && !harmless;
    }
    for (size_t k = 0; k < n_kinds; k++) {
        bool is_lost = yx_str_is(kind[k].name, "缺号") || yx_str_is(kind[k].name, "有效的错号");
        printf("# figure 问题 %.*s：%llu planted, %llu found, %llu harmless, %llu neither\n",
               (int)kind[k].name.n, kind[k].name.p, (unsigned long long)kind[k].n,
               (unsigned long long)kind[k].found, (unsigned long long)kind[k].harmless,
               (unsigned long long)kind[k].neither);
        char name[128];
        (void)snprintf(name, sizeof name, "%.*s", (int)kind[k].name.n, kind[k].name.p);
        if (!is_lost)
            tap(s, kind[k].neither <= may_miss(kind[k].n, 0.05), "found or harmless: ", name);
    }
    if (s->is_exact)
        tap(s, n_kinds == 0, "no problem is planted in a clean county", "");
    uint64_t mixed = 0;
    for (size_t i = 0; i < g.group.n; i++)
        mixed += g.group.v[i].is_mixed;
    printf("# figure rows of two people in one: %llu of %zu persons\n", (unsigned long long)mixed,
           g.group.n);
    tap(s, mixed * 10000 <= g.group.n, "wrong links: at most one person in ten thousand", "");
    yx_map_free(&g.of_row);
    yx_map_free(&g.of_key);
    yx_map_free(&g.of_person);
    yx_map_free(&g.cited);
    free(g.group.v);
}

int main(int argc, char **argv)
{
    struct state s = {.arena = yx_arena_new()};
    const char *folder[2] = {0};
    int n = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--exact") == 0)
            s.is_exact = true;
        else if (strcmp(argv[i], "--list") == 0 && i + 1 < argc)
            s.shown = argv[++i];
        else if (n < 2)
            folder[n++] = argv[i];
    }
    if (n != 2) {
        (void)fprintf(stderr, "usage: accuracy COUNTY LISTS [--exact] [--list NAME]\n");
        return 2;
    }
    read_persons(&s, folder[0]);
    read_truth(&s, folder[0]);
    for (size_t i = 0; i < YX_LEN(lists); i++)
        judge_list(&s, folder[1], i);
    judge_balance(&s, folder[0], folder[1]);
    judge_problems(&s, folder[0], folder[1]);
    printf("1..%u\n", s.n_tap);
    yx_map_free(&s.persons);
    yx_map_free(&s.of_key);
    free(s.person.v);
    free(s.truth.v);
    yx_arena_free(s.arena);
    return 0;
}
