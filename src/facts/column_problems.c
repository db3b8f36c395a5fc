/* column_problems.c -- words nobody knows, persons nobody can tell apart. */
#include "codes/headings.h"
#include "facts/problems_int.h"

#include <stdlib.h>

static struct yx_str count_text(struct yx_problem_sink *s, uint32_t n, const char *what)
{
    struct yx_buf b = {0};
    yx_buf_putz(&b, what);
    if (n > 1)
        yx_buf_printf(&b, "（共 %u 行）", (unsigned)n);
    struct yx_str text = yx_str_dup(s->text, yx_buf_str(&b));
    yx_buf_free(&b);
    return text;
}

struct word {
    uint32_t n, first; /* rows that have it; the first of them */
};

static void add_word(struct yx_problem_sink *s, struct yx_str field, struct yx_str value,
                     const struct word *w, const char *category, const char *what)
{
    struct yx_problem p = {.person = yx_problem_person(s->b, w->first),
                           .row = w->first,
                           .other = YX_NO_ROW,
                           .field = field,
                           .written = yx_str_trim(value),
                           .category = yx_str_of(category),
                           .why = count_text(s, w->n, what)};
    yx_problem_add(s, p);
}

typedef bool (*odd_fn)(const struct yx_factbase *b, const struct yx_lens *l,
                       const struct yx_coded *c, uint32_t i);

static bool is_odd(const struct yx_factbase *b, const struct yx_lens *l, const struct yx_coded *c,
                   uint32_t i)
{
    (void)l;
    return yx_coded_at(b, c, i) == YX_SAYS_ODD;
}

static bool is_odd_class(const struct yx_factbase *b, const struct yx_lens *l,
                         const struct yx_coded *c, uint32_t i)
{
    int64_t v = yx_coded_at(b, c, i);
    return yx_says(v) && (v & YX_CLASS_ODD) && !yx_says(l->classes);
}

/* A class that there was not on the day of the list. */
static bool is_undated_class(const struct yx_factbase *b, const struct yx_lens *l, int64_t classes)
{
    uint64_t named = yx_says(classes) ? (uint64_t)(classes & YX_CLASS_MEMBERS) : 0;
    return l->date != YX_NO_DAY && yx_classes_existing(b, named, l->date) != named;
}

static bool is_out_of_date(const struct yx_factbase *b, const struct yx_lens *l,
                           const struct yx_coded *c, uint32_t i)
{
    return is_undated_class(b, l, yx_coded_at(b, c, i));
}

static const char out_of_date[] = "身份类别不在期",
                  out_of_date_why[] = "名单日期那一天没有这一类身份，请核对名单日期和身份类别";

/* The class that file or sheet name: said once, at the first row. */
static void check_list_class(struct yx_problem_sink *s, const struct yx_lens *l)
{
    uint32_t first = YX_NO_ROW, n = 0;
    if (!is_undated_class(s->b, l, l->classes))
        return;
    for (uint32_t i = 0; i < l->n; i++)
        if (l->roster->rows.is_data[i] && n++ == 0)
            first = l->first + i;
    struct word w = {n, first};
    if (n)
        add_word(s, yx_field_name(YX_FIELD_IDENTITY), l->roster->identity, &w, out_of_date,
                 out_of_date_why);
}

static bool is_no_benefit(const struct yx_factbase *b, const struct yx_lens *l,
                          const struct yx_coded *c, uint32_t i)
{
    (void)c;
    return yx_payment_benefit(b, l, l->first + i, YX_STAGE_UNKNOWN) == YX_BENEFIT_UNKNOWN;
}

static void check_words(struct yx_problem_sink *s, const struct yx_lens *l,
                        const struct yx_coded *c, struct yx_str field, odd_fn odd,
                        const char *category, const char *what)
{
    const struct yx_column *column = c->column;
    const bool *is_data = l->roster->rows.is_data;
    if (!column)
        return;
    if (!column->is_dict) { /* as many words as rows: each is said */
        for (uint32_t i = 0; i < l->n; i++)
            if (is_data[i] && odd(s->b, l, c, i)) {
                struct word w = {1, l->first + i};
                add_word(s, field, yx_column_text(column, i), &w, category, what);
            }
        return;
    }
    struct word *word = NULL;
    uint8_t *state = yx_calloc(column->n_values, 1); /* 0 not looked at, 1 known, 2 odd */
    for (uint32_t i = 0; i < l->n; i++) {
        uint32_t v = column->code[i];
        if (!is_data[i])
            continue;
        if (state[v] == 0)
            state[v] = odd(s->b, l, c, i) ? 2 : 1;
        if (state[v] == 2) {
            if (!word)
                word = yx_calloc(column->n_values, sizeof *word);
            if (word[v].n++ == 0)
                word[v].first = l->first + i;
        }
    }
    for (uint32_t v = 0; word && v < column->n_values; v++)
        if (word[v].n && column->value[v].n)
            add_word(s, field, column->value[v], &word[v], category, what);
    free(word);
    free(state);
}

void yx_problems_of_columns(struct yx_problem_sink *s)
{
    static const struct {
        enum yx_field field;
        bool is_code;
    } seen[YX_N_SEEN] = {
#define SEEN(id, field, reading, is_code) {YX_FIELD_##field, is_code},
        YX_SEEN_COLUMNS(SEEN)
#undef SEEN
    };
    const struct yx_factbase *b = s->b;
    for (uint32_t i = 0; i < b->n_lenses; i++) {
        const struct yx_lens *l = &b->lens[i];
        for (int k = 0; k < YX_N_SEEN; k++)
            /* 九年一贯制 is no stage, and need be none: the school's code says its stages */
            if (seen[k].is_code && !(l->kind == YX_KIND_SCHOOL && k == YX_SEEN_STAGE))
                check_words(s, l, &l->seen[k], yx_field_name(seen[k].field), is_odd, "不认识的值",
                            "这个值认不出来，此项按不详处理");
        for (uint32_t k = 0; k < b->n_inputs; k++) {
            bool is_done = false;
            for (int m = 0; m < YX_N_SEEN; m++)
                is_done |= l->seen[m].column == l->input[k].column;
            bool is_read =
                b->rule[k].known != YX_KNOWN_CLASSES && b->rule[k].known != YX_KNOWN_GRADE;
            if (!is_done && is_read)
                check_words(s, l, &l->input[k], b->input[k].name, is_odd, "不认识的值",
                            "这个值认不出来，此项按不详处理");
        }
        if (l->kind == YX_KIND_IDENTITY) {
            check_words(s, l, &l->seen[YX_SEEN_IDENTITY], yx_field_name(YX_FIELD_IDENTITY),
                        is_odd_class, "不认识的身份类别", "没有这一类身份，这些行没有采用");
            check_words(s, l, &l->seen[YX_SEEN_IDENTITY], yx_field_name(YX_FIELD_IDENTITY),
                        is_out_of_date, out_of_date, out_of_date_why);
            check_list_class(s, l);
        }
        if (l->kind == YX_KIND_PAYMENT && b->n_benefits) {
            struct yx_coded c = {.column = l->benefit_column};
            check_words(s, l, &c, yx_field_name(YX_FIELD_BENEFIT), is_no_benefit, "项目不明",
                        "政策里没有叫这个名字的项目，这些行没有参加核对");
        }
    }
    const struct yx_people *people = b->o.people;
    for (uint32_t i = 0; i < people->n_numberless; i++) {
        const struct yx_numberless *n = &people->numberless[i];
        if (!n->is_equal)
            continue;
        uint32_t row = people->row[people->start[n->person]];
        struct yx_problem p = {
            .person = n->person,
            .row = row,
            .other = YX_NO_ROW,
            .field = yx_field_name(YX_FIELD_NAME),
            .written = yx_problem_cell(b, row, YX_FIELD_NAME),
            .category = YX_S("无法区分"),
            .why = YX_S("与另一个没有证件号的人姓名、出生日期、区划都相同，分不清是谁")};
        yx_problem_add(s, p);
    }
    for (uint32_t i = 0; i < b->n_early; i++) {
        const struct yx_early_problem *e = &b->early[i];
        yx_problem_contradiction(s, YX_NO_PERSON, e->row, e->other, yx_field_find(e->field),
                                 e->field);
    }
}
