# SO_LINGER {1,0} with a full send queue: the notification has lost its remote port.
c S | s S. win 4096 | c .
c probe ESTABLISHED inode 11 cookie 1
c owner 812 peer fd 3
c P. 4096 | s . win 0
c R.
c destroy rq 0 sq 28674 cookie 1 disconnected
s destroy rq 0 sq 0
