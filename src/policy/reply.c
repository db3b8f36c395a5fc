/* reply.c -- a decision as a paragraph for a letter.
 *
 * DESIGN.  What the page of reasons says in headings, this says in sentences
 * that an official can put into an answer as they are.  Conditions keep the
 * names of the document and lose its signs: `就读方式 = 住校` becomes
 * 就读方式为住校. */
#include "policy/reasons_int.h"

/* ---- conditions in words ---- */

struct sign {
    const char *sign, *zh, *en;
};

static const struct sign signs[] = {
    {"=", "为", " is "},
    {"≠", "不是", " is not "},
    {"≥", "不低于", " is at least "},
    {"≤", "不超过", " is at most "},
    {">", "高于", " is above "},
    {"<", "低于", " is below "},
    {"在", "属于", " is one of "},
    {"in_set", "属于", " is one of "},
    {"含", "含", " has "},
    {"has", "含", " has "},
    {"含任一", "至少含一类：", " has one of "},
    {"has_any", "至少含一类：", " has one of "},
    {"含全部", "同时含", " has all of "},
    {"has_all", "同时含", " has all of "},
    {"为空", "为空", " is empty"},
    {"is_empty", "为空", " is empty"},
    {"非空", "不为空", " is not empty"},
    {"not_empty", "不为空", " is not empty"},
    {"且", "，并且", " and "},
    {"and", "，并且", " and "},
    {"或", "，或者", " or "},
    {"or", "，或者", " or "},
    {"非", "不是", "not "},
    {"not", "不是", "not "},
};

/* The sign as words; false for a name or a number. */
static bool put_sign(struct yx_explaining *x, struct yx_str word)
{
    for (size_t i = 0; i < YX_LEN(signs); i++)
        if (yx_str_is(word, signs[i].sign)) {
            yx_say(x, signs[i].zh, signs[i].en);
            return true;
        }
    return false;
}

static bool is_mark(char c)
{
    return c == '{' || c == '}' || c == '(' || c == ')' || c == ',';
}

/* The next word of *text: a mark alone, or all up to a blank or a mark. */
static struct yx_str next_word(struct yx_str *text)
{
    *text = yx_str_trim(*text);
    size_t n = text->n ? 1 : 0;
    while (n && n < text->n && !is_mark(text->p[0]) && !is_mark(text->p[n]) && text->p[n] != ' ')
        n++;
    struct yx_str word = yx_str_sub(*text, 0, n);
    *text = yx_str_sub(*text, n, text->n);
    return word;
}

/* A condition as the document writes it, in words. */
static void put_condition(struct yx_explaining *x, struct yx_str text)
{
    bool in_braces = false, was_name = false;
    for (struct yx_str word; (word = next_word(&text)).n;) {
        bool mark = is_mark(word.p[0]);
        if (mark && (word.p[0] == '{' || word.p[0] == '}')) {
            in_braces = word.p[0] == '{';
            was_name = false;
        } else if (in_braces && word.p[0] == ',') {
            continue; /* written or not, the members are parted below */
        } else if (!in_braces && put_sign(x, word)) {
            was_name = false;
        } else {
            if (was_name && !mark)
                yx_say(x, in_braces ? "、" : " ", in_braces ? ", " : " ");
            yx_buf_puts(x->out, word);
            was_name = !mark;
        }
    }
}

/* The clauses with that truth, in words, joined. */
static uint32_t put_clauses(struct yx_explaining *x, const struct yx_item *item, uint8_t want)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < item->n_clauses; i++) {
        const struct yx_clause *c = &item->clause[i];
        if (x->t->reg[c->reg].st != want)
            continue;
        if (n++)
            yx_say(x, "；", "; ");
        put_condition(x, c->text);
        struct yx_str meaning = yx_clause_meaning(x->p, c);
        if (!meaning.n)
            continue;
        yx_say(x, "（即", " (that is ");
        put_condition(x, meaning);
        yx_say(x, "）", ")");
    }
    return n;
}

static uint64_t facts_of_clauses(const struct yx_explaining *x, const struct yx_item *item,
                                 uint8_t want)
{
    uint64_t facts = 0;
    for (uint32_t i = 0; i < item->n_clauses; i++)
        if (x->t->reg[item->clause[i].reg].st == want)
            facts |= x->p->ir.reads[item->clause[i].reg];
    return facts;
}

/* ---- the parts of a letter ---- */

/* What is on record: `就读方式为走读、在校为是`. */
static void put_record(struct yx_explaining *x, uint64_t inputs)
{
    bool any = false;
    for (uint32_t i = 0; i < x->p->n_inputs; i++) {
        if (!(inputs >> i & 1))
            continue;
        if (any)
            yx_say(x, "、", ", ");
        any = true;
        yx_buf_puts(x->out, x->p->input[i].name);
        yx_say(x, "为", " is ");
        yx_say_fact(x, i, yx_facts_get(x->f, i, x->row));
    }
}

static void put_name(struct yx_explaining *x, uint32_t item)
{
    yx_say(x, "“", "“");
    yx_buf_puts(x->out, x->p->benefit[item].name);
    yx_say(x, "”", "”");
}

static void put_basis(struct yx_explaining *x, uint32_t item)
{
    if (!x->p->benefit[item].basis.n)
        return;
    yx_say(x, "依据：《", " Basis: ");
    yx_buf_puts(x->out, x->p->title);
    yx_say(x, "》", ", ");
    yx_buf_puts(x->out, x->p->benefit[item].basis);
    yx_say(x, "。", ".");
}

static void put_term(struct yx_explaining *x)
{
    yx_term t = x->f->term;
    bool autumn = yx_term_is_autumn(t);
    if (x->lang == YX_EN)
        yx_buf_printf(x->out, "In the %s term of %d ", autumn ? "autumn" : "spring",
                      yx_term_year(t));
    else
        yx_buf_printf(x->out, "%d年%s季学期，", yx_term_year(t), autumn ? "秋" : "春");
}

static void put_payee(struct yx_explaining *x, uint8_t payee)
{
    static const struct yx_text to[] = {
        [YX_PAY_UNKNOWN] = {"", ""},
        [YX_PAY_PERSON] = {"，发给学生本人或监护人", ", paid to the student or guardian"},
        [YX_PAY_SCHOOL] = {"，拨付学校", ", paid to the school"},
        [YX_PAY_CANTEEN] = {"，拨付学校食堂，不发现金", ", paid to the canteen, not in cash"},
        [YX_PAY_EXEMPT] = {"，由学校减免", ", waived by the school"},
        [YX_PAY_LOAN] = {"，为贷款", ", a loan"},
        [YX_PAY_OUTSIDE] = {"，由其他部门支付", ", paid by others"}};
    yx_say(x, to[payee].zh, to[payee].en);
}

/* What the combination did, item by item that it named. */
static void put_deeds(struct yx_explaining *x, uint32_t item)
{
    for (uint32_t i = 0; i < x->t->n_deeds; i++) {
        const struct yx_deed *d = &x->t->deed[i];
        if (d->item != item)
            continue;
        switch (d->effect) {
        case YX_EFFECT_EXCLUDED:
            yx_say(x, "已享受", " The student receives ");
            put_name(x, d->other);
            yx_say(x, "，按规定不再享受本项。", ", which excludes it.");
            break;
        case YX_EFFECT_LOST:
        case YX_EFFECT_WON:
            yx_say(x, "与", " It is compared with ");
            put_name(x, x->p->ir.combo[d->combo].group[d->rival].item[0]);
            yx_say(x, "只享受较高的一项：本项 ", "; only the higher is given: this comes to ");
            yx_say_yuan(x, d->sum[0]);
            yx_say(x, "，另一项 ", ", the other to ");
            yx_say_yuan(x, d->sum[1]);
            yx_say(x, d->effect == YX_EFFECT_WON ? "，取本项。" : "，取另一项。",
                   d->effect == YX_EFFECT_WON ? ", so this is given." : ", so the other is given.");
            break;
        case YX_EFFECT_REDUCED:
            yx_say(x, "按标准为 ", " Of ");
            yx_say_yuan(x, d->before);
            yx_say(x, "，其中已由", ", ");
            put_name(x, d->other);
            yx_say(x, "承担 ", " bears ");
            yx_say_yuan(x, x->t->item[d->other].alone);
            yx_say(x, "，本项余 ", ", which leaves ");
            yx_say_yuan(x, d->after);
            yx_say(x, "。", ".");
            break;
        case YX_EFFECT_CUT:
            yx_say(x, "有关项目合计 ", " Together with others it comes to ");
            yx_say_yuan(x, d->total);
            yx_say(x, "，上限 ", ", the limit is ");
            yx_say_yuan(x, d->limit);
            yx_say(x, "，本项减 ", ", so it is cut by ");
            yx_say_yuan(x, d->before - d->after);
            yx_say(x, "，余 ", " to ");
            yx_say_yuan(x, d->after);
            yx_say(x, "。", ".");
            break;
        case YX_EFFECT_OPENED:
            yx_say(x, "与本项有关的", " ");
            put_name(x, d->other);
            yx_say(x, "等项目还不能确定。", " and what goes with it are not settled yet.");
            break;
        }
    }
}

static void put_changes(struct yx_explaining *x, uint32_t item)
{
    struct yx_change *c;
    uint32_t n = yx_find_changes(x, item, YX_WANT_GIVEN, UINT64_MAX, &c);
    if (n == 0) {
        yx_say(x, "单独改变任何一项情况都不能享受。", " No change of a single fact would give it.");
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        yx_say(x, i ? "；或者" : "如果", i ? "; or if " : " If ");
        yx_say_change(x, &c[i]);
        yx_say(x, "，可享受 ", ", it is given: ");
        yx_say_outcome(x, item, &c[i]);
    }
    yx_say(x, "。", ".");
}

/* ---- by what was decided ---- */

static void given(struct yx_explaining *x, uint32_t i)
{
    const struct yx_item_trace *t = &x->t->item[i];
    yx_say(x, t->status == YX_CEILING ? "该学生可申请" : "该学生享受",
           t->status == YX_CEILING ? "the student may apply for " : "the student is given ");
    put_name(x, i);
    if (x->p->benefit[i].has_amount) {
        yx_say(x, t->status == YX_CEILING ? "，不超过 " : " ",
               t->status == YX_CEILING ? ", up to " : ", ");
        yx_say_yuan(x, t->amount);
    }
    put_payee(x, t->payee);
    yx_say(x, "。", ".");
    put_basis(x, i);
    if (x->p->ir.item[i].n_clauses) {
        yx_say(x, "符合条件：", " Conditions met: ");
        (void)put_clauses(x, &x->p->ir.item[i], YX_YES);
        yx_say(x, "。", ".");
    }
    put_deeds(x, i);
}

static void late(struct yx_explaining *x, uint32_t i)
{
    const struct yx_item *item = &x->p->ir.item[i];
    yx_say(x, "该学生符合", "the student meets the conditions of ");
    put_name(x, i);
    yx_say(x, "的条件，但申请不在规定的时间（", ", but did not apply in time (");
    yx_day_put(x->out, x->t->slice.item[i].window_from);
    yx_say(x, " 至 ", " to ");
    yx_day_put(x->out, x->t->slice.item[i].window_to);
    yx_say(x, "）以内，本学期不能享受。记录中", "), so it is not given this term. On record, ");
    put_record(x, x->p->ir.reads[item->window]);
    yx_say(x, "。", ".");
    put_basis(x, i);
}

static void pending(struct yx_explaining *x, uint32_t i)
{
    struct yx_missing m = {0};
    static const struct yx_text ask[] = {
        {"学生", "the student"}, {"学校", "the school"}, {"家庭", "the family"}};
    yx_trace_missing(x->p, x->f, x->row, x->t, i, &m);
    yx_say(x, "该学生能否享受", "it cannot be said yet whether the student is given ");
    put_name(x, i);
    yx_say(x, "还不能确定。", ".");
    put_deeds(x, i);
    if (m.inputs) {
        bool any = false;
        yx_say(x, "还缺：", " Missing: ");
        for (uint32_t k = 0; k < x->p->n_inputs; k++) {
            if (!(m.inputs >> k & 1))
                continue;
            if (any)
                yx_say(x, "、", ", ");
            any = true;
            yx_buf_puts(x->out, x->p->input[k].name);
            yx_say(x, "（请向", " (ask ");
            yx_say(x, ask[x->p->input[k].owner].zh, ask[x->p->input[k].owner].en);
            yx_say(x, "核实）", ")");
        }
        yx_say(x, "。", ".");
    }
    if (x->p->benefit[i].has_amount) {
        yx_say(x, "可能的金额为 ", " The amount may be ");
        yx_say_yuan(x, m.lo);
        if (m.hi != m.lo) {
            yx_say(x, " 至 ", " to ");
            yx_say_yuan(x, m.hi);
        }
        yx_say(x, "。", ".");
    }
    put_basis(x, i);
}

static void refused(struct yx_explaining *x, uint32_t i)
{
    const struct yx_item *item = &x->p->ir.item[i];
    yx_say(x, "该学生不享受", "the student is not given ");
    put_name(x, i);
    yx_say(x, "。", ".");
    put_basis(x, i);
    switch ((enum yx_why)x->t->item[i].why) {
    case YX_WHY_OTHER_TERM:
        yx_say(x, item->whole_in ? "本项全年一次，记在秋季学期。" : "本项全年一次，记在春季学期。",
               item->whole_in ? " It is given once a year, in autumn."
                              : " It is given once a year, in spring.");
        return;
    case YX_WHY_NOT_IN_FORCE:
        yx_say(x, "本项在该学期没有效力。", " It is not in force in that term.");
        return;
    case YX_WHY_HIGHER:
    case YX_WHY_EXCLUDED:
        yx_say(x, "原因：", " Reason:");
        put_deeds(x, i);
        break;
    case YX_WHY_TERM_LIMIT:
        yx_say(x, "原因：已满期限（", " Reason: the limit is reached (");
        yx_buf_puts(x->out, item->limit_text);
        yx_say(x, "），", "); ");
        put_record(x, x->p->ir.reads[item->limit]);
        yx_say(x, "。", ".");
        break;
    case YX_WHY_NOT_APPLIED:
        yx_say(x, "原因：其他条件都符合，但没有申请（申请时间 ",
               " Reason: all else holds, but there is no application (from ");
        yx_day_put(x->out, x->t->slice.item[i].window_from);
        yx_say(x, " 至 ", " to ");
        yx_day_put(x->out, x->t->slice.item[i].window_to);
        yx_say(x, "）。", ").");
        break;
    case YX_WHY_SCOPE:
    case YX_WHY_CONDITION:
    case YX_WHY_CONSTRAINT:
    case YX_WHY_NONE:
        yx_say(x, "原因：政策要求", " Reason: the policy requires: ");
        (void)put_clauses(x, item, YX_NO);
        yx_say(x, "，而记录中", "; on record, ");
        put_record(x, facts_of_clauses(x, item, YX_NO));
        yx_say(x, "。", ".");
        break;
    }
    put_changes(x, i);
}

void yx_say_reply(struct yx_explaining *x, uint32_t item)
{
    put_term(x);
    switch ((enum yx_status)x->t->item[item].status) {
    case YX_ENTITLED:
    case YX_CEILING: given(x, item); return;
    case YX_LATE: late(x, item); return;
    case YX_PENDING: pending(x, item); return;
    case YX_NOT_ENTITLED: refused(x, item); return;
    }
}
