# The same addresses in two network namespaces, and packets on two interfaces of the second.
client 127.0.0.1 6882 in 1 | server 127.0.0.1 5555 in 1
c S | s S. | c . | c P. 5 | s .
client 127.0.0.1 6882 in 2 | server 127.0.0.1 5555 in 2
c S on 1 | s S. on 2 | c . on 1 | c P. 9 on 1 | s . on 2
c probe ESTABLISHED inode 11 cookie 1
c owner 812 peer fd 3
s F. on 2 | c . on 1 | c P. 1 on 1 | s R on 2
client 127.0.0.1 6882 in 1 | server 127.0.0.1 5555 in 1
s F. ack 5 seq 0 | c R. seq 5 ack 1
