/* json_out.c -- the summary and the manifest as JSON (docs/summary.schema.json).
 *
 * Money is in fen, whole numbers; days are ISO; unknown days are null. */
#include "check/summary.h"

#include "check/decisions.h"

/* Appends text as JSON; a comma goes before every value but the first of its
 * object or array. */
struct json {
    struct yx_buf *b;
    bool needs_comma;
};

static void put_text(struct yx_buf *b, struct yx_str s)
{
    yx_buf_putc(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char ch = (unsigned char)s.p[i];
        if (ch == '"' || ch == '\\') {
            yx_buf_putc(b, '\\');
            yx_buf_putc(b, (char)ch);
        } else if (ch < 0x20) {
            yx_buf_printf(b, "\\u%04x", ch);
        } else {
            yx_buf_putc(b, (char)ch);
        }
    }
    yx_buf_putc(b, '"');
}

static void next(struct json *j, const char *name)
{
    if (j->needs_comma)
        yx_buf_putc(j->b, ',');
    if (name) {
        put_text(j->b, yx_str_of(name));
        yx_buf_putc(j->b, ':');
    }
    j->needs_comma = true;
}

static void open(struct json *j, const char *name, char bracket)
{
    next(j, name);
    if (!name && j->b->n)
        yx_buf_putc(j->b, '\n'); /* an element a line, for people who look */
    yx_buf_putc(j->b, bracket);
    j->needs_comma = false;
}

static void close(struct json *j, char bracket)
{
    yx_buf_putc(j->b, bracket);
    j->needs_comma = true;
}

static void text(struct json *j, const char *name, struct yx_str s)
{
    next(j, name);
    put_text(j->b, s);
}

static void number(struct json *j, const char *name, int64_t n)
{
    next(j, name);
    yx_buf_printf(j->b, "%lld", (long long)n);
}

static void count(struct json *j, const char *name, uint64_t n)
{
    next(j, name);
    yx_buf_put_u64(j->b, n);
}

static void truth(struct json *j, const char *name, bool v)
{
    next(j, name);
    yx_buf_putz(j->b, v ? "true" : "false");
}

static void day(struct json *j, const char *name, yx_day d)
{
    next(j, name);
    if (d == YX_NO_DAY) {
        yx_buf_putz(j->b, "null");
        return;
    }
    yx_buf_putc(j->b, '"');
    yx_day_put(j->b, d);
    yx_buf_putc(j->b, '"');
}

static void hex(struct json *j, const char *name, const unsigned char *p, size_t n)
{
    next(j, name);
    yx_buf_putc(j->b, '"');
    for (size_t i = 0; i < n; i++)
        yx_buf_printf(j->b, "%02x", p[i]);
    yx_buf_putc(j->b, '"');
}

/* ---- parts ---- */

static void put_run(struct json *j, const struct yx_summary *s, const char *version)
{
    text(j, "version", yx_str_of(version));
    struct yx_buf b = {0};
    yx_term_put(&b, s->term);
    text(j, "term", yx_buf_str(&b));
    yx_buf_free(&b);
    day(j, "as_of", s->as_of);
    day(j, "cutoff", s->cutoff);
    if (s->county)
        number(j, "county", s->county);
    open(j, "ages", '[');
    number(j, NULL, s->age_from);
    number(j, NULL, s->age_to);
    close(j, ']');
    truth(j, "strict", s->is_strict);
    truth(j, "masked", s->is_masked);
    if (s->policy) {
        open(j, "policy", '{');
        text(j, "id", yx_policy_id(s->policy));
        text(j, "title", yx_policy_title(s->policy));
        text(j, "sha256", (struct yx_str){s->policy_sha256, sizeof s->policy_sha256});
        uint32_t n;
        const struct yx_policy_switch *w = yx_policy_switches(s->policy, &n);
        open(j, "switches", '[');
        for (uint32_t i = 0; i < n; i++) {
            open(j, NULL, '{');
            text(j, "name", w[i].name);
            truth(j, "value", w[i].value);
            truth(j, "undecided", w[i].is_undecided);
            close(j, '}');
        }
        close(j, ']');
        close(j, '}');
    }
    open(j, "files", '[');
    for (uint32_t i = 0; i < s->inbox->n_files; i++) {
        const struct yx_inbox_file *f = &s->inbox->file[i];
        open(j, NULL, '{');
        text(j, "name", f->name);
        hex(j, "sha256", f->sha256, sizeof f->sha256);
        text(j, "format", yx_str_of(f->format));
        close(j, '}');
    }
    close(j, ']');
    open(j, "lists", '[');
    for (unsigned l = 0; l < YX_N_LISTS; l++) {
        open(j, NULL, '{');
        text(j, "name", yx_list_name((enum yx_list)l));
        if (s->list[l].is_written)
            count(j, "rows", s->list[l].rows);
        else
            text(j, "not_written", s->list[l].why);
        close(j, '}');
    }
    close(j, ']');
}

static void put_rosters(struct json *j, const struct yx_inbox *inbox)
{
    open(j, "sheets", '[');
    for (uint32_t i = 0; i < inbox->n_notes; i++) {
        const struct yx_sheet_note *n = &inbox->note[i];
        open(j, NULL, '{');
        text(j, "file", n->file);
        text(j, "sheet", n->sheet);
        if (n->number)
            count(j, "table", n->number + 1);
        if (n->kind == YX_N_KINDS || !n->roster) {
            text(j, "not_read", n->why);
            close(j, '}');
            continue;
        }
        text(j, "kind", yx_kind_name(n->kind));
        count(j, "rows", n->roster->rows.n);
        count(j, "left_out", n->n_skipped);
        count(j, "heading_row", n->heading_row);
        day(j, "list_date", n->roster->list_date);
        truth(j, "partial", n->roster->is_partial);
        truth(j, "by_household", n->roster->is_by_household);
        open(j, "remarks", '[');
        for (uint32_t k = 0; k < n->n_remarks; k++)
            text(j, NULL, n->remark[k].zh);
        close(j, ']');
        open(j, "columns", '[');
        for (uint32_t k = 0; k < n->n_columns; k++) {
            int field = n->column[k].field;
            open(j, NULL, '{');
            text(j, "heading", n->column[k].heading);
            if (field >= 0 && field < YX_N_FIELDS)
                text(j, "field", yx_field_name((enum yx_field)field));
            else if (field >= YX_FIELD_EXTRA && (uint32_t)(field - YX_FIELD_EXTRA) < inbox->n_extra)
                text(j, "field", inbox->extra[field - YX_FIELD_EXTRA]);
            close(j, '}');
        }
        close(j, ']');
        close(j, '}');
    }
    close(j, ']');
}

static void put_classes(struct json *j, const uint64_t balance[YX_N_BALANCE])
{
    open(j, "classes", '{');
    for (unsigned k = 0; k < YX_N_BALANCE; k++)
        count(j, yx_balance_name((enum yx_balance_class)k).zh, balance[k]);
    close(j, '}');
}

static void put_aid(struct json *j, const struct yx_summary *s)
{
    open(j, "aid", '{');
    count(j, "due_persons", s->due_persons);
    number(j, "due_fen", s->due);
    count(j, "paid_persons", s->paid_persons);
    number(j, "paid_fen", s->paid);
    count(j, "unpaid_persons", s->unpaid_persons);
    number(j, "unpaid_fen", s->unpaid);
    count(j, "not_due_persons", s->not_due_persons);
    number(j, "not_due_fen", s->not_due);
    count(j, "over_persons", s->over_persons);
    number(j, "over_fen", s->over);
    count(j, "under_persons", s->under_persons);
    number(j, "under_fen", s->under);
    count(j, "twice_persons", s->twice_persons);
    number(j, "twice_fen", s->twice);
    count(j, "lines_of_other_terms", s->other_term_lines);
    uint32_t n;
    const struct yx_policy_benefit *b = yx_policy_benefits(s->policy, &n);
    open(j, "benefits", '[');
    for (uint32_t i = 0; i < n; i++) {
        const struct yx_benefit_tally *t = &s->benefit[i];
        open(j, NULL, '{');
        text(j, "id", b[i].id);
        text(j, "name", b[i].name);
        count(j, "entitled", t->entitled);
        number(j, "due_fen", t->due);
        count(j, "pending", t->pending);
        count(j, "late", t->late);
        count(j, "ceiling", t->ceiling);
        count(j, "due_persons", t->due_persons);
        number(j, "due_to_persons_fen", t->due_to_persons);
        count(j, "paid_persons", t->paid_persons);
        number(j, "paid_fen", t->paid);
        count(j, "unpaid", t->unpaid);
        truth(j, "compared", t->is_compared);
        yx_fen average;
        if (yx_policy_average(s->policy, i, s->term, &average)) {
            number(j, "per_head_fen", yx_per_head(t->due, t->entitled));
            number(j, "average_fen", average);
        }
        close(j, '}');
    }
    close(j, ']');
    open(j, "unprovided", '[');
    for (uint32_t i = 0; i < s->n_unprovided; i++) {
        open(j, NULL, '{');
        text(j, "class", s->unprovided[i].name);
        count(j, "decisions", s->unprovided[i].decisions);
        close(j, '}');
    }
    close(j, ']');
    close(j, '}');
}

/* The lists a place is on, with its rows. */
static void put_list_counts(struct json *j, const uint64_t rows[YX_N_LISTS])
{
    open(j, "lists", '{');
    for (unsigned l = 0; l < YX_N_LISTS; l++)
        if (rows[l])
            count(j, yx_list_title((enum yx_list)l).zh, rows[l]);
    close(j, '}');
}

static void put_places(struct json *j, const struct yx_summary *s)
{
    open(j, "towns", '[');
    for (size_t i = 0; i < s->n_towns; i++) {
        const struct yx_town_tally *t = &s->town[i];
        open(j, NULL, '{');
        text(j, "town", t->town);
        count(j, "children", t->children);
        put_classes(j, t->balance);
        put_list_counts(j, t->rows);
        close(j, '}');
    }
    close(j, ']');
    open(j, "schools", '[');
    for (size_t i = 0; i < s->n_places; i++) {
        const struct yx_place_tally *t = &s->place[i];
        open(j, NULL, '{');
        text(j, "town", t->town);
        text(j, "school", t->school);
        count(j, "due_persons", t->due_persons);
        number(j, "due_fen", t->due);
        number(j, "unpaid_fen", t->unpaid);
        put_list_counts(j, t->rows);
        close(j, '}');
    }
    close(j, ']');
}

void yx_summary_json(const struct yx_summary *s, const char *version, struct yx_buf *out)
{
    struct json j = {.b = out};
    open(&j, NULL, '{');
    put_run(&j, s, version);
    put_rosters(&j, s->inbox);
    count(&j, "rows", s->rows);
    count(&j, "persons", s->persons);
    if (s->has_balance) {
        open(&j, "school_age", '{');
        count(&j, "children", s->children);
        put_classes(&j, s->balance);
        count(&j, "without_birth", s->no_birth);
        close(&j, '}');
    }
    open(&j, "avoided", '[');
    for (unsigned k = YX_LINK_NONE + 1; k < YX_N_LINKS; k++) {
        if (!s->avoided[k])
            continue;
        open(&j, NULL, '{');
        text(&j, "pass", yx_link_name((enum yx_link)k));
        count(&j, "children", s->avoided[k]);
        close(&j, '}');
    }
    close(&j, ']');
    if (s->policy)
        put_aid(&j, s);
    put_places(&j, s);
    open(&j, "decisions", '{');
    count(&j, "applied", s->n_used_decisions);
    open(&j, "unmatched", '[');
    for (uint32_t i = 0; i < s->n_unused_decisions; i++) {
        open(&j, NULL, '{');
        count(&j, "row", s->unused_decision[i]->line);
        text(&j, "id", s->unused_decision[i]->id_text);
        text(&j, "verdict", s->unused_decision[i]->verdict);
        close(&j, '}');
    }
    close(&j, ']');
    close(&j, '}');
    close(&j, '}');
    yx_buf_putc(out, '\n');
}

void yx_manifest_json(const struct yx_summary *s, const char *version, struct yx_buf *out)
{
    struct json j = {.b = out};
    open(&j, NULL, '{');
    put_run(&j, s, version);
    close(&j, '}');
    yx_buf_putc(out, '\n');
}
