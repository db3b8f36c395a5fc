/* cmd_id.c -- the command `yingxue id`. */
#include "cli/cli.h"

#include "codes/citizen_id.h"
#include "codes/code_text.h"
#include "codes/divisions.h"
#include "codes/student_no.h"

static const struct yx_text help = {
    "用法：yingxue id 号码…\n\n"
    "逐个说明号码是什么、说了什么、错在哪里：\n"
    "  居民身份证号 18 位（含港澳台居民居住证、2023 版外国人永久居留身份证）\n"
    "  居民身份证号 15 位（给出升位后的 18 位）\n"
    "  残疾人证号 20 或 22 位（类别、等级、换发次数）\n"
    "  全国学籍号（G、L、J 开头 19 位）\n"
    "校验码或出生日期不对时，列出只差一处（改一位，或相邻两位颠倒）的全部有效号码。\n"
    "全角、空格、引号、连字符、小写 x 不影响识别。区划代码查不到不算错：旧代码撤销后号码不变。\n\n"
    "  --lang zh|en   中文或英文\n"
    "  --             其后都是号码\n\n"
    "结束状态：0 都有效；1 有号码不对；2 用法不对。\n\n"
    "例：yingxue id 11010519491231002X 110105491231002\n",
    "usage: yingxue id NUMBER...\n\n"
    "Says of each number what it is, what it says and what is wrong with it:\n"
    "  resident identity numbers of 18 digits (also residence permits of Hong Kong,\n"
    "  Macao and Taiwan people, and the foreigners' card of 2023)\n"
    "  resident identity numbers of 15 digits (gives the 18)\n"
    "  disabled persons' certificates of 20 or 22 characters (category, grade, reissue)\n"
    "  national student numbers (G, L or J and 18 characters)\n"
    "Where check digit or birth is wrong, all valid numbers one slip away are listed\n"
    "(one digit replaced, or two neighbours exchanged).\n"
    "Full-width digits, blanks, quotes, hyphens and a lower-case x do not matter. An unknown\n"
    "division code is no error: withdrawn codes live on in old numbers.\n\n"
    "  --lang zh|en   Chinese or English\n"
    "  --             only numbers follow\n\n"
    "exit status: 0 all valid; 1 something is wrong; 2 wrong usage.\n\n"
    "example: yingxue id 11010519491231002X 110105491231002\n"};

struct page {
    enum yx_lang lang;
    struct yx_buf text;
};

/* A line, indented; {0}.. are C strings. */
static void line(struct page *p, struct yx_text text, const char *a, const char *b)
{
    const char *args[] = {a, b};
    yx_buf_putz(&p->text, "  ");
    yx_text_render(text, p->lang, args, 2, &p->text);
    yx_buf_putc(&p->text, '\n');
}

static void number_line(struct page *p, struct yx_text text, uint64_t packed)
{
    struct yx_buf b = {0};
    yx_id_put(&b, packed);
    yx_buf_putc(&b, '\0');
    line(p, text, b.p, "");
    yx_buf_free(&b);
}

static void division_line(struct page *p, uint32_t code)
{
    struct yx_division d;
    struct yx_buf path = {0};
    yx_division_path(code, &path);
    bool known = yx_division_find(code, &d);
    uint32_t today = yx_division_successor(code);
    yx_buf_putc(&path, '\0');
    if (known) {
        line(p, YX_TEXT("区划：{0} {1}", "division: {0} {1}"), yx_fmt_u64(code).s, path.p);
    } else if (today) {
        path.n = 0;
        yx_buf_put_u64(&path, today);
        yx_buf_putc(&path, ' ');
        yx_division_path(today, &path);
        yx_buf_putc(&path, '\0');
        line(p,
             YX_TEXT("区划：{0}，已撤销，今为 {1}，不算错",
                     "division: {0}, withdrawn; today {1}; no error"),
             yx_fmt_u64(code).s, path.p);
    } else if (path.n > 1) {
        line(p,
             YX_TEXT("区划：{0}，{1}；现行代码表里没有，可能已撤销，不算错",
                     "division: {0}, {1}; not in today's table, perhaps withdrawn; no error"),
             yx_fmt_u64(code).s, path.p);
    } else {
        line(p,
             YX_TEXT("区划：{0}，现行代码表里没有，可能已撤销，不算错",
                     "division: {0}, not in today's table, perhaps withdrawn; no error"),
             yx_fmt_u64(code).s, "");
    }
    yx_buf_free(&path);
}

static void birth_and_sex(struct page *p, yx_day birth, unsigned sex)
{
    struct yx_buf b = {0};
    yx_day_put(&b, birth);
    yx_buf_putc(&b, '\0');
    line(p, YX_TEXT("出生：{0}", "born: {0}"), b.p, "");
    yx_buf_free(&b);
    if (sex)
        line(p, YX_TEXT("性别：{0}", "sex: {0}"),
             p->lang == YX_EN ? (sex == 1 ? "male" : "female") : (sex == 1 ? "男" : "女"), "");
}

/* How a repair differs from what was written: `第9位 5→6`, `第9、10位颠倒`. */
static void repair_line(struct page *p, uint64_t written, uint64_t repair)
{
    struct yx_buf a = {0}, b = {0}, place = {0};
    yx_id_put(&a, written);
    yx_id_put(&b, repair);
    unsigned first = 18, last = 18;
    for (unsigned i = 0; i < 18; i++)
        if (a.p[i] != b.p[i]) {
            first = first == 18 ? i : first;
            last = i;
        }
    bool en = p->lang == YX_EN;
    if (first == last)
        yx_buf_printf(&place, en ? "digit %u: %c becomes %c" : "第%u位 %c→%c", first + 1,
                      a.p[first], b.p[first]);
    else
        yx_buf_printf(&place, en ? "digits %u and %u exchanged" : "第%u、%u位颠倒", first + 1,
                      last + 1);
    yx_buf_putc(&place, '\0');
    yx_buf_putc(&b, '\0');
    line(p, YX_TEXT("  {0}  {1}", "  {0}  {1}"), b.p, place.p);
    yx_buf_free(&a);
    yx_buf_free(&b);
    yx_buf_free(&place);
}

static void repairs(struct page *p, uint64_t written)
{
    uint64_t found[YX_ID_REPAIRS_MAX];
    size_t n = yx_id_repairs(written, found, YX_LEN(found));
    if (n == 0) {
        line(p,
             YX_TEXT("只改一处得不到有效号码，请对照证件",
                     "no valid number is one slip away: look at the document"),
             "", "");
        return;
    }
    line(p,
         YX_TEXT("只差一处的有效号码（{0} 个，请对照证件）：",
                 "valid numbers one slip away ({0}; look at the document):"),
         yx_fmt_u64(n).s, "");
    for (size_t i = 0; i < n; i++)
        repair_line(p, written, found[i]);
}

/* What paper a valid number of this build belongs to. */
static struct yx_text paper_of(uint64_t packed)
{
    uint32_t province = yx_id_division(packed) / 10000;
    if (province == 81 || province == 82 || province == 83)
        return YX_TEXT("港澳台居民居住证号，有效",
                       "residence permit of Hong Kong, Macao or Taiwan people, valid");
    if (province / 10 == 9)
        return YX_TEXT("外国人永久居留身份证号，有效",
                       "foreigner's permanent residence card, valid");
    return YX_TEXT("居民身份证号，有效", "resident identity number, valid");
}

static void valid_lines(struct page *p, const struct yx_id *id)
{
    line(p, paper_of(id->packed), "", "");
    if (yx_id_division(id->packed) / 100000 != 9)
        division_line(p, id->division);
    birth_and_sex(p, id->birth, id->sex);
}

/* A number with wrong check digit or birth; true when that is so. */
static void wrong_lines(struct page *p, const struct yx_id *id)
{
    char check[2] = {0};
    unsigned want = yx_id_check(id->as_written >> 4), is = (unsigned)(id->as_written & 15);
    check[0] = want == 10 ? 'X' : (char)('0' + want);
    if (yx_id_birth(id->as_written) == YX_NO_DAY) {
        char day[9] = {0};
        struct yx_buf b = {0};
        yx_id_put(&b, id->as_written);
        memcpy(day, b.p + 6, 8);
        yx_buf_free(&b);
        line(p,
             YX_TEXT("居民身份证号，出生日期段 {0} 不成立",
                     "resident identity number, the birth part {0} is no date"),
             day, "");
    }
    if (want != is && yx_id_birth(id->as_written) == YX_NO_DAY)
        line(p,
             YX_TEXT("校验码也不对：按前 17 位应为 {0}",
                     "the check digit is wrong too: by the first 17 it is {0}"),
             check, "");
    else if (want != is)
        line(p,
             YX_TEXT("居民身份证号，校验码错误：按前 17 位应为 {0}",
                     "resident identity number, check digit wrong: by the first 17 it is {0}"),
             check, "");
    division_line(p, id->division);
    repairs(p, id->as_written);
}

/* 1 when something is wrong. */
static int certificate_lines(struct page *p, struct yx_str cell, const struct yx_id *id)
{
    struct yx_disability d;
    if (!yx_disability_read(cell, &d))
        return 1;
    bool ok = id->packed && d.category && d.grade;
    line(p, YX_TEXT("残疾人证号", "disabled person's certificate"), "", "");
    if (id->packed)
        valid_lines(p, id);
    else
        wrong_lines(p, id);
    struct yx_str name = yx_disability_name(d.category, p->lang == YX_EN);
    struct yx_buf b = {0};
    yx_buf_puts(&b, name);
    yx_buf_putc(&b, '\0');
    if (d.category)
        line(p, YX_TEXT("残疾类别：{0} {1}", "category: {0} {1}"), yx_fmt_u64(d.category).s, b.p);
    else
        line(p, YX_TEXT("残疾类别：第 19 位应为 1 至 7", "category: character 19 must be 1 to 7"),
             "", "");
    if (d.grade)
        line(p, YX_TEXT("残疾等级：{0} 级（1 级最重）", "grade: {0} (1 is the most severe)"),
             yx_fmt_u64(d.grade).s, "");
    else
        line(p, YX_TEXT("残疾等级：第 20 位应为 1 至 4", "grade: character 20 must be 1 to 4"), "",
             "");
    if (d.reissue)
        line(p, YX_TEXT("第 {0} 次换发", "reissue {0}"), yx_fmt_u64(d.reissue).s, "");
    yx_buf_free(&b);
    return !ok;
}

static int student_lines(struct page *p, struct yx_str cell)
{
    struct yx_student_no s;
    yx_student_no_read(cell, 0, &s);
    if (s.kind == YX_STUDENT_NO_G) {
        line(p, YX_TEXT("全国学籍号 G：正式学籍号", "national student number G: formal"), "", "");
        if (s.id)
            number_line(
                p,
                YX_TEXT(
                    "含建籍时的身份证号 {0}；证件变更后可能不同，不自动当作现在的身份证号",
                    "holds the identity number of the day it was given, {0}; it may have changed since "
                    "and is not taken for today's"),
                s.id);
        else
            line(p, YX_TEXT("其中的身份证号无效", "the identity number in it is not valid"), "",
                 "");
        return s.id == 0;
    }
    if (s.kind == YX_STUDENT_NO_L)
        line(
            p,
            YX_TEXT(
                "全国学籍号 L：临时学籍号，与正式的效力相同；后 18 位像身份证号而不是",
                "national student number L: temporary, with the effect of a formal one; the 18 digits only look "
                "like an identity number"),
            "", "");
    else
        line(
            p,
            YX_TEXT(
                "全国学籍号 J：无可用身份证件者，可申请转为 G",
                "national student number J: without usable identity papers; may be changed to G on application"),
            "", "");
    division_line(p, s.division);
    return 0;
}

static void length_lines(struct page *p, struct yx_str cell)
{
    struct yx_code_text t;
    yx_code_read(cell, &t);
    line(p,
         YX_TEXT("位数不对：{0} 位，应为 18 位（旧号 15 位）",
                 "wrong length: {0} characters; 18 are needed (15 in old numbers)"),
         yx_fmt_u64(t.n).s, "");
    uint64_t first17;
    if (t.n != 17 || !yx_str_u64((struct yx_str){t.p, t.n}, &first17))
        return;
    uint64_t packed = first17 << 4 | yx_id_check(first17);
    if (yx_id_packed_valid(packed))
        number_line(
            p,
            YX_TEXT("如果漏的是末位校验码：{0}", "if the check digit at the end is missing: {0}"),
            packed);
}

/* Explains one number; 1 when something is wrong with it. */
static int explain(struct page *p, struct yx_str cell)
{
    struct yx_id id;
    yx_id_read(cell, 0, &id);
    yx_buf_puts(&p->text, cell);
    yx_buf_putc(&p->text, '\n');
    switch (id.kind) {
    case YX_ID_VALID: valid_lines(p, &id); return 0;
    case YX_ID_UPGRADED:
        number_line(p,
                    YX_TEXT("15 位旧身份证号，升为 18 位：{0}",
                            "old identity number of 15 digits; with 18: {0}"),
                    id.packed);
        division_line(p, id.division);
        birth_and_sex(p, id.birth, id.sex);
        return 0;
    case YX_ID_CHECK_WRONG:
    case YX_ID_BIRTH_IMPOSSIBLE:
        if (id.as_written)
            wrong_lines(p, &id);
        else
            line(p,
                 YX_TEXT("15 位旧身份证号，出生日期段不成立",
                         "old identity number of 15 digits, the birth part is no date"),
                 "", "");
        return 1;
    case YX_ID_DISABLED_NO: return certificate_lines(p, cell, &id);
    case YX_ID_STUDENT_NO: return student_lines(p, cell);
    case YX_ID_DAMAGED:
        line(
            p,
            YX_TEXT(
                "Excel 损坏：按数字保存只留 15 位，后 3 位丢了，补不回来；请把来源表的这一列设为文本再导出",
                "damaged by Excel: kept as a number, its last 3 digits are gone for good; set the column to text "
                "in the source and export again"),
            "", "");
        if (id.division)
            division_line(p, id.division);
        if (id.birth != YX_NO_DAY)
            birth_and_sex(p, id.birth, 0);
        return 1;
    case YX_ID_PLACEHOLDER:
        line(p, YX_TEXT("占位号，不是真实号码", "a placeholder, no real number"), "", "");
        return 1;
    case YX_ID_LENGTH: length_lines(p, cell); return 1;
    case YX_ID_OTHER_PAPER:
        line(p,
             YX_TEXT("其他证件（护照、通行证等）：没有校验码，无法核对",
                     "another paper (passport, travel permit …): it has no check digit to verify"),
             "", "");
        return 0;
    case YX_ID_EMPTY: line(p, YX_TEXT("空的", "empty"), "", ""); return 1;
    case YX_ID_GARBAGE:
    case YX_N_ID_CLASSES:
        line(p, YX_TEXT("不是证件号", "not a number of a paper"), "", "");
        return 1;
    }
    return 1;
}

int yx_cmd_id(const struct yx_cli *cli, int argc, char **argv)
{
    struct page p = {.lang = cli->lang};
    int first = 1, found = 0;
    if (argc > 1 && strcmp(argv[1], "--") == 0) {
        first = 2;
    } else {
        for (int i = 1; i < argc; i++) {
            if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
                return yx_cli_print(cli, yx_str_of(cli->lang == YX_EN ? help.en : help.zh));
            if (argv[i][0] == '-' && (argv[i][1] < '0' || argv[i][1] > '9'))
                return yx_cli_usage(cli, "id", YX_TEXT("没有选项 {0}", "there is no option {0}"),
                                    argv[i], (const char *)NULL);
        }
    }
    if (first >= argc)
        return yx_cli_usage(cli, "id", YX_TEXT("要写一个或多个号码", "give one number or more"),
                            (const char *)NULL);
    for (int i = first; i < argc; i++) {
        if (i > first)
            yx_buf_putc(&p.text, '\n');
        found |= explain(&p, yx_str_of(argv[i]));
    }
    int rc = yx_cli_print(cli, yx_buf_str(&p.text));
    yx_buf_free(&p.text);
    return rc ? rc : found ? 1 : 0;
}
