# The server calls shutdown(SHUT_WR), and would read on.
s call shutdown(SHUT_WR) = 0
s F.
s holder held
s probe FIN_WAIT1 inode 22 sq 1 cookie 2 shut 2
c probe CLOSE_WAIT inode 11 rq 1 cookie 1 shut 1 acked 16 received 1
c .
s poll FIN_WAIT2 inode 22 cookie 2 shut 2
frame
+300ms
c poll CLOSE_WAIT inode 11 rq 1 cookie 1
s poll FIN_WAIT2 inode 22 cookie 2 shut 2
polls 6 2
frame
