# Without packets: the FIN that is the last thing in a dead socket's queue is no unread byte.
c poll ESTABLISHED inode 11 cookie 1 acked 6 received 3
s poll ESTABLISHED inode 22 cookie 2 acked 3 received 5
+1s
c probe TIME_WAIT timer 3 cookie 1
c destroy cookie 1 rq 1 acked 7 received 4
s destroy cookie 2 rq 0 acked 4 received 6
+1s
