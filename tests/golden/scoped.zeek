#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	conn
#open	2026-01-02-03-04-05
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents
#types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]
1767323045.000000	CIVsokt9B7OxeHQZ0N	127.0.0.1	6882	127.0.0.1	5555	tcp	-	0.015000	5	0	RSTO	T	T	0	ShADafR	4	165	3	120	-
1767323045.005000	Cllqkb0HVttgqjddwa	127.0.0.1	6882	127.0.0.1	5555	tcp	-	0.008000	10	0	RSTR	T	T	0	ShADafr	5	210	4	160	-
#close	2026-01-02-03-04-05
