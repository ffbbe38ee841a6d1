#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	conn
#open	2026-11-22-03-05-19
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents
#types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]
1795316719.331449	Cd492adi8NyuubEtqt	127.0.0.1	46634	127.0.0.1	7001	tcp	-	0.111836	7	1500	RSTO	T	T	1000	ShADadgR	5	275	4	1716	-
#close	2026-11-22-03-05-19
