/* fields.c -- the kinds of rosters and the columns we know. */
#include "codes/fields.h"

static const struct yx_str kind_names[] = {
#define KIND(id, zh) {zh, sizeof(zh) - 1},
#include "codes/fields.def"
#undef KIND
};

static const struct yx_str field_names[] = {
#define FIELD(id, zh) {zh, sizeof(zh) - 1},
#include "codes/fields.def"
#undef FIELD
};

struct yx_str yx_kind_name(enum yx_kind k)
{
    return (unsigned)k < YX_N_KINDS ? kind_names[k] : (struct yx_str){NULL, 0};
}

struct yx_str yx_field_name(enum yx_field f)
{
    return (unsigned)f < YX_N_FIELDS ? field_names[f] : (struct yx_str){NULL, 0};
}

enum yx_kind yx_kind_find(struct yx_str name)
{
    unsigned k = 0;
    while (k < YX_N_KINDS && !yx_str_eq(kind_names[k], name))
        k++;
    return (enum yx_kind)k;
}

enum yx_field yx_field_find(struct yx_str name)
{
    if (!name.n)
        return YX_N_FIELDS;
    char last = name.p[name.n - 1]; /* many names are of one length, and few end alike */
    unsigned f = 0;
    while (f < YX_N_FIELDS && (field_names[f].n != name.n || field_names[f].p[name.n - 1] != last ||
                               !yx_str_eq(field_names[f], name)))
        f++;
    return (enum yx_field)f;
}
