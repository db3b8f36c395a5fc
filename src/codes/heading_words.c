/* heading_words.c -- the words headings are made of, looked up.
 *
 * DESIGN: the lists are read and indexed once, under pthread_once; afterwards all
 * is constant.  The index goes from the hash of a word to a chain of entries (one
 * word may mean different fields in different kinds of rosters); words are
 * compared, so a clash of hashes costs time and nothing else. */
#include "codes/heading_words.h"

#include "base/hash.h"
#include "codes/data_table.h"

#include <pthread.h>

_Static_assert(YX_N_FIELDS <= 128 && YX_N_KINDS <= 16, "sets of fields and kinds have room");

enum { MAX_ENTRIES = 4096 };
static const uint32_t NO_ENTRY = UINT32_MAX;
enum { HEADINGS_FIELD, HEADINGS_WORD, HEADINGS_KINDS };
enum { KINDS_NAME, KINDS_HINTS, KINDS_ALSO, KINDS_NEEDS, KINDS_USES, KINDS_SIGNS };

struct entry {
    struct yx_str word;
    int field; /* -1: a role word */
    enum yx_role role;
    uint16_t kinds; /* mask; 0: all */
    uint32_t next;
};

static struct {
    struct entry entry[MAX_ENTRIES];
    uint32_t n;
    struct yx_map index;
    struct yx_kind_info kind[YX_N_KINDS];
} words;

static pthread_once_t words_once = PTHREAD_ONCE_INIT;

static enum yx_role role_of(struct yx_str name)
{
    static const char *const names[] = {NULL,       "（学生）",   "（监护人）",
                                        "（户主）", "（收款人）", "（不用）"};
    for (unsigned r = 1; r < YX_LEN(names); r++)
        if (yx_str_is(name, names[r]))
            return (enum yx_role)r;
    return YX_ROLE_NONE;
}

static uint64_t key_of(struct yx_str word)
{
    uint64_t h = yx_hash_str(word);
    return h ? h : 1;
}

static bool next_word(struct yx_str *rest, char sep, struct yx_str *out)
{
    while (yx_str_split(rest, sep, out))
        if (out->n)
            return true;
    return false;
}

static void read_headings(void)
{
    const struct yx_data *d = &yx_data_headings;
    YX_ASSERT(d->n_rows <= MAX_ENTRIES);
    yx_map_init(&words.index, d->n_rows);
    for (uint32_t i = 0; i < d->n_rows; i++) {
        struct entry *e = &words.entry[i];
        struct yx_str field = yx_data_at(d, i, HEADINGS_FIELD),
                      kinds = yx_data_at(d, i, HEADINGS_KINDS), k;
        *e = (struct entry){
            .word = yx_data_at(d, i, HEADINGS_WORD), .role = role_of(field), .next = NO_ENTRY};
        e->field = e->role ? -1 : (int)yx_field_find(field);
        YX_ASSERT(e->field != YX_N_FIELDS);
        while (next_word(&kinds, ' ', &k)) {
            YX_ASSERT(yx_kind_find(k) != YX_N_KINDS);
            e->kinds = (uint16_t)(e->kinds | 1U << yx_kind_find(k));
        }
        bool fresh;
        uint32_t *at = yx_map_put(&words.index, key_of(e->word), i, &fresh);
        if (!fresh) {
            uint32_t last = *at;
            while (words.entry[last].next != NO_ENTRY)
                last = words.entry[last].next;
            words.entry[last].next = i;
        }
    }
    words.n = d->n_rows;
}

static void read_kinds(void)
{
    const struct yx_data *d = &yx_data_kinds;
    for (uint32_t i = 0; i < d->n_rows; i++) {
        enum yx_kind kind = yx_kind_find(yx_data_at(d, i, KINDS_NAME));
        YX_ASSERT(kind != YX_N_KINDS);
        struct yx_kind_info *k = &words.kind[kind];
        k->hints = yx_data_at(d, i, KINDS_HINTS);
        k->also = yx_data_at(d, i, KINDS_ALSO);
        struct yx_str needs = yx_data_at(d, i, KINDS_NEEDS), uses = yx_data_at(d, i, KINDS_USES),
                      signs = yx_data_at(d, i, KINDS_SIGNS), part, name;
        while (next_word(&needs, '|', &part)) {
            YX_ASSERT(k->n_needs < YX_KIND_ALTERNATIVES);
            struct yx_field_set *set = &k->need[k->n_needs++];
            while (next_word(&part, '+', &name)) {
                YX_ASSERT(yx_field_find(name) != YX_N_FIELDS);
                yx_field_add(set, (int)yx_field_find(name));
                yx_field_add(&k->used, (int)yx_field_find(name));
            }
        }
        while (next_word(&uses, ' ', &name)) {
            YX_ASSERT(yx_field_find(name) != YX_N_FIELDS);
            yx_field_add(&k->used, (int)yx_field_find(name));
        }
        while (next_word(&signs, ' ', &part)) {
            struct yx_str weight = part;
            uint64_t n;
            YX_ASSERT(yx_str_split(&weight, '=', &name) && yx_str_u64(weight, &n) && n < 100);
            YX_ASSERT(yx_field_find(name) != YX_N_FIELDS);
            k->sign[yx_field_find(name)] = (uint8_t)n;
        }
    }
}

static void read_words(void)
{
    read_headings();
    read_kinds();
}

const struct yx_kind_info *yx_kind_info(enum yx_kind kind)
{
    (void)pthread_once(&words_once, read_words);
    return &words.kind[kind];
}

void yx_heading_key(struct yx_str clean, struct yx_buf *out)
{
    static const struct {
        const char *from, *to;
    } same[] = {{"号码", "号"}, {"帐", "账"}, {"的", ""}};
    for (size_t at = 0; at < clean.n;) {
        size_t i = 0;
        struct yx_str rest = yx_str_sub(clean, at, clean.n);
        while (i < YX_LEN(same) && !yx_str_starts(rest, yx_str_of(same[i].from)))
            i++;
        if (i < YX_LEN(same)) {
            yx_buf_putz(out, same[i].to);
            at += strlen(same[i].from);
        } else {
            yx_buf_putc(out, clean.p[at++]);
        }
    }
}

/* The entry for the word: one made for the kind before one for all kinds. */
static const struct entry *find_word(struct yx_str word, enum yx_kind kind)
{
    const uint32_t *at = yx_map_get(&words.index, key_of(word));
    const struct entry *general = NULL;
    for (uint32_t i = at ? *at : NO_ENTRY; i != NO_ENTRY; i = words.entry[i].next) {
        const struct entry *e = &words.entry[i];
        if (!yx_str_eq(e->word, word))
            continue;
        if (e->kinds && (kind == YX_N_KINDS || (e->kinds >> kind & 1)))
            return e;
        if (!e->kinds && !general)
            general = e;
    }
    return general;
}

/* Fields by a listed heading or by their own name; -1 if neither.  A role word has role set. */
static int find_field(struct yx_str word, enum yx_kind kind, enum yx_role *role, uint32_t *rank)
{
    *role = YX_ROLE_NONE;
    *rank = MAX_ENTRIES;
    if (word.n == 0)
        return -1;
    const struct entry *e = find_word(word, kind);
    if (e) {
        *role = e->role;
        *rank = (uint32_t)(e - words.entry);
        return e->field;
    }
    enum yx_field f = yx_field_find(word);
    *rank = f == YX_N_FIELDS ? MAX_ENTRIES : 0;
    return f == YX_N_FIELDS ? -1 : (int)f;
}

int yx_role_field(enum yx_role role, int field)
{
    static const int name[] = {YX_FIELD_NAME, YX_FIELD_NAME,  YX_FIELD_GUARDIAN,
                               YX_FIELD_HEAD, YX_FIELD_PAYEE, -1};
    static const int id[] = {YX_FIELD_ID,      YX_FIELD_ID,       YX_FIELD_GUARDIAN_ID,
                             YX_FIELD_HEAD_ID, YX_FIELD_PAYEE_ID, -1};
    if (field == YX_FIELD_NAME)
        return name[role];
    if (field == YX_FIELD_ID)
        return id[role];
    return role == YX_ROLE_NONE || role == YX_ROLE_STUDENT ? field : -1;
}

/* Is byte `i` the start of a character? */
static bool is_boundary(struct yx_str s, size_t i)
{
    return i == s.n || ((unsigned char)s.p[i] & 0xC0) != 0x80;
}

/* A role word at one end and a field at the other; the longest role word that fits. */
static bool split_role(struct yx_str key, bool role_first, enum yx_kind kind, struct yx_sense *out)
{
    for (size_t n = key.n - 1; n > 0; n--) {
        size_t cut = role_first ? n : key.n - n;
        if (!is_boundary(key, cut))
            continue;
        struct yx_str one = yx_str_sub(key, 0, cut), two = yx_str_sub(key, cut, key.n);
        enum yx_role role, other;
        uint32_t rank, rest_rank;
        if (find_field(role_first ? one : two, kind, &role, &rank) >= 0 || role == YX_ROLE_NONE)
            continue;
        int field = find_field(role_first ? two : one, kind, &other, &rest_rank);
        if (field < 0 && other == YX_ROLE_NONE)
            continue;
        bool own = role == YX_ROLE_STUDENT;
        *out = (struct yx_sense){.is_known = true, .role = role, .rank = own ? rest_rank : rank};
        out->field = field < 0 ? -1 : yx_role_field(role, field);
        return true;
    }
    return false;
}

struct yx_sense yx_heading_sense(struct yx_str key, enum yx_kind kind)
{
    (void)pthread_once(&words_once, read_words);
    struct yx_sense s = {.field = -1};
    if (key.n == 0)
        return s;
    enum yx_role role;
    uint32_t rank;
    int field = find_field(key, kind, &role, &rank);
    if (field >= 0) {
        s = (struct yx_sense){.is_known = true, .field = field, .rank = rank};
        s.is_bare = field == YX_FIELD_NAME || field == YX_FIELD_ID;
        s.role = field == YX_FIELD_GUARDIAN || field == YX_FIELD_GUARDIAN_ID ? YX_ROLE_GUARDIAN
                 : field == YX_FIELD_HEAD || field == YX_FIELD_HEAD_ID       ? YX_ROLE_HEAD
                 : field == YX_FIELD_PAYEE || field == YX_FIELD_PAYEE_ID     ? YX_ROLE_PAYEE
                                                                             : YX_ROLE_NONE;
    } else if (role != YX_ROLE_NONE) { /* 监护人 alone is his name */
        s = (struct yx_sense){.is_known = true,
                              .field = yx_role_field(role, YX_FIELD_NAME),
                              .role = role,
                              .rank = rank};
    } else if (!split_role(key, true, kind, &s)) {
        (void)split_role(key, false, kind, &s);
    }
    return s;
}

enum yx_role yx_heading_group_role(struct yx_str key, uint32_t *rank)
{
    (void)pthread_once(&words_once, read_words);
    for (size_t n = key.n; n > 0; n--) {
        enum yx_role role;
        if (is_boundary(key, n) && find_field(yx_str_sub(key, 0, n), YX_N_KINDS, &role, rank) < 0 &&
            role != YX_ROLE_NONE)
            return role;
    }
    return YX_ROLE_NONE;
}
