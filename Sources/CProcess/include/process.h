// What Swift does not import of Linux's means to start a process and to speak with it.
//
// Each function returns -1 with errno set where the system refuses.

#ifndef PROCESS_H
#define PROCESS_H

#include <stddef.h>
#include <sys/types.h>

/// Opens a pipe whose ends close on exec: first the one to read from. It holds `capacity` bytes where the system allows.
int process_pipe(int ends[2], int capacity);

/// Opens memory of `byte_count` zeros that processes can share; it closes on exec.
int process_shared_memory(size_t byte_count);

/// Opens an eventfd that nobody has rung; it closes on exec.
int process_doorbell(void);

/// Has the kernel kill this process when the thread that started it ends.
int process_end_with_parent(void);

/// Starts a program with `descriptors` as its descriptors 3, 4, … and no others beside /dev/null as standard input and
/// this process's standard error as its output and error; returns its id.
pid_t process_start(
    const char *path, char *const arguments[], char *const environment[], const int descriptors[],
    int count);

#endif
