#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	conn
#open	2026-11-22-01-49-13
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents
#types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]
1795312153.216566	Cd180wCt2Eni2i85WH	127.0.0.1	38766	127.0.0.1	7008	tcp	-	6.878665	4096	0	S1	T	T	4096	ShADaGw	9	4572	7	372	-
1795312153.317017	C5wrGmfnwD06MfZth0	127.0.0.1	54652	127.0.0.1	7009	tcp	-	7.100939	28672	0	SF	T	T	28672	ShADaGwFf	16	29512	15	788	-
#close	2026-11-22-01-49-20
