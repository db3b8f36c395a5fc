/* check.c -- the main job: from departments' lists to findings.
 *
 * DESIGN.  Rows are resolved to persons, persons put into the order of the
 * lists once (order.c), and then taken in blocks of up to 1,024: profiles,
 * facts, the policy, findings.  A worker writes rows into the sink's slot of
 * its block and figures into its own; yx_pool_ordered() commits blocks in
 * order, so lists come out sorted and the same for any number of threads.  A
 * failure of the sink is kept and the remaining blocks are skipped. */
#include "check/check_int.h"

#include <stdatomic.h>
#include <stdlib.h>

/* ---- setting up ---- */

static void find_rosters(struct check *c)
{
    const struct yx_inbox *inbox = c->o->inbox;
    c->n_rosters = inbox->n_rosters;
    c->rows = YX_NEW(c->arena, const struct yx_rows *, (size_t)c->n_rosters + 1);
    c->enrolment_is_whole = true;
    for (uint32_t r = 0; r < c->n_rosters; r++) {
        const struct yx_roster *roster = inbox->roster[r];
        c->rows[r] = &roster->rows;
        c->has[roster->rows.kind] = true;
        if (roster->rows.kind == YX_KIND_ENROLMENT && roster->is_partial)
            c->enrolment_is_whole = false;
    }
    yx_row_index_build(c->rows, c->n_rosters, c->arena, &c->row_index);
    yx_source_words(c);
}

static struct yx_str join(struct check *c, struct yx_str a, struct yx_str b, const char *z)
{
    struct yx_buf text = {0};
    yx_buf_puts(&text, a);
    if (a.n && b.n)
        yx_buf_putc(&text, ' ');
    yx_buf_puts(&text, b);
    yx_buf_putz(&text, z);
    struct yx_str out = yx_str_dup(c->arena, yx_buf_str(&text));
    yx_buf_free(&text);
    return out;
}

static void word_benefits(struct check *c)
{
    c->words = YX_NEW(c->arena, struct benefit_words, (size_t)c->n_benefits + 1);
    for (uint32_t b = 0; b < c->n_benefits; b++) {
        struct benefit_words *w = &c->words[b];
        struct yx_str id = c->benefit[b].id, name = c->benefit[b].name;
        w->item = id;
        w->entitled = join(c, (struct yx_str){0}, join(c, id, name, ""), "：符合条件");
        w->pending = join(c, id, name, "：缺少事实，算不出享受或不享受");
        w->late = join(c, id, name, "：条件符合，但申请已过期限");
        w->ceiling = join(c, id, name, "：可以申请，金额为上限");
        w->not_applied = join(c, id, name, "：其他条件都符合，没有申请");
        w->gained = join(c, id, name, "可以新享");
        w->advice[YX_PAY_UNKNOWN] = YX_S("按政策办理");
        w->advice[YX_PAY_PERSON] = YX_S("公示后发到学生或监护人账户");
        w->advice[YX_PAY_SCHOOL] = YX_S("拨到学校，由学校落实到人");
        w->advice[YX_PAY_CANTEEN] = YX_S("拨到食堂，不得发现金");
        w->advice[YX_PAY_EXEMPT] = YX_S("由学校直接减免，不得先收后退");
        w->advice[YX_PAY_LOAN] = YX_S("告知学生自愿申请");
        w->advice[YX_PAY_OUTSIDE] = YX_S("按政策办理");
    }
}

static void look_at_policy(struct check *c)
{
    c->input_classes = c->input_place = c->input_applied = -1;
    if (!c->policy)
        return;
    c->input = yx_policy_inputs(c->policy, &c->n_inputs);
    c->benefit = yx_policy_benefits(c->policy, &c->n_benefits);
    c->gap = yx_policy_gaps(c->policy, &c->n_gaps);
    c->input_classes = yx_policy_find_input(c->policy, YX_S("身份"));
    c->input_applied = yx_policy_find_input(c->policy, YX_S("申请日期"));
    c->input_place = yx_policy_find_input(c->policy, YX_S("就读地"));
    if (c->input_classes >= 0 && c->input[c->input_classes].type != YX_IN_SET)
        c->input_classes = -1;
    c->place_inside = -1;
    for (uint32_t m = 0; c->input_place >= 0 && m < c->input[c->input_place].n_members; m++)
        if (yx_str_is(c->input[c->input_place].member[m], "县内"))
            c->place_inside = m;
    if (c->place_inside < 0)
        c->input_place = -1;
    word_benefits(c);
    c->unprovided = yx_factbase_unprovided(c->facts);
}

/* The lists a run without some rosters cannot give, and why. */
static struct yx_str why_not(const struct check *c, enum yx_list l)
{
    bool enrolment = c->has[YX_KIND_ENROLMENT];
    bool pupils = enrolment || c->has[YX_KIND_INTAKE] || c->has[YX_KIND_PRESENCE];
    switch (l) {
    case YX_LIST_MISSING:
    case YX_LIST_GRADUATE_UNKNOWN:
    case YX_LIST_SUSPECTED:
    case YX_LIST_DROPOUT:
    case YX_LIST_CHILDREN:
        if (!c->has[YX_KIND_REGISTER])
            return YX_S("没有户籍名册");
        return pupils ? YX_S("") : YX_S("没有学籍名册");
    case YX_LIST_NOT_PRESENT:
        if (!c->has[YX_KIND_PRESENCE])
            return YX_S("没有在校名册");
        return enrolment ? YX_S("") : YX_S("没有学籍名册");
    case YX_LIST_NOT_ENROLLED:
        if (!c->has[YX_KIND_PRESENCE] && !c->has[YX_KIND_INTAKE])
            return YX_S("没有在校名册和新生名册");
        return enrolment ? YX_S("") : YX_S("没有学籍名册");
    case YX_LIST_NEEDY_UNKNOWN:
        if (!c->has[YX_KIND_IDENTITY])
            return YX_S("没有身份名册");
        return pupils ? YX_S("") : YX_S("没有学籍名册");
    case YX_LIST_UNPAID:
    case YX_LIST_NOT_DUE:
    case YX_LIST_WRONG_AMOUNT:
    case YX_LIST_PAID_TWICE:
    case YX_LIST_FAILED:
    case YX_LIST_SCHOOL_CHECK:
        if (!c->has[YX_KIND_PAYMENT])
            return YX_S("没有发放名册");
        if (!c->policy)
            return YX_S("没有指定政策");
        return pupils ? YX_S("") : YX_S("没有学籍名册");
    case YX_LIST_DOUBLE_ENROLMENT: return enrolment ? YX_S("") : YX_S("没有学籍名册");
    case YX_LIST_GAINED:
        if (!c->has[YX_KIND_IDENTITY])
            return YX_S("没有身份名册");
        /* fall through */
    case YX_LIST_NOT_APPLIED:
    case YX_LIST_PENDING:
    case YX_LIST_OUTSIDE:
    case YX_LIST_GAP:
    case YX_LIST_AWARD:
        if (!c->policy)
            return YX_S("没有指定政策");
        return pupils ? YX_S("") : YX_S("没有学籍名册");
    case YX_LIST_EXPLAINED:
        return c->has[YX_KIND_EXPLANATION] || enrolment || c->o->decisions ? YX_S("")
                                                                           : YX_S("没有说明名册");
    case YX_LIST_GONE: return c->o->previous ? YX_S("") : YX_S("没有给出上一次的清单");
    default: return YX_S("");
    }
}

static int begin_lists(struct check *c, struct yx_err *err)
{
    for (unsigned l = 0; l < YX_N_LISTS; l++) {
        struct yx_str why = why_not(c, (enum yx_list)l);
        struct yx_list_column column[YX_MAX_COLUMNS];
        bool with_change = c->o->previous && l != YX_LIST_GONE;
        c->n_columns[l] = yx_list_columns((enum yx_list)l, with_change, column);
        c->wants[l] = why.n == 0;
        c->sum->list[l] = (struct yx_list_tally){.is_written = c->wants[l], .why = why};
        if (c->wants[l] &&
            c->sink->begin(c->sink->ctx, (enum yx_list)l, column, c->n_columns[l], err) != YX_OK)
            return YX_IO;
    }
    return YX_OK;
}

static void make_slots(struct check *c)
{
    c->n_slots = yx_pool_slots(c->o->pool);
    c->slot = YX_NEW(c->arena, struct slot, c->n_slots);
    for (unsigned i = 0; i < c->n_slots; i++) {
        struct slot *s = &c->slot[i];
        s->number = i;
        s->c = c;
        s->arena = yx_arena_new();
        s->memo_arena = yx_arena_new();
        s->person = YX_NEW(c->arena, struct person, BLOCK_PERSONS);
        s->benefit = YX_NEW(c->arena, struct yx_benefit_tally, (size_t)c->n_benefits + 1);
        s->unprovided = YX_NEW(c->arena, uint64_t, 64);
        if (!c->policy)
            continue;
        s->known = YX_NEW(c->arena, uint64_t, YX_FACT_ROWS);
        s->facts = yx_facts_new(c->policy, c->arena);
        s->other_facts = yx_facts_new(c->policy, c->arena);
        s->later_facts = yx_facts_new(c->policy, c->arena);
        s->inside_facts = yx_facts_new(c->policy, c->arena);
        s->probe_facts = yx_facts_new(c->policy, c->arena);
        s->decider = yx_block_decider_new(c->policy);
        s->room = yx_block_awards_new(c->policy, c->arena);
        s->other_room = yx_block_awards_new(c->policy, c->arena);
        s->later_room = yx_block_awards_new(c->policy, c->arena);
        s->inside_room = yx_block_awards_new(c->policy, c->arena);
        s->class_room = yx_block_awards_new(c->policy, c->arena);
        s->probe_run = yx_run_new(c->policy);
    }
}

static void free_slots(struct check *c)
{
    for (unsigned i = 0; i < c->n_slots; i++) {
        struct slot *s = &c->slot[i];
        yx_arena_free(s->arena);
        yx_arena_free(s->memo_arena);
        yx_block_decider_free(s->decider);
        yx_run_free(s->probe_run);
        struct yx_buf *const buffers[] = {&s->id_text, &s->key_text,    &s->key_plain,
                                          &s->source,  &s->more_source, &s->reason,
                                          &s->advice,  &s->classes};
        for (size_t k = 0; k < YX_LEN(buffers); k++)
            yx_buf_free(buffers[k]);
        for (size_t k = 0; k < YX_LEN(s->cell); k++)
            yx_buf_free(&s->cell[k]);
        for (size_t k = 0; k < YX_LEN(s->masked); k++)
            yx_buf_free(&s->masked[k]);
        free(s->held.v);
        free(s->explained.v);
        free(s->place.v);
        free(s->due.v);
    }
}

/* ---- blocks ---- */

static void work_block(void *ctx, size_t task, unsigned number)
{
    struct check *c = ctx;
    struct slot *s = &c->slot[number];
    size_t from = task * BLOCK_PERSONS;
    s->n_persons = (uint32_t)YX_MIN((size_t)BLOCK_PERSONS, c->n_subjects - from);
    if (atomic_load_explicit(&c->has_failed, memory_order_relaxed)) {
        s->n_persons = 0;
        return;
    }
    yx_arena_reset(s->arena);
    for (uint32_t i = 0; i < s->n_persons; i++) {
        struct person *p = &s->person[i];
        p->number = c->subject[from + i];
        p->fact = p->other = p->later = p->inside = -1;
        yx_factbase_announce(c->facts, c->subject, from + i, c->n_subjects);
        yx_order_shown(c, p->number, &p->profile, &p->shown);
    }
    yx_aid_facts(s);
    for (uint32_t i = 0; i < s->n_persons; i++) {
        const struct person *p = &s->person[i];
        yx_factbase_announce_sources(c->facts, c->subject, from + i, c->n_subjects);
        yx_person_begin(s, p);
        if (p->number < c->people.n) {
            yx_presence_findings(s, p);
            if (c->policy)
                yx_aid_findings(s, p);
            yx_review_findings(s, p);
        }
        yx_problem_findings(s, p);
        yx_person_rows(s, p);
        yx_explained_flush(s, p);
    }
}

static void commit_block(void *ctx, size_t task, unsigned number)
{
    struct check *c = ctx;
    struct slot *s = &c->slot[number];
    if (c->rc == YX_OK) {
        yx_summary_commit(c, s);
        c->rc = c->sink->commit(c->sink->ctx, number, &c->err);
        if (c->rc != YX_OK)
            atomic_store(&c->has_failed, true);
    }
    if (c->o->progress)
        c->o->progress(c->o->progress_ctx, YX_TEXT("核对", "comparing"),
                       YX_MIN((task + 1) * BLOCK_PERSONS, c->n_subjects), c->n_subjects);
}

/* 已消除: findings of the run before that this one does not have. */
static void gone_rows(struct check *c)
{
    struct slot *s = &c->slot[0];
    struct yx_gone gone;
    for (size_t i = 0; yx_previous_gone(c->o->previous, i, &gone); i++) {
        struct yx_str cell[YX_N_COMMON + 1];
        memcpy(cell, gone.cell, sizeof gone.cell);
        cell[YX_COL_REASON] = YX_S("上次在清单里，这次没有了");
        cell[YX_COL_ADVICE] = YX_S("不需办理；若不是因为办理而消除，请查名册是否漏报");
        cell[YX_N_COMMON] = yx_list_name(gone.list);
        if (c->sink->person)
            c->sink->person(c->sink->ctx, s->number, cell);
        c->sink->row(c->sink->ctx, s->number, YX_LIST_GONE, cell, YX_N_COMMON + 1);
        yx_place_begin(s, cell[YX_COL_TOWN], cell[YX_COL_SCHOOL]);
        yx_place_of(s)->rows[YX_LIST_GONE]++;
    }
}

static int run_lists(struct check *c, struct yx_err *err)
{
    size_t blocks = ((size_t)c->n_subjects + BLOCK_PERSONS - 1) / BLOCK_PERSONS;
    yx_pool_ordered(c->o->pool, blocks, work_block, commit_block, c);
    if (c->rc == YX_OK && c->wants[YX_LIST_SCHOOL_CHECK]) {
        yx_school_check(c);
        yx_summary_commit(c, &c->slot[0]);
        c->rc = c->sink->commit(c->sink->ctx, 0, &c->err);
    }
    if (c->rc == YX_OK && c->wants[YX_LIST_GONE]) {
        gone_rows(c);
        yx_summary_commit(c, &c->slot[0]);
        c->rc = c->sink->commit(c->sink->ctx, 0, &c->err);
    }
    if (c->rc != YX_OK && err)
        *err = c->err;
    return c->rc;
}

static void say(const struct check *c, struct yx_text step)
{
    if (c->o->progress)
        c->o->progress(c->o->progress_ctx, step, 0, 0);
}

int yx_check_prepare(struct check *c, struct yx_err *err)
{
    const struct yx_check_options *o = c->o;
    find_rosters(c);
    say(c, YX_TEXT("认人", "resolving persons"));
    int rc = yx_people_resolve(c->rows, c->n_rosters, NULL, 0, o->pool, &c->people, err);
    if (rc == YX_OK)
        rc = yx_review_decide(c, err);
    if (rc != YX_OK)
        return rc;
    yx_review_index(c);
    say(c, YX_TEXT("整理事实", "gathering facts"));
    struct yx_factbase_options f = {
        .roster = (const struct yx_roster *const *)o->inbox->roster,
        .n_rosters = c->n_rosters,
        .people = &c->people,
        .policy = o->policy,
        .extra = o->inbox->extra,
        .n_extra = o->inbox->n_extra,
        .county = o->county,
        .as_of = o->as_of,
        .cutoff = o->cutoff,
        .term = o->term,
        .pool = o->pool,
    };
    if ((rc = yx_factbase_build(&f, &c->facts, err)) != YX_OK)
        return rc;
    c->n_schools = yx_factbase_n_schools(c->facts);
    c->problem = yx_factbase_problems(c->facts, &c->n_problems);
    c->first_loose = c->n_problems;
    while (c->first_loose && c->problem[c->first_loose - 1].person == YX_NO_PERSON)
        c->first_loose--;
    look_at_policy(c);
    return YX_OK;
}

void yx_check_forget(struct check *c)
{
    yx_factbase_free(c->facts);
    yx_people_free(&c->people);
}

static int run(struct check *c, struct yx_err *err)
{
    int rc = yx_check_prepare(c, err);
    if (rc != YX_OK)
        return rc;
    c->is_paid = YX_NEW(c->arena, bool, (size_t)c->n_benefits + 1);
    c->school = YX_NEW(c->arena, struct school_due,
                       yx_mul_size((size_t)c->n_schools + 1, (size_t)c->n_benefits + 1));
    yx_summary_begin(c);
    say(c, YX_TEXT("排序", "sorting"));
    if ((rc = yx_order_build(c, err)) != YX_OK || (rc = begin_lists(c, err)) != YX_OK)
        return rc;
    make_slots(c);
    rc = run_lists(c, err);
    return rc == YX_OK ? yx_summary_finish(c, err) : rc;
}

int yx_check(const struct yx_check_options *o, const struct yx_sink *sink, struct yx_arena *arena,
             struct yx_summary **out, struct yx_err *err)
{
    struct check c = {.o = o, .sink = sink, .arena = arena, .policy = o->policy};
    struct yx_buf term = {0};
    yx_term_put(&term, o->term);
    c.term = yx_str_dup(arena, yx_buf_str(&term));
    yx_buf_free(&term);
    yx_finding_key_init(&c.idkey, o->inbox->settings.secret);
    int rc = run(&c, err);
    free_slots(&c);
    yx_check_forget(&c);
    free(c.subject);
    free(c.place.v);
    *out = rc == YX_OK ? c.sum : NULL;
    return rc;
}
