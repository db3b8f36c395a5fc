/* test_finding_id.c -- numbers of findings, and the columns of lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "check/finding_id.h"

#include <openssl/hmac.h>
#include "check/lists.h"

static uint64_t id_of(struct yx_str secret, struct yx_str text)
{
    struct yx_finding_key k;
    yx_finding_key_init(&k, secret);
    return yx_finding_id(&k, &text, 1);
}

/* RFC 4231, test cases 1, 2 and 6 (a key longer than a block). */
static void numbers_are_hmac_sha256(void **state)
{
    (void)state;
    char k1[20], k6[131];
    memset(k1, 0x0b, sizeof k1);
    memset(k6, 0xaa, sizeof k6);
    assert_true(id_of((struct yx_str){k1, sizeof k1}, YX_S("Hi There")) == 0xb0344c61d8db3853U);
    assert_true(id_of(YX_S("Jefe"), YX_S("what do ya want for nothing?")) == 0x5bdcc146bf60754eU);
    assert_true(id_of((struct yx_str){k6, sizeof k6},
                      YX_S("Test Using Larger Than Block-Size Key - Hash Key First")) ==
                0x60e431591ee0b67fU);
}

/* Short texts are padded here, long ones by OpenSSL: both against its HMAC, byte by byte of length. */
static void every_length_is_hmac(void **state)
{
    (void)state;
    char text[400];
    struct yx_finding_key k;
    yx_finding_key_init(&k, YX_S("密钥"));
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * 7 + 3);
    for (size_t n = 3; n < sizeof text; n++) {
        unsigned char want[32];
        unsigned length = sizeof want;
        text[n / 2] = 0x1F;
        assert_non_null(HMAC(EVP_sha256(), "密钥", 6, (unsigned char *)text, n, want, &length));
        uint64_t id = 0;
        for (size_t i = 0; i < 8; i++)
            id = id << 8 | want[i];
        struct yx_str part[] = {{text, n / 2}, {text + n / 2 + 1, n - n / 2 - 1}};
        assert_true(yx_finding_id(&k, part, 2) == id);
        text[n / 2] = (char)(n / 2 * 7 + 3);
    }
}

static void parts_do_not_run_together(void **state)
{
    (void)state;
    struct yx_finding_key k;
    yx_finding_key_init(&k, YX_S("x"));
    struct yx_str a[] = {YX_S("ab"), YX_S("c")}, b[] = {YX_S("a"), YX_S("bc")};
    assert_true(yx_finding_id(&k, a, 2) != yx_finding_id(&k, b, 2));
    assert_true(yx_finding_id(&k, a, 2) == yx_finding_id(&k, a, 2));
}

static void hex_round_trips(void **state)
{
    (void)state;
    char hex[16];
    yx_finding_id_hex(0x0123456789abcdefU, hex);
    assert_memory_equal(hex, "0123456789abcdef", 16);
    assert_true(yx_finding_id_parse((struct yx_str){hex, 16}) == 0x0123456789abcdefU);
    assert_true(yx_finding_id_parse(YX_S("0123456789abcdeg")) == 0);
    assert_true(yx_finding_id_parse(YX_S("0123")) == 0);
    char sha[64];
    yx_sha256_hex(YX_S("abc"), sha);
    assert_memory_equal(sha, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                        64);
}

static void every_list_has_its_columns(void **state)
{
    (void)state;
    struct yx_list_column c[YX_MAX_COLUMNS];
    for (unsigned l = 0; l < YX_N_LISTS; l++) {
        uint32_t n = yx_list_columns((enum yx_list)l, false, c);
        assert_true(n > YX_N_COMMON);
        assert_true(yx_str_is(c[YX_COL_ID].name, "编号"));
        assert_true(yx_str_is(c[YX_COL_KEY].name, "人员号"));
        assert_int_equal(yx_list_columns((enum yx_list)l, true, c), n + 1);
        assert_true(yx_str_is(c[YX_N_COMMON].name, "变化"));
        assert_int_equal(yx_list_named(yx_list_name((enum yx_list)l)), l);
    }
    uint32_t n = yx_list_columns(YX_LIST_UNPAID, false, c);
    assert_int_equal(n, 14);
    assert_true(yx_str_is(c[11].name, "应享"));
    assert_int_equal(c[11].type, YX_COL_MONEY);
    assert_int_equal(yx_list_named(YX_S("没有这份")), YX_N_LISTS);
}

int main(void)
{
    const struct CMUnitTest list[] = {
        cmocka_unit_test(numbers_are_hmac_sha256),    cmocka_unit_test(every_length_is_hmac),
        cmocka_unit_test(parts_do_not_run_together),  cmocka_unit_test(hex_round_trips),
        cmocka_unit_test(every_list_has_its_columns),
    };
    return cmocka_run_group_tests(list, NULL, NULL);
}
