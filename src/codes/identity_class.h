/* identity_class.h -- identity classes: names, former names, whose they are.
 *
 * 脱贫户, 低保, 残疾 … as data/identity.csv has them, with the names they bore and
 * bear, each for its time.  A class is known by its number in that file's order
 * (below 64, so that sets are masks).
 *
 * Ownership: static names.  Errors: -1.  Threads: safe. */
#ifndef YX_CODES_IDENTITY_CLASS_H
#define YX_CODES_IDENTITY_CLASS_H

#include "base/date.h"

enum yx_identity_owner {
    YX_IDENTITY_PERSON,    /* 残疾, 孤儿, 特困, 事实无人抚养儿童, 烈士子女 */
    YX_IDENTITY_HOUSEHOLD, /* 脱贫 and 监测 classes: all of the household */
    YX_IDENTITY_LISTED     /* 低保, 认定困难: the persons on the list */
};

struct yx_identity_set {
    uint64_t held;    /* classes named */
    uint64_t maybe;   /* 监测 without its class: the three of which one is meant */
    bool is_none;     /* 无, 非困难: known to be none */
    bool has_unknown; /* words that name no class */
};

int yx_identity_count(void);
struct yx_str yx_identity_name(int identity);
enum yx_identity_owner yx_identity_owner_of(int identity);
/* Is there such a class on that day, under this name or a former one: 边缘易致贫户 from 20 March
 * 2020; 脱贫户 from 2014, as 建档立卡户 at first. */
bool yx_identity_in_use(int identity, yx_day on);
/* 风险消除 ends 边缘易致贫户 and 突发严重困难户, and no other. */
bool yx_identity_ends_with_risk(int identity);
/* The class whose name or alias is exactly the word (brackets and blanks aside); -1. */
int yx_identity_find(struct yx_str word);
/* All classes named in a cell, a list's name or a title, longest words first; words joined by
 * `、，,;/+` or by nothing. */
void yx_identity_read(struct yx_str text, struct yx_identity_set *out);

#endif
