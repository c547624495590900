// Directories, links, and what else takes a path.
#include "preload.h"

#include <stdlib.h>
#include <string.h>

// MARK: Permission

REPLACEMENT int access(const char *path, int mode)
{
    char buffer[tree_path_bytes];
    return real()->access(redirected(path, buffer), mode);
}

REPLACEMENT int faccessat(int directory, const char *path, int mode, int flags)
{
    char buffer[tree_path_bytes];
    return real()->faccessat(directory, redirected(path, buffer), mode, flags);
}

REPLACEMENT int euidaccess(const char *path, int mode)
{
    char buffer[tree_path_bytes];
    return real()->euidaccess(redirected(path, buffer), mode);
}

REPLACEMENT int eaccess(const char *path, int mode) { return euidaccess(path, mode); }

// MARK: Reading directories

REPLACEMENT DIR *opendir(const char *path)
{
    char buffer[tree_path_bytes];
    const char *place = redirected(path, buffer);
    DIR *directory = real()->opendir(place);
    if (directory != NULL && place != path) knows_tree = true;
    return directory;
}

// Corrects the kind of an entry that stands for a node.
static void show_kind(DIR *directory, const char *name, unsigned char *kind)
{
    if (!knows_tree || *kind != DT_REG) return;
    struct stat status;
    struct tree_node node;
    int error = errno, descriptor = dirfd(directory);
    if (real()->fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
        && read_node(descriptor, name, AT_SYMLINK_NOFOLLOW, &status, &node)
        && node.kind != lsg_made_file)
        *kind = node.kind == lsg_disk ? DT_BLK : DT_CHR;
    errno = error;
}

REPLACEMENT struct dirent *readdir(DIR *directory)
{
    struct dirent *found = real()->readdir(directory);
    if (found != NULL) show_kind(directory, found->d_name, &found->d_type);
    return found;
}

// Where `long` has 64 bits there is one structure under both names.
_Static_assert(sizeof(struct dirent) == sizeof(struct dirent64), "two structures");

REPLACEMENT struct dirent64 *readdir64(DIR *directory)
{
    return (struct dirent64 *)readdir(directory);
}

REPLACEMENT int readdir_r(
    DIR *restrict directory, struct dirent *restrict entry, struct dirent **restrict result)
{
    int error = real()->readdir_r(directory, entry, result);
    if (error == 0 && *result != NULL) show_kind(directory, entry->d_name, &entry->d_type);
    return error;
}

REPLACEMENT int readdir64_r(
    DIR *restrict directory, struct dirent64 *restrict entry, struct dirent64 **restrict result)
{
    return readdir_r(directory, (struct dirent *)entry, (struct dirent **)result);
}

// The list of scandir(3): the C library's own reads directories past what is replaced here.
struct list {
    struct dirent **entries;
    size_t count, room;
};

static bool add_entry(struct list *list, const struct dirent *found)
{
    if (list->count == list->room) {
        size_t room = list->room == 0 ? 32 : list->room * 2;
        struct dirent **entries = realloc(list->entries, room * sizeof *entries);
        if (entries == NULL) return false;
        list->entries = entries;
        list->room = room;
    }
    struct dirent *copy = malloc(found->d_reclen);
    if (copy == NULL) return false;
    memcpy(copy, found, found->d_reclen);
    list->entries[list->count++] = copy;
    return true;
}

static int discard(struct list *list, int error)
{
    while (list->count > 0) free(list->entries[--list->count]);
    free(list->entries);
    return failed(error);
}

static int scan(
    DIR *directory, struct dirent ***entries, int (*selects)(const struct dirent *),
    int (*compare)(const struct dirent **, const struct dirent **))
{
    if (directory == NULL) return -1;
    struct list list = {NULL, 0, 0};
    int error = errno, failure = 0;
    for (;;) {
        errno = 0;
        struct dirent *found = readdir(directory);
        failure = errno;
        if (found == NULL || failure != 0) break;
        if (selects != NULL && !selects(found)) continue;
        if (!add_entry(&list, found)) {
            failure = ENOMEM;
            break;
        }
    }
    closedir(directory);
    if (failure != 0) return discard(&list, failure);
    if (compare != NULL && list.count > 1)
        qsort(
            list.entries, list.count, sizeof *list.entries,
            (int (*)(const void *, const void *))(void (*)(void))compare);
    *entries = list.entries;
    errno = error;
    return (int)list.count;
}

REPLACEMENT int scandir(
    const char *restrict path, struct dirent ***restrict entries,
    int (*selects)(const struct dirent *),
    int (*compare)(const struct dirent **, const struct dirent **))
{
    return scan(opendir(path), entries, selects, compare);
}

REPLACEMENT int scandirat(
    int at, const char *restrict path, struct dirent ***restrict entries,
    int (*selects)(const struct dirent *),
    int (*compare)(const struct dirent **, const struct dirent **))
{
    int descriptor = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return -1;
    return scan(fdopendir(descriptor), entries, selects, compare);
}

typedef int selection(const struct dirent *);
typedef int comparison(const struct dirent **, const struct dirent **);

REPLACEMENT int scandir64(
    const char *restrict path, struct dirent64 ***restrict entries,
    int (*selects)(const struct dirent64 *),
    int (*compare)(const struct dirent64 **, const struct dirent64 **))
{
    return scandir(
        path, (struct dirent ***)entries, (selection *)(void (*)(void))selects,
        (comparison *)(void (*)(void))compare);
}

REPLACEMENT int scandirat64(
    int at, const char *restrict path, struct dirent64 ***restrict entries,
    int (*selects)(const struct dirent64 *),
    int (*compare)(const struct dirent64 **, const struct dirent64 **))
{
    return scandirat(
        at, path, (struct dirent ***)entries, (selection *)(void (*)(void))selects,
        (comparison *)(void (*)(void))compare);
}

// MARK: Links and places

REPLACEMENT ssize_t readlink(const char *restrict path, char *restrict bytes, size_t count)
{
    char buffer[tree_path_bytes];
    return real()->readlink(redirected(path, buffer), bytes, count);
}

REPLACEMENT ssize_t readlinkat(
    int directory, const char *restrict path, char *restrict bytes, size_t count)
{
    char buffer[tree_path_bytes];
    return real()->readlinkat(directory, redirected(path, buffer), bytes, count);
}

REPLACEMENT char *realpath(const char *restrict path, char *restrict resolved)
{
    char buffer[tree_path_bytes];
    char *result = real()->realpath(redirected(path, buffer), resolved);
    if (result != NULL) cut_tree_path(result);
    return result;
}

REPLACEMENT char *canonicalize_file_name(const char *path) { return realpath(path, NULL); }

REPLACEMENT int chdir(const char *path)
{
    char buffer[tree_path_bytes];
    const char *place = redirected(path, buffer);
    int result = real()->chdir(place);
    if (result == 0 && place != path) knows_tree = true;
    return result;
}

REPLACEMENT char *getcwd(char *bytes, size_t count)
{
    char *result = real()->getcwd(bytes, count);
    if (result != NULL && knows_tree) cut_tree_path(result);
    return result;
}

extern void __chk_fail(void) __attribute__((noreturn));
REPLACEMENT char *__realpath_chk(const char *path, char *resolved, size_t room);
REPLACEMENT char *__getcwd_chk(char *bytes, size_t count, size_t room);
REPLACEMENT ssize_t __readlink_chk(const char *path, char *bytes, size_t count, size_t room);
REPLACEMENT ssize_t __readlinkat_chk(
    int directory, const char *path, char *bytes, size_t count, size_t room);

char *__realpath_chk(const char *path, char *resolved, size_t room)
{
    if (room < PATH_MAX) __chk_fail();
    return realpath(path, resolved);
}

char *__getcwd_chk(char *bytes, size_t count, size_t room)
{
    if (count > room) __chk_fail();
    return getcwd(bytes, count);
}

ssize_t __readlink_chk(const char *path, char *bytes, size_t count, size_t room)
{
    if (count > room) __chk_fail();
    return readlink(path, bytes, count);
}

ssize_t __readlinkat_chk(int directory, const char *path, char *bytes, size_t count, size_t room)
{
    if (count > room) __chk_fail();
    return readlinkat(directory, path, bytes, count);
}
