#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	conn
#open	2026-11-22-01-48-50
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents
#types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]
1795312130.020472	C2goQAnmnVF0TvB0TH	127.0.0.1	34242	127.0.0.1	7002	tcp	-	0.000011	0	0	REJ	T	T	0	Sr	1	60	1	40	-
1795312130.020545	CDbc6tBM8JYvFEvuFN	::1	44556	::1	7003	tcp	-	0.000008	0	0	REJ	T	T	0	Sr	1	80	1	60	-
1795312130.020595	CMQ9AikAoK2rvNw0iv	127.0.0.1	47606	127.0.0.1	7003	tcp	-	0.100505	7	5	SF	T	T	0	ShADadFf	6	327	4	221	-
#close	2026-11-22-01-48-50
