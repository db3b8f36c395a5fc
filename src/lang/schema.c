/* schema.c -- the words of the language as numbers, and what they are.
 *
 * DESIGN
 * The tables are schema.def, included once per view.  Words are found through
 * an open-addressing table, place rules through a copy sorted by block and
 * host; both are made once, on first use. */
#include "lang/schema.h"

#include "base/hash.h"

#include <pthread.h>
#include <stdlib.h>

enum { P = YX_DOC_POLICY, L = YX_DOC_LEDGER, N = YX_DOC_PLAN, M = YX_DOC_MATCH };

#define WORD(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const struct yx_keyword keywords[YX_N_KWS] = {
#define KEYWORD(id, kinds_, zh_, en_, needs, help_zh, help_en)                                     \
    [YX_KW_##id] = {WORD(zh_), WORD(en_), (kinds_), (needs) != 0, {help_zh, help_en}},
#include "lang/schema.def"
#undef KEYWORD
};

static const struct {
    struct yx_str zh, en, sign;
} operators[YX_N_OPS] = {
#define OPERATOR(id, zh_, en_, sign_) [YX_OP_##id] = {WORD(zh_), WORD(en_), WORD(sign_)},
#include "lang/schema.def"
#undef OPERATOR
};

static const struct yx_operand_rule operand_rules[YX_N_OPERANDS] = {
#define OPERAND(id, min_, max_, zh, en) [YX_OPERANDS_##id] = {min_, max_, {zh, en}},
#include "lang/schema.def"
#undef OPERAND
};

static const struct yx_place_rule written[] = {
#define PLACE(kinds_, block_, host_, what_, operands_, times_)                                     \
    {.kinds = (kinds_),                                                                            \
     .block = YX_WHAT_##block_,                                                                    \
     .what = YX_WHAT_##what_,                                                                      \
     .host = YX_HOST_##host_,                                                                      \
     .operands = YX_OPERANDS_##operands_,                                                          \
     .times = YX_TIMES_##times_},
#include "lang/schema.def"
#undef PLACE
};

_Static_assert((int)YX_WHAT_TABLE == (int)YX_KW_TABLE, "keywords and place rows count alike");

enum { SLOTS = 1024, N_KINDS = 4 };

static struct {
    struct {
        struct yx_str word;
        uint16_t kw, op; /* one of them */
    } slot[SLOTS];
    struct yx_place_rule place[N_KINDS][YX_LEN(written)]; /* by kind; sorted */
    size_t n_places[N_KINDS];
} made;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void put(struct yx_str word, uint16_t kw, uint16_t op)
{
    if (word.n == 0)
        return;
    size_t i = yx_hash_str(word) % SLOTS;
    while (made.slot[i].word.n)
        i = (i + 1) % SLOTS;
    made.slot[i].word = word;
    made.slot[i].kw = kw;
    made.slot[i].op = op;
}

static int by_place(const void *a, const void *b)
{
    const struct yx_place_rule *x = a, *y = b;
    if (x->block != y->block)
        return x->block < y->block ? -1 : 1;
    if (x->host != y->host)
        return x->host < y->host ? -1 : 1;
    return (x->what > y->what) - (x->what < y->what);
}

static void make(void)
{
    for (int i = 1; i < YX_N_KWS; i++) {
        put(keywords[i].zh, (uint16_t)i, 0);
        put(keywords[i].en, (uint16_t)i, 0);
    }
    for (int i = 1; i < YX_N_OPS; i++) {
        put(operators[i].zh, 0, (uint16_t)i);
        put(operators[i].en, 0, (uint16_t)i);
    }
    for (unsigned k = 0; k < N_KINDS; k++) {
        for (size_t i = 0; i < YX_LEN(written); i++)
            if (written[i].kinds & 1U << k)
                made.place[k][made.n_places[k]++] = written[i];
        qsort(made.place[k], made.n_places[k], sizeof made.place[k][0], by_place);
    }
}

/* The slot of a word, or of its kind if a keyword of other documents shares it. */
static size_t find(struct yx_str word)
{
    (void)pthread_once(&once, make);
    size_t i = yx_hash_str(word) % SLOTS;
    while (made.slot[i].word.n && !yx_str_eq(made.slot[i].word, word))
        i = (i + 1) % SLOTS;
    return i;
}

const struct yx_keyword *yx_keyword_of(enum yx_kw kw)
{
    YX_ASSERT(kw > YX_KW_NONE && kw < YX_N_KWS);
    return &keywords[kw];
}

enum yx_kw yx_keyword_find(struct yx_str word, unsigned kinds)
{
    enum yx_kw kw = made.slot[find(word)].kw;
    return kw && (keywords[kw].kinds & kinds) ? kw : YX_KW_NONE;
}

struct yx_str yx_keyword_name(enum yx_kw kw, enum yx_lang lang)
{
    const struct yx_keyword *k = yx_keyword_of(kw);
    return lang == YX_EN ? k->en : k->zh;
}

enum yx_op yx_operator_find(struct yx_str word)
{
    return made.slot[find(word)].op;
}

struct yx_str yx_operator_name(enum yx_op op, enum yx_lang lang)
{
    YX_ASSERT(op < YX_N_OPS);
    if (operators[op].sign.n)
        return operators[op].sign;
    return lang == YX_EN ? operators[op].en : operators[op].zh;
}

const struct yx_place_rule *yx_places(enum yx_doc_kind kind, unsigned block, enum yx_host host,
                                      size_t *n)
{
    (void)pthread_once(&once, make);
    unsigned k = kind == YX_DOC_LEDGER ? 1 : kind == YX_DOC_PLAN ? 2 : kind == YX_DOC_MATCH ? 3 : 0;
    const struct yx_place_rule *v = made.place[k];
    size_t lo = 0, hi = made.n_places[k];
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (v[mid].block < block || (v[mid].block == block && v[mid].host < host))
            lo = mid + 1;
        else
            hi = mid;
    }
    size_t end = lo;
    while (end < made.n_places[k] && v[end].block == block && v[end].host == host)
        end++;
    *n = end - lo;
    return v + lo;
}

const struct yx_operand_rule *yx_operand_rule_of(enum yx_operands o)
{
    YX_ASSERT(o < YX_N_OPERANDS);
    return &operand_rules[o];
}
