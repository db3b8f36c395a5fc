/* student_no.c -- the national student number and local ones. */
#include "codes/student_no.h"

#include "base/hash.h"
#include "codes/citizen_id.h"
#include "codes/code_text.h"
#include "table/table.h"

/* A local number of so many digits kept as a number has lost its last ones. */
enum { EXACT_DIGITS = 15, LOCAL_LEAST = 4 };

static uint64_t number_of(const char *p, unsigned n)
{
    uint64_t k = 0;
    for (unsigned i = 0; i < n; i++)
        k = k * 10 + (uint64_t)(p[i] - '0');
    return k;
}

void yx_student_no_read(struct yx_str cell, uint8_t marks, struct yx_student_no *out)
{
    *out = (struct yx_student_no){.kind = YX_STUDENT_NO_NONE};
    struct yx_code_text t;
    yx_code_read(cell, &t);
    if (t.n == 0 || t.has_other || t.is_long || (marks & (YX_CELL_ERROR | YX_CELL_EXPONENT)))
        return;
    bool digits = true, zeros = true;
    for (unsigned i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')))
            return;
        if (i > 0)
            digits = digits && c >= '0' && (c <= '9' || (c == 'X' && i + 1 == t.n));
        zeros = zeros && c == t.p[0];
    }
    if (zeros || t.n < LOCAL_LEAST || ((marks & YX_CELL_NUMBER) && t.n > EXACT_DIGITS))
        return;
    memcpy(out->text, t.p, YX_MIN((size_t)t.n, sizeof out->text - 1));
    if (t.p[0] == 'G' || t.p[0] == 'L' || t.p[0] == 'J') {
        if (t.n != 19 || !digits) {
            out->kind = YX_STUDENT_NO_BROKEN;
            return;
        }
        out->kind = t.p[0] == 'G'   ? YX_STUDENT_NO_G
                    : t.p[0] == 'L' ? YX_STUDENT_NO_L
                                    : YX_STUDENT_NO_J;
        if (out->kind != YX_STUDENT_NO_L) {
            struct yx_id id;
            yx_id_read((struct yx_str){t.p + 1, 18}, 0, &id);
            out->id = id.kind == YX_ID_VALID ? id.packed : 0;
        }
        if (out->kind != YX_STUDENT_NO_G)
            out->division = (uint32_t)number_of(t.p + 1, 6);
    } else {
        out->kind = YX_STUDENT_NO_LOCAL;
    }
    out->hash = yx_hash(t.p, t.n);
    out->hash += out->hash == 0;
}
