/* mapping_merge.c -- a new 名册.ini with what a person had written into the old one.
 *
 * DESIGN.  Comments of ours are those that stand in the new text too, or that
 * begin as ours always do; the rest is a person's.  Such a line belongs to the
 * key that follows it in its section, or to the section's end.  What stands
 * behind a value is kept likewise when it is not ours. */
#include "base/mem.h"
#include "facts/mapping.h"

#include <stdlib.h>

struct line {
    struct yx_str text; /* trimmed */
    struct yx_str section, key;
    struct yx_str behind; /* comment after the value */
    bool is_comment, is_section;
};

struct lines {
    struct line *v;
    size_t n, cap;
};

static bool is_sign(char c)
{
    return c == ';' || c == '#';
}

/* What stands in the brackets, as the reader takes it: `[ a.csv ] ; mine` is a.csv. */
static struct yx_str inner_of(struct yx_str line)
{
    for (size_t i = 1; i < line.n; i++)
        if (is_sign(line.p[i]) && (line.p[i - 1] == ' ' || line.p[i - 1] == '\t'))
            line = yx_str_trim(yx_str_sub(line, 0, i));
    size_t end = line.n > 1 && line.p[line.n - 1] == ']' ? line.n - 1 : line.n;
    return yx_str_trim(yx_str_sub(line, 1, end));
}

/* Cuts a text into lines that know their section and key. */
static void cut(struct yx_str text, struct lines *out)
{
    struct yx_str line, section = YX_S("");
    while (yx_str_split(&text, '\n', &line)) {
        struct line l = {.text = yx_str_trim(line)};
        if (l.text.n == 0)
            continue;
        l.is_comment = is_sign(l.text.p[0]);
        l.is_section = l.text.p[0] == '[';
        if (l.is_section)
            section = inner_of(l.text);
        l.section = section;
        ptrdiff_t eq = l.is_comment || l.is_section ? -1 : yx_str_find(l.text, YX_S("="));
        if (eq > 0) {
            l.key = yx_str_trim(yx_str_sub(l.text, 0, (size_t)eq));
            for (size_t i = (size_t)eq + 1; i < l.text.n && !l.behind.n; i++)
                if (is_sign(l.text.p[i]) && (l.text.p[i - 1] == ' ' || l.text.p[i - 1] == '\t'))
                    l.behind = yx_str_sub(l.text, i, l.text.n);
        }
        YX_PUSH(out, l);
    }
}

static bool is_line_of(const struct lines *all, struct yx_str text)
{
    for (size_t i = 0; i < all->n; i++)
        if (yx_str_eq(all->v[i].text, text))
            return true;
    return false;
}

/* Comments we write ourselves, whatever they say of this folder. */
static bool is_ours(struct yx_str text)
{
    static const char *const begins[] = {
        "; 未用：",      "; 没有读 ",   "; 说明：",      "; as-of = ",    "; term = ",
        "; policy = ",   "; 县 = ",     "; 类别 = ",     "; 名单日期 = ", "; 移送单位 = ",
        "; 收到日期 = ", "; 经办人 = ", "; 身份类别 = ", "; 列."};
    for (size_t i = 0; i < YX_LEN(begins); i++)
        if (yx_str_starts(text, yx_str_of(begins[i])))
            return true;
    return false;
}

static const struct line *find_key(const struct lines *all, const struct line *like)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].key.n && yx_str_eq(all->v[i].key, like->key) &&
            yx_str_eq(all->v[i].section, like->section))
            return &all->v[i];
    return NULL;
}

static bool has_section(const struct lines *all, struct yx_str section)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].is_section && yx_str_eq(all->v[i].section, section))
            return true;
    return section.n == 0;
}

static void put(struct yx_buf *out, struct yx_str text)
{
    yx_buf_puts(out, text);
    yx_buf_putc(out, '\n');
}

/* A person's comments of `old` that stand before its line `at`. */
static void put_before(const struct lines *made, const struct lines *old, size_t at,
                       struct yx_buf *out)
{
    size_t from = at;
    while (from > 0 && old->v[from - 1].is_comment)
        from--;
    for (size_t i = from; i < at; i++)
        if (!is_ours(old->v[i].text) && !is_line_of(made, old->v[i].text))
            put(out, old->v[i].text);
}

/* The comments at the end of the section in `old`, and those before keys that are no more. */
static void put_at_end(const struct lines *made, const struct lines *old, struct yx_str section,
                       struct yx_buf *out)
{
    for (size_t i = 0; i < old->n; i++) {
        const struct line *l = &old->v[i];
        bool ends = i + 1 == old->n || !yx_str_eq(old->v[i + 1].section, section);
        if (!yx_str_eq(l->section, section))
            continue;
        if (l->key.n && !find_key(made, l))
            put_before(made, old, i, out);
        if (ends && l->is_comment)
            put_before(made, old, i + 1, out);
    }
}

/* A line just made, with what stood before and behind its key in `old`. */
static void put_line(const struct lines *made, const struct lines *old, struct yx_str raw,
                     const struct line *l, struct yx_buf *out)
{
    const struct line *was = l->key.n ? find_key(old, l) : NULL;
    if (was)
        put_before(made, old, (size_t)(was - old->v), out);
    bool keeps = was && was->behind.n && !yx_str_eq(was->behind, l->behind);
    for (size_t i = 0; keeps && i < made->n; i++)
        keeps = !yx_str_eq(made->v[i].behind, was->behind); /* ours, of another line */
    if (!keeps) {
        put(out, raw);
        return;
    }
    yx_buf_puts(out, yx_str_trim(yx_str_sub(l->text, 0, l->text.n - l->behind.n)));
    yx_buf_putc(out, ' ');
    put(out, was->behind);
}

void yx_mapping_merge(struct yx_str made, struct yx_str old, struct yx_arena *a, struct yx_buf *out)
{
    struct lines ours = {0}, theirs = {0};
    struct yx_str line, section = YX_S("");
    size_t at = 0, n_blank = 0;
    bool is_first = true;
    cut(made, &ours);
    cut(yx_mapping_decode(old, a), &theirs);
    while (yx_str_split(&made, '\n', &line)) {
        if (yx_str_trim(line).n == 0) {
            n_blank++;
            continue;
        }
        YX_ASSERT(at < ours.n); /* `ours` are these lines without the blank ones */
        const struct line *l = &ours.v[at++];
        if (l->is_section) { /* the end of the one before; then what stood before this one */
            put_at_end(&ours, &theirs, section, out);
            section = l->section;
        }
        for (; n_blank && !is_first; n_blank--)
            yx_buf_putc(out, '\n');
        n_blank = 0;
        is_first = false;
        put_line(&ours, &theirs, line, l, out);
    }
    put_at_end(&ours, &theirs, section, out);
    /* files that are not here now: kept for the day they come again */
    for (size_t i = 0; i < theirs.n; i++) {
        const struct line *l = &theirs.v[i];
        if (has_section(&ours, l->section))
            continue;
        if (l->is_section)
            yx_buf_putc(out, '\n');
        put(out, l->text);
    }
    free(ours.v);
    free(theirs.v);
}
