/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sock_kept.c: keeps a fact, with its tcp_info where it came with it. */
#include "core/sock_kept.h"

#include <errno.h>
#include <stdlib.h>

/* Where it was there, it is written over. */
static int keep_info(struct sock_info **info, const struct sock_fact *fact)
{
	if (!fact->has_info) {
		free(*info);
		*info = NULL;
		return 0;
	}
	if (!*info)
		*info = malloc(sizeof(**info));
	if (!*info)
		return -ENOMEM;
	**info = (struct sock_info){
		.bytes_acked = fact->bytes_acked,
		.bytes_received = fact->bytes_received,
		.data_sent = fact->data_sent,
		.notsent_bytes = fact->notsent_bytes,
		.last_data_sent_ms = fact->last_data_sent_ms,
		.last_ack_recv_ms = fact->last_ack_recv_ms,
	};
	return 0;
}

int sock_keep(struct sock_kept *kept, const struct sock_fact *fact, uint64_t time_ns)
{
	int ret = keep_info(&kept->info, fact);

	if (ret < 0)
		return ret;
	*kept = (struct sock_kept){
		.time_ns = time_ns,
		.asked_ns = fact->asked_ns,
		.cookie = fact->cookie,
		.info = kept->info,
		.inode = fact->inode,
		.recv_q = fact->recv_q,
		.send_q = fact->send_q,
		.state = (uint8_t)fact->state,
		.timer = fact->timer,
		.retransmits = fact->retransmits,
		.disconnected = fact->remote.port == 0,
	};
	return 0;
}

uint32_t sock_queued(const struct sock_kept *fact)
{
	return fact->send_q - (fact->send_q > 0 && tcp_state_has_sent_fin(fact->state));
}
