/* errno_text.c -- the system's reasons for a failure in both languages.
 *
 * The C library says them in English only, unless a locale is installed; those
 * that a clerk can meet are said here, with a word on what they mean to her. */
#include "base/err.h"

#include <errno.h>
#include <string.h>

const char *yx_errno_text(int reason, enum yx_lang lang)
{
    static const struct {
        int reason;
        struct yx_text text;
    } said[] = {
        {ENOENT, {"没有这个文件或文件夹", "there is no such file or folder"}},
        {EACCES, {"没有权限", "permission denied"}},
        {EPERM, {"系统不允许", "the system does not allow it"}},
        {ENOSPC, {"磁盘满了", "the disk is full"}},
        {EDQUOT, {"磁盘配额用完了", "the disk quota is used up"}},
        {EFBIG, {"文件太大", "the file is too large"}},
        {EISDIR, {"这是文件夹，不是文件", "it is a folder, not a file"}},
        {ENOTDIR, {"路径当中有一段不是文件夹", "a part of the path is not a folder"}},
        {EROFS, {"磁盘是只读的", "the disk is read-only"}},
        {EEXIST, {"已经有同名的文件", "a file of that name is there already"}},
        {EBUSY, {"正被别的程序使用", "another program is using it"}},
        {EMFILE, {"打开的文件太多", "too many open files"}},
        {ENFILE, {"整台机器打开的文件太多", "too many open files on the machine"}},
        {ENOMEM, {"内存不够", "not enough memory"}},
        {EIO, {"磁盘或网络读写出错", "the disk or network failed"}},
        {ENAMETOOLONG, {"文件名太长", "the file name is too long"}},
        {ELOOP, {"链接绕成了圈", "links lead in a circle"}},
    };
    for (size_t i = 0; i < YX_LEN(said); i++)
        if (said[i].reason == reason)
            return lang == YX_EN ? said[i].text.en : said[i].text.zh;
    return strerror(reason);
}
