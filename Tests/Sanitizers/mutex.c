// What the thread sanitizer does not see of Swift's Mutex: its slow paths lie in a library that is not instrumented, so where
// two threads contend for a lock, what one did before it let go would seem unordered to what the other does. These stand
// before the library's own, call them, and tell the sanitizer. The fast paths are compiled into our own code and seen.
#include <dlfcn.h>
#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define MUTEX __attribute__((swift_context)) void *mutex
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef __attribute__((swiftcall)) void Lock(uint32_t thread, MUTEX);
typedef __attribute__((swiftcall)) void Unlock(MUTEX);

__attribute__((swiftcall)) void lock_slowly(uint32_t, MUTEX) __asm__(LOCK);
__attribute__((swiftcall)) void unlock_slowly(MUTEX) __asm__(UNLOCK);

__attribute__((swiftcall)) void lock_slowly(uint32_t thread, MUTEX) {
  ((Lock *)dlsym(RTLD_NEXT, LOCK))(thread, mutex);
  __tsan_acquire(mutex);
}

__attribute__((swiftcall)) void unlock_slowly(MUTEX) {
  __tsan_release(mutex);
  ((Unlock *)dlsym(RTLD_NEXT, UNLOCK))(mutex);
}
