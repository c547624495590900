// Which paths are looked up in the server's tree, and what stands for a node there.
#include "preload.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

enum {
    prefix_count = 256,
    redirects_bytes = 16384,
    node_line_bytes = 64,
    /// What stat(2) shows of a file in sysfs.
    made_file_size = 4096,
};

static const char tree_name[] = "/root";

char private_directory[directory_bytes];
bool knows_tree;

static size_t directory_length;
static char redirects[redirects_bytes];
static struct prefix {
    const char *path;
    size_t length;
    bool is_overlay;
} prefixes[prefix_count];
static int prefixes_used;

// MARK: The list

static size_t read_whole(int directory, const char *path, int flags, char *bytes, size_t room)
{
    int descriptor = real()->openat(directory, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
    if (descriptor < 0) return 0;
    size_t count = 0;
    ssize_t part;
    while (count < room) {
        part = real()->read(descriptor, bytes + count, room - count);
        if (part == 0 || (part < 0 && errno != EINTR)) break;
        if (part > 0) count += (size_t)part;
    }
    real()->close(descriptor);
    return count;
}

static void add_prefix(const char *line, size_t length)
{
    bool is_overlay = length > 0 && line[0] == '+';
    line += is_overlay;
    length -= is_overlay;
    if (length < 2 || line[0] != '/' || prefixes_used == prefix_count) return;
    prefixes[prefixes_used++] = (struct prefix){line, length, is_overlay};
}

void load_paths(void)
{
    const char *directory = getenv("SANBENCH_SG");
    if (directory == NULL || directory[0] != '/') return;
    size_t length = strlen(directory);
    while (length > 1 && directory[length - 1] == '/') length--;
    if (length >= directory_bytes) return;
    char path[directory_bytes + 16];
    memcpy(path, directory, length);
    strcpy(path + length, "/redirects");
    size_t count = read_whole(AT_FDCWD, path, 0, redirects, redirects_bytes);
    for (size_t start = 0, end; start < count; start = end + 1) {
        for (end = start; end < count && redirects[end] != '\n'; end++) {}
        add_prefix(redirects + start, end - start);
    }
    memcpy(private_directory, directory, length);
    directory_length = length;
    char place[PATH_MAX];
    // A program that was started in a directory of the tree.
    if (real()->getcwd(place, sizeof place) != NULL) {
        size_t before = strlen(place);
        cut_tree_path(place);
        knows_tree = strlen(place) != before;
    }
}

// MARK: Redirection

// Steps over what names nothing: repeated slashes and single dots.
static const char *step_over(const char *path)
{
    while (path[0] == '/' && (path[1] == '/' || (path[1] == '.' && (path[2] == '/' || !path[2]))))
        path += path[1] == '/' ? 1 : 2;
    return path;
}

// What is left of a path behind a prefix; NULL where it does not begin with it.
static const char *behind_prefix(const char *path, const struct prefix *prefix)
{
    path = step_over(path);
    for (size_t index = 0; index < prefix->length; index++) {
        if (*path != prefix->path[index]) return NULL;
        path++;
        if (*path == '/') path = step_over(path);
    }
    return *path == 0 || *path == '/' ? path : NULL;
}

static bool leads_up(const char *path)
{
    for (; (path = strstr(path, "/..")) != NULL; path += 3)
        if (path[3] == '/' || path[3] == 0) return true;
    return false;
}

static const char *in_tree(
    const char *path, const struct prefix *prefix, char buffer[tree_path_bytes])
{
    const char *rest = behind_prefix(path, prefix);
    if (rest == NULL) return NULL;
    size_t length = strlen(rest);
    if (directory_length + sizeof tree_name + prefix->length + length > tree_path_bytes)
        return NULL;
    char *end = buffer;
    end = mempcpy(end, private_directory, directory_length);
    end = mempcpy(end, tree_name, sizeof tree_name - 1);
    end = mempcpy(end, prefix->path, prefix->length);
    memcpy(end, rest, length + 1);
    if (!prefix->is_overlay && !leads_up(rest)) return buffer;
    int error = errno;
    struct stat status;
    bool is_there = real()->fstatat(AT_FDCWD, buffer, &status, AT_SYMLINK_NOFOLLOW) == 0;
    errno = error;
    return is_there ? buffer : NULL;
}

// Whether a path in /dev is one of a SCSI driver's: a program on a bench must not reach the
// machine's own device where the bench has none of that name, or is gone.
static bool is_device_name(const char *path)
{
    static const struct prefix devices = {"/dev", 4, true};
    static const char *const followed_by_digit[] = {"/sg", "/st", "/nst"};
    static const char *const beginnings[] = {
        "/bsg/", "/char/21:", "/char/9:", "/block/8:",
    };
    const char *rest = behind_prefix(path, &devices);
    if (rest == NULL) return false;
    rest = step_over(rest);
    for (size_t index = 0; index < sizeof followed_by_digit / sizeof *followed_by_digit; index++) {
        size_t length = strlen(followed_by_digit[index]);
        if (strncmp(rest, followed_by_digit[index], length) == 0 && rest[length] >= '0'
            && rest[length] <= '9')
            return true;
    }
    for (size_t index = 0; index < sizeof beginnings / sizeof *beginnings; index++)
        if (strncmp(rest, beginnings[index], strlen(beginnings[index])) == 0) return true;
    return strncmp(rest, "/sd", 3) == 0 && rest[3] >= 'a' && rest[3] <= 'z';
}

const char *redirected(const char *path, char buffer[tree_path_bytes])
{
    if (directory_length == 0 || path == NULL || path[0] != '/') return path;
    // An overlay that lacks the path leaves it to the prefixes behind it.
    for (int index = 0; index < prefixes_used; index++) {
        const char *found = in_tree(path, &prefixes[index], buffer);
        if (found != NULL) return found;
    }
    if (!is_device_name(path)) return path;
    // Nothing is there, and nothing can be made there.
    char *end = mempcpy(buffer, private_directory, directory_length);
    strcpy(end, "/nowhere/device");
    return buffer;
}

void cut_tree_path(char *path)
{
    size_t length = directory_length + sizeof tree_name - 1;
    if (directory_length == 0 || strncmp(path, private_directory, directory_length) != 0
        || strncmp(path + directory_length, tree_name, sizeof tree_name - 1) != 0)
        return;
    if (path[length] == '/') memmove(path, path + length, strlen(path + length) + 1);
    else if (path[length] == 0) strcpy(path, "/");
}

// MARK: Nodes

static bool parse_kind(const char *word, size_t length, enum lsg_kind *kind)
{
    static const struct {
        const char *word;
        enum lsg_kind kind;
    } kinds[] = {
        {"sg", lsg_generic}, {"bsg", lsg_block_generic}, {"st", lsg_tape},
        {"nst", lsg_tape_without_rewind}, {"sd", lsg_disk}, {"made", lsg_made_file},
    };
    for (size_t index = 0; index < sizeof kinds / sizeof kinds[0]; index++) {
        if (strlen(kinds[index].word) != length) continue;
        if (memcmp(kinds[index].word, word, length) != 0) continue;
        *kind = kinds[index].kind;
        return true;
    }
    return false;
}

static const char *parse_number(const char *text, unsigned *number)
{
    if (*text < '0' || *text > '9') return NULL;
    *number = 0;
    for (; *text >= '0' && *text <= '9'; text++) {
        if (*number > 100000000) return NULL;
        *number = *number * 10 + (unsigned)(*text - '0');
    }
    return text;
}

// The line of a node: `sg 0 21:0`.
static bool parse_node(const char *line, struct tree_node *node)
{
    const char *blank = strchr(line, ' ');
    unsigned number;
    if (blank == NULL || !parse_kind(line, (size_t)(blank - line), &node->kind)) return false;
    const char *text = parse_number(blank + 1, &number);
    if (text == NULL || *text != ' ') return false;
    node->number = (int)number;
    text = parse_number(text + 1, &node->major);
    if (text == NULL || *text != ':') return false;
    text = parse_number(text + 1, &node->minor);
    return text != NULL && (*text == '\n' || *text == 0);
}

bool read_node(
    int directory, const char *path, int flags, const struct stat *status,
    struct tree_node *node)
{
    if (!S_ISREG(status->st_mode) || !(status->st_mode & S_ISVTX)) return false;
    if (status->st_size <= 0 || status->st_size >= node_line_bytes) return false;
    int error = errno;
    char line[node_line_bytes];
    size_t count = read_whole(
        directory, path, flags & AT_SYMLINK_NOFOLLOW ? O_NOFOLLOW : 0, line, sizeof line - 1);
    errno = error;
    line[count] = 0;
    return parse_node(line, node);
}

void show_node(const struct tree_node *node, struct stat *status)
{
    mode_t mode = status->st_mode & 0777;
    status->st_blocks = 0;
    if (node->kind == lsg_made_file) {
        status->st_mode = S_IFREG | mode;
        status->st_size = made_file_size;
        return;
    }
    status->st_mode = (node->kind == lsg_disk ? S_IFBLK : S_IFCHR) | mode;
    status->st_rdev = makedev(node->major, node->minor);
    status->st_size = 0;
}
