// Extended attributes of what is looked up in the server's tree: `ls -l` asks for access control
// lists, and says that a file is not there where it gets no answer.
#include "preload.h"

#include <sys/xattr.h>

REPLACEMENT ssize_t getxattr(const char *path, const char *name, void *value, size_t size)
{
    char buffer[tree_path_bytes];
    return real()->getxattr(redirected(path, buffer), name, value, size);
}

REPLACEMENT ssize_t lgetxattr(const char *path, const char *name, void *value, size_t size)
{
    char buffer[tree_path_bytes];
    return real()->lgetxattr(redirected(path, buffer), name, value, size);
}

REPLACEMENT ssize_t listxattr(const char *path, char *list, size_t size)
{
    char buffer[tree_path_bytes];
    return real()->listxattr(redirected(path, buffer), list, size);
}

REPLACEMENT ssize_t llistxattr(const char *path, char *list, size_t size)
{
    char buffer[tree_path_bytes];
    return real()->llistxattr(redirected(path, buffer), list, size);
}
