#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

int process_pipe(int ends[2], int capacity) {
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  // Where the system has no room for so large a pipe, the usual one does, more slowly.
  (void)fcntl(ends[1], F_SETPIPE_SZ, capacity);
  return 0;
}

int process_shared_memory(size_t byte_count) {
  int descriptor = memfd_create("hitsweep", MFD_CLOEXEC);
  if (descriptor >= 0 && ftruncate(descriptor, (off_t)byte_count) != 0) {
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
  }
  return descriptor;
}

int process_doorbell(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int process_end_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL); }

enum { first_descriptor = 3, descriptor_limit = 8 };

/// Says where the new process's descriptors come from; 0 or an error number.
static int add_actions(posix_spawn_file_actions_t *actions, const int descriptors[], int count) {
  int error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  if (error == 0) error = posix_spawn_file_actions_adddup2(actions, STDERR_FILENO, STDOUT_FILENO);
  for (int i = 0; error == 0 && i < count; i++)
    error = posix_spawn_file_actions_adddup2(actions, descriptors[i], first_descriptor + i);
  if (error == 0)
    error = posix_spawn_file_actions_addclosefrom_np(actions, first_descriptor + count);
  return error;
}

static int spawn(
    pid_t *process, const char *path, char *const arguments[], char *const environment[],
    const int descriptors[], int count) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error = posix_spawn_file_actions_init(&actions);
  if (error != 0) return error;
  error = posix_spawnattr_init(&attributes);
  if (error == 0) {
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    error = add_actions(&actions, descriptors, count);
    if (error == 0) error = posix_spawn(process, path, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

pid_t process_start(
    const char *path, char *const arguments[], char *const environment[], const int descriptors[],
    int count) {
  if (count > descriptor_limit) {
    errno = EINVAL;
    return -1;
  }
  // Copies beyond the new process's own numbers, so that putting one in its place overwrites no other.
  int copies[descriptor_limit];
  int copied = 0;
  int error = 0;
  for (; error == 0 && copied < count; copied++) {
    copies[copied] =
        fcntl(descriptors[copied], F_DUPFD_CLOEXEC, first_descriptor + descriptor_limit);
    if (copies[copied] < 0) {
      error = errno;
      break;
    }
  }
  pid_t process = -1;
  if (error == 0) error = spawn(&process, path, arguments, environment, copies, count);
  for (int i = 0; i < copied; i++) close(copies[i]);
  if (error == 0) return process;
  errno = error;
  return -1;
}
