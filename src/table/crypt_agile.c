/* crypt_agile.c -- packages locked the way of Office 2010 and later.
 *
 * DESIGN.  EncryptionInfo is a small XML text that names the algorithms.  The
 * password gives keys for three values there: two show that it is right, the
 * third is the key of the package, which is encrypted in segments of 4096
 * bytes.  A keyed hash over the whole package shows damage.
 * Source: [MS-OFFCRYPTO] 2.3.4.10 to 2.3.4.15. */
#include "table/crypt_int.h"

#include "base/mem.h"

#include <expat.h>
#include <stdlib.h>

enum { SEGMENT = 4096, BLOCK = 16, MAX_ROUNDS = 10000000, MAX_VALUE = 128, MAX_XML = 1 << 20 };

struct value {
    char p[MAX_VALUE];
    size_t n;
};

/* keyData, or encryptedKey of the password's key encryptor. */
struct parameters {
    bool is_there, is_known; /* AES in the mode CBC with a digest we have */
    enum yx_crypt_md md;
    size_t key_bytes;
    struct value salt;
};

struct agile {
    struct parameters data, key;
    uint64_t rounds;
    struct value verifier, verifier_hash, package_key;
    struct value hmac_key, hmac;
    bool has_hmac, is_bad;
    XML_Parser parser;
};

static struct yx_str value_of(const struct value *v)
{
    return (struct yx_str){v->p, v->n};
}

/* ---- the XML ---- */

static const char *attribute(const char **attr, const char *name)
{
    for (; attr[0]; attr += 2)
        if (strcmp(attr[0], name) == 0)
            return attr[1];
    return NULL;
}

static bool decode(const char *base64, struct value *out)
{
    size_t n = base64 ? strlen(base64) : 0;
    unsigned char to[MAX_VALUE + 3];
    if (n == 0 || n % 4 || n / 4 * 3 > MAX_VALUE)
        return false;
    if (EVP_DecodeBlock(to, (const unsigned char *)base64, (int)n) < 0)
        return false;
    out->n = n / 4 * 3 - (base64[n - 1] == '=') - (base64[n - 2] == '=');
    memcpy(out->p, to, out->n);
    return true;
}

static bool read_parameters(const char **attr, struct parameters *p)
{
    const char *cipher = attribute(attr, "cipherAlgorithm"),
               *mode = attribute(attr, "cipherChaining"), *hash = attribute(attr, "hashAlgorithm"),
               *bits = attribute(attr, "keyBits");
    uint64_t n;
    if (!cipher || !mode || !hash || !bits || !yx_str_u64(yx_str_of(bits), &n) ||
        !decode(attribute(attr, "saltValue"), &p->salt))
        return false;
    p->is_there = true;
    p->md = yx_crypt_digest_named(hash);
    p->key_bytes = n <= 256 ? (size_t)n / 8 : 0;
    p->is_known = strcmp(cipher, "AES") == 0 && strcmp(mode, "ChainingModeCBC") == 0 &&
                  p->md != CRYPT_N_MD && (n == 128 || n == 192 || n == 256);
    return true;
}

static void on_start(void *ctx, const char *name, const char **attr)
{
    struct agile *g = ctx;
    const char *colon = strrchr(name, ':'), *local = colon ? colon + 1 : name;
    if (strcmp(local, "keyData") == 0) {
        g->is_bad = !read_parameters(attr, &g->data) || g->is_bad;
    } else if (strcmp(local, "dataIntegrity") == 0) {
        g->has_hmac = true;
        g->is_bad = !decode(attribute(attr, "encryptedHmacKey"), &g->hmac_key) ||
                    !decode(attribute(attr, "encryptedHmacValue"), &g->hmac) || g->is_bad;
    } else if (strcmp(local, "encryptedKey") == 0 && attribute(attr, "spinCount")) {
        /* without a spinCount: a key for certificates */
        g->is_bad = !read_parameters(attr, &g->key) ||
                    !yx_str_u64(yx_str_of(attribute(attr, "spinCount")), &g->rounds) ||
                    !decode(attribute(attr, "encryptedVerifierHashInput"), &g->verifier) ||
                    !decode(attribute(attr, "encryptedVerifierHashValue"), &g->verifier_hash) ||
                    !decode(attribute(attr, "encryptedKeyValue"), &g->package_key) || g->is_bad;
    }
}

static void on_doctype(void *ctx, const char *name, const char *system, const char *public,
                       int has_subset)
{
    struct agile *g = ctx;
    (void)name, (void)system, (void)public, (void)has_subset;
    g->is_bad = true;
    (void)XML_StopParser(g->parser, XML_FALSE);
}

static bool parse(struct yx_str xml, struct agile *g)
{
    *g = (struct agile){.parser = XML_ParserCreate("UTF-8")};
    while (xml.n && xml.p[xml.n - 1] == '\0') /* some streams are padded */
        xml.n--;
    if (!g->parser || xml.n > MAX_XML)
        g->is_bad = true;
    if (g->parser && !g->is_bad) {
        XML_SetUserData(g->parser, g);
        XML_SetStartElementHandler(g->parser, on_start);
        XML_SetStartDoctypeDeclHandler(g->parser, on_doctype);
        if (XML_Parse(g->parser, xml.p, (int)xml.n, 1) != XML_STATUS_OK)
            g->is_bad = true;
    }
    if (g->parser)
        XML_ParserFree(g->parser);
    return !g->is_bad && g->data.is_there && g->key.is_there;
}

/* ---- keys ---- */

/* Cut, or filled with 0x36, to `n` bytes. */
static void fit(const unsigned char *hash, size_t n_hash, unsigned char *out, size_t n)
{
    memset(out, 0x36, n);
    memcpy(out, hash, YX_MIN(n, n_hash));
}

/* Decrypt `v` (key `key`, vector `iv`) into `out`; false when its length cannot be. */
static bool open_value(const unsigned char *key, size_t key_bytes, const unsigned char *iv,
                       const struct value *v, unsigned char out[MAX_VALUE])
{
    return v->n % BLOCK == 0 && yx_crypt_aes(key, key_bytes, iv, v->p, v->n, out);
}

/* A value of the password's encryptor: 2.3.4.11, 2.3.4.12. */
static bool open_with_password(const struct agile *g, const unsigned char *spun,
                               const char block[8], const struct value *v,
                               unsigned char out[MAX_VALUE])
{
    unsigned char key[CRYPT_MAX_HASH], iv[BLOCK];
    size_t n = yx_crypt_digest_size(g->key.md);
    fit((const unsigned char *)g->key.salt.p, g->key.salt.n, iv, BLOCK);
    bool ok = yx_crypt_hash(g->key.md, yx_crypt_bytes(spun, n), yx_crypt_bytes(block, 8), key);
    if (ok && n < g->key.key_bytes)
        memset(key + n, 0x36, g->key.key_bytes - n);
    ok = ok && open_value(key, g->key.key_bytes, iv, v, out);
    OPENSSL_cleanse(key, sizeof key);
    return ok;
}

static bool data_iv(const struct agile *g, const char *block, size_t n, unsigned char iv[BLOCK])
{
    unsigned char hash[CRYPT_MAX_HASH];
    if (!yx_crypt_hash(g->data.md, value_of(&g->data.salt), yx_crypt_bytes(block, n), hash))
        return false;
    fit(hash, yx_crypt_digest_size(g->data.md), iv, BLOCK);
    return true;
}

/* Whether the password is right; *ok is false when something else went wrong. */
static bool is_right(const struct agile *g, const unsigned char *spun, bool *ok)
{
    static const char input[8] = "\xFE\xA7\xD2\x76\x3B\x4B\x9E\x79",
                      value[8] = "\xD7\xAA\x0F\x6D\x30\x61\x34\x4E";
    unsigned char verifier[MAX_VALUE], hash[MAX_VALUE], made[CRYPT_MAX_HASH];
    size_t n = yx_crypt_digest_size(g->key.md);
    *ok = g->verifier_hash.n >= n && open_with_password(g, spun, input, &g->verifier, verifier) &&
          open_with_password(g, spun, value, &g->verifier_hash, hash) &&
          yx_crypt_hash(g->key.md, yx_crypt_bytes(verifier, g->verifier.n), YX_S(""), made);
    return *ok && CRYPTO_memcmp(made, hash, n) == 0;
}

/* ---- the package ---- */

/* 2.3.4.14; without the element there is nothing to compare with, and the
 * checksums of the archive must do. */
static bool is_whole(const struct agile *g, const unsigned char *key, struct yx_str package)
{
    static const char for_key[8] = "\x5F\xB2\xAD\x01\x0C\xB9\xE1\xF6",
                      for_value[8] = "\xA0\x67\x7F\x02\xB2\x2C\x84\x33";
    unsigned char iv[BLOCK], hmac_key[MAX_VALUE], hmac[MAX_VALUE], made[CRYPT_MAX_HASH];
    size_t n = yx_crypt_digest_size(g->data.md), bytes = g->data.key_bytes;
    if (!g->has_hmac)
        return true;
    bool ok = g->hmac_key.n >= n && g->hmac.n >= n && data_iv(g, for_key, 8, iv) &&
              open_value(key, bytes, iv, &g->hmac_key, hmac_key) && data_iv(g, for_value, 8, iv) &&
              open_value(key, bytes, iv, &g->hmac, hmac) &&
              yx_crypt_hmac(g->data.md, yx_crypt_bytes(hmac_key, n), package, made) &&
              CRYPTO_memcmp(made, hmac, n) == 0;
    OPENSSL_cleanse(hmac_key, sizeof hmac_key);
    return ok;
}

static int open_package(const struct agile *g, const unsigned char *key, struct yx_str package,
                        const char *name, struct yx_str *out, struct yx_err *err)
{
    uint64_t size = yx_crypt_u32(package.p) | (uint64_t)yx_crypt_u32(package.p + 4) << 32;
    struct yx_str body = yx_str_sub(package, 8, package.n);
    if (size > body.n / BLOCK * BLOCK || !is_whole(g, key, package))
        return yx_crypt_damaged(name, err);
    size_t n = ((size_t)size + BLOCK - 1) / BLOCK * BLOCK;
    unsigned char *to = yx_big_alloc(n + 1, 1, err);
    if (!to)
        return YX_IO;
    uint32_t i = 0;
    for (size_t at = 0; at < n; at += SEGMENT, i++) {
        char number[4] = {(char)i, (char)(i >> 8), (char)(i >> 16), (char)(i >> 24)};
        unsigned char iv[BLOCK];
        if (!data_iv(g, number, sizeof number, iv) ||
            !yx_crypt_aes(key, g->data.key_bytes, iv, body.p + at, YX_MIN((size_t)SEGMENT, n - at),
                          to + at)) {
            free(to);
            return yx_crypt_failed(err);
        }
    }
    *out = (struct yx_str){(char *)to, (size_t)size};
    return YX_OK;
}

int yx_crypt_agile(struct yx_str xml, struct yx_str package, struct yx_str password,
                   const char *name, struct yx_str *out, struct yx_err *err)
{
    static const char for_key[8] = "\x14\x6E\x0B\xE7\xAB\xAC\xD0\xD6";
    struct agile g;
    if (!parse(xml, &g))
        return yx_crypt_damaged(name, err);
    if (!g.data.is_known || !g.key.is_known || g.rounds > MAX_ROUNDS)
        return yx_crypt_unknown(name, err);
    struct yx_crypt_password p;
    unsigned char spun[CRYPT_MAX_HASH], key[MAX_VALUE];
    yx_crypt_password_make(&p, password);
    bool ok = yx_crypt_spin(g.key.md, value_of(&g.key.salt), &p, (uint32_t)g.rounds, spun);
    int rc;
    if (!ok)
        rc = yx_crypt_failed(err);
    else if (!is_right(&g, spun, &ok))
        rc = ok ? yx_crypt_wrong(name, err) : yx_crypt_damaged(name, err);
    else if (g.package_key.n < g.data.key_bytes ||
             !open_with_password(&g, spun, for_key, &g.package_key, key))
        rc = yx_crypt_damaged(name, err);
    else
        rc = open_package(&g, key, package, name, out, err);
    OPENSSL_cleanse(&p, sizeof p);
    OPENSSL_cleanse(spun, sizeof spun);
    OPENSSL_cleanse(key, sizeof key);
    return rc;
}
