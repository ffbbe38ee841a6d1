#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	conn
#open	2026-11-22-01-49-22
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents
#types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]
1795312162.036373	CDCiSad1IC5vT7EBAW	127.0.0.1	42990	127.0.0.1	7016	tcp	-	0.200887	7	100	RSTO	T	T	100	ShADadgR	5	275	3	264	-
1795312162.136753	Cfp2gJy38pNxD0sac7	127.0.0.1	35902	127.0.0.1	7017	tcp	-	0.142485	7	100	RSTO	T	T	100	ShADadgFR	6	315	4	316	-
#close	2026-11-22-01-49-22
