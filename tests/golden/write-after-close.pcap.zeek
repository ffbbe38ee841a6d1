#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	conn
#open	2026-11-22-01-49-20
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents
#types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]
1795312160.472380	CtemErTk3DCCtSR6J2	127.0.0.1	42734	127.0.0.1	7010	tcp	-	0.200623	17	0	RSTR	T	T	0	ShADafr	5	285	4	204	-
1795312160.673129	CMIQ24ZjuOkbAMdooy	127.0.0.1	34560	127.0.0.1	7011	tcp	-	0.310131	27	5	RSTR	T	T	0	ShADadfrT	6	367	6	301	-
#close	2026-11-22-01-49-20
