/* SPDX-License-Identifier: GPL-2.0-or-later */
/* setting.c: the table of settings (the kernel's Documentation/networking/ip-sysctl.rst). */
#include "show/setting.h"
#include "show/wrap.h"

#include <string.h>

static const struct {
	const char *name, *meaning;
} table[] = {
	{ "net.core.somaxconn", "no accept queue is longer, whatever listen() asks for" },
	{ "net.ipv4.ip_local_port_range", "the ports that connect() takes by itself" },
	{ "net.ipv4.tcp_abort_on_overflow",
	  "1: who meets a full accept queue with its ACK is reset; 0: it is left waiting" },
	{ "net.ipv4.tcp_fin_timeout", "seconds that a closed socket waits in FIN_WAIT2" },
	{ "net.ipv4.tcp_keepalive_intvl", "seconds between keep-alive probes" },
	{ "net.ipv4.tcp_keepalive_probes", "unanswered ones until the connection is given up" },
	{ "net.ipv4.tcp_keepalive_time", "seconds of silence before the first probe" },
	{ "net.ipv4.tcp_max_orphans",
	  "ownerless sockets that may be; one number for all namespaces, told in the first alone" },
	{ "net.ipv4.tcp_max_tw_buckets", "sockets that may be in TIME_WAIT; one more is gone at once" },
	{ "net.ipv4.tcp_migrate_req",
	  "1: what waits in a closed SO_REUSEPORT listener goes to another of its group" },
	{ "net.ipv4.tcp_orphan_retries", "times that an ownerless socket sends again; 0 means 8" },
	{ "net.ipv4.tcp_retries2", "times that data is sent again before the connection is given up" },
	{ "net.ipv4.tcp_syn_retries", "times that a SYN is sent again" },
	{ "net.ipv4.tcp_synack_retries", "times that a SYN-ACK is sent again" },
	{ "net.ipv4.tcp_syncookies", "1: when the SYN queue is full, nothing is kept of a SYN" },
	{ "net.ipv4.tcp_tw_reuse",
	  "connect() may take the port of a TIME_WAIT: 0 never, 1 always, 2 on loopback" },
};

const char *setting_meaning(const char *name)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(table[i].name, name) == 0)
			return table[i].meaning;
	}
	return NULL;
}

void settings_print(FILE *out, const struct style *style, const char *release,
		    const struct setting *settings, size_t count)
{
	fprintf(out, "\n%sHere (Linux %s):%s\n", style_on(style, STYLE_STRONG), release,
		style_off(style));
	for (size_t i = 0; i < count; i++) {
		const char *meaning = setting_meaning(settings[i].name);
		const char *value = settings[i].value[0] ? settings[i].value :
				    "not in this namespace, or kernel";

		fprintf(out, "  %s = ", settings[i].name);
		style_put(style, out, value, strlen(value));
		fputs("\n    ", out);
		wrap_print(out, style, meaning, strlen(meaning), 4, 4);
	}
}
