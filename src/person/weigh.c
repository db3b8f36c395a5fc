/* weigh.c -- what the pairs left for people weigh, by a document.
 *
 * DESIGN.  The rows of the pairs become two small tables, row i of either for pair i, with the
 * columns of the document; from there on it is the engine of any two lists (match/residue.h).
 *
 * What a number says of birth and sex is said once: where both rows have one, the later row's
 * birth and sex count only if it has columns of its own for them. */
#include "person/weigh.h"

#include "base/mem.h"
#include "match/residue.h"

/* A column of the document, by its name there, and what it holds. */
enum what { NAME, NUMBER, BIRTH, SEX, GUARDIAN, N_WHAT };
static const char *const name_of[N_WHAT] = {
    [NAME] = "姓名", [NUMBER] = "证件号",       [BIRTH] = "出生日期",
    [SEX] = "性别",  [GUARDIAN] = "监护人姓名",
};

static bool has_digits(const struct resolve *s, uint32_t row)
{
    struct row_at x = resolve_at(s, row);
    return x.r->id_class[x.i] != YX_ID_EMPTY && x.r->id_class[x.i] != YX_ID_GARBAGE;
}

/* `is_own`: only what columns of the row itself say. */
static struct yx_str cell_of(const struct resolve *s, uint32_t row, enum what what, bool is_own,
                             struct yx_arena *a)
{
    struct row_at x = resolve_at(s, row);
    switch (what) {
    case NAME: return yx_rows_text(x.r, x.i, YX_FIELD_NAME);
    case NUMBER: return yx_rows_text(x.r, x.i, YX_FIELD_ID);
    case GUARDIAN: return yx_rows_text(x.r, x.i, YX_FIELD_GUARDIAN);
    case SEX: {
        if (is_own && !yx_rows_text(x.r, x.i, YX_FIELD_SEX).n)
            return YX_S("");
        static const char *const sexes[] = {"", "男", "女"};
        uint8_t sex = resolve_sex(s, row);
        return yx_str_of(sex < YX_LEN(sexes) ? sexes[sex] : "");
    }
    case BIRTH: {
        yx_day birth = is_own ? yx_rows_birth_column(x.r, x.i) : resolve_birth(s, row);
        if (birth == YX_NO_DAY)
            return YX_S("");
        struct yx_ymd d = yx_day_split(birth);
        struct yx_buf b = {0};
        yx_buf_printf(&b, "%04d-%02d-%02d", (int)d.year, (int)d.month, (int)d.day);
        struct yx_str text = yx_str_dup(a, yx_buf_str(&b));
        yx_buf_free(&b);
        return text;
    }
    case N_WHAT: break;
    }
    return YX_S("");
}

/* Row i of the table is the left or right row of pair[at[i]]. */
static struct yx_table *table_of(const struct resolve *s, const struct yx_pair *pair,
                                 const uint32_t *at, uint32_t n, enum yx_link_side side,
                                 const struct yx_link_model *m, struct yx_arena *a)
{
    struct yx_table *t = YX_NEW(a, struct yx_table, 1);
    *t = (struct yx_table){.n_rows = n, .column = YX_NEW(a, struct yx_column, N_WHAT)};
    for (unsigned what = 0; what < N_WHAT; what++) {
        unsigned field = yx_link_field_of(m, yx_str_of(name_of[what]));
        if (field == YX_LINK_NO_FIELD || !m->field[field].on[side])
            continue;
        struct yx_column *c = &t->column[t->n_columns++];
        *c = (struct yx_column){.field = (int)field, .is_dict = true, .n_values = n + 1};
        c->value = YX_NEW(a, struct yx_str, (size_t)n + 1);
        c->code = YX_NEW(a, uint32_t, (size_t)n + 1);
        c->value[0] = YX_S("");
        for (uint32_t i = 0; i < n; i++) {
            const struct yx_pair *p = &pair[at[i]];
            bool is_own = side == YX_RIGHT && has_digits(s, p->left) && has_digits(s, p->right);
            c->value[i + 1] =
                cell_of(s, side == YX_LEFT ? p->left : p->right, (enum what)what, is_own, a);
            c->code[i] = c->value[i + 1].n ? i + 1 : 0;
        }
    }
    return t;
}

int yx_pairs_weigh(const struct resolve *s, struct yx_pair *pair, uint32_t n, struct yx_arena *a,
                   struct yx_err *err)
{
    struct yx_arena *scratch = yx_arena_new();
    uint32_t *at = YX_NEW(scratch, uint32_t, (size_t)n + 1), n_at = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!pair[i].is_linked)
            at[n_at++] = i;
    struct yx_link_model m;
    int rc = n_at ? yx_residue_model(scratch, &m, err) : YX_OK;
    if (n_at && rc == YX_OK) {
        struct yx_residue_weight *w = YX_NEW(scratch, struct yx_residue_weight, n_at);
        rc = yx_residue_weigh(&m, table_of(s, pair, at, n_at, YX_LEFT, &m, scratch),
                              table_of(s, pair, at, n_at, YX_RIGHT, &m, scratch), s->pool, a, w,
                              err);
        for (uint32_t i = 0; i < n_at && rc == YX_OK; i++) {
            pair[at[i]].weight = w[i].weight;
            pair[at[i]].words = w[i].words;
        }
    }
    yx_arena_free(scratch);
    return rc;
}
