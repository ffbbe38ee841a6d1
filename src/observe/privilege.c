/* SPDX-License-Identifier: GPL-2.0-or-later */
/* privilege.c: capabilities, and what is given up of them. */
#include "observe/privilege.h"

#include "observe/forbid.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef HAVE_CAP_NG
#include <cap-ng.h>
#include <pwd.h>
#endif

/* Not by a library: builds without libcap-ng do this too. 64 bits in two words. */
struct capabilities {
	struct __user_cap_header_struct header;
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
};

static bool get(struct capabilities *own)
{
	*own = (struct capabilities){ .header = { .version = _LINUX_CAPABILITY_VERSION_3 } };
	return syscall(SYS_capget, &own->header, own->data) == 0;
}

static uint64_t effective(void)
{
	struct capabilities own;

	return get(&own) ? own.data[0].effective | (uint64_t)own.data[1].effective << 32 : 0;
}

static void set_effective(uint64_t capabilities)
{
	struct capabilities own;

	if (!get(&own))
		return;
	own.data[0].effective = (uint32_t)capabilities;
	own.data[1].effective = (uint32_t)(capabilities >> 32);
	syscall(SYS_capset, &own.header, own.data);
}

/* From the file, not from who called us: execve() says so (getauxval(3)). */
static bool are_lent(void)
{
	return getauxval(AT_SECURE);
}

static bool has(int capability)
{
	return effective() >> capability & 1;
}

bool privilege_any(void)
{
	return geteuid() == 0 || effective();
}

bool privilege_owners(void)
{
	return has(CAP_SYS_PTRACE) && (has(CAP_DAC_READ_SEARCH) || has(CAP_DAC_OVERRIDE));
}

uint64_t privilege_set_aside(void)
{
	uint64_t capabilities = are_lent() ? effective() : 0;

	if (capabilities)
		set_effective(0);
	return capabilities;
}

void privilege_take_up(uint64_t capabilities)
{
	if (capabilities)
		set_effective(capabilities);
}

FILE *privilege_fopen(const char *path, const char *mode)
{
	uint64_t aside = privilege_set_aside();
	FILE *file = fopen(path, mode);
	int error = errno;

	privilege_take_up(aside);
	errno = error;
	return file;
}

const char *privilege_advice(char *buf, const char *capability)
{
	static const char format[] = "run as root, or: sudo setcap "
				     "%scap_net_raw,cap_sys_ptrace,cap_dac_read_search=ep %s";
	/* What few need is asked for only where it lacks. */
	static const char *const rare[] = { "cap_sys_admin,", "cap_net_admin," };
	const char *more = "";
	char path[PRIVILEGE_ADVICE_MAX - sizeof(format) - sizeof("cap_sys_admin,")];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (geteuid() == 0) {
		snprintf(buf, PRIVILEGE_ADVICE_MAX, "root lacks %s here: a container has to be "
			 "started with it (--cap-add)", capability);
		return buf;
	}
	/* A path that fills the buffer was cut: better none than a wrong one. */
	if (len < 0 || (size_t)len == sizeof(path) - 1)
		len = 0;
	path[len] = '\0';
	for (size_t i = 0; i < sizeof(rare) / sizeof(rare[0]); i++)
		if (strncmp(capability, rare[i], strlen(capability)) == 0)
			more = rare[i];
	snprintf(buf, PRIVILEGE_ADVICE_MAX, format, more, len ? path : "halfclose");
	return buf;
}

#ifdef HAVE_CAP_NG

static int become(const struct passwd *user, bool bounds, struct err *err)
{
	int flags = CAPNG_INIT_SUPP_GRP | (bounds ? CAPNG_CLEAR_BOUNDING : 0);

	return capng_change_id((int)user->pw_uid, (int)user->pw_gid, (capng_flags_t)flags) < 0 ?
	       err_set(err, -EPERM, "-Z %.60s: only root may become another user",
		       user->pw_name) : 0;
}

static void keep_capability(int capability)
{
	capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, (unsigned int)capability);
}

static int drop_capabilities(const struct privilege_keep *keep, struct err *err)
{
	bool ptrace = keep->owners && has(CAP_SYS_PTRACE);
	bool search = keep->owners && has(CAP_DAC_READ_SEARCH);
	bool override = keep->owners && has(CAP_DAC_OVERRIDE);
	bool files = keep->files && !keep->user && !are_lent() && has(CAP_DAC_OVERRIDE);
	bool admin = keep->destroy && has(CAP_NET_ADMIN);
	/* The bounding set, which bounds what an execve() gives, takes a capability too. */
	bool bounds = has(CAP_SETPCAP);
	const struct passwd *user = keep->user ? getpwnam(keep->user) : NULL;

	if (keep->user && !user)
		return err_set(err, -ENOENT, "-Z %.60s: there is no such user", keep->user);
	if (capng_get_caps_process() < 0)
		return err_sys(err, -EIO, "cannot tell what privileges there are");
	capng_clear(bounds ? CAPNG_SELECT_ALL : CAPNG_SELECT_CAPS);
	if (ptrace)
		keep_capability(CAP_SYS_PTRACE);
	/* In a container the stronger one may be all there is. */
	if (search || override)
		keep_capability(search ? CAP_DAC_READ_SEARCH : CAP_DAC_OVERRIDE);
	/* Root that has to ask for permissions may not write into the directory of who called sudo. */
	if (files)
		keep_capability(CAP_DAC_OVERRIDE);
	if (admin)
		keep_capability(CAP_NET_ADMIN);
	if (user && user->pw_uid != geteuid())
		return become(user, bounds, err);
	return capng_apply(bounds ? CAPNG_SELECT_BOTH : CAPNG_SELECT_CAPS) < 0 ?
	       err_sys(err, -EPERM, "cannot give up privileges") : 0;
}

#define CAPABILITIES_DROPPED true

#else

static int drop_capabilities(const struct privilege_keep *keep, struct err *err)
{
	return keep->user ? err_set(err, -ENOTSUP, "-Z %.60s: this halfclose was built without "
				    "libcap-ng", keep->user) : 0;
}

#define CAPABILITIES_DROPPED false

#endif

int privilege_drop(const struct privilege_keep *keep, struct err *err)
{
	int ret = drop_capabilities(keep, err);

	if (ret < 0)
		return ret;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_sys(err, -errno, "cannot give up privileges");
	return forbid_unused(keep->children, keep->files, err);
}

void privilege_keep_open(int fd, int other)
{
	unsigned int low = (unsigned int)(fd < other ? fd : other);
	unsigned int high = (unsigned int)(fd < other ? other : fd);

	if (low > 0)
		syscall(SYS_close_range, 0U, low - 1, 0U);
	if (high - low > 1)
		syscall(SYS_close_range, low + 1, high - 1, 0U);
	syscall(SYS_close_range, high + 1, ~0U, 0U);
}

const char *privilege_drop_words(void)
{
	return CAPABILITIES_DROPPED && FORBID_WORKS ?
	       "capabilities and unused system calls given up" :
	       CAPABILITIES_DROPPED ? "capabilities given up (built without libseccomp)" :
	       FORBID_WORKS ? "unused system calls given up (built without libcap-ng)" :
			      "no privileges given up (built without libcap-ng and libseccomp)";
}
