/* febrl_rates.c -- groups that `yingxue dedupe` found in a FEBRL list, against its truth.
 *
 * usage: febrl_rates FOLDER LIST LINKS [--least F1]
 *
 * LIST is a file of FOLDER whose rec_id say who is the same person (`rec-12-org` and
 * `rec-12-dup-0`), LINKS what `dedupe --lang en --out` wrote.  Pairs inside a group count as
 * linked.  Prints precision, recall and F1 of pairs with exact intervals of 95 % (of F1: what
 * follows from those of the two), and how many pairs would be found if a person said yes to every
 * right pair left to review.  With --least a TAP line.
 *
 * Errors: a message and status 2.  Threads: one. */
#include "base/hash.h"
#include "csv_records.h"
#include "interval.h"

#include <stdio.h>
#include <stdlib.h>

struct record {
    uint32_t truth;    /* number in rec-NNN */
    uint32_t up;       /* union-find: a record of the same group */
    uint32_t reviewed; /* right pairs to review that start here */
};

struct state {
    struct yx_arena *arena;
    struct yx_map of_key;
    struct {
        struct record *v;
        size_t n, cap;
    } record;
};

static struct yx_str trimmed(struct yx_str s)
{
    while (s.n && (s.p[0] == ' ' || s.p[0] == '\r'))
        s = yx_str_sub(s, 1, s.n);
    while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\r'))
        s.n--;
    return s;
}

static uint32_t root(const struct state *s, uint32_t i)
{
    while (s->record.v[i].up != i)
        i = s->record.v[i].up;
    return i;
}

static void give_up(const char *what)
{
    (void)fprintf(stderr, "febrl_rates: %s\n", what);
    exit(2);
}

static void read_records(struct state *s, const char *folder, const char *list)
{
    struct csv c;
    if (!csv_open(&c, folder, list, s->arena) || !csv_next(&c))
        give_up("cannot read the list");
    yx_map_init(&s->of_key, 1 << 14);
    while (csv_next(&c)) {
        struct yx_str key = trimmed(c.cell[0]);
        size_t end = 4; /* rec- */
        uint64_t number;
        while (end < key.n && key.p[end] != '-')
            end++;
        if (key.n < 5 || !yx_str_u64(yx_str_sub(key, 4, end), &number))
            give_up("a record without rec-NNN");
        bool is_new;
        struct record r = {.truth = (uint32_t)number, .up = (uint32_t)s->record.n};
        YX_PUSH(&s->record, r);
        (void)yx_map_put(&s->of_key, yx_hash_str(key) | 1, (uint32_t)s->record.n, &is_new);
    }
}

static uint32_t record_of(const struct state *s, struct yx_str key)
{
    const uint32_t *at = yx_map_get(&s->of_key, yx_hash_str(trimmed(key)) | 1);
    if (!at)
        give_up("a link names no record of the list");
    return *at - 1;
}

static void read_links(struct state *s, const char *path)
{
    struct csv c;
    if (!csv_open(&c, ".", path, s->arena) && !csv_open(&c, "", path, s->arena))
        give_up("cannot read the links");
    if (!csv_next(&c))
        return;
    int group = csv_column(&c, "group"), left = csv_column(&c, "left_key"),
        right = csv_column(&c, "right_key");
    if (group < 0 || left < 0 || right < 0)
        give_up("the links have no columns group, left_key, right_key");
    while (csv_next(&c)) {
        if (!csv_cell(&c, right).n)
            continue;
        uint32_t a = record_of(s, csv_cell(&c, left)), b = record_of(s, csv_cell(&c, right));
        if (csv_cell(&c, group).n)
            s->record.v[root(s, YX_MAX(a, b))].up = root(s, YX_MIN(a, b));
        else if (s->record.v[a].truth == s->record.v[b].truth)
            s->record.v[a].reviewed++;
    }
}

static void put_rate(const char *what, uint64_t k, uint64_t n, struct interval *out)
{
    *out = interval_of(k, n);
    printf("# figure   %-28s %6llu of %6llu  %.5f  (95 %%: %.5f to %.5f)\n", what,
           (unsigned long long)k, (unsigned long long)n, n ? (double)k / (double)n : 1, out->low,
           out->high);
}

static double f1(double precision, double recall)
{
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

int main(int argc, char **argv)
{
    struct state s = {.arena = yx_arena_new()};
    if (argc != 4 && argc != 6) {
        (void)fprintf(stderr, "usage: febrl_rates FOLDER LIST LINKS [--least F1]\n");
        return 2;
    }
    read_records(&s, argv[1], argv[2]);
    read_links(&s, argv[3]);
    uint64_t truly = 0, linked = 0, right = 0, reviewed = 0;
    for (uint32_t i = 0; i < s.record.n; i++) {
        reviewed += s.record.v[i].reviewed;
        for (uint32_t j = 0; j < i; j++) {
            bool same = s.record.v[i].truth == s.record.v[j].truth;
            bool together = root(&s, i) == root(&s, j);
            truly += same;
            linked += together;
            right += same && together;
        }
    }
    struct interval p, r, all;
    double precision = linked ? (double)right / (double)linked : 1;
    double recall = truly ? (double)right / (double)truly : 1;
    printf("# figure %s: F1 %.5f (95 %%: %.5f to %.5f)\n", argv[2], f1(precision, recall),
           f1(interval_of(right, linked).low, interval_of(right, truly).low),
           f1(interval_of(right, linked).high, interval_of(right, truly).high));
    put_rate("precision of pairs", right, linked, &p);
    put_rate("recall of pairs", right, truly, &r);
    put_rate("with right pairs of review", right + reviewed, truly, &all);
    if (argc == 6)
        printf("%sok 1 - F1 of %s is at least %s\n1..1\n",
               f1(precision, recall) >= strtod(argv[5], NULL) ? "" : "not ", argv[2], argv[5]);
    yx_map_free(&s.of_key);
    free(s.record.v);
    yx_arena_free(s.arena);
    return 0;
}
