# close() with part of the request unread and the rest of the reply unsent.
server ::1 8080
client ::1 40000
c S | s S. | c .
c probe ESTABLISHED inode 11 cookie 1
c owner 812 curl fd 5
s probe ESTABLISHED inode 22 cookie 2
s owner 99 nginx fd 7
c P. 100 | s .
s P. 50 | c . win 0
s R.
s destroy rq 60 sq 30 cookie 2
c destroy rq 0 sq 0 cookie 1
