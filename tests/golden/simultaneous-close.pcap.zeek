#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	conn
#open	2026-11-22-01-49-22
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents
#types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]
1795312162.328930	C9RiYTsAPvZsJ0PR5n	127.0.0.1	49518	127.0.0.1	7018	tcp	-	0.103125	7	5	SF	T	T	0	ShADadfF	6	327	5	273	-
#close	2026-11-22-01-49-22
