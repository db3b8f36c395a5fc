/* facts_fixture.h -- a county written down in a test, read the real way.
 *
 * Rosters are CSV texts that go through the real reader, headings and
 * resolution.  `@2015010101` in a text is the valid number in division 500299
 * of the person born 2015-01-01 with sequence 001; `@2015010101!` the same with
 * a wrong check digit.
 *
 * Ownership: world_close().  Errors: assertions.  Threads: one. */
#ifndef YX_UNIT_FACTS_FIXTURE_H
#define YX_UNIT_FACTS_FIXTURE_H

#include "base/file.h"
#include "base/mem.h"
#include "facts/factbase.h"
#include "facts/inbox.h"
#include "lang/report.h"

#include <stdio.h>
#include <stdlib.h>

enum { WORLD_FILES = 24 };

struct world {
    struct yx_pool *pool;
    struct yx_policy *policy; /* NULL: without one */
    struct yx_arena *arena;
    struct yx_inbox *in;
    struct yx_people people;
    struct yx_factbase *b;
    struct yx_profile p; /* of the person last looked at */
    uint32_t person;
    /* what a test may set before world_open() */
    unsigned threads;
    yx_day as_of, cutoff;
    yx_term term;
    bool with_policy;
};

/* 2022-05-10 in the spring term, cut-off 2022-03-31. */
static inline struct world world_new(void)
{
    return (struct world){.threads = 2,
                          .as_of = yx_day_make(2022, 5, 10),
                          .cutoff = yx_day_make(2022, 3, 31),
                          .term = 2022 * 2};
}

static inline uint64_t world_number(const char *at)
{
    uint64_t n = 0;
    for (int i = 0; i < 10; i++)
        n = n * 10 + (uint64_t)(at[i] - '0');
    uint64_t first17 = 500299 * UINT64_C(100000000000) + n / 100 * 1000 + n % 100;
    return first17 << 4 | yx_id_check(first17);
}

static inline struct yx_str world_text(struct yx_arena *a, const char *z)
{
    struct yx_buf b = {0};
    for (; *z; z++) {
        if (*z != '@') {
            yx_buf_putc(&b, *z);
            continue;
        }
        yx_id_put(&b, world_number(z + 1));
        z += 10;
        if (z[1] == '!') {
            b.p[b.n - 1] = b.p[b.n - 1] == '5' ? '6' : '5';
            z++;
        }
    }
    struct yx_str text = yx_str_dup(a, yx_buf_str(&b));
    yx_buf_free(&b);
    return text;
}

static inline void world_must(int rc, const struct yx_err *err)
{
    if (rc == YX_OK)
        return;
    struct yx_buf b = {0};
    yx_err_render(err, YX_ZH, &b);
    fail_msg("%.*s", (int)b.n, b.p);
}

static inline void world_load_policy(struct world *w)
{
    struct yx_str text;
    struct yx_err err = {0};
    const char *root = getenv("YX_ROOT");
    char path[1024];
    snprintf(path, sizeof path, "%s/policies/pengshui-2022.yx", root ? root : ".");
    world_must(yx_map_path(path, &text, &err), &err);
    struct yx_report *report = yx_report_new();
    assert_int_equal(yx_policy_load(text, YX_S("pengshui-2022.yx"), report, &w->policy), YX_OK);
    yx_report_free(report);
    yx_unmap(text);
}

/* world_open(w, name, text, name, text, …, NULL) */
static inline void world_open(struct world *w, ...) YX_SENTINEL;
static inline void world_open(struct world *w, ...)
{
    struct yx_inbox_source source[WORLD_FILES];
    struct yx_str wanted[64];
    uint32_t n = 0, n_wanted = 0;
    struct yx_err err = {0};
    va_list ap;
    w->pool = yx_pool_new(w->threads);
    w->arena = yx_arena_new();
    va_start(ap, w);
    for (const char *name; (name = va_arg(ap, const char *)) != NULL; n++) {
        assert_true(n < WORLD_FILES);
        source[n] = (struct yx_inbox_source){
            .name = yx_str_of(name), .bytes = world_text(w->arena, va_arg(ap, const char *))};
    }
    va_end(ap);
    if (w->with_policy) {
        world_load_policy(w);
        uint32_t n_inputs;
        const struct yx_policy_input *in = yx_policy_inputs(w->policy, &n_inputs);
        for (; n_wanted < n_inputs; n_wanted++)
            wanted[n_wanted] = in[n_wanted].name;
    }
    struct yx_inbox_options io = {.wanted = wanted, .n_wanted = n_wanted, .pool = w->pool};
    world_must(yx_inbox_read_sources(source, n, &io, &w->in, &err), &err);
    const struct yx_rows **rows = YX_NEW(w->arena, const struct yx_rows *, w->in->n_rosters);
    for (uint32_t i = 0; i < w->in->n_rosters; i++)
        rows[i] = &w->in->roster[i]->rows;
    world_must(yx_people_resolve(rows, w->in->n_rosters, NULL, 0, w->pool, &w->people, &err), &err);
    struct yx_factbase_options o = {.roster = (const struct yx_roster *const *)w->in->roster,
                                    .n_rosters = w->in->n_rosters,
                                    .people = &w->people,
                                    .policy = w->policy,
                                    .extra = w->in->extra,
                                    .n_extra = w->in->n_extra,
                                    .county =
                                        w->in->settings.county ? w->in->settings.county : 500243,
                                    .as_of = w->as_of,
                                    .cutoff = w->cutoff,
                                    .term = w->term,
                                    .pool = w->pool};
    world_must(yx_factbase_build(&o, &w->b, &err), &err);
}

static inline void world_close(struct world *w)
{
    yx_factbase_free(w->b);
    yx_people_free(&w->people);
    yx_inbox_free(w->in);
    yx_policy_free(w->policy);
    yx_arena_free(w->arena);
    yx_pool_free(w->pool);
    *w = world_new();
}

/* The person with this number (ten digits as after @): his profile is in w->p. */
static inline uint32_t world_at(struct world *w, const char *number)
{
    uint64_t id = world_number(number);
    for (uint32_t p = 0; p < w->people.n; p++)
        if (w->people.id[p] == id) {
            yx_factbase_profile(w->b, p, &w->p);
            w->person = p;
            return p;
        }
    fail_msg("nobody has the number %s", number);
    return 0;
}

/* A mask of classes as text. */
static inline const char *world_classes(const struct world *w, uint64_t mask)
{
    struct yx_buf b = {0};
    yx_factbase_classes_text(w->b, mask, &b);
    const char *z = yx_str_c(w->arena, yx_buf_str(&b));
    yx_buf_free(&b);
    return z;
}

/* Number of problems of the category, of the person (YX_NO_PERSON: of anybody). */
static inline uint32_t world_problems(const struct world *w, uint32_t person, const char *category)
{
    uint32_t n, found = 0;
    const struct yx_problem *p = yx_factbase_problems(w->b, &n);
    for (uint32_t i = 0; i < n; i++)
        found += (person == YX_NO_PERSON || p[i].person == person) &&
                 yx_str_eq(p[i].category, yx_str_of(category));
    return found;
}

/* The one problem of the category. */
static inline const struct yx_problem *world_problem(const struct world *w, const char *category)
{
    uint32_t n;
    const struct yx_problem *p = yx_factbase_problems(w->b, &n), *found = NULL;
    for (uint32_t i = 0; i < n; i++)
        if (yx_str_eq(p[i].category, yx_str_of(category)))
            found = &p[i];
    if (!found)
        fail_msg("no problem %s", category);
    return found;
}

/* A fact of the person last looked at, as text: a member, 是, a number, `空`, `?`; a set as its
 * members joined by 、, those unknown with `?`. */
static inline const char *world_fact(const struct world *w, enum yx_fact_variant v,
                                     const char *input)
{
    int i = yx_policy_find_input(w->policy, yx_str_of(input));
    assert_true(i >= 0);
    uint32_t n;
    const struct yx_policy_input *in = &yx_policy_inputs(w->policy, &n)[i];
    struct yx_facts *f = yx_facts_new(w->policy, w->arena);
    f->n = 1;
    f->term = w->term;
    yx_factbase_fill(w->b, w->person, &w->p, v, f, 0);
    struct yx_fact_vec *x = &f->input[i];
    struct yx_buf b = {0};
    if (x->state[0] == YX_FACT_ABSENT) {
        yx_buf_putz(&b, "空");
    } else if (in->type == YX_IN_SET) {
        for (uint32_t m = 0; m < in->n_members; m++) {
            bool known = x->known[0] >> m & 1;
            if (known && !(x->v[0] >> m & 1))
                continue;
            yx_buf_putz(&b, b.n ? "、" : "");
            yx_buf_puts(&b, in->member[m]);
            yx_buf_putz(&b, known ? "" : "?");
        }
    } else if (x->state[0] == YX_FACT_UNKNOWN) {
        yx_buf_putz(&b, "?");
    } else if (in->type == YX_IN_BOOL) {
        yx_buf_putz(&b, x->v[0] ? "是" : "否");
    } else if (in->type == YX_IN_ENUM) {
        yx_buf_puts(&b, in->member[x->v[0]]);
    } else if (in->type == YX_IN_DATE) {
        yx_day_put(&b, (yx_day)x->v[0]);
    } else {
        yx_buf_printf(&b, "%lld", (long long)x->v[0]);
    }
    const char *z = yx_str_c(w->arena, yx_buf_str(&b));
    yx_buf_free(&b);
    return z;
}

#endif
