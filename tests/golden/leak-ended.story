# A CLOSE_WAIT that lasted too long and then ended is still told, with its end. Of the findings about
# one CLOSE_WAIT there is one, and beside it that a write would have been lost.
c S | s S. | c .
c probe ESTABLISHED inode 11 cookie 1
c owner 812 peer fd 3
s probe ESTABLISHED inode 22 cookie 2
s owner 99 serv fd 7
c P. 5 | s P. 9 | c .
s F.
s probe FIN_WAIT2 inode 0 cookie 2 timer 3
s holder closed
c .
+6s
c poll CLOSE_WAIT inode 11 rq 0 cookie 1
+1s
c F. | s R seq 10
c destroy rq 0 sq 0 cookie 1
