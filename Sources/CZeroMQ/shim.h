// What Swift needs of libzmq and of Linux's eventfd, whose macros Swift does not import.
#pragma once
#include <errno.h>
#include <netdb.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

static inline int hitsweep_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

// Writes the numeric address of a connection's other end; 0 where there is one.
static inline int hitsweep_peer_address(int descriptor, char *text, int size) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  if (getpeername(descriptor, (struct sockaddr *)&address, &length) != 0) return -1;
  return getnameinfo(
      (struct sockaddr *)&address, length, text, (socklen_t)size, 0, 0, NI_NUMERICHOST);
}
