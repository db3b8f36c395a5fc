/* factbase.c -- from rosters and persons to what a policy reads: the building. */
#include "facts/factbase_int.h"

#include <stdlib.h>

/* ---- inputs ---- */

static const struct {
    const char *name;
    enum yx_known_input known;
} known_inputs[] = {
    {"学段", YX_KNOWN_STAGE},           {"年级", YX_KNOWN_GRADE},
    {"身份", YX_KNOWN_CLASSES},         {"学籍", YX_KNOWN_ROLL},
    {"在校", YX_KNOWN_PRESENT},         {"送教上门", YX_KNOWN_HOME_TAUGHT},
    {"就读方式", YX_KNOWN_BOARDING},    {"就读地", YX_KNOWN_PLACE},
    {"入学年份", YX_KNOWN_ENTRY},       {"学费", YX_KNOWN_TUITION},
    {"申请日期", YX_KNOWN_APPLIED},     {"经批准", YX_KNOWN_OF_SCHOOL},
    {"可供餐", YX_KNOWN_OF_SCHOOL},     {"营养计划", YX_KNOWN_OF_SCHOOL},
    {"县职教中心", YX_KNOWN_OF_SCHOOL},
};

static int8_t member_named(const struct yx_policy_input *in, struct yx_str name)
{
    for (uint32_t m = 0; m < in->n_members && name.n; m++)
        if (yx_str_eq(in->member[m], name))
            return (int8_t)m;
    return -1;
}

static void open_rules(struct yx_factbase *b)
{
    b->class_input = -1;
    if (b->o.policy) {
        b->input = yx_policy_inputs(b->o.policy, &b->n_inputs);
        b->benefit = yx_policy_benefits(b->o.policy, &b->n_benefits);
    }
    b->rule = YX_NEW(b->arena, struct yx_input_rule, b->n_inputs + 1);
    for (uint32_t i = 0; i < b->n_inputs; i++) {
        const struct yx_policy_input *in = &b->input[i];
        struct yx_input_rule *r = &b->rule[i];
        for (size_t k = 0; k < YX_LEN(known_inputs); k++)
            if (yx_str_is(in->name, known_inputs[k].name))
                r->known = known_inputs[k].known;
        if (r->known == YX_KNOWN_NOT && in->owner == YX_OF_SCHOOL)
            r->known = YX_KNOWN_OF_SCHOOL;
        if (r->known == YX_KNOWN_NOT && yx_policy_counts_terms(b->o.policy, i))
            r->known = YX_KNOWN_TERMS_HAD;
        for (int s = 0; s < YX_N_STAGES; s++)
            r->stage[s] = member_named(in, yx_stage_name((enum yx_stage)s));
        for (int s = 0; s < YX_N_STATES; s++)
            r->state[s] = member_named(in, yx_state_name((enum yx_state)s));
        if (r->known == YX_KNOWN_CLASSES && in->type == YX_IN_SET)
            b->class_input = (int)i;
    }
}

/* The classes: the policy's, or without one every class there is. */
static void open_members(struct yx_factbase *b)
{
    if (b->class_input >= 0) {
        b->member = b->input[b->class_input].member;
        b->n_members = b->input[b->class_input].n_members;
    } else {
        b->n_members = (uint32_t)yx_identity_count();
        struct yx_str *name = YX_NEW(b->arena, struct yx_str, b->n_members + 1);
        for (uint32_t m = 0; m < b->n_members; m++)
            name[m] = yx_identity_name((int)m);
        b->member = name;
    }
    b->n_members = YX_MIN(b->n_members, (uint32_t)YX_MAX_MEMBERS);
    yx_identity_init(b);
}

int yx_factbase_build(const struct yx_factbase_options *o, struct yx_factbase **out,
                      struct yx_err *err)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_factbase *b = YX_NEW(a, struct yx_factbase, 1);
    b->arena = a;
    b->o = *o;
    b->now = o->as_of;
    b->cut = YX_MIN(o->cutoff, o->as_of);
    b->age_day = yx_day_make(yx_school_year(o->as_of), 8, 31);
    open_rules(b);
    open_members(b);
    yx_lens_context(b, 0);
    for (int s = 1; s < YX_N_STAGES; s++)
        yx_lens_context(b, 1U << s);
    yx_lens_build(b);
    yx_schools_build(b);
    yx_lens_grades(b);
    yx_identity_build(b);
    int rc = yx_households_build(b, err);
    if (rc == YX_OK)
        rc = yx_payments_build(b, err);
    if (rc == YX_OK)
        rc = yx_problems_build(b, err);
    if (rc) {
        yx_factbase_free(b);
        return rc;
    }
    *out = b;
    return YX_OK;
}

void yx_factbase_free(struct yx_factbase *b)
{
    if (!b)
        return;
    yx_map_free(&b->school_by_code);
    yx_map_free(&b->school_by_name);
    free(b->hold);
    free(b->payment);
    yx_by_person_free(&b->holds);
    yx_by_person_free(&b->payments);
    yx_by_person_free(&b->problems);
    free(b->problem);
    for (unsigned i = 0; i < b->n_problem_texts; i++)
        yx_arena_free(b->problem_text[i]);
    yx_arena_free(b->arena);
}
