# One write after the server's close(), as it was recorded.
s listen inode 5 rq 0 sq 8 cookie 50
s owner 99 serv fd 3
c call connect() = 0
c S wscale 7
c probe SYN_SENT inode 11 cookie 1
c owner 812 peer fd 3
s S. wscale 7
c .
s probe ESTABLISHED inode 22 cookie 2
s owner 99 serv fd 7
c call write(4) = 4
c P. 4
s .
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
