/* plan_run.c -- the memory in which a plan runs, and which lanes it uses. */
#include "base/mem.h"
#include "policy/plan_int.h"

#include <string.h>

static const size_t lane_align = 64;

struct yx_plan_runner *yx_plan_runner_new(const struct yx_plan *plan)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_plan_runner *r = YX_NEW(a, struct yx_plan_runner, 1);
    const struct yx_policy *p = plan->p;
    r->arena = a;
    r->plan = plan;
    r->reg = YX_NEW(a, struct yx_lane_reg, plan->n_regs + 1);
    r->own = YX_NEW(a, struct yx_lane_reg, plan->n_regs + 1);
    for (uint32_t i = 0; i < plan->n_regs; i++) {
        size_t bytes = (size_t)plan->size[i] * YX_STRIP;
        r->own[i].v = yx_arena_alloc(a, bytes, lane_align);
        r->own[i].known = yx_arena_alloc(a, plan->is_set[i] ? bytes : YX_STRIP, lane_align);
        r->own[i].state = r->own[i].known;
        r->reg[i] = r->own[i];
    }
    for (uint32_t i = 0; i < plan->n_constants; i++) {
        const struct yx_plan_const *c = &plan->constant[i];
        struct yx_lane_reg *reg = &r->reg[c->reg];
        int32_t *v32 = reg->v;
        if (c->lane == YX_LANE_I32)
            for (uint32_t k = 0; k < YX_STRIP; k++)
                v32[k] = c->value;
        else
            memset(reg->v, c->value, YX_STRIP);
        if (c->lane == YX_LANE_B) {
            reg->is_sure = c->value != YX_MAYBE;
        } else {
            memset(reg->state, c->state, YX_STRIP);
            reg->is_sure = c->state == YX_FACT_KNOWN;
        }
    }
    r->award = YX_NEW(a, struct yx_plan_award, p->n_benefits + 1);
    r->room = YX_NEW(a, struct yx_plan_award, p->n_benefits + 1);
    r->before = YX_NEW(a, struct yx_plan_award, p->n_benefits + 1);
    for (uint32_t k = 0; k < p->n_benefits; k++) {
        r->room[k].status = yx_arena_alloc(a, YX_STRIP, lane_align);
        r->room[k].payee = yx_arena_alloc(a, YX_STRIP, lane_align);
        r->room[k].amount = yx_arena_alloc(a, YX_STRIP * sizeof(int32_t), lane_align);
        if (plan->item[k].window != YX_NO_REG)
            r->room[k].not_applied = yx_arena_alloc(a, YX_STRIP, lane_align);
    }
    uint32_t groups = 0;
    for (uint32_t k = 0; k < p->ir.n_combos; k++) {
        const struct yx_combo *c = &p->ir.combo[k];
        if (c->kind == YX_COMBO_HIGHER)
            groups = YX_MAX(groups, c->n_groups);
        if (c->kind == YX_COMBO_COUNT)
            r->before[c->group[0].item[0]].amount =
                yx_arena_alloc(a, YX_STRIP * sizeof(int32_t), lane_align);
    }
    r->key = yx_arena_alloc(a, (size_t)(groups + 1) * YX_STRIP * sizeof(int32_t), lane_align);
    r->left = yx_arena_alloc(a, YX_STRIP * sizeof(int32_t), lane_align);
    r->open = yx_arena_alloc(a, YX_STRIP, lane_align);
    r->live = yx_arena_alloc(a, YX_STRIP, lane_align);
    r->stopped = yx_arena_alloc(a, YX_STRIP * sizeof(uint16_t), lane_align);
    r->gap = YX_NEW(a, uint8_t *, p->ir.n_gaps + 1);
    for (uint32_t g = 0; g < p->ir.n_gaps; g++)
        r->gap[g] = yx_arena_alloc(a, YX_STRIP, lane_align);
    r->scratch = yx_facts_new(p, a);
    r->run = yx_lanes_have_wide() ? yx_lanes_wide : yx_lanes_plain;
    return r;
}

void yx_plan_runner_free(struct yx_plan_runner *r)
{
    if (r)
        yx_arena_free(r->arena);
}

void yx_plan_use_plain(struct yx_plan_runner *r, bool plain)
{
    r->run = plain || !yx_lanes_have_wide() ? yx_lanes_plain : yx_lanes_wide;
}

void yx_plan_run(struct yx_plan_runner *r, const struct yx_fact_columns *facts, uint64_t from,
                 uint32_t n)
{
    YX_ASSERT(n <= YX_STRIP && from % 64 == 0);
    r->facts = facts;
    r->run(r, from, n);
}
