/* reasons_words.c -- the words of a page of reasons: facts, amounts, clauses. */
#include "policy/reasons_int.h"

#include "base/hash.h"

void yx_say(struct yx_explaining *x, const char *zh, const char *en)
{
    yx_buf_putz(x->out, x->lang == YX_EN ? en : zh);
}

void yx_say_yuan(struct yx_explaining *x, yx_fen fen)
{
    yx_money_put(x->out, fen);
    yx_say(x, "元", " yuan");
}

void yx_say_basis(struct yx_explaining *x, struct yx_str basis)
{
    if (!basis.n)
        return;
    yx_buf_putz(x->out, " 【");
    yx_buf_puts(x->out, basis);
    yx_buf_putz(x->out, "】");
}

/* A text is kept by its hash; the document has those that matter, in “…” or "…". */
static void say_text(struct yx_explaining *x, int64_t hash)
{
    static const char *const quote[][2] = {{"“", "”"}, {"\"", "\""}};
    struct yx_str s = x->p->source;
    for (size_t q = 0; q < YX_LEN(quote); q++) {
        struct yx_str open = yx_str_of(quote[q][0]), shut = yx_str_of(quote[q][1]);
        for (size_t at = 0; at < s.n;) {
            ptrdiff_t from = yx_str_find(yx_str_sub(s, at, s.n), open);
            if (from < 0)
                break;
            size_t begin = at + (size_t)from + open.n;
            ptrdiff_t n = yx_str_find(yx_str_sub(s, begin, s.n), shut);
            if (n < 0)
                break;
            struct yx_str text = yx_str_trim(yx_str_sub(s, begin, begin + (size_t)n));
            if ((int64_t)yx_hash_str(text) == hash) {
                yx_buf_puts(x->out, text);
                return;
            }
            at = begin;
        }
    }
    yx_say(x, "别的文字", "another text");
}

void yx_say_fact(struct yx_explaining *x, uint32_t input, struct yx_fact_one one)
{
    if (one.state == YX_FACT_UNKNOWN)
        yx_say(x, "未知", "unknown");
    else if (one.state == YX_FACT_ABSENT)
        yx_buf_putz(x->out, "空");
    else if (x->p->input[input].type == YX_IN_TEXT)
        say_text(x, one.v);
    else
        yx_fact_put(x->p, input, one, x->out);
}

void yx_say_facts(struct yx_explaining *x, uint64_t inputs)
{
    bool any = false;
    for (uint32_t i = 0; i < x->p->n_inputs; i++) {
        if (!(inputs >> i & 1))
            continue;
        if (any)
            yx_say(x, "、", ", ");
        any = true;
        yx_buf_puts(x->out, x->p->input[i].name);
        yx_buf_putc(x->out, '=');
        yx_say_fact(x, i, yx_facts_get(x->f, i, x->row));
        struct yx_str from = x->source ? x->source(x->ctx, i) : (struct yx_str){0};
        if (from.n) {
            yx_say(x, "（", " (");
            yx_buf_puts(x->out, from);
            yx_say(x, "）", ")");
        }
    }
}

struct yx_str yx_clause_meaning(const struct yx_policy *p, const struct yx_clause *c)
{
    for (uint32_t d = 0; d < p->n_definitions; d++) {
        const struct yx_definition *def = &p->definition[d];
        if (def->reg == c->reg && yx_str_eq(def->name, c->text))
            return def->text;
    }
    return YX_S("");
}

const char *yx_rate_text(enum yx_rate rate)
{
    static const char *const text[] = {"元", "元/年", "元/学期", "元/月", "元/天", "元/次"};
    return text[rate];
}

struct yx_str yx_combo_text(const struct yx_combo *c)
{
    ptrdiff_t cite = yx_str_find(c->text, YX_S("【"));
    return cite > 0 ? yx_str_trim(yx_str_sub(c->text, 0, (size_t)cite)) : c->text;
}
