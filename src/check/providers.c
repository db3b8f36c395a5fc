/* providers.c -- who can supply a missing fact, by data/providers.csv. */
#include "check/check_int.h"

struct provider {
    const char *fact, *member, *who;
};

#include "providers.inc"

struct yx_str yx_provider_of(struct yx_str fact, struct yx_str member, enum yx_owner owner)
{
    for (size_t i = 0; i < YX_LEN(providers); i++)
        if (yx_str_is(fact, providers[i].fact) && yx_str_is(member, providers[i].member))
            return yx_str_of(providers[i].who);
    switch (owner) {
    case YX_OF_SCHOOL: return YX_S("学校");
    case YX_OF_FAMILY: return YX_S("家长");
    case YX_OF_STUDENT: return YX_S("学校");
    }
    return YX_S("学校");
}
