#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	conn
#open	2026-11-22-01-49-22
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents
#types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]
1795312162.988835	CnrAfg6JM1lmhj7myU	127.0.0.1	47256	127.0.0.1	7022	tcp	-	0.100734	777	5	SF	T	T	777	ShAaGdFf	5	268	4	221	-
1795312163.089245	Cms7j3DOA1Gnq5LJHv	127.0.0.1	39246	127.0.0.1	7021	tcp	-	0.000186	7	5	SF	T	T	0	DdAFf	4	215	2	109	-
#close	2026-11-22-01-49-23
