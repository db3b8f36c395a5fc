/* english_people.c -- a list of English persons with errors, for speed and accuracy.
 *
 * usage: english_people ROWS SEED >people.csv
 *
 * About two rows in three are persons, the others copies of some of them, with the errors of typed lists: letters
 * replaced, left out, added or exchanged, words split or run together, fields emptied,
 * given name and surname (and the two lines of an address) exchanged, a digit of a number
 * wrong.  Columns are those of matches/english-person.yx; rec_id says the truth as
 * rec-PERSON-org and rec-PERSON-dup-N.  Names are made of syllables, few of them common and
 * many rare, as names are.  The same seed gives the same list. */
#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>

enum { N_GIVEN = 2500, N_FAMILY = 30000, N_STREETS = 40000, N_PLACES = 60000, N_SUBURBS = 6000 };
enum { FIELD_SIZE = 64, N_FIELDS = 10 };
enum { GIVEN, FAMILY, NUMBER, STREET, PLACE, SUBURB, POSTCODE, STATE, BORN, SOCIAL };

struct person {
    char f[N_FIELDS][FIELD_SIZE];
};

static struct yx_rng rng;

static uint32_t below(uint32_t n)
{
    return (uint32_t)yx_rng_below(&rng, n);
}

/* The number of a word among n, the first ones the commonest (about 1 / rank). */
static uint32_t common(uint32_t n)
{
    uint32_t bits = 0;
    while ((2U << bits) < n)
        bits++;
    uint32_t top = 1U << below(bits + 1);
    uint32_t rank = top + below(top) - 1;
    return rank % n;
}

/* The word of a number: the same syllables for the same number. */
static void put_word(uint32_t number, uint32_t kind, char *out)
{
    static const char *const heads[] = {"b",  "br", "c", "ch", "d", "f",  "g",  "gr", "h", "j",
                                        "k",  "l",  "m", "n",  "p", "r",  "s",  "st", "t", "th",
                                        "tr", "v",  "w", "wh", "y", "cl", "fl", "sh", "z", ""};
    static const char *const middles[] = {"a", "e", "i", "o", "u", "ai", "ea", "ee", "oo", "ou"};
    static const char *const tails[] = {"",  "n",  "r",  "l",  "s",  "t",
                                        "m", "nd", "rt", "ck", "ll", "ng"};
    uint64_t x = ((uint64_t)number * 2654435761U + kind * 40503U) ^ (uint64_t)kind << 33;
    size_t n = 0;
    unsigned syllables = number > 20000 ? 4 : number > 200 ? 3 : 2;
    for (unsigned i = 0; i < syllables; i++) {
        const char *part[] = {heads[x % 30], middles[x / 30 % 10], tails[x / 300 % 12]};
        for (unsigned k = 0; k < 3; k++)
            for (const char *p = part[k]; *p && n + 1 < FIELD_SIZE / 2; p++)
                out[n++] = *p;
        x = x * 6364136223846793005U + 1442695040888963407U;
        x ^= x >> 29;
    }
    out[n] = '\0';
}

static void make(struct person *p)
{
    static const char *const ways[] = {"street", "place",   "crescent", "close",
                                       "court",  "circuit", "road"};
    static const char *const states[] = {"nsw", "vic", "qld", "wa", "sa", "tas", "act", "nt"};
    char word[FIELD_SIZE], other[FIELD_SIZE];
    put_word(common(N_GIVEN), 1, p->f[GIVEN]);
    put_word(common(N_FAMILY), 2, p->f[FAMILY]);
    (void)snprintf(p->f[NUMBER], FIELD_SIZE, "%u", 1 + common(400));
    uint32_t street = below(N_STREETS);
    put_word(street, 3, word);
    (void)snprintf(p->f[STREET], FIELD_SIZE, "%.30s %s", word, ways[street % 7]);
    p->f[PLACE][0] = '\0';
    if (below(10) < 6) {
        put_word(below(N_PLACES), 4, word);
        put_word(below(300), 5, other);
        (void)snprintf(p->f[PLACE], FIELD_SIZE, "%.30s %.30s", word, other);
    }
    uint32_t suburb = below(N_SUBURBS);
    put_word(suburb, 6, p->f[SUBURB]);
    (void)snprintf(p->f[POSTCODE], FIELD_SIZE, "%u", 2000 + suburb % 5500);
    (void)snprintf(p->f[STATE], FIELD_SIZE, "%s", states[suburb % 8]);
    uint32_t day = below(30) + 1, month = below(12) + 1;
    if (month == 2 && day > 28)
        day = 28;
    (void)snprintf(p->f[BORN], FIELD_SIZE, "%u%02u%02u", 1900 + below(100), month, day);
    (void)snprintf(p->f[SOCIAL], FIELD_SIZE, "%07u", below(10000000));
    if (below(20) == 0)
        p->f[BORN][0] = '\0';
    if (below(25) == 0)
        p->f[GIVEN][0] = '\0';
}

/* One slip of the pen in the text. */
static void slip(char *s)
{
    size_t n = strlen(s);
    if (n < 2)
        return;
    size_t at = below((uint32_t)n);
    bool digits = s[0] >= '0' && s[0] <= '9';
    char c = digits ? (char)('0' + below(10)) : (char)('a' + below(26));
    switch (below(digits ? 2 : 5)) {
    case 0: s[at] = c; break;
    case 1:
        if (at + 1 < n) {
            char t = s[at];
            s[at] = s[at + 1];
            s[at + 1] = t;
        }
        break;
    case 2: memmove(s + at, s + at + 1, n - at); break;
    default:
        if (n + 2 < FIELD_SIZE) {
            memmove(s + at + 1, s + at, n - at + 1);
            s[at] = below(3) ? c : ' ';
        }
        break;
    }
}

static void exchange(struct person *p, int a, int b)
{
    char t[FIELD_SIZE];
    memcpy(t, p->f[a], FIELD_SIZE);
    memcpy(p->f[a], p->f[b], FIELD_SIZE);
    memcpy(p->f[b], t, FIELD_SIZE);
}

/* One to four errors. */
static void spoil(struct person *p)
{
    for (uint32_t i = 1 + below(4); i > 0; i--) {
        int f = (int)below(N_FIELDS);
        switch (below(12)) {
        case 0: p->f[f][0] = '\0'; break;
        case 1: exchange(p, GIVEN, FAMILY); break;
        case 2: exchange(p, STREET, PLACE); break;
        case 3: { /* another value altogether */
            struct person q;
            make(&q);
            memcpy(p->f[f], q.f[f], FIELD_SIZE);
            break;
        }
        default: slip(p->f[f]); break;
        }
    }
}

static void put(const struct person *p, uint32_t person, uint32_t copy, struct yx_buf *out)
{
    if (copy)
        yx_buf_printf(out, "rec-%u-dup-%u", person, copy - 1);
    else
        yx_buf_printf(out, "rec-%u-org", person);
    for (int f = 0; f < N_FIELDS; f++)
        yx_buf_printf(out, ",%s", p->f[f]);
    yx_buf_putc(out, '\n');
}

/* In random order: the rows of a person do not stand together. */
static void print_shuffled(const struct yx_buf *text, size_t *end, size_t rows)
{
    uint32_t *order = yx_malloc((rows + 1) * sizeof *order);
    for (size_t i = 0; i < rows; i++)
        order[i] = (uint32_t)i;
    for (size_t i = rows; i > 1; i--) {
        size_t k = below((uint32_t)i);
        uint32_t t = order[i - 1];
        order[i - 1] = order[k];
        order[k] = t;
    }
    for (size_t i = 0; i < rows; i++) {
        size_t from = order[i] ? end[order[i] - 1] : 0;
        (void)fwrite(text->p + from, 1, end[order[i]] - from, stdout);
    }
    free(order);
}

int main(int argc, char **argv)
{
    uint64_t rows, seed;
    if (argc != 3 || !yx_str_u64(yx_str_of(argv[1]), &rows) ||
        !yx_str_u64(yx_str_of(argv[2]), &seed) || rows > 20000000) {
        (void)fprintf(stderr, "usage: english_people ROWS SEED\n");
        return 2;
    }
    yx_rng_seed(&rng, seed);
    (void)printf("rec_id,given_name,surname,street_number,address_1,address_2,suburb,postcode,"
                 "state,date_of_birth,soc_sec_id\n");
    struct yx_buf text = {0};
    size_t *end = yx_malloc((size_t)(rows + 1) * sizeof *end), n = 0;
    for (uint32_t person = 0; n < rows; person++) {
        struct person p;
        make(&p);
        put(&p, person, 0, &text);
        end[n++] = text.n;
        uint32_t copies = below(10) < 7 ? 0 : 1 + below(10) / 5 + (below(10) == 0);
        for (uint32_t c = 1; c <= copies && n < rows; c++) {
            struct person q = p;
            spoil(&q);
            put(&q, person, c, &text);
            end[n++] = text.n;
        }
    }
    print_shuffled(&text, end, n);
    yx_buf_free(&text);
    free(end);
    return fflush(stdout) == 0 ? 0 : 3;
}
