// The way to the server: a connection is an open file.
#include "preload.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

static socklen_t server_address(struct sockaddr_un *address)
{
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    char *end = stpcpy(address->sun_path, private_directory);
    strcpy(end, "/sg.sock");
    return sizeof *address;
}

static int close_failed(int descriptor)
{
    int error = errno;
    real()->close(descriptor);
    return failed(error);
}

// A connection whose end here the kernel has named: the name finds the file again after exec(2).
static int connect_to_server(void)
{
    int connection = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (connection < 0) return -1;
    sa_family_t unnamed = AF_UNIX;
    struct sockaddr_un address;
    socklen_t length = server_address(&address);
    if (bind(connection, (struct sockaddr *)&unnamed, sizeof unnamed) != 0)
        return close_failed(connection);
    while (connect(connection, (struct sockaddr *)&address, length) != 0) {
        if (errno == EINTR) continue;
        if (errno == ECONNREFUSED || errno == ENOENT) errno = ENODEV;
        return close_failed(connection);
    }
    return connection;
}

// The memory file that a welcome came with; -1 where there is none.
static int memory_of(struct msghdr *message)
{
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    if (header == NULL || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
        return -1;
    int memory;
    memcpy(&memory, CMSG_DATA(header), sizeof memory);
    return memory;
}

// Says what a connection is for. Returns the memory file, or -1 with errno set.
static int shake_hands(int connection, const struct lsg_hello *hello)
{
    if (send(connection, hello, sizeof *hello, MSG_NOSIGNAL) < 0) return failed(ENODEV);
    struct lsg_welcome welcome;
    struct iovec part = {&welcome, sizeof welcome};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes,
    };
    ssize_t length = recvmsg(connection, &message, MSG_CMSG_CLOEXEC);
    // A server that ends resets the connections that it has not answered.
    if (length < 0) return failed(errno == ECONNRESET ? ENODEV : errno);
    int memory = memory_of(&message);
    int error = 0;
    if (length != (ssize_t)sizeof welcome || welcome.magic != lsg_magic) error = ENODEV;
    else if (welcome.version != lsg_version) error = EPROTO;
    else if (welcome.error != 0) error = welcome.error;
    else if (memory < 0) error = ENODEV;
    if (error == 0) return memory;
    if (memory >= 0) real()->close(memory);
    return failed(error);
}

// Maps a file's memory, which it closes.
static struct file *map_file(int memory)
{
    struct stat status;
    struct lsg_area *area = MAP_FAILED;
    // What is shorter would end in SIGBUS.
    if (real()->fstat(memory, &status) == 0 && status.st_size == (off_t)lsg_area_bytes)
        area = real()->mmap(
            NULL, lsg_area_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    real()->close(memory);
    if (area == MAP_FAILED) {
        errno = ENOMEM;
        return NULL;
    }
    struct file *file = make_file(area);
    if (file == NULL) {
        munmap(area, lsg_area_bytes);
        errno = EMFILE;
    }
    return file;
}

static void keep_node(struct lsg_node *kept, const struct tree_node *node, const struct stat *status)
{
    struct stat shown = *status;
    show_node(node, &shown);
    *kept = (struct lsg_node){
        .device = shown.st_dev, .inode = shown.st_ino, .special = shown.st_rdev,
        .mode = shown.st_mode, .owner = shown.st_uid, .group = shown.st_gid,
        .links = (uint32_t)shown.st_nlink, .seconds = shown.st_mtim.tv_sec,
    };
}

// Whether this process has CAP_SYS_RAWIO (capabilities(7)).
static bool has_raw_io(void)
{
    struct {
        uint32_t version;
        int process;
    } header = {0x20080522, 0};
    struct {
        uint32_t effective, permitted, inheritable;
    } sets[2] = {0};
    const int cap_sys_rawio = 17;
    if (syscall(SYS_capget, &header, sets) != 0) return false;
    return sets[0].effective >> cap_sys_rawio & 1;
}

int open_node(const struct tree_node *node, int flags, const struct stat *status)
{
    if (flags & O_DIRECTORY) return failed(ENOTDIR);
    int access = flags & O_ACCMODE;
    if (node->kind == lsg_made_file && access != O_RDONLY) return failed(EACCES);
    struct lsg_hello hello = {
        .magic = lsg_magic, .version = lsg_version, .purpose = lsg_open, .kind = node->kind,
        .number = node->number, .flags = flags, .is_privileged = has_raw_io(),
    };
    int connection = connect_to_server();
    if (connection < 0) return -1;
    int memory = shake_hands(connection, &hello);
    if (memory < 0) return close_failed(connection);
    int keeps = flags & O_CLOEXEC ? FD_CLOEXEC : 0;
    if (node->kind == lsg_made_file) {
        // The content itself becomes the file, under the lowest number as any other.
        int descriptor = real()->dup3(memory, connection, flags & O_CLOEXEC);
        real()->close(memory);
        if (descriptor < 0) return close_failed(connection);
        real()->lseek(descriptor, 0, SEEK_SET);
        return descriptor;
    }
    struct file *file = map_file(memory);
    if (file == NULL) return close_failed(connection);
    keep_node(&file->area->node, node, status);
    if (flags & O_NONBLOCK) real()->fcntl(connection, F_SETFL, O_NONBLOCK);
    real()->fcntl(connection, F_SETFD, keeps);
    install_file(connection, file);
    return connection;
}

// MARK: After exec(2)

// Finds the file of a descriptor that came with exec(2), if it is the server's.
static void recognize(int descriptor)
{
    struct sockaddr_un own = {0}, peer = {0}, server;
    server_address(&server);
    socklen_t length = sizeof peer;
    if (getpeername(descriptor, (struct sockaddr *)&peer, &length) != 0) return;
    if (peer.sun_family != AF_UNIX || length > sizeof peer
        || strncmp(peer.sun_path, server.sun_path, sizeof peer.sun_path) != 0)
        return;
    length = sizeof own;
    if (getsockname(descriptor, (struct sockaddr *)&own, &length) != 0) return;
    if (length != offsetof(struct sockaddr_un, sun_path) + 1 + lsg_name_bytes) return;
    struct lsg_hello hello = {
        .magic = lsg_magic, .version = lsg_version, .purpose = lsg_attach,
        .is_privileged = has_raw_io(),
    };
    memcpy(hello.name, own.sun_path + 1, lsg_name_bytes);
    int connection = connect_to_server();
    if (connection < 0) return;
    int memory = shake_hands(connection, &hello);
    real()->close(connection);
    if (memory < 0) return;
    struct file *file = map_file(memory);
    if (file != NULL) install_file(descriptor, file);
}

// Descriptors that dup(2) made of another one have the same name, and get a mapping of their own:
// what they share is the memory.
static void recognize_descriptors(void)
{
    DIR *directory = real()->opendir("/proc/self/fd");
    if (directory == NULL) return;
    const struct dirent *found;
    while ((found = real()->readdir(directory)) != NULL) {
        char *end;
        long number = strtol(found->d_name, &end, 10);
        if (end != found->d_name && *end == 0) recognize((int)number);
    }
    closedir(directory);
}

__attribute__((constructor)) static void begin(void)
{
    int error = errno;
    load_paths();
    if (private_directory[0] != 0) {
        begin_files();
        recognize_descriptors();
    }
    errno = error;
}

bool server_is_there(const struct file *file, int descriptor)
{
    if (lsg_load(&file->area->is_gone)) return false;
    struct file *current = acquire_file(descriptor);
    if (current != NULL) release_file(current);
    // Another thread has closed the descriptor: nothing is left to ask.
    if (current != file) return true;
    struct pollfd entry = {descriptor, POLLRDHUP, 0};
    return poll(&entry, 1, 0) <= 0 || !(entry.revents & (POLLRDHUP | POLLHUP));
}

bool server_listens(void)
{
    int connection = connect_to_server();
    if (connection < 0) return false;
    real()->close(connection);
    return true;
}
