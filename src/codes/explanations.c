/* explanations.c -- what may be said of a child who seems to be missing. */
#include "codes/explanations.h"

#include "codes/code_text.h"
#include "codes/data_table.h"

#include <pthread.h>

enum { MAX_KINDS = 32, HALF_YEAR = 6, YEAR = 12 };
enum { EXPL_NAME, EXPL_CLEARS, EXPL_LIMIT, EXPL_EVIDENCE, EXPL_CLASS, EXPL_ALIASES };

static struct yx_explanation kinds[MAX_KINDS];
static pthread_once_t kinds_once = PTHREAD_ONCE_INIT;

static unsigned clears_of(struct yx_str names)
{
    static const struct {
        const char *name;
        unsigned bit;
    } lists[] = {{"未入学", YX_CLEARS_MISSING},
                 {"在籍不在校", YX_CLEARS_NOT_PRESENT},
                 {"初中毕业去向待核", YX_CLEARS_GRADUATE_UNKNOWN}};
    unsigned mask = 0;
    struct yx_str name;
    while (yx_str_split(&names, ' ', &name)) {
        if (name.n == 0)
            continue;
        size_t i = 0;
        while (i < YX_LEN(lists) && !yx_str_is(name, lists[i].name))
            i++;
        YX_ASSERT(i < YX_LEN(lists));
        mask |= lists[i].bit;
    }
    return mask;
}

static void limit_of(struct yx_str text, struct yx_explanation *e)
{
    static const struct {
        const char *name;
        enum yx_limit limit;
    } limits[] = {{"无期", YX_LIMIT_NONE},
                  {"一学期", YX_LIMIT_TERM},
                  {"一学年", YX_LIMIT_YEAR},
                  {"当学年", YX_LIMIT_THE_YEAR}};
    for (size_t i = 0; i < YX_LEN(limits); i++)
        if (yx_str_is(text, limits[i].name)) {
            e->limit = limits[i].limit;
            return;
        }
    uint64_t days = 0;
    YX_ASSERT(yx_str_ends(text, YX_S("天")) && yx_str_u64(yx_str_sub(text, 0, text.n - 3), &days) &&
              days < 3660);
    e->limit = YX_LIMIT_DAYS;
    e->days = (int)days;
}

static void read_kinds(void)
{
    const struct yx_data *d = &yx_data_explanations;
    YX_ASSERT(d->n_rows <= MAX_KINDS);
    for (uint32_t i = 0; i < d->n_rows; i++) {
        struct yx_explanation *e = &kinds[i];
        *e = (struct yx_explanation){
            .name = yx_data_at(d, i, EXPL_NAME),
            .clears = clears_of(yx_data_at(d, i, EXPL_CLEARS)),
            .needs_evidence = yx_str_is(yx_data_at(d, i, EXPL_EVIDENCE), "是"),
            .reconciled = yx_data_at(d, i, EXPL_CLASS),
        };
        limit_of(yx_data_at(d, i, EXPL_LIMIT), e);
    }
}

int yx_explanation_count(void)
{
    return (int)yx_data_explanations.n_rows;
}

const struct yx_explanation *yx_explanation_at(int kind)
{
    (void)pthread_once(&kinds_once, read_kinds);
    return kind < 0 || kind >= yx_explanation_count() ? NULL : &kinds[kind];
}

int yx_explanation_find(struct yx_str word)
{
    const struct yx_data *d = &yx_data_explanations;
    struct yx_buf b = {0};
    yx_word_put(word, &b);
    int found = -1;
    for (uint32_t i = 0; i < d->n_rows && found < 0; i++) {
        struct yx_str words = yx_data_at(d, i, EXPL_ALIASES), w = yx_data_at(d, i, EXPL_NAME);
        do {
            if (w.n && yx_str_eq(w, yx_buf_str(&b)))
                found = (int)i;
        } while (found < 0 && yx_str_split(&words, ' ', &w));
    }
    yx_buf_free(&b);
    return found;
}

yx_day yx_explanation_until(const struct yx_explanation *e, yx_day from)
{
    switch (e->limit) {
    case YX_LIMIT_NONE: return INT32_MAX;
    case YX_LIMIT_DAYS: return from + e->days;
    case YX_LIMIT_TERM: return yx_day_add_months(from, HALF_YEAR);
    case YX_LIMIT_YEAR: return yx_day_add_months(from, YEAR);
    case YX_LIMIT_THE_YEAR: return yx_day_make(yx_school_year(from) + 1, 8, 31);
    }
    return from;
}
