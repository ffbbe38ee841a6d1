# Ten thousand that are open, and one of them in trouble.
many 9999
client 127.0.0.1 40100 | server 127.0.0.1 5432 | isn c 7000
c S | s S. | c .
c probe ESTABLISHED inode 101 cookie 101
c owner 733 java fd 91
s probe ESTABLISHED inode 102 cookie 102
s owner 7340 postgres fd 9
s F. | c .
c probe CLOSE_WAIT inode 101 cookie 101 rq 1
s probe FIN_WAIT2 inode 0 cookie 102 timer 3
+7s
c poll CLOSE_WAIT inode 101 cookie 101 rq 1
+1s
frame
