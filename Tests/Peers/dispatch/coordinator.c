// The bound: a bare coordinator in C over ZeroMQ with a durable store, and two worker processes on loopback.
//
//   coordinator TRIALS TRIAL_MILLISECONDS RECORD_BYTES
//
// One thread hands out a task of 200 bytes a message and keeps 1,000 of them with each worker; every result goes into SQLite (WAL,
// synchronous = FULL), 1,000 rows or 10 ms a commit. It checks nothing, survives nothing, and knows nobody but its two workers.
// It prints trials a second and efficiency (the trials' CPU time over two cores × time until the last commit).
#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

enum { worker_count = 2, window = 1000, commit_rows = 1000, task_bytes = 200, id_bytes = 16 };
static const double commit_seconds = 0.01;

static double seconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec + 1e-9 * time.tv_nsec;
}

static void *unlimited_socket(void *context, int type) {
  void *socket = zmq_socket(context, type);
  int unlimited = 0;
  zmq_setsockopt(socket, ZMQ_SNDHWM, &unlimited, sizeof unlimited);
  zmq_setsockopt(socket, ZMQ_RCVHWM, &unlimited, sizeof unlimited);
  return socket;
}

static void work(const char *endpoint, double trial_seconds, int record_bytes) {
  void *socket = unlimited_socket(zmq_ctx_new(), ZMQ_DEALER);
  zmq_connect(socket, endpoint);
  zmq_send(socket, "hello", 5, 0);
  char *record = calloc(1, 65536);
  for (;;) {
    int count = zmq_recv(socket, record, task_bytes, 0);
    if (count == 1) _exit(0);
    double end = seconds(CLOCK_THREAD_CPUTIME_ID) + trial_seconds;
    while (trial_seconds > 0 && seconds(CLOCK_THREAD_CPUTIME_ID) < end) {}
    zmq_send(socket, record, record_bytes, 0);
  }
}

static sqlite3 *database;
static sqlite3_stmt *insert;
static int pending;

static void open_store(void) {
  for (int i = 0; i < 3; i++) unlink((const char *[]){"bound.db", "bound.db-wal", "bound.db-shm"}[i]);
  assert(sqlite3_open("bound.db", &database) == SQLITE_OK);
  const char *setup = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                      "CREATE TABLE outcome (id INTEGER PRIMARY KEY, record BLOB)";
  assert(sqlite3_exec(database, setup, 0, 0, 0) == SQLITE_OK);
  sqlite3_prepare_v2(database, "INSERT INTO outcome VALUES (?, ?)", -1, &insert, 0);
}

static void commit(void) {
  if (pending > 0) assert(sqlite3_exec(database, "COMMIT", 0, 0, 0) == SQLITE_OK);
  pending = 0;
}

static void store(long id, const char *record, int record_bytes) {
  if (pending++ == 0) sqlite3_exec(database, "BEGIN", 0, 0, 0);
  sqlite3_bind_int64(insert, 1, id);
  sqlite3_bind_blob(insert, 2, record, record_bytes, SQLITE_STATIC);
  assert(sqlite3_step(insert) == SQLITE_DONE);
  sqlite3_reset(insert);
}

static void hand_out(void *socket, const char *worker, int length, long task) {
  char message[task_bytes] = {0};
  memcpy(message, &task, sizeof task);
  zmq_send(socket, worker, length, ZMQ_SNDMORE);
  zmq_send(socket, message, task_bytes, 0);
}

int main(int count, char **arguments) {
  assert(count == 4);
  long trials = atol(arguments[1]);
  double trial_seconds = atof(arguments[2]) / 1e3;
  int record_bytes = atoi(arguments[3]);
  assert(record_bytes >= (int)sizeof(long) && record_bytes <= 65536);
  char endpoint[64];
  snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%d", 20000 + getpid() % 20000);
  pid_t workers[worker_count];
  for (int i = 0; i < worker_count; i++)
    if ((workers[i] = fork()) == 0) work(endpoint, trial_seconds, record_bytes);

  void *socket = unlimited_socket(zmq_ctx_new(), ZMQ_ROUTER);
  assert(zmq_bind(socket, endpoint) == 0);
  char ids[worker_count][id_bytes], hello[8];
  int lengths[worker_count];
  for (int i = 0; i < worker_count; i++) {
    lengths[i] = zmq_recv(socket, ids[i], id_bytes, 0);
    zmq_recv(socket, hello, sizeof hello, 0);
  }
  open_store();
  double start = seconds(CLOCK_MONOTONIC), last_commit = start;
  long sent = 0, received = 0;
  for (int round = 0; round < window; round++)
    for (int i = 0; i < worker_count && sent < trials; i++) hand_out(socket, ids[i], lengths[i], sent++);
  char *record = malloc(65536);
  while (received < trials) {
    char id[id_bytes];
    int length = zmq_recv(socket, id, id_bytes, ZMQ_DONTWAIT);
    double now = seconds(CLOCK_MONOTONIC);
    if (pending >= commit_rows || (pending > 0 && now - last_commit > commit_seconds)) {
      commit();
      last_commit = now;
    }
    if (length < 0) {
      zmq_pollitem_t item = {socket, 0, ZMQ_POLLIN, 0};
      zmq_poll(&item, 1, pending > 0 ? 5 : -1);
      continue;
    }
    assert(zmq_recv(socket, record, 65536, 0) == record_bytes);
    if (sent < trials) hand_out(socket, id, length, sent++);
    store(received++, record, record_bytes);
  }
  commit();
  double time = seconds(CLOCK_MONOTONIC) - start;
  for (int i = 0; i < worker_count; i++) {
    zmq_send(socket, ids[i], lengths[i], ZMQ_SNDMORE);
    zmq_send(socket, "q", 1, 0);
  }
  for (int i = 0; i < worker_count; i++) waitpid(workers[i], 0, 0);
  printf("{\"trialsPerSecond\": %.0f, \"efficiency\": %.4f}\n", trials / time,
         trials * trial_seconds / worker_count / time);
}
