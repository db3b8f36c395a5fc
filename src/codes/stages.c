/* stages.c -- stages of schooling and the spellings of grades.
 *
 * DESIGN: a cell is compared with the patterns of data/grades.csv; the pattern
 * with most fixed characters that fits wins, and what it leaves over must look
 * like the number of a class.  A pattern that names no stage is settled by what
 * the caller knows of the school. */
#include "codes/stages.h"

#include "codes/code_text.h"
#include "codes/data_table.h"

enum { STAGE_NAME, STAGE_FIRST, STAGE_YEARS, STAGE_ALIASES, STAGE_AGE, STAGE_TOLERANCE };
enum { GRADE_PATTERN, GRADE_STAGE, GRADE_OFFSET, GRADE_LOW, GRADE_HIGH };
enum { ENTRY_FIRST = 1980, ENTRY_LAST = 2099 };

_Static_assert(YX_STAGE_PRESCHOOL == 1,
               "stages are numbered as the rows of data/stages.csv, from 1");

static struct yx_str stage_cell(enum yx_stage s, uint32_t column)
{
    return yx_data_at(&yx_data_stages, (uint32_t)s - 1, column);
}

static int stage_number(enum yx_stage s, uint32_t column)
{
    uint64_t n = 0;
    (void)yx_str_u64(stage_cell(s, column), &n);
    return (int)n;
}

struct yx_str yx_stage_name(enum yx_stage s)
{
    return s > YX_STAGE_UNKNOWN && s < YX_N_STAGES ? stage_cell(s, STAGE_NAME)
                                                   : (struct yx_str){NULL, 0};
}

enum yx_stage yx_stage_read(struct yx_str cell)
{
    struct yx_buf b = {0};
    yx_word_put(cell, &b);
    struct yx_str text = yx_buf_str(&b);
    enum yx_stage best = YX_STAGE_UNKNOWN;
    size_t longest = 0;
    for (unsigned s = 1; s < YX_N_STAGES; s++) {
        struct yx_str words = stage_cell((enum yx_stage)s, STAGE_ALIASES),
                      w = stage_cell((enum yx_stage)s, STAGE_NAME);
        do {
            if (w.n > longest && yx_str_find(text, w) >= 0) {
                longest = w.n;
                best = (enum yx_stage)s;
            }
        } while (yx_str_split(&words, ' ', &w));
    }
    yx_buf_free(&b);
    return best;
}

bool yx_stage_fits_age(enum yx_stage s, int grade, int age)
{
    if (s <= YX_STAGE_UNKNOWN || s >= YX_N_STAGES)
        return false;
    int usual = stage_number(s, STAGE_AGE) + grade - stage_number(s, STAGE_FIRST);
    int apart = age > usual ? age - usual : usual - age;
    return apart <= stage_number(s, STAGE_TOLERANCE);
}

/* ---- numbers in words ---- */

/* 1 to 9 at the start of the text, 0 if there is none; *n its bytes. */
static int numeral(struct yx_str s, size_t *n)
{
    static const char *const rows[] = {"一二三四五六七八九", "壹贰叁肆伍陆柒捌玖", "ⅠⅡⅢⅣⅤⅥⅦⅧⅨ"};
    if (s.n && s.p[0] >= '1' && s.p[0] <= '9') {
        *n = 1;
        return s.p[0] - '0';
    }
    for (size_t r = 0; r < YX_LEN(rows) && s.n >= 3; r++)
        for (int i = 0; i < 9; i++)
            if (memcmp(s.p, rows[r] + 3 * i, 3) == 0) {
                *n = 3;
                return i + 1;
            }
    return 0;
}

/* Bytes of the number of a class: digits, numerals, a letter, perhaps in brackets; 0 if none. */
static size_t class_number(struct yx_str s)
{
    size_t i = 0, n, marks = 0;
    bool open = s.n && s.p[0] == '(';
    i += open;
    while (i < s.n && marks < 4) {
        struct yx_str rest = yx_str_sub(s, i, s.n);
        if ((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'A' && s.p[i] <= 'Z'))
            n = 1;
        else if (yx_str_starts(rest, YX_S("十")))
            n = 3;
        else if (!numeral(rest, &n))
            break;
        i += n;
        marks++;
    }
    if (marks == 0 || (open && (i >= s.n || s.p[i] != ')')))
        return 0;
    return i + open;
}

/* What a grade leaves over: nothing, or `(2)班`, `2班`, `(2)`.  `bare` when the grade was a
 * numeral only: 2班 then is a class and 12 no grade. */
static bool is_class_tail(struct yx_str s, bool bare)
{
    if (s.n == 0)
        return true;
    size_t n = class_number(s);
    if (n == 0)
        return !bare && yx_str_is(s, "班");
    bool bracket = s.p[0] == '(';
    struct yx_str rest = yx_str_sub(s, n, s.n);
    return yx_str_is(rest, "班") || (rest.n == 0 && (bracket || !bare));
}

/* ---- patterns ---- */

struct match {
    enum yx_stage stage;
    int n, offset;
    size_t literal;
    bool is_numeral_only, says_year_grade; /* {n}; {n}年级 */
};

/* Does the cell begin with the pattern and end in a class?  *n gets the {n}. */
static bool fits(struct yx_str pattern, struct yx_str text, int *n, size_t *literal)
{
    *n = 0;
    *literal = 0;
    size_t at = 0;
    bool has_class = false;
    for (size_t i = 0; i < pattern.n;) {
        struct yx_str rest = yx_str_sub(text, at, text.n);
        if (pattern.p[i] == '{') {
            size_t bytes = 0;
            if (pattern.p[i + 1] == 'n') {
                *n = numeral(rest, &bytes);
            } else {
                bytes = class_number(rest);
                has_class = true;
            }
            if (bytes == 0)
                return false;
            at += bytes;
            i += 3;
        } else {
            if (at >= text.n || text.p[at] != pattern.p[i])
                return false;
            at++;
            i++;
            (*literal)++;
        }
    }
    struct yx_str tail = yx_str_sub(text, at, text.n);
    return has_class ? tail.n == 0 : is_class_tail(tail, *literal == 0);
}

static bool find_pattern(struct yx_str text, unsigned stages, struct match *best)
{
    const struct yx_data *d = &yx_data_grades;
    bool found = false;
    for (uint32_t i = 0; i < d->n_rows; i++) {
        struct match m = {0};
        uint64_t offset = 0, low = 0, high = 9;
        struct yx_str pattern = yx_data_at(d, i, GRADE_PATTERN),
                      stage = yx_data_at(d, i, GRADE_STAGE);
        if (!fits(pattern, text, &m.n, &m.literal))
            continue;
        (void)yx_str_u64(yx_data_at(d, i, GRADE_OFFSET), &offset);
        (void)yx_str_u64(yx_data_at(d, i, GRADE_LOW), &low);
        (void)yx_str_u64(yx_data_at(d, i, GRADE_HIGH), &high);
        if (m.n && (m.n < (int)low || m.n > (int)high))
            continue;
        m.stage = stage.n ? yx_stage_read(stage) : YX_STAGE_UNKNOWN;
        m.offset = (int)offset;
        m.is_numeral_only = m.literal == 0;
        m.says_year_grade = yx_str_is(pattern, "{n}年级");
        /* of two that fit alike (大一班) the school decides */
        bool allowed = m.stage != YX_STAGE_UNKNOWN && (stages >> m.stage & 1);
        bool was = found && best->stage != YX_STAGE_UNKNOWN && (stages >> best->stage & 1);
        if (!found || (allowed && !was) || (allowed == was && m.literal > best->literal)) {
            *best = m;
            found = true;
        }
    }
    return found;
}

static enum yx_stage only_stage(unsigned stages)
{
    return stages && (stages & (stages - 1)) == 0 ? (enum yx_stage)__builtin_ctz(stages)
                                                  : YX_STAGE_UNKNOWN;
}

/* A numeral without a stage, by what the school has. */
static void settle(const struct match *m, unsigned stages, struct yx_grade *out)
{
    int n = m->n;
    unsigned one = 1;
    out->grade = n;
    if (n >= 7) {
        out->stage = YX_STAGE_JUNIOR;
        return;
    }
    if (stages == 0) {
        out->stage = m->says_year_grade ? YX_STAGE_PRIMARY : YX_STAGE_UNKNOWN;
        return;
    }
    if (stages &
        one << YX_STAGE_PRIMARY) { /* such a school writes 七年级 or 初一 for junior grades */
        out->stage = YX_STAGE_PRIMARY;
        return;
    }
    out->stage = only_stage(stages & ~(one << YX_STAGE_PRESCHOOL));
    if (out->stage == YX_STAGE_UNKNOWN)
        out->stage = only_stage(stages);
    if (out->stage == YX_STAGE_JUNIOR && n <= 3)
        out->grade = n + 6;
}

/* ---- years of entry ---- */

/* `2019级`, `高2019级3班`, `19级`, `2025届`. */
static bool read_entry(struct yx_str text, unsigned stages, yx_day on, struct yx_grade *out)
{
    size_t from = 0;
    while (from < text.n && !(text.p[from] >= '0' && text.p[from] <= '9'))
        from++;
    size_t to = from;
    int year = 0;
    while (to < text.n && text.p[to] >= '0' && text.p[to] <= '9' && to - from < 5)
        year = year * 10 + (text.p[to++] - '0');
    struct yx_str tail = yx_str_sub(text, to, text.n), head = yx_str_sub(text, 0, from);
    bool entry = yx_str_starts(tail, YX_S("级")), leaving = yx_str_starts(tail, YX_S("届"));
    if ((to - from != 4 && to - from != 2) || !(entry || leaving))
        return false;
    struct yx_str rest = entry || leaving ? yx_str_sub(tail, 3, tail.n) : tail;
    if (!is_class_tail(rest, true) && yx_stage_read(rest) == YX_STAGE_UNKNOWN)
        return false;
    if (to - from == 2)
        year += 2000;
    if (year < ENTRY_FIRST || year > ENTRY_LAST)
        return false;
    enum yx_stage stage = YX_STAGE_UNKNOWN;
    if (head.n) {
        stage = yx_stage_read(head);
        static const struct {
            const char *word;
            enum yx_stage stage;
        } brief[] = {{"小", YX_STAGE_PRIMARY},    {"初", YX_STAGE_JUNIOR}, {"高", YX_STAGE_SENIOR},
                     {"职", YX_STAGE_VOCATIONAL}, {"大", YX_STAGE_HIGHER}, {"普", YX_STAGE_SENIOR}};
        for (size_t i = 0; i < YX_LEN(brief) && stage == YX_STAGE_UNKNOWN; i++)
            if (yx_str_is(head, brief[i].word))
                stage = brief[i].stage;
        if (stage == YX_STAGE_UNKNOWN)
            return false;
    }
    /* the stages in which that year gives a grade there is */
    unsigned possible = 0, from_stages = stage ? 1U << stage : stages;
    int grade = 0, begun = 0;
    for (unsigned s = 1; s < YX_N_STAGES; s++) {
        if (!(from_stages >> s & 1))
            continue;
        int years = stage_number((enum yx_stage)s, STAGE_YEARS),
            first = stage_number((enum yx_stage)s, STAGE_FIRST);
        int y = entry ? year : year - years, done = yx_school_year(on) - y;
        if (done >= 0 && done < years) {
            possible |= 1U << s;
            grade = first + done;
            begun = y;
        }
    }
    *out = (struct yx_grade){.stage = stage ? stage : only_stage(possible),
                             .entry_year = entry ? year : begun};
    if (out->stage != YX_STAGE_UNKNOWN && possible)
        out->grade = grade;
    return true;
}

bool yx_grade_read(struct yx_str cell, unsigned stages, yx_day on, struct yx_grade *out)
{
    *out = (struct yx_grade){YX_STAGE_UNKNOWN, 0, 0};
    struct yx_buf b = {0};
    yx_word_put(cell, &b);
    struct yx_str text = yx_buf_str(&b);
    struct match m = {0};
    bool known = true;
    if (text.n == 0) {
        known = false;
    } else if (read_entry(text, stages, on, out)) {
        /* done */
    } else if (find_pattern(text, stages, &m)) {
        if (m.stage == YX_STAGE_UNKNOWN) {
            settle(&m, stages, out);
        } else {
            out->stage = m.stage;
            out->grade = m.n + m.offset;
        }
    } else {
        out->stage = yx_stage_read(cell);
        known = out->stage != YX_STAGE_UNKNOWN;
    }
    yx_buf_free(&b);
    return known;
}
