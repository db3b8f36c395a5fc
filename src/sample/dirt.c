/* dirt.c -- what goes wrong when people type and Excel saves. */
#include "sample/dirt.h"

#include "base/hash.h"
#include "codes/citizen_id.h"
#include "sample/hard_dirt.h"

#include <stdio.h>

static bool odds(struct sample_dirt *d, uint64_t n)
{
    return d->is_on && yx_rng_below(&d->rng, 10000) < n;
}

/* ---- rates, of 10,000 rows ---- */

static const struct {
    enum sample_dirt_kind kind;
    uint32_t odds[YX_N_WRITERS];
} id_odds[] = {
    /*                     police school office */
    {YX_DIRT_FORMAT, {6, 40, 60}},    {YX_DIRT_TYPO, {2, 32, 40}},
    {YX_DIRT_SWAP, {1, 15, 20}},      {YX_DIRT_CHECK, {1, 10, 10}},
    {YX_DIRT_ABSENT, {2, 30, 20}},    {YX_DIRT_SHORT, {0, 6, 8}},
    {YX_DIRT_EXPONENT, {0, 6, 10}},   {YX_DIRT_ZEROS, {0, 15, 15}},
    {YX_DIRT_STUDENT_NO, {0, 10, 0}}, {YX_DIRT_GUARDIAN, {0, 15, 10}},
    {YX_DIRT_STRANGER, {0, 6, 4}},    {YX_DIRT_PLACEHOLDER, {0, 5, 4}},
};

enum {
    NAME_HOMOPHONE,
    NAME_LOOKALIKE,
    NAME_LOST,
    NAME_TRADITIONAL,
    NAME_BLANKS,
    NAME_UNKNOWN,
    NAME_COMPONENTS,
    N_NAME_DIRTS
};
static const uint32_t name_odds[N_NAME_DIRTS][YX_N_WRITERS] = {
    [NAME_HOMOPHONE] = {2, 35, 30},   [NAME_LOOKALIKE] = {1, 8, 8}, [NAME_LOST] = {0, 4, 4},
    [NAME_TRADITIONAL] = {5, 15, 20}, [NAME_BLANKS] = {5, 70, 150}, [NAME_UNKNOWN] = {0, 2, 3},
    [NAME_COMPONENTS] = {0, 3, 4},
};

/* ---- numbers ---- */

void yx_written_init(struct sample_written *out)
{
    out->name = (struct yx_buf){.p = out->room[0], .cap = sizeof out->room[0]};
    out->id = (struct yx_buf){.p = out->room[1], .cap = sizeof out->room[1]};
    out->student_no = (struct yx_buf){.p = out->room[2], .cap = sizeof out->room[2]};
    out->dirt = YX_DIRT_NONE;
    out->is_name_wrong = false;
    out->problems = 0;
}

void yx_sample_student_no(const struct sample_child *k, struct yx_buf *out)
{
    yx_buf_putc(out, k->roll);
    yx_id_put(out, k->id);
    if (k->roll == 'L') /* layout of L: no valid check digit */
        out->p[out->n - 1] = (char)('0' + (k->id >> 4) % 7);
}

static void put_wide(struct yx_buf *b)
{
    char narrow[32];
    size_t n = YX_MIN(b->n, sizeof narrow);
    memcpy(narrow, b->p, n);
    b->n = 0;
    for (size_t i = 0; i < n; i++)
        yx_utf8_put(b, (uint32_t)narrow[i] - 0x20U + 0xFF00U);
}

/* The right number in a form that only normalising understands. */
static unsigned reformat(struct sample_dirt *d, struct yx_buf *b)
{
    unsigned problem = 0;
    switch (yx_rng_below(&d->rng, 6)) {
    case 0: yx_buf_putc(b, ' '); break;
    case 1: yx_buf_put(b, "\xC2\xA0", 2); break;
    case 2:
        memmove(b->p + 1, b->p, b->n++);
        b->p[0] = '\'';
        problem = YX_PROBLEM_BIT(APOSTROPHE);
        break;
    case 3:
        put_wide(b);
        problem = YX_PROBLEM_BIT(FULL_WIDTH);
        break;
    case 4:
        memmove(b->p + 7, b->p + 6, b->n - 6);
        b->n++;
        b->p[6] = ' ';
        break;
    default:
        if (b->p[b->n - 1] == 'X')
            b->p[b->n - 1] = 'x';
        else
            yx_buf_put(b, "\xE2\x80\x8B", 3);
        break;
    }
    return problem;
}

static void mistype(struct sample_dirt *d, struct yx_buf *b)
{
    size_t i = (size_t)yx_rng_below(&d->rng, 17);
    b->p[i] = (char)('0' + (b->p[i] - '0' + 1 + (int)yx_rng_below(&d->rng, 9)) % 10);
}

static void exchange(struct sample_dirt *d, struct yx_buf *b)
{
    for (int tries = 0; tries < 20; tries++) {
        size_t i = (size_t)yx_rng_below(&d->rng, 16);
        if (b->p[i] == b->p[i + 1])
            continue;
        char c = b->p[i];
        b->p[i] = b->p[i + 1];
        b->p[i + 1] = c;
        return;
    }
}

/* A number whose check digit is right but which is another day's. */
static void invent(struct sample_dirt *d, struct yx_buf *b, uint64_t id)
{
    uint64_t first17 = id >> 4;
    first17 = first17 / 1000 * 1000 + 1 + (first17 % 1000 + 100 + yx_rng_below(&d->rng, 700)) % 999;
    b->n = 0;
    yx_id_put(b, first17 << 4 | yx_id_check(first17));
}

/* The number that a school gives to all its new children: born 1931, nobody's. */
static void put_generic(struct yx_buf *b, uint32_t school)
{
    uint64_t first17 = UINT64_C(500299) * 100000000 + UINT64_C(19310101) + school % 27;
    first17 = first17 * 1000 + 1 + school / 27 % 999;
    b->n = 0;
    yx_id_put(b, first17 << 4 | yx_id_check(first17));
}

static void spoil_id(struct sample_dirt *d, const struct sample_child *k,
                     const struct sample_house *h, struct sample_written *out)
{
    struct yx_buf *b = &out->id;
    switch (out->dirt) {
    case YX_DIRT_FORMAT: out->problems |= reformat(d, b); break;
    case YX_DIRT_TYPO: mistype(d, b); break;
    case YX_DIRT_SWAP: exchange(d, b); break;
    case YX_DIRT_CHECK:
        if (b->p[17] == 'X')
            b->p[17] = '0';
        else
            b->p[17] = (char)('0' + (b->p[17] - '0' + 1 + (int)yx_rng_below(&d->rng, 9)) % 10);
        break;
    case YX_DIRT_ABSENT: b->n = 0; break;
    case YX_DIRT_SHORT:
        memmove(b->p + 9, b->p + 10, 8);
        b->n--;
        break;
    case YX_DIRT_EXPONENT:
        b->n = 0;
        yx_buf_putz(b, "5.00299E+17");
        break;
    case YX_DIRT_ZEROS: /* fifteen digits are what Excel keeps; it stores a number */
        memmove(b->p + 1, b->p, 15);
        b->p[0] = YX_CELL_AS_NUMBER;
        memcpy(b->p + 16, "000", 3);
        b->n = 19;
        break;
    case YX_DIRT_STUDENT_NO:
        b->n = 0;
        yx_sample_student_no(k, b);
        break;
    case YX_DIRT_GUARDIAN:
        b->n = 0;
        yx_id_put(b, h->guardian.id);
        break;
    case YX_DIRT_STRANGER: invent(d, b, k->id); break;
    case YX_DIRT_PLACEHOLDER:
        b->n = 0;
        yx_buf_putz(b, yx_rng_chance(&d->rng, 1, 2) ? "无" : "111111111111111111");
        break;
    case YX_DIRT_GENERIC: put_generic(b, k->school); break;
    default: yx_hard_spoil(d, k, out); break;
    }
}

static enum sample_dirt_kind draw_dirt(struct sample_dirt *d, const struct sample_child *k,
                                       const struct sample_house *h, enum sample_writer by)
{
    if (!d->is_on)
        return YX_DIRT_NONE;
    enum sample_dirt_kind hard = d->is_hard ? yx_hard_draw(d, k, h, by) : YX_DIRT_NONE;
    if (hard)
        return hard;
    if (by == YX_WRITER_SCHOOL && k->grade == 1 && k->stage == YX_STAGE_PRIMARY &&
        k->school != YX_NO_SCHOOL && k->school % 16 == 5 && yx_rng_chance(&d->rng, 1, 8))
        return YX_DIRT_GENERIC;
    uint64_t x = yx_rng_below(&d->rng, 10000);
    for (size_t i = 0; i < YX_LEN(id_odds); i++) {
        if (x < id_odds[i].odds[by])
            return id_odds[i].kind;
        x -= id_odds[i].odds[by];
    }
    return YX_DIRT_NONE;
}

/* ---- names ---- */

enum { MAX_NAME = 32 };

struct letters {
    uint32_t cp[MAX_NAME];
    size_t n;
};

static void split_name(struct yx_str s, struct letters *out)
{
    size_t at = 0;
    out->n = 0;
    while (out->n < MAX_NAME && yx_utf8_next(s, &at, &out->cp[out->n]))
        out->n++;
}

static void join_name(const struct letters *l, struct yx_buf *out)
{
    out->n = 0;
    for (size_t i = 0; i < l->n; i++)
        if (l->cp[i])
            yx_utf8_put(out, l->cp[i]);
}

/* Replace one letter by another of its group; false if no letter has one. */
static bool confuse(struct sample_dirt *d, struct letters *l, enum sample_part kind)
{
    size_t first = (size_t)yx_rng_below(&d->rng, l->n);
    for (size_t i = 0; i < l->n; i++) {
        uint32_t *cp = &l->cp[(first + i) % l->n];
        for (size_t g = 0; g < yx_sample_n_parts(kind); g++) {
            struct letters group;
            split_name(yx_sample_part(kind, g), &group);
            size_t at = 0;
            while (at < group.n && group.cp[at] != *cp)
                at++;
            if (at == group.n || (kind == YX_PART_TRADITIONAL && at != 0))
                continue;
            *cp = group.cp[(at + 1 + yx_rng_below(&d->rng, group.n - 1)) % group.n];
            return true;
        }
    }
    return false;
}

/* The dot of a minority name in one of its many forms. */
static void change_dot(struct sample_dirt *d, struct letters *l)
{
    static const uint32_t dot[] = {0x2022, 0xFF0E, '.', 0x30FB, 0x2027, ' ', 0};
    uint32_t chosen = dot[yx_rng_below(&d->rng, YX_LEN(dot))];
    for (size_t i = 0; i < l->n; i++)
        if (l->cp[i] == 0xB7)
            l->cp[i] = chosen;
}

static bool has_dot(const struct letters *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->cp[i] == 0xB7)
            return true;
    return false;
}

/* Blanks between the letters of a two-character name, as typists align columns. */
static void spread(struct letters *l)
{
    if (l->n != 2)
        return;
    l->cp[2] = l->cp[1];
    l->cp[1] = 0x3000;
    l->n = 3;
}

/* A character described by its parts, as who cannot type it does: 王(日斤). */
static bool describe(struct letters *l)
{
    static const struct {
        uint32_t cp;
        const char *parts;
    } parts[] = {{0x6615, "日斤"}, {0x5A67, "女青"}, {0x8F69, "车干"}, {0x5983, "女己"},
                 {0x6893, "木辛"}, {0x5A77, "女亭"}, {0x6D69, "水告"}, {0x742A, "王其"},
                 {0x6668, "日辰"}, {0x6770, "木灬"}, {0x9E4F, "朋鸟"}, {0x4F73, "人圭"},
                 {0x598D, "女开"}, {0x6021, "心台"}, {0x7433, "王林"}, {0x4DAE, "龙天"}};
    for (size_t i = l->n; i-- > 1;)
        for (size_t k = 0; k < YX_LEN(parts); k++) {
            if (l->cp[i] != parts[k].cp || i + 1 != l->n || l->n + 4 > MAX_NAME)
                continue;
            struct letters two;
            split_name(yx_str_of(parts[k].parts), &two);
            l->cp[i] = '(';
            l->cp[i + 1] = two.cp[0];
            l->cp[i + 2] = two.cp[1];
            l->cp[i + 3] = ')';
            l->n += 3;
            return true;
        }
    return false;
}

/* 䶮, which the code pages of old systems had only as a private-use code point. */
static bool make_private(struct letters *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->cp[i] == 0x4DAE) {
            l->cp[i] = 0xE863;
            return true;
        }
    return false;
}

static void write_name(struct sample_dirt *d, const struct sample_name *name, enum sample_writer by,
                       struct sample_written *out)
{
    yx_buf_puts(&out->name, yx_sample_name_str(name));
    if (!d->is_on)
        return;
    struct letters l;
    split_name(yx_sample_name_str(name), &l);
    if (has_dot(&l)) {
        if (odds(d, by == YX_WRITER_POLICE ? 800 : 4000)) {
            change_dot(d, &l);
            join_name(&l, &out->name);
        }
        return;
    }
    if (l.cp[l.n - 1] == 0x4DAE && odds(d, by == YX_WRITER_POLICE ? 0 : 7000)) {
        if (odds(d, 8000) ? make_private(&l) : describe(&l))
            out->problems |= l.n == 1 || l.cp[l.n - 1] == ')' ? YX_PROBLEM_BIT(COMPONENTS)
                                                              : YX_PROBLEM_BIT(PRIVATE_USE);
        join_name(&l, &out->name);
        return;
    }
    uint64_t x = yx_rng_below(&d->rng, 10000);
    int kind = 0;
    while (kind < N_NAME_DIRTS && x >= name_odds[kind][by])
        x -= name_odds[kind++][by];
    bool is_broken_id = out->dirt > YX_DIRT_FORMAT;
    if (kind == N_NAME_DIRTS && is_broken_id && odds(d, 400))
        kind = NAME_HOMOPHONE;
    switch (kind) {
    case NAME_HOMOPHONE: out->is_name_wrong = confuse(d, &l, YX_PART_HOMOPHONE); break;
    case NAME_LOOKALIKE: out->is_name_wrong = confuse(d, &l, YX_PART_LOOKALIKE); break;
    case NAME_TRADITIONAL: (void)confuse(d, &l, YX_PART_TRADITIONAL); break;
    case NAME_LOST:
        if (l.n > 2) {
            l.cp[1 + yx_rng_below(&d->rng, l.n - 1)] = 0;
            out->is_name_wrong = true;
        }
        break;
    case NAME_BLANKS: spread(&l); break;
    case NAME_UNKNOWN:
        l.cp[l.n - 1] = '?';
        out->problems |= YX_PROBLEM_BIT(QUERY);
        break;
    case NAME_COMPONENTS:
        if (describe(&l))
            out->problems |= YX_PROBLEM_BIT(COMPONENTS);
        break;
    default: return;
    }
    if (out->is_name_wrong)
        out->problems |= YX_PROBLEM_BIT(WRONG_NAME);
    join_name(&l, &out->name);
}

/* The papers of a pupil who has no identity card of the mainland, the same in every list. */
static void write_guest(const struct sample_child *k, struct sample_written *out)
{
    char text[32];
    uint64_t digits = yx_mix64(k->id) % 90000000 + 10000000, first17 = k->id >> 4;
    switch (k->guest) {
    case YX_GUEST_PASSPORT:
        (void)snprintf(text, sizeof text, "E%08u", (unsigned)digits);
        yx_buf_putz(&out->id, text);
        out->problems = YX_PROBLEM_BIT(PASSPORT);
        break;
    case YX_GUEST_RESIDENT: /* 810000, 820000 or 830000, birth, sequence, check digit */
        first17 = (810000 + digits % 3 * 10000) * UINT64_C(100000000000) +
                  first17 % UINT64_C(100000000000);
        yx_id_put(&out->id, first17 << 4 | yx_id_check(first17));
        out->problems = YX_PROBLEM_BIT(RESIDENT);
        break;
    default:
        (void)snprintf(text, sizeof text, "临时%08u", (unsigned)digits);
        yx_buf_putz(&out->id, text);
        out->problems = YX_PROBLEM_BIT(TEMPORARY);
        break;
    }
    yx_sample_student_no(k, &out->student_no);
}

void yx_dirt_child(struct sample_dirt *d, const struct sample_child *k,
                   const struct sample_house *h, enum sample_writer by, struct sample_written *out)
{
    yx_written_init(out);
    if (k->guest > YX_GUEST_OTHER_COUNTY) {
        write_guest(k, out);
        write_name(d, &k->name, by, out);
        return;
    }
    out->dirt = draw_dirt(d, k, h, by);
    yx_id_put(&out->id, k->id);
    spoil_id(d, k, h, out);
    yx_sample_student_no(k, &out->student_no);
    /* The student number is made from the number that was typed, right or wrong. */
    bool is_typed = out->dirt == YX_DIRT_TYPO || out->dirt == YX_DIRT_SWAP ||
                    out->dirt == YX_DIRT_CHECK || out->dirt == YX_DIRT_TWO_EDITS ||
                    out->dirt == YX_DIRT_BIRTH_PART || out->dirt == YX_DIRT_TWIN;
    if (is_typed && k->roll == 'G' && odds(d, 7000)) {
        out->student_no.n = 1;
        yx_buf_puts(&out->student_no, yx_buf_str(&out->id));
    }
    /* Without papers at hand the school got an L number, as formal as G. (J would be a fact.) */
    if ((out->dirt == YX_DIRT_ABSENT || out->dirt == YX_DIRT_PLACEHOLDER) && k->roll == 'G' &&
        odds(d, 5000)) {
        struct sample_child without = *k;
        without.roll = 'L';
        out->student_no.n = 0;
        yx_sample_student_no(&without, &out->student_no);
    }
    struct sample_name name = k->name;
    if (d->is_hard)
        yx_hard_name(d, k, by, &name, out);
    write_name(d, &name, by, out);
    if (out->problems & YX_PROBLEM_BIT(ROMANISED)) {
        out->name.n = 0;
        yx_hard_romanise(d, &name, &out->name);
    }
}

void yx_dirt_adult(struct sample_dirt *d, const struct sample_adult *a, enum sample_writer by,
                   struct sample_written *out)
{
    yx_written_init(out);
    yx_id_put(&out->id, a->id);
    if (odds(d, by == YX_WRITER_POLICE ? 20 : 60)) {
        out->problems |= reformat(d, &out->id);
        out->dirt = YX_DIRT_FORMAT;
    } else if (odds(d, by == YX_WRITER_POLICE ? 10 : 40) && yx_day_split(a->birth).year < 1975) {
        memmove(out->id.p + 6, out->id.p + 8, 9); /* as cards before 1999 had it */
        out->id.n = 15;
        out->dirt = YX_DIRT_FIFTEEN;
    } else if (odds(d, by == YX_WRITER_POLICE ? 30 : 20)) {
        out->id.n = 0;
        out->dirt = YX_DIRT_ABSENT;
    }
    write_name(d, &a->name, by, out);
}

/* ---- dates, grades, schools ---- */

unsigned yx_dirt_day(struct sample_dirt *d, yx_day day, unsigned style, struct yx_buf *out)
{
    if (day == YX_NO_DAY)
        return 0;
    struct yx_ymd t = yx_day_split(day);
    char text[48];
    unsigned x = d->is_on ? style % 48 : 48; /* half of the writers are tidy */
    if (x < 8)
        (void)snprintf(text, sizeof text, "%04d%02d%02d", t.year, t.month, t.day);
    else if (x < 14)
        (void)snprintf(text, sizeof text, "%d/%d/%d", t.year, t.month, t.day);
    else if (x < 19)
        (void)snprintf(text, sizeof text, "%d年%d月%d日", t.year, t.month, t.day);
    else if (x < 23)
        (void)snprintf(text, sizeof text, "%d.%02d.%02d", t.year, t.month, t.day);
    else if (x < 24) /* what Excel counts: days since 1899-12-30 */
        (void)snprintf(text, sizeof text, "%c%d", YX_CELL_AS_NUMBER, day + 25569);
    else
        (void)snprintf(text, sizeof text, "%04d-%02d-%02d", t.year, t.month, t.day);
    yx_buf_putz(out, text);
    return x < 8 ? YX_PROBLEM_BIT(PACKED_DATE) : x == 23 ? YX_PROBLEM_BIT(SERIAL_DATE) : 0;
}

unsigned yx_dirt_month(const struct sample_dirt *d, int year, int month, unsigned style,
                       struct yx_buf *out)
{
    unsigned x = d->is_on ? style % 8 : 7;
    if (x == 0)
        yx_buf_printf(out, "%d.%d", year, month);
    else if (x == 1)
        yx_buf_printf(out, "%d年%d月", year, month);
    else if (x == 2)
        yx_buf_printf(out, "%d%02d01", year, month);
    else
        yx_buf_printf(out, "%d%02d", year, month);
    return x < 2 ? YX_PROBLEM_BIT(MONTH_DATE) : x == 2 ? YX_PROBLEM_BIT(PACKED_DATE) : 0;
}

static const char *const plain_grade[YX_N_STAGES][10] = {
    [YX_STAGE_PRESCHOOL] = {"", "小班", "中班", "大班"},
    [YX_STAGE_PRIMARY] = {"", "一年级", "二年级", "三年级", "四年级", "五年级", "六年级"},
    [YX_STAGE_JUNIOR] = {"", "", "", "", "", "", "", "七年级", "八年级", "九年级"},
    [YX_STAGE_SENIOR] = {"", "高一", "高二", "高三"},
    [YX_STAGE_VOCATIONAL] = {"", "中职一年级", "中职二年级", "中职三年级"},
    [YX_STAGE_HIGHER] = {"", "一年级", "二年级", "三年级", "四年级"},
};
static const char *const colloquial_grade[YX_N_STAGES][10] = {
    [YX_STAGE_PRIMARY] = {"", "小一", "小二", "小三", "小四", "小五", "小六"},
    [YX_STAGE_JUNIOR] = {"", "", "", "", "", "", "", "初一", "初二", "初三"},
};

void yx_dirt_grade(const struct sample_dirt *d, const struct sample_world *w,
                   const struct sample_child *k, unsigned style, struct yx_buf *out)
{
    bool is_compulsory = k->stage == YX_STAGE_PRIMARY || k->stage == YX_STAGE_JUNIOR;
    unsigned spelling = d->is_on && is_compulsory ? style % 8 : 0;
    if (spelling == 1) {
        yx_buf_put_u64(out, k->grade);
        yx_buf_putz(out, "年级");
    } else if (spelling == 2) {
        yx_buf_putz(out, colloquial_grade[k->stage][k->grade]);
    } else if (spelling == 3) {
        int before = k->stage == YX_STAGE_JUNIOR ? k->grade - 7 : k->grade - 1;
        yx_buf_put_u64(out, (uint64_t)(w->school_year - before));
        yx_buf_putz(out, "级");
    } else {
        const char *z = plain_grade[k->stage][k->grade];
        yx_buf_putz(out, z ? z : "");
    }
}

void yx_dirt_school(const struct sample_dirt *d, struct yx_str name, unsigned style,
                    struct yx_buf *out)
{
    /* 中心小学校 is also called 中心小学 */
    struct yx_str tail = YX_S("校");
    bool is_long = yx_str_ends(name, YX_S("小学校")) || yx_str_ends(name, YX_S("中学校"));
    if (d->is_on && style % 5 == 2 && is_long)
        name.n -= tail.n;
    yx_buf_puts(out, name);
}
