/* student_no.c -- the national student number and local ones. */
#include "codes/student_no.h"

#include "base/digits.h"
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

static enum yx_student_no_kind kind_of_letter(char c)
{
    return c == 'G' ? YX_STUDENT_NO_G : c == 'L' ? YX_STUDENT_NO_L : YX_STUDENT_NO_J;
}

static uint64_t hash_of(const char *p, size_t n)
{
    uint64_t h = yx_hash(p, n);
    return h + (h == 0);
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
        out->kind = kind_of_letter(t.p[0]);
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
    out->hash = hash_of(t.p, t.n);
}

/* A national number that stands in the cell as it should. */
static bool is_usual(struct yx_str cell, uint8_t marks)
{
    return cell.n == 19 && !marks && (cell.p[0] == 'G' || cell.p[0] == 'L' || cell.p[0] == 'J') &&
           yx_digits_are8(cell.p + 1) && yx_digits_are8(cell.p + 9) && cell.p[17] >= '0' &&
           cell.p[17] <= '9' && ((cell.p[18] >= '0' && cell.p[18] <= '9') || cell.p[18] == 'X');
}

enum yx_student_no_kind yx_student_no_kind(struct yx_str cell, uint8_t marks)
{
    if (YX_LIKELY(is_usual(cell, marks)))
        return kind_of_letter(cell.p[0]);
    struct yx_student_no no;
    yx_student_no_read(cell, marks, &no);
    return no.kind;
}

uint64_t yx_student_no_hash(struct yx_str cell, uint8_t marks)
{
    if (YX_LIKELY(is_usual(cell, marks)))
        return hash_of(cell.p, cell.n);
    struct yx_student_no no;
    yx_student_no_read(cell, marks, &no);
    return no.hash;
}
