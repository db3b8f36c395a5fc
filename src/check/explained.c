/* explained.c -- 已说明: what would stand on a list but for somebody's word.
 *
 * DESIGN.  A person may have several such rows, by an explanation and by
 * decisions on other findings; they wait until the person's lists are done and
 * are then written in the order of 编号. */
#include "check/check_int.h"

#include <stdlib.h>

static struct yx_str lists_text(struct slot *s, unsigned lists)
{
    struct yx_buf b = {0};
    static const struct {
        unsigned bit;
        enum yx_list list;
    } of[] = {{YX_CLEARS_MISSING, YX_LIST_MISSING},
              {YX_CLEARS_GRADUATE_UNKNOWN, YX_LIST_GRADUATE_UNKNOWN},
              {YX_CLEARS_NOT_PRESENT, YX_LIST_NOT_PRESENT}};
    for (size_t i = 0; i < YX_LEN(of); i++) {
        if (!(lists & of[i].bit))
            continue;
        if (b.n)
            yx_buf_putz(&b, "、");
        yx_buf_puts(&b, yx_list_name(of[i].list));
    }
    struct yx_str text = yx_str_dup(s->arena, yx_buf_str(&b));
    yx_buf_free(&b);
    return text;
}

static struct yx_str day_text(struct slot *s, yx_day d)
{
    if (d == YX_NO_DAY)
        return YX_S("");
    struct yx_buf b = {0};
    yx_day_put(&b, d);
    struct yx_str text = yx_str_dup(s->arena, yx_buf_str(&b));
    yx_buf_free(&b);
    return text;
}

static void hold(struct slot *s, struct explained e)
{
    struct finding f = {
        .list = YX_LIST_EXPLAINED, .term = e.term, .item = e.item, .n_parts = e.n_parts};
    memcpy(f.part, e.part, sizeof f.part);
    e.id = yx_finding_number(s, &f);
    YX_PUSH(&s->explained, e);
}

void yx_explained_by_decision(struct slot *s, const struct finding *f, const struct yx_decision *d)
{
    ((struct yx_decision *)(uintptr_t)d)->is_used = true;
    struct explained e = {
        .term = f->term.n ? yx_str_dup(s->arena, f->term) : YX_S(""),
        .item = f->item.n ? yx_str_dup(s->arena, f->item) : YX_S(""),
        .part = {yx_list_name(f->list)},
        .n_parts = 1,
        .reason = YX_S("已有人工判定，本次不再列入该清单"),
        .advice = YX_S("不需办理；判定所依据的情况变了，再撤销判定"),
        .source = f->source.p ? yx_str_dup(s->arena, f->source) : (struct yx_str){0},
        .own = {yx_list_name(f->list), d->verdict, d->basis, YX_S(""), d->by, day_text(s, d->day),
                YX_S(""), YX_S("有效")},
    };
    hold(s, e);
}

void yx_explained_by_row(struct slot *s, const struct person *p, unsigned lists)
{
    const struct check *c = s->c;
    const struct yx_profile *q = &p->profile;
    if (q->exp_row == YX_NO_ROW || q->exp_state == YX_EXPLAIN_NONE)
        return;
    const struct yx_explanation *kind = yx_explanation_at((int)q->exp_kind);
    lists &= kind->clears;
    if (!lists)
        return;
    uint32_t row = q->exp_row, i;
    bool is_roster_word = yx_source_roster(c, row, &i)->rows.kind == YX_KIND_EXPLANATION;
    static const char *const state[] = {
        [YX_EXPLAIN_VALID] = "有效",
        [YX_EXPLAIN_EXPIRED] = "已过期",
        [YX_EXPLAIN_NO_EVIDENCE] = "佐证缺",
    };
    static const char *const reason[] = {
        [YX_EXPLAIN_VALID] = "有在有效期内的说明，不列入所示清单",
        [YX_EXPLAIN_EXPIRED] = "说明已过有效期，重新列入所示清单",
        [YX_EXPLAIN_NO_EVIDENCE] = "这类说明要有佐证编号才算，仍列入所示清单",
    };
    static const char *const advice[] = {
        [YX_EXPLAIN_VALID] = "到期前复核一次",
        [YX_EXPLAIN_EXPIRED] = "请核实单位重新核实，更新核实日期",
        [YX_EXPLAIN_NO_EVIDENCE] = "请核实单位补交佐证材料并填上佐证编号",
    };
    struct explained e = {
        .reason = is_roster_word || q->exp_state != YX_EXPLAIN_VALID
                      ? yx_str_of(reason[q->exp_state])
                      : YX_S("学籍名册已注明，不列入所示清单"),
        .advice = yx_str_of(advice[q->exp_state]),
        .own = {lists_text(s, lists), kind->name, yx_source_text(c, row, YX_FIELD_EVIDENCE),
                yx_source_text(c, row, YX_FIELD_VERIFY_UNIT),
                yx_source_text(c, row, YX_FIELD_VERIFIER),
                yx_source_text(c, row, YX_FIELD_VERIFIED_ON),
                yx_source_text(c, row, YX_FIELD_VALID_TO), yx_str_of(state[q->exp_state])},
    };
    hold(s, e);
}

static int by_id(const void *a, const void *b)
{
    const struct explained *x = a, *y = b;
    int k = yx_str_cmp(x->term, y->term);
    if (k)
        return k;
    return (x->id > y->id) - (x->id < y->id);
}

void yx_explained_flush(struct slot *s, const struct person *p)
{
    if (s->explained.n > 1)
        qsort(s->explained.v, s->explained.n, sizeof *s->explained.v, by_id);
    for (size_t i = 0; i < s->explained.n; i++) {
        const struct explained *e = &s->explained.v[i];
        struct finding f = {.list = YX_LIST_EXPLAINED,
                            .reason = e->reason,
                            .advice = e->advice,
                            .source = e->source,
                            .term = e->term,
                            .item = e->item,
                            .part = {e->part[0], e->part[1]},
                            .n_parts = e->n_parts,
                            .own = e->own,
                            .n_own = YX_LEN(e->own)};
        yx_finding_emit(s, p, &f);
    }
    s->explained.n = 0;
}
