// The time of day, ahead of the machine's by as many seconds as stand in the file that E2E_AHEAD names: eight bytes, which
// may change while the program runs. Loaded before the C library; clocks that only measure how long something takes are
// left alone.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *ahead;

__attribute__((constructor)) static void find(void) {
  const char *name = getenv("E2E_AHEAD");
  int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *place = mmap(NULL, sizeof *ahead, PROT_READ, MAP_SHARED, file, 0);
  if (place != MAP_FAILED) ahead = place;
  close(file);
}

int clock_gettime(clockid_t which, struct timespec *now) {
  long result = syscall(SYS_clock_gettime, which, now);
  if (result == 0 && which == CLOCK_REALTIME && ahead) now->tv_sec += *ahead;
  return (int)result;
}
