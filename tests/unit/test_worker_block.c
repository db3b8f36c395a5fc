/* test_worker_block.c -- columns laid out without pointers, and opened with suspicion. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"
#include "table/worker_block.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int plan_all(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *plan,
                    struct yx_err *err)
{
    (void)ctx, (void)err;
    for (uint32_t c = 0; c < head->n_columns; c++)
        plan->field[c] = (int)c;
    return YX_OK;
}

/* `n_rows` rows with a number, a class, a mark and mostly nothing. */
static struct yx_workbook *made(uint32_t n_rows, struct yx_column_store *store)
{
    struct yx_buf b = {0};
    yx_buf_putz(&b, "号,班,数,空\n");
    for (uint32_t i = 0; i < n_rows; i++)
        yx_buf_printf(&b, "%u号,%u班,%s,\n", i * 7919U, i % 12, i % 5 ? "1" : "1.1E+17");
    struct yx_read_options o = {.plan = plan_all, .store = store};
    struct yx_workbook *w;
    struct yx_err err;
    assert_int_equal(yx_read_tables(yx_buf_str(&b), YX_S("a.csv"), &o, &w, &err), YX_OK);
    yx_buf_free(&b);
    return w;
}

/* The block of the workbook, in memory of its own; the store's file is its beginning. */
static struct yx_str block_of(const struct yx_workbook *w, const struct yx_column_store *store,
                              struct yx_pool *pool)
{
    int fd = store ? dup(store->fd) : memfd_create("block", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_true(yx_block_write(w, store, fd, pool, false));
    uint64_t n = yx_block_size(w, store);
    assert_int_equal(ftruncate(fd, (off_t)n), 0); /* the last gap is not written */
    char *p = aligned_alloc(8, n);
    assert_non_null(p);
    assert_int_equal(pread(fd, p, n, 0), n);
    assert_int_equal(close(fd), 0);
    return (struct yx_str){p, n};
}

static struct yx_table *empty_twin(const struct yx_table *t, struct yx_arena *a)
{
    struct yx_table *twin = YX_NEW(a, struct yx_table, 1);
    twin->n_columns = t->n_columns;
    twin->column = YX_NEW(a, struct yx_column, t->n_columns);
    return twin;
}

static void assert_same_cells(const struct yx_table *x, const struct yx_table *y)
{
    assert_int_equal(x->n_rows, y->n_rows);
    for (uint32_t c = 0; c < x->n_columns; c++)
        for (uint32_t r = 0; r < x->n_rows; r++) {
            assert_true(
                yx_str_eq(yx_column_text(&x->column[c], r), yx_column_text(&y->column[c], r)));
            assert_int_equal(yx_column_mark(&x->column[c], r), yx_column_mark(&y->column[c], r));
        }
}

static void test_round_trip(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {0, 1, 1000, YX_BLOCK_ROWS, YX_BLOCK_ROWS + 1, 200000};
    struct yx_pool *pool = yx_pool_new(3);
    for (size_t i = 0; i < YX_LEN(sizes); i++) {
        struct yx_workbook *w = made(sizes[i], NULL);
        struct yx_str one = block_of(w, NULL, NULL), many = block_of(w, NULL, pool);
        assert_true(yx_str_eq(one, many));
        struct yx_arena *a = yx_arena_new();
        struct yx_table *x = w->table[0], *y = empty_twin(x, a);
        assert_null(yx_block_open(one, &y, 1, a, i % 2 ? pool : NULL));
        assert_same_cells(x, y);
        struct yx_table *two[2] = {y, y};
        assert_non_null(yx_block_open(one, two, 2, a, NULL));
        y->n_columns--;
        assert_non_null(yx_block_open(one, &y, 1, a, NULL));
        free((char *)(uintptr_t)one.p);
        free((char *)(uintptr_t)many.p);
        yx_arena_free(a);
        yx_workbook_free(w);
    }
    yx_pool_free(pool);
}

/* Full blocks of text go to the front of the block while reading, as far as there is room. */
static void test_store(void **state)
{
    (void)state;
    static const uint64_t limits[] = {0, 300 << 10, 1 << 20, 64 << 20};
    struct yx_workbook *plain = made(200000, NULL);
    for (size_t i = 0; i < YX_LEN(limits); i++) {
        struct yx_column_store store = {.fd = memfd_create("block", MFD_CLOEXEC),
                                        .from = YX_BLOCK_STORE_FROM,
                                        .limit = limits[i]};
        assert_true(store.fd >= 0);
        assert_int_equal(ftruncate(store.fd, 64 << 20), 0);
        store.at = store.from;
        void *map = mmap(NULL, 64 << 20, PROT_READ, MAP_PRIVATE, store.fd, 0);
        assert_true(map != MAP_FAILED);
        store.map = map;
        struct yx_workbook *w = made(200000, &store);
        assert_int_equal(store.at > store.from,
                         limits[i] > 0); /* the last, short block finds room */
        assert_same_cells(plain->table[0], w->table[0]);
        struct yx_str block = block_of(w, &store, NULL);
        yx_workbook_free(w);
        assert_int_equal(munmap(map, 64 << 20), 0);
        assert_int_equal(close(store.fd), 0);
        struct yx_arena *a = yx_arena_new();
        struct yx_table *y = empty_twin(plain->table[0], a);
        assert_null(yx_block_open(block, &y, 1, a, NULL));
        assert_same_cells(plain->table[0], y);
        free((char *)(uintptr_t)block.p);
        yx_arena_free(a);
    }
    yx_workbook_free(plain);
}

/* Cut anywhere, a block is refused; changed anywhere, it is refused or safe to read. */
static void test_damage(void **state)
{
    (void)state;
    struct yx_workbook *w = made(300, NULL);
    struct yx_str block = block_of(w, NULL, NULL);
    struct yx_arena *a = yx_arena_new();
    for (size_t n = 0; n + 8 < block.n; n += 8) {
        struct yx_table *t = empty_twin(w->table[0], a);
        char *cut = aligned_alloc(8, n + 8);
        memcpy(cut, block.p, n);
        assert_non_null(yx_block_open((struct yx_str){cut, n}, &t, 1, a, NULL));
        free(cut);
    }
    struct yx_rng rng;
    uint64_t seed = 20261123;
    unsigned n_refused = 0;
    yx_rng_seed(&rng, seed);
    print_message("# seed %llu\n", (unsigned long long)seed);
    for (unsigned i = 0; i < 20000; i++) {
        uint32_t *word = (uint32_t *)(uintptr_t)block.p + yx_rng_below(&rng, block.n / 4);
        uint32_t before = *word;
        *word = yx_rng_chance(&rng, 1, 2) ? (uint32_t)yx_rng_u64(&rng)
                                          : before + (uint32_t)yx_rng_below(&rng, 64) - 32;
        struct yx_table *t = empty_twin(w->table[0], a);
        size_t sum = 0;
        if (yx_block_open(block, &t, 1, a, NULL)) {
            n_refused++;
        } else {
            for (uint32_t c = 0; c < t->n_columns; c++)
                for (uint32_t r = 0; r < t->n_rows; r++) {
                    struct yx_str s = yx_column_text(&t->column[c], r);
                    assert_true(s.n == 0 || (s.p >= block.p && s.n <= block.n &&
                                             s.p + s.n <= block.p + block.n));
                    sum += s.n;
                }
            assert_true(sum <= block.n * t->n_columns * 300);
        }
        *word = before;
        yx_arena_reset(a);
    }
    assert_true(n_refused > 2000);
    free((char *)(uintptr_t)block.p);
    yx_arena_free(a);
    yx_workbook_free(w);
}

/* With a folder in YX_BLOCK_SEEDS: blocks to begin fuzzing from. */
static void test_seeds(void **state)
{
    (void)state;
    const char *dir = getenv("YX_BLOCK_SEEDS");
    for (uint32_t n = 0; dir && n < 4; n++) {
        struct yx_workbook *w = made(n * n * 5, NULL);
        struct yx_str block = block_of(w, NULL, NULL);
        struct yx_buf b = {0};
        char path[256];
        yx_buf_put(&b, "\1\4\0\0\0\0\0\0", 8);
        yx_buf_puts(&b, block);
        (void)snprintf(path, sizeof path, "%s/rows-%u", dir, n * n * 5);
        assert_int_equal(yx_write_file(path, yx_buf_str(&b), NULL), YX_OK);
        yx_buf_free(&b);
        free((char *)(uintptr_t)block.p);
        yx_workbook_free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_store),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_seeds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
