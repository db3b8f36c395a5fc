/* test_person.c -- which rows are one person: pass by pass, and as a whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/rng.h"
#include "person/person.h"
#include "roster_fixture.h"

#include <stdlib.h>

/* Rosters of a test and the people found in them. */
struct world {
    struct yx_arena *arena;
    struct yx_pool *pool;
    struct yx_rows rows[16];
    const struct yx_rows *roster[16];
    uint32_t n, n_rows;
    struct yx_people people;
};

static void open_world(struct world *w, unsigned threads)
{
    *w = (struct world){.arena = yx_arena_new(), .pool = yx_pool_new(threads)};
}

/* `text` with @Y-M-D-S for a valid number, @Y-M-D-S~k for the same with its k-th digit
 * (from 0) changed to the next one. */
static void add(struct world *w, enum yx_kind kind, const char *text)
{
    struct yx_buf b = {0}, id = {0};
    for (const char *p = text; *p; p++) {
        int y, m, d, s, n = 0, k = -1;
        if (*p == '@' && sscanf(p, "@%d-%d-%d-%d%n", &y, &m, &d, &s, &n) == 4) {
            int more = 0;
            if (p[n] == '~' && sscanf(p + n, "~%d%n", &k, &more) == 1)
                n += more;
            id.n = 0;
            yx_id_put(&id, fixture_id(y, m, d, s));
            if (k >= 0)
                id.p[k] = id.p[k] == 'X' ? '0' : id.p[k] == '9' ? '0' : (char)(id.p[k] + 1);
            yx_buf_puts(&b, yx_buf_str(&id));
            p += n - 1;
        } else {
            yx_buf_putc(&b, *p);
        }
    }
    struct yx_table *t = fixture_table(w->arena, yx_str_c(w->arena, yx_buf_str(&b)), false);
    assert_int_equal(yx_rows_build(t, kind, w->n_rows, w->pool, &w->rows[w->n], NULL), YX_OK);
    w->roster[w->n] = &w->rows[w->n];
    w->n_rows += w->rows[w->n].n;
    w->n++;
    yx_buf_free(&b);
    yx_buf_free(&id);
}

static void resolve(struct world *w)
{
    struct yx_err err = {0};
    assert_int_equal(yx_people_resolve(w->roster, w->n, NULL, 0, w->pool, &w->people, &err), YX_OK);
}

static void close_world(struct world *w)
{
    yx_people_free(&w->people);
    for (uint32_t i = 0; i < w->n; i++)
        yx_rows_free(&w->rows[i]);
    yx_pool_free(w->pool);
    yx_arena_free(w->arena);
}

#define SAME(w, a, b)    assert_int_equal((w).people.person[a], (w).people.person[b])
#define APART(w, a, b)   assert_int_not_equal((w).people.person[a], (w).people.person[b])
#define LINKED(w, a, by) assert_int_equal((w).people.link[a], YX_LINK_##by)

static void same_number(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 2);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号\n"
        "王小明|@2015-3-7-123\n" /* 0 */
        "李芳|@2014-5-1-22\n"    /* 1 */
        "合计|2\n");             /* 2 */
    add(&w, YX_KIND_ENROLMENT,
        "姓名|证件号|学校\n"
        "李强|@2014-5-1-22|一小\n"        /* 3 another name */
        "王 小 明|@2015-3-7-123|一小\n"); /* 4 */
    resolve(&w);
    SAME(w, 0, 4);
    SAME(w, 1, 3);
    APART(w, 0, 1);
    LINKED(w, 0, FIRST);
    LINKED(w, 4, P1);
    LINKED(w, 3, P2);
    assert_int_equal(w.people.person[2], YX_NO_PERSON);
    assert_int_equal(w.people.n, 2);
    assert_int_equal(w.people.person[0], 0);
    assert_int_equal(w.people.id[0], fixture_id(2015, 3, 7, 123));
    assert_int_equal(w.people.n_pairs, 1);
    assert_int_equal(w.people.pair[0].left, 1);
    assert_int_equal(w.people.pair[0].right, 3);
    assert_true(w.people.pair[0].is_linked);
    assert_int_equal(w.people.pair[0].differ, YX_PAIR_NAME);
    assert_int_equal(w.people.start[2], 4);
    assert_int_equal(w.people.row[0], 0);
    assert_int_equal(w.people.row[1], 4);
    assert_int_equal(w.people.by_link[YX_LINK_P1], 1);
    close_world(&w);
}

/* Names that were heard or read wrong need no look when the number is the same. */
static void clear_names_need_no_look(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 1);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号\n"
        "王子涵|@2015-3-7-123\n" /* 0 */
        "李小明|@2014-5-1-22\n"  /* 1 */
        "赵一|@2013-1-2-31\n");  /* 2 */
    add(&w, YX_KIND_ENROLMENT,
        "姓名|证件号|学校\n"
        "王梓晗|@2015-3-7-123|一小\n" /* 3 read alike */
        "李明|@2014-5-1-22|一小\n"    /* 4 a character missing */
        "赵强|@2013-1-2-31|一小\n");  /* 5 neither */
    resolve(&w);
    for (uint32_t i = 0; i < 3; i++) {
        SAME(w, i, i + 3);
        LINKED(w, i + 3, P2);
    }
    assert_int_equal(w.people.n_pairs, 1);
    assert_int_equal(w.people.pair[0].right, 5);
    close_world(&w);
}

static void one_slip_in_the_number(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 1);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号|出生日期\n"
        "王小明|@2015-3-7-123|2015-03-07\n" /* 0 */
        "李芳|@2014-5-1-22|2014-05-01\n"    /* 1 */
        "赵一|@2013-1-2-31|2013-01-02\n"    /* 2 */
        "钱二|@2012-8-9-47|2012-08-09\n");  /* 3 */
    add(&w, YX_KIND_ENROLMENT,
        "姓名|证件号|学校|出生日期\n"
        "王小明|@2015-3-7-123~16|一小|\n"        /* 4 a digit of the sequence, same name */
        "李芬|@2014-5-1-22~15|一小|2014-05-01\n" /* 5 same birth and surname */
        "赵一|@2013-1-2-31~17|一小|\n"           /* 6 check digit only */
        "孙三|@2012-8-9-47~16|一小|\n");         /* 7 neither name nor birth */
    resolve(&w);
    SAME(w, 0, 4);
    LINKED(w, 4, P3);
    SAME(w, 1, 5);
    LINKED(w, 5, P3);
    SAME(w, 2, 6);
    LINKED(w, 6, P4);
    APART(w, 3, 7);
    assert_int_equal(w.people.n_pairs, 1); /* 李芳 and 李芬 */
    assert_int_equal(w.people.pair[0].right, 5);
    assert_true(w.people.pair[0].is_linked);
    close_world(&w);
}

static void numbers_of_guardians(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 1);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号|监护人姓名|监护人证件号\n"
        "王小明|@2015-3-7-123|王大|@1985-3-7-11\n" /* 0 */
        "王小丽|@2013-4-8-24|王大|@1985-3-7-11\n"  /* 1 */
        "李芳|@2014-5-1-22|李四|@1986-5-1-11\n"    /* 2 */
        "张三|@1987-5-1-11|张四|@1987-5-1-11\n"    /* 3 the guardian's number on the register */
        "张五|@2012-5-1-26|张六|@1988-5-1-11\n");  /* 4 */
    add(&w, YX_KIND_ENROLMENT,
        "姓名|证件号|学校|出生日期\n"
        "王小丽|@1985-3-7-11|一小|2013-04-08\n" /* 5 */
        "王小明|@1985-3-7-11|一小|2015-03-07\n" /* 6 */
        "李芳|@1986-5-1-11|一小|2014-05-01\n"   /* 7 */
        "陌生|@1988-5-1-11|一小|2010-05-01\n"); /* 8 no child of his */
    add(&w, YX_KIND_PRESENCE,
        "姓名|证件号|学校\n"
        "李芳|@1986-5-1-11|一小\n"); /* 9 */
    resolve(&w);
    SAME(w, 1, 5);
    SAME(w, 0, 6);
    SAME(w, 2, 7);
    SAME(w, 2, 9);
    LINKED(w, 5, P5);
    LINKED(w, 6, P5);
    LINKED(w, 7, P5);
    APART(w, 4, 8);
    APART(w, 0, 1);
    assert_int_equal(w.people.id[w.people.person[7]], fixture_id(2014, 5, 1, 22));
    assert_true(yx_people_is_disowned(&w.people, 7));
    assert_true(yx_people_is_disowned(&w.people, 9));
    assert_true(yx_people_is_disowned(&w.people, 3));
    assert_int_equal(w.people.id[w.people.person[3]], 0);
    assert_int_equal(w.people.n_generic, 1);
    assert_int_equal(w.people.generic[0], fixture_id(1985, 3, 7, 11));
    close_world(&w);
}

static void no_number_but_unique(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 1);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号|出生日期|区划\n"
        "王小明|@2015-3-7-123|2015-03-07|500299\n" /* 0 */
        "李芳||2014-05-01|500299\n"                /* 1 no number here */
        "张伟|@2013-1-1-31|2013-01-01|500299\n"    /* 2 two of the name and birth */
        "张伟|@2013-1-1-33|2013-01-01|500299\n"    /* 3 */
        "赵六|@2011-1-1-33|2011-01-01|500299\n"    /* 4 */
        "钱七|@2010-1-1-33|2010-01-01|500299\n");  /* 5 */
    add(&w, YX_KIND_ENROLMENT,
        "姓名|证件号|学校|出生日期|区划\n"
        "王小明||一小|2015-03-07|500299\n"           /* 6 */
        "李芳|@2014-5-1-22|一小|2014-05-01|500299\n" /* 7 */
        "张伟||一小|2013-01-01|500299\n"             /* 8 */
        "赵六|1.1E+17|一小|2011-01-01|500299\n"      /* 9 damaged */
        "钱七||一小|2010-01-01|500243\n");           /* 10 another county */
    resolve(&w);
    SAME(w, 0, 6);
    LINKED(w, 6, P6);
    SAME(w, 1, 7);
    LINKED(w, 7, P6);
    assert_int_equal(w.people.id[w.people.person[1]], fixture_id(2014, 5, 1, 22));
    APART(w, 2, 8);
    APART(w, 3, 8);
    APART(w, 2, 3);
    SAME(w, 4, 9);
    LINKED(w, 9, P6);
    APART(w, 5, 10);
    /* 张伟 fits two: both pairs are for a person */
    assert_int_equal(w.people.n_pairs, 2);
    assert_int_equal(w.people.pair[0].left, 2);
    assert_int_equal(w.people.pair[1].left, 3);
    assert_false(w.people.pair[0].is_linked);
    close_world(&w);
}

static void twins_stay_two(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 1);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号|监护人姓名\n"
        "王子轩|@2015-3-7-123|王大\n" /* 0 */
        "王子豪|@2015-3-7-125|王大\n" /* 1 */
        "李一|@2014-3-7-121|李大\n"); /* 2 */
    add(&w, YX_KIND_ENROLMENT,
        "姓名|证件号|学校|出生日期|监护人姓名\n"
        "王子轩|@2015-3-7-123|一小||王大\n"           /* 3 */
        "王子豪||一小|2015-03-07|王大\n"              /* 4 */
        "李二|@2014-3-7-127|一小|2014-03-07|李大\n"); /* 5 his twin, not on the register */
    resolve(&w);
    SAME(w, 0, 3);
    SAME(w, 1, 4);
    APART(w, 0, 1);
    APART(w, 2, 5);
    assert_int_equal(w.people.n_pairs, 0);
    close_world(&w);
}

/* A twin's number beside the other's name: the name decides, when the register has both. */
static void numbers_of_siblings(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 2);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号|监护人姓名|监护人证件号\n"
        "田梓涵|@2014-5-1-21|田大海|@1984-1-1-11\n"   /* 0 */
        "田梓轩|@2014-5-1-23|田大海|@1984-1-1-11\n"   /* 1 */
        "田梓萱|@2011-2-1-22|田大海|@1984-1-1-11\n"   /* 2 another birth */
        "田梓晴|@2014-5-1-24|田大山|@1985-1-1-11\n"); /* 3 another family */
    add(&w, YX_KIND_ENROLMENT,
        "姓名|证件号|出生日期|学校\n"
        "田梓涵|@2014-5-1-21|2014-05-01|一小\n"   /* 4 */
        "田梓轩|@2014-5-1-21|2014-05-01|一小\n"); /* 5 his twin's number */
    add(&w, YX_KIND_PRESENCE,
        "姓名|证件号|学校\n"
        "田梓轩|@2014-5-1-21|一小\n"); /* 6 the same, no birth */
    add(&w, YX_KIND_INTAKE,
        "姓名|证件号|出生日期|学校\n"
        "田梓萱|@2014-5-1-21|2014-05-01|一小\n"   /* 7 the sister's name, the twin's birth */
        "田梓晴|@2014-5-1-21|2014-05-01|一小\n"); /* 8 no sibling */
    resolve(&w);
    SAME(w, 4, 0);
    SAME(w, 5, 1);
    LINKED(w, 5, P9);
    SAME(w, 6, 1);
    APART(w, 7, 2);
    APART(w, 8, 3);
    assert_true(yx_people_is_disowned(&w.people, 5));
    assert_false(yx_people_is_disowned(&w.people, 4));
    close_world(&w);
}

/* A number invented for one child is that of another born the same day. */
static void numbers_of_another_of_the_day(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 2);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号|区划\n"
        "王小明|@2014-5-1-21|500243\n" /* 0 */
        "李一鸣|@2014-5-1-23|500243\n" /* 1 */
        "赵欣|@2014-5-2-22|500243\n"   /* 2 born the next day */
        "孙佳|@2014-5-1-26|500243\n"   /* 3 two of one name and day */
        "孙佳|@2014-5-1-28|500243\n"); /* 4 */
    add(&w, YX_KIND_PAYMENT,
        "姓名|证件号|项目|金额\n"
        "李一鸣|@2014-5-1-21|a|1\n" /* 5 his name and day, another's number */
        "赵欣|@2014-5-1-21|a|1\n"   /* 6 not her day */
        "孙佳|@2014-5-1-21|a|1\n"); /* 7 which? */
    resolve(&w);
    SAME(w, 5, 1);
    LINKED(w, 5, P6);
    SAME(w, 6, 0); /* P2, shown */
    SAME(w, 7, 0);
    assert_int_equal(w.people.n_pairs, 3);
    close_world(&w);
}

/* A valid number that nobody on the register has, in a row that is one child's but for it. */
static void numbers_of_nobody(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 2);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号|性别|区划\n"
        "王小明|@2014-5-1-21|男|500243\n" /* 0 */
        "李芳|@2014-6-1-22|女|500243\n"   /* 1 */
        "张一鸣|@2013-3-3-31|男|500243\n" /* 2 two of one name and birth */
        "张一鸣|@2013-3-3-77|男|500243\n" /* 3 */
        "赵欣|@2012-3-4-22|女|500243\n"); /* 4 */
    add(&w, YX_KIND_ENROLMENT,
        "姓名|证件号|出生日期|性别|户口所在地|学校\n"
        "王小明|@2014-1-5-21|2014-05-01|男|500243|一小\n" /* 5 the birth in the number is another */
        "李芳|@2014-6-1-722|2014-06-01|女|500243|一小\n"  /* 6 so are the last digits */
        "张一鸣|@2013-3-13-31|2013-03-03|男|500243|一小\n" /* 7 whose? */
        "赵欣|@2012-4-3-21|2012-03-04|男|500243|一小\n");  /* 8 another sex */
    add(&w, YX_KIND_PRESENCE,
        "姓名|证件号|学校\n"
        "王小明|@2014-1-5-21|一小\n"); /* 9 as the enrolment has it */
    resolve(&w);
    SAME(w, 5, 0);
    LINKED(w, 5, P6);
    SAME(w, 9, 0);
    APART(w, 6, 1);
    APART(w, 7, 2); /* valid: people look */
    APART(w, 8, 4);
    assert_false(yx_people_is_disowned(&w.people, 8)); /* joined nobody: her number still */
    assert_int_equal(w.people.id[w.people.person[5]], fixture_id(2014, 5, 1, 21));
    close_world(&w);
}

/* Two slips in the number, or a slip in its birth with the check digit worked out anew. */
static void two_slips_in_the_number(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 2);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号\n"
        "王小明|@2014-5-1-21\n"   /* 0 */
        "李芳|@2014-6-1-22\n"     /* 1 */
        "张一鸣|@2013-3-3-31\n"   /* 2 namesakes with neighbouring numbers */
        "张一鸣|@2013-3-3-33\n"); /* 3 */
    add(&w, YX_KIND_PROOF,
        "姓名|证件号|就读地\n"
        "王小明|500299201606010213|外县\n"   /* 4 year and month */
        "李芳|@2014-8-1-22|外县\n"           /* 5 valid, nobody's */
        "李方|@2014-8-3-22|外县\n"           /* 6 another name */
        "李芳|500299201907010224|外县\n"     /* 7 three slips */
        "张一鸣|500299201303040321|外县\n"); /* 8 whose? */
    resolve(&w);
    SAME(w, 4, 0);
    LINKED(w, 4, P12);
    APART(w, 5, 1); /* valid: people look */
    assert_int_equal(w.people.n_pairs, 1);
    APART(w, 6, 1);
    APART(w, 8, 2);
    APART(w, 8, 3);
    close_world(&w);
}

static void student_numbers(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 1);
    add(&w, YX_KIND_REGISTER, "姓名|证件号\n王小明|@2015-3-7-123\n"); /* 0 */
    add(&w, YX_KIND_ENROLMENT,
        "姓名|证件号|学籍号|学校\n"
        "王小明|@2015-3-7-123|G500299201503071234|一小\n" /* 1 */
        "李芳||L500299201405015512|一小\n"                /* 2 */
        "赵六||J500299201405013333|一小\n");              /* 3 */
    add(&w, YX_KIND_PRESENCE,
        "姓名|学籍号|学校\n"
        "王小明|G500299201503071234|一小\n" /* 4 */
        "李芳|L500299201405015512|一小\n"   /* 5 */
        "孙七|J500299201405013333|一小\n"   /* 6 another name */
        "|G500299201503071234|一小\n");     /* 7 no name */
    resolve(&w);
    SAME(w, 0, 4);
    SAME(w, 0, 7);
    LINKED(w, 4, STUDENT_NO);
    SAME(w, 2, 5);
    APART(w, 3, 6);
    struct yx_buf key = {0};
    yx_person_key(&w.people, w.roster, w.n, w.people.person[2], &key);
    assert_true(yx_str_is(yx_buf_str(&key), "L500299201405015512"));
    key.n = 0;
    yx_person_key(&w.people, w.roster, w.n, w.people.person[6], &key);
    assert_int_equal(key.n, 17); /* the number is the first one's; this one gets a hash */
    assert_int_equal(key.p[0], '#');
    key.n = 0;
    yx_person_key(&w.people, w.roster, w.n, w.people.person[0], &key);
    assert_int_equal(key.n, 18);
    yx_buf_free(&key);
    close_world(&w);
}

/* Rows without a usable number, by another value that nobody else shares. */
static void numbers_elsewhere_in_the_row(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 1);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号\n"
        "王小明|@2015-3-7-123\n" /* 0 */
        "王小亮|@2015-3-7-125\n" /* 1 his twin */
        "李芳|@2014-5-1-22\n"    /* 2 */
        "陈晨|@2013-5-1-33\n");  /* 3 */
    add(&w, YX_KIND_PRESENCE,
        "姓名|证件号|学籍号|学校\n"
        "王小明||G@2015-3-7-123|一小\n"  /* 4 in the student number */
        "王小亮|@2015-3-7-125||一小\n"   /* 5 */
        "王小亮||G@2015-3-7-123|二小\n"  /* 6 the twin's: he has a row of his own */
        "里芳||G@2014-5-1-22|一小\n"     /* 7 one character wrong */
        "陈晨|@2013-5-1-33~17||三小\n"); /* 8 check digit: P4 */
    struct yx_buf list = {0};
    yx_buf_putz(&list, "姓名|证件号|残疾证号\n李芳||");
    yx_id_put(&list, fixture_id(2014, 5, 1, 22));
    yx_buf_putz(&list, "41\n"); /* 9 */
    yx_buf_putc(&list, '\0');
    add(&w, YX_KIND_IDENTITY, list.p);
    yx_buf_free(&list);
    resolve(&w);
    SAME(w, 0, 4);
    LINKED(w, 4, P7);
    SAME(w, 1, 5);
    APART(w, 0, 6);
    SAME(w, 2, 7);
    SAME(w, 2, 9);
    SAME(w, 3, 8);
    LINKED(w, 8, P4);
    close_world(&w);
}

static void numbers_cut_and_short(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 1);
    char line[200], cut[32], missing[32];
    struct yx_buf id = {0};
    yx_id_put(&id, fixture_id(2015, 3, 7, 123));
    (void)snprintf(cut, sizeof cut, "%.15s000", id.p);
    (void)snprintf(missing, sizeof missing, "%.9s%.8s", id.p, id.p + 10);
    yx_buf_free(&id);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号\n王小明|@2015-3-7-123\n王小亮|@2015-3-7-125\n"); /* 0 1 */
    (void)snprintf(line, sizeof line,
                   "姓名|证件号|项目|金额\n王小明|%s|a|1\n王小明|%s|b|1\n王大明|%s|b|1\n", cut,
                   missing, cut);
    add(&w, YX_KIND_PAYMENT, line); /* 2 3 4 */
    resolve(&w);
    SAME(w, 0, 2);
    LINKED(w, 2, P8);
    SAME(w, 0, 3);
    LINKED(w, 3, P3);
    APART(w, 0, 4); /* fifteen digits are what twins share: the name must be the same */
    APART(w, 1, 4);
    close_world(&w);
}

static void numbers_of_the_family(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 1);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号|监护人姓名|监护人证件号\n"
        "王小明|@2015-3-7-123|王大|@1985-3-7-11\n" /* 0 */
        "王小亮|@2015-3-7-125|王大|@1985-3-7-11\n" /* 1 his twin */
        "李芳|@2014-5-1-22|李大|@1984-5-1-11\n"    /* 2 */
        "李芳|@2016-5-1-22|李大|@1984-5-1-11\n"    /* 3 a family with one name twice */
        "赵六|@2004-5-1-35|赵大|@1980-5-1-11\n");  /* 4 */
    add(&w, YX_KIND_PAYMENT,
        "姓名|证件号|项目|金额|收款人证件号|账号\n"
        "王小明||a|1|@1985-3-7-11|6217000000000001\n" /* 5 */
        "王小朋||a|1|@1985-3-7-11|6217000000000001\n" /* 6 near to 王小明 and 王小亮 */
        "李芳||a|1|@1984-5-1-11|6217000000000002\n"   /* 7 which? */
        "赵六||a|1|@2004-5-1-35|6217000000000003\n"   /* 8 himself */
        "赵六||b|1||6217000000000003\n"               /* 9 by the account */
        "赵大||b|1||6217000000000003\n"               /* 10 somebody else of the account */
        "王小亮|@2015-4-7-999|b|1|@1985-3-7-11|6217000000000001\n" /* 11 a number nobody has */
        "孙七|@2015-4-7-997|b|1|@1985-3-7-11|6217000000000001\n"); /* 12 not of the family */
    resolve(&w);
    SAME(w, 0, 5);
    LINKED(w, 5, P9);
    APART(w, 0, 6);
    APART(w, 1, 6);
    APART(w, 2, 7);
    APART(w, 3, 7);
    SAME(w, 4, 8);
    SAME(w, 4, 9);
    LINKED(w, 9, P10);
    APART(w, 4, 10);
    SAME(w, 1, 11);
    assert_int_equal(w.people.id[w.people.person[11]], fixture_id(2015, 3, 7, 125));
    assert_int_equal(w.people.id[w.people.person[12]], fixture_id(2015, 4, 7, 997));
    close_world(&w);
}

static void schoolmates(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 1);
    add(&w, YX_KIND_ENROLMENT,
        "姓名|证件号|学校|性别\n"
        "王小明|@2015-3-7-123|中心小学校|男\n" /* 0 */
        "李芳|@2014-5-1-22|中心小学校|女\n"    /* 1 */
        "李芳|@2013-5-1-22|中心小学校|女\n"    /* 2 */
        "赵六|@2014-5-1-35|二小|男\n"          /* 3 */
        "孙七|@2014-5-1-37|一小|男\n");        /* 4 */
    add(&w, YX_KIND_PAYMENT,
        "姓名|证件号|项目|金额|学校\n"
        "王小明||a|1|中心小学\n"            /* 5 the only one there */
        "李芳||a|1|中心小学\n"              /* 6 which of two? */
        "赵六||a|1|中心小学\n"              /* 7 not of that school */
        "孙七|@2011-5-1-37~16|a|1|一小\n"); /* 8 a broken number of another year */
    resolve(&w);
    SAME(w, 0, 5);
    LINKED(w, 5, P11);
    APART(w, 1, 6);
    APART(w, 2, 6);
    APART(w, 3, 7);
    APART(w, 4, 8);
    assert_int_equal(w.people.n_pairs, 3); /* 6 with 1 and with 2; 8 with 4 */
    close_world(&w);
}

/* A number that ends in three zeros and is somebody's by chance. */
static void cut_to_anothers_number(void **state)
{
    (void)state;
    uint64_t id = 0;
    for (int d = 1; d < 28 && !id; d++)
        for (int s = 0; s < 10 && !id; s++) {
            uint64_t x = fixture_id(2005, 3, d, s * 100);
            id = (x & 15) == 0 ? x : 0;
        }
    assert_true(id != 0);
    struct yx_buf b = {0};
    yx_buf_putz(&b, "姓名|证件号\n石静\n");
    b.n--;
    yx_buf_putc(&b, '|');
    yx_id_put(&b, id);
    yx_buf_putz(&b, "\n"); /* 0 */
    yx_buf_putc(&b, '\0');
    struct world w;
    open_world(&w, 1);
    add(&w, YX_KIND_REGISTER, b.p);
    b.n = 0;
    yx_buf_putz(&b, "姓名|证件号|项目|金额\n周强|");
    yx_id_put(&b, id);
    yx_buf_putz(&b, "|a|1\n石静|"); /* 1: another's, cut */
    yx_id_put(&b, id);
    yx_buf_putz(&b, "|a|1\n"); /* 2: his */
    yx_buf_putc(&b, '\0');
    add(&w, YX_KIND_PAYMENT, b.p);
    resolve(&w);
    APART(w, 0, 1);
    SAME(w, 0, 2);
    yx_buf_free(&b);
    close_world(&w);
}

static void generic_numbers_say_nothing(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 1);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号|出生日期\n"
        "王小明|@2015-3-7-123|2015-03-07\n" /* 0 whose number it is */
        "李芳|@2014-5-1-22|2014-05-01\n");  /* 1 */
    add(&w, YX_KIND_ENROLMENT,
        "姓名|证件号|学校|出生日期\n"
        "王小明|@2015-3-7-123|一小|2015-03-07\n" /* 2 */
        "李芳|@2015-3-7-123|一小|2014-05-01\n"   /* 3 typed for her too */
        "无名|@2015-3-7-123|一小|2012-05-01\n"); /* 4 */
    resolve(&w);
    assert_int_equal(w.people.n_generic, 0); /* the register says whose it is */
    SAME(w, 0, 2);
    SAME(w, 1, 3);
    APART(w, 0, 4);
    APART(w, 0, 1);
    assert_int_equal(w.people.id[0], fixture_id(2015, 3, 7, 123));
    close_world(&w);
    open_world(&w, 1);
    add(&w, YX_KIND_REGISTER, "姓名|证件号|出生日期\n李芳|@2014-5-1-22|2014-05-01\n"); /* 0 */
    add(&w, YX_KIND_ENROLMENT,
        "姓名|证件号|学校|出生日期\n"
        "王小明|@2015-3-7-123|一小|2015-03-07\n" /* 1 on no register */
        "李芳|@2015-3-7-123|一小|2014-05-01\n"   /* 2 typed for her too */
        "无名|@2015-3-7-123|一小|2012-05-01\n"); /* 3 */
    resolve(&w);
    assert_int_equal(w.people.n_generic, 1);
    SAME(w, 0, 2);
    APART(w, 1, 2);
    APART(w, 1, 3);
    assert_int_equal(w.people.id[w.people.person[1]], 0);
    close_world(&w);
}

/* Two who fit equally well: nobody is chosen. */
static void doubt_links_nobody(void **state)
{
    (void)state;
    struct world w;
    struct yx_buf t = {0};
    uint64_t repair[YX_ID_REPAIRS_MAX], written = (fixture_id(2015, 3, 7, 123) >> 4) + 20;
    written = written << 4 | (yx_id_check(written) + 1) % 10; /* a check digit that is wrong */
    size_t n = yx_id_repairs(written, repair, YX_LEN(repair)), on_register = 0;
    open_world(&w, 1);
    yx_buf_putz(&t, "姓名|证件号\n");
    for (size_t i = 0; i < n; i++)
        if (yx_id_birth(repair[i]) == yx_day_make(2015, 3, 7) && repair[i] >> 4 != written >> 4) {
            yx_buf_putz(&t, "王小明|");
            yx_id_put(&t, repair[i]);
            yx_buf_putc(&t, '\n');
            on_register++;
        }
    assert_true(on_register >= 2);
    yx_buf_putc(&t, '\0');
    add(&w, YX_KIND_REGISTER, t.p);
    t.n = 0;
    yx_buf_putz(&t, "姓名|证件号|学校\n王小明|");
    yx_id_put(&t, written);
    yx_buf_putz(&t, "|一小\n");
    yx_buf_putc(&t, '\0');
    add(&w, YX_KIND_ENROLMENT, t.p);
    resolve(&w);
    assert_int_equal(w.people.n, on_register + 1);
    assert_int_equal(w.people.link[on_register], YX_LINK_FIRST);
    assert_int_equal(w.people.n_pairs, on_register); /* a person may know */
    close_world(&w);

    open_world(&w, 1);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号|监护人姓名|监护人证件号\n"
        "王子轩|@2015-3-7-123|王大|@1985-3-7-11\n"
        "王子豪|@2015-3-7-125|王大|@1985-3-7-11\n");
    add(&w, YX_KIND_ENROLMENT, "姓名|证件号|学校|出生日期\n王子|@1985-3-7-11|一小|2015-03-07\n");
    resolve(&w);
    assert_int_equal(w.people.n, 3);
    close_world(&w);
    yx_buf_free(&t);
}

/* The guardian stands in a list of her own, with her own number. */
static void guardians_keep_their_numbers(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 1);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号|监护人姓名|监护人证件号\n"
        "王小明|@2015-3-7-123|李梅|@1985-3-7-22\n" /* 0 */
        "木呷|@2014-3-7-123|木呷|@1986-3-7-11\n"   /* 1 named like his father */
        "赵一|@2013-3-7-123|赵大|@1987-3-7-11\n"); /* 2 */
    add(&w, YX_KIND_ENROLMENT,
        "姓名|证件号|学校|出生日期\n"
        "王小明|@1985-3-7-22|一小|2015-03-07\n"   /* 3 */
        "赵一一|@1987-3-7-11|一小|2013-03-07\n"); /* 4 with a slip */
    add(&w, YX_KIND_IDENTITY,
        "姓名|证件号|身份类别\n"
        "李梅|@1985-3-7-22|低保\n"   /* 5 */
        "木呷|@1986-3-7-11|低保\n"   /* 6 */
        "赵大|@1987-3-7-11|低保\n"   /* 7 */
        "赵一|@1987-3-7-11|低保\n"); /* 8 the child, by name */
    resolve(&w);
    SAME(w, 0, 3);
    APART(w, 0, 5);
    APART(w, 1, 6);
    SAME(w, 2, 4);
    SAME(w, 2, 8);
    APART(w, 2, 7);
    assert_int_equal(w.people.id[w.people.person[5]], fixture_id(1985, 3, 7, 22));
    assert_int_equal(w.people.id[w.people.person[7]], fixture_id(1987, 3, 7, 11));
    close_world(&w);
}

static void two_rows_of_a_roster(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 1);
    add(&w, YX_KIND_ENROLMENT,
        "姓名|证件号|学校\n王小明|@2015-3-7-123|一小\n王小明|@2015-3-7-123|二小\n");
    resolve(&w);
    SAME(w, 0, 1);
    assert_int_equal(w.people.n_generic, 0);
    close_world(&w);
}

static bool says(const struct yx_pair *pair, const char *part)
{
    return pair->words.n && memmem(pair->words.p, pair->words.n, part, strlen(part)) != NULL;
}
static void has_words(const struct yx_pair *pair, const char *part)
{
    if (!says(pair, part))
        fail_msg("no “%s” in “%.*s”", part, (int)pair->words.n, pair->words.p);
}
static void has_not_words(const struct yx_pair *pair, const char *part)
{
    if (says(pair, part))
        fail_msg("“%s” in “%.*s”", part, (int)pair->words.n, pair->words.p);
}

/* The bits after the last blank of each part, in 1/1000. */
static int32_t sum_of_words(struct yx_str words)
{
    int32_t sum = 0;
    for (size_t i = 0; i + 1 < words.n; i++) {
        if (words.p[i] != ' ' || (words.p[i + 1] != '+' && words.p[i + 1] != '-'))
            continue;
        char number[16] = "";
        memcpy(number, words.p + i + 1, YX_MIN(words.n - i - 1, sizeof number - 1));
        sum += (int32_t)(strtod(number, NULL) * 1000);
    }
    return sum;
}

static void pairs_for_people(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 1);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号|出生日期|监护人姓名\n"
        "王小明|@2015-3-7-123|2015-03-07|\n"  /* 0 */
        "李芳芳|@2014-5-1-22|2014-05-01|\n"   /* 1 */
        "赵大|@2012-5-1-22|2012-05-01|赵父\n" /* 2 */
        "陈静|@2011-5-1-22|2011-05-01|\n");   /* 3 enrolled, so no candidate */
    add(&w, YX_KIND_ENROLMENT,
        "姓名|证件号|学校|出生日期|监护人姓名\n"
        "王小明|@2015-3-7-127|一小||\n" /* 4 another valid number, same name, birth, place */
        "李方芳||一小|2014-05-01|\n"    /* 5 one character */
        "赵大||一小|2012-05-11|赵父\n"  /* 6 birth with a slip, same guardian */
        "陈静|@2011-5-1-22|一小||\n");  /* 7 */
    resolve(&w);
    APART(w, 0, 4);
    assert_int_equal(w.people.n_pairs, 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(w.people.pair[i].left, i);
        assert_int_equal(w.people.pair[i].right, 4 + i);
        assert_false(w.people.pair[i].is_linked);
    }
    assert_int_equal(w.people.pair[0].differ & YX_PAIR_ID, YX_PAIR_ID);
    assert_int_equal(w.people.pair[1].same & YX_PAIR_BIRTH, YX_PAIR_BIRTH);
    assert_int_equal(w.people.pair[2].same & YX_PAIR_GUARDIAN, YX_PAIR_GUARDIAN);
    /* Weighed by matches/residue.yx: a number that says another birth would count once. */
    has_words(&w.people.pair[0], "证件号 ");
    has_words(&w.people.pair[0], "姓名 一致 +");
    has_not_words(&w.people.pair[0], "出生日期");
    has_words(&w.people.pair[1], "先验 -");
    has_words(&w.people.pair[1], "姓名 同音（芳/方） +");
    has_words(&w.people.pair[1], "；出生日期 一致 +");
    has_not_words(&w.people.pair[1], "证件号");
    has_words(&w.people.pair[2], "监护人姓名 一致 +");
    for (uint32_t i = 0; i < 3; i++)
        assert_true(abs(w.people.pair[i].weight - sum_of_words(w.people.pair[i].words)) <= 300);
    close_world(&w);
}

static void decisions_hold(void **state)
{
    (void)state;
    struct world w;
    open_world(&w, 1);
    add(&w, YX_KIND_REGISTER,
        "姓名|证件号|出生日期\n"
        "王小明|@2015-3-7-123|2015-03-07\n" /* 0 */
        "李芳|@2014-5-1-22|2014-05-01\n");  /* 1 */
    add(&w, YX_KIND_ENROLMENT,
        "姓名|证件号|学校|出生日期\n"
        "王小明|@2015-3-7-127|一小|\n"                                       /* 2 */
        "李强|@2014-5-1-22|一小|\n");                                        /* 3 */
    add(&w, YX_KIND_PRESENCE, "姓名|证件号|学校\n李强|@2014-5-1-22|一小\n"); /* 4 */
    resolve(&w);
    assert_int_equal(w.people.n_pairs, 2);
    struct yx_buf a = {0}, b = {0};
    struct yx_pair_decision d[2];
    for (uint32_t i = 0; i < 2; i++) {
        a.n = b.n = 0;
        yx_person_key(&w.people, w.roster, w.n, w.people.person[w.people.pair[i].left], &a);
        yx_person_key(&w.people, w.roster, w.n, w.people.person[w.people.pair[i].right], &b);
        d[i] = (struct yx_pair_decision){yx_pair_key(yx_buf_str(&b), yx_buf_str(&a)),
                                         w.people.pair[i].fingerprint,
                                         i == 0 ? YX_VERDICT_SAME : YX_VERDICT_DIFFERENT};
    }
    SAME(w, 1, 3);
    yx_people_free(&w.people);
    assert_int_equal(yx_people_resolve(w.roster, w.n, d, 2, w.pool, &w.people, NULL), YX_OK);
    SAME(w, 0, 2);
    LINKED(w, 2, DECIDED);
    APART(w, 1, 3);
    SAME(w, 3, 4);
    assert_int_equal(w.people.id[w.people.person[1]], fixture_id(2014, 5, 1, 22));
    assert_int_equal(w.people.id[w.people.person[3]], 0);
    assert_int_equal(w.people.pair[0].verdict, YX_VERDICT_SAME);
    assert_int_equal(w.people.pair[1].verdict, YX_VERDICT_DIFFERENT);
    assert_false(w.people.pair[1].is_linked);

    d[0].fingerprint++; /* the data it rests on have changed */
    yx_people_free(&w.people);
    assert_int_equal(yx_people_resolve(w.roster, w.n, d, 1, w.pool, &w.people, NULL), YX_OK);
    APART(w, 0, 2);
    assert_int_equal(w.people.pair[0].verdict, YX_VERDICT_NONE);
    d[0].fingerprint = 0; /* always applies */
    yx_people_free(&w.people);
    assert_int_equal(yx_people_resolve(w.roster, w.n, d, 1, w.pool, &w.people, NULL), YX_OK);
    SAME(w, 0, 2);
    yx_buf_free(&a);
    yx_buf_free(&b);
    close_world(&w);
}

/* Numberless namesakes are told apart by school and guardian, whatever their order. */
static void keys_do_not_depend_on_order(void **state)
{
    (void)state;
    static const char *const lines[] = {"王小明|一小|甲|2015-03-07\n",
                                        "王小明|二小|乙|2015-03-07\n",
                                        "王小明|二小|丙|2015-03-07\n"};
    char keys[2][3][32] = {{{0}}};
    for (int round = 0; round < 2; round++) {
        struct world w;
        open_world(&w, 1);
        struct yx_buf t = {0};
        yx_buf_putz(&t, "姓名|学校|监护人姓名|出生日期\n");
        for (int i = 0; i < 3; i++)
            yx_buf_putz(&t, lines[round ? 2 - i : i]);
        yx_buf_putc(&t, '\0');
        add(&w, YX_KIND_ENROLMENT, t.p);
        resolve(&w);
        assert_int_equal(w.people.n, 3);
        assert_int_equal(w.people.n_numberless, 3);
        for (int i = 0; i < 3; i++) {
            struct yx_buf key = {0};
            yx_person_key(&w.people, w.roster, w.n, (uint32_t)i, &key);
            memcpy(keys[round][round ? 2 - i : i], key.p, key.n);
            yx_buf_free(&key);
        }
        yx_buf_free(&t);
        close_world(&w);
    }
    for (int i = 0; i < 3; i++)
        assert_string_equal(keys[0][i], keys[1][i]);
    assert_string_not_equal(keys[0][0], keys[0][1]);
    assert_string_not_equal(keys[0][1], keys[0][2]);
}

/* ---- properties ---- */

/* One row of a made-up county: its text without the tag, and the kind of its roster. */
struct made_row {
    enum yx_kind kind;
    char cells[160];
    uint32_t tag;
};

struct made {
    struct made_row *v;
    uint32_t n;
};

static const char *const surnames[] = {"王", "李", "张", "赵", "陈"};
static const char *const given[] = {"明", "芳", "强", "静", "子轩", "子豪", "小明", "小丽"};

static void put_id(char *out, uint64_t id)
{
    struct yx_buf b = {0};
    yx_id_put(&b, id);
    memcpy(out, b.p, 18);
    out[18] = '\0';
    yx_buf_free(&b);
}

/* 姓名|证件号|出生日期|监护人姓名|监护人证件号|村, with the mistakes of real lists. */
static void make_row(struct yx_rng *rng, struct made_row *out, enum yx_kind kind, uint32_t tag,
                     const char *name, uint64_t id, uint64_t sibling, uint64_t guardian)
{
    char number[24], slip[32];
    struct yx_ymd d = yx_day_split(yx_id_birth(id));
    bool has_birth = kind == YX_KIND_REGISTER || yx_rng_chance(rng, 2, 3);
    char birth[16] = "";
    if (has_birth)
        snprintf(birth, sizeof birth, "%04d-%02d-%02d", d.year, d.month, d.day);
    put_id(number, id);
    snprintf(slip, sizeof slip, "%s", name);
    switch (kind == YX_KIND_REGISTER ? yx_rng_below(rng, 60) : yx_rng_below(rng, 20)) {
    case 0: number[0] = '\0'; break;
    case 1: number[6 + yx_rng_below(rng, 11)] = (char)('0' + yx_rng_below(rng, 10)); break;
    case 2: number[17] = number[17] == '1' ? '2' : '1'; break;
    case 3: put_id(number, guardian); break;
    case 4: put_id(number, sibling); break;
    case 5: snprintf(slip, sizeof slip, "%.24s一", name); break;
    case 6: snprintf(number, sizeof number, "5.00299E+17"); break;
    default: break;
    }
    char guardian_no[24];
    put_id(guardian_no, guardian);
    *out = (struct made_row){.kind = kind, .tag = tag};
    snprintf(out->cells, sizeof out->cells, "%s|%s|%s|监%s|%s", slip, number, birth, name,
             kind == YX_KIND_REGISTER ? guardian_no : "");
}

static void make_county(struct made *m, struct yx_rng *rng, uint32_t children)
{
    m->v = yx_calloc((size_t)children * 3, sizeof *m->v);
    m->n = 0;
    uint64_t before = fixture_id(2010, 1, 1, 1);
    for (uint32_t i = 0; i < children; i++) {
        /* few days and few names, so that many are nearly somebody else */
        struct yx_ymd d = {2010 + (int)yx_rng_below(rng, 2), 1 + (int)yx_rng_below(rng, 2),
                           1 + (int)yx_rng_below(rng, 7)};
        uint64_t id = fixture_id(d.year, d.month, d.day, (int)(i % 1000));
        uint64_t guardian = fixture_id(1980 + (int)yx_rng_below(rng, 10), 1 + (int)(i % 12),
                                       1 + (int)(i % 28), (int)(i / 2 % 1000));
        char name[32];
        snprintf(name, sizeof name, "%s%s", surnames[yx_rng_below(rng, YX_LEN(surnames))],
                 given[yx_rng_below(rng, YX_LEN(given))]);
        static const enum yx_kind kinds[] = {YX_KIND_REGISTER, YX_KIND_ENROLMENT, YX_KIND_PRESENCE};
        for (size_t k = 0; k < YX_LEN(kinds); k++)
            if (yx_rng_chance(rng, 9, 10)) {
                make_row(rng, &m->v[m->n], kinds[k], m->n, name, id, before, guardian);
                m->n++;
            }
        before = id;
    }
}

/* Rosters with the rows in another order, cut into files; *lowest[tag] becomes the lowest
 * tag of the row's person, and bit 31 is set where his key is given by a number. */
static void resolve_shuffled(const struct made *m, uint64_t seed, uint32_t n_files,
                             unsigned threads, uint32_t *lowest, uint64_t *pairs)
{
    static const enum yx_kind kinds[] = {YX_KIND_REGISTER, YX_KIND_ENROLMENT, YX_KIND_PRESENCE};
    struct yx_rng rng;
    yx_rng_seed(&rng, seed);
    uint32_t *order = yx_calloc(m->n, sizeof *order), *tag_of_row = yx_calloc(m->n, sizeof *order);
    for (uint32_t i = 0; i < m->n; i++)
        order[i] = i;
    for (uint32_t i = m->n; seed && i > 1; i--) {
        uint32_t k = (uint32_t)yx_rng_below(&rng, i), t = order[i - 1];
        order[i - 1] = order[k];
        order[k] = t;
    }
    struct world w;
    open_world(&w, threads);
    uint32_t row = 0;
    struct yx_buf text = {0};
    for (size_t k = 0; k < YX_LEN(kinds); k++)
        for (uint32_t f = 0; f < n_files; f++) {
            text.n = 0;
            yx_buf_putz(&text, "姓名|证件号|出生日期|监护人姓名|监护人证件号\n");
            for (uint32_t i = 0; i < m->n; i++)
                if (m->v[order[i]].kind == kinds[k] && i % n_files == f) {
                    yx_buf_putz(&text, m->v[order[i]].cells);
                    yx_buf_putc(&text, '\n');
                    tag_of_row[row++] = order[i];
                }
            yx_buf_putc(&text, '\0');
            add(&w, kinds[k], text.p);
        }
    yx_buf_free(&text);
    assert_int_equal(row, m->n);
    resolve(&w);
    for (uint32_t p = 0; p < w.people.n; p++) {
        uint32_t low = UINT32_MAX;
        for (uint32_t k = w.people.start[p]; k < w.people.start[p + 1]; k++)
            low = YX_MIN(low, tag_of_row[w.people.row[k]]);
        for (uint32_t k = w.people.start[p]; k < w.people.start[p + 1]; k++)
            lowest[tag_of_row[w.people.row[k]]] = low | (w.people.id[p] ? 1U << 31 : 0);
    }
    *pairs = 0; /* order of pairs, and which rows of a person stand for him, may differ */
    for (uint32_t i = 0; i < w.people.n_pairs; i++) {
        uint32_t a = lowest[tag_of_row[w.people.pair[i].left]] & ~(1U << 31);
        uint32_t b = lowest[tag_of_row[w.people.pair[i].right]] & ~(1U << 31);
        if (a != b)
            *pairs += (uint64_t)YX_MIN(a, b) * 0x9E3779B97F4A7C15U + YX_MAX(a, b);
    }
    close_world(&w);
    free(order);
    free(tag_of_row);
}

static void order_and_files_change_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct yx_rng rng;
        yx_rng_seed(&rng, 20261123 + seed);
        struct made m;
        make_county(&m, &rng, 600);
        uint32_t *first = yx_calloc(m.n, sizeof *first), *again = yx_calloc(m.n, sizeof *again);
        uint64_t pairs, pairs_again;
        resolve_shuffled(&m, 0, 1, 1, first, &pairs);
        for (uint64_t k = 1; k <= 2; k++) {
            resolve_shuffled(&m, seed * 10 + k, (uint32_t)(1 + 2 * k), 2, again, &pairs_again);
            for (uint32_t i = 0; i < m.n; i++)
                if (first[i] != again[i])
                    fail_msg("seed %d: row %u (%s) is with %u, shuffled with %u (%s)", (int)seed, i,
                             m.v[i].cells, first[i] & ~(1U << 31), again[i] & ~(1U << 31),
                             m.v[again[i] & ~(1U << 31)].cells);
            assert_int_equal(pairs, pairs_again);
        }
        free(first);
        free(again);
        free(m.v);
    }
}

/* Blocks and partitions enough for threads to race. */
static void threads_change_nothing(void **state)
{
    (void)state;
    struct yx_rng rng;
    yx_rng_seed(&rng, 7);
    struct made m;
    make_county(&m, &rng, 30000);
    uint32_t *one = yx_calloc(m.n, sizeof *one), *three = yx_calloc(m.n, sizeof *three);
    uint64_t pairs, pairs_again;
    resolve_shuffled(&m, 0, 1, 1, one, &pairs);
    resolve_shuffled(&m, 0, 1, 3, three, &pairs_again);
    assert_memory_equal(one, three, m.n * sizeof *one);
    assert_int_equal(pairs, pairs_again);
    free(one);
    free(three);
    free(m.v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_number),
        cmocka_unit_test(clear_names_need_no_look),
        cmocka_unit_test(one_slip_in_the_number),
        cmocka_unit_test(numbers_of_guardians),
        cmocka_unit_test(no_number_but_unique),
        cmocka_unit_test(twins_stay_two),
        cmocka_unit_test(numbers_of_siblings),
        cmocka_unit_test(numbers_of_another_of_the_day),
        cmocka_unit_test(numbers_of_nobody),
        cmocka_unit_test(two_slips_in_the_number),
        cmocka_unit_test(student_numbers),
        cmocka_unit_test(numbers_elsewhere_in_the_row),
        cmocka_unit_test(numbers_cut_and_short),
        cmocka_unit_test(numbers_of_the_family),
        cmocka_unit_test(schoolmates),
        cmocka_unit_test(cut_to_anothers_number),
        cmocka_unit_test(generic_numbers_say_nothing),
        cmocka_unit_test(doubt_links_nobody),
        cmocka_unit_test(guardians_keep_their_numbers),
        cmocka_unit_test(two_rows_of_a_roster),
        cmocka_unit_test(pairs_for_people),
        cmocka_unit_test(decisions_hold),
        cmocka_unit_test(keys_do_not_depend_on_order),
        cmocka_unit_test(order_and_files_change_nothing),
        cmocka_unit_test(threads_change_nothing),
    };
    return cmocka_run_group_tests_name("person", tests, NULL, NULL);
}
