// libfuse's low-level interface as Swift can import it, a receiver of its messages, whose arguments
// vary in number, and the waiting for requests: epoll(7) and eventfd(2), which Swift does not see.
#pragma once

#define FUSE_USE_VERSION 314

#include <fuse3/fuse_lowlevel.h>
#include <linux/falloc.h>
#include <stddef.h>

/// Lets libfuse's messages be kept instead of going to standard error.
void fuse_keep_messages(void);

/// Copies the last message that was kept, of whichever thread, into `text` (NUL-terminated, cut
/// off where it does not fit), and forgets it. Returns its length; 0 where there was none.
size_t fuse_take_message(char *text, size_t size);

/// Makes an event that can be signalled once and for all (eventfd(2)). Returns its descriptor, or -1
/// with errno set.
int fuse_end_event(void);

/// Signals it.
void fuse_signal_end(int event);

/// Makes what one thread waits with (epoll(7)) for requests on `device` or for the signalled
/// `event`: one of the waiting threads is woken for a request, and all of them for the event.
/// Returns its descriptor, or -1 with errno set.
int fuse_make_waiter(int device, int event);

/// Waits. Returns when there may be something.
void fuse_wait(int waiter);
