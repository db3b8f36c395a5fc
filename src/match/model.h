/* model.h -- the passes of a match model, ready to run.
 *
 * A match model 比对 says in lines `先 …` by what two rows are the same person,
 * strongest first.  Each line is a conjunction with one key, by which the other
 * row is found (证件号 一致, 证件号 可修复, 证件号前17位 一致, 学籍号 一致,
 * 监护人证件号 一致, or 姓名 一致 together with 别栏证件号, 证件号前15位, 家人证件号,
 * 账号, 学校 or 出生日期 一致), and conditions, by
 * which what was found is confirmed; alternatives with 或, strongest first.  Its
 * name (P1, …) follows the condition and comes back as the reason of a link.
 *
 * Ownership: the model lives in the arena given.  Errors: YX_INVALID with a
 * report for a line that is no such conjunction.  Threads: immutable. */
#ifndef YX_MATCH_MODEL_H
#define YX_MATCH_MODEL_H

#include "base/err.h"
#include "base/str.h"

struct yx_arena;
struct yx_document;
struct yx_report;

/* What is the same in two rows; bits. */
enum yx_agree {
    YX_AGREE_NAME = 1,       /* 姓名 一致, once normalised */
    YX_AGREE_SURNAME = 2,    /* 姓氏 一致: the first character */
    YX_AGREE_BIRTH = 4,      /* 出生日期 一致, both known */
    YX_AGREE_SEX = 8,        /* 性别 一致, both known */
    YX_AGREE_DIVISION = 16,  /* 区划 一致 */
    YX_AGREE_GUARDIAN = 32,  /* 监护人姓名 一致 */
    YX_AGREE_NO_NAME = 64,   /* 姓名 为空, on either side */
    YX_AGREE_NEAR_NAME = 128 /* 姓名 可修复: the same, or but for one slip */
};

/* PASS_KEY(id, 中文): how the other row is found. */
#define YX_PASS_KEYS(PASS_KEY)                                                                     \
    PASS_KEY(ID, "证件号 一致")                                                                    \
    PASS_KEY(REPAIR, "证件号 可修复")                                                              \
    PASS_KEY(FIRST17, "证件号前17位 一致")                                                         \
    PASS_KEY(STUDENT_NO, "学籍号 一致")                                                            \
    PASS_KEY(GUARDIAN_ID, "监护人证件号 一致")                                                     \
    PASS_KEY(ID_ELSEWHERE, "别栏证件号 一致")                                                      \
    PASS_KEY(FAMILY_ID, "家人证件号 一致")                                                         \
    PASS_KEY(ID_FIRST15, "证件号前15位 一致")                                                      \
    PASS_KEY(ID_NEAR, "证件号任15位 一致")                                                         \
    PASS_KEY(ACCOUNT, "账号 一致")                                                                 \
    PASS_KEY(SCHOOL, "学校 一致")                                                                  \
    PASS_KEY(NAME_BIRTH, "姓名 一致 且 出生日期 一致")

enum yx_pass_key {
#define PASS_KEY(id, zh) YX_PASS_##id,
    YX_PASS_KEYS(PASS_KEY)
#undef PASS_KEY
        YX_N_PASS_KEYS
};

enum { YX_PASS_ALTERNATIVES = 8, YX_PASSES_MAX = 32 };

struct yx_pass {
    enum yx_pass_key key;
    uint8_t any[YX_PASS_ALTERNATIVES]; /* one of these sets of enum yx_agree must hold; strongest
                                          first; a set of 0 always holds */
    uint8_t n_any;
    struct yx_str reason; /* P1 */
    uint32_t line;        /* in the document */
};

struct yx_match_model {
    struct yx_pass *pass; /* in the order of the document */
    uint32_t n_passes;
    uint32_t block_most; /* 分块 … 上限: pairs that one row may be in */
};

/* Compile a parsed document of kind 比对. */
int yx_match_compile(const struct yx_document *doc, struct yx_arena *a, struct yx_report *report,
                     struct yx_match_model *out);

/* The model of persons built into the program (matches/person.yx).  Parsed and
 * compiled at the first call of each arena's owner; YX_INVALID with the first
 * message if it does not compile, which the tests exclude. */
int yx_match_person_model(struct yx_arena *a, struct yx_match_model *out, struct yx_err *err);

/* Keys that several people may share: each alternative needs the name, or one near it. */
static inline bool yx_pass_key_needs_name(enum yx_pass_key k)
{
    return k >= YX_PASS_ID_ELSEWHERE && k < YX_PASS_NAME_BIRTH;
}
/* Of these, those by which rows meet only if their names are the same. */
static inline bool yx_pass_key_is_named(enum yx_pass_key k)
{
    return k >= YX_PASS_ID_FIRST15 && k < YX_PASS_NAME_BIRTH;
}

/* The first alternative of the pass that holds, from 0; -1 if none. */
static inline int yx_pass_holds(const struct yx_pass *p, unsigned agree)
{
    for (int i = 0; i < p->n_any; i++)
        if ((p->any[i] & agree) == p->any[i])
            return i;
    return -1;
}

#endif
