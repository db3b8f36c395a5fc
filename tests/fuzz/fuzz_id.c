/* fuzz_id.c -- any bytes as a cell: numbers, dates, grades, classes, headings. */
#include "codes/citizen_id.h"
#include "codes/divisions.h"
#include "codes/ethnic.h"
#include "codes/forms.h"
#include "codes/headings.h"
#include "codes/identity_class.h"
#include "codes/school_code.h"
#include "codes/stages.h"
#include "codes/states.h"
#include "codes/student_no.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte gives the marks, the rest is the cell. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    uint8_t marks = data[0] & 31;
    struct yx_str cell = {(const char *)data + 1, size - 1};
    struct yx_id id;
    yx_id_read(cell, marks, &id);
    YX_ASSERT((unsigned)id.kind < YX_N_ID_CLASSES);
    YX_ASSERT(id.packed == 0 ||
              (yx_id_packed_valid(id.packed) && id.birth == yx_id_birth(id.packed)));
    YX_ASSERT(id.as_written == 0 || id.packed == 0);
    uint64_t repair[YX_ID_REPAIRS_MAX];
    size_t n = id.as_written ? yx_id_repairs(id.as_written, repair, YX_ID_REPAIRS_MAX) : 0;
    for (size_t i = 0; i < n; i++)
        YX_ASSERT(yx_id_packed_valid(repair[i]));
    struct yx_buf b = {0};
    if (id.packed) { /* what is written is read again */
        struct yx_id again;
        yx_id_put(&b, id.packed);
        yx_id_read(yx_buf_str(&b), 0, &again);
        YX_ASSERT(again.packed == id.packed);
        b.n = 0;
    }
    yx_id_mask(&b, cell);
    if (yx_utf8_valid(cell) == cell.n)
        YX_ASSERT(yx_utf8_count(yx_buf_str(&b)) == yx_utf8_count(cell));
    b.n = 0;
    struct yx_disability d;
    (void)yx_disability_read(cell, &d);
    struct yx_student_no s;
    yx_student_no_read(cell, marks, &s);
    YX_ASSERT(s.hash == 0 || s.text[0]);
    struct yx_school_code code;
    (void)yx_school_code_read(cell, &code);
    struct yx_date_form from, to;
    if (yx_date_read(cell, marks, &from))
        YX_ASSERT(from.day != YX_NO_DAY);
    (void)yx_span_read(cell, marks, &from, &to);
    if (yx_date_find(cell, &from))
        YX_ASSERT(from.day != YX_NO_DAY);
    (void)yx_answer_read(cell);
    struct yx_grade g;
    if (yx_grade_read(cell, size % 128, 19000, &g))
        YX_ASSERT(g.grade >= 0 && g.grade < 20 && (unsigned)g.stage < YX_N_STAGES);
    struct yx_identity_set set;
    yx_identity_read(cell, &set);
    (void)yx_ethnic_read(cell);
    (void)yx_state_read(YX_S("学籍状态"), cell);
    (void)yx_county_read(cell, 500243);
    (void)yx_town_find(500243, cell);
    (void)yx_heading_clean(cell, &b);
    (void)yx_heading_field(cell, YX_N_KINDS);
    (void)yx_kind_hint(cell);
    yx_buf_free(&b);
    return 0;
}
