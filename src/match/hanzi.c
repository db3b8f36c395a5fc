/* hanzi.c -- Chinese characters: readings, variants, shapes, surnames.
 *
 * DESIGN.  Two levels of tables lead from a character to 16 bits: up to N_SYLLABLES its one
 * reading, above that a set of readings in reading_pool, and two flags that spare the
 * searches (SURNAME, VARIANT).  Most characters have one reading, so that comparing two of
 * them is comparing two numbers. */
#include "match/hanzi.h"

#include "hanzi_readings.inc"

enum { PAGE = 128, SURNAME = 0x4000, VARIANT = 0x8000, SET = 0x3FFF };

static unsigned entry(uint32_t c)
{
    return c / PAGE < YX_LEN(reading_page) ? reading_of[reading_page[c / PAGE]][c % PAGE] : 0;
}

/* Appends those not there yet. */
static size_t add_set(unsigned set, uint16_t *out, size_t n)
{
    uint16_t single[2] = {(uint16_t)set, 0};
    const uint16_t *from = set > N_SYLLABLES ? &reading_pool[set - N_SYLLABLES - 1] : single;
    for (; *from && n < YX_READINGS_MAX; from++) {
        size_t i = 0;
        while (i < n && out[i] != *from)
            i++;
        if (i == n)
            out[n++] = *from;
    }
    return n;
}

static unsigned surname_readings(uint32_t c)
{
    for (size_t i = 0; i < N_SURNAMES; i++)
        if (surname_char[i] == c)
            return surname_set[i];
    return 0;
}

size_t yx_hanzi_readings(uint32_t c, bool as_surname, uint16_t out[YX_READINGS_MAX])
{
    unsigned e = entry(c);
    size_t n = 0;
    if (as_surname && (e & SURNAME))
        n = add_set(surname_readings(c), out, n);
    return add_set(e & SET, out, n);
}

unsigned yx_hanzi_reading(uint32_t c, bool as_surname)
{
    uint16_t all[YX_READINGS_MAX];
    return yx_hanzi_readings(c, as_surname, all) ? all[0] : 0;
}

static bool is_near(unsigned a, unsigned b)
{
    return near_bits[a][b / 8] >> (b % 8) & 1;
}

/* Some reading of a that is, or is near to, one of b. */
static bool share_reading(uint32_t a, uint32_t b, bool as_surname, bool near)
{
    unsigned one = entry(a), two = entry(b);
    if (((one | two) & SURNAME) == 0 || !as_surname) {
        one &= SET;
        two &= SET;
        if (one <= N_SYLLABLES && two <= N_SYLLABLES)
            return near ? is_near(one, two) : one && one == two;
    }
    uint16_t x[YX_READINGS_MAX], y[YX_READINGS_MAX];
    size_t n = yx_hanzi_readings(a, as_surname, x), m = yx_hanzi_readings(b, as_surname, y);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++)
            if (near ? is_near(x[i], y[j]) : x[i] == y[j])
                return true;
    return false;
}

bool yx_hanzi_sound_same(uint32_t a, uint32_t b, bool as_surname)
{
    return share_reading(a, b, as_surname, false);
}

bool yx_hanzi_sound_near(uint32_t a, uint32_t b, bool as_surname)
{
    return share_reading(a, b, as_surname, true);
}

/* ---- variants and shapes ---- */

bool yx_hanzi_are_variants(uint32_t a, uint32_t b)
{
    if (!(entry(a) & entry(b) & VARIANT))
        return false;
    uint32_t one = YX_MIN(a, b), two = YX_MAX(a, b);
    size_t low = 0, high = N_VARIANTS;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (variant_one[middle] < one || (variant_one[middle] == one && variant_two[middle] < two))
            low = middle + 1;
        else
            high = middle;
    }
    return low < N_VARIANTS && variant_one[low] == one && variant_two[low] == two;
}

static const struct shape *shape_of(uint32_t c)
{
    size_t low = 0, high = N_SHAPES;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (shape_char[middle] < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low < N_SHAPES && shape_char[low] == c ? &shapes[low] : NULL;
}

static bool share(const uint16_t *a, const uint16_t *b, size_t n)
{
    for (size_t i = 0; i < n && a[i]; i++)
        for (size_t j = 0; j < n && b[j]; j++)
            if (a[i] == b[j])
                return true;
    return false;
}

/* How many of the four corners are the same. */
static unsigned same_corners(const struct shape *x, const struct shape *y)
{
    unsigned most = 0;
    for (size_t i = 0; i < YX_LEN(x->corners) && x->corners[i]; i++)
        for (size_t j = 0; j < YX_LEN(y->corners) && y->corners[j]; j++) {
            unsigned a = x->corners[i] - 1U, b = y->corners[j] - 1U, n = 0;
            for (int k = 0; k < 4; k++, a /= 10, b /= 10)
                n += a % 10 == b % 10;
            most = YX_MAX(most, n);
        }
    return most;
}

bool yx_hanzi_look_alike(uint32_t a, uint32_t b)
{
    const struct shape *x = shape_of(a), *y = x ? shape_of(b) : NULL;
    if (!x || !y)
        return false;
    int more = x->strokes > y->strokes ? x->strokes - y->strokes : y->strokes - x->strokes;
    if (more > 3)
        return false;
    if (share(x->phonetic, y->phonetic, YX_LEN(x->phonetic)))
        return true;
    unsigned corners = more > 2 ? 0 : same_corners(x, y);
    return corners == 4 || (corners == 3 && more <= 1 && x->radical == y->radical);
}

/* ---- syllables and surnames ---- */

const char *yx_syllable(unsigned reading)
{
    return syllable_text[reading <= N_SYLLABLES ? reading : 0];
}

unsigned yx_syllable_class(unsigned reading)
{
    return near_class[reading <= N_SYLLABLES ? reading : 0];
}

static const struct compound_surname *compound_of(uint32_t one, uint32_t two)
{
    for (size_t i = 0; i < N_COMPOUNDS; i++)
        if (compounds[i].one == one && compounds[i].two == two)
            return &compounds[i];
    return NULL;
}

bool yx_is_compound_surname(uint32_t one, uint32_t two)
{
    return compound_of(one, two) != NULL;
}

void yx_compound_surname_readings(uint32_t one, uint32_t two, uint16_t out[2])
{
    const struct compound_surname *c = compound_of(one, two);
    out[0] = c ? c->reading_one : 0;
    out[1] = c ? c->reading_two : 0;
}
