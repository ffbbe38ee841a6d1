#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	conn
#open	2026-01-02-03-04-05
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents
#types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]
1767323045.010000	CqUnN0XivvdiBqyTAJ	203.0.113.7	40001	192.0.2.80	80	tcp	-	-	-	-	S0	T	T	0	S	1	40	0	0	-
1767323045.000000	Crvm95mhDa4NbJZvD7	203.0.113.7	40000	192.0.2.80	80	tcp	-	0.008000	120	1000	SF	T	T	0	ShADadFf	6	360	4	1160	-
1767323051.011000	C6gcybqODIBMUo1ogg	203.0.113.7	40001	192.0.2.80	80	tcp	-	-	-	-	S0	T	T	0	S	1	40	0	0	-
1767323051.012000	CQqUxCJOjLKkwByBX7	203.0.113.7	40002	192.0.2.80	80	tcp	-	-	-	-	OTH	T	T	0	^h	0	0	1	40	-
1767323051.013000	Cx4qCCpUXJRwVJhs2U	2a00:1450::1	40003	2a00:1450::2	443	tcp	-	0.001000	0	0	REJ	F	F	0	Sr	1	60	1	60	-
1767323051.015000	CjNX4LfrWHgTN09zHN	::1	40004	fe80::1	8443	tcp	-	0.008000	207	0	RSTR	T	T	100	ShADaGWTr	6	574	3	180	-
#close	2026-01-02-03-04-11
