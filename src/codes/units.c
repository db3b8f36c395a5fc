/* units.c -- what a number of a column stands for: 元, 万元, 元/学期. */
#include "codes/units.h"

#include "codes/code_text.h"
#include "codes/data_table.h"

enum { UNITS_WORD, UNITS_KIND, UNITS_VALUE };

static const struct yx_unit nothing = {.yuan = 1};

/* Row of the longest listed word the text begins with; n_rows if there is none. */
static uint32_t word_at(struct yx_str text, struct yx_str *word)
{
    uint32_t best = yx_data_units.n_rows;
    *word = (struct yx_str){NULL, 0};
    for (uint32_t i = 0; i < yx_data_units.n_rows; i++) {
        struct yx_str w = yx_data_at(&yx_data_units, i, UNITS_WORD);
        if (w.n > word->n && yx_str_starts(text, w)) {
            *word = w;
            best = i;
        }
    }
    return best;
}

/* `/`, 每, ·, 、, a full-width slash, 按: what joins the parts of a unit. */
static size_t joint_at(struct yx_str text)
{
    static const char *const joints[] = {"/", "每", "·", "、", ".", ",", "按", "-", "*", "每"};
    for (size_t i = 0; i < YX_LEN(joints); i++)
        if (yx_str_starts(text, yx_str_of(joints[i])))
            return strlen(joints[i]);
    return 0;
}

bool yx_unit_read(struct yx_str text, struct yx_unit *out)
{
    struct yx_buf plain = {0};
    yx_word_put(text, &plain);
    struct yx_str rest = yx_buf_str(&plain);
    *out = nothing;
    bool is_all = rest.n > 0;
    while (is_all && rest.n) {
        struct yx_str word;
        uint32_t row = word_at(rest, &word);
        size_t joint = joint_at(rest);
        if (row == yx_data_units.n_rows) {
            is_all = joint > 0;
            rest = yx_str_sub(rest, joint, rest.n);
            continue;
        }
        struct yx_str kind = yx_data_at(&yx_data_units, row, UNITS_KIND);
        uint64_t value = 0;
        (void)yx_str_u64(yx_data_at(&yx_data_units, row, UNITS_VALUE), &value);
        if (yx_str_is(kind, "货币")) {
            is_all = !out->is_said; /* 元角分 is no unit */
            out->is_said = true;
            out->is_unknown = value == 0;
            out->yuan = (uint32_t)value;
        } else if (yx_str_is(kind, "期间")) {
            out->has_period = true;
            out->year_counts = (uint8_t)value;
        }
        rest = yx_str_sub(rest, word.n, rest.n);
    }
    yx_buf_free(&plain);
    if (!is_all || (!out->is_said && !out->has_period)) {
        *out = nothing;
        return false;
    }
    return true;
}

/* A text that ends like money but is no unit we know: 卢布元. */
static bool looks_like_money(struct yx_str text)
{
    static const char *const ends[] = {"元", "币", "镑", "$", "€"};
    for (size_t i = 0; i < YX_LEN(ends); i++)
        if (yx_str_ends(text, yx_str_of(ends[i])) && text.n <= 24)
            return true;
    return false;
}

struct bracket {
    const char *open, *close;
};
static const struct bracket brackets[] = {
    {"（", "）"}, {"(", ")"}, {"[", "]"}, {"【", "】"}, {"〔", "〕"}};

static void take(const struct yx_unit *u, struct yx_unit *out)
{
    if (u->is_said) {
        out->is_said = true;
        out->is_unknown = u->is_unknown;
        out->yuan = u->yuan;
    }
    if (u->has_period) {
        out->has_period = true;
        out->year_counts = u->year_counts;
    }
}

/* Units in brackets; the last that names one holds. */
static void read_brackets(struct yx_str s, struct yx_unit *out)
{
    for (size_t k = 0; k < YX_LEN(brackets); k++) {
        struct yx_str rest = s, open = yx_str_of(brackets[k].open),
                      close = yx_str_of(brackets[k].close);
        for (ptrdiff_t at; (at = yx_str_find(rest, open)) >= 0;) {
            rest = yx_str_sub(rest, (size_t)at + open.n, rest.n);
            ptrdiff_t end = yx_str_find(rest, close);
            struct yx_str in = yx_str_trim(end < 0 ? rest : yx_str_sub(rest, 0, (size_t)end));
            struct yx_unit u;
            if (yx_str_starts(in, YX_S("单位")))
                in = yx_str_sub(in, sizeof "单位" - 1, in.n);
            while (in.n && (in.p[0] == ':' || yx_str_starts(in, YX_S("："))))
                in = yx_str_sub(in, in.p[0] == ':' ? 1 : sizeof "：" - 1, in.n);
            if (yx_unit_read(in, &u)) {
                take(&u, out);
            } else if (looks_like_money(in)) {
                u = (struct yx_unit){.is_said = true, .is_unknown = true};
                take(&u, out);
            }
            if (end < 0)
                break;
        }
    }
}

/* Behind the name, without brackets: 金额万元, 学费元/学期, 每学期收费标准, 月保教费. */
static void read_ends(struct yx_str s, struct yx_unit *out)
{
    struct yx_unit u;
    for (size_t at = 1; at < s.n; at++)
        if (((unsigned char)s.p[at] & 0xC0) != 0x80 && yx_unit_read(yx_str_sub(s, at, s.n), &u) &&
            u.is_said) {
            if (!out->is_said || u.has_period)
                take(&u, out);
            break;
        }
    static const struct {
        const char *word;
        uint8_t counts;
    } periods[] = {{"每学期", 2}, {"/学期", 2}, {"/期", 2},
                   {"每月", 0},   {"/月", 0},   {"月保教费", 0}};
    for (size_t i = 0; i < YX_LEN(periods) && !out->has_period; i++)
        if (yx_str_find(s, yx_str_of(periods[i].word)) >= 0) {
            out->has_period = true;
            out->year_counts = periods[i].counts;
        }
}

bool yx_unit_of_title(struct yx_str title, struct yx_unit *out)
{
    *out = nothing;
    for (ptrdiff_t at; (at = yx_str_find(title, YX_S("单位"))) >= 0;) {
        title = yx_str_sub(title, (size_t)at + sizeof "单位" - 1, title.n);
        struct yx_str rest = title;
        while (rest.n && (rest.p[0] == ':' || rest.p[0] == ' ' || yx_str_starts(rest, YX_S("："))))
            rest = yx_str_sub(rest, rest.p[0] == ':' || rest.p[0] == ' ' ? 1 : sizeof "：" - 1,
                              rest.n);
        size_t n = 0; /* up to a blank or a bracket */
        while (n < rest.n && rest.p[n] != ' ' && rest.p[n] != ')' &&
               !yx_str_starts(yx_str_sub(rest, n, rest.n), YX_S("）")) &&
               !yx_str_starts(yx_str_sub(rest, n, rest.n), YX_S("　")))
            n++;
        struct yx_str word = yx_str_sub(rest, 0, n);
        if (yx_unit_read(word, out) && out->is_said)
            return true;
        *out = nothing;
        if (looks_like_money(word) && word.n <= 12) {
            *out = (struct yx_unit){.is_said = true, .is_unknown = true};
            return true;
        }
    }
    return false;
}

void yx_unit_of_heading(struct yx_str heading, struct yx_str title, struct yx_unit *out)
{
    *out = nothing;
    read_brackets(heading, out);
    read_ends(heading, out);
    struct yx_unit u;
    if (!out->is_said && title.n && yx_unit_of_title(title, &u))
        take(&u, out);
}
