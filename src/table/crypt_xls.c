/* crypt_xls.c -- the records of an .xls locked with a password, by RC4.
 *
 * DESIGN.  Both ways, that of Excel 97 (MD5, keys of 40 bits) and that of the
 * CryptoAPI (SHA-1, 40 to 128 bits), cut the whole stream into blocks of 1024
 * bytes, each with a key of its own made from the number of the block.  Heads
 * of records and a few records stay as they are, but use up their part of the
 * key stream.  libcrypto has RC4 only in a module that is loaded from a file,
 * which a reading process must not do; it is ten lines, so they are here.  The
 * oldest way of all (XOR) is refused.
 * Source: [MS-XLS] 2.2.10, 2.4.117 (FilePass); [MS-OFFCRYPTO] 2.3.5, 2.3.6. */
#include "table/crypt_int.h"

#include "base/mem.h"
#include "table/xls_int.h"

#include <stdlib.h>

enum { BLOCK = 1024, KEY_BYTES = 16, VERIFIER = 16, MAX_BEFORE = 64 };
enum { XLS_USREXCL = 0x0194, XLS_FILELOCK, XLS_RRDINFO };
enum { XLS_INTERFACEHDR = 0x00E1, XLS_RRDHEAD = 0x0138 };

/* ---- the cipher ---- */

struct rc4 {
    unsigned char s[256];
    unsigned i, j;
};

static void rc4_start(struct rc4 *r, const unsigned char *key, size_t n)
{
    for (unsigned i = 0; i < 256; i++)
        r->s[i] = (unsigned char)i;
    for (unsigned i = 0, j = 0; i < 256; i++) {
        unsigned char t = r->s[i];
        j = (j + t + key[i % n]) & 255;
        r->s[i] = r->s[j];
        r->s[j] = t;
    }
    r->i = r->j = 0;
}

static void rc4_stream(struct rc4 *r, unsigned char *out, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        r->i = (r->i + 1) & 255;
        unsigned char t = r->s[r->i];
        r->j = (r->j + t) & 255;
        r->s[r->i] = r->s[r->j];
        r->s[r->j] = t;
        out[k] = r->s[(r->s[r->i] + t) & 255];
    }
}

/* ---- keys ---- */

struct keys {
    enum yx_crypt_md md;                /* MD5: Excel 97; SHA1: CryptoAPI */
    unsigned char base[CRYPT_MAX_HASH]; /* what the number of a block is hashed with */
    size_t n_base;
    size_t key_bytes; /* of the hash that are used; the rest of the key is zero */
};

static bool block_key(const struct keys *k, uint32_t block, struct rc4 *out)
{
    char number[4] = {(char)block, (char)(block >> 8), (char)(block >> 16), (char)(block >> 24)};
    unsigned char hash[CRYPT_MAX_HASH];
    if (!yx_crypt_hash(k->md, yx_crypt_bytes(k->base, k->n_base), yx_crypt_bytes(number, 4), hash))
        return false;
    /* 40 bits are filled up with zeros, other lengths are taken as they are. */
    bool is_filled = k->key_bytes == 5;
    if (is_filled)
        memset(hash + 5, 0, KEY_BYTES - 5);
    rc4_start(out, hash, is_filled ? (size_t)KEY_BYTES : k->key_bytes);
    OPENSSL_cleanse(hash, sizeof hash);
    return true;
}

/* 2.3.6.2: five bytes of the password's MD5 and the salt, sixteen times over. */
static bool keys_of_97(struct keys *k, struct yx_str salt, const struct yx_crypt_password *p)
{
    enum { PART = 5 };
    unsigned char hash[CRYPT_MAX_HASH], all[16 * (PART + VERIFIER)];
    bool ok = yx_crypt_hash(CRYPT_MD5, yx_crypt_bytes(p->p, p->n), (struct yx_str){"", 0}, hash);
    for (size_t i = 0; i < 16; i++) {
        memcpy(all + i * (PART + VERIFIER), hash, PART);
        memcpy(all + i * (PART + VERIFIER) + PART, salt.p, VERIFIER);
    }
    *k = (struct keys){.md = CRYPT_MD5, .n_base = PART, .key_bytes = KEY_BYTES};
    ok = ok &&
         yx_crypt_hash(CRYPT_MD5, yx_crypt_bytes(all, sizeof all), (struct yx_str){"", 0}, k->base);
    OPENSSL_cleanse(hash, sizeof hash);
    OPENSSL_cleanse(all, sizeof all);
    return ok;
}

/* 2.3.5.2 */
static bool keys_of_api(struct keys *k, const struct yx_crypt_header *h,
                        const struct yx_crypt_password *p)
{
    size_t bytes = h->key_bits ? h->key_bits / 8 : 5;
    *k = (struct keys){.md = CRYPT_SHA1, .key_bytes = bytes};
    k->n_base = yx_crypt_digest_size(CRYPT_SHA1);
    return yx_crypt_spin(CRYPT_SHA1, h->salt, p, 0, k->base);
}

/* Whether the password is right: the verifier and its hash, encrypted in one go. */
static bool is_right(const struct keys *k, struct yx_str verifier, struct yx_str hash, bool *ok)
{
    unsigned char stream[VERIFIER + CRYPT_MAX_HASH] = {0}, plain[VERIFIER], made[CRYPT_MAX_HASH];
    size_t n = yx_crypt_digest_size(k->md);
    struct rc4 r;
    YX_ASSERT(verifier.n == VERIFIER && hash.n >= n);
    *ok = block_key(k, 0, &r);
    if (!*ok)
        return false;
    rc4_stream(&r, stream, VERIFIER + n);
    for (size_t i = 0; i < VERIFIER; i++)
        plain[i] = (unsigned char)verifier.p[i] ^ stream[i];
    *ok = yx_crypt_hash(k->md, yx_crypt_bytes(plain, VERIFIER), (struct yx_str){"", 0}, made);
    for (size_t i = 0; i < n; i++)
        stream[VERIFIER + i] ^= (unsigned char)hash.p[i];
    return *ok && CRYPTO_memcmp(made, stream + VERIFIER, n) == 0;
}

/* ---- records ---- */

/* The FILEPASS record, which comes soon after the first. */
static bool find_filepass(struct yx_str stream, struct yx_str *body)
{
    struct yx_xls_cursor c = {.stream = stream};
    struct yx_xls_record r;
    for (int i = 0; i < MAX_BEFORE && yx_xls_next(&c, &r) && r.id != XLS_EOF; i++)
        if (r.id == XLS_FILEPASS) {
            *body = r.body;
            return true;
        }
    return false;
}

bool yx_crypt_is_locked_xls(struct yx_str stream)
{
    struct yx_str body;
    return find_filepass(stream, &body);
}

/* Bytes at the beginning of a record's body that are not encrypted. */
static size_t plain_bytes(const struct yx_xls_record *r)
{
    switch (r->id) {
    case XLS_BOF:
    case XLS_FILEPASS:
    case XLS_USREXCL:
    case XLS_FILELOCK:
    case XLS_INTERFACEHDR:
    case XLS_RRDINFO:
    case XLS_RRDHEAD: return r->body.n;
    case XLS_BOUNDSHEET: return YX_MIN(r->body.n, (size_t)4); /* where the sheet begins */
    default: return 0;
    }
}

struct unlocking {
    const struct keys *keys;
    char *p;
    size_t block; /* whose key stream is in `stream`; SIZE_MAX: none */
    unsigned char stream[BLOCK];
};

static bool unlock_bytes(struct unlocking *u, size_t from, size_t to)
{
    for (size_t at = from; at < to;) {
        struct rc4 r;
        if (at / BLOCK != u->block) {
            u->block = at / BLOCK;
            if (!block_key(u->keys, (uint32_t)u->block, &r))
                return false;
            rc4_stream(&r, u->stream, BLOCK);
        }
        size_t end = YX_MIN(to, (u->block + 1) * BLOCK);
        for (; at < end; at++)
            u->p[at] = (char)((unsigned char)u->p[at] ^ u->stream[at % BLOCK]);
    }
    return true;
}

static int unlock(const struct keys *k, struct yx_str stream, struct yx_str *out,
                  struct yx_err *err)
{
    struct unlocking u = {.keys = k, .block = SIZE_MAX};
    u.p = yx_big_alloc(stream.n + 1, 1, err);
    if (!u.p)
        return YX_IO;
    memcpy(u.p, stream.p, stream.n);
    struct yx_xls_cursor c = {.stream = stream};
    struct yx_xls_record r;
    bool ok = true;
    while (ok && yx_xls_next(&c, &r))
        ok = unlock_bytes(&u, c.at - r.body.n + plain_bytes(&r), c.at);
    OPENSSL_cleanse(u.stream, sizeof u.stream);
    if (!ok) {
        free(u.p);
        return yx_crypt_failed(err);
    }
    *out = (struct yx_str){u.p, stream.n};
    return YX_OK;
}

/* What FILEPASS says. */
struct pass {
    bool is_97;
    struct yx_str salt;            /* is_97 */
    struct yx_crypt_header header; /* otherwise */
    struct yx_str verifier, hash;
};

static int read_pass(struct yx_str body, const char *name, struct pass *out, struct yx_err *err)
{
    enum { RC4 = 1, ALGORITHM_RC4 = 0x6801, MAX_BITS = 128, MIN_BITS = 40 };
    if (body.n < 2 || (yx_xls_u16(body.p) == RC4 && body.n < 6))
        return yx_crypt_damaged(name, err);
    uint32_t major = 0, minor = 0;
    if (yx_xls_u16(body.p) == RC4) {
        major = yx_xls_u16(body.p + 2);
        minor = yx_xls_u16(body.p + 4);
    }
    struct yx_crypt_header *h = &out->header;
    out->is_97 = major == 1 && minor == 1;
    if (out->is_97) {
        if (body.n < 6 + 3 * VERIFIER)
            return yx_crypt_damaged(name, err);
        out->salt = yx_str_sub(body, 6, 6 + VERIFIER);
        out->verifier = yx_str_sub(body, 6 + VERIFIER, 6 + 2 * VERIFIER);
        out->hash = yx_str_sub(body, 6 + 2 * VERIFIER, 6 + 3 * VERIFIER);
        return YX_OK;
    }
    if (minor != 2 || major < 2 || major > 4)
        return yx_crypt_unknown(name, err);
    if (!yx_crypt_header_read(yx_str_sub(body, 6, body.n), h) ||
        h->verifier_hash.n < yx_crypt_digest_size(CRYPT_SHA1))
        return yx_crypt_damaged(name, err);
    uint32_t bits = h->key_bits ? h->key_bits : MIN_BITS;
    if (h->algorithm != ALGORITHM_RC4 || bits < MIN_BITS || bits > MAX_BITS || bits % 8)
        return yx_crypt_unknown(name, err);
    out->verifier = h->verifier;
    out->hash = h->verifier_hash;
    return YX_OK;
}

int yx_crypt_xls(struct yx_str stream, struct yx_str password, const char *name, struct yx_str *out,
                 struct yx_err *err)
{
    struct yx_crypt_password p;
    struct pass pass = {0};
    struct yx_str body;
    struct keys k;
    *out = (struct yx_str){NULL, 0};
    int rc = yx_crypt_prepare(err);
    if (rc == YX_OK)
        rc = find_filepass(stream, &body) ? read_pass(body, name, &pass, err)
                                          : yx_crypt_damaged(name, err);
    if (rc != YX_OK)
        return rc;
    yx_crypt_password_make(&p, password);
    bool ok = pass.is_97 ? keys_of_97(&k, pass.salt, &p) : keys_of_api(&k, &pass.header, &p);
    OPENSSL_cleanse(&p, sizeof p);
    if (!ok)
        rc = yx_crypt_failed(err);
    else if (!is_right(&k, pass.verifier, pass.hash, &ok))
        rc = ok ? yx_crypt_wrong(name, err) : yx_crypt_failed(err);
    else
        rc = unlock(&k, stream, out, err);
    OPENSSL_cleanse(&k, sizeof k);
    return rc;
}
