# The demo close-vs-shutdown: the client writes three messages, which the server reads.
server 127.0.0.1 5555
s listen inode 7 rq 0 sq 8 cookie 52
holder 7 2001 halfclose
client 127.0.0.1 40404 | server 127.0.0.1 5555
c call connect() = 0
c S wscale 7
c probe SYN_SENT inode 11 cookie 1
c owner 2002 halfclose fd 3
s S. wscale 7 | c .
s probe ESTABLISHED inode 22 cookie 2
s owner 2001 halfclose fd 4
c call write(5) = 5
c P. 5 | s .
s call read(5) = 5
c call write(5) = 5
c P. 5 | s .
s call read(5) = 5
c call write(5) = 5
c P. 5 | s .
s call read(5) = 5
polls 3 1
+300ms
frame
