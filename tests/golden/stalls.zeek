#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	conn
#open	2026-01-02-03-04-05
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents
#types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]
1767323045.000000	CIVsokt9B7OxeHQZ0N	127.0.0.1	7001	192.0.2.1	5555	tcp	-	3.002000	0	0	S0	T	T	0	S	3	120	0	0	-
1767323072.004000	CDTtltrokGHBSULTMH	127.0.0.1	7002	127.0.0.1	5555	tcp	-	3.002000	0	0	S0	T	T	0	S	3	120	0	0	-
1767323079.007000	C8mURaecWHecQts5pE	127.0.0.1	7002	127.0.0.1	5555	tcp	-	0.004000	0	0	SF	T	T	0	ShAFf	4	160	2	80	-
1767323085.228000	C5OOb8oLGbE58rwiP5	127.0.0.1	7004	127.0.0.1	5555	tcp	-	6.219000	0	1000	SF	T	T	0	ShAdWafF	11	440	10	1400	-
1767323093.158000	CxRUZ0ALQnd4RRX210	127.0.0.1	7006	127.0.0.1	5555	tcp	-	3.007000	5	0	RSTO	T	T	0	ShADaR	6	245	2	80	-
1767323052.003000	CkbJ3Eb1LIKiGztsrv	127.0.0.1	7001	192.0.2.1	5555	tcp	-	-	-	-	S0	T	T	0	S	1	40	0	0	-
1767323079.013000	CU0fT93gnsYQQMdVWO	127.0.0.1	7003	127.0.0.1	5555	tcp	-	6.214000	0	100	S1	T	T	0	ShAdWa	8	320	7	380	-
1767323091.449000	CG7VjZIkSgy9Hkz5ji	127.0.0.1	7005	127.0.0.1	5555	tcp	-	1.408000	12	0	S1	T	T	0	ShADaT	7	313	2	80	-
1767323096.166000	C7TvP9BSXhgJNOJtAo	127.0.0.1	7007	127.0.0.1	5555	tcp	-	1.408000	5	0	S2	T	T	0	ShADaF	7	285	2	80	-
1767323107.575000	CfETfrxGyYRyejGZuy	127.0.0.1	7008	127.0.0.1	5556	tcp	-	4.410000	12	3	RSTO	T	T	0	ShADaTdR	8	353	3	123	-
#close	2026-01-02-03-05-12
