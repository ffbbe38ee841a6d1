# An afternoon on a machine where not all is well.
server 127.0.0.1 5432
s listen inode 5 rq 0 sq 128 cookie 50
holder 5 640 postgres
server ::1 8080
s listen inode 6 rq 9 sq 8 cookie 51
holder 6 733 java
server 127.0.0.1 5555
s listen inode 7 rq 0 sq 8 cookie 52
holder 7 99 serv
server 0.0.0.0 22
s listen inode 8 rq 0 sq 4096 cookie 53
holder 8 1200 sshd
server fd00:1234:5678:9abc:def0:1234:5678:1 8443
s listen inode 9 rq 3 sq 511 cookie 54
+30ms
server ::1 8080
s listen inode 6 rq 9 sq 8 cookie 51
# An idle session, which was there before.
client 192.0.2.17 51044 | server 10.0.0.5 22
s poll ESTABLISHED inode 80 cookie 80
s owner 1201 sshd fd 4
# Two ends of file that a program does not look at, one of them seen from both sides.
client 127.0.0.1 40100 | server 127.0.0.1 5432 | isn c 7000
c S | s S. | c .
c probe ESTABLISHED inode 101 cookie 101
c owner 733 java fd 91
s probe ESTABLISHED inode 102 cookie 102
s owner 7340 postgres fd 9
c P. 50 | s . | s P. 80 | c . | s F. | c .
c probe CLOSE_WAIT inode 101 cookie 101 rq 81
s probe FIN_WAIT2 inode 0 cookie 102 timer 3
client 127.0.0.1 40102 | server 127.0.0.1 5432 | isn c 9000
c S | s S. | c .
c probe ESTABLISHED inode 103 cookie 103
c owner 733 java fd 92
s probe ESTABLISHED inode 104 cookie 104
s owner 7341 postgres fd 9
s F. | c .
c probe CLOSE_WAIT inode 103 cookie 103 rq 1
s probe FIN_WAIT2 inode 0 cookie 104 timer 3
# A program that does not read, with a long name and a long address.
client fd00:1234:5678:9abc:def0:1234:5678:9abc 50000 | server fd00:1234:5678:9abc:def0:1234:5678:1 8443 | isn c 100 | isn s 500
c S | s S. | c .
c probe ESTABLISHED inode 105 cookie 105
c owner 4194303 very-long-name1 fd 1023
s probe ESTABLISHED inode 106 cookie 106
s owner 4194304 nginx-worker-pr fd 900
c P. 4000 | s . | s P. 200 | c .
s poll ESTABLISHED inode 106 cookie 106 rq 6291456 received 6291456
c poll ESTABLISHED inode 105 cookie 105 sq 12582912
# A half-close in proper use: it sorts, once it has all.
client 127.0.0.1 40200 | server 127.0.0.1 5555 | isn c 3000 | isn s 4000
c S | s S. | c .
c probe ESTABLISHED inode 107 cookie 107
c owner 910 nc fd 3
s probe ESTABLISHED inode 108 cookie 108
s owner 99 serv fd 7
c P. 300 | s . | c F. | s .
c probe FIN_WAIT2 inode 107 cookie 107 shut 2
s probe CLOSE_WAIT inode 108 cookie 108
s P. 90 | c .
# Nobody accepts.
client ::1 40300 | server ::1 8080 | isn c 11 | isn s 22
c S | s S. | c .
c probe ESTABLISHED inode 109 cookie 109
c owner 912 curl fd 5
s poll ESTABLISHED inode 0 cookie 110 rq 78
c P. 78 | s .
+6s
client 127.0.0.1 40100 | server 127.0.0.1 5432
c poll CLOSE_WAIT inode 101 cookie 101 rq 81 received 81
client 127.0.0.1 40102 | server 127.0.0.1 5432
c poll CLOSE_WAIT inode 103 cookie 103 rq 1
client fd00:1234:5678:9abc:def0:1234:5678:9abc 50000 | server fd00:1234:5678:9abc:def0:1234:5678:1 8443
s poll ESTABLISHED inode 106 cookie 106 rq 6291456 received 6291456
c poll ESTABLISHED inode 105 cookie 105 sq 12582912
client ::1 40300 | server ::1 8080
s poll ESTABLISHED inode 0 cookie 110 rq 78
s listen inode 6 rq 9 sq 8 cookie 51
# Closed, each in its way.
client 127.0.0.1 40400 | server 127.0.0.1 5555 | isn c 1 | isn s 2
c S | s S. | c . | c P. 5 | s . | s P. 7 | c . | c F. | s F. | c .
client 127.0.0.1 40402 | server 127.0.0.1 5999 | isn c 1 | isn s 2
c S | s R. seq -1 ack 0
client 127.0.0.1 6882 | server 127.0.0.1 5555 | isn c 10 | isn s 20
c S wscale 7
c probe SYN_SENT inode 11 cookie 1
c owner 812 peer fd 3
s S. wscale 7 | c .
s probe ESTABLISHED inode 22 cookie 2
s owner 99 serv fd 7
c call write(4) = 4
c P. 4 | s .
s call read(100) = 4
s call close() = 0
s F.
s holder closed
s probe FIN_WAIT1 inode 0 sq 1 cookie 2 shut 3
c probe CLOSE_WAIT inode 11 rq 1 cookie 1 shut 1 acked 5 received 1
c .
s destroy rq 0 sq 0 cookie 2 acked 1 received 4
s poll FIN_WAIT2 inode 0 cookie 2 timer 3
+20ms
c call write(1) = 1
c P. 1
s R seq 1
c call write(1) = -1 EPIPE
c call close() = 0
c destroy rq 1 sq 1 cookie 1 acked 5 received 1
frame
+1500ms
server 127.0.0.1 5432
s listen inode 5 rq 0 sq 128 cookie 50
server 127.0.0.1 5555
s listen inode 7 rq 0 sq 8 cookie 52
server 0.0.0.0 22
s listen inode 8 rq 0 sq 4096 cookie 53
server fd00:1234:5678:9abc:def0:1234:5678:1 8443
s listen inode 9 rq 3 sq 511 cookie 54
server ::1 8080
s listen inode 6 rq 9 sq 8 cookie 51
# Just opening.
client 127.0.0.1 40500 | server 198.51.100.7 443 | isn c 5
c S
c probe SYN_SENT inode 111 cookie 111
c owner 913 firefox fd 60
polls 75 30
+20ms
frame
