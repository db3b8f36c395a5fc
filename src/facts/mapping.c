/* mapping.c -- 名册.ini: what the clerk says of her files.
 *
 * Read here and not by inih, which cuts section names at 50 bytes: 17 Chinese
 * characters, less than the name of an ordinary file. */
#include "facts/mapping.h"

#include "base/mem.h"
#include "codes/forms.h"
#include "table/gb18030.h"

#include <stdlib.h>

struct pos {
    struct yx_arena *arena;
    uint32_t line;
};

static int bad(const struct pos *at, struct yx_str key, struct yx_str value, const char *wanted,
               struct yx_err *err)
{
    char shown[YX_ERR_ARG_SIZE];
    struct yx_buf b = {0};
    yx_buf_puts(&b, key);
    yx_buf_putz(&b, " = ");
    yx_buf_puts(&b, value);
    size_t n = YX_MIN(b.n, sizeof shown - 1);
    memcpy(shown, b.p, n);
    shown[n] = 0;
    yx_buf_free(&b);
    return YX_FAIL(err, YX_INVALID,
                   YX_TEXT("名册.ini 第 {0} 行：“{1}”，此处应为：{2}",
                           "名册.ini line {0}: “{1}”; expected: {2}"),
                   yx_fmt_u64(at->line).s, shown, wanted);
}

static bool yes_or_no(struct yx_str s, bool *out)
{
    if (yx_str_is(s, "是") || yx_str_is(s, "否")) {
        *out = yx_str_is(s, "是");
        return true;
    }
    return false;
}

/* A whole date; a month alone will not do for 名单日期 or as-of. */
static bool read_day(struct yx_str s, yx_day *out)
{
    struct yx_date_form form;
    if (!yx_date_read(s, 0, &form) || form.is_month_only || form.is_year_only)
        return false;
    *out = form.day;
    return true;
}

/* UTF-8, whatever an old Notepad saved. */
struct yx_str yx_mapping_decode(struct yx_str s, struct yx_arena *a)
{
    if (yx_utf8_valid(s) == s.n)
        return yx_str_dup(a, s);
    struct yx_buf b = {0};
    yx_gb18030_put(&b, s);
    struct yx_str text = yx_str_dup(a, yx_buf_str(&b));
    yx_buf_free(&b);
    return text;
}

/* ---- the run ---- */

struct switch_list {
    struct yx_inbox_switch *v;
    size_t n, cap;
};

static int read_run(const struct pos *at, struct yx_str key, struct yx_str value,
                    struct yx_inbox_settings *run, struct switch_list *set, struct yx_err *err)
{
    bool on;
    uint64_t number;
    if (yx_str_is(key, "as-of")) {
        if (!read_day(value, &run->as_of))
            return bad(at, key, value, "2022-05-10", err);
    } else if (yx_str_is(key, "term")) {
        if (!yx_term_parse(value, &run->term))
            return bad(at, key, value, "2022-春 / 2022-秋", err);
    } else if (yx_str_is(key, "policy")) {
        run->policy = value;
    } else if (yx_str_is(key, "县")) {
        if (value.n < 6 || !yx_str_u64(yx_str_sub(value, 0, 6), &number))
            return bad(at, key, value, "六位区划代码 (six digits)", err);
        run->county = (uint32_t)number;
    } else if (yx_str_is(key, "密钥")) {
        run->secret = value;
    } else if (yes_or_no(value, &on)) {
        struct yx_str name = key;
        if (yx_str_starts(name, YX_S("开关.")))
            name = yx_str_sub(name, sizeof "开关." - 1, name.n);
        struct yx_inbox_switch one = {name, on};
        YX_PUSH(set, one);
    } else {
        return bad(at, key, value, "as-of, term, policy, 县, 密钥, 开关 = 是/否", err);
    }
    return YX_OK;
}

/* ---- a sheet ---- */

struct column_list {
    struct yx_mapping_column *v;
    size_t n, cap;
};

static bool read_mark(struct yx_str s, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        int v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (v < 0)
            return false;
        *out = *out << 4 | (unsigned)v;
    }
    return s.n == 16;
}

static int read_sheet(const struct pos *at, struct yx_str key, struct yx_str value,
                      struct yx_mapping_sheet *s, struct column_list *columns, struct yx_err *err)
{
    bool on;
    if (yx_str_starts(key, YX_S("列."))) {
        struct yx_mapping_column c = {yx_str_sub(key, sizeof "列." - 1, key.n), value};
        YX_PUSH(columns, c);
    } else if (yx_str_is(key, "类别")) {
        enum yx_kind kind = yx_kind_find(value);
        if (kind == YX_N_KINDS && !yx_str_is(value, "不读"))
            return bad(at, key, value, "户籍 学籍 新生 在校 毕业 学校 身份 发放 县外回单 说明 不读",
                       err);
        s->kind = (int)kind;
    } else if (yx_str_is(key, "表头行")) {
        uint64_t row;
        if (!yx_str_u64(value, &row) || row < 1 || row > 1000)
            return bad(at, key, value, "3", err);
        s->heading_row = (uint32_t)row;
    } else if (yx_str_is(key, "名单日期") || yx_str_is(key, "收到日期")) {
        yx_day *day = yx_str_is(key, "名单日期") ? &s->list_date : &s->received;
        if (!read_day(value, day))
            return bad(at, key, value, "2022-03-31", err);
    } else if (yx_str_is(key, "移送单位")) {
        s->sender = value;
    } else if (yx_str_is(key, "经办人")) {
        s->handler = value;
    } else if (yx_str_is(key, "完整性")) {
        bool whole = yx_str_is(value, "全量");
        if (!whole && !yx_str_is(value, "部分") && !yx_str_is(value, "增量"))
            return bad(at, key, value, "全量 / 部分 / 增量", err);
        s->is_partial = !whole;
    } else if (yx_str_is(key, "按户")) {
        if (!yes_or_no(value, &on))
            return bad(at, key, value, "是 / 否", err);
        s->is_by_household = on;
    } else if (yx_str_is(key, "身份类别")) {
        s->identity = value;
    } else if (yx_str_is(key, "表头指纹")) {
        if (!read_mark(value, &s->mark))
            return bad(at, key, value, "0123456789abcdef（由 --save-mapping 写）", err);
    } else {
        return bad(
            at, key, value,
            "类别 表头行 名单日期 移送单位 收到日期 经办人 完整性 按户 身份类别 表头指纹 列.…",
            err);
    }
    return YX_OK;
}

static void sheet_init(struct yx_mapping_sheet *s)
{
    *s = (struct yx_mapping_sheet){.kind = YX_MAPPING_UNSAID,
                                   .list_date = YX_NO_DAY,
                                   .received = YX_NO_DAY,
                                   .is_partial = YX_MAPPING_UNSAID,
                                   .is_by_household = YX_MAPPING_UNSAID};
}

void yx_mapping_init(struct yx_mapping *out)
{
    *out = (struct yx_mapping){.run = {.as_of = YX_NO_DAY, .term = YX_NO_TERM}};
}

/* ---- lines ---- */

/* Moves a finished list into the arena. */
static void *keep(struct yx_arena *a, const void *v, size_t n, size_t size)
{
    if (n == 0)
        return NULL;
    void *to = yx_arena_alloc(a, yx_mul_size(n, size), _Alignof(max_align_t));
    memcpy(to, v, n * size);
    return to;
}

static void close_sheet(struct yx_arena *a, struct yx_mapping_sheet *s, struct column_list *columns)
{
    s->column = keep(a, columns->v, columns->n, sizeof *columns->v);
    s->n_columns = (uint32_t)columns->n;
    columns->n = 0;
}

/* Without a comment begun by ` ;` or ` #`: a value may hold the sign itself. */
static struct yx_str without_comment(struct yx_str s)
{
    for (size_t i = 1; i < s.n; i++)
        if ((s.p[i] == ';' || s.p[i] == '#') && (s.p[i - 1] == ' ' || s.p[i - 1] == '\t'))
            return yx_str_trim(yx_str_sub(s, 0, i));
    return s;
}

int yx_mapping_read(struct yx_str text, struct yx_arena *a, struct yx_mapping *out,
                    struct yx_err *err)
{
    yx_mapping_init(out);
    struct pos at = {a, 0};
    struct {
        struct yx_mapping_sheet *v;
        size_t n, cap;
    } sheets = {0};
    struct switch_list set = {0};
    struct column_list columns = {0};
    bool in_sheet = false;
    int rc = YX_OK;
    struct yx_str rest = yx_mapping_decode(text, a), line;
    while (rc == YX_OK && yx_str_split(&rest, '\n', &line)) {
        at.line++;
        line = yx_str_trim(line);
        if (line.n == 0 || line.p[0] == ';' || line.p[0] == '#')
            continue;
        if (line.p[0] == '[') {
            line = without_comment(line);
            if (line.p[line.n - 1] != ']') {
                rc = bad(&at, line, YX_S(""), "[文件名] / [文件名:表名]", err);
                break;
            }
            struct yx_str name = yx_str_trim(yx_str_sub(line, 1, line.n - 1));
            if (in_sheet)
                close_sheet(a, &sheets.v[sheets.n - 1], &columns);
            in_sheet = !yx_str_is(name, "运行");
            if (in_sheet) {
                struct yx_mapping_sheet s;
                sheet_init(&s);
                s.section = name;
                s.line = at.line;
                YX_PUSH(&sheets, s);
            }
            continue;
        }
        ptrdiff_t eq = yx_str_find(line, YX_S("="));
        if (eq <= 0) {
            rc = bad(&at, line, YX_S(""), "键 = 值 (key = value)", err);
            break;
        }
        struct yx_str key = yx_str_trim(yx_str_sub(line, 0, (size_t)eq));
        struct yx_str value = yx_str_trim(without_comment(yx_str_sub(line, (size_t)eq, line.n)));
        value = yx_str_trim(yx_str_sub(value, 1, value.n));
        if (value.n == 0)
            continue; /* a key left open says nothing */
        rc = in_sheet ? read_sheet(&at, key, value, &sheets.v[sheets.n - 1], &columns, err)
                      : read_run(&at, key, value, &out->run, &set, err);
    }
    if (in_sheet)
        close_sheet(a, &sheets.v[sheets.n - 1], &columns);
    out->sheet = keep(a, sheets.v, sheets.n, sizeof *sheets.v);
    out->n_sheets = (uint32_t)sheets.n;
    out->run.set = keep(a, set.v, set.n, sizeof *set.v);
    out->run.n_set = (uint32_t)set.n;
    free(sheets.v);
    free(set.v);
    free(columns.v);
    return rc;
}

/* ---- finding ---- */

/* What a section names. */
enum named { NAMES_OTHER, NAMES_FILE, NAMES_SHEET, NAMES_TABLE };

/* `rest` is `#2`, and that is the table, counted from 0. */
static bool is_number(struct yx_str rest, uint32_t number)
{
    uint64_t n;
    return rest.n > 1 && rest.p[0] == '#' && yx_str_u64(yx_str_sub(rest, 1, rest.n), &n) &&
           n == (uint64_t)number + 1;
}

static enum named what_is_named(struct yx_str section, struct yx_str file, struct yx_str sheet,
                                uint32_t number)
{
    if (!yx_str_starts(section, file))
        return NAMES_OTHER;
    struct yx_str rest = yx_str_sub(section, file.n, section.n);
    if (rest.n == 0)
        return NAMES_FILE;
    if (is_number(rest, number))
        return NAMES_TABLE;
    if (rest.p[0] != ':' && !yx_str_starts(rest, YX_S("：")))
        return NAMES_OTHER;
    rest = yx_str_trim(yx_str_sub(rest, rest.p[0] == ':' ? 1 : 3, rest.n));
    if (yx_str_eq(rest, sheet))
        return NAMES_SHEET;
    return yx_str_starts(rest, sheet) && is_number(yx_str_sub(rest, sheet.n, rest.n), number)
               ? NAMES_TABLE
               : NAMES_OTHER;
}

bool yx_mapping_names(const struct yx_mapping_sheet *s, struct yx_str file, struct yx_str sheet,
                      uint32_t number)
{
    return what_is_named(s->section, file, sheet, number) != NAMES_OTHER;
}

/* What is said of a delivery, which all tables of a sheet share. */
static void lay_delivery(struct yx_mapping_sheet *under, const struct yx_mapping_sheet *s)
{
    if (s->list_date != YX_NO_DAY)
        under->list_date = s->list_date;
    if (s->received != YX_NO_DAY)
        under->received = s->received;
    if (s->sender.n)
        under->sender = s->sender;
    if (s->handler.n)
        under->handler = s->handler;
    if (s->is_partial != YX_MAPPING_UNSAID)
        under->is_partial = s->is_partial;
    if (s->is_by_household != YX_MAPPING_UNSAID)
        under->is_by_household = s->is_by_household;
}

static void lay_over(struct yx_mapping_sheet *under, const struct yx_mapping_sheet *s,
                     struct yx_arena *a)
{
    if (s->kind != YX_MAPPING_UNSAID)
        under->kind = s->kind;
    if (s->heading_row)
        under->heading_row = s->heading_row;
    lay_delivery(under, s);
    if (s->identity.n)
        under->identity = s->identity;
    if (s->n_columns) {
        /* the sheet's own columns first: the first that names a heading holds */
        struct yx_mapping_column *both =
            YX_NEW(a, struct yx_mapping_column, (size_t)s->n_columns + under->n_columns);
        memcpy(both, s->column, s->n_columns * sizeof *both);
        if (under->n_columns)
            memcpy(both + s->n_columns, under->column, under->n_columns * sizeof *both);
        under->column = both;
        under->n_columns += s->n_columns;
    }
    under->section = s->section;
    under->line = s->line;
}

void yx_mapping_of(const struct yx_mapping *m, struct yx_str file, struct yx_str sheet,
                   uint32_t number, struct yx_arena *a, struct yx_mapping_sheet *out)
{
    sheet_init(out);
    for (enum named level = NAMES_FILE; level <= NAMES_TABLE; level++)
        for (uint32_t i = 0; i < m->n_sheets; i++) {
            const struct yx_mapping_sheet *s = &m->sheet[i];
            if (what_is_named(s->section, file, sheet, number) != level)
                continue;
            if (level == NAMES_SHEET && number > 0)
                lay_delivery(out, s); /* the rest is said of the sheet's first table */
            else
                lay_over(out, s, a);
        }
}

/* ---- remembering ---- */

/* A file's name without what changes from term to term: digits, dates, the ending. */
static void put_pattern(struct yx_str name, struct yx_buf *out)
{
    static const char *const passing[] = {"年",   "月",     "日",     "春",   "秋",  "季",
                                          "学期", "上半年", "下半年", "最新", "副本"};
    for (size_t i = name.n; i-- > 0;)
        if (name.p[i] == '.') {
            name = yx_str_sub(name, 0, i);
            break;
        }
    for (size_t at = 0; at < name.n;) {
        struct yx_str rest = yx_str_sub(name, at, name.n);
        size_t k = 0, from = at;
        while (k < YX_LEN(passing) && !yx_str_starts(rest, yx_str_of(passing[k])))
            k++;
        uint32_t c;
        if (k < YX_LEN(passing)) {
            at += strlen(passing[k]);
        } else if (!yx_utf8_next(name, &at, &c)) {
            break;
        } else if (c >= 0x80 ? c != 0xFF08 && c != 0xFF09 && c != 0x3000
                             : (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
            yx_buf_put(out, name.p + from, at - from);
        }
    }
}

/* The file's own name within a section: up to the first ending that ends a name. */
static struct yx_str file_of(struct yx_str section)
{
    static const char *const endings[] = {".csv", ".xlsx", ".xls"};
    for (size_t i = 0; i < section.n; i++) {
        struct yx_str rest = yx_str_sub(section, i, section.n);
        for (size_t k = 0; k < YX_LEN(endings); k++) {
            size_t n = strlen(endings[k]);
            if (!yx_str_starts(rest, yx_str_of(endings[k])))
                continue;
            struct yx_str behind = yx_str_sub(rest, n, rest.n);
            if (behind.n == 0 || behind.p[0] == ':' || behind.p[0] == '#' ||
                yx_str_starts(behind, YX_S("：")))
                return yx_str_sub(section, 0, i + n);
        }
    }
    return section;
}

static bool is_same_sender(const struct yx_mapping_sheet *s, struct yx_str file)
{
    if (s->sender.n && yx_str_find(file, s->sender) >= 0)
        return true;
    struct yx_buf one = {0}, two = {0};
    put_pattern(file_of(s->section), &one);
    put_pattern(file, &two);
    bool same = one.n > 0 && yx_str_eq(yx_buf_str(&one), yx_buf_str(&two));
    yx_buf_free(&one);
    yx_buf_free(&two);
    return same;
}

const struct yx_mapping_sheet *yx_mapping_remembers(const struct yx_mapping *m, struct yx_str file,
                                                    uint64_t mark, struct yx_arena *a,
                                                    struct yx_mapping_sheet *out)
{
    for (uint32_t i = m->n_sheets; i-- > 0 && mark;) { /* the last that was written */
        const struct yx_mapping_sheet *s = &m->sheet[i];
        if (s->mark != mark || !is_same_sender(s, file))
            continue;
        sheet_init(out);
        lay_over(out, s, a);
        out->heading_row = 0; /* the row and the dates are that file's own */
        out->list_date = out->received = YX_NO_DAY;
        return s;
    }
    return NULL;
}
