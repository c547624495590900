// What the parts of the library offer each other.
#pragma once

#include "real.h"

#include <CLoopbackSG.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>

#pragma GCC visibility push(hidden)

// MARK: paths.c: what is looked up in the server's tree

enum {
    /// The longest path of the private directory: its socket must fit `sun_path`.
    directory_bytes = 96,
    /// The longest path in the tree.
    tree_path_bytes = PATH_MAX + directory_bytes + 8,
};

/// A device node's or a made file's line in the tree.
struct tree_node {
    enum lsg_kind kind;
    int number;
    unsigned major, minor;
};

/// The private directory; empty where there is none, and the library does nothing.
extern char private_directory[directory_bytes];

/// Whether this process may have a directory of the tree open, or be in one.
extern bool knows_tree;

/// Reads the environment and the list of redirected paths.
void load_paths(void);

/// Where a path is in the tree: puts that into `buffer` and returns it. Returns the path itself
/// where it is not in the tree.
const char *redirected(const char *path, char buffer[tree_path_bytes]);

/// The path that stands for one in the tree, in place: cuts the tree's own path off.
void cut_tree_path(char *path);

/// Whether a path can name something in the tree, once redirected, and `status` is of a file that
/// stands for a node: then what is in it.
bool read_node(
    int directory, const char *path, int flags, const struct stat *status,
    struct tree_node *node);

/// Makes of a file's status that of the node that it stands for.
void show_node(const struct tree_node *node, struct stat *status);

/// Whether the status of what a path names must be looked at.
static inline bool may_be_in_tree(const char *path, const char *redirected_path)
{
    return path != redirected_path || knows_tree;
}

// MARK: files.c: the open files of this process

/// An open file of the server: what open(2) makes, and descriptors share.
struct file {
    /// Descriptors, and calls that are using it.
    int references;
    struct lsg_area *area;
    /// How many of the next commands are not waited for by looking: see `await_reply`.
    int sleeps;
};

/// The file of a descriptor, to be released; NULL where the descriptor is not the server's.
struct file *acquire_file(int descriptor);
void release_file(struct file *file);

/// A new file for an area, with one reference; NULL where there are too many.
struct file *make_file(struct lsg_area *area);

/// Puts a file behind a descriptor, which takes the reference over.
void install_file(int descriptor, struct file *file);

/// Takes a file away from a descriptor, and the reference with it; NULL where there is none.
struct file *remove_file(int descriptor);

/// The first descriptor from `first` on that has a file; -1 where there is none.
int next_descriptor(int first);

/// Whether this process shares its memory with its parent: between vfork(2) and exec(2). It must
/// not write down what becomes of its descriptors.
bool is_borrowing_memory(void);

/// The process, without asking the kernel.
int this_process(void);

/// Is called once, before any other thread is there.
void begin_files(void);

// MARK: attach.c: the way to the server

/// Opens a node. Returns a descriptor, or -1 with errno set.
int open_node(const struct tree_node *node, int flags, const struct stat *status);

/// Whether there is still somebody at the other end.
bool server_is_there(const struct file *file, int descriptor);

/// Whether the server accepts connections.
bool server_listens(void);

// MARK: call.c: requests

/// Claims a slot. Returns -1 with errno set where none is free: EDOM where it must not wait.
int claim_slot(struct file *file, bool waits);

/// Sends what is in a claimed slot.
void send_request(struct file *file, int index);

/// Waits for the reply. Returns 0 when it is there; -1 with ENODEV where the server has gone, and
/// with EINTR where a signal came that interrupts calls.
int await_reply(struct file *file, int descriptor, int index, bool is_interruptible);

/// Gives a slot back.
void free_slot(struct file *file, int index);

/// Gives up a slot, whatever has become of the request.
void abandon_slot(struct file *file, int index);

/// Sends a request that is not a SCSI command, and waits. `out` goes with it, and what comes back
/// goes to `in`. Returns what the call returns, or -1 with errno set.
int64_t call_server(
    struct file *file, int descriptor, const struct lsg_request *request, const void *out,
    void *in);

/// Waits while a word has a value, at most `lsg_patience_seconds`, as calls wait that a signal
/// interrupts unless its handler has SA_RESTART. Returns 0, or -1 with errno set.
int wait_interruptibly(uint32_t *word, uint32_t value);

// MARK: sgio.c, queue.c, sgcontrol.c: what sg does

/// The milliseconds of a file's SG_SET_TIMEOUT.
uint32_t default_timeout(const struct file *file);

/// Copies between parts of memory and a slot's data, at most `length` bytes. Returns how many.
size_t gather(uint8_t *data, size_t length, const struct iovec *parts, size_t count);
size_t scatter(const uint8_t *data, size_t length, const struct iovec *parts, size_t count);

/// SG_IO: an `sg_io_hdr_t` or a `struct sg_io_v4`.
int sg_io(struct file *file, int descriptor, void *header);

struct sg_io_hdr;

/// Checks an `sg_io_hdr_t`, and puts its command into a claimed slot. Returns 0 or an errno.
int put_command(struct file *file, int index, const struct sg_io_hdr *header);

/// Fills an `sg_io_hdr_t` in from a slot's reply. Returns 0 or an errno.
int take_reply(struct file *file, int index, struct sg_io_hdr *header);

/// The interface of write(2) and read(2).
ssize_t sg_write(struct file *file, int descriptor, const void *bytes, size_t count);
ssize_t sg_read(struct file *file, int descriptor, void *bytes, size_t count);

/// Makes what an interrupted SG_IO sent wait for read(2), or gives it up, as the file's
/// KEEP_ORPHAN says.
void leave_orphan(struct file *file, int index);

/// An ioctl of sg's and of SCSI's middle layer. Returns false where it is none of them.
bool sg_control(
    struct file *file, int descriptor, unsigned long request, void *argument, int *result);

/// Length of a command of the old interfaces, by its operation code.
uint32_t length_of_command(uint8_t operation_code);

/// Fails with an errno.
static inline int failed(int error)
{
    errno = error;
    return -1;
}

static inline bool is_generic(const struct file *file)
{
    return file->area->kind == lsg_generic || file->area->kind == lsg_block_generic;
}

#pragma GCC visibility pop
