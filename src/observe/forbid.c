/* SPDX-License-Identifier: GPL-2.0-or-later */
/* forbid.c: a seccomp(2) filter, made by libseccomp. */
#include "observe/forbid.h"

#ifdef HAVE_SECCOMP

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <unistd.h>

/*
 * A list of what is denied, not of what is allowed: what libpcap, libc and a terminal do differs from
 * version to version, and a watcher that dies of a harmless call on a sick machine is of no use.
 * For the same reason a denied call fails and does not kill.
 */
static const int denied[] = {
	/* Processes. */
	SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(clone),
	SCMP_SYS(clone3), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev), SCMP_SYS(pidfd_getfd), SCMP_SYS(pidfd_send_signal),
	SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo), SCMP_SYS(kcmp),
	SCMP_SYS(userfaultfd),
	/* Sockets: those there are stay. */
	SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind),
	SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4),
	/* Files. */
	SCMP_SYS(creat), SCMP_SYS(openat2), SCMP_SYS(open_by_handle_at), SCMP_SYS(unlink),
	SCMP_SYS(rename), SCMP_SYS(link), SCMP_SYS(symlink), SCMP_SYS(symlinkat),
	SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rmdir), SCMP_SYS(mknod), SCMP_SYS(mknodat),
	SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat), SCMP_SYS(chown),
	SCMP_SYS(fchown), SCMP_SYS(fchownat), SCMP_SYS(lchown), SCMP_SYS(truncate),
	SCMP_SYS(ftruncate), SCMP_SYS(setxattr), SCMP_SYS(lsetxattr), SCMP_SYS(fsetxattr),
	SCMP_SYS(removexattr), SCMP_SYS(lremovexattr), SCMP_SYS(fremovexattr),
	/* The system. */
	SCMP_SYS(setns), SCMP_SYS(unshare), SCMP_SYS(mount), SCMP_SYS(umount2),
	SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(bpf), SCMP_SYS(perf_event_open),
	SCMP_SYS(io_uring_setup), SCMP_SYS(init_module), SCMP_SYS(finit_module),
	SCMP_SYS(delete_module), SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load),
	SCMP_SYS(reboot), SCMP_SYS(swapon), SCMP_SYS(swapoff), SCMP_SYS(acct),
	SCMP_SYS(sethostname), SCMP_SYS(setdomainname), SCMP_SYS(settimeofday),
	SCMP_SYS(clock_settime), SCMP_SYS(adjtimex), SCMP_SYS(clock_adjtime),
	SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(keyctl), SCMP_SYS(personality),
};

/*
 * What libseccomp and the headers may not know yet, by the numbers that all architectures have in common.
 * Whose files they are, root's say, may change their modes without a capability.
 */
static const int newer[] = {
	452,	/* fchmodat2(), Linux 6.6 */
	463,	/* setxattrat(), 6.13 */
	466,	/* removexattrat() */
	469,	/* file_setattr(), 6.17 */
};

/* Where files are made, one may take another's place. */
static const int naming[] = {
	SCMP_SYS(unlinkat), SCMP_SYS(linkat), SCMP_SYS(renameat), SCMP_SYS(renameat2),
};

static const int killing[] = { SCMP_SYS(kill), SCMP_SYS(tkill) };

enum {
	DENY = SCMP_ACT_ERRNO(EPERM),
	SOCKET_IOCTLS = 0x8900,		/* <linux/sockios.h>: up to 0x89ff */
};

static int deny_all(scmp_filter_ctx filter, const int *calls, size_t count)
{
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < count; i++)
		ret = seccomp_rule_add(filter, DENY, calls[i], 0);
	return ret;
}

/* open() has its flags in argument 1, openat() in 2. */
static int deny_writing(scmp_filter_ctx filter, int call, unsigned int argument)
{
	static const struct { scmp_datum_t mask, value; } writes[] = {
		{ O_ACCMODE, O_WRONLY }, { O_ACCMODE, O_RDWR }, { O_CREAT, O_CREAT },
		{ O_TRUNC, O_TRUNC },
	};
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < sizeof(writes) / sizeof(writes[0]); i++)
		ret = seccomp_rule_add(filter, DENY, call, 1,
				       SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, writes[i].mask,
						writes[i].value));
	return ret;
}

/* abort() and the like send themselves a signal that way. */
static int deny_killing_others(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, DENY, SCMP_SYS(tgkill), 1,
				SCMP_CMP(0, SCMP_CMP_NE, (scmp_datum_t)getpid(), 0));
}

static int deny_files(scmp_filter_ctx filter)
{
	int ret = deny_all(filter, naming, sizeof(naming) / sizeof(naming[0]));

	if (ret == 0)
		ret = deny_writing(filter, SCMP_SYS(open), 1);
	return ret < 0 ? ret : deny_writing(filter, SCMP_SYS(openat), 2);
}

/* Who may destroy sockets (CAP_NET_ADMIN) could take interfaces down with those that are open. */
static int deny_interfaces(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, DENY, SCMP_SYS(ioctl), 1,
				SCMP_CMP(1, SCMP_CMP_MASKED_EQ, UINT32_MAX & ~UINT32_C(0xff),
					 SOCKET_IOCTLS));
}

/* What is put into a terminal that way, its shell takes for typed. */
static int deny_typing(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, DENY, SCMP_SYS(ioctl), 1,
				SCMP_CMP(1, SCMP_CMP_MASKED_EQ, UINT32_MAX, TIOCSTI));
}

static int fill(scmp_filter_ctx filter, bool children, bool files)
{
	int ret = deny_all(filter, denied, sizeof(denied) / sizeof(denied[0]));

	if (ret == 0)
		ret = deny_all(filter, newer, sizeof(newer) / sizeof(newer[0]));
	if (ret == 0 && !children)
		ret = deny_all(filter, killing, sizeof(killing) / sizeof(killing[0]));
	if (ret == 0)
		ret = deny_killing_others(filter);
	if (ret == 0 && !files)
		ret = deny_files(filter);
	if (ret == 0)
		ret = deny_interfaces(filter);
	if (ret == 0)
		ret = deny_typing(filter);
	/* Calls of another architecture have other numbers. */
	if (ret == 0)
		ret = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, DENY);
	/* A kernel before 5.16 would slow all of the process down (speculative stores). */
	if (ret == 0)
		ret = seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
	return ret;
}

int forbid_unused(bool children, bool files, struct err *err)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int ret = filter ? fill(filter, children, files) : -ENOMEM;

	if (ret == 0)
		ret = seccomp_load(filter);
	seccomp_release(filter);
	/* A kernel without it, or a container's own filter that is in the way. */
	if (ret == -EINVAL || ret == -ENOSYS || ret == -ECANCELED)
		return 0;
	return ret < 0 ? err_sys(err, ret, "cannot give up system calls (seccomp)") : 0;
}

#else

int forbid_unused(bool children, bool files, struct err *err)
{
	(void)children;
	(void)files;
	(void)err;
	return 0;
}

#endif
