/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pcap_loop.c: reads a capture with libpcap and does nothing: what no reader can be faster than. */
#include <pcap/pcap.h>
#include <stdio.h>

struct sum {
	unsigned long packets, octets;
};

static void add(u_char *user, const struct pcap_pkthdr *header, const u_char *octets)
{
	struct sum *sum = (struct sum *)user;

	sum->packets++;
	/* Its first octet, so that the frame is touched. */
	sum->octets += header->len + (header->caplen ? octets[0] : 0);
}

int main(int argc, char **argv)
{
	char error[PCAP_ERRBUF_SIZE];
	struct sum sum = { 0 };
	pcap_t *pcap;

	if (argc != 2) {
		fputs("usage: pcap_loop FILE\n", stderr);
		return 2;
	}
	pcap = pcap_open_offline_with_tstamp_precision(argv[1], PCAP_TSTAMP_PRECISION_NANO, error);
	if (!pcap) {
		fprintf(stderr, "pcap_loop: %s\n", error);
		return 2;
	}
	pcap_loop(pcap, -1, add, (u_char *)&sum);
	printf("%lu packets, %lu\n", sum.packets, sum.octets);
	pcap_close(pcap);
	return 0;
}
