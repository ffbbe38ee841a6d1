#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	conn
#open	2026-11-22-02-15-16
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents
#types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]
1795313716.208492	CWySo0OJXnBxchvSgn	127.0.0.1	49548	127.0.0.1	7001	tcp	-	4.447306	107	9	RSTO	T	T	0	ShADadTR	10	1023	4	225	-
1795313716.308916	CqN4WFGuUb58awYiLf	127.0.0.1	47252	127.0.0.1	7002	tcp	-	4.346917	7	9	RSTO	T	T	0	ShADadR	8	419	4	225	-
1795313716.409358	CkaddUXGkxZ9hZ0kIh	127.0.0.1	46938	127.0.0.1	7003	tcp	-	4.246490	207	9	RSTO	T	T	0	ShADadFTR	11	1375	4	225	-
#close	2026-11-22-02-15-20
