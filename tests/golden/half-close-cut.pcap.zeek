#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	conn
#open	2026-11-22-01-49-21
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents
#types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]
1795312161.040683	ClsKb0Khxao7T5UQEx	127.0.0.1	56822	127.0.0.1	7012	tcp	-	0.300887	7	0	SF	T	T	0	ShADaFf	5	275	4	216	-
1795312161.141002	CI4bC82f5IHQ2dSasT	127.0.0.1	51480	127.0.0.1	7013	tcp	-	0.300909	7	0	RSTR	T	T	0	ShADaFr	4	223	4	216	-
#close	2026-11-22-01-49-21
