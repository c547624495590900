// stat(2) and its many names.
#include "preload.h"

#include <string.h>
#include <sys/sysmacros.h>

// Where `long` has 64 bits there is one structure under both names.
_Static_assert(sizeof(struct stat) == sizeof(struct stat64), "two structures");

static int stat_any(int directory, const char *path, struct stat *status, int flags)
{
    char buffer[tree_path_bytes];
    const char *place = redirected(path, buffer);
    if (real()->fstatat(directory, place, status, flags) != 0) return -1;
    struct tree_node node;
    if (may_be_in_tree(path, place) && read_node(directory, place, flags, status, &node))
        show_node(&node, status);
    return 0;
}

// What stat(2) shows of an open node.
static void show_file(const struct file *file, struct stat *status)
{
    const struct lsg_node *node = &file->area->node;
    memset(status, 0, sizeof *status);
    status->st_dev = node->device;
    status->st_ino = node->inode;
    status->st_rdev = node->special;
    status->st_mode = node->mode;
    status->st_uid = node->owner;
    status->st_gid = node->group;
    status->st_nlink = node->links;
    status->st_blksize = 4096;
    status->st_atim.tv_sec = status->st_mtim.tv_sec = status->st_ctim.tv_sec = node->seconds;
}

static int stat_descriptor(int descriptor, struct stat *status)
{
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1)) return real()->fstat(descriptor, status);
    show_file(file, status);
    release_file(file);
    return 0;
}

static int stat_at(int directory, const char *path, struct stat *status, int flags)
{
    bool is_of_descriptor = (flags & AT_EMPTY_PATH) && path[0] == 0;
    if (is_of_descriptor && directory >= 0) {
        struct file *file = acquire_file(directory);
        if (file != NULL) {
            show_file(file, status);
            release_file(file);
            return 0;
        }
    }
    return stat_any(directory, path, status, flags);
}

// MARK: stat, lstat, fstat, fstatat

REPLACEMENT int stat(const char *restrict path, struct stat *restrict status)
{
    return stat_any(AT_FDCWD, path, status, 0);
}

REPLACEMENT int lstat(const char *restrict path, struct stat *restrict status)
{
    return stat_any(AT_FDCWD, path, status, AT_SYMLINK_NOFOLLOW);
}

REPLACEMENT int fstat(int descriptor, struct stat *status)
{
    return stat_descriptor(descriptor, status);
}

REPLACEMENT int fstatat(
    int directory, const char *restrict path, struct stat *restrict status, int flags)
{
    return stat_at(directory, path, status, flags);
}

REPLACEMENT int stat64(const char *restrict path, struct stat64 *restrict status)
{
    return stat_any(AT_FDCWD, path, (struct stat *)status, 0);
}

REPLACEMENT int lstat64(const char *restrict path, struct stat64 *restrict status)
{
    return stat_any(AT_FDCWD, path, (struct stat *)status, AT_SYMLINK_NOFOLLOW);
}

REPLACEMENT int fstat64(int descriptor, struct stat64 *status)
{
    return stat_descriptor(descriptor, (struct stat *)status);
}

REPLACEMENT int fstatat64(
    int directory, const char *restrict path, struct stat64 *restrict status, int flags)
{
    return stat_at(directory, path, (struct stat *)status, flags);
}

// MARK: What programs call that were built before glibc 2.33

#define OLD_STAT(name, structure, flags)                                                          \
    REPLACEMENT int name(int version, const char *path, struct structure *status);                \
    int name(int version, const char *path, struct structure *status)                             \
    {                                                                                             \
        (void)version;                                                                            \
        return stat_any(AT_FDCWD, path, (struct stat *)status, flags);                            \
    }

#define OLD_FSTAT(name, structure)                                                                \
    REPLACEMENT int name(int version, int descriptor, struct structure *status);                  \
    int name(int version, int descriptor, struct structure *status)                               \
    {                                                                                             \
        (void)version;                                                                            \
        return stat_descriptor(descriptor, (struct stat *)status);                                \
    }

#define OLD_FSTATAT(name, structure)                                                              \
    REPLACEMENT int name(                                                                         \
        int version, int directory, const char *path, struct structure *status, int flags);       \
    int name(                                                                                     \
        int version, int directory, const char *path, struct structure *status, int flags)        \
    {                                                                                             \
        (void)version;                                                                            \
        return stat_at(directory, path, (struct stat *)status, flags);                            \
    }

OLD_STAT(__xstat, stat, 0)
OLD_STAT(__xstat64, stat64, 0)
OLD_STAT(__lxstat, stat, AT_SYMLINK_NOFOLLOW)
OLD_STAT(__lxstat64, stat64, AT_SYMLINK_NOFOLLOW)
OLD_FSTAT(__fxstat, stat)
OLD_FSTAT(__fxstat64, stat64)
OLD_FSTATAT(__fxstatat, stat)
OLD_FSTATAT(__fxstatat64, stat64)

// MARK: statx

static void show_in_statx(const struct stat *shown, struct statx *status)
{
    status->stx_mode = (uint16_t)shown->st_mode;
    status->stx_size = (uint64_t)shown->st_size;
    status->stx_blocks = (uint64_t)shown->st_blocks;
    status->stx_rdev_major = major(shown->st_rdev);
    status->stx_rdev_minor = minor(shown->st_rdev);
}

static void show_file_in_statx(const struct file *file, struct statx *status)
{
    struct stat shown;
    show_file(file, &shown);
    memset(status, 0, sizeof *status);
    status->stx_mask = STATX_BASIC_STATS;
    status->stx_blksize = (uint32_t)shown.st_blksize;
    status->stx_nlink = (uint32_t)shown.st_nlink;
    status->stx_uid = shown.st_uid;
    status->stx_gid = shown.st_gid;
    status->stx_ino = shown.st_ino;
    status->stx_dev_major = major(shown.st_dev);
    status->stx_dev_minor = minor(shown.st_dev);
    status->stx_atime.tv_sec = status->stx_mtime.tv_sec = status->stx_ctime.tv_sec
        = shown.st_mtim.tv_sec;
    show_in_statx(&shown, status);
}

REPLACEMENT int statx(
    int directory, const char *restrict path, int flags, unsigned mask,
    struct statx *restrict status)
{
    if ((flags & AT_EMPTY_PATH) && path[0] == 0 && directory >= 0) {
        struct file *file = acquire_file(directory);
        if (file != NULL) {
            show_file_in_statx(file, status);
            release_file(file);
            return 0;
        }
    }
    char buffer[tree_path_bytes];
    const char *place = redirected(path, buffer);
    if (real()->statx(directory, place, flags, mask, status) != 0) return -1;
    if (!may_be_in_tree(path, place)) return 0;
    struct stat found;
    struct tree_node node;
    int error = errno;
    if (real()->fstatat(directory, place, &found, flags & AT_SYMLINK_NOFOLLOW) == 0
        && read_node(directory, place, flags, &found, &node)) {
        show_node(&node, &found);
        show_in_statx(&found, status);
    }
    errno = error;
    return 0;
}
