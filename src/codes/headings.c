/* headings.c -- what a sheet is as a roster: its kind, its columns.
 *
 * DESIGN
 * Which kind: columns are read as each kind would have them (heading_columns.c);
 * of the kinds whose needs are met the names of sheet, file and title and the
 * telling columns decide by points. */
#include "codes/headings.h"

#include "base/hash.h"
#include "base/mem.h"
#include "codes/data_table.h"
#include "codes/forms.h"
#include "codes/heading_columns.h"
#include "codes/heading_evidence.h"
#include "codes/heading_words.h"
#include "codes/identity_class.h"

enum { MAX_SEEN = 240 };

/* Points for the kind named last by the sheet's name, the file's, the title. */
enum { POINTS_SHEET = 12, POINTS_FILE = 10, POINTS_TITLE = 8, POINTS_ASIDE = 5 };
/* What columns may bring against a name, and what it takes to decide by them. */
enum { COLUMNS_MOST = 7, COLUMNS_ENOUGH = 5, COLUMNS_AHEAD = 2 };

/* ---- kinds by name ---- */

/* The kind of those in `kinds` whose word ends last in the name; `all` gets every one named. */
static enum yx_kind last_word(struct yx_str name, unsigned kinds, bool strong, unsigned *all)
{
    enum yx_kind best = YX_N_KINDS;
    size_t best_end = 0, best_n = 0;
    for (unsigned k = 0; k < YX_N_KINDS; k++) {
        const struct yx_kind_info *info = yx_kind_info((enum yx_kind)k);
        struct yx_str hints = strong ? info->hints : info->also, hint;
        while ((kinds >> k & 1) && yx_str_split(&hints, ' ', &hint)) {
            ptrdiff_t from = 0, at;
            while (hint.n &&
                   (at = yx_str_find(yx_str_sub(name, (size_t)from, name.n), hint)) >= 0) {
                size_t end = (size_t)(from + at) + hint.n;
                *all |= 1U << k;
                if (end > best_end || (end == best_end && hint.n > best_n)) {
                    best = (enum yx_kind)k;
                    best_end = end;
                    best_n = hint.n;
                }
                from = (ptrdiff_t)end;
            }
        }
    }
    return best;
}

/* The weaker words are looked at only where no other is. */
static enum yx_kind hint_of(struct yx_str name, unsigned kinds, unsigned *all)
{
    enum yx_kind k = last_word(name, kinds, true, all);
    return k != YX_N_KINDS ? k : last_word(name, kinds, false, all);
}

enum yx_kind yx_kind_hint(struct yx_str name)
{
    unsigned all = 0;
    return hint_of(name, (1U << YX_N_KINDS) - 1, &all);
}

/* ---- which kind ---- */

static bool has_needs(enum yx_kind kind, const struct yx_field_set *set)
{
    const struct yx_kind_info *k = yx_kind_info(kind);
    for (uint32_t i = 0; i < k->n_needs; i++)
        if ((k->need[i].w[0] & ~set->w[0]) == 0 && (k->need[i].w[1] & ~set->w[1]) == 0)
            return true;
    return false;
}

/* The columns still missing, by the alternative that misses fewest. */
static void put_missing(enum yx_kind kind, const struct yx_field_set *set, struct yx_buf *out)
{
    const struct yx_kind_info *k = yx_kind_info(kind);
    int fewest = YX_N_FIELDS;
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < k->n_needs; i++) {
            uint64_t a = k->need[i].w[0] & ~set->w[0], b = k->need[i].w[1] & ~set->w[1];
            int n = __builtin_popcountll(a) + __builtin_popcountll(b);
            fewest = pass ? fewest : YX_MIN(fewest, n);
            if (!pass || n != fewest)
                continue;
            if (out->n)
                yx_buf_putz(out, " / ");
            const char *join = "";
            for (int f = 0; f < YX_N_FIELDS; f++)
                if (yx_field_in(&k->need[i], f) && !yx_field_in(set, f)) {
                    yx_buf_putz(out, join);
                    yx_buf_puts(out, yx_field_name((enum yx_field)f));
                    join = "、";
                }
        }
}

struct names {
    enum yx_kind sheet, file, title; /* hints; YX_N_KINDS: none */
    unsigned aside;                  /* kinds hinted at besides */
};

/* What the names say of the kinds in the mask. */
static struct names names_of(const struct yx_sheet_head *h, struct yx_str title, unsigned kinds)
{
    struct names n = {.title = YX_N_KINDS};
    unsigned ignored = 0;
    n.sheet = hint_of(h->sheet, kinds, &n.aside);
    n.file = hint_of(h->file, kinds, &n.aside);
    n.title = hint_of(title, kinds, &ignored);
    return n;
}

static bool says_nothing(const struct names *n)
{
    return n->sheet == YX_N_KINDS && n->file == YX_N_KINDS && n->title == YX_N_KINDS;
}

static int points_of_kind(enum yx_kind kind, const struct names *names,
                          const struct yx_field_set *set)
{
    const struct yx_kind_info *k = yx_kind_info(kind);
    int columns = 0, points = 0;
    for (int f = 0; f < YX_N_FIELDS; f++)
        columns += yx_field_in(set, f) ? k->sign[f] : 0;
    if (names->sheet == kind)
        points += POINTS_SHEET;
    if (names->file == kind)
        points += POINTS_FILE;
    if (names->title == kind && names->sheet == YX_N_KINDS && names->file == YX_N_KINDS)
        points += POINTS_TITLE;
    if (points == 0 && (names->aside >> kind & 1))
        points = POINTS_ASIDE;
    /* payments and explanations need columns nobody else has: these may speak alone */
    bool speaks_alone = kind == YX_KIND_PAYMENT || kind == YX_KIND_EXPLANATION;
    bool is_named = points > 0;
    return points + (is_named || speaks_alone || says_nothing(names)
                         ? columns
                         : YX_MIN(columns, COLUMNS_MOST));
}

/* The kind that fits; YX_N_KINDS if none does or two do alike. */
static enum yx_kind choose_kind(const struct yx_sheet_head *h, uint32_t first, uint32_t last,
                                struct yx_str title, struct yx_meaning *m)
{
    struct yx_field_set all, set[YX_N_KINDS];
    yx_heading_map(h, first, last, YX_N_KINDS, m, &all);
    /* a list of schools has no persons in it */
    bool persons = yx_field_in(&all, YX_FIELD_NAME) || yx_field_in(&all, YX_FIELD_ID);
    unsigned fit = 0;
    for (unsigned k = 0; k < YX_N_KINDS; k++) {
        yx_heading_map(h, first, last, (enum yx_kind)k, m, &set[k]);
        if (has_needs((enum yx_kind)k, &set[k]) && !(k == YX_KIND_SCHOOL && persons))
            fit |= 1U << k;
    }
    struct names names = names_of(h, title, fit);
    int best = 0, second = 0;
    enum yx_kind kind = YX_N_KINDS;
    for (unsigned k = 0; k < YX_N_KINDS; k++) {
        int p = fit >> k & 1 ? points_of_kind((enum yx_kind)k, &names, &set[k]) : 0;
        if (p > best) {
            second = best;
            best = p;
            kind = (enum yx_kind)k;
        } else {
            second = YX_MAX(second, p);
        }
    }
    if (best >= COLUMNS_ENOUGH && best - second >= COLUMNS_AHEAD)
        return kind;
    /* two alike: what the name says last */
    return names.sheet != YX_N_KINDS ? names.sheet : names.file;
}

/* ---- the plan ---- */

static struct yx_str title_of(const struct yx_sheet_head *h, uint32_t first, struct yx_arena *a)
{
    struct yx_buf b = {0};
    struct yx_str before = {NULL, 0};
    for (uint32_t r = 0; r < first; r++)
        for (uint32_t c = 0; c < h->n_columns; c++) {
            struct yx_str s = yx_heading_cell(h, r, c);
            if (s.n == 0 || yx_str_eq(s, before))
                continue;
            if (b.n)
                yx_buf_putc(&b, ' ');
            yx_heading_put_line(&b, s);
            before = s;
        }
    struct yx_str title = yx_str_dup(a, yx_buf_str(&b));
    yx_buf_free(&b);
    return title;
}

static yx_day date_of(const struct yx_sheet_head *h, struct yx_str title)
{
    const struct yx_str from[] = {h->file, title, h->sheet};
    struct yx_date_form d;
    for (size_t i = 0; i < YX_LEN(from); i++)
        if (yx_date_find(from[i], &d))
            return d.day;
    return YX_NO_DAY;
}

static struct yx_str identity_of(const struct yx_sheet_head *h, struct yx_str title,
                                 struct yx_arena *a)
{
    /* of several tables on a sheet each has its own title */
    bool is_further = h->is_below || h->column_from;
    const struct yx_str from[] = {is_further ? title : h->sheet, is_further ? h->sheet : h->file,
                                  is_further ? h->file : title};
    for (size_t i = 0; i < YX_LEN(from); i++) {
        struct yx_identity_set set;
        yx_identity_read(from[i], &set);
        if (set.held == 0 && set.maybe)
            return YX_S("监测");
        if (set.held == 0)
            continue;
        struct yx_buf b = {0};
        for (int k = 0; k < yx_identity_count(); k++)
            if (set.held >> k & 1) {
                yx_buf_putz(&b, b.n ? "、" : "");
                yx_buf_puts(&b, yx_identity_name(k));
            }
        struct yx_str s = yx_str_dup(a, yx_buf_str(&b));
        yx_buf_free(&b);
        return s;
    }
    return (struct yx_str){NULL, 0};
}

/* The column a person names: by its heading, or one without heading by its letter; n_columns
 * if there is none. */
static uint32_t picked(struct yx_headings *out, const struct yx_sheet_head *h, struct yx_str name,
                       struct yx_arena *a)
{
    for (uint32_t c = 0; c < out->n_columns; c++) {
        struct yx_buf letters = {0};
        bool is_it = yx_str_eq(out->column[c].heading, name);
        if (out->column[c].heading.n == 0) {
            yx_heading_letters(h->column_from + c, &letters);
            is_it = yx_str_eq(yx_buf_str(&letters), name);
            if (is_it)
                out->column[c].heading = yx_str_dup(a, name);
        }
        yx_buf_free(&letters);
        if (is_it)
            return c;
    }
    return out->n_columns;
}

/* The policy's inputs, and a person's own word, over what the lists say. */
static void apply_wishes(const struct yx_sheet_head *h, struct yx_headings *out,
                         const struct yx_headings_options *o, struct yx_arena *a)
{
    for (uint32_t i = 0; i < o->n_wanted; i++) {
        struct yx_buf want = {0};
        (void)yx_heading_clean(o->wanted[i], &want);
        for (uint32_t c = 0; c < out->n_columns && want.n; c++) {
            struct yx_buf clean = {0};
            (void)yx_heading_clean(out->column[c].heading, &clean);
            bool same = yx_str_eq(yx_buf_str(&want), yx_buf_str(&clean));
            yx_buf_free(&clean);
            if (same && out->column[c].field == YX_NOT_WANTED) {
                out->column[c].field = YX_FIELD_EXTRA + (int)i;
                out->column[c].why = YX_WHY_POLICY;
                break;
            }
        }
        yx_buf_free(&want);
    }
    for (uint32_t i = 0; i < o->n_picks; i++) {
        uint32_t c = picked(out, h, yx_str_trim(o->pick[i].heading), a);
        if (c == out->n_columns ||
            (out->column[c].field == o->pick[i].field && o->pick[i].field != YX_NOT_WANTED))
            continue;
        for (uint32_t k = 0; k < out->n_columns; k++) /* the person's choice is the only one */
            if (out->column[k].field == o->pick[i].field && o->pick[i].field != YX_FIELD_IDENTITY &&
                o->pick[i].field != YX_NOT_WANTED) {
                out->column[k].would_be = out->column[k].field;
                out->column[k].field = YX_NOT_WANTED;
                out->column[k].why = YX_WHY_TAKEN;
            }
        out->column[c].field = o->pick[i].field;
        out->column[c].why = YX_WHY_PERSON;
    }
}

static void fill_columns(const struct yx_sheet_head *h, const struct yx_meaning *m,
                         struct yx_arena *a, struct yx_headings *out)
{
    out->n_columns = h->n_columns;
    out->column = YX_NEW(a, struct yx_heading_column, YX_MAX(h->n_columns, 1U));
    for (uint32_t c = 0; c < h->n_columns; c++) {
        struct yx_str part[YX_HEADING_DEPTH];
        uint32_t last = YX_MIN(out->last, out->first + YX_HEADING_DEPTH - 1);
        uint32_t n = yx_heading_parts(h, out->first, last, c, part);
        struct yx_buf b = {0};
        for (uint32_t i = 0; i < n; i++) {
            yx_buf_putz(&b, i ? "/" : "");
            yx_heading_put_line(&b, part[i]);
        }
        out->column[c].heading = yx_str_dup(a, yx_buf_str(&b));
        yx_buf_free(&b);
        out->column[c].field = m[c].sense.field < 0 ? YX_NOT_WANTED : m[c].sense.field;
        out->column[c].why = m[c].why;
        out->column[c].would_be = m[c].would_be < 0 ? YX_NOT_WANTED : m[c].would_be;
        yx_unit_of_heading(out->column[c].heading, out->title, &out->column[c].unit);
    }
}

void yx_heading_letters(uint32_t column, struct yx_buf *out)
{
    char z[8];
    size_t n = sizeof z;
    for (uint32_t c = column + 1; c && n; c = (c - 1) / 26)
        z[--n] = (char)('A' + (c - 1) % 26);
    yx_buf_put(out, z + n, sizeof z - n);
    yx_buf_putz(out, "列");
}

/* The headings that were seen, for messages; columns without one that look like something. */
static void put_seen(const struct yx_sheet_head *h, const struct yx_headings *o, struct yx_buf *b)
{
    for (uint32_t c = 0; c < o->n_columns && b->n < MAX_SEEN; c++)
        if (o->column[c].heading.n) {
            yx_buf_putz(b, b->n ? "、" : "");
            yx_buf_puts(b, o->column[c].heading);
        }
    for (uint32_t i = 0; i < o->n_hints; i++)
        if (o->hint[i].kind == YX_HINT_NO_HEADING) {
            yx_buf_putz(b, b->n ? "、" : "");
            yx_heading_letters(h->column_from + o->hint[i].column, b);
            yx_buf_putz(b, "（没有列名，内容像“");
            yx_buf_puts(b, yx_field_name((enum yx_field)o->hint[i].field));
            yx_buf_putz(b, "”）");
        }
    yx_buf_putc(b, '\0');
}

static void put_place(const struct yx_sheet_head *h, struct yx_buf *b)
{
    yx_buf_puts(b, h->file);
    if (h->sheet.n) {
        yx_buf_putc(b, ' ');
        yx_buf_puts(b, h->sheet);
    }
    yx_buf_putc(b, '\0');
}

/* The set of fields columns have after a person's corrections. */
static struct yx_field_set set_of(const struct yx_headings *o)
{
    struct yx_field_set set = {{0, 0}};
    for (uint32_t c = 0; c < o->n_columns; c++)
        if (o->column[c].field >= 0 && o->column[c].field < YX_N_FIELDS)
            yx_field_add(&set, o->column[c].field);
    return set;
}

static int refuse(const struct yx_sheet_head *h, const struct yx_headings *o, enum yx_kind kind,
                  struct yx_err *err)
{
    struct yx_buf place = {0}, missing = {0}, seen = {0}, name = {0};
    struct yx_field_set set = set_of(o);
    put_place(h, &place);
    put_missing(kind, &set, &missing);
    yx_buf_putc(&missing, '\0');
    put_seen(h, o, &seen);
    yx_buf_puts(&name, yx_kind_name(kind));
    yx_buf_putc(&name, '\0');
    int rc = YX_FAIL(
        err, YX_INVALID,
        YX_TEXT(
            "{0}：{1}名册缺少列“{2}”；看到的列：{3}。请补上这一列，或在 名册.ini 里写明哪一列是它",
            "{0}: a {1} roster needs the column “{2}”; the columns seen: {3}. Add it, or say in "
            "名册.ini which column it is"),
        place.p, name.p, missing.p, seen.p);
    yx_buf_free(&place);
    yx_buf_free(&missing);
    yx_buf_free(&seen);
    yx_buf_free(&name);
    return rc;
}

/* Is this a roster that only lacks a column: a name says so, and persons or schools are in it? */
static bool is_nearly(const struct names *names, const struct yx_field_set *set, uint32_t n_picks,
                      enum yx_kind *kind)
{
    *kind = names->sheet != YX_N_KINDS ? names->sheet : names->file;
    if (*kind == YX_N_KINDS ||
        (uint32_t)(__builtin_popcountll(set->w[0]) + __builtin_popcountll(set->w[1])) + n_picks < 2)
        return false;
    return *kind == YX_KIND_SCHOOL
               ? false
               : yx_field_in(set, YX_FIELD_NAME) || yx_field_in(set, YX_FIELD_ID) ||
                     yx_field_in(set, YX_FIELD_STUDENT_NO);
}

static uint64_t mark_of(const struct yx_headings *o)
{
    uint64_t sum = 0;
    for (uint32_t c = 0; c < o->n_columns; c++)
        if (o->column[c].heading.n)
            sum += yx_mix64(yx_hash_str(o->column[c].heading));
    return sum;
}

uint64_t yx_headings_mark(const struct yx_sheet_head *head, struct yx_arena *a)
{
    struct yx_headings found = {0};
    struct yx_sheet_head h = *head;
    if (h.n_columns > YX_HEADING_COLUMNS || h.n_rows == 0)
        return 0;
    struct yx_meaning *m = YX_NEW(a, struct yx_meaning, h.n_columns);
    if (!yx_heading_find(&h, 0, m, &found.first, &found.last))
        return 0;
    uint32_t width = h.is_below ? 0 : yx_heading_width(&h, found.first, found.last, m, a);
    if (width) {
        yx_heading_cut(head, 0, width, a, &h);
        if (!yx_heading_find(&h, 0, m, &found.first, &found.last))
            return 0;
    }
    fill_columns(&h, m, a, &found);
    return mark_of(&found);
}

int yx_headings_plan(const struct yx_sheet_head *head, const struct yx_headings_options *options,
                     struct yx_arena *arena, struct yx_headings *out, struct yx_err *err)
{
    *out = (struct yx_headings){.kind = YX_N_KINDS, .list_date = YX_NO_DAY};
    struct yx_sheet_head h = *head;
    if (h.n_columns > YX_HEADING_COLUMNS)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0}：有 {1} 列，太宽了；请删去右边无用的列",
                               "{0}: {1} columns are too many; delete the unused ones"),
                       yx_str_c(arena, h.file), yx_fmt_u64(h.n_columns).s);
    struct yx_meaning *m = YX_NEW(arena, struct yx_meaning, YX_MAX(h.n_columns, 1U));
    if (h.n_rows == 0 || !yx_heading_find(&h, options->heading_row, m, &out->first, &out->last)) {
        if (options->kind != YX_N_KINDS || options->heading_row)
            return YX_FAIL(err, YX_INVALID,
                           YX_TEXT("{0}：找不到列名所在的行；请在 名册.ini 里写明表头行",
                                   "{0}: no row of headings is found; give 表头行 in 名册.ini"),
                           yx_str_c(arena, h.file));
        (void)yx_fail(
            &out->why, YX_INVALID, __FILE__, __LINE__,
            YX_TEXT("前 {0} 行里没有认得的列名", "no known heading in the first {0} rows"),
            yx_fmt_u64(YX_HEAD_ROWS).s, (const char *)NULL);
        return YX_OK;
    }
    uint32_t width = options->is_whole ? 0 : yx_heading_width(&h, out->first, out->last, m, arena);
    if (width) {
        struct yx_headings_options part = *options;
        part.is_whole = true;
        yx_heading_cut(head, 0, width, arena, &h);
        return yx_headings_plan(&h, &part, arena, out, err);
    }
    out->title = title_of(&h, out->first, arena);
    (void)yx_unit_of_title(out->title, &out->title_unit);
    out->list_date = date_of(&h, out->title);
    uint32_t last = YX_MIN(out->last, out->first + YX_HEADING_DEPTH - 1);

    struct names names = names_of(&h, out->title, (1U << YX_N_KINDS) - 1);
    enum yx_kind kind = options->kind;
    if (kind == YX_N_KINDS)
        kind = choose_kind(&h, out->first, last, out->title, m);
    enum yx_kind nearly = kind;
    struct yx_field_set set;
    yx_heading_map(&h, out->first, last, kind, m, &set);
    bool lacks = kind == YX_N_KINDS && is_nearly(&names, &set, options->n_picks, &nearly);
    if (lacks)
        yx_heading_map(&h, out->first, last, nearly, m, &set);
    fill_columns(&h, m, arena, out);
    out->mark = options->heading_row ? yx_headings_mark(head, arena) : mark_of(out);
    apply_wishes(&h, out, options, arena);
    yx_heading_evidence(&h, out);
    for (uint32_t c = 0; c < out->n_columns; c++) {
        int f = out->column[c].field;
        out->column[c].repeats_down =
            f >= 0 && f < YX_N_FIELDS &&
            yx_data_find(&yx_data_merged_fields, 0, yx_field_name((enum yx_field)f)) <
                yx_data_merged_fields.n_rows;
    }
    set = set_of(out);
    if (lacks && has_needs(nearly, &set)) {
        kind = nearly;
        lacks = false;
    }
    if (lacks || (kind != YX_N_KINDS && !has_needs(kind, &set)))
        return refuse(&h, out, nearly, err);
    if (kind == YX_N_KINDS) {
        struct yx_buf seen = {0};
        put_seen(&h, out, &seen);
        (void)yx_fail(
            &out->why, YX_INVALID, __FILE__, __LINE__,
            YX_TEXT(
                "看不出是哪一种名册（列：{0}）；要读它，请在 名册.ini 里写明种类",
                "no telling which kind of roster it is (columns: {0}); to have it read, give its kind in 名册.ini"),
            seen.p, (const char *)NULL);
        yx_buf_free(&seen);
        for (uint32_t c = 0; c < out->n_columns; c++)
            out->column[c].field = YX_NOT_WANTED;
        return YX_OK;
    }
    out->is_roster = true;
    out->kind = kind;
    if (kind == YX_KIND_IDENTITY)
        out->identity = identity_of(&h, out->title, arena);
    return YX_OK;
}
