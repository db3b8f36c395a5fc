/* crypt.h -- workbooks locked with a password, unlocked in memory.
 *
 * An encrypted workbook of 2007 and later is a compound file of two streams:
 * EncryptionInfo (how, and what shows that a password is right) and
 * EncryptedPackage (the zipped workbook).  An .xls with a password is a stream
 * of records whose bodies are encrypted, after a record FILEPASS that says how.
 *
 * Work is bounded: at most ten million rounds from the password to the key,
 * which is what [MS-OFFCRYPTO] allows.
 *
 * Ownership: a password belongs to the caller and is not kept; keys and copies
 * of it are wiped before a function returns.  What is unlocked is freed by the
 * caller (free).
 * Errors: YX_DENIED when the password is wrong; YX_INVALID for what is damaged
 * or encrypted in a way that is not read; YX_IO when the machine fails.  The
 * password is in no message.
 * Threads: safe.  Source: [MS-OFFCRYPTO] 2.3; [MS-XLS] 2.2.10. */
#ifndef YX_TABLE_CRYPT_H
#define YX_TABLE_CRYPT_H

#include "base/err.h"
#include "base/str.h"

/* Loads what is needed of the system's cryptography; nothing is opened later.
 * Called by the functions below, and before a process gives up opening files. */
int yx_crypt_prepare(struct yx_err *err);

/* What Excel locks with when only writing is protected: opens without asking. */
#define YX_CRYPT_DEFAULT_PASSWORD "VelvetSweatshop"

/* yx_crypt_package(info, package, password, name, out, err): the workbook in the
 * streams `info` and `package`; `password` in UTF-8, `name` of the file for
 * messages.  O(bytes) and the rounds the file asks for. */
int yx_crypt_package(struct yx_str info, struct yx_str package, struct yx_str password,
                     const char *name, struct yx_str *out, struct yx_err *err);

/* Whether the records of an .xls are encrypted. */
bool yx_crypt_is_locked_xls(struct yx_str stream);
/* yx_crypt_xls(stream, password, name, out, err): a copy of the stream with its
 * records unlocked.  O(bytes). */
int yx_crypt_xls(struct yx_str stream, struct yx_str password, const char *name, struct yx_str *out,
                 struct yx_err *err);

#endif
