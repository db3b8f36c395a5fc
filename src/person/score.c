/* score.c -- how much two unlinked rows look like one person. */
#include "person/score.h"

/* Evidence, weakest bit first, so that ranks compare by the strongest difference. */
enum evidence {
    PLAUSIBLE = 1,
    SAME_SEX = 2,
    SAME_AREA = 4,
    NEAR_BIRTH = 8,
    SAME_GUARDIAN = 16,
    SAME_BIRTH = 32,
    SAME_NAME = 64
};

/* One slip of the pen in a date: one of year, month, day differs, or month and day
 * are exchanged. */
static bool are_near(yx_day a, yx_day b)
{
    struct yx_ymd x = yx_day_split(a), y = yx_day_split(b);
    int same = (x.year == y.year) + (x.month == y.month) + (x.day == y.day);
    return same == 2 || (x.year == y.year && x.month == y.day && x.day == y.month);
}

/* Two numbers and two names are two children, twins or not.  One number or none: the
 * same name needs the birth, or the same family; a name with one slip needs the birth
 * and the place, or the family. */
struct pair_score yx_pair_judge(const struct resolve *s, uint32_t left, uint32_t right)
{
    struct pair_score none = {0, false};
    enum yx_name_level name = resolve_name_level(s, left, right);
    bool has_two_numbers =
        resolve_number(s, resolve_root(s, left)) && resolve_number(s, resolve_root(s, right));
    if (name != YX_NAME_SAME && (name != YX_NAME_ONE_EDIT || has_two_numbers))
        return none;
    yx_day x = resolve_birth(s, left), y = resolve_birth(s, right);
    bool knows_birth = x != YX_NO_DAY && y != YX_NO_DAY;
    bool same_birth = knows_birth && x == y;
    bool near_birth = knows_birth && !same_birth && are_near(x, y);
    unsigned agree = resolve_agree(s, left, right);
    bool same_guardian = (agree & YX_AGREE_GUARDIAN) != 0;
    int area = resolve_same_area(s, left, right);
    uint8_t f = resolve_sex(s, left), g = resolve_sex(s, right);
    bool other_sex = f && g && f != g;

    bool plausible, must_be_unique = false;
    if (name == YX_NAME_SAME && same_birth) {
        plausible = same_guardian || (area >= 0 && !(has_two_numbers && other_sex));
    } else if (name == YX_NAME_SAME) {
        must_be_unique = !same_guardian;
        plausible = same_guardian ? near_birth || !knows_birth
                                  : area > 0 && !has_two_numbers && !other_sex &&
                                        (near_birth || !knows_birth);
    } else {
        plausible = same_birth && !other_sex && (same_guardian || area > 0);
        must_be_unique = !same_guardian;
    }
    if (!plausible)
        return none;
    uint32_t rank = PLAUSIBLE;
    rank |= name == YX_NAME_SAME ? (uint32_t)SAME_NAME : 0;
    rank |= same_birth ? (uint32_t)SAME_BIRTH : 0;
    rank |= same_guardian ? (uint32_t)SAME_GUARDIAN : 0;
    rank |= near_birth ? (uint32_t)NEAR_BIRTH : 0;
    rank |= area > 0 ? (uint32_t)SAME_AREA : 0;
    rank |= f && f == g ? (uint32_t)SAME_SEX : 0;
    return (struct pair_score){rank, must_be_unique};
}
