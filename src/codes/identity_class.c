/* identity_class.c -- identity classes: names, former names, whose they are. */
#include "codes/identity_class.h"

#include "codes/code_text.h"
#include "codes/data_table.h"

enum {
    CLASS_NAME,
    CLASS_OWNER,
    CLASS_RISK,
    CLASS_FROM,
    CLASS_TO,
    CLASS_ALIASES,
    CLASS_AMBIGUOUS,
    CLASS_SINCE
};

static struct yx_str at(int identity, uint32_t column)
{
    return yx_data_at(&yx_data_identity, (uint32_t)identity, column);
}

/* The list ends with three rows of words that are no class: watched without saying which class,
 * none at all, and words that look like a class. */
enum { ROWS_OF_WORDS = 3, WORDS_WATCHED = 3, WORDS_NONE = 2, WORDS_NO_CLASS = 1 };

int yx_identity_count(void)
{
    return (int)yx_data_identity.n_rows - ROWS_OF_WORDS;
}

static struct yx_str words_of(int from_end)
{
    return at((int)yx_data_identity.n_rows - from_end, CLASS_ALIASES);
}

struct yx_str yx_identity_name(int identity)
{
    return identity < 0 || identity >= yx_identity_count() ? (struct yx_str){NULL, 0}
                                                           : at(identity, CLASS_NAME);
}

enum yx_identity_owner yx_identity_owner_of(int identity)
{
    struct yx_str s = at(identity, CLASS_OWNER);
    return yx_str_is(s, "户")     ? YX_IDENTITY_HOUSEHOLD
           : yx_str_is(s, "在册") ? YX_IDENTITY_LISTED
                                  : YX_IDENTITY_PERSON;
}

bool yx_identity_ends_with_risk(int identity)
{
    return yx_str_is(at(identity, CLASS_RISK), "是");
}

/* The class a word names, -1; *n gets the bytes of the longest name or alias `text` begins with. */
static int class_at(struct yx_str text, size_t *n)
{
    int best = -1;
    *n = 0;
    for (int k = 0; k < yx_identity_count(); k++) {
        struct yx_str words = at(k, CLASS_ALIASES), word = at(k, CLASS_NAME);
        do {
            if (word.n > *n && yx_str_starts(text, word)) {
                best = k;
                *n = word.n;
            }
        } while (yx_str_split(&words, ' ', &word));
    }
    return best;
}

/* Bytes of the longest of the words that `text` begins with. */
static size_t word_at(struct yx_str text, struct yx_str words)
{
    size_t best = 0;
    struct yx_str word;
    while (yx_str_split(&words, ' ', &word))
        if (word.n > best && yx_str_starts(text, word))
            best = word.n;
    return best;
}

bool yx_identity_in_use(int identity, yx_day on)
{
    yx_day from, to;
    struct yx_str since = at(identity, CLASS_SINCE);
    return (!yx_day_parse(since.n ? since : at(identity, CLASS_FROM), &from) || from <= on) &&
           (!yx_day_parse(at(identity, CLASS_TO), &to) || on <= to);
}

int yx_identity_find(struct yx_str word)
{
    struct yx_identity_set set;
    yx_identity_read(word, &set);
    if (set.has_unknown || set.maybe || set.is_none || set.held == 0 || (set.held & (set.held - 1)))
        return -1;
    return __builtin_ctzll(set.held);
}

void yx_identity_read(struct yx_str text, struct yx_identity_set *out)
{
    *out = (struct yx_identity_set){0, 0, false, false};
    struct yx_buf plain = {0};
    yx_word_put(text, &plain);
    struct yx_str s = yx_buf_str(&plain);
    if (s.n && word_at(s, words_of(WORDS_NONE)) == s.n) {
        out->is_none = true;
        yx_buf_free(&plain);
        return;
    }
    size_t i = 0;
    while (i < s.n) {
        struct yx_str rest = yx_str_sub(s, i, s.n);
        size_t n, other = word_at(rest, words_of(WORDS_WATCHED)),
                  no = word_at(rest, words_of(WORDS_NONE)),
                  not_one = word_at(rest, words_of(WORDS_NO_CLASS));
        int k = class_at(rest, &n);
        if (not_one > n && not_one > other) {
            out->has_unknown = true;
            i += not_one;
        } else if (n > 0 && n >= other && n >= no) {
            out->held |= 1ULL << k;
            i += n;
        } else if (no >
                   3) { /* 非困难, 一般农户 among other words; a lone 无 or 否 says nothing there */
            i += no;
        } else if (other > 0) {
            for (int m = 0; m < yx_identity_count(); m++)
                if (yx_str_is(at(m, CLASS_AMBIGUOUS), "是"))
                    out->maybe |= 1ULL << m;
            i += other;
        } else {
            size_t from = i;
            uint32_t c;
            (void)yx_utf8_next(s, &i, &c);
            static const char *const joins = "、，；（）【】《》：";
            bool joint = c < 0x80 ? strchr(",;/+|()[]&.:-_ ", (int)c) != NULL
                                  : yx_str_find(yx_str_of(joins), yx_str_sub(s, from, i)) >= 0;
            out->has_unknown = out->has_unknown || !joint;
        }
    }
    /* 监测对象（边缘易致贫户): the class is said after all */
    if (out->held & out->maybe)
        out->maybe = 0;
    yx_buf_free(&plain);
}
