# The server reads a request and closes without an answer: once as packets alone show it, and, on a
# connection that was used before, as the sockets do.
c S | s S. | c .
c P. 78 | s .
+300ms
s F. | c F. | s .
client 127.0.0.1 6884 | server 127.0.0.1 5555 | isn c 70000 | isn s 90000
c S | s S. | c .
c probe ESTABLISHED inode 11 cookie 1
c owner 812 peer fd 3
s probe ESTABLISHED inode 22 cookie 2
s owner 99 serv fd 7
c P. 78 | s P. 200 | c .
+3s
c P. 78 | s .
s F.
s holder closed
s probe FIN_WAIT2 inode 0 cookie 2 timer 3
c . | c F. | s .
c destroy rq 0 sq 0 cookie 1
