#include "CFuse3.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

static pthread_mutex_t message_lock = PTHREAD_MUTEX_INITIALIZER;
static char message[512];

static void keep_message(enum fuse_log_level level, const char *format, va_list arguments)
{
    (void)level;
    pthread_mutex_lock(&message_lock);
    vsnprintf(message, sizeof message, format, arguments);
    pthread_mutex_unlock(&message_lock);
}

void fuse_keep_messages(void) { fuse_set_log_func(keep_message); }

size_t fuse_take_message(char *text, size_t size)
{
    if (size == 0) return 0;
    pthread_mutex_lock(&message_lock);
    size_t length = strnlen(message, sizeof message);
    if (length >= size) length = size - 1;
    memcpy(text, message, length);
    text[length] = 0;
    message[0] = 0;
    pthread_mutex_unlock(&message_lock);
    return length;
}

int fuse_end_event(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void fuse_signal_end(int event) { (void)!eventfd_write(event, 1); }

int fuse_make_waiter(int device, int event)
{
    int waiter = epoll_create1(EPOLL_CLOEXEC);
    if (waiter < 0) return -1;
    struct epoll_event request = {.events = EPOLLIN | EPOLLEXCLUSIVE};
    struct epoll_event end = {.events = EPOLLIN};
    if (epoll_ctl(waiter, EPOLL_CTL_ADD, device, &request) != 0
        || epoll_ctl(waiter, EPOLL_CTL_ADD, event, &end) != 0) {
        close(waiter);
        return -1;
    }
    return waiter;
}

void fuse_wait(int waiter)
{
    struct epoll_event event;
    (void)!epoll_wait(waiter, &event, 1, -1);
}
