/* crypt_standard.c -- packages locked the way of Office 2007: AES and SHA-1.
 *
 * Source: [MS-OFFCRYPTO] 2.3.4.4 to 2.3.4.9.  There is no check value over the
 * package; a damaged one shows in the checksums of the archive inside. */
#include "table/crypt_int.h"

#include "base/mem.h"

#include <stdlib.h>

enum { ROUNDS = 50000, AES = 0x660D /* and the two or three after it: 128, 192, 256 bits */ };
enum { SHA1 = 0x8004, SHA1_BYTES = 20, BLOCK = 16 };

/* 2.3.4.7: the hash, made as long as the key. */
static bool derive(const struct yx_crypt_header *h, const struct yx_crypt_password *password,
                   unsigned char key[2 * CRYPT_MAX_HASH])
{
    unsigned char hash[CRYPT_MAX_HASH], pad[64];
    static const char block[4] = {0};
    bool ok =
        yx_crypt_spin(CRYPT_SHA1, h->salt, password, ROUNDS, hash) &&
        yx_crypt_hash(CRYPT_SHA1, yx_crypt_bytes(hash, SHA1_BYTES), yx_crypt_bytes(block, 4), hash);
    for (int half = 0; ok && half < 2; half++) {
        memset(pad, half ? 0x5C : 0x36, sizeof pad);
        for (int i = 0; i < SHA1_BYTES; i++)
            pad[i] ^= hash[i];
        ok = yx_crypt_hash(CRYPT_SHA1, yx_crypt_bytes(pad, sizeof pad), YX_S(""),
                           key + half * SHA1_BYTES);
    }
    OPENSSL_cleanse(hash, sizeof hash);
    OPENSSL_cleanse(pad, sizeof pad);
    return ok;
}

static bool is_right(const struct yx_crypt_header *h, const unsigned char *key, bool *ok)
{
    unsigned char verifier[BLOCK], hash[2 * BLOCK], made[CRYPT_MAX_HASH];
    size_t bytes = h->key_bits / 8;
    *ok = yx_crypt_aes(key, bytes, NULL, h->verifier.p, sizeof verifier, verifier) &&
          yx_crypt_aes(key, bytes, NULL, h->verifier_hash.p, sizeof hash, hash) &&
          yx_crypt_hash(CRYPT_SHA1, yx_crypt_bytes(verifier, sizeof verifier), YX_S(""), made);
    return *ok && CRYPTO_memcmp(made, hash, SHA1_BYTES) == 0;
}

static int unlock(const struct yx_crypt_header *h, const unsigned char *key, struct yx_str package,
                  const char *name, struct yx_str *out, struct yx_err *err)
{
    bool ok;
    if (!is_right(h, key, &ok))
        return ok ? yx_crypt_wrong(name, err) : yx_crypt_failed(err);
    uint64_t size = yx_crypt_u32(package.p) | (uint64_t)yx_crypt_u32(package.p + 4) << 32;
    struct yx_str body = yx_str_sub(package, 8, package.n);
    size_t n = body.n / BLOCK * BLOCK;
    if (size > n)
        return yx_crypt_damaged(name, err);
    unsigned char *to = yx_big_alloc(n + 1, 1, err);
    if (!to)
        return YX_IO;
    if (!yx_crypt_aes(key, h->key_bits / 8, NULL, body.p, n, to)) {
        free(to);
        return yx_crypt_failed(err);
    }
    *out = (struct yx_str){(char *)to, (size_t)size};
    return YX_OK;
}

int yx_crypt_standard(struct yx_str info, struct yx_str package, struct yx_str password,
                      const char *name, struct yx_str *out, struct yx_err *err)
{
    struct yx_crypt_header h;
    if (!yx_crypt_header_read(info, &h))
        return yx_crypt_damaged(name, err);
    if (h.algorithm < AES || h.algorithm > AES + 3 || (h.hash && h.hash != SHA1) ||
        (h.key_bits != 128 && h.key_bits != 192 && h.key_bits != 256))
        return yx_crypt_unknown(name, err);
    if (h.verifier_hash.n < 2 * BLOCK)
        return yx_crypt_damaged(name, err);
    unsigned char key[2 * CRYPT_MAX_HASH];
    struct yx_crypt_password p;
    yx_crypt_password_make(&p, password);
    int rc = derive(&h, &p, key) ? unlock(&h, key, package, name, out, err) : yx_crypt_failed(err);
    OPENSSL_cleanse(key, sizeof key);
    OPENSSL_cleanse(&p, sizeof p);
    return rc;
}
