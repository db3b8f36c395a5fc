/* test_sample.c -- the synthetic county: people, numbers, names, blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/hash.h"
#include "base/mem.h"
#include "codes/citizen_id.h"
#include "sample/people.h"

static struct sample_world world(struct sample_county **county, uint64_t children, uint64_t seed)
{
    struct sample_world w;
    *county = yx_sample_county_new(500299, children, seed);
    yx_sample_world_init(&w, *county, children, seed, yx_day_make(2022, 11, 20),
                         yx_day_make(2022, 10, 15));
    return w;
}

/* Every number is valid, says the birth and the sex, and is nobody else's. */
static void numbers_are_valid_and_unique(void **state)
{
    (void)state;
    struct sample_county *county;
    struct sample_world w = world(&county, 40000, 11);
    struct sample_block b = {0};
    struct yx_map seen;
    yx_map_init(&seen, 100000);
    size_t n = 0;
    for (uint32_t i = 0; i < w.n_blocks; i++) {
        yx_sample_block_make(&w, i, &b);
        for (size_t k = 0; k < b.children.n; k++) {
            const struct sample_child *c = &b.children.v[k];
            bool is_new;
            assert_true(yx_id_packed_valid(c->id));
            assert_int_equal(yx_id_birth(c->id), c->birth);
            assert_int_equal(yx_id_sex(c->id), c->sex);
            assert_int_equal(yx_id_division(c->id), 500299);
            (void)yx_map_put(&seen, c->id, 1, &is_new);
            assert_true(is_new);
            assert_in_range(c->age_now, 3, 22);
            n++;
        }
        for (size_t k = 0; k < b.houses.n; k++) {
            bool is_new;
            assert_true(yx_id_packed_valid(b.houses.v[k].guardian.id));
            (void)yx_map_put(&seen, b.houses.v[k].guardian.id, 1, &is_new);
            assert_true(is_new);
        }
    }
    assert_int_equal(n, 40000);
    yx_map_free(&seen);
    yx_sample_block_free(&b);
    yx_sample_county_free(county);
}

/* Twins of a hard county have neighbouring numbers and like names; numbers stay unique. */
static void twins_are_neighbours(void **state)
{
    (void)state;
    struct sample_county *county;
    struct sample_world w = world(&county, 40000, 13);
    w.is_hard = true;
    struct sample_block b = {0};
    struct yx_map seen;
    yx_map_init(&seen, 100000);
    size_t n_twins = 0, n_near = 0, n_shared = 0;
    for (uint32_t i = 0; i < w.n_blocks; i++) {
        yx_sample_block_make(&w, i, &b);
        for (size_t k = 0; k < b.children.n; k++) {
            const struct sample_child *c = &b.children.v[k];
            bool is_new;
            assert_true(yx_id_packed_valid(c->id));
            (void)yx_map_put(&seen, c->id, 1, &is_new);
            assert_true(is_new);
            n_shared += c->namesake != 0;
            if (!c->twin)
                continue;
            const struct sample_child *t = &b.children.v[c->twin - 1];
            assert_int_equal(t->birth, c->birth);
            assert_int_equal(t->house, c->house);
            assert_true(t->id != c->id);
            assert_false(yx_str_eq(yx_sample_name_str(&t->name), yx_sample_name_str(&c->name)));
            int64_t apart = (int64_t)(t->id >> 4) - (int64_t)(c->id >> 4);
            n_near += apart >= -3 && apart <= 3;
            n_twins++;
        }
    }
    assert_in_range(n_twins, 500, 6000);
    assert_true(n_near * 100 > n_twins * 90);
    assert_in_range(n_shared, 60, 200);
    yx_map_free(&seen);
    yx_sample_block_free(&b);
    yx_sample_county_free(county);
}

/* A block does not depend on which block was made before. */
static void blocks_stand_alone(void **state)
{
    (void)state;
    struct sample_county *county;
    struct sample_world w = world(&county, 9000, 5);
    struct sample_block a = {0}, b = {0};
    yx_sample_block_make(&w, 3, &a);
    yx_sample_block_make(&w, 0, &b);
    yx_sample_block_make(&w, 3, &b);
    assert_int_equal(a.children.n, b.children.n);
    for (size_t k = 0; k < a.children.n; k++) {
        assert_true(a.children.v[k].id == b.children.v[k].id);
        assert_true(a.children.v[k].fate == b.children.v[k].fate);
        assert_true(yx_str_eq(yx_sample_name_str(&a.children.v[k].name),
                              yx_sample_name_str(&b.children.v[k].name)));
    }
    yx_sample_block_free(&a);
    yx_sample_block_free(&b);
    yx_sample_county_free(county);
}

/* Twenty thousand children are enough for every fate and every class. */
static void every_kind_occurs(void **state)
{
    (void)state;
    struct sample_county *county;
    struct sample_world w = world(&county, 40000, 1);
    struct sample_block b = {0};
    size_t fate[YX_N_FATES] = {0}, class[YX_N_CLASSES] = {0}, later = 0, ended = 0, twins = 0;
    for (uint32_t i = 0; i < w.n_blocks; i++) {
        yx_sample_block_make(&w, i, &b);
        for (size_t k = 0; k < b.children.n; k++) {
            const struct sample_child *c = &b.children.v[k];
            fate[c->fate]++;
            for (int j = 0; j < YX_N_CLASSES; j++)
                class[j] += c->classes >> j & 1;
            later += c->classes_later != 0;
            ended += c->classes_ended != 0;
            twins += k && c[-1].house == c->house && c[-1].birth == c->birth;
        }
    }
    for (int i = 0; i < YX_N_FATES; i++)
        assert_true(fate[i] > 0);
    for (int i = 0; i < YX_N_CLASSES; i++)
        assert_true(class[i] > 0);
    assert_true(later && ended && twins);
    yx_sample_block_free(&b);
    yx_sample_county_free(county);
}

/* A school that sends an attendance list has at least one child on it, so that its list is seen to
 * be there: the small ones mark who is away, the special school those taught at home. */
static void lists_are_never_empty(void **state)
{
    (void)state;
    struct sample_county *county;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct sample_world w = world(&county, 4000, seed);
        struct sample_block b = {0};
        bool *has_pupil = yx_calloc(county->n_schools, 1),
             *has_row = yx_calloc(county->n_schools, 1);
        for (uint32_t i = 0; i < w.n_blocks; i++) {
            yx_sample_block_make(&w, i, &b);
            for (size_t k = 0; k < b.children.n; k++) {
                const struct sample_child *c = &b.children.v[k];
                enum sample_presence p = yx_sample_presence(&w, c);
                if (p == YX_PRESENCE_NO_LIST)
                    continue;
                has_pupil[c->school] = true;
                has_row[c->school] |= p == YX_PRESENCE_ROW || p == YX_PRESENCE_ABSENT_ROW;
            }
        }
        for (uint32_t i = 0; i < county->n_schools; i++)
            assert_true(!has_pupil[i] || has_row[i]);
        free(has_pupil);
        free(has_row);
        yx_sample_block_free(&b);
        yx_sample_county_free(county);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_valid_and_unique), cmocka_unit_test(twins_are_neighbours),
        cmocka_unit_test(blocks_stand_alone),           cmocka_unit_test(every_kind_occurs),
        cmocka_unit_test(lists_are_never_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
