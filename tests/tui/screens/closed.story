# The server calls close(): the end-of-file reaches the client, who never looks.
s call close() = 0
s F.
s holder closed
s probe FIN_WAIT1 inode 0 sq 1 cookie 2 shut 3
c probe CLOSE_WAIT inode 11 rq 1 cookie 1 shut 1 acked 16 received 1
c .
s destroy rq 0 sq 0 cookie 2 acked 1 received 15
s poll FIN_WAIT2 inode 0 cookie 2 timer 3
frame
+300ms
c poll CLOSE_WAIT inode 11 rq 1 cookie 1
s poll FIN_WAIT2 inode 0 cookie 2 timer 3
polls 6 2
frame
