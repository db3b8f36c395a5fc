/* model.c -- the passes of a match model, ready to run. */
#include "match/model.h"

#include "base/mem.h"

int yx_match_person_model(struct yx_arena *a, struct yx_match_model *out, struct yx_err *err)
{
    enum { N = YX_AGREE_NAME, B = YX_AGREE_BIRTH, S = YX_AGREE_SURNAME, NEAR = YX_AGREE_NEAR_NAME };
    static const struct yx_pass passes[] = {
        {YX_PASS_ID, {N}, 1, {"P1", 2}, 0},
        {YX_PASS_ID, {0}, 1, {"P2", 2}, 0},
        {YX_PASS_STUDENT_NO, {N, B, YX_AGREE_NO_NAME}, 3, {"学籍号", 9}, 0},
        {YX_PASS_FIRST17, {N, B}, 2, {"P4", 2}, 0},
        {YX_PASS_REPAIR, {N | B, N, B | NEAR, B | S}, 4, {"P3", 2}, 0},
        {YX_PASS_GUARDIAN_ID, {N | B, N, B | NEAR, B | S}, 4, {"P5", 2}, 0},
        {YX_PASS_NAME_BIRTH, {N | B | YX_AGREE_DIVISION}, 1, {"P6", 2}, 0},
    };
    (void)err;
    out->n_passes = YX_LEN(passes);
    out->pass = YX_NEW(a, struct yx_pass, out->n_passes);
    memcpy(out->pass, passes, sizeof passes);
    out->block_most = 200;
    return YX_OK;
}
