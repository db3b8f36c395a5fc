/* crypt_int.h -- what the ways of encrypting workbooks share.
 *
 * Ownership: none kept.  Errors: false or a failure as in crypt.h.
 * Threads: what yx_crypt_prepare() loads is not changed afterwards. */
#ifndef YX_TABLE_CRYPT_INT_H
#define YX_TABLE_CRYPT_INT_H

#include "table/crypt.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

enum {
    CRYPT_MAX_HASH = 64,     /* bytes */
    CRYPT_MAX_PASSWORD = 255 /* characters, as Excel takes them */
};

enum yx_crypt_md { CRYPT_MD5, CRYPT_SHA1, CRYPT_SHA256, CRYPT_SHA384, CRYPT_SHA512, CRYPT_N_MD };

/* A password as the key derivations take it: UTF-16, low byte first. */
struct yx_crypt_password {
    unsigned char p[CRYPT_MAX_PASSWORD * 2];
    size_t n; /* bytes */
};
/* Longer passwords are cut, as Excel does not take them either. */
void yx_crypt_password_make(struct yx_crypt_password *out, struct yx_str utf8);

const EVP_MD *yx_crypt_digest(enum yx_crypt_md which);
size_t yx_crypt_digest_size(enum yx_crypt_md which);
/* The number of a digest by its name, CRYPT_N_MD if it is none of them. */
enum yx_crypt_md yx_crypt_digest_named(const char *name);

/* out = H(a || b); may write over either. */
bool yx_crypt_hash(enum yx_crypt_md which, struct yx_str a, struct yx_str b,
                   unsigned char out[CRYPT_MAX_HASH]);
/* H(salt || password), then `rounds` times H(round || before): 2.3.4.7, 2.3.4.11. */
bool yx_crypt_spin(enum yx_crypt_md which, struct yx_str salt,
                   const struct yx_crypt_password *password, uint32_t rounds,
                   unsigned char out[CRYPT_MAX_HASH]);
/* AES of `key_bytes` (16, 24, 32), no padding; `n` a multiple of 16, `iv` NULL for ECB. */
bool yx_crypt_aes(const unsigned char *key, size_t key_bytes, const unsigned char *iv,
                  const char *from, size_t n, unsigned char *to);
/* HMAC of `bytes`; `out` holds as much as the digest. */
bool yx_crypt_hmac(enum yx_crypt_md which, struct yx_str key, struct yx_str bytes,
                   unsigned char out[CRYPT_MAX_HASH]);

static inline uint32_t yx_crypt_u32(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16 | (uint32_t)u[3] << 24;
}

static inline struct yx_str yx_crypt_bytes(const void *p, size_t n)
{
    return (struct yx_str){p, n};
}

int yx_crypt_damaged(const char *name, struct yx_err *err);
int yx_crypt_unknown(const char *name, struct yx_err *err); /* a way that is not read */
int yx_crypt_wrong(const char *name, struct yx_err *err);   /* YX_DENIED */
int yx_crypt_failed(struct yx_err *err);                    /* YX_IO */

int yx_crypt_agile(struct yx_str xml, struct yx_str package, struct yx_str password,
                   const char *name, struct yx_str *out, struct yx_err *err);
int yx_crypt_standard(struct yx_str info, struct yx_str package, struct yx_str password,
                      const char *name, struct yx_str *out, struct yx_err *err);

/* The parts of an EncryptionHeader and its verifier: 2.3.2, 2.3.3. */
struct yx_crypt_header {
    uint32_t algorithm, hash, key_bits, hash_bytes;
    struct yx_str salt, verifier; /* 16 bytes each */
    struct yx_str verifier_hash;  /* what is left */
};
/* `info` after the version: flags, size of the header, header, verifier. */
bool yx_crypt_header_read(struct yx_str info, struct yx_crypt_header *out);

#endif
