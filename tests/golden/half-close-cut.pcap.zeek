#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	conn
#open	2026-11-22-02-14-30
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents
#types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]
1795313670.559540	CfDt2rgftPHvBdYsfy	127.0.0.1	44042	127.0.0.1	7001	tcp	-	0.402697	7	0	SF	T	T	0	ShADaFf	5	275	4	216	-
1795313670.659891	Cw4CfNAm0xfdwYv9dN	127.0.0.1	38438	127.0.0.1	7002	tcp	-	0.402675	7	0	RSTR	T	T	0	ShADaFr	4	223	4	216	-
1795313670.760251	C9KY96JyIxqP8skEWS	127.0.0.1	56378	127.0.0.1	7003	tcp	-	0.302600	7	500	RSTR	T	T	500	ShADaFdgr	5	275	4	716	-
#close	2026-11-22-02-14-31
