# shutdown(SHUT_WR), and the client goes on writing.
c S | s S. | c .
c probe ESTABLISHED inode 11 cookie 1
c owner 812 peer fd 3
s probe ESTABLISHED inode 22 cookie 2
s owner 99 serv fd 7
s F.
s probe FIN_WAIT2 inode 22 cookie 2 shut 2
s holder held
c .
+300ms
c P. 5 | s . | c P. 7 | s .
c F. | s .
s destroy rq 0 sq 0 cookie 2
c destroy rq 0 sq 0 cookie 1
