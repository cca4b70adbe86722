/* Runs a program for which the disk below one folder gives out.

       small_disk FOLDER OCTETS ENOSPC|EIO PROGRAM WORD...

   The kernel asks this process before it does what the program wants (seccomp user notification), whichever way the
   program calls it. ENOSPC is a full disk: what would be more than so many octets is not written. EIO is a stick that
   was pulled out: from that write on everything is refused that reads, writes, makes durable, opens, names or removes
   there. FOLDER is a real path. Memory that is mapped to a file is not guarded. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum kind { WRITES, WRITES_PARTS, USES, COPIES_IN_FIRST, COPIES_FROM_FIRST, NAMES, NAMES_TWO, NAMES_PLAIN };

static const struct call {
    int number;
    enum kind kind;
} calls[] = {
    {SYS_write, WRITES}, {SYS_pwrite64, WRITES}, {SYS_writev, WRITES_PARTS}, {SYS_pwritev, WRITES_PARTS},
    {SYS_pwritev2, WRITES_PARTS}, {SYS_read, USES}, {SYS_pread64, USES}, {SYS_readv, USES}, {SYS_preadv, USES},
    {SYS_fsync, USES}, {SYS_fdatasync, USES}, {SYS_ftruncate, USES}, {SYS_fallocate, USES}, {SYS_getdents64, USES},
    {SYS_sendfile, COPIES_IN_FIRST}, {SYS_copy_file_range, COPIES_FROM_FIRST}, {SYS_openat, NAMES},
    {SYS_openat2, NAMES}, {SYS_mkdirat, NAMES}, {SYS_unlinkat, NAMES}, {SYS_renameat2, NAMES_TWO},
    {SYS_linkat, NAMES_TWO},
#ifdef SYS_renameat
    {SYS_renameat, NAMES_TWO},
#endif
#ifdef SYS_open
    {SYS_open, NAMES_PLAIN}, {SYS_mkdir, NAMES_PLAIN}, {SYS_unlink, NAMES_PLAIN}, {SYS_rmdir, NAMES_PLAIN},
    {SYS_rename, NAMES_PLAIN},
#endif
};
enum { CALLS = sizeof calls / sizeof calls[0] };

static const char *folder;
static uint64_t after, written;
static int error, gone;

static void die(const char *what)
{
    perror(what);
    exit(125);
}

static int is_path_below(const char *path)
{
    size_t stem = strlen(folder);
    return strncmp(path, folder, stem) == 0 && (path[stem] == '/' || path[stem] == 0);
}

/* What is behind a descriptor of a process; nothing where that cannot be told. */
static void behind(pid_t process, int fd, char path[PATH_MAX])
{
    char link[64];
    if (fd == AT_FDCWD)
        snprintf(link, sizeof link, "/proc/%d/cwd", process);
    else
        snprintf(link, sizeof link, "/proc/%d/fd/%d", process, fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
}

static int is_below(pid_t process, int fd)
{
    char path[PATH_MAX];
    behind(process, fd, path);
    return is_path_below(path);
}

/* Octets in the memory of a process. */
static ssize_t memory(pid_t process, uint64_t at, void *into, size_t length)
{
    struct iovec here = {into, length}, there = {(void *)(uintptr_t)at, length};
    return process_vm_readv(process, &here, 1, &there, 1, 0);
}

/* Whether a name leads below the folder, links and `..` aside. */
static int is_name_below(pid_t process, int fd, uint64_t at)
{
    char path[2 * PATH_MAX + 2] = "", name[PATH_MAX] = "";
    for (size_t length = 0; length + 1 < sizeof name && memory(process, at + length, name + length, 1) == 1; length++)
        if (name[length] == 0)
            break;
    if (name[0] == '/')
        return is_path_below(name);
    behind(process, fd, path);
    size_t stem = strlen(path);
    snprintf(path + stem, sizeof path - stem, "/%s", name);
    return is_path_below(path);
}

static uint64_t octets(pid_t process, uint64_t at, uint64_t parts)
{
    struct iovec part;
    uint64_t sum = 0;
    for (uint64_t number = 0; number < parts; number++)
        if (memory(process, at + number * sizeof part, &part, sizeof part) == sizeof part)
            sum += part.iov_len;
    return sum;
}

/* The error that a call is answered with; 0 where the kernel is to do it. */
static int answer(pid_t process, const struct seccomp_data *data)
{
    const uint64_t *args = (const uint64_t *)data->args;
    enum kind kind = USES;
    for (int number = 0; number < CALLS; number++)
        if (calls[number].number == data->nr)
            kind = calls[number].kind;
    switch (kind) {
    case WRITES:
    case WRITES_PARTS:
        if (!is_below(process, args[0]))
            return 0;
        uint64_t wanted = kind == WRITES ? args[2] : octets(process, args[1], args[2]);
        if (gone || written + wanted > after) {
            gone = error == EIO;
            return error;
        }
        written += wanted;
        return 0;
    case COPIES_IN_FIRST:
        /* Whoever copies by the kernel is asked to read and write. */
        return is_below(process, args[0]) || is_below(process, args[1]) ? ENOSYS : 0;
    case COPIES_FROM_FIRST:
        return is_below(process, args[0]) || is_below(process, args[2]) ? ENOSYS : 0;
    case USES:
        return gone && is_below(process, args[0]) ? error : 0;
    case NAMES_TWO:
        if (gone && is_name_below(process, args[2], args[3]))
            return error;
        /* fall through */
    case NAMES:
        return gone && is_name_below(process, args[0], args[1]) ? error : 0;
    case NAMES_PLAIN:
        return gone && is_name_below(process, AT_FDCWD, args[0]) ? error : 0;
    }
    return 0;
}

/* From now on the kernel asks; by the descriptor that this gives back. */
static int listen_to_own_calls(void)
{
    struct sock_filter filter[2 * CALLS + 2];
    int length = 0;
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int number = 0; number < CALLS; number++) {
        filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[number].number, 0, 1);
        filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
    }
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {length, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        die("no new privileges");
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

/* A descriptor over a socket: sent where it is not -1, else received. */
static int hand_over(int socket, int fd)
{
    char octet = 0, control[CMSG_SPACE(sizeof fd)] = {0};
    struct iovec part = {&octet, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    if (fd >= 0) {
        *head = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof fd)};
        memcpy(CMSG_DATA(head), &fd, sizeof fd);
        return sendmsg(socket, &message, 0) == 1 ? 0 : -1;
    }
    if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != 1 || !(head = CMSG_FIRSTHDR(&message)))
        return -1;
    memcpy(&fd, CMSG_DATA(head), sizeof fd);
    return fd;
}

int main(int count, char **words)
{
    int ends[2], status = 0;
    if (count < 5)
        return 125;
    folder = words[1];
    after = strtoull(words[2], NULL, 10);
    error = strcmp(words[3], "EIO") == 0 ? EIO : ENOSPC;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
        die("socketpair");
    pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        int listener = listen_to_own_calls();
        if (listener < 0 || hand_over(ends[1], listener))
            die("seccomp");
        close(listener);
        execvp(words[4], words + 4);
        die(words[4]);
    }
    close(ends[1]);
    signal(SIGINT, SIG_IGN);
    int listener = hand_over(ends[0], -1);
    if (listener < 0)
        return 125;
    for (;;) {
        struct seccomp_notif asked = {0};
        struct seccomp_notif_resp reply = {0};
        struct pollfd waiting = {.fd = listener, .events = POLLIN};
        int ready = poll(&waiting, 1, 50);
        if (ready > 0 && !(waiting.revents & POLLIN))
            break;
        if (ready <= 0 && waitpid(child, &status, WNOHANG) == child)
            break;
        /* Whoever asked may be dead by now. */
        if (ready <= 0 || ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked))
            continue;
        int refused = answer(asked.pid, &asked.data);
        reply.id = asked.id;
        reply.error = -refused;
        reply.flags = refused ? 0 : SECCOMP_USER_NOTIF_FLAG_CONTINUE;
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &reply);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
