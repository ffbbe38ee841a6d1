#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	conn
#open	2026-11-22-01-49-09
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents
#types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]
1795312149.662596	C8RKzuDIUDoe9Tdgiq	127.0.0.1	41742	127.0.0.1	7005	tcp	-	3.493352	107	9	RSTO	T	T	0	ShADadTR	10	1023	4	225	-
1795312149.762994	CY0V7icj4ekBWPhzqR	127.0.0.1	53324	127.0.0.1	7006	tcp	-	3.392993	7	9	RSTO	T	T	0	ShADadR	8	419	4	225	-
1795312149.863535	C60pTbv68pwFVJq5w6	127.0.0.1	54576	127.0.0.1	7007	tcp	-	3.292467	207	9	RSTO	T	T	0	ShADadFTR	11	1375	4	225	-
#close	2026-11-22-01-49-13
