/* facttext.c -- cells of a facts file, read and written (grammar.md 5.1). */
#include "policy/front.h"

static bool set_text(const struct yx_list *l, struct yx_str s, struct yx_fact_one *out)
{
    uint64_t all = (UINT64_C(1) << l->n) - 1;
    out->known = all;
    if (yx_str_is(s, "无") || yx_str_is(s, "{}")) {
        out->known = UINT64_MAX;
        return true;
    }
    bool ok = true, rest_unknown = false;
    size_t at = 0, begin = 0;
    uint64_t named = 0;
    for (uint32_t cp; at <= s.n;) {
        size_t here = at;
        bool more = yx_utf8_next(s, &at, &cp);
        bool ends = !more || cp == 0x3001 || cp == ',' || cp == 0xFF0C || cp == ' ' ||
                    cp == 0x3000 || cp == ';' || cp == 0xFF1B;
        if (!ends)
            continue;
        struct yx_str part = yx_str_trim(yx_str_sub(s, begin, here));
        begin = at;
        bool unsure = false;
        if (yx_str_ends(part, YX_S("?"))) {
            part.n -= 1;
            unsure = true;
        } else if (yx_str_ends(part, YX_S("？"))) {
            part.n -= YX_S("？").n;
            unsure = true;
        }
        if (unsure && !part.n) {
            rest_unknown = true;
        } else if (part.n) {
            int m = yx_list_find(l, part);
            if (m < 0) {
                ok = false;
            } else {
                uint64_t bit = UINT64_C(1) << m;
                named |= bit;
                if (unsure)
                    out->known &= ~bit;
                else
                    out->v |= (int64_t)bit;
            }
        }
        if (!more)
            break;
    }
    out->known |= (uint64_t)out->v; /* written both ways: had */
    if (rest_unknown)
        out->known &= named;
    return ok && (named || rest_unknown);
}

static bool int_text(struct yx_str s, int64_t *out)
{
    bool minus = s.n > 1 && s.p[0] == '-';
    uint64_t n;
    if (!yx_str_u64(yx_str_sub(s, minus, s.n), &n) || n > INT32_MAX)
        return false;
    *out = minus ? -(int64_t)n : (int64_t)n;
    return true;
}

bool yx_fact_parse(const struct yx_policy *p, uint32_t input, struct yx_str text,
                   struct yx_fact_one *out)
{
    const struct yx_policy_input *in = &p->input[input];
    const struct yx_list *l = &p->ir.list[p->input_more[input].list];
    struct yx_str s = yx_str_trim(text);
    *out = (struct yx_fact_one){.state = YX_FACT_UNKNOWN};
    if (yx_str_is(s, "?") || yx_str_is(s, "？"))
        return true;
    if (!s.n) {
        if (in->is_nullable)
            out->state = YX_FACT_ABSENT;
        return true;
    }
    bool ok = false;
    switch (in->type) {
    case YX_IN_BOOL:
        out->v = yx_str_is(s, "是");
        ok = out->v || yx_str_is(s, "否");
        break;
    case YX_IN_ENUM:
        out->v = yx_list_find(l, s);
        ok = out->v >= 0;
        break;
    case YX_IN_SET: ok = set_text(l, s, out); break;
    case YX_IN_INT: ok = int_text(s, &out->v) && out->v >= in->lo && out->v <= in->hi; break;
    case YX_IN_MONEY: ok = yx_money_parse(s, &out->v) && out->v >= 0 && out->v <= YX_MAX_FEN; break;
    case YX_IN_DATE: {
        yx_day d;
        ok = yx_day_parse(s, &d);
        out->v = d;
        break;
    }
    case YX_IN_TEXT:
        out->v = (int64_t)yx_hash_str(s);
        ok = true;
        break;
    }
    if (!ok) {
        *out = (struct yx_fact_one){.state = YX_FACT_UNKNOWN};
        return false;
    }
    out->state = YX_FACT_KNOWN;
    return true;
}

static void put_set(struct yx_buf *b, const struct yx_list *l, struct yx_fact_one fact)
{
    bool any = false;
    uint64_t all = (UINT64_C(1) << l->n) - 1;
    if (!(fact.known & all)) {
        yx_buf_putc(b, '?');
        return;
    }
    bool rest = (~fact.known & all) && __builtin_popcountll(~fact.known & all) > 3;
    for (uint32_t m = 0; m < l->n; m++) {
        bool known = fact.known >> m & 1, had = (uint64_t)fact.v >> m & 1;
        if ((known && !had) || (!known && rest))
            continue;
        if (any)
            yx_buf_putz(b, "、");
        yx_buf_puts(b, l->member[m]);
        if (!known)
            yx_buf_putc(b, '?');
        any = true;
    }
    if (rest)
        yx_buf_putz(b, any ? "、?" : "?");
    else if (!any)
        yx_buf_putz(b, "无");
}

void yx_fact_put(const struct yx_policy *p, uint32_t input, struct yx_fact_one fact,
                 struct yx_buf *b)
{
    const struct yx_policy_input *in = &p->input[input];
    const struct yx_list *l = &p->ir.list[p->input_more[input].list];
    if (fact.state == YX_FACT_UNKNOWN) {
        yx_buf_putc(b, '?');
        return;
    }
    if (fact.state == YX_FACT_ABSENT)
        return;
    switch (in->type) {
    case YX_IN_BOOL: yx_buf_putz(b, fact.v ? "是" : "否"); break;
    case YX_IN_ENUM: yx_buf_puts(b, l->member[fact.v]); break;
    case YX_IN_SET: put_set(b, l, fact); break;
    case YX_IN_INT: yx_buf_printf(b, "%lld", (long long)fact.v); break;
    case YX_IN_MONEY: yx_money_put(b, fact.v); break;
    case YX_IN_DATE: yx_day_put(b, (yx_day)fact.v); break;
    case YX_IN_TEXT: yx_buf_printf(b, "#%016llx", (unsigned long long)fact.v); break;
    }
}
