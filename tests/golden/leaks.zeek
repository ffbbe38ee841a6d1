#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	conn
#open	2026-01-02-03-04-05
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents
#types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]
1767323045.000000	CIVsokt9B7OxeHQZ0N	127.0.0.1	40000	127.0.0.1	5555	tcp	-	0.006000	5	0	S2	T	T	0	ShADaF	4	165	3	120	-
1767323052.007000	C7AZNoMqqfiqL6pSAg	127.0.0.1	40002	127.0.0.1	5555	tcp	-	0.004000	0	0	S2	T	T	0	ShAFa	3	120	2	80	-
1767323059.012000	C1cgitTucgWvPhm8Ho	127.0.0.1	40004	127.0.0.1	5555	tcp	-	0.004000	0	100	S1	T	T	0	ShAdW	3	120	2	180	-
#close	2026-01-02-03-04-26
