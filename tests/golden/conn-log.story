# One of each: what conn.log makes of them.
server 192.0.2.80 80
client 203.0.113.7 40000
c S | s S. | c . | c P. 120 | s . | s P. 1000 | c . | c F. | s F. | c .

# No answer; the SYN again after Zeek gave up.
client 203.0.113.7 40001
c S | +6s | c S seq -1

# A SYN-ACK without a SYN.
client 203.0.113.7 40002
s S.

# IPv6 outside: refused.
client 2a00:1450::1 40003
server 2a00:1450::2 443
c S | s R. seq -1 ack 0

# Half of it was not captured.
client ::1 40004
server fe80::1 8443
c S | s S. | c . | c P. 100 | c P. 100 cut | s . | c P. 7 | c P. 7 seq 200 win 0 | s R.
