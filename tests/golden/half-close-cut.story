# The client half-closes and waits for the answer; the server takes that for a close, by a FIN, and
# by a RST.
c S | s S. | c .
c probe ESTABLISHED inode 11 cookie 1
c owner 812 peer fd 3
s probe ESTABLISHED inode 22 cookie 2
s owner 99 serv fd 7
c P. 78 | s .
c F.
c probe FIN_WAIT2 inode 11 cookie 1 shut 2
c holder held
s F.
s holder closed
c .
+60ms
s holder closed
s destroy rq 0 sq 0 cookie 2
client 127.0.0.1 6884 | server 127.0.0.1 5555 | isn c 70000 | isn s 90000
c S | s S. | c .
c probe ESTABLISHED inode 12 cookie 3
c owner 812 peer fd 4
s probe ESTABLISHED inode 23 cookie 4
s owner 99 serv fd 8
c P. 78 | s .
c F.
c probe FIN_WAIT2 inode 12 cookie 3 shut 2
c holder held
s .
s R.
s destroy rq 0 sq 65537 cookie 4 disconnected
c destroy rq 0 sq 0 cookie 3
