/* Preloaded into quizapp: a file system without locks, or without shared memory. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int lacks(const char *what)
{
    const char *said = getenv("WITHOUT");
    return said && strcmp(said, what) == 0;
}

static int in_home(int fd, const char *ending)
{
    char link[64], path[4096];
    const char *home = getenv("WITHOUT_IN");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (!home || size < 0)
        return 0;
    path[size] = 0;
    size_t tail = strlen(ending);
    return strncmp(path, home, strlen(home)) == 0 && (size_t)size >= tail
        && strcmp(path + size - tail, ending) == 0;
}

static int control(const char *name, int fd, int command, void *argument)
{
    int (*next)(int, int, void *) = (int (*)(int, int, void *))dlsym(RTLD_NEXT, name);
    int locks = command == F_SETLK || command == F_SETLKW || command == F_GETLK;
    if (locks && lacks("locks") && in_home(fd, "")) {
        errno = ENOLCK;
        return -1;
    }
    return next(fd, command, argument);
}

int fcntl(int fd, int command, ...)
{
    va_list more;
    va_start(more, command);
    void *argument = va_arg(more, void *);
    va_end(more);
    return control("fcntl", fd, command, argument);
}

int fcntl64(int fd, int command, ...)
{
    va_list more;
    va_start(more, command);
    void *argument = va_arg(more, void *);
    va_end(more);
    return control("fcntl64", fd, command, argument);
}

static void *map(const char *name, void *at, size_t size, int how, int flags, int fd, off_t from)
{
    void *(*next)(void *, size_t, int, int, int, off_t) =
        (void *(*)(void *, size_t, int, int, int, off_t))dlsym(RTLD_NEXT, name);
    if (fd >= 0 && lacks("memory") && in_home(fd, "-shm")) {
        errno = ENODEV;
        return MAP_FAILED;
    }
    return next(at, size, how, flags, fd, from);
}

void *mmap(void *at, size_t size, int how, int flags, int fd, off_t from)
{
    return map("mmap", at, size, how, flags, fd, from);
}

void *mmap64(void *at, size_t size, int how, int flags, int fd, off_t from)
{
    return map("mmap64", at, size, how, flags, fd, from);
}
