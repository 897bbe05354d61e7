/* Preloaded into quizapp: another date, and random numbers that follow from a seed.

   ORACLE_SHIFT is in seconds; it is added to the wall clock and to the time since boot.
   ORACLE_WRONG is in seconds too; it is added to the wall clock only.
   ORACLE_SEED starts the random numbers of this process. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>

static int64_t number(const char *name)
{
    const char *said = getenv(name);
    return said ? strtoll(said, NULL, 10) : 0;
}

int clock_gettime(clockid_t id, struct timespec *out)
{
    static int (*real)(clockid_t, struct timespec *);
    if (!real)
        real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(id, out);
    if (!result && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE || id == CLOCK_BOOTTIME))
        out->tv_sec += number("ORACLE_SHIFT");
    if (!result && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
        out->tv_sec += number("ORACLE_WRONG");
    return result;
}

time_t time(time_t *out)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    out->tv_sec = now.tv_sec;
    out->tv_usec = now.tv_nsec / 1000;
    return 0;
}

ssize_t getrandom(void *out, size_t size, unsigned int flags)
{
    static uint64_t state;
    unsigned char *bytes = out;
    (void)flags;
    if (!state)
        state = (uint64_t)number("ORACLE_SEED") * 0x9E3779B97F4A7C15u + 0x1234567;
    for (size_t i = 0; i < size; i++) {
        state += 0x9E3779B97F4A7C15u;
        uint64_t z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9u;
        bytes[i] = (unsigned char)((z ^ (z >> 27)) >> 40);
    }
    return (ssize_t)size;
}
