/* heading_columns.c -- from the words above columns to their fields.
 *
 * DESIGN
 * Where the heading is: every row and every run of two or three rows is read as
 * if it were the heading; the one that gives most different fields is it, the
 * shorter and the higher of equals.  Rows above are title.
 * What a column means: the parts of its heading from top to bottom joined, else
 * its last part; whose 姓名 or 证件号 it is, the group above says, else the last
 * heading to the left that names somebody. */
#include "codes/heading_columns.h"

#include "base/mem.h"

/* ---- cleaning ---- */

static bool is_open(uint32_t c)
{
    return c == '(' || c == '[' || c == '{' || c == '<' || c == 0x3010 || c == 0x3014 ||
           c == 0x300A || c == 0x300C;
}

static bool is_close(uint32_t c)
{
    return c == ')' || c == ']' || c == '}' || c == '>' || c == 0x3011 || c == 0x3015 ||
           c == 0x300B || c == 0x300D;
}

/* Blanks and signs that carry no meaning in a heading. */
static bool is_noise(uint32_t c)
{
    return c <= ' ' || c == 0xA0 || c == 0x3000 || c == 0xFEFF || (c >= 0x2000 && c <= 0x200F) ||
           c == 0xFFFD || (c < 0x80 && strchr("*:/\\,;.'\"`-_|#!?", (int)c)) || c == 0x3001 ||
           c == 0x3002 || c == 0x2605 || c == 0x2606 || c == 0xB7 || c == 0x203B ||
           (c >= 0x2018 && c <= 0x201D) || (c >= 0x2010 && c <= 0x2015);
}

/* 元, 万元, 元/年 …: 0 if the text is no unit of money. */
static uint32_t unit_of(struct yx_str s)
{
    static const struct {
        const char *word;
        uint32_t unit;
    } units[] = {{"万元", 10000}, {"千元", 1000}, {"百元", 100}, {"元", 1}, {"￥", 1}, {"¥", 1}};
    for (size_t i = 0; i < YX_LEN(units); i++)
        if (yx_str_find(s, yx_str_of(units[i].word)) >= 0)
            return units[i].unit;
    return 0;
}

/* The text in half-width without noise; brackets and what they hold kept without the signs when
 * `keep`, a unit of money excepted.  Returns the unit, 0 if none is named. */
static uint32_t strip(struct yx_str cell, bool keep, struct yx_buf *out)
{
    size_t at = 0, from = out->n, depth = 0;
    struct yx_buf inner = {0};
    uint32_t c, unit = 0;
    while (yx_utf8_next(cell, &at, &c)) {
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        if (is_open(c)) {
            depth++;
        } else if (is_close(c)) {
            if (depth > 0 && --depth == 0) {
                uint32_t u = unit_of(yx_buf_str(&inner));
                if (u)
                    unit = u;
                else if (keep)
                    yx_buf_puts(out, yx_buf_str(&inner));
                inner.n = 0;
            }
        } else if (!is_noise(c)) {
            yx_utf8_put(depth ? &inner : out, c);
        }
    }
    if (depth && keep) /* a bracket never closed */
        yx_buf_puts(out, yx_buf_str(&inner));
    yx_buf_free(&inner);
    /* numbering: 1姓名 */
    size_t digits = 0;
    while (from + digits < out->n && out->p[from + digits] >= '0' && out->p[from + digits] <= '9')
        digits++;
    if (digits && from + digits < out->n) {
        memmove(out->p + from, out->p + from + digits, out->n - from - digits);
        out->n -= digits;
    }
    return unit;
}

uint32_t yx_heading_clean(struct yx_str cell, struct yx_buf *out)
{
    size_t from = out->n;
    uint32_t unit = strip(cell, false, out);
    if (out->n == from)
        unit = strip(cell, true, out);
    static const char *const ends[] = {"万元", "千元"};
    for (size_t i = 0; i < YX_LEN(ends); i++) {
        struct yx_str s = {out->p + from, out->n - from};
        if (s.n > strlen(ends[i]) && yx_str_ends(s, yx_str_of(ends[i]))) {
            unit = unit_of(yx_str_of(ends[i]));
            out->n -= strlen(ends[i]);
        }
    }
    return unit ? unit : 1;
}

/* Figures, days, numbers of people: no heading is made of these. */
static bool is_figure(struct yx_str cell)
{
    for (size_t i = 0; i < cell.n; i++) {
        char c = cell.p[i];
        if (!((c >= '0' && c <= '9') || c == '.' || c == '-' || c == '/' || c == ':' || c == 'X'))
            return false;
    }
    return true;
}

/* What a cell means as a heading: with what stands in brackets, else without it. */
static struct yx_sense sense_of(struct yx_str cell, enum yx_kind kind)
{
    struct yx_buf clean = {0}, key = {0};
    struct yx_sense s = {.field = -1};
    if (is_figure(cell))
        return s;
    (void)strip(cell, true, &clean);
    yx_heading_key(yx_buf_str(&clean), &key);
    s = yx_heading_sense(yx_buf_str(&key), kind);
    if (!s.is_known) {
        clean.n = key.n = 0;
        (void)yx_heading_clean(cell, &clean);
        yx_heading_key(yx_buf_str(&clean), &key);
        s = yx_heading_sense(yx_buf_str(&key), kind);
    }
    for (size_t at = 1; !s.is_known && at < cell.n; at++) { /* 学费元/学期 */
        struct yx_unit u;
        bool is_digit = cell.p[at] >= '0' && cell.p[at] <= '9'; /* no unit begins with one */
        if (((unsigned char)cell.p[at] & 0xC0) == 0x80 || is_digit ||
            !yx_unit_read(yx_str_sub(cell, at, cell.n), &u) || !u.is_said)
            continue;
        clean.n = key.n = 0;
        (void)yx_heading_clean(yx_str_sub(cell, 0, at), &clean);
        yx_heading_key(yx_buf_str(&clean), &key);
        s = yx_heading_sense(yx_buf_str(&key), kind);
        break;
    }
    yx_buf_free(&clean);
    yx_buf_free(&key);
    return s;
}

bool yx_headings_like(const struct yx_str *text, uint32_t n)
{
    enum { LONG = 60 }; /* bytes; no heading is longer */
    uint32_t known = 0, others = 0;
    for (uint32_t i = 0; i < n && others <= n / 2; i++) {
        if (text[i].n <= LONG && sense_of(text[i], YX_N_KINDS).is_known)
            known++;
        else
            others++;
    }
    return known >= 2 && others <= n / 2;
}

enum yx_field yx_heading_field(struct yx_str cell, enum yx_kind kind)
{
    struct yx_sense s = sense_of(cell, kind);
    return s.field < 0 ? YX_N_FIELDS : (enum yx_field)s.field;
}

/* ---- columns ---- */

void yx_heading_put_line(struct yx_buf *b, struct yx_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\n' && s.p[i] != '\r' && s.p[i] != '\t')
            yx_buf_putc(b, s.p[i]);
}

uint32_t yx_heading_parts(const struct yx_sheet_head *h, uint32_t first, uint32_t last,
                          uint32_t column, struct yx_str part[YX_HEADING_DEPTH])
{
    uint32_t n = 0;
    for (uint32_t r = first; r <= last; r++) {
        struct yx_str s = yx_heading_cell(h, r, column);
        if (s.n == 0 && r < last && yx_heading_cell(h, last, column).n) {
            uint32_t left = column;
            while (left > 0 && yx_heading_cell(h, r, left).n == 0)
                left--;
            /* only a group: what it stands over has a lower part of its own */
            if (yx_heading_cell(h, last, left).n &&
                !yx_str_eq(yx_heading_cell(h, last, left), yx_heading_cell(h, r, left)))
                s = yx_heading_cell(h, r, left);
        }
        if (s.n && (n == 0 || !yx_str_eq(part[n - 1], s)))
            part[n++] = s;
    }
    return n;
}

static struct yx_meaning meaning_of(const struct yx_str *part, uint32_t n, enum yx_kind kind)
{
    struct yx_meaning m = {.sense.field = -1, .why = YX_WHY_NO_HEADING, .would_be = -1};
    if (n == 0)
        return m;
    m.why = YX_WHY_LISTED;
    if (n == 1) {
        m.sense = sense_of(part[0], kind);
        return m;
    }
    struct yx_buf joined = {0};
    for (uint32_t i = 0; i < n; i++)
        yx_buf_puts(&joined, part[i]);
    m.sense = sense_of(yx_buf_str(&joined), kind);
    yx_buf_free(&joined);
    if (m.sense.is_known && m.sense.role == YX_ROLE_NONE)
        return m;
    uint32_t rank = 0;
    struct yx_sense leaf = sense_of(part[n - 1], kind);
    enum yx_role role = YX_ROLE_NONE;
    for (uint32_t i = n - 1; i-- > 0 && role == YX_ROLE_NONE;) {
        struct yx_buf clean = {0}, key = {0};
        (void)strip(part[i], true, &clean);
        yx_heading_key(yx_buf_str(&clean), &key);
        role = yx_heading_group_role(yx_buf_str(&key), &rank);
        yx_buf_free(&clean);
        yx_buf_free(&key);
    }
    if (role == YX_ROLE_NONE || !leaf.is_known || leaf.role != YX_ROLE_NONE) {
        m.sense = leaf;
    } else {
        m.sense = (struct yx_sense){
            .is_known = true, .role = role, .rank = role == YX_ROLE_STUDENT ? leaf.rank : rank};
        m.sense.field = leaf.field < 0 ? -1 : yx_role_field(role, leaf.field);
        m.is_grouped = true;
        m.why = YX_WHY_GROUP;
    }
    return m;
}

/* A bare 姓名 or 证件号 that stands twice, or beside somebody else's name where the pupil has
 * none, belongs to the person named last to its left. */
static void tell_apart(struct yx_meaning *m, uint32_t n)
{
    uint32_t bare_names = 0, bare_ids = 0;
    bool own_name = false;
    for (uint32_t c = 0; c < n; c++) {
        bare_names += m[c].sense.is_bare && m[c].sense.field == YX_FIELD_NAME;
        bare_ids += m[c].sense.is_bare && m[c].sense.field == YX_FIELD_ID;
        own_name = own_name || m[c].sense.field == YX_FIELD_NAME;
    }
    enum yx_role now = YX_ROLE_NONE;
    bool name_taken = false;
    for (uint32_t c = 0; c < n; c++) {
        struct yx_sense *s = &m[c].sense;
        if (!s->is_known)
            continue;
        if (!s->is_bare) {
            if (!m[c].is_grouped && s->role != YX_ROLE_NONE)
                now = s->role;
            continue;
        }
        bool is_name = s->field == YX_FIELD_NAME;
        if (is_name &&
            (now == YX_ROLE_NONE || now == YX_ROLE_STUDENT || bare_names == 1 || !name_taken)) {
            now = YX_ROLE_STUDENT;
            name_taken = true;
            continue;
        }
        bool others = now != YX_ROLE_NONE && now != YX_ROLE_STUDENT;
        if (others && (is_name || bare_ids > 1 || !own_name)) {
            s->field = yx_role_field(now, s->field);
            s->role = now;
            m[c].why = YX_WHY_NEIGHBOUR;
        }
    }
}

static void give_up(struct yx_meaning *m, enum yx_heading_why why)
{
    m->would_be = m->sense.field;
    m->sense.field = -1;
    m->why = why;
}

void yx_heading_map(const struct yx_sheet_head *h, uint32_t first, uint32_t last, enum yx_kind kind,
                    struct yx_meaning *m, struct yx_field_set *set)
{
    *set = (struct yx_field_set){{0, 0}};
    for (uint32_t c = 0; c < h->n_columns; c++) {
        struct yx_str part[YX_HEADING_DEPTH];
        uint32_t n = yx_heading_parts(h, first, last, c, part);
        m[c] = meaning_of(part, n, kind);
    }
    tell_apart(m, h->n_columns);
    uint32_t taken[YX_N_FIELDS];
    for (uint32_t c = 0; c < h->n_columns; c++) {
        int f = m[c].sense.field;
        if (f < 0) {
            if (m[c].why != YX_WHY_NO_HEADING)
                m[c].why = m[c].sense.is_known ? YX_WHY_LEFT_OUT : YX_WHY_UNKNOWN;
            continue;
        }
        if (kind != YX_N_KINDS && !yx_field_in(&yx_kind_info(kind)->used, f)) {
            give_up(&m[c], YX_WHY_OTHER_KIND);
            continue;
        }
        if (!yx_field_in(set, f)) {
            yx_field_add(set, f);
            taken[f] = c;
        } else if (f == YX_FIELD_IDENTITY) {
            /* 户类型 and 监测对象类别 beside each other: both speak */
        } else if (m[c].sense.rank < m[taken[f]].sense.rank) {
            give_up(&m[taken[f]], YX_WHY_TAKEN);
            taken[f] = c;
        } else {
            give_up(&m[c], YX_WHY_TAKEN);
        }
    }
}

/* ---- where the heading is ---- */

static bool looks_like_data(struct yx_str s)
{
    unsigned run = 0;
    for (size_t i = 0; i < s.n; i++) {
        run = s.p[i] >= '0' && s.p[i] <= '9' ? run + 1 : 0;
        if (run == 6)
            return true;
    }
    return false;
}

/* Can these rows together be a heading?  No row of one text only, and no data below. */
static bool may_be_heading(const struct yx_sheet_head *h, uint32_t first, uint32_t last)
{
    for (uint32_t r = first; r <= last; r++) {
        bool two = false;
        struct yx_str one = {NULL, 0};
        for (uint32_t c = 0; c < h->n_columns; c++) {
            struct yx_str s = yx_heading_cell(h, r, c);
            if (r > first && looks_like_data(s))
                return false;
            if (s.n && one.n == 0)
                one = s;
            two = two || (s.n && !yx_str_eq(s, one));
        }
        if (!two && last > first)
            return false;
    }
    return true;
}

static uint32_t points_of(const struct yx_sheet_head *h, uint32_t first, uint32_t last,
                          struct yx_meaning *m)
{
    struct yx_field_set set;
    yx_heading_map(h, first, last, YX_N_KINDS, m, &set);
    uint32_t points =
        2 * (uint32_t)(__builtin_popcountll(set.w[0]) + __builtin_popcountll(set.w[1]));
    for (uint32_t c = 0; c < h->n_columns; c++)
        points += m[c].sense.is_known && m[c].sense.field < 0;
    return points;
}

/* The rows, of the first `n_rows`, that give most fields together; their points. */
static uint32_t find_best(const struct yx_sheet_head *h, uint32_t n_rows, uint32_t wanted_row,
                          struct yx_meaning *m, uint32_t *first, uint32_t *last)
{
    uint32_t best = 0;
    for (uint32_t depth = 1; depth <= YX_HEADING_DEPTH; depth++)
        for (uint32_t r = 0; r + depth <= n_rows; r++) {
            if ((wanted_row && h->row_no[r] != wanted_row) || !may_be_heading(h, r, r + depth - 1))
                continue;
            uint32_t p = points_of(h, r, r + depth - 1, m);
            if (p > best) {
                best = p;
                *first = r;
                *last = r + depth - 1;
            }
        }
    return best;
}

/* Is the row a heading by itself, and does data stand between it and `end`? */
static bool heads_data(const struct yx_sheet_head *h, uint32_t row, uint32_t end)
{
    struct yx_str text[YX_HEADING_COLUMNS];
    uint32_t n = 0;
    for (uint32_t c = 0; c < h->n_columns && n < YX_LEN(text); c++)
        if (yx_heading_cell(h, row, c).n)
            text[n++] = yx_heading_cell(h, row, c);
    if (!yx_headings_like(text, n))
        return false;
    for (uint32_t r = row + 1; r < end; r++)
        for (uint32_t c = 0; c < h->n_columns; c++)
            if (looks_like_data(yx_heading_cell(h, r, c)))
                return true;
    return false;
}

bool yx_heading_find(const struct yx_sheet_head *h, uint32_t wanted_row, struct yx_meaning *m,
                     uint32_t *first, uint32_t *last)
{
    enum { TWO_FIELDS = 4 };
    uint32_t best = find_best(h, h->n_rows, wanted_row, m, first, last);
    /* of several tables below each other the first */
    while (best && !wanted_row && *first > 1) {
        uint32_t up = 0, down = 0;
        uint32_t p = find_best(h, *first, 0, m, &up, &down);
        if (p < TWO_FIELDS || !heads_data(h, down, *first))
            break;
        *first = up;
        *last = down;
    }
    if (best == 0 && wanted_row)
        for (uint32_t r = 0; r < h->n_rows && !best; r++)
            if (h->row_no[r] == wanted_row) {
                *first = *last = r;
                best = 1;
            }
    /* cells merged downwards repeat the heading */
    while (best && *last + 1 < h->n_rows) {
        bool same = true;
        for (uint32_t c = 0; same && c < h->n_columns; c++)
            same = yx_str_eq(yx_heading_cell(h, *last, c), yx_heading_cell(h, *last + 1, c));
        if (!same)
            break;
        (*last)++;
    }
    return best > 0;
}
