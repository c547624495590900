// What only the server calls; it is in CLoopbackSG.c, and CLoopbackSG.h includes this. Where nothing
// else is said, a call returns -1 with errno set where it fails.
#pragma once

/// A socket that listens at a path, for its owner only.
int lsg_listen(const char *path);

/// Whether somebody listens there.
int lsg_is_served(const char *path);

/// POLLRDHUP.
int lsg_hang_up(void);

/// `lsg_area_bytes`.
size_t lsg_area_size(void);

/// Accepts a connection, without waiting.
///
/// `user` gets the peer's user, `name` what the kernel named its socket, with a NUL behind; an
/// empty name where it has none.
int lsg_accept(int listener, uint32_t *user, char name[lsg_name_bytes + 1]);

/// Receives the first packet, without waiting. Returns 1 where there is one of the right length, 0
/// where there is none yet, -1 where there is another one or the peer has gone.
int lsg_receive_hello(int socket, struct lsg_hello *hello);

/// Answers it, with a memory file unless that is -1. Does not wait.
int lsg_send_welcome(int socket, const struct lsg_welcome *welcome, int memory);

/// Sends a notice. Does not wait.
int lsg_send_notice(int socket);

/// Whether the peer has closed the socket or sent what it must not. Does not wait.
int lsg_has_ended(int socket);

/// A memory file of `lsg_area_bytes` zeros whose length nobody can change.
int lsg_make_area(void);

/// A memory file with a content that nobody can change.
int lsg_make_content(const void *bytes, size_t count);

/// Maps an area; NULL where it fails.
struct lsg_area *lsg_map_area(int memory);
void lsg_unmap_area(struct lsg_area *area);

/// Writes down what a file was opened as, and sg's settings as they are at first.
void lsg_describe(
    struct lsg_area *area, uint32_t kind, int32_t number, int32_t flags, int32_t lun,
    int32_t device_type);

/// The doorbell; waiting until it is no longer what was seen; ringing it.
uint32_t lsg_doorbell(struct lsg_area *area);
/// Watches the doorbell for `lsg_longest_look`, awake. Returns whether it has rung since `seen`.
int lsg_watch_doorbell(struct lsg_area *area, uint32_t seen);
void lsg_await_doorbell(struct lsg_area *area, uint32_t seen, int64_t nanoseconds);
void lsg_ring(struct lsg_area *area);

/// Makes the oldest READY slot BUSY, of those whose bit in `free` is set, and copies its request.
/// Returns its index, or -1 where there is none.
int lsg_take(struct lsg_area *area, uint32_t free, struct lsg_request *request);

/// Writes a reply, makes the slot DONE, or FREE where it was abandoned, and wakes who waits for it.
/// Sends a notice where one is wanted, unless `socket` is -1.
void lsg_finish(struct lsg_area *area, int index, struct lsg_reply *reply, int socket);

/// Whether somebody asks whether the file is closed.
int lsg_asks_whether_closed(struct lsg_area *area);

/// Answers who asked whether the file is closed, where somebody asked.
void lsg_answer_close(struct lsg_area *area, int is_closed, int error);

/// Wakes everybody who waits for anything: the server leaves.
void lsg_leave(struct lsg_area *area);

/// A descriptor that is ready for reading from `lsg_wake_up` to `lsg_clear_wake`.
int lsg_make_wake(void);
void lsg_wake_up(int wake);
void lsg_clear_wake(int wake);

/// For who plays a hostile program: overwrites bytes of the area's head, as far as it reaches; a
/// slot's state and its reply, and where its request is.
void lsg_overwrite(struct lsg_area *area, size_t offset, const void *bytes, size_t count);
void lsg_set_state(struct lsg_area *area, int index, uint32_t state);
uint32_t lsg_get_state(struct lsg_area *area, int index);
void lsg_copy_reply(struct lsg_area *area, int index, struct lsg_reply *reply);
size_t lsg_request_offset(int index);
size_t lsg_doorbell_offset(void);
