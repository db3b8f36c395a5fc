/* crypt.c -- digests, keys and ciphers for locked workbooks.
 *
 * DESIGN.  Algorithms are fetched once and kept for the life of the process:
 * fetching may open files, which a reading process must not, and is slow
 * between a hundred thousand rounds. */
#include "table/crypt_int.h"

#include "base/mem.h"

#include <openssl/core_names.h>
#include <pthread.h>
#include <strings.h>

static const struct {
    const char *name; /* as libcrypto and the files spell it */
    size_t bytes;
} digests[CRYPT_N_MD] = {[CRYPT_MD5] = {"MD5", 16},
                         [CRYPT_SHA1] = {"SHA1", 20},
                         [CRYPT_SHA256] = {"SHA256", 32},
                         [CRYPT_SHA384] = {"SHA384", 48},
                         [CRYPT_SHA512] = {"SHA512", 64}};

static struct {
    pthread_once_t once;
    bool is_ready;
    EVP_MD *md[CRYPT_N_MD];
    EVP_CIPHER *cbc[3], *ecb[3]; /* keys of 16, 24, 32 bytes */
    EVP_MAC *hmac;
} loaded = {.once = PTHREAD_ONCE_INIT};

static void load(void)
{
    static const char *const cbc[] = {"AES-128-CBC", "AES-192-CBC", "AES-256-CBC"};
    static const char *const ecb[] = {"AES-128-ECB", "AES-192-ECB", "AES-256-ECB"};
    bool ok = true;
    for (int i = 0; i < CRYPT_N_MD; i++)
        ok = (loaded.md[i] = EVP_MD_fetch(NULL, digests[i].name, NULL)) != NULL && ok;
    for (size_t i = 0; i < YX_LEN(cbc); i++) {
        ok = (loaded.cbc[i] = EVP_CIPHER_fetch(NULL, cbc[i], NULL)) != NULL && ok;
        ok = (loaded.ecb[i] = EVP_CIPHER_fetch(NULL, ecb[i], NULL)) != NULL && ok;
    }
    loaded.hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    loaded.is_ready = ok && loaded.hmac;
}

int yx_crypt_prepare(struct yx_err *err)
{
    (void)pthread_once(&loaded.once, load);
    return loaded.is_ready ? YX_OK : yx_crypt_failed(err);
}

const EVP_MD *yx_crypt_digest(enum yx_crypt_md which)
{
    return loaded.md[which];
}

size_t yx_crypt_digest_size(enum yx_crypt_md which)
{
    return digests[which].bytes;
}

enum yx_crypt_md yx_crypt_digest_named(const char *name)
{
    char plain[16];
    size_t n = 0;
    for (; *name && n + 1 < sizeof plain; name++) /* some write SHA-512 */
        if (*name != '-')
            plain[n++] = *name;
    plain[n] = '\0';
    int i = 0;
    while (i < CRYPT_N_MD && strcasecmp(plain, digests[i].name) != 0)
        i++;
    return (enum yx_crypt_md)i;
}

void yx_crypt_password_make(struct yx_crypt_password *out, struct yx_str utf8)
{
    size_t at = 0;
    uint32_t cp;
    out->n = 0;
    while (yx_utf8_next(utf8, &at, &cp)) {
        uint32_t unit[2] = {cp, 0};
        size_t n = 1;
        if (cp >= 0x10000) {
            unit[0] = 0xD800 + ((cp - 0x10000) >> 10);
            unit[1] = 0xDC00 + ((cp - 0x10000) & 0x3FF);
            n = 2;
        }
        if (out->n + n * 2 > sizeof out->p)
            break;
        for (size_t i = 0; i < n; i++) {
            out->p[out->n++] = (unsigned char)unit[i];
            out->p[out->n++] = (unsigned char)(unit[i] >> 8);
        }
    }
}

static bool hash_with(EVP_MD_CTX *c, enum yx_crypt_md which, struct yx_str a, struct yx_str b,
                      unsigned char out[CRYPT_MAX_HASH])
{
    return EVP_DigestInit_ex2(c, loaded.md[which], NULL) == 1 &&
           EVP_DigestUpdate(c, a.p, a.n) == 1 && EVP_DigestUpdate(c, b.p, b.n) == 1 &&
           EVP_DigestFinal_ex(c, out, NULL) == 1;
}

bool yx_crypt_hash(enum yx_crypt_md which, struct yx_str a, struct yx_str b,
                   unsigned char out[CRYPT_MAX_HASH])
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    bool ok = c && hash_with(c, which, a, b, out);
    EVP_MD_CTX_free(c);
    return ok;
}

bool yx_crypt_spin(enum yx_crypt_md which, struct yx_str salt,
                   const struct yx_crypt_password *password, uint32_t rounds,
                   unsigned char out[CRYPT_MAX_HASH])
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    size_t n = digests[which].bytes;
    bool ok = c && hash_with(c, which, salt, yx_crypt_bytes(password->p, password->n), out);
    for (uint32_t i = 0; ok && i < rounds; i++) {
        char round[4] = {(char)i, (char)(i >> 8), (char)(i >> 16), (char)(i >> 24)};
        ok = hash_with(c, which, yx_crypt_bytes(round, 4), yx_crypt_bytes(out, n), out);
    }
    EVP_MD_CTX_free(c);
    return ok;
}

bool yx_crypt_aes(const unsigned char *key, size_t key_bytes, const unsigned char *iv,
                  const char *from, size_t n, unsigned char *to)
{
    enum { PIECE = 1 << 24 }; /* lengths there are int */
    size_t i = key_bytes / 8 - 2;
    const EVP_CIPHER *cipher = iv ? loaded.cbc[i] : loaded.ecb[i];
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    bool ok = c && EVP_DecryptInit_ex2(c, cipher, key, iv, NULL) == 1 &&
              EVP_CIPHER_CTX_set_padding(c, 0) == 1;
    for (size_t at = 0; ok && at < n; at += PIECE) {
        int made, take = (int)YX_MIN(n - at, (size_t)PIECE);
        ok = EVP_DecryptUpdate(c, to + at, &made, (const unsigned char *)from + at, take) == 1 &&
             made == take;
    }
    EVP_CIPHER_CTX_free(c); /* wipes the key */
    return ok;
}

bool yx_crypt_hmac(enum yx_crypt_md which, struct yx_str key, struct yx_str bytes,
                   unsigned char out[CRYPT_MAX_HASH])
{
    char name[16];
    (void)snprintf(name, sizeof name, "%s", digests[which].name);
    OSSL_PARAM param[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                          OSSL_PARAM_construct_end()};
    EVP_MAC_CTX *c = EVP_MAC_CTX_new(loaded.hmac);
    size_t n;
    bool ok = c && EVP_MAC_init(c, (const unsigned char *)key.p, key.n, param) == 1 &&
              EVP_MAC_update(c, (const unsigned char *)bytes.p, bytes.n) == 1 &&
              EVP_MAC_final(c, out, &n, CRYPT_MAX_HASH) == 1;
    EVP_MAC_CTX_free(c);
    return ok;
}

/* ---- what goes wrong ---- */

int yx_crypt_damaged(const char *name, struct yx_err *err)
{
    return YX_FAIL(
        err, YX_INVALID,
        YX_TEXT("{0} 加了密码，且已损坏或不完整：请重新拷贝，或打开后另存为不带密码的工作簿",
                "{0} is locked with a password, and damaged or cut off: copy it again, "
                "or open it and save it without a password"),
        name);
}

int yx_crypt_unknown(const char *name, struct yx_err *err)
{
    return YX_FAIL(err, YX_INVALID,
                   YX_TEXT("{0} 的加密方式读不了：请打开后另存为不带密码的 .xlsx",
                           "{0} is encrypted in a way that is not read: open it and save it as "
                           ".xlsx without a password"),
                   name);
}

int yx_crypt_wrong(const char *name, struct yx_err *err)
{
    return YX_FAIL(err, YX_DENIED,
                   YX_TEXT("{0} 的密码不对：请核对密码，或打开后另存为不带密码的工作簿",
                           "the password for {0} is wrong: check it, or open the file and save it "
                           "without a password"),
                   name);
}

int yx_crypt_failed(struct yx_err *err)
{
    return YX_FAIL(err, YX_IO, YX_TEXT("系统的加密库不能用", "the cryptography library fails"));
}

/* ---- EncryptionInfo ---- */

bool yx_crypt_header_read(struct yx_str info, struct yx_crypt_header *out)
{
    enum { FIXED = 32, VERIFIER = 4 + 16 + 16 + 4 };
    if (info.n < 8)
        return false;
    size_t header = yx_crypt_u32(info.p + 4), rest = info.n - 8;
    if (header < FIXED || header > rest || rest - header < VERIFIER)
        return false;
    const char *h = info.p + 8, *v = h + header;
    if (yx_crypt_u32(v) != 16)
        return false;
    *out = (struct yx_crypt_header){.algorithm = yx_crypt_u32(h + 8),
                                    .hash = yx_crypt_u32(h + 12),
                                    .key_bits = yx_crypt_u32(h + 16),
                                    .salt = {v + 4, 16},
                                    .verifier = {v + 20, 16},
                                    .hash_bytes = yx_crypt_u32(v + 36),
                                    .verifier_hash = {v + 40, rest - header - VERIFIER}};
    return true;
}

int yx_crypt_package(struct yx_str info, struct yx_str package, struct yx_str password,
                     const char *name, struct yx_str *out, struct yx_err *err)
{
    *out = (struct yx_str){NULL, 0};
    int rc = yx_crypt_prepare(err);
    if (rc != YX_OK)
        return rc;
    if (info.n < 8 || package.n < 8)
        return yx_crypt_damaged(name, err);
    uint32_t version = yx_crypt_u32(info.p), major = version & 0xFFFF, minor = version >> 16;
    if (major == 4 && minor == 4)
        return yx_crypt_agile(yx_str_sub(info, 8, info.n), package, password, name, out, err);
    if (major >= 2 && major <= 4 && minor == 2)
        return yx_crypt_standard(yx_str_sub(info, 4, info.n), package, password, name, out, err);
    return yx_crypt_unknown(name, err);
}
