/* school_code.c -- the ten digits of a school. */
#include "codes/school_code.h"

#include "codes/code_text.h"
#include "codes/data_table.h"
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
