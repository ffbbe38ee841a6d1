#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	conn
#open	2026-11-22-01-48-50
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents
#types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]
1795312130.171984	CfA1nr1EwgwVPO2kvh	127.0.0.1	47284	127.0.0.1	7004	tcp	-	4.099240	0	0	S0	T	T	0	S	5	300	0	0	-
1795312135.295186	Cu2bl5CwB48tkA5pDX	127.0.0.1	47284	127.0.0.1	7004	tcp	-	2.016052	0	0	S0	T	T	0	S	2	120	0	0	-
1795312141.407250	C59QEwXPBBOMy0wo4P	127.0.0.1	47284	127.0.0.1	7004	tcp	-	-	-	-	S0	T	T	0	S	1	60	0	0	-
#close	2026-11-22-01-49-01
