// What Swift needs of libzmq and of Linux's eventfd, whose macros Swift does not import.
#pragma once
#include <errno.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <zmq.h>

static inline int hitsweep_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
