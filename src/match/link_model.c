/* link_model.c -- a document 比对, ready to run on any two lists.
 *
 * DESIGN.  Columns first, so that every other line may name them whatever the
 * order of writing; then comparisons, so that 属 may name one; then the rest. */
#include "match/link_model_int.h"

#include "base/mem.h"
#include "lang/near.h"

enum { DEFAULT_LINK = 9900, DEFAULT_REVIEW = 5000 };

struct yx_diag *yx_link_say(struct yx_link_compiler *c, const struct yx_node *n,
                            struct yx_text text, struct yx_str arg, struct yx_str arg2)
{
    c->has_error = true;
    return YX_REPORT(c->report, YX_ERROR, yx_node_place(c->doc, n), text,
                     yx_report_c(c->report, arg), yx_report_c(c->report, arg2));
}

static bool is_english(const struct yx_link_compiler *c)
{
    return c->doc->lang == YX_EN;
}

unsigned yx_link_field_of(const struct yx_link_model *m, struct yx_str name)
{
    for (unsigned i = 0; i < m->n_fields; i++)
        if (yx_str_eq(m->field[i].name, name))
            return i;
    return YX_LINK_NO_FIELD;
}

unsigned yx_link_comparison_of(const struct yx_link_model *m, unsigned field)
{
    for (unsigned i = 0; i < m->n_comparisons; i++)
        if (m->comparison[i].field == field && m->comparison[i].with == YX_LINK_NO_FIELD)
            return i;
    return YX_LINK_NO_FIELD;
}

unsigned yx_link_n_grades(const struct yx_link_comparison *c)
{
    return c->with == YX_LINK_NO_FIELD ? c->grade.n + 1U : 2;
}

void yx_link_grade_name(const struct yx_link_comparison *c, unsigned grade, bool english,
                        struct yx_buf *out)
{
    if (grade == YX_LEVEL_MISSING) {
        yx_buf_putz(out, english ? "missing" : "缺失");
        return;
    }
    if (c->with != YX_LINK_NO_FIELD) {
        yx_buf_putz(out, grade     ? (english ? "exchanged" : "对调")
                         : english ? "in place"
                                   : "不对调");
        return;
    }
    unsigned level =
        grade < c->grade.n ? c->grade.level[grade] : yx_compare_n_levels(c->grade.type) - 1;
    yx_buf_puts(out, yx_compare_level_name(c->grade.type, level, english));
    unsigned percent = grade < c->grade.n ? c->grade.percent[grade] : 0;
    if (percent % 100)
        yx_buf_printf(out, " %u.%02u%%", percent / 100, percent % 100);
    else if (percent)
        yx_buf_printf(out, " %u%%", percent / 100);
}

unsigned yx_link_field_at(struct yx_link_compiler *c, const struct yx_node *n)
{
    const struct yx_link_model *m = c->m;
    unsigned field = yx_link_field_of(m, n->text);
    if (field == YX_LINK_NO_FIELD) {
        struct yx_str known[YX_LINK_FIELDS];
        for (unsigned i = 0; i < m->n_fields; i++)
            known[i] = m->field[i].name;
        struct yx_diag *d = yx_link_say(c, n,
                                        YX_TEXT("没有列“{0}”；“列”里没有写它",
                                                "there is no column “{0}”; “cols” does not say it"),
                                        n->text, YX_S(""));
        (void)yx_near_hint(c->report, d, n->text, known, m->n_fields);
        return YX_LINK_NO_FIELD;
    }
    if (!m->is_dedupe && (!m->field[field].on[YX_LEFT] || !m->field[field].on[YX_RIGHT])) {
        (void)yx_link_say(
            c, n,
            YX_TEXT("“{0}”只有一边有，不能拿来比；另一边叫别的名字时，在那边的“列”里写 "
                    "{0} “那边的表头”",
                    "only one side has “{0}”, so it cannot be compared; if the other "
                    "calls it differently, say there: cols {0} “its heading”"),
            n->text, YX_S(""));
        return YX_LINK_NO_FIELD;
    }
    return field;
}

uint8_t yx_link_level_at(struct yx_link_compiler *c, const struct yx_node *n, unsigned field)
{
    enum yx_compare_type type = c->m->field[field].type;
    unsigned level;
    if (yx_compare_level_find(type, n->text, &level) &&
        !yx_compare_level_takes_percent(type, level))
        return (uint8_t)level;
    struct yx_str known[YX_LEVELS_MAX];
    struct yx_buf b = {0};
    size_t n_known = 0;
    for (unsigned i = 0; i < yx_compare_n_levels(type); i++) {
        known[n_known] = yx_compare_level_name(type, i, is_english(c));
        if (yx_compare_level_takes_percent(type, i))
            continue;
        yx_buf_putz(&b, n_known ? " " : "");
        yx_buf_puts(&b, known[n_known++]);
    }
    struct yx_diag *d = yx_link_say(c, n, YX_TEXT("{1}没有“{0}”这一级", "a {1} has no grade “{0}”"),
                                    n->text, yx_compare_type_name(type, is_english(c)));
    YX_HINT(c->report, d, YX_TEXT("可写：{0}", "write one of: {0}"),
            yx_report_c(c->report, yx_buf_str(&b)));
    yx_buf_free(&b);
    return UINT8_MAX;
}

/* ---- columns ---- */

static void say_types(struct yx_link_compiler *c, struct yx_diag *d)
{
    struct yx_buf zh = {0}, en = {0};
    for (unsigned i = 0; i < YX_N_COMPARE_TYPES; i++) {
        yx_buf_putz(&zh, i ? " " : "");
        yx_buf_puts(&zh, yx_compare_type_name((enum yx_compare_type)i, false));
        yx_buf_putz(&en, i ? " " : "");
        yx_buf_puts(&en, yx_compare_type_name((enum yx_compare_type)i, true));
    }
    YX_HINT(c->report, d, YX_TEXT("可写：{0}", "write one of: {1}"),
            yx_report_c(c->report, yx_buf_str(&zh)), yx_report_c(c->report, yx_buf_str(&en)));
    yx_buf_free(&zh);
    yx_buf_free(&en);
}

/* `type` is YX_N_COMPARE_TYPES when the document does not say it. */
static void add_column(struct yx_link_compiler *c, const struct yx_node *n, enum yx_link_side side,
                       enum yx_compare_type type, const struct yx_node *heading)
{
    struct yx_link_model *m = c->m;
    unsigned i = yx_link_field_of(m, n->text);
    if (i == YX_LINK_NO_FIELD) {
        if (m->n_fields == YX_LINK_FIELDS) {
            (void)yx_link_say(
                c, n, YX_TEXT("最多 32 列，“{0}”多了", "at most 32 columns; “{0}” is one more"),
                n->text, YX_S(""));
            return;
        }
        i = m->n_fields++;
        m->field[i] = (struct yx_link_field){.name = yx_str_dup(c->arena, n->text),
                                             .type = YX_N_COMPARE_TYPES};
    }
    struct yx_link_field *f = &m->field[i];
    if (f->on[side]) {
        (void)yx_link_say(c, n, YX_TEXT("列“{0}”写了两次", "column “{0}” is written twice"),
                          n->text, YX_S(""));
        return;
    }
    if (type != YX_N_COMPARE_TYPES && f->type != YX_N_COMPARE_TYPES && f->type != type)
        (void)yx_link_say(c, n,
                          YX_TEXT("列“{0}”两边的类型不同，另一边是{1}",
                                  "column “{0}” is of another type on the other side: {1}"),
                          n->text, yx_compare_type_name(f->type, is_english(c)));
    if (type != YX_N_COMPARE_TYPES)
        f->type = type;
    f->on[side] = true;
    for (const struct yx_node *h = heading; h; h = h->next) {
        if (f->n_headings[side] == YX_LINK_HEADINGS) {
            (void)yx_link_say(c, h,
                              YX_TEXT("一列最多写 8 个表头，“{0}”多了",
                                      "a column has 8 headings at most; “{0}” is one more"),
                              h->text, YX_S(""));
            return;
        }
        f->heading[side][f->n_headings[side]++] = yx_str_dup(c->arena, h->text);
    }
}

static void compile_side(struct yx_link_compiler *c, const struct yx_node *line,
                         enum yx_link_side side)
{
    const struct yx_node *name = yx_node_operand(line);
    const struct yx_node *key = yx_node_clause(line, YX_KW_KEY);
    const struct yx_node *cols = yx_node_clause(line, YX_KW_COLS);
    if (name)
        c->m->side_name[side] = yx_str_dup(c->arena, name->text);
    if (key && yx_node_operand(key))
        c->m->key_name[side] = yx_str_dup(c->arena, yx_node_operand(key)->text);
    for (const struct yx_node *a = cols ? cols->first : NULL; a; a = a->next) {
        const struct yx_node *x = a->first, *atom = a->tail;
        enum yx_compare_type type = YX_N_COMPARE_TYPES;
        if (!x || x->kind != YX_NAME)
            continue; /* the parser has said so */
        if (atom && atom->kind == YX_NAME) {
            if (!yx_compare_type_find(atom->text, &type)) {
                type = YX_N_COMPARE_TYPES;
                say_types(c,
                          yx_link_say(c, atom, YX_TEXT("没有类型“{0}”", "there is no type “{0}”"),
                                      atom->text, YX_S("")));
            }
            atom = atom->next;
        }
        add_column(c, x, side, type, atom);
    }
}

static void settle_types(struct yx_link_compiler *c, const struct yx_node *head)
{
    for (unsigned i = 0; i < c->m->n_fields; i++) {
        struct yx_link_field *f = &c->m->field[i];
        if (f->type == YX_N_COMPARE_TYPES)
            f->type = yx_link_type_known(f->name);
        if (f->type != YX_N_COMPARE_TYPES)
            continue;
        f->type = YX_COMPARE_CODE;
        if (!c->has_error)
            say_types(c, yx_link_say(c, head,
                                     YX_TEXT("列“{0}”后面要写类型", "column “{0}” needs its type"),
                                     f->name, YX_S("")));
    }
}

/* ---- keys and blocks ---- */

/* 前3位, head3, 首字2: the kind and its number. */
static bool find_kind(struct yx_str word, enum yx_key_kind *kind, unsigned *n)
{
    *n = 1;
    if (yx_key_kind_find(word, kind))
        return true;
    if (yx_str_ends(word, YX_S("位")))
        word.n -= YX_S("位").n;
    size_t at = word.n;
    while (at > 0 && word.p[at - 1] >= '0' && word.p[at - 1] <= '9')
        at--;
    uint64_t number;
    if (at == word.n || !yx_str_u64(yx_str_sub(word, at, word.n), &number) || number < 1 ||
        number > 64 || !yx_key_kind_find(yx_str_sub(word, 0, at), kind) ||
        !yx_key_takes_number(*kind))
        return false;
    *n = (unsigned)number;
    return true;
}

static void say_kinds(struct yx_link_compiler *c, const struct yx_node *n)
{
    struct yx_buf zh = {0}, en = {0};
    for (unsigned i = 0; i < YX_N_KEY_KINDS; i++) {
        bool takes = yx_key_takes_number((enum yx_key_kind)i);
        yx_buf_puts(&zh, yx_key_kind_name((enum yx_key_kind)i, false));
        yx_buf_putz(&zh, takes ? (i == YX_KEY_FIRST ? "N " : "N位 ") : " ");
        yx_buf_puts(&en, yx_key_kind_name((enum yx_key_kind)i, true));
        yx_buf_putz(&en, takes ? "N " : " ");
    }
    yx_buf_putz(&zh, "不分先后(列, 列)");
    yx_buf_putz(&en, "either_order(COLUMN, COLUMN)");
    struct yx_diag *d =
        yx_link_say(c, n, YX_TEXT("没有“{0}”这种键", "there is no key “{0}”"), n->text, YX_S(""));
    YX_HINT(c->report, d, YX_TEXT("可写：{0}", "write one of: {1}"),
            yx_report_c(c->report, yx_buf_str(&zh)), yx_report_c(c->report, yx_buf_str(&en)));
    yx_buf_free(&zh);
    yx_buf_free(&en);
}

static const struct yx_node *argument(const struct yx_node *call, uint32_t i)
{
    const struct yx_node *a = yx_node_nth(call->first, i);
    return a && a->op == YX_OP_NONE && !a->tail && a->first && a->first->kind == YX_NAME ? a->first
                                                                                         : NULL;
}

bool yx_link_key_at(struct yx_link_compiler *c, const struct yx_node *n, struct yx_link_key *out)
{
    *out = (struct yx_link_key){.other = YX_LINK_NO_FIELD, .kind = YX_KEY_WHOLE, .n = 1};
    bool is_pair = n->kind == YX_CALL &&
                   (yx_str_is(n->text, "不分先后") || yx_str_is(n->text, "either_order"));
    if (n->kind != YX_NAME && !(n->kind == YX_CALL && n->n_first == 1U + is_pair &&
                                argument(n, 0) && (!is_pair || argument(n, 1)) && !n->tail)) {
        (void)yx_link_say(
            c, n, YX_TEXT("“{0}”要写成 列 或 年(列) 这样", "“{0}” must be COLUMN or year(COLUMN)"),
            yx_node_source(c->doc, n), YX_S(""));
        return false;
    }
    enum yx_key_kind kind = YX_KEY_WHOLE;
    unsigned number = 1;
    if (n->kind == YX_CALL && !is_pair && !find_kind(n->text, &kind, &number)) {
        say_kinds(c, n);
        return false;
    }
    unsigned field = yx_link_field_at(c, n->kind == YX_CALL ? argument(n, 0) : n);
    if (field == YX_LINK_NO_FIELD)
        return false;
    if (is_pair) {
        unsigned other = yx_link_field_at(c, argument(n, 1));
        if (other == YX_LINK_NO_FIELD)
            return false;
        if (c->m->field[other].type != c->m->field[field].type) {
            (void)yx_link_say(c, n,
                              YX_TEXT("“{0}”和“{1}”的类型不同，不能互换",
                                      "“{0}” and “{1}” are of different types and cannot be "
                                      "exchanged"),
                              c->m->field[field].name, c->m->field[other].name);
            return false;
        }
        out->other = (uint8_t)other;
    }
    if (!yx_key_fits(kind, c->m->field[field].type)) {
        (void)yx_link_say(c, n, YX_TEXT("{1}没有“{0}”这种键", "a {1} has no key “{0}”"), n->text,
                          yx_compare_type_name(c->m->field[field].type, is_english(c)));
        return false;
    }
    out->field = (uint8_t)field;
    out->kind = (uint8_t)kind;
    out->n = (uint8_t)number;
    return true;
}

static void add_keys(struct yx_link_compiler *c, const struct yx_node *n, struct yx_link_block *b)
{
    if (n->kind == YX_BINARY && n->op == YX_OP_ADD) {
        add_keys(c, n->first, b);
        add_keys(c, n->first->next, b);
        return;
    }
    struct yx_link_key key;
    if (!yx_link_key_at(c, n, &key))
        return;
    if (b->n_keys == YX_LINK_KEYS)
        (void)yx_link_say(
            c, n,
            YX_TEXT("一块最多 6 个键，“{0}”多了", "a block has 6 keys at most; “{0}” is one more"),
            yx_node_source(c->doc, n), YX_S(""));
    else
        b->key[b->n_keys++] = key;
}

static void compile_block(struct yx_link_compiler *c, const struct yx_node *line)
{
    struct yx_link_model *m = c->m;
    const struct yx_node *most = yx_node_clause(line, YX_KW_MOST);
    const struct yx_node *n = most ? yx_node_operand(most) : NULL;
    uint32_t limit = 0;
    if (!n || n->lit.kind != YX_LIT_INT || n->lit.value < 1 || n->lit.value > INT32_MAX)
        (void)yx_link_say(
            c, line, YX_TEXT("“{0}”后面要有 上限 和行数", "“{0}” needs 上限 and a number of rows"),
            yx_keyword_name(YX_KW_BLOCK, c->doc->lang), YX_S(""));
    else
        limit = (uint32_t)n->lit.value;
    for (const struct yx_node *a = line->first; a; a = a->next) {
        if (m->n_blocks == YX_LINK_BLOCKS) {
            (void)yx_link_say(c, a,
                              YX_TEXT("最多 16 种分块，“{0}”多了",
                                      "at most 16 blocking rules; “{0}” is one more"),
                              yx_node_source(c->doc, a), YX_S(""));
            return;
        }
        struct yx_link_block *b = &m->block[m->n_blocks++];
        *b = (struct yx_link_block){.most = limit,
                                    .text = yx_str_dup(c->arena, yx_node_source(c->doc, a)),
                                    .line = a->line};
        if (a->first)
            add_keys(c, a->first, b);
    }
}

/* ---- comparisons ---- */

static void say_grades(struct yx_link_compiler *c, struct yx_diag *d, enum yx_compare_type type)
{
    struct yx_buf b = {0};
    for (unsigned i = 0; i < yx_compare_n_levels(type); i++) {
        yx_buf_putz(&b, i ? ", " : "");
        yx_buf_puts(&b, yx_compare_level_name(type, i, is_english(c)));
        yx_buf_putz(&b, yx_compare_level_takes_percent(type, i) ? " 92%" : "");
    }
    YX_HINT(c->report, d, YX_TEXT("可写：{0}", "write of: {0}"),
            yx_report_c(c->report, yx_buf_str(&b)));
    yx_buf_free(&b);
}

static void add_grade(struct yx_link_compiler *c, const struct yx_node *a,
                      struct yx_link_comparison *k)
{
    enum yx_compare_type type = c->m->field[k->field].type;
    const struct yx_node *x = a->first, *percent = a->tail;
    unsigned level, last = yx_compare_n_levels(type) - 1;
    struct yx_str name = yx_compare_type_name(type, is_english(c));
    if (!yx_compare_level_find(type, x->text, &level)) {
        say_grades(c,
                   yx_link_say(c, x, YX_TEXT("{1}没有“{0}”这一级", "a {1} has no grade “{0}”"),
                               x->text, name),
                   type);
        return;
    }
    bool takes = yx_compare_level_takes_percent(type, level);
    int64_t value = percent ? percent->lit.value : 0;
    if (takes != (percent != NULL) || value < 0 || value > 10000) {
        (void)yx_link_say(c, x,
                          takes ? YX_TEXT("“{0}”后面要写百分数，如 {0} 92%",
                                          "“{0}” needs a per cent, like {0} 92%")
                                : YX_TEXT("“{0}”后面不写百分数", "“{0}” takes no per cent"),
                          x->text, YX_S(""));
        return;
    }
    bool is_last_grade = !a->next;
    if (level == last) {
        if (!is_last_grade)
            (void)yx_link_say(c, x, YX_TEXT("“{0}”是最后一级", "“{0}” is the last grade"), x->text,
                              YX_S(""));
        return;
    }
    for (unsigned i = 0; i < k->grade.n; i++)
        if (k->grade.level[i] == level && k->grade.percent[i] <= value) {
            (void)yx_link_say(
                c, x,
                takes ? YX_TEXT("“{0}”的百分数要从高到低", "per cents of “{0}” go from high to low")
                      : YX_TEXT("级“{0}”写了两次", "grade “{0}” is written twice"),
                x->text, YX_S(""));
            return;
        }
    if (k->grade.n == 0 && level != YX_LEVEL_SAME) {
        (void)yx_link_say(
            c, x, YX_TEXT("第一级要是“{1}”，不是“{0}”", "the first grade is “{1}”, not “{0}”"),
            x->text, yx_compare_level_name(type, 0, is_english(c)));
        return;
    }
    if (k->grade.n == YX_LEVELS_MAX) {
        (void)yx_link_say(c, x,
                          YX_TEXT("最多 14 级，“{0}”多了", "at most 14 grades; “{0}” is one more"),
                          x->text, YX_S(""));
        return;
    }
    k->has_similar |= takes;
    k->grade.level[k->grade.n] = (uint8_t)level;
    k->grade.percent[k->grade.n++] = (uint16_t)value;
}

/* 比较 given_name 与 surname 级 一致, 对调 */
static void compile_exchange(struct yx_link_compiler *c, const struct yx_node *line,
                             const struct yx_node *grades, const struct yx_node *other,
                             struct yx_link_comparison *k)
{
    unsigned with = yx_link_field_at(c, other);
    if (with == YX_LINK_NO_FIELD)
        return;
    k->with = (uint8_t)with;
    if (c->m->field[with].type != c->m->field[k->field].type)
        (void)yx_link_say(c, other,
                          YX_TEXT("“{0}”和“{1}”的类型不同，不能互换",
                                  "“{0}” and “{1}” are of different types and cannot be exchanged"),
                          c->m->field[k->field].name, other->text);
    if (with == k->field)
        (void)yx_link_say(c, other,
                          YX_TEXT("“{0}”不能和自己互换", "“{0}” cannot be exchanged with itself"),
                          other->text, YX_S(""));
    const struct yx_node *a = grades ? grades->first : NULL, *b = a ? a->next : NULL;
    bool fits = a && b && !b->next && !a->tail && !b->tail &&
                (yx_str_is(a->first->text, "一致") || yx_str_is(a->first->text, "same")) &&
                (yx_str_is(b->first->text, "对调") || yx_str_is(b->first->text, "swapped"));
    if (!fits)
        (void)yx_link_say(
            c, line,
            YX_TEXT("两列互换的比较只有两级：级 一致, 对调",
                    "columns that may be exchanged have two grades: grades same, swapped"),
            YX_S(""), YX_S(""));
}

static void compile_comparison(struct yx_link_compiler *c, const struct yx_node *line)
{
    struct yx_link_model *m = c->m;
    const struct yx_node *x = yx_node_operand(line);
    const struct yx_node *grades = yx_node_clause(line, YX_KW_GRADES);
    const struct yx_node *with = yx_node_clause(line, YX_KW_WITH);
    if (!x || x->kind != YX_NAME)
        return;
    if (m->n_comparisons == YX_LINK_COMPARISONS) {
        (void)yx_link_say(
            c, line,
            YX_TEXT("最多比较 16 项，“{0}”多了", "at most 16 comparisons; “{0}” is one more"),
            x->text, YX_S(""));
        return;
    }
    unsigned field = yx_link_field_at(c, x);
    if (field == YX_LINK_NO_FIELD)
        return;
    if (!with && yx_link_comparison_of(m, field) != YX_LINK_NO_FIELD) {
        (void)yx_link_say(c, x, YX_TEXT("“{0}”比较了两次", "“{0}” is compared twice"), x->text,
                          YX_S(""));
        return;
    }
    struct yx_link_comparison *k = &m->comparison[m->n_comparisons++];
    *k = (struct yx_link_comparison){.field = (uint8_t)field,
                                     .with = YX_LINK_NO_FIELD,
                                     .part_of = YX_LINK_NO_FIELD,
                                     .by_frequency = yx_node_clause(line, YX_KW_FREQUENCY) != NULL,
                                     .grade = {.type = m->field[field].type},
                                     .text = m->field[field].name};
    if (with && yx_node_operand(with)) {
        compile_exchange(c, line, grades, yx_node_operand(with), k);
        struct yx_buf b = {0};
        yx_buf_puts(&b, x->text);
        yx_buf_printf(&b, " %s ", is_english(c) ? "with" : "与");
        yx_buf_puts(&b, yx_node_operand(with)->text);
        k->text = yx_str_dup(c->arena, yx_buf_str(&b));
        yx_buf_free(&b);
        return;
    }
    for (const struct yx_node *a = grades ? grades->first : NULL; a; a = a->next)
        if (a->first && a->first->kind == YX_NAME)
            add_grade(c, a, k);
    if (k->grade.n == 0) { /* said already, or 不同 alone */
        k->grade.n = 1;
        if (!c->has_error)
            (void)yx_link_say(c, line,
                              YX_TEXT("“{0}”至少要有一级“{1}”", "“{0}” needs the grade “{1}”"),
                              x->text, yx_compare_level_name(k->grade.type, 0, is_english(c)));
    }
}

/* 属, when all comparisons are known; and what 与 needs. */
static void settle_comparison(struct yx_link_compiler *c, const struct yx_node *line,
                              struct yx_link_comparison *k)
{
    struct yx_link_model *m = c->m;
    const struct yx_node *isa = yx_node_clause(line, YX_KW_ISA);
    const struct yx_node *whole = isa ? yx_node_operand(isa) : NULL;
    if (k->with != YX_LINK_NO_FIELD && (yx_link_comparison_of(m, k->field) == YX_LINK_NO_FIELD ||
                                        yx_link_comparison_of(m, k->with) == YX_LINK_NO_FIELD))
        (void)yx_link_say(c, line,
                          YX_TEXT("“{0}”：这两列还要各有一行 比较",
                                  "“{0}”: each of the two needs a line “compare” of its own"),
                          k->text, YX_S(""));
    if (!whole || whole->kind != YX_NAME)
        return;
    unsigned field = yx_link_field_at(c, whole);
    if (field == YX_LINK_NO_FIELD)
        return;
    unsigned of = yx_link_comparison_of(m, field);
    if (of == YX_LINK_NO_FIELD || &m->comparison[of] == k ||
        m->comparison[of].part_of != YX_LINK_NO_FIELD)
        (void)yx_link_say(
            c, whole,
            YX_TEXT("“属”后面要写另一项比较，而且它自己不属于别的；“{0}”不是",
                    "“isa” names another comparison that is no part itself; “{0}” is none"),
            whole->text, YX_S(""));
    else
        k->part_of = (uint8_t)of;
}

/* ---- the document ---- */

static uint16_t threshold(struct yx_link_compiler *c, const struct yx_node *line,
                          uint16_t otherwise)
{
    if (!line || !line->first)
        return otherwise;
    const struct yx_node *a = line->first, *x = a->first;
    if (a->op != YX_OP_GE || !x || x->kind != YX_LITERAL || x->lit.kind != YX_LIT_PERCENT ||
        x->lit.value <= 0 || x->lit.value >= 10000) {
        (void)yx_link_say(c, line,
                          YX_TEXT("“{0}”要写成 ≥ 99% 这样，大于 0%、小于 100%",
                                  "“{0}” must say ≥ 99% or the like, above 0% and below 100%"),
                          line->text, YX_S(""));
        return otherwise;
    }
    return (uint16_t)x->lit.value;
}

bool yx_link_model_fits(const struct yx_document *doc)
{
    const struct yx_node *head =
        doc->kind == YX_DOC_MATCH ? yx_node_line(doc->root, YX_KW_MATCH) : NULL;
    return head && (yx_node_line(head, YX_KW_COMPARE) || yx_node_line(head, YX_KW_LINK) ||
                    yx_node_line(head, YX_KW_REVIEW));
}

static void compile_lines(struct yx_link_compiler *c, const struct yx_node *head)
{
    struct yx_link_model *m = c->m;
    const struct yx_node *of[YX_LINK_COMPARISONS] = {0};
    for (const struct yx_node *line = head->block; line; line = line->next)
        if (line->kind == YX_LINE && line->kw == YX_KW_COMPARE) {
            uint32_t before = m->n_comparisons;
            compile_comparison(c, line);
            if (m->n_comparisons > before)
                of[before] = line;
        }
    for (uint32_t i = 0; i < m->n_comparisons; i++) {
        YX_KNOWN(of[i] != NULL); /* each comes from a line */
        settle_comparison(c, of[i], &m->comparison[i]);
    }
    for (const struct yx_node *line = head->block; line; line = line->next) {
        if (line->kind != YX_LINE)
            continue;
        bool is_pass = line->kw == YX_KW_PASS;
        if (line->kw == YX_KW_BLOCK) {
            compile_block(c, line);
        } else if (is_pass || line->kw == YX_KW_VETO) {
            uint32_t *n = is_pass ? &m->n_passes : &m->n_vetoes;
            if (*n == (uint32_t)(is_pass ? YX_LINK_PASSES : YX_LINK_VETOES))
                (void)yx_link_say(c, line, YX_TEXT("“{0}”太多了", "too many lines “{0}”"),
                                  line->text, YX_S(""));
            else
                yx_link_condition_compile(c, line, is_pass, &(is_pass ? m->pass : m->veto)[(*n)++]);
        }
    }
}

int yx_link_compile(const struct yx_document *doc, struct yx_arena *a, struct yx_report *report,
                    struct yx_link_model *out)
{
    struct yx_link_compiler c = {.doc = doc, .report = report, .arena = a, .m = out};
    const struct yx_node *head =
        doc->kind == YX_DOC_MATCH ? yx_node_line(doc->root, YX_KW_MATCH) : NULL;
    *out = (struct yx_link_model){.link = DEFAULT_LINK, .review = DEFAULT_REVIEW};
    if (!head) {
        YX_REPORT(report, YX_ERROR, yx_node_place(doc, doc->root),
                  YX_TEXT("这不是比对模型；第一行要是“比对 名字”",
                          "this is no match model; the first line says “match NAME”"));
        return YX_INVALID;
    }
    out->field = YX_NEW(a, struct yx_link_field, YX_LINK_FIELDS);
    out->pass = YX_NEW(a, struct yx_link_condition, YX_LINK_PASSES);
    out->veto = YX_NEW(a, struct yx_link_condition, YX_LINK_VETOES);
    out->block = YX_NEW(a, struct yx_link_block, YX_LINK_BLOCKS);
    out->comparison = YX_NEW(a, struct yx_link_comparison, YX_LINK_COMPARISONS);
    out->id = yx_str_dup(a, doc->id);
    out->title = yx_str_dup(a, doc->title);
    const struct yx_node *left = yx_node_line(head, YX_KW_LEFT);
    const struct yx_node *right = yx_node_line(head, YX_KW_RIGHT);
    out->is_dedupe = !right;
    if (left)
        compile_side(&c, left, YX_LEFT);
    if (right)
        compile_side(&c, right, YX_RIGHT);
    settle_types(&c, left ? left : head);
    compile_lines(&c, head);
    const struct yx_node *one = yx_node_line(head, YX_KW_ONE_TO_ONE);
    const struct yx_node *many = yx_node_line(head, YX_KW_MANY_TO_ONE);
    out->left_once = one || many;
    out->right_once = one != NULL;
    if (one && many)
        (void)yx_link_say(
            &c, many,
            YX_TEXT("“一对一”和“多对一”只写一个", "write one of “one_to_one” and “many_to_one”"),
            YX_S(""), YX_S(""));
    if (!one)
        one = many;
    if (one && out->is_dedupe)
        (void)yx_link_say(
            &c, one,
            YX_TEXT("没有“右”的比对是一份名单自己和自己比，不写“{0}”",
                    "a model without “right” compares a list with itself; leave “{0}” out"),
            one->text, YX_S(""));
    const struct yx_node *link = yx_node_line(head, YX_KW_LINK);
    const struct yx_node *review = yx_node_line(head, YX_KW_REVIEW);
    out->link = threshold(&c, link, DEFAULT_LINK);
    out->review = threshold(&c, review, (uint16_t)YX_MIN(DEFAULT_REVIEW, out->link));
    if (out->review > out->link && review)
        (void)yx_link_say(
            &c, review,
            YX_TEXT("复核的把握不能高于关联的把握", "what is reviewed cannot be surer than a link"),
            YX_S(""), YX_S(""));
    if (out->n_comparisons && !out->n_blocks)
        (void)yx_link_say(&c, head,
                          YX_TEXT("有“比较”就要有“分块”：说明哪些行要拿来比",
                                  "“compare” needs “block”, which says what rows are compared"),
                          YX_S(""), YX_S(""));
    if (!out->n_comparisons && out->n_blocks)
        (void)yx_link_say(&c, head,
                          YX_TEXT("有“分块”却没有“比较”", "there is “block” and no “compare”"),
                          YX_S(""), YX_S(""));
    if (!out->n_comparisons && !out->n_passes)
        (void)yx_link_say(&c, head,
                          YX_TEXT("没有“先”也没有“比较”，什么也认不出来",
                                  "without “pass” and “compare” nothing is found"),
                          YX_S(""), YX_S(""));
    const struct yx_node *parameters = yx_node_line(head, YX_KW_PARAMETERS);
    if (parameters && yx_node_operand(parameters))
        out->parameters = yx_str_dup(a, yx_node_operand(parameters)->text);
    return c.has_error ? YX_INVALID : YX_OK;
}
