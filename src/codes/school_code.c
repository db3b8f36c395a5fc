/* school_code.c -- the ten digits of a school. */
#include "codes/school_code.h"

#include "base/hash.h"
#include "codes/code_text.h"
#include "codes/data_table.h"
#include "codes/divisions.h"
#include "codes/stages.h"

enum { KIND_CODE, KIND_NAME, KIND_STAGES };

static uint32_t row_of(uint8_t kind)
{
    char code[2] = {(char)('0' + kind / 10), (char)('0' + kind % 10)};
    return yx_data_find(&yx_data_school_kinds, KIND_CODE, (struct yx_str){code, 2});
}

bool yx_school_code_read(struct yx_str cell, struct yx_school_code *out)
{
    struct yx_code_text t;
    uint64_t code;
    yx_code_read(cell, &t);
    if (t.has_other || t.n != 10 || !yx_str_u64((struct yx_str){t.p, t.n}, &code))
        return false;
    unsigned province = (unsigned)(code / 1000000 % 100);
    if (province < 11 || province > 82)
        return false;
    *out = (struct yx_school_code){.code = code, .kind = (uint8_t)(code / 100000000)};
    uint32_t row = row_of(out->kind);
    if (row < yx_data_school_kinds.n_rows) {
        struct yx_str stages = yx_data_at(&yx_data_school_kinds, row, KIND_STAGES), s;
        while (yx_str_split(&stages, ' ', &s))
            if (s.n)
                out->stages |= 1U << yx_stage_read(s);
    }
    return true;
}

struct yx_str yx_school_kind_name(uint8_t kind)
{
    uint32_t row = row_of(kind);
    return row < yx_data_school_kinds.n_rows ? yx_data_at(&yx_data_school_kinds, row, KIND_NAME)
                                             : (struct yx_str){NULL, 0};
}

/* ---- names ---- */

static void strip_prefix(struct yx_str *s, struct yx_str prefix)
{
    if (prefix.n && s->n >= prefix.n + 12 && yx_str_starts(*s, prefix)) /* four characters stay */
        *s = yx_str_sub(*s, prefix.n, s->n);
}

uint64_t yx_school_name_key(struct yx_str cell, uint32_t county)
{
    struct yx_buf text = {0};
    uint32_t cp;
    for (size_t at = 0; yx_utf8_next(cell, &at, &cp);) {
        if (cp <= ' ' || cp == 0xA0 || cp == 0x3000 || cp == 0xFEFF ||
            (cp >= 0x200B && cp <= 0x200D))
            continue;
        if (cp >= 0xFF01 && cp <= 0xFF5E)
            cp -= 0xFEE0;
        yx_utf8_put(&text, cp);
    }
    struct yx_str s = yx_buf_str(&text);
    struct yx_division d;
    for (uint32_t part = county ? county / 10000 * 10000 : 0; county && part;) {
        if (yx_division_find(part, &d))
            strip_prefix(&s, d.name);
        if (part == county)
            break;
        part = part == county / 100 * 100 ? county : part % 10000 ? county : county / 100 * 100;
    }
    if (county && yx_division_find(county, &d) && d.name.n >= 9) {
        char brief[16]; /* 彭水县: the first two characters, and 县, 区 or 市 */
        static const char *const suffix[] = {"县", "区", "市"};
        for (size_t i = 0; i < YX_LEN(suffix); i++) {
            memcpy(brief, d.name.p, 6);
            memcpy(brief + 6, suffix[i], 3);
            strip_prefix(&s, (struct yx_str){brief, 9});
        }
    }
    if (yx_str_ends(s, YX_S("小学校")) || yx_str_ends(s, YX_S("中学校")))
        s.n -= 3; /* 中心小学校 is also called 中心小学 */
    uint64_t key = s.n ? yx_hash_str(s) | 1 : 0;
    yx_buf_free(&text);
    return key;
}
